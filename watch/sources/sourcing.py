"""Sources by hand: find the feed of an address, try the feeds we have.

::

    find_source(client, url)
        outcome = fetch(url)                       # may we? robots.txt, TDM, noai
        feed    = parse_feed(outcome)              # a feed: found
        for link in find_feeds(page):              # a web page: what it names
            feed = parse_feed(fetch(link))         # the first feed: found
    check_sources(client, sources)
        for result in fetch_all(client, sources):  # HTTP, several at once
            feed = parse_feed(outcome)

Nothing is stored: ``proposal`` says what a found feed would be called, and
``config_edit`` writes it to sources.toml.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Literal

from ..crawl.autodiscovery import FeedLink, find_feeds
from ..crawl.dates import trusted_date
from ..crawl.document import decode
from ..crawl.fetch import Client, Result, fetch, fetch_all
from ..crawl.limits import FetchLimits
from ..crawl.parse import parse_feed
from ..crawl.sites import Sites
from ..crawl.types import Failed, FailureKind, Feed, Fetched, NotModified, Refused
from ..model import Source, SourceState

#: Candidates of a page that are tried, politely one after the other.
_MOST_TRIES = 12
#: An HTML document says what it is within so many characters.
_HEAD = 2000


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that we may read, at or behind the address the user gave."""

    #: Address to configure: the new one where the old one moved for good.
    url: str
    #: The feed.
    feed: Feed
    #: Further feeds that the page declares.
    others: tuple[FeedLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """What trying one source came to."""

    #: The source.
    source: Source
    #: ``refused`` means that the publisher asks programs to stay away.
    status: Literal["ok", "failed", "refused"]
    #: Reason of a failure or refusal; "" otherwise.
    detail: str
    #: Seconds the fetch took.
    seconds: float
    #: Entries in the feed; None if it could not be read.
    entries: int | None = None
    #: Newest trusted date of an entry; None if there is none.
    newest: datetime | None = None
    #: Address that answered, where redirects lead to another one; else None.
    redirected_to: str | None = None
    #: Address to which the feed moved for good; None if it did not.
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class _Other:
    """A document that is no feed."""

    #: The document.
    fetched: Fetched
    #: Why it is none.
    failed: Failed


async def find_source(
    client: Client,
    url: str,
    *,
    limits: FetchLimits,
    clock: Callable[[], datetime],
) -> FoundFeed | Failed | Refused:
    """Find the feed of an address: a feed's own, or that of a web page.

    A publisher that refuses us a feed which its page declares is not asked for
    others.

    Args:
        client: From ``make_client``.
        url: Address of a feed or page, http or https.
        limits: Limits of every fetch; ``host_pause`` lies between two of them.
        clock: Tells the moment, aware.

    """
    read = partial(_read, client, sites=Sites(), limits=limits, clock=clock)
    answer = await read(url)
    if not isinstance(answer, _Other):
        return answer
    page = decode(answer.fetched.content, answer.fetched.content_type)
    if not _is_page(page, answer.fetched.content_type):
        return answer.failed
    links = find_feeds(page, url=answer.fetched.url)
    stopped: Failed | Refused | None = None
    for link in links[:_MOST_TRIES]:
        await asyncio.sleep(limits.host_pause)
        answer = await read(link.url)
        if isinstance(answer, FoundFeed):
            others = (one for one in links if one.declared and one != link)
            return replace(answer, others=tuple(others))
        if isinstance(answer, Refused) and link.declared:
            return answer
        if isinstance(answer, Refused) or link.declared:
            stopped = stopped or _explain(link, answer)
    return stopped or _no_feed(len(links))


async def _read(
    client: Client,
    url: str,
    *,
    sites: Sites,
    limits: FetchLimits,
    clock: Callable[[], datetime],
) -> FoundFeed | _Other | Failed | Refused:
    # A source that is only an address: nothing is known of it.
    source = Source(id=url, name=url, outlet=url, url=url, lang="", group="")
    outcome = await fetch(
        client, SourceState(source), sites=sites, limits=limits, clock=clock
    )
    assert not isinstance(outcome, NotModified)  # noqa: S101 -- it had no validators
    if not isinstance(outcome, Fetched):
        return outcome
    feed = parse_feed(outcome)
    if isinstance(feed, Failed):
        return _Other(outcome, feed)
    return FoundFeed(outcome.moved_to or url, feed)


def _is_page(text: str, content_type: str) -> bool:
    return "html" in content_type.lower() or "<html" in text[:_HEAD].lower()


def _explain(link: FeedLink, answer: _Other | Failed | Refused) -> Failed | Refused:
    """Say what is wrong with a link, which the user did not name."""
    if isinstance(answer, Refused):
        return answer
    failed = answer.failed if isinstance(answer, _Other) else answer
    reason = failed.reason.partition(": try ")[0]
    return replace(failed, reason=f"the page names the feed {link.url}: {reason}")


def _no_feed(tries: int) -> Failed:
    return Failed(
        FailureKind.HARD,
        "a web page that names no feed (no <link rel=alternate>), and none of "
        f"{min(tries, _MOST_TRIES)} likely addresses has one. Look for an RSS link on "
        "the site and give its address",
    )


async def check_sources(
    client: Client,
    sources: Iterable[Source],
    *,
    limits: FetchLimits,
    clock: Callable[[], datetime],
) -> AsyncIterator[Checked]:
    """Fetch and read every source once, as they come; nothing is stored.

    Args:
        client: From ``make_client``.
        sources: The sources, each with an address.
        limits: Limits of every fetch.
        clock: Tells the moment, aware.

    """
    states = [SourceState(source) for source in sources]
    fetching = fetch_all(client, states, sites=Sites(), limits=limits, clock=clock)
    async with aclosing(fetching) as results:
        async for result in results:
            # In a thread: a long document must not eat up the others' time-outs.
            yield await asyncio.to_thread(_check, result, now=clock())


def _check(result: Result, *, now: datetime) -> Checked:
    source, outcome = result.state.source, result.outcome
    assert not isinstance(outcome, NotModified)  # noqa: S101 -- it had no validators
    if isinstance(outcome, Refused):
        return Checked(source, "refused", outcome.reason, result.seconds)
    if isinstance(outcome, Failed):
        return Checked(source, "failed", outcome.reason, result.seconds)
    checked = Checked(
        source,
        "ok",
        "",
        result.seconds,
        redirected_to=outcome.url if outcome.url != source.url else None,
        moved_to=outcome.moved_to,
    )
    feed = parse_feed(outcome)
    if isinstance(feed, Failed):
        return replace(checked, status="failed", detail=feed.reason)
    newest = max(trusted_dates(feed, now=now), default=None)
    return replace(checked, entries=len(feed.entries), newest=newest)


def trusted_dates(feed: Feed, *, now: datetime) -> list[datetime]:
    """Return the dates of a feed's entries that can be trusted, in its order."""
    judged = [trusted_date(entry.published, seen=now) for entry in feed.entries]
    return [moment for moment, date_from in judged if date_from == "feed"]
