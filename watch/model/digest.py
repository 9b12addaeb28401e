"""From trends to a digest and its delivery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from ..week import Week
from .discovery import Candidate
from .press import Evidence
from .tags import Decline, Signal
from .trend import CategoryReading, Trend


@dataclass(frozen=True, slots=True)
class EvidenceArticle:
    """One article behind a number, with its outlet: a row of evidence."""

    #: Story the article belongs to.
    story: str
    #: When it was published.
    published: datetime
    #: Title as plain text.
    title: str
    #: Link; "" if there is none.
    url: str
    #: Language.
    lang: str
    #: Source id.
    source: str
    #: Publisher of the source.
    outlet: str


@dataclass(frozen=True, slots=True)
class MentionReport:
    """An article that mentions a signal."""

    #: Signal id.
    signal: str
    #: The article.
    article: EvidenceArticle


@dataclass(frozen=True, slots=True)
class DeclineReport:
    """An article that reports a falling or growing category."""

    #: What it reports.
    decline: Decline
    #: The article.
    article: EvidenceArticle


@dataclass(frozen=True, slots=True)
class CategoryReport:
    """Everything reported about one category and direction in a period."""

    #: Normalised category.
    key: str
    #: The wording used most often.
    category: str
    #: Language of the reports.
    lang: str
    #: Whether it falls or grows.
    direction: Literal["down", "up"]
    #: Number of independent reports (stories).
    reports: int
    #: Number of outlets.
    sources: int
    #: Percentages printed, ascending, without repeats.
    percents: tuple[float, ...]
    #: Places named, in order of first report.
    places: tuple[str, ...]
    #: Days of the first and the last report.
    first: date
    last: date
    #: The stories, newest first; each shows the sentence in ``quotes``.
    evidence: tuple[Evidence, ...]
    #: Evidence sentence of each story, in the order of ``evidence``.
    quotes: tuple[str, ...]
    #: Both readings of a falling category; None for a growing one, or unread.
    reading: CategoryReading | None = None


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One signal in a digest."""

    #: The signal.
    signal: Signal
    #: Its measure in this week and press language.
    trend: Trend
    #: Its measure one week earlier; None if unknown.
    previous: Trend | None
    #: Stories behind the number, newest first: all of ``trend.stories``.
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """The whole weekly digest, in no language yet."""

    #: The week it tells about.
    week: Week
    #: Items that deserve a reader's time, most important first.
    items: tuple[DigestItem, ...]
    #: Items with nothing to announce, in catalogue order.
    quiet: tuple[DigestItem, ...]
    #: Categories reported to fall or grow this week, strict reports only.
    categories: tuple[CategoryReport, ...]
    #: Articles and sources of the week, by press language.
    articles: Mapping[str, int]
    sources: Mapping[str, int]
    #: True for a digest made of the invented demo press.
    demo: bool = False
    #: Terms found in the press that are worth a signal, best first.
    proposals: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A Telegram chat that receives digests."""

    #: Telegram chat id.
    chat: int
    #: Language of its digest and of the bot's answers.
    lang: str
    #: Signals it wants; empty = all.
    signals: frozenset[str]
    #: False after /stop or after Telegram said the chat is gone.
    active: bool
    #: Why it is not active; "" while it is.
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One part of one digest for one chat: a row of the outbox."""

    #: Row number in the outbox.
    id: int
    #: Telegram chat id.
    chat: int
    #: Week of the digest.
    week: Week
    #: Number of the part, from 0.
    part: int
    #: Message text, Telegram HTML.
    text: str
    #: True if an earlier try may have reached the chat without our knowing.
    uncertain: bool
    #: Tries before this one.
    attempts: int = 0
