"""Counts of many weeks -> the trend of every signal, week and language.

::

    for each language:
        table    = tabulate(mentions, exposures)        series
        measured = measure_columns(table)               detect
        for each week asked for:
            phases = rank_phases, settle_phases         phase
            trends = make_trends                        rows

A week's trends depend on nothing after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from ..model import Exposure, MentionCount, Phase, Trend
from ..week import Week, iter_weeks
from .detect import EARLIER_YEARS, Measured, measure_columns
from .phase import (
    MEMORY,
    PHASES,
    find_best,
    find_fallen,
    find_strong,
    rank_phases,
    settle_phases,
)
from .rows import make_trends
from .series import BoolArray, tabulate

#: Weeks before the first one measured that the caller must load: last week's phase,
#: the alarms of half a year before, and two years for the season of each.
EARLIER_WEEKS = 1 + MEMORY + EARLIER_YEARS


def measure_weeks(
    first: Week,
    end: Week,
    *,
    mentions: Sequence[MentionCount],
    exposures: Sequence[Exposure],
    signals: Sequence[str],
    langs: Sequence[str],
    strong_rates: Mapping[Week, Mapping[str, float]],
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
        strong_rates: For each week and language the stories per 10,000 articles from
            which a signal is as present as common words, also for the week before
            ``first``; see ``strong_rates``. Without an entry no signal of that week
            and language is strong.

    Returns trends ordered by week, then language and signal in the order given. To
    measure one source group, give the rows of that group alone.

    """
    trends: dict[tuple[Week, str], list[Trend]] = {}
    for lang in langs:
        table = tabulate(
            mentions, exposures, signals=signals, lang=lang, start=first, end=end
        )
        asked = first - table.origin
        measured = measure_columns(table, start=asked - MEMORY - 1)
        weeks = [table.origin + column.at for column in measured]
        limits = [strong_rates.get(week, {}).get(lang, np.inf) for week in weeks]
        phases = iter_phases(measured, strong_rates=limits)
        for column, names in zip(measured, phases, strict=True):
            if column.at >= asked:
                week = table.origin + column.at
                trends[week, lang] = make_trends(
                    column, week=week, lang=lang, signals=signals, phases=names
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


def iter_phases(
    weeks: Sequence[Measured], *, strong_rates: Sequence[float]
) -> Iterator[Sequence[Phase | None]]:
    """Yield the phases of the signals in each of ``weeks``, None where untested."""
    before = None
    for number, week in enumerate(weeks):
        if week.tests is None:
            before = None
            yield (None,) * len(week.outlets)
            continue
        latest = slice(max(0, week.at - 1), week.at + 1)
        news = week.series.stories[:, latest].sum(axis=1) > 0
        fallen = find_fallen(find_best(week.series, week.at))
        earlier = weeks[max(0, number - MEMORY) : number]
        now = rank_phases(
            week.tests.four,
            alarms=week.tests.alarms,
            strong=find_strong(week.series, week.at, strong_rate=strong_rates[number]),
            fallen=fallen,
            risen=_risen(earlier, like=news),
            news=news,
            outlets=week.outlets >= week.gate.outlets,
        )
        if before is None:
            before = now
        settled = settle_phases(
            now, before, four=week.tests.four, fallen=fallen, news=news
        )
        before = now
        yield [PHASES[rank] for rank in settled.tolist()]


def _risen(weeks: Sequence[Measured], *, like: BoolArray) -> BoolArray:
    """Tell which signals were announced in ``weeks``, not only for the season."""
    risen = np.zeros_like(like)
    for week in weeks:
        if week.tests:
            risen |= week.tests.alarms & ~week.tests.seasonal
    return risen
