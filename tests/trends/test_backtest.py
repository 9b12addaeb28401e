"""The replay read as announcements, delays and a rate of alarms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from trendrows import START, measure_all

from watch.errors import ConfigError
from watch.model import Trend
from watch.trends.backtest import KnownDate, read_known_dates, summarise_replay

#: What a file without the right first line is told.
NO_COLUMNS = "dates.csv: the first line must name the columns: date and signal"


def trends(alarms: list[int], *, signal: str = "x", lang: str = "en") -> list[Trend]:
    """Return 60 tested weeks with alarms in the given ones."""
    (template,) = measure_all([0] * 30)[-1:]
    return [
        replace(template, week=START + n, signal=signal, lang=lang, alarm=n in alarms)
        for n in range(60)
    ]


@pytest.mark.parametrize(
    ("alarms", "expected"),
    [
        pytest.param([], [], id="none"),
        pytest.param([20], [(20, 20)], id="one week"),
        pytest.param([20, 21, 24, 28], [(20, 28)], id="short breaks"),
        pytest.param([20, 25], [(20, 20), (25, 25)], id="four quiet weeks between"),
        pytest.param([0, 59], [(0, 0), (59, 59)], id="at the ends"),
    ],
)
def test_announcements(alarms: list[int], expected: list[tuple[int, int]]) -> None:
    """Alarms with less than four quiet weeks between them are one announcement."""
    backtest = summarise_replay(trends(alarms))
    spans = [(a.trend.week - START, a.last - START) for a in backtest.announcements]
    assert spans == expected


def test_rate_counts_only_weeks_that_could_be_tested() -> None:
    """Warming-up weeks are no years of observation."""
    tested, young = trends([20, 40]), measure_all([0] * 5)
    backtest = summarise_replay([*tested, *young])
    assert backtest.signal_years == pytest.approx(60 * 7 / 365.25)
    assert backtest.per_signal_year == pytest.approx(2 / backtest.signal_years)
    assert summarise_replay(young).per_signal_year is None


@pytest.mark.parametrize(
    ("alarms", "weeks", "already"),
    [
        pytest.param([20], 0, False, id="the same week"),
        pytest.param([23], 3, False, id="three weeks later"),
        pytest.param([18, 21], 0, True, id="in alarm already"),
        pytest.param([10], None, False, id="only before"),
        pytest.param([20 + 26], None, False, id="far too late"),
    ],
)
def test_delay(alarms: list[int], weeks: int | None, *, already: bool) -> None:
    """A delay runs from the week of the date to the announcement it led to."""
    known = KnownDate("x", (START + 20).start.date(), "it began")
    other = KnownDate("nobody", date(2024, 6, 1), "")
    (delay,) = summarise_replay(trends(alarms), known=[known, other]).delays
    assert (delay.weeks, delay.already) == (weeks, already)


def test_dates_outside_the_replay_are_left_out() -> None:
    """A date before the first week or after the last one can't have been seen."""
    days = [(START + at).start.date() for at in (-1, 0, 59, 60)]
    known = [KnownDate("x", day, "") for day in days]
    delays = summarise_replay(trends([20]), known=known).delays
    assert [delay.known.day for delay in delays] == days[1:3]


def test_each_language_has_its_delay() -> None:
    """French press may be later than English press."""
    known = KnownDate("x", (START + 20).start.date(), "")
    replay = [*trends([21]), *trends([24], lang="fr")]
    delays = summarise_replay(replay, known=[known]).delays
    assert [(delay.lang, delay.weeks) for delay in delays] == [("en", 1), ("fr", 4)]


def test_seasonal_announcements_are_told_apart() -> None:
    """What came at the same time last year is marked."""
    year = [0] * 20 + [6, 12, 6] + [0] * 29
    first, second = summarise_replay(measure_all(year * 2)).announcements
    assert (first.seasonal, second.seasonal) == (False, True)


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        pytest.param("", [NO_COLUMNS], id="empty"),
        pytest.param("signal;date\n", [NO_COLUMNS], id="semicolons"),
        pytest.param(
            "signal,date\na,2021-10-28\nb,28/10/2021\nc,\n",
            [
                "dates.csv line 3: a date is written like 2021-10-28, not '28/10/2021'",
                "dates.csv line 4: a date is written like 2021-10-28, not ''",
            ],
            id="bad dates",
        ),
    ],
)
def test_bad_dates_are_all_reported(text: str, problems: list[str]) -> None:
    """Every wrong line is named, with what was expected."""
    with pytest.raises(ConfigError) as caught:
        read_known_dates(text, name="dates.csv")
    assert list(caught.value.problems) == problems


def test_note_is_optional() -> None:
    """Two columns are enough; blanks around values do not matter."""
    (known,) = read_known_dates("signal,date\n x , 2021-10-28 \n", name="dates.csv")
    assert known == KnownDate("x", date(2021, 10, 28), "")
