"""Visibility and diffusion: coordinates for a map, never an alarm (Yoon 2012).

Half a year is cut into periods of four weeks. In period j of n, visibility is
(stories / articles) * (1 - 0.05 (n - j)) and diffusion the same with outlets over
sources; half a story or outlet is added so that growth is always defined. Growth is
that of the rates without the weights, which would add the same 6 % to every signal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..model import Exposure, MentionCount, Position, Quadrant
from ..week import Week
from .baseline import FOUR
from .series import FloatArray, IntArray, Table, outlets_in, series_of, tabulate

#: Periods of four weeks on the map; what the caller must load.
PERIODS = 6
PORTFOLIO_WEEKS = PERIODS * FOUR

#: Yoon's time weight: how much less an earlier period counts.
_TIME_WEIGHT = 0.05
_PRIOR = 0.5

#: Present more than the median? Growing more than the median?
_QUADRANTS: Mapping[tuple[bool, bool], Quadrant] = {
    (False, False): "latent",
    (False, True): "weak",
    (True, True): "strong",
    (True, False): "well-known",
}


def place_signals(
    week: Week,
    *,
    mentions: Sequence[MentionCount],
    exposures: Sequence[Exposure],
    signals: Sequence[str],
    lang: str,
) -> tuple[Position, ...]:
    """Place signals on the maps of the ``PORTFOLIO_WEEKS`` that end with ``week``.

    Signals never mentioned in those weeks are left out; without an article in one of
    the periods the result is empty, for there is no growth to speak of.

    Args:
        week: Last week of the last period.
        mentions: One row per article and signal.
        exposures: One row per source, week and language.
        signals: Ids of the signals.
        lang: Press language, or ``all``.

    """
    table = tabulate(
        mentions, exposures, signals=signals, lang=lang, start=week, end=week + 1
    )
    size = table.articles.shape[1]
    if size < PORTFOLIO_WEEKS:
        return ()
    counts = _count(table, [slice(end - FOUR, end) for end in _ends(size)])
    rows = np.flatnonzero(counts.stories.any(axis=1))
    if not counts.articles.all() or not rows.size:
        return ()
    visibility = _map(counts.stories[rows], 10_000 / counts.articles)
    diffusion = _map(counts.outlets[rows], 100 / counts.sources)
    quarters = zip(_quadrants(visibility), _quadrants(diffusion), strict=True)
    places = zip(visibility.tolist(), diffusion.tolist(), quarters, strict=True)
    return tuple(
        Position(
            signal=signals[row],
            visibility=seen[0],
            visibility_growth=seen[1],
            diffusion=spread[0],
            diffusion_growth=spread[1],
            by_visibility=names[0],
            by_diffusion=names[1],
        )
        for row, (seen, spread, names) in zip(rows.tolist(), places, strict=True)
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Counts:
    """What is counted in each period."""

    #: Stories and outlets: [signal, period].
    stories: IntArray
    outlets: IntArray
    #: Articles, and sources that brought them: [period].
    articles: IntArray
    sources: IntArray


def _ends(size: int) -> range:
    """Return the ends of the periods among so many columns."""
    return range(size - PORTFOLIO_WEEKS + FOUR, size + 1, FOUR)


def _count(table: Table, periods: Sequence[slice]) -> _Counts:
    """Count in each period, over all sources."""
    chosen = np.ones(len(table.sources), dtype=np.bool_)
    series = series_of(table, chosen)
    outlets = [outlets_in(table, chosen, columns=p)[0] for p in periods]
    return _Counts(
        stories=np.stack([series.stories[:, p].sum(axis=1) for p in periods], axis=1),
        outlets=np.stack(outlets, axis=1),
        articles=np.array([series.exposure[p].sum() for p in periods]),
        sources=np.array([table.articles[:, p].any(axis=1).sum() for p in periods]),
    )


def _map(counts: IntArray, per: FloatArray) -> FloatArray:
    """Return mean and growth of each signal: [signal, 2].

    Args:
        counts: [signal, period].
        per: What one of a period's counts is worth: [period].

    """
    ages = np.arange(PERIODS)[::-1]
    rates = (counts + _PRIOR) * per
    degrees = (rates * (1 - _TIME_WEIGHT * ages)).mean(axis=1)
    growth = (rates[:, -1] / rates[:, 0]) ** (1 / (PERIODS - 1))
    return np.stack([degrees, growth], axis=1)


def _quadrants(places: FloatArray) -> list[Quadrant]:
    """Name the quarter of each place; the lines are the medians."""
    right, up = (places > np.median(places, axis=0)).T.tolist()
    return [
        _QUADRANTS[present, growing] for present, growing in zip(right, up, strict=True)
    ]
