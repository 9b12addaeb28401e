"""The words of trendwatch: one frozen type per arrow between two steps.

Order of the file = order of the journey: source -> outcome -> feed -> article
-> mention -> trend -> digest -> delivery. All moments are aware UTC
``datetime``; all ranges and spans are half-open; languages are ISO 639-1 codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Literal

from .week import Week

# Sources and what a fetch brings.


@dataclass(frozen=True, slots=True)
class Source:
    """One configured press feed, or an archive source that is never fetched."""

    #: Short unique name, as in sources.toml or the archive's ``source`` column.
    id: str
    #: Name shown to readers.
    name: str
    #: Publisher; sources of one outlet count once in "how many sources".
    outlet: str
    #: Address of the feed; None for an archive source.
    url: str | None
    #: Language of its articles where an entry does not say otherwise.
    lang: str
    #: Source group: general, business, tech, …
    group: str
    #: False: known but never fetched.
    enabled: bool = True
    #: Why it is disabled; "" when enabled.
    reason: str = ""
    #: Time between two fetches.
    interval: timedelta = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source with everything the next fetch must know, read in one query."""

    #: The source as configured.
    source: Source
    #: ETag of the last answer, byte for byte; None if it had none.
    etag: str | None = None
    #: Last-Modified of the last answer, byte for byte; None if it had none.
    last_modified: str | None = None
    #: SHA-256 (hex) of the last body; None before the first success.
    body_hash: str | None = None
    #: Weighted failures since the last success, 0 when healthy.
    failures: float = 0.0
    #: Moment from which the source may be fetched again; None = at once.
    next_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visit to a source leaves behind: a row of the crawl log."""

    #: The source as the next visit must find it.
    state: SourceState
    #: Moment of the visit.
    at: datetime
    #: ``fetched``, ``not modified``, or ``temporary|soft|hard failure``.
    outcome: str
    #: Reason of a failure; "" otherwise.
    detail: str
    #: Duration of the fetch, in seconds.
    seconds: float
    #: Entries in the document.
    entries: int


# Articles and stories.


@dataclass(frozen=True, slots=True)
class Text:
    """What the tagger reads of an article: plain text without markup."""

    #: Title, plain text.
    title: str
    #: Summary, plain text; "" if absent.
    summary: str
    #: Language of both.
    lang: str


@dataclass(frozen=True, slots=True)
class Article:
    """Our record of one entry."""

    #: 32 hex digits: hash of the canonical URL (without one: of source and guid).
    key: str
    #: Canonical URL; "" when the entry has none.
    url: str
    #: Id of the source that brought it first.
    source: str
    #: guid as published; "" if absent.
    guid: str
    #: Title and summary as plain text, with their language.
    text: Text
    #: When it was published, or first seen where no date can be trusted.
    published: datetime
    #: Which of the two ``published`` is.
    date_from: Literal["feed", "seen"]
    #: When we first saw it.
    seen: datetime


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """What the store remembers of an article, to compare with a new one."""

    #: Key of the article.
    key: str
    #: Title and summary as stored.
    text: Text
    #: Publication moment as stored.
    published: datetime
    #: Story the article belongs to.
    story: str


# Mentions and declines.


@dataclass(frozen=True, slots=True)
class Signal:
    """A named theme that rules recognise, without its rules."""

    #: Short unique name, for example ``gender-fluid``.
    id: str
    #: Title for readers, by language.
    title: Mapping[str, str]
    #: One sentence for readers, by language.
    description: Mapping[str, str]
    #: Theme it belongs to, for example ``consumers``.
    theme: str


@dataclass(frozen=True, slots=True)
class Span:
    """Where a rule matched: ``getattr(text, field)[start:end]``, code points."""

    #: Which text.
    field: Literal["title", "summary"]
    #: Half-open range of code points.
    start: int
    end: int
    #: The words themselves, as they stand in the field.
    text: str


@dataclass(frozen=True, slots=True)
class Mention:
    """An article speaks of a signal."""

    #: Id of the signal.
    signal: str
    #: Id of the rule that matched, unique within the signal.
    rule: str
    #: Hash of the rule's definition: tells which wording of the rule it was.
    rule_version: str
    #: What matched, in reading order; at least one.
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Decline:
    """A text reports that a category falls or grows."""

    #: The category in the words of the text, without determiner or market head.
    category: str
    #: Normalised category by which reports are counted, for example
    #: ``chewing-gum``.
    key: str
    #: Whether it falls or grows.
    direction: Literal["down", "up"]
    #: Percentage, positive; None when the text gives none.
    percent: float | None
    #: Period as written; "" when none.
    period: str
    #: Place as written; "" when none.
    place: str
    #: ``strict`` may be published, ``review`` needs a reader first.
    confidence: Literal["strict", "review"]
    #: The sentence that says it, as it stands in the text.
    evidence: str
    #: Id of the rule that matched.
    rule: str
    #: The words of the category in the text.
    span: Span


@dataclass(frozen=True, slots=True)
class Tags:
    """Everything the tagger finds in one text."""

    #: At most one mention for each signal, in catalogue order.
    mentions: tuple[Mention, ...]
    #: Reports of falling or growing categories, in reading order.
    declines: tuple[Decline, ...]


# Counts and trends.


@dataclass(frozen=True, slots=True)
class MentionCount:
    """One article that mentions one signal: the row that counting adds up."""

    #: Week of publication.
    week: Week
    #: Language of the article.
    lang: str
    #: Source group.
    group: str
    #: Source id.
    source: str
    #: Publisher of the source.
    outlet: str
    #: Signal id.
    signal: str
    #: Story of the article.
    story: str


@dataclass(frozen=True, slots=True)
class Exposure:
    """How many articles one source published in one week and language."""

    #: Week of publication.
    week: Week
    #: Language of the articles.
    lang: str
    #: Source group.
    group: str
    #: Source id.
    source: str
    #: Number of articles, at least 1.
    articles: int


class Phase(StrEnum):
    """Where a signal stands in its life; see docs/explanation/detector.md."""

    LATENT = "latent"
    WEAK = "weak"
    EMERGING = "emerging"
    STRONG = "strong"
    FADING = "fading"


@dataclass(frozen=True, slots=True)
class Trend:
    """A signal's measure in one closed week and one press language."""

    #: The week measured.
    week: Week
    #: Language of the press, or ``all``.
    lang: str
    #: Signal id.
    signal: str
    #: Stories, articles and outlets that mention it this week.
    stories: int
    articles: int
    sources: int
    #: Articles of the week over matched sources: what the counts are out of.
    exposure: int
    #: Expected stories per 10,000 articles from earlier weeks; None if unknown.
    baseline: float | None
    #: Rate of this week over the baseline rate; None if unknown.
    ratio: float | None
    #: Smaller p-value of the two scales, 0..1; None if unknown.
    p: float | None
    #: Benjamini-Hochberg q-value over the signals of that week and language.
    q: float | None
    #: None when the data do not allow a phase; ``warnings`` say why.
    phase: Phase | None
    #: True in a week in which the detector announces the signal.
    alarm: bool
    #: Codes, sorted: see ``trends.WARNINGS``.
    warnings: tuple[str, ...]
    #: Stories of the last 26 weeks, oldest first, this week last.
    history: tuple[int, ...]

    @property
    def rate(self) -> float | None:
        """Stories per 10,000 articles this week; None without exposure."""
        return 10_000 * self.stories / self.exposure if self.exposure else None


# The digest and its delivery.


@dataclass(frozen=True, slots=True)
class Evidence:
    """One story behind a number."""

    #: Day of its first article.
    day: date
    #: Title of its first article.
    title: str
    #: Link to its first article; "" if there is none.
    url: str
    #: Language of the first article.
    lang: str
    #: Names of the outlets that carried it, first one first.
    outlets: tuple[str, ...]


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


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One signal in a digest."""

    #: The signal.
    signal: Signal
    #: Its measure in this week and press language.
    trend: Trend
    #: Phase one week earlier; None if unknown.
    previous: Phase | None
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
