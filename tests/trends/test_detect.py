"""The detector's arithmetic against hand-computed numbers and a slow copy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom

from watch.trends.baseline import (
    baseline_columns,
    baseline_length,
    fit_baseline,
    ratio_interval,
    tail_probability,
)
from watch.trends.detect import Gate, confirm, find_alarms, measure_scale
from watch.trends.series import Series

#: Six single stories in 26 weeks of 1,000 articles: the table of detector.md.
SIX_SINGLES = [1, 0, 0, 0] * 6 + [0, 0]
#: Two stories a week, then twenty: the outlier of detector.md.
WITH_BURST = [2] * 25 + [20]
#: The gate of a large press.
GATE = Gate(stories=3, outlets=2, p=0.01)


def series(stories: list[int], articles: list[int]) -> Series:
    """Return one signal's series; outlets and articles equal stories."""
    counts = np.array([stories], dtype=np.int64)
    return Series(counts, counts, counts, np.array(articles, dtype=np.int64))


@pytest.mark.parametrize(
    ("stories", "articles", "total", "exposed", "dispersion"),
    [
        pytest.param([0] * 26, [1000] * 26, 0.5, 26000, 1.0, id="never seen"),
        pytest.param(SIX_SINGLES, [1000] * 26, 6.5, 26000, 1.0, id="six singles"),
        pytest.param([2] * 8, [500] * 8, 16.5, 4000, 1.0, id="regular"),
        pytest.param([4, 0, 0] * 4, [100] * 12, 16.5, 1200, 2.8223, id="clumped"),
        pytest.param(WITH_BURST, [1000] * 26, 52.8091, 25115.5, 1.0, id="one burst"),
        pytest.param([5, 0, 0], [100, 0, 300], 5.5, 400, 13.6818, id="outage"),
    ],
)
def test_baseline(
    stories: list[int],
    articles: list[int],
    total: float,
    exposed: float,
    dispersion: float,
) -> None:
    """A baseline adds half a story, weighs outliers down and skips outages."""
    base = fit_baseline(np.array([stories]), np.array(articles))
    assert base.stories[0] == pytest.approx(total, abs=1e-4)
    assert base.articles[0] == pytest.approx(exposed, abs=0.1)
    assert base.dispersion[0] == pytest.approx(dispersion, abs=1e-4)


def slow_tail(stories: int, articles: int, past: list[int], sizes: list[int]) -> float:
    """Compute the tail for one signal, line by line as the method is written."""
    kept = [(c, n) for c, n in zip(past, sizes, strict=True) if n > 0]
    c = np.array([count for count, _ in kept], dtype=float)
    n = np.array([size for _, size in kept], dtype=float)
    w = np.ones(len(c))
    for again in (False, True):
        mu = (w * c).sum() / (w * n).sum() * n
        if mu.sum() == 0:
            break
        phi = max(1.0, float(np.median((c - mu) ** 2 / mu)) / 0.455)
        if again:
            phi = max(1.0, (w * (c - mu) ** 2 / mu).sum() / (w.sum() - 1))
        a = 1.5 * (c ** (2 / 3) * mu ** (-1 / 6) - mu ** (1 / 2)) / phi**0.5
        w = np.array([(x / 2.58) ** -2 if x > 2.58 else 1.0 for x in a])
    total, exposed = (w * c).sum() + 0.5, (w * n).sum()
    mu = n * total / exposed
    phi = max(1.0, (w * (c - mu) ** 2 / mu).sum() / (w.sum() - 1))
    m = articles * total / exposed
    v = phi * m + m**2 / total
    return float(nbinom.sf(stories - 1, m**2 / (v - m), m / v))


@settings(deadline=None)
@given(
    past=st.lists(st.integers(0, 40), min_size=8, max_size=52),
    now=st.integers(0, 60),
    data=st.data(),
)
def test_tail_equals_the_slow_copy(
    past: list[int], now: int, data: st.DataObject
) -> None:
    """The vectorised tail probability is the textbook one, outages included."""
    size = len(past)
    sizes = data.draw(st.lists(st.integers(0, 3000), min_size=size, max_size=size))
    past = [count if n else 0 for count, n in zip(past, sizes, strict=True)]
    if sum(n > 0 for n in sizes) < 8:
        sizes = [n + 1 for n in sizes]
    base = fit_baseline(np.array([past]), np.array(sizes))
    fast = tail_probability(np.array([now]), 700, base)[0]
    assert fast == pytest.approx(slow_tail(now, 700, past, sizes), rel=1e-6, abs=1e-300)


@pytest.mark.parametrize(
    ("now", "p", "ratio"),
    [
        pytest.param(0, 1.0, 0.0, id="nothing"),
        pytest.param(1, 0.21754, 4.0, id="one story"),
        pytest.param(2, 0.02917, 8.0, id="two"),
        pytest.param(3, 0.00301, 12.0, id="three"),
    ],
)
def test_one_week_against_six_single_stories(now: int, p: float, ratio: float) -> None:
    """The worked table of docs/explanation/detector.md."""
    counts = series([*SIX_SINGLES, 0, 0, now], [1000] * 29)
    scale = measure_scale(counts, 28, weeks=1, baselines={})
    assert scale is not None
    assert scale.p[0] == pytest.approx(p, abs=1e-5)
    assert scale.ratio[0] == pytest.approx(ratio)


