"""Headers that ask us to wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from watch.crawl.hints import fresh_until, retry_after

NOW = datetime(2026, 8, 17, 6, 0, tzinfo=UTC)

#: Value of Retry-After -> seconds to wait; None: no hint.
RETRY_AFTER = {
    "120": 120,
    " 120 ": 120,
    "0": None,
    "-5": None,
    "": None,
    "soon": None,
    "1e3": None,
    "99999999999999999999": 86_400,
    "Mon, 17 Aug 2026 06:30:00 GMT": 1800,
    "Mon, 17 Aug 2026 08:30:00 +0200": 1800,
    "Monday, 17-Aug-26 06:30:00 GMT": 1800,
    "Mon, 17 Aug 2026 05:00:00 GMT": None,
    "Mon, 17 Aug 2099 05:00:00 GMT": 86_400,
    "Mon, 45 Aug 2026 05:00:00 GMT": None,
}

#: Cache-Control, Age, Expires, Date -> seconds of freshness; None: no hint.
FRESHNESS: dict[str, tuple[dict[str, str], int | None]] = {
    "nothing": ({}, None),
    "max-age": ({"cache-control": "max-age=600"}, 600),
    "among others": ({"cache-control": "public, Max-Age=600, s-maxage=5"}, 600),
    "quoted": ({"cache-control": 'max-age="600"'}, 600),
    "shared caches only": ({"cache-control": "s-maxage=600"}, None),
    "less age": ({"cache-control": "max-age=600", "age": "100"}, 500),
    "too old": ({"cache-control": "max-age=600", "age": "700"}, None),
    "age is no number": ({"cache-control": "max-age=600", "age": "old"}, 600),
    "no-cache": ({"cache-control": "no-cache, max-age=600"}, None),
    "no-store": ({"cache-control": "max-age=600,no-store"}, None),
    "zero": ({"cache-control": "max-age=0"}, None),
    "a year": ({"cache-control": "max-age=31536000"}, 86_400),
    "absurd": ({"cache-control": f"max-age={'9' * 400}"}, 86_400),
    "expires": ({"expires": "Mon, 17 Aug 2026 07:00:00 GMT"}, 3600),
    "expires by the server's clock": (
        {
            "expires": "Mon, 17 Aug 2020 07:00:00 GMT",
            "date": "Mon, 17 Aug 2020 06:00:00 GMT",
        },
        3600,
    ),
    "expired": ({"expires": "0"}, None),
    "max-age wins": (
        {"cache-control": "max-age=60", "expires": "Mon, 17 Aug 2026 07:00:00 GMT"},
        60,
    ),
}


@pytest.mark.parametrize(("value", "seconds"), RETRY_AFTER.items())
def test_retry_after(value: str, seconds: int | None) -> None:
    """Retry-After in seconds or as a date is read, up to a day ahead."""
    expected = None if seconds is None else NOW + timedelta(seconds=seconds)
    assert retry_after({"retry-after": value}, now=NOW) == expected


@pytest.mark.parametrize(
    ("headers", "seconds"), FRESHNESS.values(), ids=FRESHNESS.keys()
)
def test_freshness(headers: dict[str, str], seconds: int | None) -> None:
    """Caching headers say until when an answer stays fresh, up to a day."""
    expected = None if seconds is None else NOW + timedelta(seconds=seconds)
    assert fresh_until(headers, now=NOW) == expected
