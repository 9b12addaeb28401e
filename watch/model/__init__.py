"""The words of trendwatch: one frozen type per arrow between two steps.

``press`` (source -> article), ``tags`` (article -> mention, decline), ``trend``
(counts -> trend), ``digest`` (trend -> digest -> delivery), ``discovery`` (texts ->
new terms). All moments are aware UTC ``datetime``; all ranges and spans are
half-open; languages are ISO 639-1 codes.
"""

from .digest import (
    CategoryReport,
    DeclineReport,
    Delivery,
    Digest,
    DigestItem,
    EvidenceArticle,
    MentionReport,
    Subscriber,
)
from .discovery import (
    Candidate,
    PressText,
    Proposal,
)
from .press import (
    HEALTH_DAYS,
    Article,
    Evidence,
    KnownArticle,
    SiteRules,
    Source,
    SourceDays,
    SourceState,
    Text,
    Visit,
)
from .tags import (
    CATEGORY_DECLINES,
    Decline,
    Mention,
    Signal,
    Span,
    Tags,
)
from .trend import (
    CategoryReading,
    Exposure,
    MentionCount,
    NamingText,
    Phase,
    Portfolio,
    Position,
    Quadrant,
    Recent,
    Trend,
)

__all__ = [
    "CATEGORY_DECLINES",
    "HEALTH_DAYS",
    "Article",
    "Candidate",
    "CategoryReading",
    "CategoryReport",
    "Decline",
    "DeclineReport",
    "Delivery",
    "Digest",
    "DigestItem",
    "Evidence",
    "EvidenceArticle",
    "Exposure",
    "KnownArticle",
    "Mention",
    "MentionCount",
    "MentionReport",
    "NamingText",
    "Phase",
    "Portfolio",
    "Position",
    "PressText",
    "Proposal",
    "Quadrant",
    "Recent",
    "Signal",
    "SiteRules",
    "Source",
    "SourceDays",
    "SourceState",
    "Span",
    "Subscriber",
    "Tags",
    "Text",
    "Trend",
    "Visit",
]
