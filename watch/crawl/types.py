"""The words of the crawl: what a fetch and a feed document bring.

Only ``watch.crawl`` uses them; what leaves the crawl is in ``watch.model``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ..model import Article, SourceState

#: Entries read of one document, a hundred times what publishers offer.
MOST_ENTRIES = 50_000


class FailureKind(StrEnum):
    """How much a failure says about the source itself."""

    #: Our network or a passing hiccup: time-out, DNS, connection reset.
    TEMPORARY = "temporary"
    #: The server answers badly, as living feeds sometimes do: 404, 429, 5xx.
    SOFT = "soft"
    #: The answer can't be a feed: HTML, gone, refused address, too large.
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body was received, within all limits."""

    #: Address that answered, after redirects.
    url: str
    #: Decompressed body.
    content: bytes
    #: Content-Type header; "" if absent.
    content_type: str
    #: ETag header; None if absent.
    etag: str | None
    #: Last-Modified header; None if absent.
    last_modified: str | None
    #: Earliest polite moment of the next fetch by the answer's headers, or None.
    not_before: datetime | None = None
    #: New address, if the old one moved for good (301, 308); else None.
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that nothing changed (304)."""

    #: Earliest polite moment of the next fetch by the answer's headers, or None.
    not_before: datetime | None = None
    #: New address, if the old one moved for good (301, 308); else None.
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """The fetch or the document failed; a value, so that a pass goes on."""

    #: Weight of the failure.
    kind: FailureKind
    #: What happened and what to do, in the user's words.
    reason: str
    #: Moment before which the server asked not to be called again, or None.
    not_before: datetime | None = None
    #: True if no server answered at all: maybe there is no network.
    unreached: bool = False
    #: True if the server says that the feed is gone for good (410).
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """The publisher asks programs like us to stay away; we do."""

    #: Which rule asks so and where it stands, in the user's words.
    reason: str


Outcome = Fetched | NotModified | Failed | Refused


@dataclass(frozen=True, slots=True)
class Result:
    """What the fetch of one source came to."""

    #: The source as the fetch found it.
    state: SourceState
    #: How it ended.
    outcome: Outcome
    #: Seconds it took.
    seconds: float


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed, as published; texts may hold HTML and entities."""

    #: guid or id; "" if absent.
    guid: str
    #: Absolute link; "" if absent.
    url: str
    #: Title; "" if absent.
    title: str
    #: Summary or description; "" if absent.
    summary: str
    #: Publication date as an aware moment; None if absent or unreadable.
    published: datetime | None
    #: Language where the entry declares another than its feed; "" elsewhere.
    lang: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A parsed feed document."""

    #: Title; "" if absent.
    title: str
    #: Entries in document order.
    entries: tuple[Entry, ...]
    #: Language the document declares; "" if it does not.
    lang: str = ""
    #: Address of the website; "" if absent.
    url: str = ""
    #: Time the publisher asks to wait between two fetches; None if absent.
    pause: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a feed changes in the store."""

    #: Articles never seen before.
    new: tuple[Article, ...]
    #: Known articles whose title or summary was edited.
    changed: tuple[Article, ...]
    #: Number of known articles that stay as they are.
    unchanged: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A result with what could be read of it, in place of the body."""

    #: What was fetched, the parser's verdict included; ``content`` is empty.
    result: Result
    #: SHA-256 (hex) of the body; None if there was none.
    body_hash: str | None = None
    #: The feed; None if there is none, or the one we know.
    feed: Feed | None = None
    #: Its articles, in document order.
    articles: tuple[Article, ...] = ()
