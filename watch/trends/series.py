"""From rows of mentions and articles to aligned weekly counts.

A ``Table`` holds the rows of one press language as arrays; ``series_of`` adds them
up per signal and week over a chosen set of sources. Weeks are columns, counted
from the first week with an article.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..model import Exposure, MentionCount
from ..week import Week, iter_weeks

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

#: Language that pools the articles of all languages.
ALL = "all"

#: A source counts once it was active in this many weeks of the baseline.
ACTIVE_WEEKS = 8

#: Half: if the sources with a history bring less, all sources are counted.
_ENOUGH = 0.5
#: A tenth: if more of the articles change hands, readers are told.
_NOTABLE = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The rows of one press language, as arrays of small integers."""

    #: Week of column 0.
    origin: Week
    #: Source ids, in the order of the rows of ``articles``.
    sources: tuple[str, ...]
    #: Articles of each source and week: [source, week].
    articles: IntArray
    #: Number of signals.
    signals: int
    #: Signal, week, source, outlet and story of each mention, ordered by week.
    signal: IntArray
    week: IntArray
    source: IntArray
    outlet: IntArray
    story: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Weekly counts over one set of sources."""

    #: Distinct stories that mention each signal: [signal, week].
    stories: IntArray
    #: Articles that mention each signal: [signal, week].
    articles: IntArray
    #: Distinct outlets that mention each signal: [signal, week].
    outlets: IntArray
    #: Articles of each week; 0 is an outage: [week].
    exposure: IntArray


def tabulate(
    mentions: Sequence[MentionCount],
    exposures: Sequence[Exposure],
    *,
    signals: Sequence[str],
    lang: str,
    start: Week,
    end: Week,
) -> Table:
    """Turn the rows before week ``end`` in one language (or ``all``) into a table.

    Columns run from the first week with articles, ``start`` at the latest. Mentions
    of signals that are not asked for, or of a source without articles in the week,
    are left out.
    """
    shown = [row for row in exposures if row.week < end and lang in (row.lang, ALL)]
    origin = min((row.week for row in shown), default=start)
    origin = min(origin, start)
    columns = {_code(week): week - origin for week in iter_weeks(origin, end)}
    sources = {
        source: at for at, source in enumerate(sorted({r.source for r in shown}))
    }
    # Weeks are read one after the other: of thousands of sources ten times faster.
    articles = np.zeros((len(sources), len(columns)), dtype=np.int64, order="F")
    for row in shown:
        articles[sources[row.source], columns[_code(row.week)]] += row.articles
    numbers = {signal: at for at, signal in enumerate(signals)}
    said = [row for row in mentions if lang in (row.lang, ALL)]
    outlets = {outlet: at for at, outlet in enumerate({row.outlet for row in said})}
    stories = {story: at for at, story in enumerate({row.story for row in said})}
    rows = np.array(
        [
            [numbers.get(row.signal, -1) for row in said],
            [columns.get(_code(row.week), -1) for row in said],
            [sources.get(row.source, -1) for row in said],
            [outlets[row.outlet] for row in said],
            [stories[row.story] for row in said],
        ],
        dtype=np.int64,
    )
    rows = rows[:, (rows[:3] >= 0).all(axis=0)]
    rows = rows[:, articles[rows[2], rows[1]] > 0]
    rows = rows[:, np.argsort(rows[1], kind="stable")]
    return Table(origin, tuple(sources), articles, len(signals), *rows)


def _code(week: Week) -> int:
    """Return a number by which a week is found faster than by itself."""
    return 100 * week.year + week.number


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """The sources whose articles count in one week."""

    #: True for each source that counts: [source].
    chosen: BoolArray
    #: True if sources came or went enough for readers to know.
    changed: bool


def match_sources(table: Table, *, baseline: slice, recent: slice) -> Match:
    """Choose the sources that were there in the baseline and still are.

    A source counts if it was active in at least ``ACTIVE_WEEKS`` of the ``baseline``
    columns and in at least one of the ``recent`` ones, so that neither a feed added
    yesterday nor one that died raises or sinks a trend. Where such sources bring
    less than half of the recent articles (a young archive, or an archive that other
    sources continue), all sources count.
    """
    now = table.articles[:, recent].sum(axis=1)
    before = table.articles[:, baseline].sum(axis=1)
    known = (table.articles[:, baseline] > 0).sum(axis=1) >= ACTIVE_WEEKS
    lasting = known & (now > 0)
    new = now[~known].sum()
    lost = before[known & ~lasting].sum()
    changed = new > _NOTABLE * now.sum() or lost > _NOTABLE * before.sum()
    enough = now[lasting].sum() >= _ENOUGH * now.sum() > 0
    chosen = lasting if enough else np.ones_like(known)
    old_enough = (table.articles[:, baseline].any(axis=0)).sum() >= ACTIVE_WEEKS
    return Match(chosen, changed=bool(changed and old_enough))


def series_of(table: Table, chosen: BoolArray) -> Series:
    """Add up the rows of the chosen sources.

    A story counts once in each week in which a chosen source carries it, an outlet
    once in each week, however many articles it has.
    """
    shape = (table.signals, table.articles.shape[1])
    rows = chosen[table.source]
    cell = table.signal[rows] * shape[1] + table.week[rows]
    return Series(
        stories=_distinct(cell, table.story[rows], shape),
        articles=np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape),
        outlets=_distinct(cell, table.outlet[rows], shape),
        exposure=table.articles[chosen].sum(axis=0),
    )


def outlets_in(
    table: Table, chosen: BoolArray, *, columns: slice
) -> tuple[IntArray, FloatArray]:
    """Count the outlets of each signal over several weeks: two arrays [signal].

    The first counts the distinct outlets, the second is the share of the articles
    that the busiest outlet wrote, NaN without articles.
    """
    start, stop = np.searchsorted(table.week, [columns.start, columns.stop])
    rows = np.arange(start, stop)
    rows = rows[chosen[table.source[rows]]]
    kinds = int(table.outlet.max(initial=0)) + 1
    pairs, sizes = np.unique(
        table.signal[rows] * kinds + table.outlet[rows], return_counts=True
    )
    signal = pairs // kinds
    outlets = np.bincount(signal, minlength=table.signals)
    busiest = np.zeros(table.signals)
    np.maximum.at(busiest, signal, sizes)
    articles = np.bincount(signal, weights=sizes, minlength=table.signals)
    share = np.divide(busiest, articles, out=busiest * np.nan, where=articles > 0)
    return outlets, share


def _distinct(cell: IntArray, thing: IntArray, shape: tuple[int, ...]) -> IntArray:
    """Count the different things in each cell."""
    kinds = int(thing.max(initial=0)) + 1
    # Sorting whole numbers is many times faster here than np.unique.
    pairs = np.sort(cell * kinds + thing)
    first = np.diff(pairs, prepend=-1) != 0
    counts = np.bincount(pairs[first] // kinds, minlength=int(np.prod(shape)))
    return counts.reshape(shape)
