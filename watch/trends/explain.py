"""The computation behind one trend, with its numbers, to be redone by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..model import Exposure, MentionCount, Phase, Trend
from ..week import Week
from .baseline import FOUR, baseline_columns, baseline_length, robust_weights
from .detect import FOUR_RATIO, WEEK_RATIO, Measured, Scale, measure_columns
from .phase import (
    EMERGING_RISE,
    EMERGING_STORIES,
    FALLEN,
    MEMORY,
    UNLIKELY,
    WEAK_RISE,
    find_best,
    find_fallen,
)
from .series import ALL, Series, tabulate


@dataclass(frozen=True, slots=True)
class BaselineWeek:
    """One earlier week and what it weighs."""

    #: The week; weeks without articles are left out.
    week: Week
    #: Stories that mention the signal.
    stories: int
    #: Articles of the sources that count.
    articles: int
    #: 1, or less for a week far above the others.
    weight: float


@dataclass(frozen=True, slots=True)
class ScaleExplanation:
    """One scale's test: the last week, or the last four."""

    #: Number of weeks measured: 1 or 4.
    weeks: int
    #: Stories and articles of those weeks.
    stories: int
    articles: int
    #: The earlier weeks they are compared with, oldest first.
    baseline: tuple[BaselineWeek, ...]
    #: Weighted baseline stories plus one half, and weighted articles.
    expected_from: float
    exposed: float
    #: Variance over mean of the baseline weeks, at least 1.
    dispersion: float
    #: Chance of at least so many stories.
    p: float
    #: Rate over the baseline rate.
    ratio: float

    @property
    def mean(self) -> float:
        """Stories to expect if nothing changed."""
        return self.articles * self.expected_from / self.exposed

    @property
    def variance(self) -> float:
        """Variance to expect: of the weeks and of the doubt about the rate."""
        return self.dispersion * self.mean + self.mean**2 / self.expected_from

    @property
    def size(self) -> float:
        """First parameter of the negative binomial distribution."""
        return self.mean**2 / (self.variance - self.mean)

    @property
    def prob(self) -> float:
        """Second parameter of the negative binomial distribution."""
        return self.mean / self.variance