@settings(deadline=None)
@given(
    past=st.lists(st.integers(0, 30), min_size=31, max_size=31),
    now=st.integers(0, 30),
    factor=st.integers(2, 50),
)
def test_press_size_changes_nothing(past: list[int], now: int, factor: int) -> None:
    """Ten times the articles for the same stories give the same p and ratio."""
    stories = [*past, now]
    articles = [200 + 10 * at for at in range(len(stories))]
    small = measure_scale(series(stories, articles), 31, weeks=4, baselines={})
    large = measure_scale(
        series(stories, [n * factor for n in articles]), 31, weeks=4, baselines={}
    )
    assert small is not None
    assert large is not None
    assert large.p[0] == pytest.approx(small.p[0], rel=1e-9)
    assert large.ratio[0] == pytest.approx(small.ratio[0], rel=1e-9)


@settings(deadline=None)
@given(
    past=st.lists(st.integers(0, 30), min_size=31, max_size=31), now=st.integers(0, 60)
)
def test_more_stories_never_lower_the_alarm(past: list[int], now: int) -> None:
    """One story more this week: p falls, the ratio rises, an alarm stays."""

    def measure(count: int) -> tuple[float, float, bool]:
        counts = series([*past, count], [1000] * 32)
        one = measure_scale(counts, 31, weeks=1, baselines={})
        four = measure_scale(counts, 31, weeks=4, baselines={})
        assert one is not None
        assert four is not None
        outlets = np.array([min(3, count + past[-1])])
        alarm = find_alarms(one, four, outlets=outlets, gate=GATE)
        return min(one.p[0], four.p[0]), one.ratio[0], bool(alarm[0])

    p, ratio, alarm = measure(now)
    more_p, more_ratio, more_alarm = measure(now + 1)
    assert more_p <= p
    assert more_ratio > ratio
    assert more_alarm or not alarm


@pytest.mark.parametrize(
    ("at", "weeks", "length", "expected"),
    [
        (28, 1, 26, slice(0, 26)),
        (31, 4, 26, slice(0, 26)),
        (57, 4, 52, slice(0, 52)),
        (60, 1, 52, slice(6, 58)),
        (1, 4, 26, slice(0, 0)),
    ],
)
def test_baseline_columns(at: int, weeks: int, length: int, expected: slice) -> None:
    """Two weeks lie between the weeks measured and their baseline."""
    assert baseline_columns(at, weeks=weeks, length=length) == expected


def test_baseline_doubles_once_a_year_is_stored() -> None:
    """The baseline is 26 weeks until both scales can have 52."""
    assert [baseline_length(at) for at in (0, 56, 57, 200)] == [26, 26, 52, 52]


@pytest.mark.parametrize(
    ("weeks", "stored", "ready"),
    [(1, 10, False), (1, 11, True), (4, 13, False), (4, 14, True)],
)
def test_eight_weeks_are_needed(weeks: int, stored: int, *, ready: bool) -> None:
    """Each scale waits until its baseline has eight weeks."""
    scale = measure_scale(
        series([1] * stored, [10] * stored), stored - 1, weeks=weeks, baselines={}
    )
    assert (scale is not None) is ready


@pytest.mark.parametrize(
    ("stories", "announced"),
    [
        pytest.param([1] * 31 + [6], True, id="a week of six times"),
        pytest.param([1] * 31 + [4], False, id="four times, for a week"),
        pytest.param([2] * 28 + [4, 5, 6, 7], True, id="three times, and lasting"),
        pytest.param([2] * 28 + [4, 4, 4, 4], False, id="twice"),
        pytest.param([2] * 28 + [9, 8, 7, 4], False, id="going back"),
        pytest.param(SIX_SINGLES + [0] * 5 + [3], True, id="rare"),
        pytest.param(SIX_SINGLES + [0] * 5 + [2], False, id="too few stories"),
    ],
)
def test_a_rise_is_large_this_week_and_over_four(
    stories: list[int], *, announced: bool
) -> None:
    """Announced: three times the baseline this week, and twice over four weeks."""
    counts = series(stories, [1000] * len(stories))
    at = len(stories) - 1
    one = measure_scale(counts, at, weeks=1, baselines={})
    four = measure_scale(counts, at, weeks=4, baselines={})
    assert one is not None
    assert four is not None
    alarms = find_alarms(one, four, outlets=np.array([2]), gate=GATE)
    assert alarms.tolist() == [announced]


def test_no_signal_needs_no_confirmation() -> None:
    """An empty catalogue has no q-values."""
    nothing = Series(*(np.zeros((0, 31), int),) * 3, np.full(31, 10))
    one = measure_scale(nothing, 30, weeks=1, baselines={})
    assert one is not None
    assert confirm(one.p).tolist() == []


@pytest.mark.parametrize(("before", "after"), [(0.3, 1.0), (1.0, 1.0), (2.0, 6.0)])
def test_interval_holds_the_true_ratio_19_times_of_20(
    before: float, after: float
) -> None:
    """Of 4,000 simulated signals the interval covers the truth in about 95 %."""
    rng = np.random.default_rng(7)
    base = fit_baseline(rng.poisson(before, (4000, 26)), np.full(26, 1000))
    low, high = ratio_interval(rng.poisson(after, 4000), 1000, base)
    covered = ((low <= after / before) & (after / before <= high)).mean()
    assert 0.92 <= covered <= 0.99


def test_interval_starts_at_zero_without_a_story() -> None:
    """No story now: the ratio may be anything from nothing to a few times."""
    base = fit_baseline(np.array([[1, 0] * 13]), np.full(26, 1000))
    low, high = ratio_interval(np.array([0]), 1000, base)
    assert low[0] == 0
    assert 1 < high[0] < 10
