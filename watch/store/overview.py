"""What the database holds, at a glance: for `status` and `sources list`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ..week import Week
from .columns import read_optional
from .database import Store

_TOTALS = """
SELECT
    (SELECT count(*) FROM article) AS articles,
    (SELECT count(DISTINCT story) FROM article) AS stories,
    (SELECT count(*) FROM mention) AS mentions,
    (SELECT count(*) FROM decline WHERE confidence = 'strict') AS declines,
    (SELECT count(*) FROM subscriber WHERE active) AS subscribers,
    (SELECT min(week) FROM article) AS first_week,
    (SELECT max(week) FROM article) AS last_week,
    (SELECT max(week) FROM digest) AS last_digest
"""

_SOURCES = """
SELECT source, articles, last_week, last_visit, last_outcome, last_detail, enabled,
    reason, failures, next_due
FROM v_sources ORDER BY source
"""


@dataclass(frozen=True, slots=True)
class Totals:
    """How much of everything there is."""

    #: Numbers of rows; only strict reports and active subscribers count.
    articles: int
    stories: int
    mentions: int
    declines: int
    subscribers: int
    #: Oldest and newest week with an article, newest week with a digest, or None.
    first_week: Week | None
    last_week: Week | None
    last_digest: Week | None


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How one source is doing."""

    #: Id of the source.
    source: str
    #: Articles it brought first.
    articles: int
    #: Newest week with one of them; None without any.
    last_week: Week | None
    #: Moment of the last visit; None before the first.
    last_visit: datetime | None
    #: Outcome of the last visit, and the reason if it failed; "" if there is none.
    outcome: str
    detail: str
    #: Whether it is visited, and why not.
    enabled: bool
    reason: str
    #: Weighted failures since the last success.
    failures: float
    #: Moment of the next visit; None = at once.
    next_due: datetime | None


def read_totals(store: Store) -> Totals:
    """Count everything."""
    (row,) = store.select(_TOTALS)
    weeks = {
        name: Week.parse(row[name]) if row[name] else None
        for name in ("first_week", "last_week", "last_digest")
    }
    return Totals(**{**row, **weeks})


def list_health(store: Store) -> list[SourceHealth]:
    """Return the health of every source, by id."""
    return [
        SourceHealth(
            source=row["source"],
            articles=row["articles"],
            last_week=Week.parse(row["last_week"]) if row["last_week"] else None,
            last_visit=read_optional(row["last_visit"]),
            outcome=row["last_outcome"] or "",
            detail=row["last_detail"] or "",
            enabled=bool(row["enabled"]),
            reason=row["reason"] or "",
            failures=row["failures"],
            next_due=read_optional(row["next_due"]),
        )
        for row in store.select(_SOURCES)
    ]
