"""When a server's headers ask us to come back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

#: No hint holds us off for longer: servers send absurd ones by mistake.
LONGEST_HINT = timedelta(days=1)

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d+)", re.IGNORECASE)
_UNCACHED = re.compile(r"(?:^|[\s,])no-(?:cache|store)(?:$|[\s,=])", re.IGNORECASE)


def retry_after(headers: Mapping[str, str], *, now: datetime) -> datetime | None:
    """Return the moment named by Retry-After (RFC 9110), at most a day ahead.

    Args:
        headers: Response headers, names in lower case.
        now: Moment of the answer, aware.

    >>> retry_after({"retry-after": "120"}, now=datetime(2026, 8, 24, tzinfo=UTC))
    datetime.datetime(2026, 8, 24, 0, 2, tzinfo=datetime.timezone.utc)
    """
    value = headers.get("retry-after", "").strip()
    moment = now + _seconds(value) if value.isdecimal() else _read_date(value)
    return _cap(moment, now)


def fresh_until(headers: Mapping[str, str], *, now: datetime) -> datetime | None:
    """Return until when an answer stays fresh (RFC 9111), at most a day ahead.

    ``Cache-Control: max-age`` less ``Age`` wins over ``Expires`` less ``Date``;
    ``no-cache`` and ``no-store`` give no hint. Arguments as ``retry_after``.

    >>> headers = {"cache-control": "public, max-age=600", "age": "60"}
    >>> fresh_until(headers, now=datetime(2026, 8, 24, tzinfo=UTC))
    datetime.datetime(2026, 8, 24, 0, 9, tzinfo=datetime.timezone.utc)
    """
    control = headers.get("cache-control", "")
    if _UNCACHED.search(control):
        return None
    if written := _MAX_AGE.search(control):
        age = headers.get("age", "").strip()
        fresh = _seconds(written[1]) - _seconds(age if age.isdecimal() else "0")
        return _cap(now + fresh, now)
    expires = _read_date(headers.get("expires", ""))
    if expires is None:
        return None
    served = _read_date(headers.get("date", "")) or now
    return _cap(now + (expires - served), now)


def _seconds(digits: str) -> timedelta:
    """Return a number of seconds, kept small enough for a timedelta."""
    return min(timedelta(seconds=int(digits[:9])), 2 * LONGEST_HINT)


def _read_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _cap(moment: datetime | None, now: datetime) -> datetime | None:
    if moment is None or moment <= now:
        return None
    return min(moment.astimezone(UTC), now + LONGEST_HINT)
