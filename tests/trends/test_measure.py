"""From rows to trends: gates, phases, warnings, and no look into the future."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trendrows import (
    START,
    even_press,
    exposure_rows,
    measure_all,
    measure_last,
    mention_rows,
    strong_everywhere,
)

from watch.model import MentionCount, Phase
from watch.trends import EARLIER_WEEKS, WARNINGS, measure_weeks
from watch.trends.measure import counted_sources
from watch.week import Week

#: A background of one story in four weeks.
QUIET = [1, 0, 0, 0] * 8


@pytest.mark.parametrize(
    ("stories", "phase", "alarm"),
    [
        pytest.param([0] * 30, Phase.LATENT, False, id="never seen"),
        pytest.param([1] * 30, Phase.LATENT, False, id="flat background"),
        pytest.param([0] * 29 + [1], Phase.WEAK, False, id="first story"),
        pytest.param([0] * 29 + [2], Phase.WEAK, False, id="two first stories"),
        pytest.param([0] * 29 + [3], Phase.EMERGING, True, id="brand-new, at once"),
        pytest.param([*QUIET, 0, 0, 0, 1], Phase.LATENT, False, id="as rare as ever"),
        pytest.param([*QUIET, 0, 0, 2, 3], Phase.EMERGING, True, id="rare, rising"),
        pytest.param([*QUIET, 2, 2, 2, 0], Phase.EMERGING, False, id="no news today"),
        pytest.param([*QUIET, 3, 3, 0, 0], Phase.WEAK, False, id="no news two weeks"),
        pytest.param([20] * 30 + [2], Phase.LATENT, False, id="20 to 2"),
        pytest.param([5] * 28 + [10] * 3, Phase.WEAK, False, id="established, doubled"),
        pytest.param([5] * 30 + [30], Phase.EMERGING, True, id="established, x6"),
    ],
)
def test_phase(stories: list[int], phase: Phase, *, alarm: bool) -> None:
    """Short series of stories a week, in 3,000 articles a week, end in this phase."""
    trend = measure_last(stories)
    assert (trend.phase, trend.alarm) == (phase, alarm)


def test_strong_is_present_every_week_at_the_rate_of_common_words() -> None:
    """Strong begins at the given rate per 10,000 articles, with every week filled."""
    six_per_10_000 = [2] * 30
    assert measure_last(six_per_10_000, strong_rate=6.6).phase is Phase.STRONG
    assert measure_last(six_per_10_000, strong_rate=6.7).phase is Phase.LATENT
    gap = [2] * 28 + [0, 6]
    assert measure_last(gap, strong_rate=6.6).phase is not Phase.STRONG


def test_life_of_a_signal() -> None:
    """A signal that comes, stays and dies goes through the phases in order."""
    life = [0] * 16 + [1, 3, 8, 12, 20, 25] + [22] * 8 + [10, 4, 1, 1, 0, 0, 0]
    trends = measure_all(life, strong_rate=50)
    phases = list(dict.fromkeys(trend.phase for trend in trends[14:]))
    assert phases == [
        Phase.LATENT,
        Phase.WEAK,
        Phase.EMERGING,
        Phase.STRONG,
        Phase.FADING,
    ]
    assert trends[-1].phase is Phase.FADING


@pytest.mark.parametrize("low", [0, 1, 2])
def test_a_dying_series_never_reads_rising(low: int) -> None:
    """From 20 stories a week to 2 or fewer, nothing reads emerging or weak."""
    trends = measure_all([20] * 30 + [12, 6, 3] + [low] * 30)
    fallen = trends[31:]
    assert {trend.phase for trend in fallen} <= {Phase.LATENT, Phase.FADING}
    assert not any(trend.alarm for trend in fallen)


#: A signal's life before it dies: stories a week of an established one, of a new one
#: that stayed for 3 to 30 weeks, and of one that had been rare before.
LIVES = {
    "established": [20] * 60,
    "new, 3 weeks": [0] * 40 + [20] * 3,
    "new, 8 weeks": [0] * 40 + [20] * 8,
    "new, 30 weeks": [0] * 40 + [20] * 30,
    "rare before": [1, 0, 0, 0] * 10 + [10] * 6,
    "slowly risen": [n // 3 for n in range(60)],
    "twice": [0] * 30 + [20] * 4 + [2] * 12 + [20] * 4,
}
#: Stories a week on the way down.
FALLS = {"at once": [], "in four weeks": [15, 10, 6, 4], "slowly": [*range(18, 2, -2)]}


@pytest.mark.parametrize("strong_rate", [60, 5], ids="strong {}".format)
@pytest.mark.parametrize("low", [0, 2])
@pytest.mark.parametrize("fall", FALLS.values(), ids=FALLS)
@pytest.mark.parametrize("life", LIVES.values(), ids=LIVES)
def test_what_died_reads_fading_or_latent(
    life: list[int], fall: list[int], low: int, strong_rate: float
) -> None:
    """Once four weeks are low nothing reads weak, emerging or strong, nor is news."""
    dead = [*life, *fall, *[low] * 16]
    first = START + (len(dead) - 13)
    trends = measure_weeks(
        first,
        START + len(dead),
        mentions=mention_rows("x", dead),
        exposures=even_press(len(dead)),
        signals=["x"],
        langs=["en"],
        strong_rates=strong_everywhere(len(dead), strong_rate),
    )
    assert {trend.phase for trend in trends} <= {Phase.LATENT, Phase.FADING}
    assert not any(trend.alarm for trend in trends)


@settings(max_examples=30)
@given(
    past=st.lists(st.integers(0, 6), min_size=30, max_size=34),
    now=st.integers(0, 12),
    more=st.integers(1, 12),
    articles=st.sampled_from([60, 400, 1000]),
)
def test_more_mentions_never_lower_the_alarm(
    past: list[int], now: int, more: int, articles: int
) -> None:
    """More stories this week, in as many outlets or more: p falls, an alarm stays."""
    press = exposure_rows(dict.fromkeys("abc", [articles] * (len(past) + 1)))
    before, after = (measure_last([*past, n], press) for n in (now, now + more))
    assert before.p is not None
    assert after.p is not None
    assert before.q is not None
    assert after.q is not None
    assert after.p <= before.p
    assert after.q <= before.q
    assert after.stories > before.stories
    assert after.sources >= before.sources
    assert after.ratio is None or after.ratio > (before.ratio or 0)
    assert after.alarm or not before.alarm


@settings(max_examples=20)
@given(
    past=st.lists(st.integers(1, 6), min_size=30, max_size=34),
    now=st.integers(0, 12),
    factor=st.integers(2, 9),
)
def test_a_larger_week_of_the_same_press_changes_no_rate(
    past: list[int], now: int, factor: int
) -> None:
    """All stories and articles of the week times ten: same rate, baseline and ratio."""
    size = len(past)
    small = measure_last(
        [*past, now], exposure_rows(dict.fromkeys("abc", [1000] * (size + 1)))
    )
    press = dict.fromkeys("abc", [1000] * size + [1000 * factor])
    large = measure_last([*past, now * factor], exposure_rows(press))
    assert large.ratio == pytest.approx(small.ratio)
    assert large.rate == pytest.approx(small.rate)
    assert large.baseline == small.baseline


def test_fading_needs_an_earlier_alarm() -> None:
    """The same fall is fading after a rise, latent when the height was ordinary."""
    fall = [20] * 6 + [2, 0, 0, 0, 0]
    assert measure_all([0] * 30 + fall)[-1].phase is Phase.FADING
    assert measure_all([20] * 30 + fall)[-1].phase is Phase.LATENT


def test_one_outlet_announces_nothing() -> None:
    """Ten stories of one outlet among three sources raise no alarm."""
    stories = [0] * 29 + [10]
    trend = measure_last(stories, mentions=mention_rows("x", stories, sources="a"))
    assert (trend.stories, trend.sources, trend.alarm) == (10, 1, False)
    assert trend.phase is Phase.WEAK


def test_a_single_source_is_enough_where_there_is_only_one() -> None:
    """An installation with one source can announce at all."""
    stories = [0] * 29 + [3]
    trend = measure_last(
        stories,
        exposure_rows({"a": [1000] * 30}),
        mentions=mention_rows("x", stories, sources="a"),
    )
    assert trend.alarm
    assert trend.warnings == ()


def test_copies_count_once() -> None:
    """A dispatch in three outlets is one story, three articles, three sources."""
    stories = [0] * 29 + [1]
    (row,) = mention_rows("x", stories)
    copies = [replace(row, source=name, outlet=name.upper()) for name in "abc"]
    trend = measure_last(stories, mentions=copies)
    assert (trend.stories, trend.articles, trend.sources) == (1, 3, 3)
    assert not trend.alarm


@pytest.mark.parametrize(
    ("stories", "articles", "warnings"),
    [
        pytest.param([1] * 13, [1000] * 13, ("warming up",), id="too young"),
        pytest.param([1] * 14, [1000] * 14, (), id="old enough"),
        pytest.param([0], [1000], ("warming up",), id="first week"),
        pytest.param([0] * 30, [1000] * 30, ("not enough data",), id="never seen"),
        pytest.param([1] * 29 + [0], [1000] * 29 + [0], ("no articles",), id="outage"),
        pytest.param(
            [1] * 30, [1000] * 29 + [200], ("low coverage",), id="a bad crawl week"
        ),
        pytest.param([1] * 30, [166] * 30, ("few articles",), id="small press"),
    ],
)
def test_warnings(
    stories: list[int], articles: list[int], warnings: tuple[str, ...]
) -> None:
    """What the numbers can't carry is said by codes."""
    press = exposure_rows(dict.fromkeys("abc", articles))
    trend = measure_last(stories, press)
    assert trend.warnings == warnings
    assert set(warnings) <= WARNINGS.keys()
    assert (trend.phase is None) == bool({"warming up", "no articles"} & set(warnings))