@dataclass(frozen=True, slots=True)
class Condition:
    """Something an alarm or a phase needs."""

    #: What it is, with its limit.
    text: str
    #: The value compared with the limit.
    value: float
    #: Whether it holds.
    holds: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything behind one trend."""

    #: The trend.
    trend: Trend
    #: Number of signals measured with it, itself included.
    signals: int
    #: Sources whose articles count, and those left out, by id.
    counted: tuple[str, ...]
    left_out: tuple[str, ...]
    #: Outlets of the last four weeks with their articles, busiest first.
    outlets: tuple[tuple[str, int], ...]
    #: The tests of one and four weeks; empty without enough data.
    scales: tuple[ScaleExplanation, ...]
    #: What an announcement needs: all of these.
    alarm: tuple[Condition, ...]
    #: What "fading", "strong" and "emerging" (without an announcement) need: all of
    #: each; the first phase that holds counts.
    fading: tuple[Condition, ...]
    strong: tuple[Condition, ...]
    emerging: tuple[Condition, ...]
    #: What "weak" needs: a story, and either the second or both others.
    weak: tuple[Condition, ...]

    @property
    def by_numbers(self) -> Phase | None:
        """Phase by this week's numbers alone; the trend may keep last week's."""
        if not self.scales:
            return None
        if _all(self.fading) and not self.trend.alarm:
            return Phase.FADING
        if _all(self.strong):
            return Phase.STRONG
        if self.trend.alarm or _all(self.emerging):
            return Phase.EMERGING
        story, unseen, *rising = self.weak
        weak = story.holds and (unseen.holds or _all(rising))
        return Phase.WEAK if weak else Phase.LATENT


def explain_trend(
    trend: Trend,
    *,
    mentions: Sequence[MentionCount],
    exposures: Sequence[Exposure],
    strong_rate: float | None,
    signals: int = 1,
) -> Explanation:
    """Compute a trend again and keep every number on the way.

    Args:
        trend: What ``measure_weeks`` returned.
        mentions: The rows it was given.
        exposures: The rows it was given.
        strong_rate: Its strong rate for the trend's language, if there was one.
        signals: How many signals it was given.

    """
    table = tabulate(
        mentions,
        exposures,
        signals=[trend.signal],
        lang=trend.lang,
        start=trend.week,
        end=trend.week + 1,
    )
    columns = measure_columns(table, start=trend.week - table.origin - MEMORY)
    measured = columns[-1]
    tests = measured.tests
    chosen = dict(zip(table.sources, measured.match.chosen.tolist(), strict=True))
    scales: tuple[ScaleExplanation, ...] = ()
    if tests is not None:
        scales = tuple(
            _explain_scale(measured.series, measured.at, scale, origin=table.origin)
            for scale in (tests.one, tests.four)
        )
    risen = [
        week.tests.alarms[0] and not week.tests.seasonal[0]
        for week in columns[:-1]
        if week.tests is not None
    ]
    return Explanation(
        trend=trend,
        signals=signals,
        counted=tuple(source for source, yes in chosen.items() if yes),
        left_out=tuple(source for source, yes in chosen.items() if not yes),
        outlets=_count_outlets(trend, mentions, chosen),
        scales=scales,
        alarm=_alarm_conditions(measured),
        fading=_fading_conditions(measured, alarms=sum(risen)),
        strong=_strong_conditions(measured, strong_rate),
        emerging=_emerging_conditions(measured),
        weak=_weak_conditions(measured),
    )


def _count_outlets(
    trend: Trend, mentions: Iterable[MentionCount], chosen: Mapping[str, bool]
) -> tuple[tuple[str, int], ...]:
    """Count the articles of each outlet in four weeks; of equals, by name."""
    first = trend.week + (1 - FOUR)
    counts = Counter(
        row.outlet
        for row in mentions
        if row.signal == trend.signal
        and trend.lang in (row.lang, ALL)
        and first <= row.week <= trend.week
        and chosen.get(row.source, False)
    )
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _explain_scale(
    series: Series, at: int, scale: Scale, *, origin: Week
) -> ScaleExplanation:
    """Write down one scale of the only signal."""
    columns = baseline_columns(at, weeks=scale.weeks, length=baseline_length(at))
    shown = [n for n in range(columns.start, columns.stop) if series.exposure[n]]
    weights = robust_weights(series.stories[:, shown], series.exposure[shown])[0]
    return ScaleExplanation(
        weeks=scale.weeks,
        stories=int(scale.stories[0]),
        articles=scale.articles,
        baseline=tuple(
            BaselineWeek(
                week=origin + column,
                stories=int(series.stories[0, column]),
                articles=int(series.exposure[column]),
                weight=float(weight),
            )
            for column, weight in zip(shown, weights, strict=True)
        ),
        expected_from=float(scale.baseline.stories[0]),
        exposed=float(scale.baseline.articles[0]),
        dispersion=float(scale.baseline.dispersion[0]),
        p=float(scale.p[0]),
        ratio=float(scale.ratio[0]),
    )


def _alarm_conditions(measured: Measured) -> tuple[Condition, ...]:
    """Return what the announcement of the only signal needs."""
    if measured.tests is None:
        return ()
    one, four = measured.tests.one, measured.tests.four
    gate = measured.gate
    return (
        _at_least("stories this week", int(one.stories[0]), 1),
        _at_least("stories in four weeks", int(four.stories[0]), gate.stories),
        _at_least("outlets in four weeks", int(measured.outlets[0]), gate.outlets),
        _at_most("p", float(measured.tests.p[0]), gate.p),
        _at_least("ratio of the week", float(one.ratio[0]), WEEK_RATIO),
        _at_least("ratio of four weeks", float(four.ratio[0]), FOUR_RATIO),
    )


def _strong_conditions(
    measured: Measured, strong_rate: float | None
) -> tuple[Condition, ...]:
    """Return what "strong" needs; nothing if no rate is known for the language."""
    if measured.tests is None or strong_rate is None:
        return ()
    columns = slice(max(0, measured.at - FOUR + 1), measured.at + 1)
    stories = measured.series.stories[0, columns]
    exposure = measured.series.exposure[columns]
    rate = 10_000 * float(stories.sum()) / max(1, int(exposure.sum()))
    empty = int(((stories == 0) & (exposure > 0)).sum())
    fallen = bool(find_fallen(find_best(measured.series, measured.at))[0])
    return (
        _at_least("stories per 10,000 articles in four weeks", rate, strong_rate),
        _at_most("weeks without a story, of four", empty, 0),
        _at_most("fallen from its best four weeks (1 = yes)", fallen, 0),
    )


def _fading_conditions(measured: Measured, *, alarms: int) -> tuple[Condition, ...]:
    """Return what "fading" needs."""
    if measured.tests is None:
        return ()
    best = find_best(measured.series, measured.at)
    height = best.best_stories[0] / max(1, best.best_articles[0])
    share = best.stories[0] / max(1, best.articles) / height if height else np.inf
    return (
        _at_least(f"announcements in {MEMORY} weeks before, none seasonal", alarms, 1),
        _at_most("share of the best four weeks' rate", float(share), FALLEN),
        _at_most("chance of such a fall", float(best.chance[0]), UNLIKELY),
    )


def _emerging_conditions(measured: Measured) -> tuple[Condition, ...]:
    """Return what "emerging" needs where nothing is announced."""
    if measured.tests is None:
        return ()
    four = measured.tests.four
    latest = slice(max(0, measured.at - 1), measured.at + 1)
    news = int(measured.series.stories[0, latest].sum())
    return (
        _at_most("p of four weeks", float(four.p[0]), EMERGING_RISE.p),
        _at_least("ratio of four weeks", float(four.ratio[0]), EMERGING_RISE.ratio),
        _at_least("stories in four weeks", int(four.stories[0]), EMERGING_STORIES),
        _at_least(
            "outlets in four weeks", int(measured.outlets[0]), measured.gate.outlets
        ),
        _at_least("stories in two weeks", news, 1),
    )


def _weak_conditions(measured: Measured) -> tuple[Condition, ...]:
    """Return what "weak" needs."""
    if measured.tests is None:
        return ()
    four = measured.tests.four
    before = float(four.baseline.stories[0])
    return (
        _at_least("stories in four weeks", int(four.stories[0]), 1),
        Condition("B of four weeks, below 1", before, before < 1),
        _at_most("or p of four weeks", float(four.p[0]), WEAK_RISE.p),
        _at_least("and ratio of four weeks", float(four.ratio[0]), WEAK_RISE.ratio),
    )


def _all(conditions: Sequence[Condition]) -> bool:
    """Tell whether there are conditions and all of them hold."""
    return bool(conditions) and all(condition.holds for condition in conditions)


def _at_least(text: str, value: float, limit: float) -> Condition:
    """Return the condition that a value reaches a limit."""
    return Condition(f"{text}, at least {limit:.6g}", value, value >= limit)


def _at_most(text: str, value: float, limit: float) -> Condition:
    """Return the condition that a value stays within a limit."""
    return Condition(f"{text}, at most {limit:.2g}", value, value <= limit)
