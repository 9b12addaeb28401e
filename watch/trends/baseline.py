"""What earlier weeks lead to expect, and how surprising a count is against it.

``docs/explanation/detector.md`` derives the formulas and works an example. All
arrays have one row per signal; weeks are columns, newest last.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc, betaincinv

from .series import FloatArray, IntArray

#: Weeks between the weeks measured and their baseline, so that a slow start does
#: not hide in the baseline.
GAP = 2
#: Weeks of the baseline: the longer one as soon as the archive reaches back so far.
BASELINE, LONG_BASELINE = 26, 52
#: The longer of the two scales; the shorter one is the last week alone.
FOUR = 4
#: With fewer baseline weeks nothing is tested: "warming up".
LEAST_WEEKS = 8

#: Prior stories of a rate: half a story (Jeffreys' prior for a Poisson rate).
_PRIOR = 0.5
#: Anscombe residual above which a baseline week is an outlier (Noufaily 2013).
_OUTLIER = 2.58
#: Median of the squared residual of an ordinary week (chi-square, one degree).
_ORDINARY = 0.455


@dataclass(frozen=True, slots=True, eq=False)
class Baseline:
    """What earlier weeks say; outliers among them weigh less."""

    #: Weighted stories plus half a story: [signal].
    stories: FloatArray
    #: Weighted articles, same weights: [signal].
    articles: FloatArray
    #: Variance over mean, at least 1: [signal].
    dispersion: FloatArray
    #: Stories as counted, unweighted: [signal].
    counted: IntArray
    #: Expected stories per article: [signal].
    rate: FloatArray
    #: Number of weeks with articles.
    weeks: int


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


def fit_baseline(stories: IntArray, articles: IntArray) -> Baseline:
    """Fit a rate and its dispersion to the weeks of a baseline.

    Args:
        stories: [signal, week].
        articles: [week]; weeks without articles are left out.

    >>> base = fit_baseline(np.array([[2, 0, 1, 1]]), np.array([100, 100, 0, 200]))
    >>> base.stories.tolist(), base.articles.tolist(), base.weeks
    ([3.5], [400.0], 3)

    """
    exposed = articles > 0
    sizes = articles[exposed].astype(np.float64)
    counts = stories[:, exposed].astype(np.float64)
    weights = robust_weights(stories[:, exposed], articles[exposed])
    total = (weights * counts).sum(axis=1) + _PRIOR
    rate = total / (weights @ sizes)
    return Baseline(
        stories=total,
        articles=weights @ sizes,
        dispersion=_dispersion(counts, rate, sizes, weights),
        counted=stories[:, exposed].sum(axis=1),
        rate=rate,
        weeks=len(sizes),
    )


def robust_weights(stories: IntArray, articles: IntArray) -> FloatArray:
    """Return the weight of each week of a baseline: [signal, week], above 0 to 1.

    Twice, a rate is fitted and weeks far above it are weighed down. The first time
    the dispersion is the median one: a giant week would raise the usual one so much
    that it hides itself. All ``articles`` must be positive.

    >>> robust_weights(np.array([[2] * 25 + [20]]), np.full(26, 1000))[0, -2:].round(3)
    array([1.   , 0.115])
    """
    counts, sizes = stories.astype(np.float64), articles.astype(np.float64)
    cubes = _two_thirds(stories)
    rate = counts.sum(axis=1) / sizes.sum()
    squares = np.median(_squares(counts, rate, sizes), axis=1)
    weights = _outlier_weights(cubes, rate, sizes, np.maximum(1, squares / _ORDINARY))
    rate = (weights * counts).sum(axis=1) / (weights @ sizes)
    spread = _dispersion(counts, rate, sizes, weights)
    return _outlier_weights(cubes, rate, sizes, spread)


def _two_thirds(counts: IntArray) -> FloatArray:
    """Return counts ** (2/3), by table: counts are small and repeat."""
    table: FloatArray = np.cbrt(np.arange(counts.max(initial=0) + 1)) ** 2
    return table[counts]


def _dispersion(
    counts: FloatArray, rate: FloatArray, sizes: FloatArray, weights: FloatArray
) -> FloatArray:
    """Return the Pearson dispersion of each signal, at least 1."""
    squares = (weights * _squares(counts, rate, sizes)).sum(axis=1)
    freedom = np.maximum(weights.sum(axis=1) - 1, 1e-9)
    dispersion: FloatArray = np.maximum(1.0, squares / freedom)
    return dispersion


def _squares(counts: FloatArray, rate: FloatArray, sizes: FloatArray) -> FloatArray:
    """Return squared Pearson residuals, (c - m)^2 / m with m = rate * size."""
    safe = np.where(rate > 0, rate, 1.0)
    squares: FloatArray = (counts - np.outer(rate, sizes)) ** 2 / np.outer(safe, sizes)
    return squares


def _outlier_weights(
    cubes: FloatArray, rate: FloatArray, sizes: FloatArray, dispersion: FloatArray
) -> FloatArray:
    """Return 1 for ordinary weeks, less for outliers by Anscombe residual.

    The residual is 1.5 (c^(2/3) m^(-1/6) - m^(1/2)) / dispersion^(1/2), with the
    counts c (``cubes`` = c^(2/3)) and the expected counts m = rate * size.
    """
    safe = np.where(rate > 0, rate, 1.0)
    scaled = cubes * np.outer(safe ** (-1 / 6), sizes ** (-1 / 6))
    residual = 1.5 * (scaled - np.outer(np.sqrt(safe), np.sqrt(sizes)))
    residual /= np.sqrt(dispersion)[:, None]
    weights: FloatArray = (_OUTLIER / np.maximum(residual, _OUTLIER)) ** 2
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
    excess = baseline.dispersion - 1 + mean / baseline.stories
    # scipy.stats.nbinom.sf(stories - 1, size, 1 / (1 + excess)), without its checks.
    size = mean / excess
    chance = betainc(np.maximum(stories, 1), size, excess / (1 + excess))
    return np.where(stories > 0, chance, 1.0)


def ratio_interval(
    stories: IntArray, articles: int, baseline: Baseline
) -> tuple[FloatArray, FloatArray]:
    """Return the ends of the 95 % interval of the ratio: [signal] each.

    Given the stories of both periods, the share ``s`` that falls into the recent one
    tells the ratio ``s / (1 - s) * baseline.articles / articles``. The interval of
    ``s`` is Jeffreys' one, its counts divided by the dispersion. Without a story the
    lower end is 0.

    >>> base = fit_baseline(np.array([[1, 0] * 13]), np.full(26, 1000))
    >>> low, high = ratio_interval(np.array([4]), 1000, base)
    >>> low.round(1).tolist(), high.round(1).tolist()
    ([2.4], [22.8])
    """
    recent = (stories + _PRIOR) / baseline.dispersion
    before = baseline.stories / baseline.dispersion
    scale = baseline.articles / articles
    low, high = (betaincinv(recent, before, tail) for tail in (0.025, 0.975))
    ends = low / (1 - low) * scale, high / np.maximum(1 - high, 1e-12) * scale
    return np.where(stories > 0, ends[0], 0.0), ends[1]