def test_small_press_announces_two_stories() -> None:
    """Below 500 articles a week the gate is two stories in two outlets."""
    stories = [0] * 29 + [2]
    press = exposure_rows(dict.fromkeys("abc", [100] * 30))
    trend = measure_last(stories, press)
    assert trend.alarm
    assert trend.warnings == ("few articles",)
    assert trend.ratio is not None


def test_outage_weeks_are_skipped() -> None:
    """Four weeks without any article change no number of the weeks after."""
    stories = [2] * 12 + [0] * 4 + [2] * 18
    lost = [1000] * 12 + [0] * 4 + [1000] * 18
    trend = measure_last(stories, exposure_rows(dict.fromkeys("abc", lost)))
    assert trend.baseline == pytest.approx(10_000 * (22 * 2 + 0.5) / (22 * 3000))
    assert trend.phase is Phase.LATENT


def test_a_new_source_raises_no_trend() -> None:
    """A feed added last week is left out until it has a history."""
    usual = mention_rows("x", [2] * 30)
    flood = mention_rows("x", [0] * 29 + [30], sources="d")
    press = {**dict.fromkeys("abc", [1000] * 30), "d": [0] * 29 + [2000]}
    trend = measure_last([2] * 30, exposure_rows(press), mentions=[*usual, *flood])
    assert (trend.stories, trend.exposure, trend.alarm) == (2, 3000, False)
    assert trend.warnings == ("sources changed",)


