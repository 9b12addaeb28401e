"""The explanation holds the numbers of the trend, and they can be redone by hand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, nbinom
from trendrows import START, even_press, exposure_rows, measure_last, mention_rows

from watch.trends.explain import Condition, Explanation, explain_trend
from watch.trends.explain_text import write_explanation

#: The worked example of docs/explanation/detector.md.
EXAMPLE = [*[1, 0, 0, 0] * 6, 0, 0, 0, 0, 3]


def explain(stories: list[int], *, strong_rate: float | None = 20) -> Explanation:
    """Measure the last week of a series and explain it."""
    return explain_trend(
        measure_last(stories, strong_rate=strong_rate or 1e9),
        mentions=mention_rows("x", stories),
        exposures=even_press(len(stories)),
        strong_rate=strong_rate,
    )


def test_numbers_are_those_of_the_trend_and_can_be_redone() -> None:
    """The parameters printed give the p, baseline and ratio of the trend."""
    explanation = explain(EXAMPLE)
    one, _four = explanation.scales
    assert (one.expected_from, one.exposed, one.dispersion) == (6.5, 78_000, 1)
    assert one.mean == pytest.approx(0.25)
    assert one.variance == pytest.approx(0.25 + 0.25**2 / 6.5)
    assert nbinom.sf(2, one.size, one.prob) == pytest.approx(one.p)
    trend = explanation.trend
    assert trend.p == min(scale.p for scale in explanation.scales)
    assert trend.ratio == pytest.approx(one.ratio)
    assert trend.baseline == pytest.approx(10_000 * one.expected_from / one.exposed)
    assert [week.week for week in one.baseline] == [START + n for n in range(26)]


@pytest.mark.parametrize(
    "stories",
    [
        pytest.param(EXAMPLE, id="announced"),
        pytest.param([5] * 30 + [9], id="not surprising"),
        pytest.param([0] * 30 + [2], id="too few"),
        pytest.param([0] * 30 + [9, 9, 9] + [0] * 9, id="faded"),
        pytest.param([7] * 30, id="strong"),
        pytest.param([7] * 5, id="too young"),
    ],
)
def test_conditions_agree_with_the_trend(stories: list[int]) -> None:
    """An alarm holds exactly when all its parts do, and so does the phase."""
    explanation = explain(stories)
    assert explanation.trend.alarm == holds(explanation.alarm)
    assert explanation.by_numbers == explanation.trend.phase


@settings(deadline=None, max_examples=30)
@given(
    past=st.lists(st.integers(0, 9), min_size=20, max_size=40),
    now=st.lists(st.integers(0, 30), min_size=4, max_size=4),
)
def test_a_phase_is_that_of_the_numbers_or_of_last_week(
    past: list[int], now: list[int]
) -> None:
    """What the conditions say is the phase, unless last week's lasts longer."""
    explanation, before = explain([*past, *now]), explain([*past, *now[:-1]])
    phase = explanation.trend.phase
    assert phase in {explanation.by_numbers, before.by_numbers}


def test_text_says_that_a_phase_lasts_longer() -> None:
    """A strong signal with one low week keeps its label, and the text says why."""
    text = write_explanation(explain([*[3] * 30, 1], strong_rate=9.5))
    assert text.startswith("x, en, 2024-W31: strong\nthis week alone: latent; strong ")


def holds(conditions: tuple[Condition, ...]) -> bool:
    """Tell whether there are conditions and all of them hold."""
    return bool(conditions) and all(condition.holds for condition in conditions)


def test_text_says_what_was_left_out_and_why_nothing_was_announced() -> None:
    """Plain text with the sources, the steps and a mark for each condition."""
    stories = [2] * 23 + [20] + [2] * 6
    press = {**dict.fromkeys("abc", [1000] * 30), "d": [0] * 28 + [50] * 2}
    exposures = exposure_rows(press)
    text = write_explanation(
        explain_trend(
            measure_last(stories, exposures),
            mentions=mention_rows("x", stories),
            exposures=exposures,
            strong_rate=None,
        )
    )
    assert text.startswith("x, en, 2024-W30: fading\n")
    assert "sources that count: a, b, c\nsources left out: d\n" in text
    assert "last week: 2 stories in 3,000 articles" in text
    assert "2024-W24 weighs 0.1" in text
    assert "  no  ratio of the week, at least 3:" in text
    assert "else strong" not in text


def test_the_interval_can_be_redone() -> None:
    """The quantiles of the distribution printed give the ends printed."""
    explanation = explain(EXAMPLE)
    text = write_explanation(explanation)
    assert "95 % interval: 3.02 to 48.8 = N / articles * s / (1 - s)," in text
    assert "points of beta(3.5, 6.5)" in text
    ends = [s / (1 - s) * 78_000 / 3_000 for s in beta.ppf([0.025, 0.975], 3.5, 6.5)]
    assert explanation.trend.interval == pytest.approx(ends)


def test_outlets_are_counted_over_four_weeks_and_counted_sources() -> None:
    """The busiest outlet comes first; none, where nobody wrote."""
    assert explain(EXAMPLE).outlets == (("A", 1), ("B", 1), ("C", 1))
    assert explain([3] * 26 + [0] * 4).outlets == ()
    assert "by outlet: none\n" in write_explanation(explain([3] * 26 + [0] * 4))


def test_too_young_has_no_scales() -> None:
    """Without a baseline the explanation is short and says so."""
    text = write_explanation(explain([7] * 5))
    assert text == (
        "x, en, 2024-W05: no phase\nwarnings: warming up\nsources that count: a, b, c\n"
        "articles of four weeks by outlet: A 12, B 8, C 8; share of the busiest: 43%\n"
    )
