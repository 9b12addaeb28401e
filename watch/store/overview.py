"""What the database holds, at a glance: for `status` and `sources list`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ..model import HEALTH_DAYS, SourceDays
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
SELECT v_sources.*, source.moved_to
FROM v_sources JOIN source ON source.id = v_sources.source
ORDER BY source.id
"""

# The week bounds the articles by an index. Every source has a row, maybe without day.
_DAYS = """
WITH recent AS MATERIALIZED (
    SELECT key, source, substr(published, 1, 10) AS day FROM article
    WHERE week >= :week AND published >= :start AND published < :end
),
days AS (
    SELECT source, day, count(*) AS articles, 0 AS visits
    FROM recent GROUP BY source, day
    UNION ALL
    SELECT carrier.source, day, count(*), 0
    FROM recent JOIN carrier ON carrier.article = recent.key
    GROUP BY carrier.source, day
    UNION ALL
    SELECT visit.source, substr(visit.at, 1, 10) AS day, 0, count(*)
    FROM source JOIN visit ON visit.source = source.id
        AND visit.at >= :start AND visit.at < :end
    WHERE visit.outcome IN ('fetched', 'not modified')
    GROUP BY visit.source, day
)
SELECT source.id AS source,
    (SELECT min(at) FROM visit WHERE visit.source = source.id) AS since,
    days.day, sum(days.articles) AS articles, sum(days.visits) AS visits
FROM source LEFT JOIN days ON days.source = source.id
WHERE source.url IS NOT NULL
GROUP BY source.id, days.day ORDER BY source.id, days.day
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
    #: Address as configured; None for an archive source.
    url: str | None
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
    #: Why it is no longer visited although enabled; "" while it is.
    paused: str
    #: Who refuses us and by what rule; "" if nobody does.
    refusal: str
    #: Address that replaced the configured one for good; None if none has.
    moved_to: str | None
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
            url=row["url"],
            articles=row["articles"],
            last_week=Week.parse(row["last_week"]) if row["last_week"] else None,
            last_visit=read_optional(row["last_visit"]),
            outcome=row["last_outcome"] or "",
            detail=row["last_detail"] or "",
            enabled=bool(row["enabled"]),
            reason=row["reason"] or "",
            paused=row["paused"],
            refusal=row["refusal"],
            moved_to=row["moved_to"],
            failures=row["failures"],
            next_due=read_optional(row["next_due"]),
        )
        for row in store.select(_SOURCES)
    ]


def list_days(store: Store, *, now: datetime) -> list[SourceDays]:
    """Return what each fetched source did lately, by id, in one query.

    An article counts for every source whose feed carried it.

    Args:
        store: The database.
        now: The moment, aware; its day in UTC is the last of ``HEALTH_DAYS``.

    """
    today = now.astimezone(UTC).date()
    days = [today - timedelta(days=back) for back in reversed(range(HEALTH_DAYS))]
    rows = store.select(
        _DAYS,
        {
            "week": str(Week.of(days[0])),
            "start": str(days[0]),
            "end": str(today + timedelta(days=1)),
        },
    )
    since = {row["source"]: read_optional(row["since"]) for row in rows}
    counts = {
        (row["source"], row["day"]): (row["articles"], row["visits"]) for row in rows
    }
    return [
        SourceDays(
            source,
            first_visit,
            articles=tuple(counts.get((source, str(day)), (0, 0))[0] for day in days),
            visits=tuple(counts.get((source, str(day)), (0, 0))[1] for day in days),
        )
        for source, first_visit in since.items()
    ]