def test_a_lost_source_sinks_no_trend() -> None:
    """A feed silent for four weeks leaves the baseline too."""
    usual = mention_rows("x", [2] * 30)
    lost = mention_rows("x", [6] * 26 + [0] * 4, sources="d")
    press = {**dict.fromkeys("abc", [1000] * 30), "d": [1000] * 26 + [0] * 4}
    trend = measure_last([2] * 30, exposure_rows(press), mentions=[*usual, *lost])
    assert trend.ratio == pytest.approx(2 / 3000 / (52.5 / 78_000))
    assert trend.warnings == ("sources changed",)


def test_concentration_is_the_share_of_the_busiest_outlet() -> None:
    """Nine of twelve articles in four weeks are of one outlet; none, no share."""
    rows = mention_rows("x", [0] * 27 + [3, 3, 3], sources="a")
    rows += mention_rows("x", [0] * 29 + [3], sources="bcb")
    assert measure_last([0] * 30, mentions=rows).concentration == pytest.approx(0.75)
    assert measure_last([1] * 20 + [0] * 10).concentration is None


def test_all_sources_count_where_the_known_ones_are_gone() -> None:
    """An archive continued by other sources is measured, with a warning."""
    stories = [2] * 30
    press = exposure_rows({"a": [1000] * 26 + [0] * 4, "b": [0] * 26 + [1000] * 4})
    trend = measure_last(stories, press, mentions=_of_outlet_change(stories))
    assert (trend.stories, trend.exposure) == (2, 1000)
    assert trend.warnings == ("sources changed",)


def _of_outlet_change(stories: list[int]) -> list[MentionCount]:
    """Return stories of source a for 26 weeks, then of source b."""
    early = mention_rows("x", stories[:26], sources="a")
    late = mention_rows("x", stories[26:], sources="b", start=START + 26)
    return [*early, *late]


def test_seasonal_rise_is_labelled_and_never_fades() -> None:
    """What came at the same time last year is announced with a question mark."""
    year = [0] * 20 + [6, 12, 6] + [0] * 29
    trends = measure_all(year * 2)
    rise = trends[52 + 21]
    assert (rise.alarm, rise.warnings) == (True, ("seasonal?",))
    assert trends[21].warnings == ()
    assert Phase.FADING in {trend.phase for trend in trends[:52]}
    assert Phase.FADING not in {trend.phase for trend in trends[52 + 26 :]}


