"""Is this week more than chance? The last week and the last four, both tested.

::

    measure_columns(table):
        match     = match_sources(table)        which sources count this week
        series    = series_of(table, match)     their stories, outlets, articles
        one, four = measure_scale(series)       last week, last four weeks
        alarms    = find_alarms(one, four)      surprising, large, and enough of it

All arrays have one row per signal; weeks are columns, newest last.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .baseline import (
    FOUR,
    LEAST_WEEKS,
    Baseline,
    baseline_columns,
    baseline_length,
    fit_baseline,
    tail_probability,
)
from .series import (
    BoolArray,
    FloatArray,
    IntArray,
    Match,
    Series,
    Table,
    match_sources,
    outlets_in,
    series_of,
)

#: Weeks back that lie within 17 days of the same date one or two years ago.
_SAME_SEASON = ((50, 51, 52, 53, 54), (102, 103, 104, 105, 106))
#: Weeks before a week that its detection looks at.
EARLIER_YEARS = max(max(weeks) for weeks in _SAME_SEASON)
#: Stories in those five weeks that make a season.
_SEASON_STORIES = 3

#: An alarm is surprising ...
SURPRISE = 0.01
#: ... and large: so many times the baseline rate in the last week, and over four.
WEEK_RATIO, FOUR_RATIO = 3, 2
#: Below so many articles a week, two stories are enough, if they are this surprising.
FEW_ARTICLES, FEW_SURPRISE = 500, 0.003


#: Fitted baselines of one series by their columns, first and end.
Baselines = dict[tuple[int, int], Baseline]


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """The last week, or the last four weeks, against their baseline."""

    #: Number of weeks: 1 or 4.
    weeks: int
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


@dataclass(frozen=True, slots=True)
class Gate:
    """The least that is announced in a press of this size."""

    #: Stories in the last four weeks.
    stories: int
    #: Outlets in the last four weeks.
    outlets: int
    #: Largest p-value.
    p: float


@dataclass(frozen=True, slots=True, eq=False)
class Tests:
    """What the detector finds in one week."""

    #: The last week and the last four weeks against their baselines.
    one: Scale
    four: Scale
    #: Smaller p-value of the two scales: [signal].
    p: FloatArray
    #: Benjamini-Hochberg q-values among the signals: [signal].
    q: FloatArray
    #: Signals announced: [signal].
    alarms: BoolArray
    #: Signals that were about as high in this season of an earlier year: [signal].
    seasonal: BoolArray


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """One week in one language."""

    #: Column of the week.
    at: int
    #: Which sources count, and what they count.
    match: Match
    series: Series
    #: Distinct outlets of the last four weeks: [signal].
    outlets: IntArray
    #: Share of the busiest of them in the articles, NaN without any: [signal].
    concentration: FloatArray
    #: Articles of an ordinary week: the median of the baseline; 0 if unknown.
    usual: float
    #: What it takes to be announced.
    gate: Gate
    #: None without articles, or with too few weeks before.
    tests: Tests | None


def measure_columns(table: Table, *, start: int) -> list[Measured]:
    """Run the detector on the columns from ``start`` (or the first one) on."""
    measured: list[Measured] = []
    baselines: Baselines = {}
    for at in range(max(0, start), table.articles.shape[1]):
        before = baseline_columns(at, weeks=1, length=baseline_length(at))
        recent = slice(max(0, at - FOUR + 1), at + 1)
        match = match_sources(table, baseline=before, recent=recent)
        # The same sources as last week, almost always: add them up once.
        if measured and np.array_equal(measured[-1].match.chosen, match.chosen):
            series = measured[-1].series
        else:
            series = series_of(table, match.chosen)
            baselines = {}
        outlets, share = outlets_in(table, match.chosen, columns=recent)
        shown = series.exposure[before]
        usual = float(np.median(shown[shown > 0])) if shown.any() else 0.0
        few = usual < FEW_ARTICLES
        gate = Gate(
            stories=2 if few else 3,
            outlets=1 if match.chosen.sum() == 1 else 2,
            p=FEW_SURPRISE if few else SURPRISE,
        )
        tests = _test(series, at, outlets=outlets, gate=gate, baselines=baselines)
        measured.append(Measured(at, match, series, outlets, share, usual, gate, tests))
    return measured


def _test(
    series: Series,
    at: int,
    *,
    outlets: IntArray,
    gate: Gate,
    baselines: Baselines,
) -> Tests | None:
    """Test one week, if there is enough to compare it with."""
    one = measure_scale(series, at, weeks=1, baselines=baselines)
    four = measure_scale(series, at, weeks=FOUR, baselines=baselines)
    if one is None or four is None:
        return None
    p = np.minimum(one.p, four.p)
    return Tests(
        one=one,
        four=four,
        p=p,
        q=confirm(p),
        alarms=find_alarms(one, four, outlets=outlets, gate=gate),
        seasonal=is_seasonal(series, at, one),
    )


def measure_scale(
    series: Series, at: int, *, weeks: int, baselines: Baselines
) -> Scale | None:
    """Compare the ``weeks`` that end with column ``at`` with their baseline.

    None while fewer than ``LEAST_WEEKS`` baseline weeks, or none of the weeks
    measured, have articles. ``baselines`` keeps what was fitted to the series: the
    baseline of four weeks is that of one week three weeks ago.
    """
    before = baseline_columns(at, weeks=weeks, length=baseline_length(at))
    recent = slice(max(0, at - weeks + 1), at + 1)
    articles = int(series.exposure[recent].sum())
    if articles == 0 or (series.exposure[before] > 0).sum() < LEAST_WEEKS:
        return None
    stories = series.stories[:, recent].sum(axis=1)
    key = before.start, before.stop
    if key not in baselines:
        baselines[key] = fit_baseline(
            series.stories[:, before], series.exposure[before]
        )
    baseline = baselines[key]
    return Scale(
        weeks=weeks,
        stories=stories,
        articles=articles,
        baseline=baseline,
        p=tail_probability(stories, articles, baseline),
        ratio=stories / articles / baseline.rate,
    )


def find_alarms(one: Scale, four: Scale, *, outlets: IntArray, gate: Gate) -> BoolArray:
    """Tell which signals the week announces.

    One of the scales is surprising enough; the last week has at least three times the
    baseline rate, and the last four weeks twice theirs: common words have smaller or
    shorter bursts every few months. All need a story this week and the gate;
    ``outlets`` are those of four weeks.
    """
    surprising = np.minimum(one.p, four.p) <= gate.p
    large = (one.ratio >= WEEK_RATIO) & (four.ratio >= FOUR_RATIO)
    enough = (four.stories >= gate.stories) & (outlets >= gate.outlets)
    alarms: BoolArray = surprising & large & enough & (one.stories > 0)
    return alarms


def confirm(p: FloatArray) -> FloatArray:
    """Return the Benjamini-Hochberg q-value of each signal among all of them.

    Each p-value is the smaller of two and is doubled first (Bonferroni).
    """
    # As scipy.stats.false_discovery_control, whose import takes more than a second.
    doubled = np.minimum(1.0, 2 * p)
    largest_first = np.argsort(doubled)[::-1]
    ranks = np.arange(len(p), 0, -1)
    q = np.empty_like(doubled)
    q[largest_first] = np.minimum.accumulate(doubled[largest_first] * len(p) / ranks)
    return q


def is_seasonal(series: Series, at: int, one: Scale) -> BoolArray:
    """Tell which signals were about as high in the same season of an earlier year.

    About as high: in one of those weeks the rate was at least half of this week's
    and more than twice the present baseline, in a season of ``_SEASON_STORIES``
    stories or more: a single story of last year is no season.
    """
    now = series.stories[:, [at]] / max(1, series.exposure[at])
    seasonal = np.zeros(len(now), dtype=np.bool_)
    for backs in _SAME_SEASON:
        weeks = [at - back for back in backs if at >= back]
        weeks = [week for week in weeks if series.exposure[week] > 0]
        stories = series.stories[:, weeks]
        rates = stories / series.exposure[weeks]
        high = (rates >= now / 2) & (rates > 2 * one.baseline.rate[:, None])
        seasonal |= high.any(axis=1) & (stories.sum(axis=1) >= _SEASON_STORIES)
    seasonal &= now[:, 0] > 0
    return seasonal
