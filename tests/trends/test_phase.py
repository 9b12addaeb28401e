"""Phases that don't flicker, fades that are no chance, strong ones that are common."""

from __future__ import annotations

import numpy as np
import pytest
from trendrows import measure_all

from watch.model import Phase
from watch.trends.baseline import FOUR
from watch.trends.detect import Scale, measure_scale
from watch.trends.phase import (
    EMERGING,
    FADING,
    LATENT,
    STRONG,
    WEAK,
    find_best,
    find_fallen,
    find_strong,
    settle_phases,
)
from watch.trends.series import Series


def series(stories: list[int], articles: list[int] | None = None) -> Series:
    """Return one signal's series in a press of 1,000 articles a week."""
    counts = np.array([stories], dtype=np.int64)
    sizes = np.array(articles or [1000] * len(stories), dtype=np.int64)
    return Series(counts, counts, counts, sizes)


def four_weeks(stories: int) -> Scale:
    """Return the scale of four weeks with so many stories."""
    scale = measure_scale(series([0] * 30 + [stories]), 30, weeks=FOUR, baselines={})
    assert scale is not None
    return scale


@pytest.mark.parametrize(
    ("before", "now", "news", "stories", "settled"),
    [
        pytest.param(LATENT, EMERGING, True, 3, EMERGING, id="up at once"),
        pytest.param(EMERGING, LATENT, True, 3, EMERGING, id="held for a week"),
        pytest.param(EMERGING, LATENT, False, 3, LATENT, id="emerging needs news"),
        pytest.param(STRONG, WEAK, True, 3, STRONG, id="strong held"),
        pytest.param(WEAK, LATENT, False, 1, WEAK, id="weak held"),
        pytest.param(WEAK, LATENT, False, 0, LATENT, id="weak needs a story"),
        pytest.param(FADING, LATENT, False, 0, FADING, id="fading held"),
        pytest.param(FADING, EMERGING, True, 3, EMERGING, id="back at once"),
        pytest.param(STRONG, FADING, True, 3, FADING, id="fading at once"),
        pytest.param(-1, WEAK, True, 1, WEAK, id="nothing before"),
    ],
)
def test_a_phase_lasts_one_week_longer(
    before: int, now: int, stories: int, settled: int, *, news: bool
) -> None:
    """Rises count at once; falls wait a week unless the ground is gone."""
    (rank,) = settle_phases(
        np.array([now]),
        np.array([before]),
        four=four_weeks(stories),
        fallen=np.array([False]),
        news=np.array([news]),
    )
    assert rank == settled


def test_a_single_low_week_changes_no_label() -> None:
    """A steady strong signal that skips one week keeps its phase that week."""
    steady = [3] * 30
    low = [*steady[:25], 1, 5, *steady[27:]]
    phases = [trend.phase for trend in measure_all(low, strong_rate=9.5)[14:]]
    assert phases[9:13] == [Phase.STRONG] * 4


@pytest.mark.parametrize(
    ("stories", "fades"),
    [
        pytest.param([0] * 10 + [5, 5, 5, 5] + [0] * 4, True, id="gone"),
        pytest.param([0] * 10 + [20, 20, 20, 20] + [6] * 4, True, id="to a third"),
        pytest.param([0] * 10 + [20, 20, 20, 20] + [9] * 4, False, id="to a half"),
        pytest.param([0] * 10 + [2, 2, 2, 2] + [0] * 4, True, id="eight, then none"),
        pytest.param([0] * 10 + [2, 2, 2, 2, 0, 1, 1, 1], False, id="maybe chance"),
        pytest.param([0] * 10 + [2, 2, 2, 1] + [0] * 4, False, id="seven stories"),
        pytest.param([9, 9, 0], False, id="three weeks stored"),
        pytest.param([9, 9, 9, 9] + [0] * 30, False, id="longer ago than half a year"),
    ],
)
def test_fades(stories: list[int], *, fades: bool) -> None:
    """A fall to two fifths or less, beyond chance, from eight stories or more."""
    best = find_best(series(stories), len(stories) - 1)
    assert find_fallen(best).tolist() == [fades]


def test_lost_days_are_no_fade() -> None:
    """Four weeks with a tenth of the articles and of the stories fade nothing."""
    stories = [20] * 12 + [2] * 4
    articles = [1000] * 12 + [100] * 4
    assert not find_fallen(find_best(series(stories, articles), 15)).any()


def test_fade_chance_by_hand() -> None:
    """Nothing after eight stories at equal exposure: one half to the eighth."""
    best = find_best(series([2, 2, 2, 2, 0, 0, 0, 0]), 7)
    assert (best.stories[0], best.best_stories[0]) == (0, 8)
    assert best.chance[0] == pytest.approx(0.5**8)


@pytest.mark.parametrize(
    ("stories", "articles", "strong"),
    [
        pytest.param([1, 1, 1, 1], [1000] * 4, True, id="at the rate"),
        pytest.param([0, 2, 1, 1], [1000] * 4, False, id="a week without"),
        pytest.param([0, 2, 1, 1], [0, 1000, 1000, 1000], True, id="outage that week"),
        pytest.param([1, 1, 1, 1], [1001] * 4, False, id="just below"),
        pytest.param([0, 0, 0, 0], [0] * 4, False, id="no press at all"),
    ],
)
def test_strong(stories: list[int], articles: list[int], *, strong: bool) -> None:
    """Every week with articles has a story, at 10 per 10,000 articles."""
    found = find_strong(series(stories, articles), 3, strong_rate=10)
    assert found.tolist() == [strong]
