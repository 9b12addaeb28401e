"""Is this week more than chance? A two-scale negative-binomial test.

The last week and the last four weeks are each compared with 26 (52 once stored)
earlier weeks. ``docs/explanation/detector.md`` derives the formulas and works an
example with the numbers of the doctests here.

All arrays have one row per signal; weeks are columns, newest last.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc
from scipy.stats import false_discovery_control

from .series import BoolArray, FloatArray, IntArray, Series

#: Weeks between the weeks measured and their baseline, so that a slow start does
#: not hide in the baseline.
GAP = 2
#: Weeks of the baseline: the longer one as soon as the archive reaches back so far.
BASELINE, LONG_BASELINE = 26, 52
#: The longer of the two scales.
FOUR = 4
#: With fewer baseline weeks nothing is tested: "warming up".
LEAST_WEEKS = 8

#: Prior stories of a baseline: half a story, as Jeffreys' prior for a rate.
_PRIOR = 0.5
#: Anscombe residual above which a baseline week is an outlier (Noufaily 2013).
_OUTLIER = 2.58
#: Baseline stories a week from which a signal is established: 13 in 26 weeks.
_ESTABLISHED_STORIES = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Baseline:
    """What earlier weeks say; outliers among them weigh less."""

    #: Weighted stories plus half a story: [signal].
    stories: FloatArray
    #: Weighted articles, same weights: [signal].
    articles: FloatArray
    #: Variance over mean, at least 1: [signal].
    dispersion: FloatArray
    #: Weight of each week with articles, 0..1: [signal, week].
    weights: FloatArray
    #: Stories as counted, unweighted: [signal].
    counted: IntArray

    @property
    def rate(self) -> FloatArray:
        """Expected stories per article: [signal]."""
        return self.stories / self.articles

    @property
    def weeks(self) -> int:
        """Number of weeks with articles."""
        return int(self.weights.shape[1])


def fit_baseline(stories: IntArray, articles: IntArray) -> Baseline:
    """Fit a rate and its dispersion to the weeks of a baseline.

    Args:
        stories: [signal, week].
        articles: [week]; weeks without articles are left out.

    >>> base = fit_baseline(np.array([[2, 0, 1, 1]]), np.array([100, 100, 0, 200]))
    >>> base.stories.tolist(), base.articles.tolist(), base.weeks
    ([3.5], [400.0], 3)

    """
    counts = stories[:, articles > 0].astype(np.float64)
    sizes = articles[articles > 0].astype(np.float64)
    weights = np.ones_like(counts)
    for _ in range(2):
        rate = (weights * counts).sum(axis=1) / (weights @ sizes)
        expected = rate[:, None] * sizes
        spread = _dispersion(counts, expected, weights)
        weights = _weights(counts, expected, spread)
    total = (weights * counts).sum(axis=1) + _PRIOR
    exposed = weights @ sizes
    expected = (total / exposed)[:, None] * sizes
    return Baseline(
        stories=total,
        articles=exposed,
        dispersion=_dispersion(counts, expected, weights),
        weights=weights,
        counted=stories[:, articles > 0].sum(axis=1),
    )


def _dispersion(
    counts: FloatArray, expected: FloatArray, weights: FloatArray
) -> FloatArray:
    """Return the Pearson dispersion of each row, at least 1."""
    safe = np.where(expected > 0, expected, 1.0)
    squares = weights * (counts - expected) ** 2 / safe
    freedom = np.maximum(weights.sum(axis=1) - 1, 1e-9)
    dispersion: FloatArray = np.maximum(1.0, squares.sum(axis=1) / freedom)
    return dispersion


def _weights(
    counts: FloatArray, expected: FloatArray, dispersion: FloatArray
) -> FloatArray:
    """Return 1 for ordinary weeks, less for outliers by Anscombe residual."""
    safe = np.where(expected > 0, expected, 1.0)
    gap = np.cbrt(counts) ** 2 * safe ** (-1 / 6) - np.sqrt(safe)
    residual = 1.5 * gap / np.sqrt(dispersion)[:, None]
    outlier = (residual > _OUTLIER) & (expected > 0)
    weights: FloatArray = (_OUTLIER / np.where(outlier, residual, _OUTLIER)) ** 2
    return weights


def tail_probability(
    stories: IntArray, articles: int, baseline: Baseline
) -> FloatArray:
    """Return the chance of at least so many stories if nothing changed.

    The count is negative binomial with mean ``m = articles * rate`` and variance
    ``dispersion * m + m**2 / baseline.stories``: the spread of the weeks and the
    doubt about the baseline itself.

    >>> quiet = fit_baseline(np.zeros((1, 26), int), np.full(26, 1000))
    >>> tail_probability(np.array([0, 1, 3]), 1000, quiet).round(6).tolist()
    [1.0, 0.018693, 1.6e-05]
    """
    mean = articles * baseline.rate
    growth = mean / baseline.stories
    excess = baseline.dispersion - 1 + growth
    # scipy.stats.nbinom.sf(stories - 1, size, 1 - x), without its slow checks.
    size = mean / excess
    chance = betainc(np.maximum(stories, 1), size, excess / (1 + excess))
    return np.where(stories > 0, chance, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """The last week, or the last four weeks, against their baseline."""

    #: Stories in those weeks: [signal].
    stories: IntArray
    #: Articles in those weeks.
    articles: int
    #: What they are compared with.
    baseline: Baseline
    #: Chance of at least so many stories: [signal].
    p: FloatArray
    #: Rate over the baseline rate: [signal].
    ratio: FloatArray


def baseline_columns(at: int, *, weeks: int, length: int) -> slice:
    """Return the columns of the baseline of the ``weeks`` that end with ``at``.

    >>> baseline_columns(40, weeks=1, length=26)
    slice(12, 38, None)
    >>> baseline_columns(40, weeks=4, length=26)
    slice(9, 35, None)
    >>> baseline_columns(10, weeks=1, length=26)
    slice(0, 8, None)
    """
    stop = at - weeks + 1 - GAP
    return slice(max(0, stop - length), max(0, stop))


def baseline_length(at: int) -> int:
    """Return 52 if both scales have so many earlier weeks, else 26.

    >>> baseline_length(56), baseline_length(57)
    (26, 52)
    """
    return LONG_BASELINE if at - FOUR + 1 - GAP >= LONG_BASELINE else BASELINE


def measure_scale(series: Series, at: int, *, weeks: int) -> Scale | None:
    """Compare the ``weeks`` that end with column ``at`` with their baseline.

    None while fewer than ``LEAST_WEEKS`` baseline weeks, or none of the weeks
    measured, have articles.
    """
    before = baseline_columns(at, weeks=weeks, length=baseline_length(at))
    recent = slice(max(0, at - weeks + 1), at + 1)
    articles = int(series.exposure[recent].sum())
    if articles == 0 or (series.exposure[before] > 0).sum() < LEAST_WEEKS:
        return None
    stories = series.stories[:, recent].sum(axis=1)
    baseline = fit_baseline(series.stories[:, before], series.exposure[before])
    return Scale(
        stories=stories,
        articles=articles,
        baseline=baseline,
        p=tail_probability(stories, articles, baseline),
        ratio=stories / articles / baseline.rate,
    )


@dataclass(frozen=True, slots=True)
class Gate:
    """The least that is announced, whatever the statistics say."""

    #: Stories in the last four weeks.
    stories: int
    #: Outlets in the last four weeks.
    outlets: int


@dataclass(frozen=True, slots=True)
class Threshold:
    """How surprising and how large a rise must be."""

    #: Largest p-value.
    p: float
    #: Smallest rate over the baseline rate.
    ratio: float

    def passed(self, p: FloatArray, ratio: FloatArray) -> BoolArray:
        """Tell which signals reach both."""
        return (p <= self.p) & (ratio >= self.ratio)


#: An alarm of a rare signal, and of an established one: common words have bursts.
RARE, ESTABLISHED = Threshold(p=0.01, ratio=2), Threshold(p=0.001, ratio=3)


def find_alarms(one: Scale, four: Scale, *, outlets: IntArray, gate: Gate) -> BoolArray:
    """Tell which signals the week announces.

    Rare signals need p <= 0.01 and twice the baseline rate; established ones, with
    half a story or more a week in the baseline, p <= 0.001 and three times the rate.
    All need a story this week and the gate; ``outlets`` are those of four weeks.
    """
    p = np.minimum(one.p, four.p)
    rare = one.baseline.counted < _ESTABLISHED_STORIES * one.baseline.weeks
    rises = np.where(rare, RARE.passed(p, one.ratio), ESTABLISHED.passed(p, one.ratio))
    enough = (four.stories >= gate.stories) & (outlets >= gate.outlets)
    alarms: BoolArray = rises & enough & (one.stories > 0)
    return alarms


def confirm(one: Scale, four: Scale) -> FloatArray:
    """Return the Benjamini-Hochberg q-value of each signal among all of them.

    The smaller of two p-values is doubled first (Bonferroni).
    """
    doubled = np.minimum(1.0, 2 * np.minimum(one.p, four.p))
    q: FloatArray = false_discovery_control(doubled) if doubled.size else doubled
    return q
