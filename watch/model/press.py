"""From a source to an article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal


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
    #: Time between two fetches as learned from the feed; None before that.
    learned: timedelta | None = None
    #: Address that replaced the configured one for good; None if none has.
    moved_to: str | None = None
    #: Address that the last answers say is the new one; None if they do not.
    moving_to: str | None = None
    #: Consecutive answers that said so.
    moving_times: int = 0
    #: Why it is no longer fetched, although enabled; "" while it is.
    paused: str = ""
    #: Who refuses us and by what rule (robots.txt, TDM, noai); "" if nobody does.
    refusal: str = ""

    @property
    def address(self) -> str:
        """Address to fetch; "" for an archive source."""
        return self.moved_to or self.source.url or ""


@dataclass(frozen=True, slots=True)
class SiteRules:
    """What a site asks of programs that read it; kept for a day."""

    #: Scheme, host and port: ``https://example.org``.
    origin: str
    #: Text of its robots.txt; "" if it has none.
    robots: str
    #: Text of its tdmrep.json; "" if it has none.
    tdmrep: str
    #: Moment they were read.
    at: datetime


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visit to a source leaves behind: a row of the crawl log."""

    #: The source as the next visit must find it.
    state: SourceState
    #: Moment of the visit.
    at: datetime
    #: ``fetched``, ``not modified``, ``refused`` or ``temporary|soft|hard failure``.
    outcome: str
    #: Reason of a failure or refusal; "" otherwise.
    detail: str
    #: Duration of the fetch, in seconds.
    seconds: float
    #: Entries in the document.
    entries: int
    #: Site rules that were read on the way.
    rules: tuple[SiteRules, ...] = ()


#: Days over which the health of a source is judged: 27 whole ones and today.
HEALTH_DAYS = 28


@dataclass(frozen=True, slots=True)
class SourceDays:
    """How one source did on each of the last ``HEALTH_DAYS`` days, in UTC."""

    #: Id of the source.
    source: str
    #: Moment of the first visit ever; None before it.
    since: datetime | None
    #: Articles its feed carried, by day of publication; oldest day first, today last.
    articles: tuple[int, ...]
    #: Successful visits on the same days.
    visits: tuple[int, ...]


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
    #: guid as published; "" if absent, or if the source's guids don't tell apart.
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
    #: Id of the source that brought it first.
    source: str = ""
    #: guid as stored; "" if it has none that tells it apart.
    guid: str = ""


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
