"""Counts of many weeks -> the trend of every signal, week and language.

::

    for each language:
        table    = tabulate(mentions, exposures)        series
        measured = measure_columns(table)               detect
        for each week asked for:
            phases = settled phases of the week         phase
            trends = one Trend per signal               rows

A week's trends depend on nothing after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..model import Exposure, MentionCount, Phase, Trend
from ..week import Week, iter_weeks
from .detect import EARLIER_YEARS, Measured, measure_columns
from .phase import MEMORY, decide_phases, find_fades, find_strong
from .rows import make_trends
from .series import tabulate

#: Weeks before the first one measured that the caller must load: the alarms of half
#: a year, each compared with two earlier years for its season.
EARLIER_WEEKS = MEMORY + EARLIER_YEARS


def measure_weeks(
    first: Week,
    end: Week,
    *,
    mentions: Sequence[MentionCount],
    exposures: Sequence[Exposure],
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

    Returns trends ordered by week, then language and signal in the order given. To
    measure one source group, give the rows of that group alone.

    """
    trends: dict[tuple[Week, str], list[Trend]] = {}
    for lang in langs:
        table = tabulate(
            mentions, exposures, signals=signals, lang=lang, start=first, end=end
        )
        weeks = measure_columns(table, start=first - table.origin - MEMORY)
        for week in iter_weeks(first, end):
            upto = weeks[: week - table.origin - weeks[0].at + 1]
            phases = _phases(upto, strong_rate=strong_rates.get(lang, np.inf))
            trends[week, lang] = make_trends(
                upto[-1], week=week, lang=lang, signals=signals, phases=phases
            )
    return tuple(
        trend
        for week in iter_weeks(first, end)
        for lang in langs
        for trend in trends[week, lang]
    )


def counted_sources(
    week: Week, *, exposures: Sequence[Exposure], lang: str
) -> frozenset[str]:
    """Return the ids of the sources whose articles count in a week's trends.

    Args:
        week: The week measured.
        exposures: The rows given to ``measure_weeks``.
        lang: Press language, or ``all``.

    """
    table = tabulate((), exposures, signals=(), lang=lang, start=week, end=week + 1)
    (measured,) = measure_columns(table, start=week - table.origin)
    return frozenset(
        source
        for source, chosen in zip(table.sources, measured.match.chosen, strict=True)
        if chosen
    )


def _phases(weeks: Sequence[Measured], *, strong_rate: float) -> Sequence[Phase | None]:
    """Return the phase of each signal in the last of ``weeks``."""
    last = weeks[-1]
    if last.tests is None:
        return (None,) * len(last.outlets)
    risen = np.zeros(len(last.outlets), dtype=np.bool_)
    for week in weeks[-1 - MEMORY : -1]:
        if week.tests:
            risen |= week.tests.alarms & ~week.tests.seasonal
    latest = slice(max(0, last.at - 1), last.at + 1)
    return decide_phases(
        last.tests.four,
        alarms=last.tests.alarms,
        strong=find_strong(last.series, last.at, strong_rate=strong_rate),
        fades=find_fades(last.series, last.at) & risen,
        latest=last.series.stories[:, latest].sum(axis=1),
        outlets=last.outlets >= last.gate.outlets,
    )