def test_a_single_story_last_year_is_no_season() -> None:
    """Two stories in five weeks a year ago put no question mark on today's rise."""
    stories = [0] * 21 + [1, 0, 1] + [0] * 48 + [1, 0, 2]
    assert measure_last(stories).warnings == ()
    assert measure_last([*stories[:21], 1, 1, 1, *stories[24:]]).warnings == (
        "seasonal?",
    )


def test_trend_carries_the_numbers_of_the_week() -> None:
    """Rate, baseline and ratio of the worked example of detector.md."""
    trend = measure_last([*[1, 0, 0, 0] * 6, 0, 0, 0, 0, 3])
    assert (trend.stories, trend.sources, trend.exposure) == (3, 3, 3000)
    assert trend.rate == pytest.approx(10)
    assert trend.baseline == pytest.approx(10_000 * 6.5 / 78_000)
    assert trend.ratio == pytest.approx(12)
    assert trend.p == pytest.approx(0.00301, abs=1e-5)
    assert trend.q == pytest.approx(2 * 0.00301, abs=2e-5)
    assert trend.history == (0, *[1, 0, 0, 0] * 5, 0, 0, 0, 0, 3)


def test_languages_are_measured_apart_and_pooled() -> None:
    """``all`` adds up the languages; an order is kept."""
    english = even_press(30)
    french = [replace(row, lang="fr", source=f"{row.source}-fr") for row in english]
    trends = measure_weeks(
        START + 28,
        START + 30,
        mentions=mention_rows("x", [1] * 30),
        exposures=[*english, *french],
        signals=["y", "x"],
        langs=["fr", "en", "all"],
        strong_rates={},
    )
    assert [(t.week.number, t.lang, t.signal) for t in trends[:6]] == [
        (29, "fr", "y"),
        (29, "fr", "x"),
        (29, "en", "y"),
        (29, "en", "x"),
        (29, "all", "y"),
        (29, "all", "x"),
    ]
    assert [t.stories for t in trends[6:]] == [0, 0, 0, 1, 0, 1]
    assert [t.exposure for t in trends[6:]] == [3000, 3000, 3000, 3000, 6000, 6000]


def test_counted_sources_are_those_that_were_there() -> None:
    """Evidence can be limited to the sources that the numbers are about."""
    press = {**dict.fromkeys("abc", [1000] * 30), "d": [0] * 29 + [50]}
    exposures = exposure_rows(press)
    counted = counted_sources(START + 29, exposures=exposures, lang="en")
    assert counted == frozenset("abc")


def test_an_empty_store_is_no_error() -> None:
    """Without a single article each signal has no phase and says why."""
    trends = measure_weeks(
        START,
        START + 2,
        mentions=[],
        exposures=[],
        signals=["x"],
        langs=["en", "all"],
        strong_rates={},
    )
    assert len(trends) == 4
    assert {trend.warnings for trend in trends} == {("no articles",)}
    assert {trend.phase for trend in trends} == {None}


weekly = st.lists(st.integers(0, 12), min_size=20, max_size=70)


@settings(max_examples=6, deadline=None)
@given(past=weekly, future=weekly, other=weekly)
def test_the_future_changes_nothing(
    past: list[int], future: list[int], other: list[int]
) -> None:
    """Whatever comes later, the trends of the past stay as they were."""
    size = len(past)
    known = measure_all(past, strong_rate=20)
    for later in (future, other):
        press = exposure_rows(
            {name: [1000] * size + [70 * n + 1 for n in later] for name in "abcd"}
        )
        press = [row for row in press if row.week >= START + size or row.source != "d"]
        again = measure_all([*past, *later], press, strong_rate=20)
        assert again[:size] == known


@settings(max_examples=5, deadline=None)
@given(early=st.lists(st.integers(0, 9), min_size=30, max_size=30), late=weekly)
def test_older_rows_than_asked_for_change_nothing(
    early: list[int], late: list[int]
) -> None:
    """``EARLIER_WEEKS`` weeks before the first one are all that counts."""
    middle = [n % 5 for n in range(EARLIER_WEEKS)]
    stories = [*early, *middle, *late]
    first = START + len(early) + EARLIER_WEEKS

    def measure(start: Week) -> object:
        rows = mention_rows("x", stories)
        return measure_weeks(
            first,
            START + len(stories),
            mentions=[row for row in rows if row.week >= start],
            exposures=[r for r in even_press(len(stories)) if r.week >= start],
            signals=["x"],
            langs=["en"],
            strong_rates=strong_everywhere(len(stories), 20),
        )

    assert measure(START + len(early)) == measure(START)
