"""Is a source still what it was? 28 daily buckets -> codes of what is odd.

Media Cloud compares the mean of the last seven of 28 days with all of them. A feed
has a rhythm, though: a business paper is quiet at weekends, a review for a week.
So a source is compared with its own longest pause and its own busiest day.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from ..model import HEALTH_DAYS as DAYS
from ..model import SourceDays

SILENT = "silent"
FLOOD = "flood"
MISSED_DAYS = "missed days"

#: What each code means.
WARNINGS: Mapping[str, str] = {
    SILENT: "nothing new for three weeks, or for more than twice its longest pause",
    FLOOD: "a day of this week has three times the articles of its busiest day before",
    MISSED_DAYS: "not read on two or more of the last seven days",
}

_WEEK = 7
#: Days with articles that show a rhythm.
_RHYTHM = 4
#: Days visited in vain after which a source without any article is silent.
_PATIENCE = 21
#: A day below this many articles is no flood.
_FLOOD = 20
_FLOOD_TIMES = 3
#: Days with articles before the last seven that show what a busy day is.
_USUAL = 7
#: Days visited after which we know whether a source publishes regularly.
_KNOWN = 3


def find_warnings(
    days: SourceDays, *, now: datetime, lost: Collection[date] = ()
) -> tuple[str, ...]:
    """Return the codes of what is odd about a source, sorted.

    Args:
        days: The last 28 days of the source, the last one that of ``now``.
        now: The moment, aware.
        lost: Days on which hardly any source was visited, from ``lost_days``: that
            is no fault of the source.

    """
    recent = {_day(DAYS - 1 - back, now) for back in range(1, _WEEK + 1)}
    missed = recent & set(_missed_days(days, now=now)) - set(lost)
    found = {
        SILENT: _is_silent(days),
        FLOOD: _is_flooding(days.articles),
        MISSED_DAYS: _is_regular(days) and len(missed) > 1,
    }
    return tuple(sorted(code for code, holds in found.items() if holds))


def lost_days(sources: Sequence[SourceDays], *, now: datetime) -> tuple[date, ...]:
    """Return the whole days on which the press was not read, oldest first.

    A day is lost if more than half of the sources that publish regularly had no
    successful visit: the crawl did not run, or there was no network.

    Args:
        sources: The last 28 days of every source.
        now: The moment, aware; today is not over and never lost.

    """
    regular = [days for days in sources if _is_regular(days)]
    missed = [set(_missed_days(days, now=now)) for days in regular]
    lost = []
    for at in range(DAYS - 1):
        day = _day(at, now)
        expected = sum(_is_known(days, day) for days in regular)
        if 2 * sum(day in each for each in missed) > expected:
            lost.append(day)
    return tuple(lost)


def weekly_rate(days: SourceDays, *, now: datetime) -> float | None:
    """Return articles per week; None until we know a week of the source.

    Args:
        days: The last 28 days of the source.
        now: The moment, aware.

    """
    told = (
        at for at in range(DAYS) if days.articles[at] or _is_known(days, _day(at, now))
    )
    known = DAYS - next(told, DAYS)
    if known < _WEEK or not any(days.visits):
        return None
    return _WEEK * sum(days.articles) / known


def weekly_pace(dates: Sequence[datetime], *, now: datetime) -> float | None:
    """Return entries per week by the dates of one feed document.

    Args:
        dates: Trusted dates of its entries, aware, in any order.
        now: The moment, aware.

    Returns None for fewer than two dates, 0 if all are older than 28 days.

    >>> now = datetime(2026, 8, 24, tzinfo=UTC)
    >>> weekly_pace([now - timedelta(days=day) for day in (0, 1, 2, 7)], now=now)
    4.0

    """
    if len(dates) < 2:  # noqa: PLR2004 -- one date tells no pace
        return None
    recent = [moment for moment in dates if now - timedelta(days=DAYS) <= moment]
    if not recent:
        return 0.0
    span = max(now - min(recent), timedelta(hours=1))
    return len(recent) * (timedelta(weeks=1) / span)


def _is_silent(days: SourceDays) -> bool:
    """Tell whether a source is quiet although we look."""
    whole, today = days.articles[:-1], days.articles[-1]
    published = [at for at, count in enumerate(whole) if count]
    if today:
        return False
    quiet = slice(published[-1] + 1 if published else 0, DAYS - 1)
    watched = sum(count > 0 for count in days.visits[quiet])
    if len(published) < _RHYTHM:
        return watched >= _PATIENCE
    longest = max(later - earlier - 1 for earlier, later in pairwise(published))
    return watched > 2 * max(longest, 1)


def _is_flooding(articles: Sequence[int]) -> bool:
    before, recent = articles[:-_WEEK], articles[-_WEEK:]
    usual = [count for count in before if count]
    return (
        len(usual) >= _USUAL
        and max(recent) >= _FLOOD
        and max(recent) > _FLOOD_TIMES * max(usual)
    )


def _is_regular(days: SourceDays) -> bool:
    """Tell whether a source published on half of the days on which we looked."""
    pairs = zip(days.articles[:-1], days.visits[:-1], strict=True)
    looked = [articles > 0 for articles, visits in pairs if visits]
    return len(looked) >= _KNOWN and 2 * sum(looked) >= len(looked)


def _missed_days(days: SourceDays, *, now: datetime) -> list[date]:
    """Return the whole days without a successful visit since we know the source."""
    whole = ((_day(at, now), days.visits[at]) for at in range(DAYS - 1))
    return [day for day, visits in whole if not visits and _is_known(days, day)]


def _is_known(days: SourceDays, day: date) -> bool:
    return days.since is not None and days.since.astimezone(UTC).date() < day


def _day(at: int, now: datetime) -> date:
    """Return the day of a bucket."""
    return now.astimezone(UTC).date() - timedelta(days=DAYS - 1 - at)
