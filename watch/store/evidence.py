"""The articles behind the numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..model import DeclineReport, EvidenceArticle, MentionReport, Text
from ..week import Week
from .columns import read_moment
from .database import Store
from .tags import read_decline

_ARTICLE = """
    article.story, article.published, article.title, article.url, article.lang,
    article.source, source.outlet
"""

# CROSS JOIN fixes the order: mentions and declines are few, articles many.
_MENTIONS = f"""
SELECT mention.signal, {_ARTICLE}
FROM mention
CROSS JOIN article ON article.key = mention.article
JOIN source ON source.id = article.source
WHERE article.week >= :start AND article.week < :end
ORDER BY article.published, article.key, mention.signal
"""  # noqa: S608  only our own column list is inserted

_DECLINES = f"""
SELECT decline.category, decline.category_key, decline.direction, decline.percent,
    decline.period, decline.place, decline.confidence, decline.evidence, decline.rule,
    decline.span, {_ARTICLE}
FROM decline
CROSS JOIN article ON article.key = decline.article
JOIN source ON source.id = article.source
WHERE article.week >= :start AND article.week < :end
ORDER BY article.published, article.key, decline.n
"""  # noqa: S608  only our own column list is inserted

# max() chooses the row that the other columns are taken of.
_HEADLINES = """
SELECT title, lang, max(published) AS newest FROM article
WHERE title LIKE :pattern GROUP BY story
ORDER BY newest DESC, title LIMIT :limit
"""
#: What a title may write otherwise: accents, capitals that LIKE does not know, hyphens.
_VARIABLE = re.compile(r"[^b-df-hj-mp-tv-xz0-9]|[cn]", re.IGNORECASE)


def mention_reports(store: Store, *, start: Week, end: Week) -> list[MentionReport]:
    """Return who mentioned what in the weeks ``[start, end)``, oldest first."""
    return [
        MentionReport(signal=row["signal"], article=_article(row))
        for row in store.select(_MENTIONS, {"start": str(start), "end": str(end)})
    ]


def decline_reports(store: Store, *, start: Week, end: Week) -> list[DeclineReport]:
    """Return the reports of falls and growth in ``[start, end)``, oldest first.

    Both confidences are returned.
    """
    return [
        DeclineReport(decline=read_decline(row), article=_article(row))
        for row in store.select(_DECLINES, {"start": str(start), "end": str(end)})
    ]


def _article(row: Mapping[str, Any]) -> EvidenceArticle:
    return EvidenceArticle(
        story=row["story"],
        published=read_moment(row["published"]),
        title=row["title"],
        url=row["url"],
        lang=row["lang"],
        source=row["source"],
        outlet=row["outlet"],
    )


def find_headlines(store: Store, words: str, *, limit: int) -> list[Text]:
    """Return titles that may have these words, newest first, one of each story.

    Accents, capitals and hyphens are not compared, nor where words begin and end.
    """
    pattern = f"%{_VARIABLE.sub('_', words)}%"
    rows = store.select(_HEADLINES, {"pattern": pattern, "limit": limit})
    return [Text(title=row["title"], summary="", lang=row["lang"]) for row in rows]
