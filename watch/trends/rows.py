"""What was measured in one week -> one ``Trend`` per signal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np

from ..model import Phase, Trend
from ..week import Week
from . import warnings
from .baseline import ratio_interval
from .detect import FEW_ARTICLES, Measured, Tests
from .phase import MEMORY
from .series import BoolArray

#: A week with less than a quarter of the usual articles is flagged.
_LOW_COVERAGE = 0.25


@dataclass(frozen=True, slots=True)
class _Estimates:
    """What the tests say, as lists with one entry per signal."""

    baseline: Sequence[float | None]
    ratio: Sequence[float | None]
    interval: Sequence[tuple[float, float] | None]
    p: Sequence[float | None]
    q: Sequence[float | None]
    alarm: Sequence[bool]


def make_trends(
    measured: Measured,
    *,
    week: Week,
    lang: str,
    signals: Sequence[str],
    phases: Sequence[Phase | None],
) -> list[Trend]:
    """Write the measures of one week as trends, in the order of ``signals``."""
    series, at = measured.series, measured.at
    exposure = int(series.exposure[at])
    stories, articles, outlets = (
        counts[:, at].tolist()
        for counts in (series.stories, series.articles, series.outlets)
    )
    history = series.stories[:, max(0, at - MEMORY + 1) : at + 1].tolist()
    estimates = _estimates(measured)
    codes = _warnings(measured, phases)
    concentration = measured.concentration.tolist()
    return [
        Trend(
            week=week,
            lang=lang,
            signal=signal,
            stories=stories[row],
            articles=articles[row],
            sources=outlets[row],
            exposure=exposure,
            baseline=estimates.baseline[row],
            ratio=estimates.ratio[row],
            p=estimates.p[row],
            q=estimates.q[row],
            phase=phases[row],
            alarm=estimates.alarm[row],
            warnings=codes[row],
            history=tuple(history[row]),
            interval=estimates.interval[row],
            concentration=concentration[row] if measured.outlets[row] else None,
        )
        for row, signal in enumerate(signals)
    ]


def _estimates(measured: Measured) -> _Estimates:
    """Return what the tests say; a ratio only where enough stories support it."""
    tests = measured.tests
    if tests is None:
        unknown = (None,) * len(measured.outlets)
        return _Estimates(*(unknown,) * 5, alarm=(False,) * len(unknown))
    one = tests.one
    known = _has_ratio(tests, measured).tolist()
    low, high = ratio_interval(one.stories, one.articles, one.baseline)
    intervals = zip(low.tolist(), high.tolist(), strict=True)
    ratios = one.ratio.tolist()
    return _Estimates(
        baseline=(10_000 * one.baseline.rate).tolist(),
        ratio=[r if yes else None for r, yes in zip(ratios, known, strict=True)],
        interval=[i if yes else None for i, yes in zip(intervals, known, strict=True)],
        p=tests.p.tolist(),
        q=tests.q.tolist(),
        alarm=tests.alarms.tolist(),
    )


def _has_ratio(tests: Tests, measured: Measured) -> BoolArray:
    """Tell which signals have as many stories, now and before, as the gate asks."""
    stories = tests.four.stories + tests.one.baseline.counted
    known: BoolArray = stories >= measured.gate.stories
    return known


def _warnings(
    measured: Measured, phases: Sequence[Phase | None]
) -> list[tuple[str, ...]]:
    """Return the codes of what the numbers of each signal can't carry, sorted."""
    tests, exposure = measured.tests, measured.series.exposure[measured.at]
    of_week = {
        warnings.NO_ARTICLES: exposure == 0,
        warnings.WARMING_UP: tests is None and exposure > 0,
        warnings.LOW_COVERAGE: 0 < exposure < _LOW_COVERAGE * measured.usual,
        warnings.FEW_ARTICLES: 0 < measured.usual < FEW_ARTICLES,
        warnings.SOURCES_CHANGED: measured.match.changed,
    }
    of_signal: dict[str, BoolArray] = {}
    if tests is not None:
        emerging = np.array([phase is Phase.EMERGING for phase in phases], dtype=bool)
        rising = tests.alarms | emerging
        alone = (measured.outlets == 1) & (measured.gate.outlets > 1)
        of_signal = {
            warnings.NOT_ENOUGH_DATA: ~_has_ratio(tests, measured),
            warnings.ONE_OUTLET: rising & alone,
            warnings.SEASONAL: rising & tests.seasonal,
        }
    size = len(phases)
    flags = {code: [bool(holds)] * size for code, holds in of_week.items()}
    flags |= {code: holds.tolist() for code, holds in of_signal.items()}
    codes = sorted(flags)
    rows = zip(*(flags[code] for code in codes), strict=True)
    return [tuple(compress(codes, row)) for row in rows]
