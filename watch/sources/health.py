"""How the sources are doing: what `status` and `sources list` show of them.

::

    health = list_health(store)              # store: state and last visit
    days   = list_days(store, now)           # store: 28 daily buckets, one query
    lost   = lost_days(days, now)            # crawl: the crawl did not run
    find_warnings, weekly_rate               # crawl: per source
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ..crawl.health import find_warnings, lost_days, weekly_rate
from ..store.database import Store
from ..store.overview import SourceHealth, list_days, list_health
from ..week import Week


@dataclass(frozen=True, slots=True)
class SourcesReport:
    """How all sources are doing."""

    #: State and last visit of every source, by id.
    health: tuple[SourceHealth, ...]
    #: Articles per week by source id; None before the first visit.
    rates: Mapping[str, float | None]
    #: Codes of what is odd, by source id; see ``crawl.health.WARNINGS``.
    warnings: Mapping[str, tuple[str, ...]]
    #: Number of days on which the press was not read, for weeks that have any.
    lost: Mapping[Week, int]


#: What there is to say before the first crawl.
NOTHING_KNOWN = SourcesReport(health=(), rates={}, warnings={}, lost={})


def report_sources(store: Store, *, now: datetime) -> SourcesReport:
    """Say how the sources are doing at a moment."""
    days = list_days(store, now=now)
    lost = lost_days(days, now=now)
    return SourcesReport(
        health=tuple(list_health(store)),
        rates={one.source: weekly_rate(one, now=now) for one in days},
        warnings={one.source: find_warnings(one, now=now, lost=lost) for one in days},
        lost=Counter(Week.of(day) for day in lost),
    )
