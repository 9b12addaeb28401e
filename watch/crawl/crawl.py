"""The crawl: visit every due source once and record what it brings.

::

    forget_visits(store)                                       # the oldest ones
    states = list_due_sources(store, now)                      # one query for the pass
    for each state whose turn it is, several at once:
        result  = fetch_timed(client, state, sites)            # HTTP
        reading = read_result(result)                          # in a thread if long
            feed     = parse_feed(outcome)                     # or Failed: it is none
            articles = make_articles(feed, source)
    for reading in the order of their arrival, one at a time:
        record_reading(store, tagger, grouping, reading)
            plan    = plan_update(articles, known_articles(store))
            stories = grouping.assign(plan.new)
            tags    = tagger.tag(article.text) for the new and changed ones
            state   = next_state(reading)                      # when to come back
            record_visit(store, ...)                           # one transaction
        on_visit(visit, new, changed)
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from ..errors import CrawlError
from ..model import SourceState, Visit
from ..store.database import Store
from ..store.sites import load_site_rules
from ..store.sources import list_due_sources, list_sources
from ..store.visits import forget_visits
from .fetch import Client, fetch_timed, take_turns
from .grouping import Grouping
from .limits import FetchLimits
from .reading import read_result
from .sites import Sites
from .types import Failed, Fetched, Outcome, Reading, Result
from .visit import Recorded, TextTagger, record_reading

#: The crawl log tells of more than a year: enough to compare with last year.
_LOG_REACH = timedelta(days=400)

#: Bytes of a document up to which a thread would cost more time than it saves.
_SHORT = 64 * 1024

#: Told of each visit, with the numbers of new and changed articles.
OnVisit = Callable[[Visit, int, int], None]


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


def _ignore(_visit: Visit, _new: int, _changed: int) -> None:
    """Tell nobody."""


async def crawl(
    store: Store,
    tagger: TextTagger,
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
    start = clock()
    forget_visits(store, before=start - _LOG_REACH)
    states = _list_states(store, now=start, everything=everything)
    sites, grouping = Sites(load_site_rules(store)), Grouping(store, now=start)

    async def visit(state: SourceState) -> Reading:
        result = await fetch_timed(
            client, state, sites=sites, limits=limits, clock=clock
        )
        return await _read(reader, result, seen=clock())

    tally = _Tally()
    with ThreadPoolExecutor(1) as reader:
        async with aclosing(take_turns(states, visit, limits=limits)) as readings:
            async for reading in readings:
                recorded = record_reading(
                    store,
                    tagger,
                    grouping,
                    reading,
                    rules=sites.take_fresh(),
                    now=clock(),
                    jitter=jitter(),
                )
                on_visit(recorded.visit, recorded.new, recorded.changed)
                tally.add(recorded, reading.result.outcome)
    return tally.summarise()


@dataclass(slots=True)
class _Tally:
    """What a pass has brought so far."""

    outcomes: Counter[str] = field(default_factory=Counter)
    new: int = 0
    changed: int = 0
    #: Visits that reached no server.
    unreached: int = 0

    def add(self, recorded: Recorded, outcome: Outcome) -> None:
        self.outcomes[recorded.visit.outcome] += 1
        self.new += recorded.new
        self.changed += recorded.changed
        self.unreached += isinstance(outcome, Failed) and outcome.unreached

    def summarise(self) -> CrawlSummary:
        visited = self.outcomes.total()
        if visited and self.unreached == visited:
            raise CrawlError(
                f"{visited} of {visited} sources failed: no network? "
                "Try `trendwatch demo`"
            )
        return CrawlSummary(dict(self.outcomes), new=self.new, changed=self.changed)


async def _read(reader: Executor, result: Result, *, seen: datetime) -> Reading:
    """Parse; beside the event loop if it may take long, and eat up time-outs."""
    work = partial(read_result, result, seen=seen)
    outcome = result.outcome
    if not isinstance(outcome, Fetched) or len(outcome.content) <= _SHORT:
        return work()
    return await asyncio.get_running_loop().run_in_executor(reader, work)


def _list_states(store: Store, *, now: datetime, everything: bool) -> list[SourceState]:
    if not everything:
        return list_due_sources(store, now=now)
    return [
        state
        for state in list_sources(store)
        if state.source.enabled and state.source.url is not None
    ]
