"""Dates as feeds write them, and which of them can be trusted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watch.crawl.dates import NEWEST, OLDEST, parse_date, trusted_date

SEEN = datetime(2026, 8, 24, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        # RFC 822 and its accidents
        ("Tue, 03 Jan 2023 10:00:00 +0100", "2023-01-03T09:00:00"),
        ("Tue, 3 Jan 23 10:00:00 GMT", "2023-01-03T10:00:00"),
        ("Tue,03 Jan 2023 10:00", "2023-01-03T10:00:00"),
        ("Tue, 03 Jan 2023 10:00:00 +0100 (CET)", "2023-01-03T09:00:00"),
        ("Tue, 03 Jan 2023 10:00:00 EST", "2023-01-03T15:00:00"),
        ("Tue, 03 Jan 2023 10:00:00 GMT+2", "2023-01-03T08:00:00"),
        ("Tue, 03 Jan 2023 10:00:00 Nowhere", "2023-01-03T10:00:00"),
        ("Tue, Jan 03 2023 02:02:33 PM", "2023-01-03T14:02:33"),
        ("3-Jan-2023", "2023-01-03T00:00:00"),
        # zones that other readers take for UTC
        ("Tue, 03 Jan 2023 10:00:00 CET", "2023-01-03T09:00:00"),
        ("Thu, 29 Jun 2023 10:00:00 CEST", "2023-06-29T08:00:00"),
        ("Tue Jan  3 10:00:00 CET 2023", "2023-01-03T09:00:00"),
        # ISO 8601 and relatives
        ("2023-01-03T10:00:00Z", "2023-01-03T10:00:00"),
        ("2023-01-03T10:00:00.123456789+01:00", "2023-01-03T09:00:00.123456"),
        ("2023-01-03T10:00:00+0100", "2023-01-03T09:00:00"),
        ("2023-01-03 10:00:00 -0500", "2023-01-03T15:00:00"),
        ("2023-01-03", "2023-01-03T00:00:00"),
        ("20230103T100000Z", "2023-01-03T10:00:00"),
        ("2016/6/29 15:07:41", "2016-06-29T15:07:41"),
        ("2023-01-03T24:00:00Z", "2023-01-04T00:00:00"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00"),
        # month names of other languages
        ("mar., 03 janv. 2023 10:00:00 +0100", "2023-01-03T09:00:00"),
        ("mardi 1er août 2023 à 10h30", "2023-08-01T10:30:00"),
        ("jeudi 14 FÉVRIER 2023", "2023-02-14T00:00:00"),
        ("3. Dezember 2023 um 10:00", "2023-12-03T10:00:00"),
        ("3 de enero de 2023", "2023-01-03T00:00:00"),
        ("January 3, 2023 10:00 AM", "2023-01-03T10:00:00"),
        ("12 maart 2023 12:30 am", "2023-03-12T00:30:00"),
        # numbers only: day first, unless only month first is possible
        ("03/01/2023", "2023-01-03T00:00:00"),
        ("31.12.2022 08:15", "2022-12-31T08:15:00"),
        ("12/31/2022", "2022-12-31T00:00:00"),
        # Unix time
        ("1672740000", "2023-01-03T10:00:00"),
        ("1672740000000", "2023-01-03T10:00:00"),
        # impossible, but dates: trusted_date decides
        ("Mon, 01 Jan 0001 00:00:00 +0000", "0001-01-01T00:00:00"),
        ("2099-01-01", "2099-01-01T00:00:00"),
    ],
)
def test_dates_are_read(written: str, expected: str) -> None:
    """Each form gives its moment in UTC."""
    assert parse_date(written) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "   ",
        "hier soir",
        "2023",
        "2023-01",
        "2023-02-30",
        "31 juin 2023",
        "3 Foo 2023",
        "juillet 2023",
        "03/13/13/2023",
        "2023-01-03T99:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "Tue, 03 Jan 2023 10:00:00 +9999",
        "9" * 400,
        "x" * 100_000,
    ],
)
def test_what_names_no_day_is_no_date(written: str) -> None:
    """Nothing is guessed from the clock, and nothing fails."""
    assert parse_date(written) is None


@given(st.text(alphabet="0123456789 :-/.,+TZjanFÉVRIERmardioût(h)", max_size=40))
def test_any_text_is_a_date_or_none(written: str) -> None:
    """Whatever stands there, the answer is an aware moment or None."""
    moment = parse_date(written)
    assert moment is None or moment.tzinfo is UTC


@given(
    st.integers(0, 32),
    st.sampled_from(["Jan", "Feb", "Mai", "Sep", "Dez", "Déc"]),
    st.integers(0, 9999),
    st.tuples(st.integers(0, 25), st.integers(0, 61), st.integers(0, 61)),
    st.sampled_from(["GMT", "Z", "+0100", "-0930", "+2400", "+0175", "EST"]),
)
def test_the_usual_form_is_read_as_any_other(
    day: int, month: str, year: int, clock: tuple[int, int, int], zone: str
) -> None:
    """The short way for RFC 822 gives what the way for all forms gives."""
    time = ":".join(f"{part:02}" for part in clock)
    usual = f"{day:02} {month} {year:04} {time} {zone}"
    assert parse_date(f"Mon, {usual}") == parse_date(f"mon, {usual}")


@given(
    st.datetimes(
        min_value=datetime(1970, 1, 2),  # noqa: DTZ001 -- hypothesis adds the zone
        max_value=datetime(2100, 1, 1),  # noqa: DTZ001 -- as above
        timezones=st.just(UTC),
    )
)
def test_written_moments_come_back(moment: datetime) -> None:
    """RFC 822 and ISO 8601 lose nothing but parts of a second."""
    whole = moment.replace(microsecond=0)
    assert parse_date(whole.isoformat()) == whole
    assert parse_date(whole.strftime("%a, %d %b %Y %H:%M:%S +0000")) == whole


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (SEEN, (SEEN, "feed")),
        (SEEN - OLDEST, (SEEN - OLDEST, "feed")),
        (SEEN - OLDEST - timedelta(seconds=1), (SEEN, "seen")),
        (SEEN + timedelta(hours=23), (SEEN + timedelta(hours=23), "feed")),
        (SEEN + NEWEST, (SEEN, "seen")),
        (datetime(1, 1, 1, tzinfo=UTC), (SEEN, "seen")),
        (datetime(2099, 1, 1, tzinfo=UTC), (SEEN, "seen")),
        (None, (SEEN, "seen")),
    ],
)
def test_a_trusted_date_is_near_the_visit(
    published: datetime | None, expected: tuple[datetime, str]
) -> None:
    """Inside [seen - 400 days, seen + 1 day) the feed is right, else the visit."""
    assert trusted_date(published, seen=SEEN) == expected
