"""ISO weeks: the unit in which trendwatch counts.

A week runs from Monday 00:00 UTC inclusive to the next Monday exclusive and is
written ``2026-W34`` (ISO 8601). Weeks are ordered, can be moved by a whole
number of weeks and subtracted from each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_WRITTEN = re.compile(r"(\d{4})-W(\d{2})")


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One ISO week, for example ``Week(2026, 34)``.

    Raises ``ValueError`` for a week that the ISO year does not have.

    >>> Week(2026, 53).start.date().isoformat()
    '2026-12-28'
    >>> Week(2025, 53)
    Traceback (most recent call last):
        ...
    ValueError: Invalid week: 53
    """

    #: ISO year, 1 to 9998; differs from the calendar year around 1 January.
    year: int
    #: ISO week number, 1 to 52 or 53.
    number: int

    def __post_init__(self) -> None:
        date.fromisocalendar(self.year, self.number, 1)

    @classmethod
    def parse(cls, text: str) -> Week:
        """Read ``2026-W34``; raise ``ValueError`` saying what was expected.

        >>> Week.parse("2026-W34")
        Week(year=2026, number=34)
        """
        written = _WRITTEN.fullmatch(text.strip().upper())
        if written is None:
            message = f"a week is written like 2026-W34, not {text!r}"
            raise ValueError(message)
        return cls(int(written[1]), int(written[2]))

    @classmethod
    def of(cls, moment: datetime | date) -> Week:
        """Return the week that holds a date or an aware moment.

        >>> Week.of(datetime(2027, 1, 3, 23, 59, tzinfo=UTC))
        Week(year=2026, number=53)
        """
        if isinstance(moment, datetime):
            moment = moment.astimezone(UTC).date()
        year, number, _ = moment.isocalendar()
        return cls(year, number)

    @property
    def start(self) -> datetime:
        """First moment of the week: Monday 00:00 UTC, inclusive."""
        return datetime.combine(self._monday, datetime.min.time(), UTC)

    @property
    def end(self) -> datetime:
        """First moment of the next week, exclusive."""
        return self.start + timedelta(weeks=1)

    def is_closed(self, now: datetime) -> bool:
        """Tell whether the week is wholly over at ``now`` (aware)."""
        return now >= self.end

    @property
    def _monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    def __add__(self, weeks: int) -> Week:
        """Return the week this many weeks later.

        >>> Week(2026, 53) + 1
        Week(year=2027, number=1)
        """
        return Week.of(self._monday + timedelta(weeks=weeks))

    def __sub__(self, other: Week) -> int:
        """Return the number of weeks from ``other`` to this one.

        >>> Week(2027, 1) - Week(2026, 53)
        1
        """
        return (self._monday - other._monday).days // 7

    def __str__(self) -> str:
        """Write the week as ISO 8601 does.

        >>> str(Week(2026, 4))
        '2026-W04'
        """
        return f"{self.year:04d}-W{self.number:02d}"


def last_closed_week(now: datetime) -> Week:
    """Return the newest week that is over at ``now`` (aware).

    >>> str(last_closed_week(datetime(2026, 8, 24, tzinfo=UTC)))
    '2026-W34'
    """
    return Week.of(now) + -1


def iter_weeks(first: Week, end: Week) -> Iterator[Week]:
    """Yield the weeks of the half-open range ``[first, end)``, in order.

    >>> [str(week) for week in iter_weeks(Week(2026, 52), Week(2027, 2))]
    ['2026-W52', '2026-W53', '2027-W01']
    """
    for step in range(max(0, end - first)):
        yield first + step
