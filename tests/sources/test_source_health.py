"""The health of a source: 28 days in, what is odd about them out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from watch.crawl.health import (
    FLOOD,
    MISSED_DAYS,
    SILENT,
    WARNINGS,
    find_warnings,
    lost_days,
    weekly_pace,
    weekly_rate,
)
from watch.model import HEALTH_DAYS, SourceDays

#: A Sunday at noon.
NOW = datetime(2026, 8, 23, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=300)
#: Four weeks of a business paper, Monday to Sunday.
BUSINESS = [9, 8, 9, 10, 8, 0, 0] * 4


def make_days(
    articles: list[int],
    visits: list[int] | None = None,
    *,
    since: datetime | None = LONG_AGO,
) -> SourceDays:
    """Return the days of a source; lists are filled with nothing on the left."""
    seen = [24] * HEALTH_DAYS if visits is None else visits
    return SourceDays(
        "loupe",
        since,
        articles=(*[0] * (HEALTH_DAYS - len(articles)), *articles),
        visits=(*[0] * (HEALTH_DAYS - len(seen)), *seen),
    )


ODD = {
    "daily": ([5] * 28, ()),
    "daily, nothing yet today": ([5] * 27 + [0], ()),
    "daily, quiet for two days": ([5] * 25 + [0, 0, 0], ()),
    "daily, quiet for three days": ([5] * 24 + [0, 0, 0, 0], (SILENT,)),
    "daily, back today": ([5] * 22 + [0, 0, 0, 0, 0, 1], ()),
    "no weekend": (BUSINESS, ()),
    "no weekend, nothing on Monday and Tuesday": ([*BUSINESS[3:], 0, 0, 0], ()),
    "no weekend, nothing until Wednesday": ([*BUSINESS[4:], 0, 0, 0, 0], (SILENT,)),
    "weekly": ([1, 0, 0, 0, 0, 0, 0] * 4, ()),
    "weekly, two missed": ([1, 0, 0, 0, 0, 0, 0] * 2 + [0] * 14, ()),
    "weekly, three missed": ([1, 0, 0, 0, 0, 0, 0] + [0] * 21, (SILENT,)),
    "monthly": ([0] * 20 + [1] + [0] * 7, ()),
    "nothing at all": ([0] * 28, (SILENT,)),
    "a new feed with its backlog": ([50], ()),
    "a busy day": ([10] * 26 + [30, 30], ()),
    "a flood": ([10] * 27 + [31], (FLOOD,)),
    "a flood six days ago": ([10] * 21 + [31] + [10] * 6, (FLOOD,)),
    "a flood that is over": ([10] * 20 + [99] + [10] * 7, ()),
    "a small feed's small flood": ([1] * 27 + [19], ()),
    "a flood without a past": ([0] * 15 + [1] * 12 + [40], ()),
}


@pytest.mark.parametrize(("articles", "codes"), ODD.values(), ids=ODD)
def test_what_is_odd(articles: list[int], codes: tuple[str, ...]) -> None:
    """A source is compared with its own longest pause and its own busiest day."""
    assert find_warnings(make_days(articles), now=NOW) == codes


def test_nobody_is_silent_while_we_do_not_look() -> None:
    """Quiet days count only if they were visited with success."""
    quiet = make_days([5] * 18 + [0] * 10, [24] * 18 + [0] * 8 + [24, 24])
    assert SILENT not in find_warnings(quiet, now=NOW)
    never = make_days([0] * 28, [0] * 28)
    assert find_warnings(never, now=NOW) == ()


def test_a_new_source_is_not_silent_yet() -> None:
    """Without any article, three weeks of visits make a source silent."""
    for watched, codes in ((20, ()), (22, (SILENT,))):
        since = NOW - timedelta(days=watched)
        days = make_days([], [24] * watched, since=since)
        assert find_warnings(days, now=NOW) == codes


def test_missed_days_are_told_unless_the_crawl_was_down() -> None:
    """Two days without a visit are odd, if the other sources had theirs."""
    gap = make_days([5] * 28, [24] * 22 + [0, 0] + [24] * 4)
    assert find_warnings(gap, now=NOW) == (MISSED_DAYS,)
    days = [date(2026, 8, 18), date(2026, 8, 19)]
    assert find_warnings(gap, now=NOW, lost=days) == ()
    one = make_days([5] * 28, [24] * 22 + [0] + [24] * 5)
    assert find_warnings(one, now=NOW) == ()


def test_codes_are_explained() -> None:
    """Every code has its sentence."""
    assert set(WARNINGS) == {SILENT, FLOOD, MISSED_DAYS}


def test_a_day_without_visits_is_lost() -> None:
    """If most regular sources were not read on a day, the crawl was down."""
    down = [24] * 20 + [0, 0] + [24] * 6
    sources = [make_days([5] * 28, down)] * 3 + [make_days([5] * 28)]
    assert lost_days(sources, now=NOW) == (date(2026, 8, 16), date(2026, 8, 17))


@pytest.mark.parametrize(
    "sources",
    [
        pytest.param([], id="no sources"),
        pytest.param([make_days([5] * 28)], id="all read"),
        pytest.param([make_days([5] * 28, [0] * 28)], id="never read with success"),
        pytest.param([make_days([5] * 28, [9] * 27 + [0])], id="today is not over"),
        pytest.param(
            [make_days([5] * 28, [24] * 10 + [0] * 18), make_days([5] * 28)],
            id="only half of them failed",
        ),
        pytest.param(
            [make_days([0, 0, 0, 1] * 7, [24] * 20 + [0] * 3 + [24] * 5)],
            id="rarely publishes, rarely visited",
        ),
        pytest.param(
            [make_days([5] * 28, [3] * 9, since=NOW - timedelta(days=8))],
            id="not known before",
        ),
    ],
)
def test_no_day_is_lost(sources: list[SourceDays]) -> None:
    """Days before the first visit, today, and one bad source lose no day."""
    assert lost_days(sources, now=NOW) == ()


@pytest.mark.parametrize(
    ("days", "rate"),
    [
        pytest.param(make_days([5] * 28), 35.0, id="five a day"),
        pytest.param(make_days([4] + [0] * 27), 1.0, id="four in four weeks"),
        pytest.param(make_days([0] * 28), 0.0, id="nothing"),
        pytest.param(
            make_days([2] * 14, [1], since=NOW), 14.0, id="new, with a backlog"
        ),
        pytest.param(make_days([50], [1], since=NOW), None, id="known for a day"),
        pytest.param(make_days([], [], since=None), None, id="never visited"),
        pytest.param(make_days([0] * 28, [0] * 28), None, id="never with success"),
    ],
)
def test_articles_per_week(days: SourceDays, rate: float | None) -> None:
    """The rate is over the days that we know something of."""
    assert weekly_rate(days, now=NOW) == rate


@pytest.mark.parametrize(
    ("hours", "pace"),
    [
        pytest.param([], None, id="no dates"),
        pytest.param([3], None, id="one date"),
        pytest.param([0, 1, 2, 3, 24], 35.0, id="five in a day"),
        pytest.param([0, 0, 0], 504.0, id="all now: an hour at least"),
        pytest.param([1000, 2000], 0.0, id="all long ago"),
        pytest.param([84, 168, 9999], 2.0, id="old ones do not count"),
    ],
)
def test_pace_of_one_document(hours: list[int], pace: float | None) -> None:
    """A document shows its pace by the dates of the last four weeks."""
    dates = [NOW - timedelta(hours=ago) for ago in hours]
    assert weekly_pace(dates, now=NOW) == pace
