"""Counts of many weeks -> the trend of every signal, week and language.

::

    for each language:
        table = tabulate(mentions, exposures)
        for each week, from 26 weeks before the first one asked for:
            match     = match_sources(table)        which sources count
            series    = series_of(table, match)     stories, outlets, exposure
            one, four = measure_scale(series)       last week, last four weeks
            alarms    = find_alarms(one, four)
        for each week asked for:
            phases    = decide_phases(...)          knowing the alarms of 26 weeks
            trends    = one Trend per signal

A week's trends depend on nothing after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..model import Exposure, MentionCount, Phase, Trend
from ..week import Week, iter_weeks
from . import warnings
from .detect import (
    FOUR,
    Gate,
    Scale,
    baseline_columns,
    baseline_length,
    confirm,
    find_alarms,
    measure_scale,
)
from .phase import MEMORY, decide_phases, find_fades, find_strong
from .seasons import EARLIER_YEARS, is_seasonal
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
    tabulate,
)

#: Weeks before the first one measured that the caller must load: the alarms of half
#: a year, each compared with two earlier years for its season.
EARLIER_WEEKS = MEMORY + EARLIER_YEARS

#: Below so many articles a week, two stories are enough (and readers are told).
_FEW_ARTICLES = 500
#: A week with less than a quarter of the usual articles is flagged.
_LOW_COVERAGE = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class _Tests:
    """What the detector finds in one week; arrays have one row per signal."""

    #: The last week and the last four weeks against their baselines.
    one: Scale
    four: Scale
    #: Benjamini-Hochberg q-values.
    q: FloatArray
    #: Signals announced.
    alarms: BoolArray
    #: Signals that were as high in this season of an earlier year.
    seasonal: BoolArray


@dataclass(frozen=True, slots=True, eq=False)
class _Measured:
    """One week in one language; arrays have one row per signal."""

    #: Column of the week.
    at: int
    #: Which sources count, and what they count.
    match: Match
    series: Series
    #: Distinct outlets of the last four weeks.
    outlets: IntArray
    #: Articles of an ordinary week: the median of the baseline; 0 if unknown.
    usual: float
    #: What it takes to be announced.
    gate: Gate
    #: None without articles, or with too few weeks before.
    tests: _Tests | None


def measure_weeks(
    first: Week,
    end: Week,
    *,
    mentions: Iterable[MentionCount],
    exposures: Iterable[Exposure],
    signals: Sequence[str],
    langs: Sequence[str],
    strong_rates: Mapping[str, float],
) -> tuple[Trend, ...]:
    """Measure every signal in every closed week of ``[first, end)``.

    Args:
        first: First week to measure; the rows of the ``EARLIER_WEEKS`` weeks before
            it must be given too, as far as they are stored.
        end: First week not measured. Rows of this week or later change nothing.
        mentions: One row per article and signal.
        exposures: One row per source, week and language.
        signals: Ids of the signals to measure, also of those never mentioned.
        langs: Press languages to measure; ``all`` pools them.
        strong_rates: For each language the stories per 10,000 articles from which a
            signal is as present as common words; see ``strong_rates``. Without an
            entry no signal of that language is strong.

    Returns trends ordered by week, then language and signal in the order given.

    """
    mentions, exposures = tuple(mentions), tuple(exposures)
    trends: dict[tuple[Week, str], list[Trend]] = {}
    for lang in langs:
        table = tabulate(
            mentions, exposures, signals=signals, lang=lang, start=first, end=end
        )
        asked = first - table.origin
        weeks = _measure_columns(table, start=asked - MEMORY)
        for week in iter_weeks(first, end):
            upto = weeks[: week - table.origin - weeks[0].at + 1]
            phases = _phases(upto, strong_rate=strong_rates.get(lang, np.inf))
            trends[week, lang] = [
                _trend(upto[-1], row, week=week, lang=lang, signal=signal, phase=phase)
                for row, (signal, phase) in enumerate(zip(signals, phases, strict=True))
            ]
    return tuple(
        trend
        for week in iter_weeks(first, end)
        for lang in langs
        for trend in trends[week, lang]
    )


def _measure_columns(table: Table, *, start: int) -> list[_Measured]:
    """Measure the columns from ``start`` on, or from the first one."""
    measured: list[_Measured] = []
    for at in range(max(0, start), table.articles.shape[1]):
        before = baseline_columns(at, weeks=1, length=baseline_length(at))
        recent = slice(max(0, at - FOUR + 1), at + 1)
        match = match_sources(table, baseline=before, recent=recent)
        # The same sources as last week, almost always: count them once.
        same = measured and np.array_equal(measured[-1].match.chosen, match.chosen)
        series = measured[-1].series if same else series_of(table, match.chosen)
        outlets = outlets_in(table, match.chosen, columns=recent)
        shown = series.exposure[before]
        usual = float(np.median(shown[shown > 0])) if shown.any() else 0.0
        gate = Gate(
            stories=2 if usual < _FEW_ARTICLES else 3,
            outlets=1 if match.chosen.sum() == 1 else 2,
        )
        tests = _test(series, at, outlets=outlets, gate=gate)
        measured.append(_Measured(at, match, series, outlets, usual, gate, tests))
    return measured


def _test(series: Series, at: int, *, outlets: IntArray, gate: Gate) -> _Tests | None:
    """Run the detector on one week, if there is enough to compare."""
    one = measure_scale(series, at, weeks=1)
    four = measure_scale(series, at, weeks=FOUR)
    if one is None or four is None:
        return None
    return _Tests(
        one=one,
        four=four,
        q=confirm(one, four),
        alarms=find_alarms(one, four, outlets=outlets, gate=gate),
        seasonal=is_seasonal(series, at, one),
    )


def _phases(
    weeks: Sequence[_Measured], *, strong_rate: float
) -> Sequence[Phase | None]:
    """Return the phase of each signal in the last of ``weeks``."""
    last = weeks[-1]
    if last.tests is None:
        return (None,) * len(last.outlets)
    earlier = [week.tests for week in weeks[-1 - MEMORY : -1] if week.tests]
    risen = np.zeros(len(last.outlets), dtype=np.bool_)
    for tests in earlier:
        risen |= tests.alarms & ~tests.seasonal
    latest = slice(max(0, last.at - 1), last.at + 1)
    return decide_phases(
        last.tests.four,
        alarms=last.tests.alarms,
        strong=find_strong(last.series, last.at, strong_rate=strong_rate),
        fades=find_fades(last.series, last.at) & risen,
        latest=last.series.stories[:, latest].sum(axis=1),
        outlets=last.outlets >= last.gate.outlets,
    )


def _trend(
    measured: _Measured,
    row: int,
    *,
    week: Week,
    lang: str,
    signal: str,
    phase: Phase | None,
) -> Trend:
    """Write the measures of one signal as a trend."""
    series, at, tests = measured.series, measured.at, measured.tests
    return Trend(
        week=week,
        lang=lang,
        signal=signal,
        stories=int(series.stories[row, at]),
        articles=int(series.articles[row, at]),
        sources=int(series.outlets[row, at]),
        exposure=int(series.exposure[at]),
        baseline=float(10_000 * tests.one.baseline.rate[row]) if tests else None,
        ratio=_ratio(measured, row),
        p=float(min(tests.one.p[row], tests.four.p[row])) if tests else None,
        q=float(tests.q[row]) if tests else None,
        phase=phase,
        alarm=bool(tests and tests.alarms[row]),
        warnings=tuple(sorted(_warnings(measured, row, phase))),
        history=tuple(series.stories[row, max(0, at - MEMORY + 1) : at + 1].tolist()),
    )


def _ratio(measured: _Measured, row: int) -> float | None:
    """Return the ratio of the last week if enough stories support it."""
    tests = measured.tests
    if tests is None:
        return None
    known = tests.four.stories[row] + tests.one.baseline.counted[row]
    return float(tests.one.ratio[row]) if known >= measured.gate.stories else None


def _warnings(measured: _Measured, row: int, phase: Phase | None) -> set[str]:
    """Return the codes of what the numbers of one signal can't carry."""
    exposure = measured.series.exposure[measured.at]
    tests, gate = measured.tests, measured.gate
    rising = phase is Phase.EMERGING or bool(tests and tests.alarms[row])
    found = {
        warnings.NO_ARTICLES: exposure == 0,
        warnings.WARMING_UP: tests is None and exposure > 0,
        warnings.LOW_COVERAGE: 0 < exposure < _LOW_COVERAGE * measured.usual,
        warnings.FEW_ARTICLES: 0 < measured.usual < _FEW_ARTICLES,
        warnings.SOURCES_CHANGED: measured.match.changed,
        warnings.NOT_ENOUGH_DATA: tests is not None and _ratio(measured, row) is None,
        warnings.ONE_OUTLET: 1 == measured.outlets[row] < gate.outlets and rising,
        warnings.SEASONAL: bool(tests and tests.seasonal[row]) and rising,
    }
    return {code for code, holds in found.items() if holds}
