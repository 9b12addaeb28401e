"""The crawl: visit every due source once and record what it brings.

::

    states = list_due_sources(store, now)                       # store
    for state, outcome, seconds in fetch_all(client, states):   # HTTP, several at once
        feed     = parse_feed(outcome)                          # Failed: it is no feed
        articles = make_articles(feed, source)
        plan     = plan_update(articles, known_articles(store, keys))
        stories  = assign_stories(plan.new, recent_articles(store, ...))
        tags     = tagger.tag(article.text) for the new and changed ones
        visit    = next_state(state, outcome)                   # when to come back
        record_visit(store, visit, plan, stories, tags)         # one transaction
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..errors import CrawlError
from ..model import Article, SiteRules, SourceState, Visit
from ..signals.tagger import Tagger
from ..store.articles import known_articles, recent_articles, record_visit
from ..store.database import Store
from ..store.sites import load_site_rules
from ..store.sources import list_due_sources, list_sources
from .article import make_articles, plan_update
from .fetch import Client, Result, fetch_all
from .limits import FetchLimits
from .parse import parse_feed
from .poll import hash_body, next_state
from .sites import Sites
from .story import assign_stories
from .types import Failed, Feed, Fetched, NotModified, Outcome, Plan, Refused

#: Called after each visit with the numbers of new and changed articles.
OnVisit = Callable[[Visit, int, int], None]

#: Articles of one story lie at most this far apart.
_STORY_WINDOW = timedelta(hours=72)

_NOTHING = Plan(new=(), changed=(), unchanged=0)


@dataclass(frozen=True, slots=True)
class CrawlSummary:
    """What one pass brought."""

    #: Sources visited, by outcome: the words of ``Visit.outcome``.
    outcomes: Mapping[str, int]
    #: Articles recorded for the first time.
    new: int
    #: Articles whose title or summary was edited.
    changed: int

    @property
    def visited(self) -> int:
        """Number of sources visited."""
        return sum(self.outcomes.values())

    @property
    def failed(self) -> int:
        """Number of sources that failed, of whatever weight."""
        return sum(n for word, n in self.outcomes.items() if word.endswith("failure"))


@dataclass(frozen=True, slots=True)
class _Document:
    """A result with what could be read of it."""

    #: How the visit ended, the parser's verdict included.
    outcome: Outcome
    #: The feed; None if there is none, or the one we know.
    feed: Feed | None
    #: Its articles, in document order.
    articles: tuple[Article, ...]


def _ignore(visit: Visit, new: int, changed: int) -> None:
    """Report nothing."""


async def crawl(
    store: Store,
    tagger: Tagger,
    *,
    client: Client,
    limits: FetchLimits,
    clock: Callable[[], datetime],
    everything: bool = False,
    jitter: Callable[[], float] = random.random,
    on_visit: OnVisit = _ignore,
) -> CrawlSummary:
    """Visit the due sources; a broken one never stops the others.

    Args:
        store: Open for writing.
        tagger: Finds mentions and declines.
        client: From ``make_client``.
        limits: Limits of every fetch.
        clock: Tells the moment, aware.
        everything: Visit enabled sources that are not due, or paused, as well.
        jitter: Chance in ``[0, 1)`` that spreads the next visits.
        on_visit: Told of each visit once it is recorded.

    Raises:
        CrawlError: Not one server could be reached.
        StoreError: The database can't be written.

    """
    states = _list_states(store, now=clock(), everything=everything)
    outcomes: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    sites = Sites(load_site_rules(store))
    fetching = fetch_all(client, states, sites=sites, limits=limits, clock=clock)
    async with aclosing(fetching) as results:
        async for result in results:
            # In a thread, so that a long document does not hold up the others' time.
            document = await asyncio.to_thread(_read, result, seen=clock())
            visit, new, changed = _record(
                store,
                tagger,
                result,
                document,
                rules=sites.take_fresh(),
                now=clock(),
                jitter=jitter(),
            )
            on_visit(visit, new, changed)
            outcomes[visit.outcome] += 1
            totals.update(new=new, changed=changed, unreached=_unreached(document))
    if states and totals["unreached"] == len(states):
        raise CrawlError(
            f"{len(states)} of {len(states)} sources failed: no network? "
            "Try `trendwatch demo`"
        )
    return CrawlSummary(outcomes, new=totals["new"], changed=totals["changed"])


def _list_states(store: Store, *, now: datetime, everything: bool) -> list[SourceState]:
    if not everything:
        return list_due_sources(store, now=now)
    return [
        state
        for state in list_sources(store)
        if state.source.enabled and state.source.url is not None
    ]


def _read(result: Result, *, seen: datetime) -> _Document:
    """Read what was fetched; the body we already know is not parsed again."""
    outcome = result.outcome
    if not isinstance(outcome, Fetched):
        return _Document(outcome, None, ())
    if hash_body(outcome.content) == result.state.body_hash:
        return _Document(outcome, None, ())
    feed = parse_feed(outcome)
    if isinstance(feed, Failed):
        return _Document(feed, None, ())
    articles = make_articles(feed, result.state.source, seen=seen)
    return _Document(outcome, feed, articles)


def _record(
    store: Store,
    tagger: Tagger,
    result: Result,
    document: _Document,
    *,
    rules: tuple[SiteRules, ...],
    now: datetime,
    jitter: float,
) -> tuple[Visit, int, int]:
    """Compare, group, tag and record; return the visit, new and changed articles."""
    plan = _NOTHING
    keys = [article.key for article in document.articles]
    if keys:
        plan = plan_update(document.articles, known_articles(store, keys))
    visit = Visit(
        state=next_state(
            result.state,
            document.outcome,
            now=now,
            jitter=jitter,
            feed=document.feed,
            news=bool(plan.new),
        ),
        at=now,
        outcome=_word(document),
        detail=_detail(document.outcome),
        seconds=result.seconds,
        entries=len(document.feed.entries) if document.feed else 0,
        rules=rules,
    )
    new = record_visit(
        store,
        visit,
        new=plan.new,
        changed=plan.changed,
        carried=keys,
        stories=_group(store, plan.new),
        tags={item.key: tagger.tag(item.text) for item in (*plan.new, *plan.changed)},
    )
    return visit, new, len(plan.changed)


def _group(store: Store, new: Sequence[Article]) -> dict[str, str]:
    """Return the story of each new article, among the recent ones of its language."""
    stories: dict[str, str] = {}
    for lang in sorted({article.text.lang for article in new}):
        fresh = [article for article in new if article.text.lang == lang]
        dates = [article.published for article in fresh]
        recent = recent_articles(
            store,
            lang=lang,
            start=min(dates) - _STORY_WINDOW,
            end=max(dates) + _STORY_WINDOW,
        )
        stories |= assign_stories(fresh, recent)
    return stories


def _word(document: _Document) -> str:
    match document.outcome:
        case Fetched():
            return "not modified" if document.feed is None else "fetched"
        case NotModified():
            return "not modified"
        case Refused():
            return "refused"
        case Failed(kind=kind):
            return f"{kind} failure"


def _detail(outcome: Outcome) -> str:
    return outcome.reason if isinstance(outcome, Failed | Refused) else ""


def _unreached(document: _Document) -> bool:
    return isinstance(document.outcome, Failed) and document.outcome.unreached
