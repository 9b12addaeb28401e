"""What detectors count, what they measured, and the cache analysts read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from ..model import Exposure, MentionCount, Phase, Trend
from ..week import Week
from .columns import list_text, read_list
from .database import Store

# CROSS JOIN fixes the order: mentions are few, articles many.
_MENTION_COUNTS = """
SELECT article.week, article.lang, source.source_group, article.source, source.outlet,
    mention.signal, article.story
FROM mention
CROSS JOIN article ON article.key = mention.article
JOIN source ON source.id = article.source
WHERE article.week >= :start AND article.week < :end
ORDER BY article.week, article.lang, mention.signal, article.published, article.key
"""

_EXPOSURES = """
SELECT counted.week, counted.lang, source.source_group, counted.source,
    counted.articles
FROM (
    SELECT week, lang, source, count(*) AS articles FROM article
    WHERE week >= :start AND week < :end GROUP BY week, lang, source
) AS counted
JOIN source ON source.id = counted.source
ORDER BY counted.week, counted.lang, counted.source
"""

_REFRESH_COUNTS = """
INSERT INTO weekly_count (week, lang, source_group, signal, articles, stories,
    sources, exposure)
WITH exposed AS (
    SELECT counted.week, counted.lang, source.source_group,
        sum(counted.articles) AS articles
    FROM (
        SELECT week, lang, source, count(*) AS articles FROM article
        WHERE week >= :start AND week < :end GROUP BY week, lang, source
    ) AS counted
    JOIN source ON source.id = counted.source
    GROUP BY counted.week, counted.lang, source.source_group
), mentioned AS (
    SELECT article.week, article.lang, source.source_group, mention.signal,
        count(*) AS articles, count(DISTINCT article.story) AS stories,
        count(DISTINCT source.outlet) AS sources
    FROM mention
    CROSS JOIN article ON article.key = mention.article
    JOIN source ON source.id = article.source
    WHERE article.week >= :start AND article.week < :end
    GROUP BY article.week, article.lang, source.source_group, mention.signal
)
SELECT exposed.week, exposed.lang, exposed.source_group, signal.signal,
    coalesce(mentioned.articles, 0), coalesce(mentioned.stories, 0),
    coalesce(mentioned.sources, 0), exposed.articles
FROM exposed
CROSS JOIN (SELECT DISTINCT signal FROM mention) AS signal
LEFT JOIN mentioned ON mentioned.week = exposed.week
    AND mentioned.lang = exposed.lang
    AND mentioned.source_group = exposed.source_group
    AND mentioned.signal = signal.signal
"""

_INSERT_TREND = """
INSERT INTO trend (week, lang, signal, stories, articles, sources, exposure, baseline,
    ratio, p, q, phase, alarm, warnings, history, ratio_low, ratio_high, concentration)
VALUES (:week, :lang, :signal, :stories, :articles, :sources, :exposure, :baseline,
    :ratio, :p, :q, :phase, :alarm, :warnings, :history, :ratio_low, :ratio_high,
    :concentration)
"""


def mention_counts(store: Store, *, start: Week, end: Week) -> list[MentionCount]:
    """Return the mentions of the weeks ``[start, end)``, in a fixed order.

    An article counts for the source that brought it first.
    """
    return [
        MentionCount(
            week=Week.parse(row["week"]),
            lang=row["lang"],
            group=row["source_group"],
            source=row["source"],
            outlet=row["outlet"],
            signal=row["signal"],
            story=row["story"],
        )
        for row in store.select(_MENTION_COUNTS, _weeks(start, end))
    ]


def exposures(store: Store, *, start: Week, end: Week) -> list[Exposure]:
    """Return the articles of each source in the weeks ``[start, end)``, in order."""
    return [
        Exposure(
            week=Week.parse(row["week"]),
            lang=row["lang"],
            group=row["source_group"],
            source=row["source"],
            articles=row["articles"],
        )
        for row in store.select(_EXPOSURES, _weeks(start, end))
    ]


def first_week(store: Store) -> Week | None:
    """Return the oldest week with an article; None when there is none."""
    (row,) = store.select("SELECT min(week) AS week FROM article")
    return None if row["week"] is None else Week.parse(row["week"])


def refresh_counts(store: Store, *, start: Week, end: Week) -> None:
    """Rebuild the counts that analysts read, for the weeks ``[start, end)``."""
    with store.transaction() as connection:
        rebuild_counts(connection, start=start, end=end)


def rebuild_counts(connection: sqlite3.Connection, *, start: Week, end: Week) -> None:
    """Do what ``refresh_counts`` does, within a transaction of the caller."""
    weeks = _weeks(start, end)
    connection.execute(
        "DELETE FROM weekly_count WHERE week >= :start AND week < :end", weeks
    )
    connection.execute(_REFRESH_COUNTS, weeks)


def save_trends(store: Store, trends: Iterable[Trend]) -> None:
    """Store measures; those of the same week and language are replaced."""
    rows = [_row(trend) for trend in trends]
    measured = sorted({(row["week"], row["lang"]) for row in rows})
    with store.transaction() as connection:
        connection.executemany(
            "DELETE FROM trend WHERE week = ? AND lang = ?", measured
        )
        connection.executemany(_INSERT_TREND, rows)


def load_trends(store: Store, week: Week) -> list[Trend]:
    """Return the measures of a week, by language and signal."""
    rows = store.select(
        "SELECT * FROM trend WHERE week = :week ORDER BY lang, signal",
        {"week": str(week)},
    )
    return [_trend(row) for row in rows]


def _weeks(start: Week, end: Week) -> dict[str, str]:
    return {"start": str(start), "end": str(end)}


def _row(trend: Trend) -> dict[str, Any]:
    low, high = trend.interval or (None, None)
    return {
        "week": str(trend.week),
        "lang": trend.lang,
        "signal": trend.signal,
        "stories": trend.stories,
        "articles": trend.articles,
        "sources": trend.sources,
        "exposure": trend.exposure,
        "baseline": trend.baseline,
        "ratio": trend.ratio,
        "p": trend.p,
        "q": trend.q,
        "phase": trend.phase,
        "alarm": int(trend.alarm),
        "warnings": list_text(trend.warnings),
        "history": list_text(trend.history),
        "ratio_low": low,
        "ratio_high": high,
        "concentration": trend.concentration,
    }


def _trend(row: Mapping[str, Any]) -> Trend:
    low, high = row["ratio_low"], row["ratio_high"]
    return Trend(
        week=Week.parse(row["week"]),
        lang=row["lang"],
        signal=row["signal"],
        stories=row["stories"],
        articles=row["articles"],
        sources=row["sources"],
        exposure=row["exposure"],
        baseline=row["baseline"],
        ratio=row["ratio"],
        p=row["p"],
        q=row["q"],
        phase=None if row["phase"] is None else Phase(row["phase"]),
        alarm=bool(row["alarm"]),
        warnings=read_list(row["warnings"]),
        history=read_list(row["history"]),
        interval=None if low is None else (low, high),
        concentration=row["concentration"],
    )
