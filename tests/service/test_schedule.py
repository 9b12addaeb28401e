"""When digests are due, across clock changes and missed weeks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watch.schedule import (
    DAYS,
    Timetable,
    last_digest_at,
    missed_weeks,
    next_digest_at,
)
from watch.week import Week


def utc(text: str) -> datetime:
    """Read a UTC moment."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "hour", "now", "expected"),
    [
        # An ordinary week, before, at and after the moment.
        ("Europe/Paris", "monday", 8, "2026-08-24 05:59", "2026-08-24 06:00"),
        ("Europe/Paris", "monday", 8, "2026-08-24 06:00", "2026-08-31 06:00"),
        ("Europe/Paris", "monday", 8, "2026-08-27 10:00", "2026-08-31 06:00"),
        # Clocks go back on 25 October 2026: the next week is an hour longer.
        ("Europe/Paris", "monday", 8, "2026-10-20 00:00", "2026-10-26 07:00"),
        # Clocks go forward on 29 March 2026; 02:00 does not exist that Sunday.
        ("Europe/Paris", "sunday", 2, "2026-03-28 12:00", "2026-03-29 01:00"),
        ("Europe/Paris", "sunday", 2, "2026-03-29 01:00", "2026-04-05 00:00"),
        # 02:00 comes twice on 25 October 2026: only the first one counts.
        ("Europe/Paris", "sunday", 2, "2026-10-24 12:00", "2026-10-25 00:00"),
        ("Europe/Paris", "sunday", 2, "2026-10-25 00:00", "2026-11-01 01:00"),
        # Far east and far west of Greenwich, half-hour changes, midnight.
        ("Pacific/Kiritimati", "monday", 0, "2026-08-22 00:00", "2026-08-23 10:00"),
        ("Pacific/Pago_Pago", "monday", 23, "2026-08-24 12:00", "2026-08-25 10:00"),
        ("Australia/Lord_Howe", "sunday", 2, "2026-10-03 00:00", "2026-10-03 15:30"),
        ("UTC", "thursday", 0, "2026-12-31 00:00", "2027-01-07 00:00"),
    ],
)
def test_next_digest(zone: str, day: str, hour: int, now: str, expected: str) -> None:
    """The next digest comes at the configured local hour, once a week."""
    timetable = Timetable(ZoneInfo(zone), day, hour)
    assert next_digest_at(utc(now), timetable) == utc(expected)


@given(
    seconds=st.integers(950_000_000, 3_700_000_000),
    zone=st.sampled_from(
        ["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]
    ),
    day=st.sampled_from(DAYS),
    hour=st.integers(0, 23),
)
def test_moments_leave_no_gap(seconds: int, zone: str, day: str, hour: int) -> None:
    """Last and next moment enclose now and are a week apart, give or take a change."""
    now = datetime.fromtimestamp(seconds, UTC)
    timetable = Timetable(ZoneInfo(zone), day, hour)
    last, following = last_digest_at(now, timetable), next_digest_at(now, timetable)
    assert last <= now < following
    assert abs(following - last - timedelta(weeks=1)) <= timedelta(hours=2)
    assert next_digest_at(last, timetable) == following


@pytest.mark.parametrize(
    ("now", "last_done", "expected"),
    [
        ("2026-08-24 05:59", "2026-W33", []),
        ("2026-08-24 06:00", "2026-W33", ["2026-W34"]),
        ("2026-08-24 06:00", "2026-W34", []),
        ("2026-08-30 23:59", "2026-W33", ["2026-W34"]),
        ("2026-08-24 05:59", "2026-W32", ["2026-W33"]),
        # A laptop closed for three weeks.
        ("2026-08-25 09:00", "2026-W31", ["2026-W32", "2026-W33", "2026-W34"]),
        # Switched off for a year: only the newest weeks are worth the while.
        (
            "2026-08-25 09:00",
            "2025-W34",
            ["2026-W31", "2026-W32", "2026-W33", "2026-W34"],
        ),
        # Over the turn of the year.
        ("2027-01-05 09:00", "2026-W52", ["2026-W53"]),
        # A digest of the future, after a clock was set back.
        ("2026-08-25 09:00", "2026-W40", []),
        # Never before.
        ("2026-08-25 09:00", None, ["2026-W34"]),
    ],
)
def test_missed_weeks(now: str, last_done: str | None, expected: list[str]) -> None:
    """What is due and not made is found, however long the service was away."""
    timetable = Timetable(ZoneInfo("Europe/Paris"))
    done = Week.parse(last_done) if last_done else None
    missed = missed_weeks(utc(now), done, timetable)
    assert [str(week) for week in missed] == expected
