"""When the weekly digest is due: pure decisions of the service."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .week import Week, iter_weeks, last_closed_week

#: Names of the days as sources.toml writes them, Monday first.
DAYS = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip

#: Digests made up for after an absence; older ones are for ``trendwatch digest``.
MAX_MISSED = 4


@dataclass(frozen=True, slots=True)
class Timetable:
    """The moment of the week at which the digest appears."""

    #: Time zone in which day and hour are meant.
    zone: ZoneInfo
    #: One of ``DAYS``.
    day: str = "monday"
    #: Full hour, 0 to 23.
    hour: int = 8

    @property
    def weekday(self) -> int:
        """Number of the day: 0 is Monday."""
        return DAYS.index(self.day)


def next_digest_at(now: datetime, timetable: Timetable) -> datetime:
    """Return the first due moment after ``now`` (aware), in UTC.

    An hour that a clock change skips is taken with the offset before the
    change; of an hour that comes twice, the first one counts.

    >>> table = Timetable(ZoneInfo("Europe/Paris"))
    >>> str(next_digest_at(datetime(2026, 8, 24, 6, tzinfo=UTC), table))
    '2026-08-31 06:00:00+00:00'
    """
    return min(moment for moment in _moments(now, timetable) if moment > now)


def last_digest_at(now: datetime, timetable: Timetable) -> datetime:
    """Return the last due moment at or before ``now`` (aware), in UTC.

    >>> table = Timetable(ZoneInfo("Europe/Paris"))
    >>> str(last_digest_at(datetime(2026, 8, 24, 6, tzinfo=UTC), table))
    '2026-08-24 06:00:00+00:00'
    """
    return max(moment for moment in _moments(now, timetable) if moment <= now)


def missed_weeks(
    now: datetime, last_done: Week | None, timetable: Timetable
) -> tuple[Week, ...]:
    """Return the weeks whose digest is due and not made, oldest first.

    After a long absence only the newest ``MAX_MISSED`` weeks count.

    Args:
        now: Aware moment.
        last_done: Newest week with a digest; None if none was ever made, in
            which case only the newest due week counts.
        timetable: When digests are due.

    >>> table = Timetable(ZoneInfo("Europe/Paris"))
    >>> monday = datetime(2026, 8, 24, 7, tzinfo=UTC)
    >>> [str(week) for week in missed_weeks(monday, Week(2026, 32), table)]
    ['2026-W33', '2026-W34']
    >>> missed_weeks(monday, Week(2026, 34), table)
    ()

    """
    newest = last_closed_week(last_digest_at(now, timetable))
    first = newest if last_done is None else last_done + 1
    return tuple(iter_weeks(first, newest + 1))[-MAX_MISSED:]


def _moments(now: datetime, timetable: Timetable) -> Iterator[datetime]:
    """Yield the due moments around ``now``: at least one on either side."""
    today = now.astimezone(timetable.zone).date()
    for days in range(-8, 9):
        day = today + timedelta(days=days)
        if day.weekday() == timetable.weekday:
            local = datetime.combine(day, time(timetable.hour), timetable.zone)
            yield local.astimezone(UTC)
