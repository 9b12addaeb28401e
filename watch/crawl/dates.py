"""Publication dates: read what feeds write, and trust only what can be true."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from functools import cache, lru_cache
from typing import Literal

from babel.dates import get_month_names

#: A press date outside [seen - 400 days, seen + 1 day] is a mistake or a trap.
OLDEST = timedelta(days=400)
NEWEST = timedelta(days=1)

#: Longer texts are no dates.
_LONGEST = 64

#: Hours ahead of UTC. Names that mean two zones are left out and read as UTC.
_ZONES = {
    "wet": 0, "west": 1, "bst": 1, "cet": 1, "met": 1, "mez": 1, "cest": 2, "mest": 2,
    "mesz": 2, "eet": 2, "eest": 3, "msk": 3, "jst": 9, "kst": 9, "aest": 10,
    "aedt": 11, "nzst": 12, "nzdt": 13, "ast": -4, "adt": -3, "est": -5, "edt": -4,
    "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "akst": -9,
    "hst": -10,
}  # fmt: skip

#: Languages whose month names feeds may use; more cost nothing but ambiguity.
_LOCALES = ("en", "fr", "de", "es", "it", "nl", "pt")

_TIME = r"""
    (?: [\s,T]* (?:(?:à|at|um|om|-)\s+)?
        (?P<hour>\d{1,2}) (?: [:h] (?P<minute>\d{2})? (?: :(?P<second>\d{2}) )? )
        (?:[.,]\d+)? \s* (?P<half>[ap]\.?m\b\.?)? (?P<zone>.*)
    )?"""
_YEAR = r"(?P<year>\d{4}|\d{2})\b"
_NAME = r"(?P<name>[^\W\d_]{3,})\.?"
_NTH = r"(?P<day>\d{1,2})(?:er|st|nd|rd|th|º|\.)?"
_WEEKDAY = r"(?:[^\W\d_]+(?:[.,]+\s*|\s+))?"
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2}):(?P<second>\d{2})(?P<half>)"
_FORMS = tuple(
    re.compile(form, re.VERBOSE | re.IGNORECASE)
    for form in (
        # 2016/6/29 15:07:41, 2016-06-29T15:07+02:00
        rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){_TIME}",
        # Tue, 03 Jan 2023 10:00:00 +0100; mardi 3 janvier 2023 à 10h00
        rf"{_WEEKDAY}{_NTH}[\s-]+(?:de\s+)?{_NAME}[\s,-]+(?:de\s+)?{_YEAR}{_TIME}",
        # January 3, 2023 10:00 AM
        rf"{_WEEKDAY}{_NAME}\s+{_NTH},?\s+{_YEAR}{_TIME}",
        # Tue Jan  3 10:00:00 CET 2023
        rf"{_WEEKDAY}{_NAME}\s+{_NTH}\s+{_CLOCK}(?P<zone>.*?)\s{_YEAR}",
        # 03/01/2023: day first, as most of the world writes
        rf"(?P<day>\d{{1,2}})[-/.](?P<month>\d{{1,2}})[-/.]{_YEAR}{_TIME}",
    )
)
#: As most feeds write dates: Tue, 03 Jan 2023 10:00:00 +0100.
_USUAL = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d:\d\d)"
    r" (?:GMT|UTC|Z|([+-]\d\d[0-5]\d))"
)
_ENGLISH = {
    "Jan": "01", "Feb": "02", "Mar": "03", "Apr": "04", "May": "05", "Jun": "06",
    "Jul": "07", "Aug": "08", "Sep": "09", "Oct": "10", "Nov": "11", "Dec": "12",
}  # fmt: skip
_EPOCH = re.compile(r"(\d{9,10})(?:\d{3})?(?:\.\d+)?")
_OFFSET = re.compile(r"([+-])\s?(\d{1,2}):?([0-5]\d)?")
_WORD = re.compile(r"[a-z]+")


def parse_date(text: str) -> datetime | None:
    """Read a date as feeds write it; return an aware UTC moment or None.

    Knows ISO 8601, RFC 822, Unix time, month names of several languages and
    numeric dates (day first, unless only month first is possible). Without a time
    it is midnight, without a zone UTC. None if no day can be read.

    >>> parse_date("mardi 3 janvier 2023 à 10h30 CET").isoformat()
    '2023-01-03T09:30:00+00:00'
    >>> parse_date("2016/6/29 15:07:41").isoformat()
    '2016-06-29T15:07:41+00:00'
    """
    text = " ".join(text.split())
    if not text or len(text) > _LONGEST:
        return None
    try:
        return _read_usual(text) or _read_iso(text) or _read_form(text)
    except (ValueError, OverflowError):
        return None


def trusted_date(
    published: datetime | None, *, seen: datetime
) -> tuple[datetime, Literal["feed", "seen"]]:
    """Return the moment to count an article at, and whose it is.

    The feed's, if it lies in ``[seen - 400 days, seen + 1 day)``; else ``seen``.

    >>> seen = datetime(2026, 8, 24, tzinfo=UTC)
    >>> trusted_date(datetime(2099, 1, 1, tzinfo=UTC), seen=seen) == (seen, "seen")
    True
    """
    if published is not None and seen - OLDEST <= published < seen + NEWEST:
        return published, "feed"
    return seen, "seen"


def _read_usual(text: str) -> datetime | None:
    """Read the usual form, which would be the slowest to reach among all forms."""
    match = _USUAL.fullmatch(text)
    if match is None:
        return None
    day, month, year, clock, offset = match.groups("+0000")
    iso = f"{year}-{_ENGLISH.get(month)}-{day:0>2}T{clock}{offset}"
    try:
        return _in_utc(datetime.fromisoformat(iso))
    except ValueError:
        return None  # Maybe a month of another language, or a leap second.


def _read_iso(text: str) -> datetime | None:
    if epoch := _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(epoch[1]), UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return _in_utc(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _read_form(text: str) -> datetime | None:
    """Read the first form that fits; ``ValueError`` if its numbers are no date."""
    for form in _FORMS:
        if match := form.fullmatch(text):
            return _read_match(match)
    return None


def _read_match(match: re.Match[str]) -> datetime | None:
    fields = match.groupdict()
    name = fields.get("name")
    month = _read_month(name) if name else int(fields["month"])
    year, day = int(fields["year"]), int(fields["day"])
    if len(fields["year"]) == len("23"):
        # As RFC 2822 reads two digits.
        year += 1900 if year >= 50 else 2000  # noqa: PLR2004
    if month > 12 and "name" not in fields:  # noqa: PLR2004 -- months of a year
        day, month = month, day
    hour = _hour(int(fields["hour"] or 0), fields["half"])
    midnight = datetime(year, month, day, tzinfo=_zone(fields["zone"] or ""))
    # Leap seconds and 24:00 are the next moment.
    clock = timedelta(
        hours=hour,
        minutes=int(fields["minute"] or 0),
        seconds=int(fields["second"] or 0),
    )
    return _in_utc(midnight + clock) if clock <= timedelta(days=1) else None


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _hour(hour: int, half: str | None) -> int:
    if not half:
        return hour
    return hour % 12 + (12 if half[0] in "pP" else 0)


@lru_cache(maxsize=256)
def _zone(text: str) -> timezone:
    """Return the zone that follows a time; UTC if it names none that we know."""
    text = text.strip().lower()
    if offset := _OFFSET.search(text):
        sign = 1 if offset[1] == "+" else -1
        return timezone(
            sign * timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        )
    word = _WORD.search(text)
    return timezone(timedelta(hours=_ZONES.get(word[0], 0))) if word else UTC


@lru_cache(maxsize=256)
def _read_month(name: str) -> int:
    """Return the number of a month's name; 0 if it is none."""
    return _month_numbers().get(_fold(name), 0)


@cache
def _month_numbers() -> Mapping[str, int]:
    """Return the month of each name and of each prefix that means one month."""
    numbers: dict[str, set[int]] = {}
    for locale in _LOCALES:
        for width in ("wide", "abbreviated"):
            for month, name in get_month_names(width, locale=locale).items():
                plain = _fold(name)
                for end in range(3, len(plain) + 1):
                    numbers.setdefault(plain[:end], set()).add(month)
    return {name: min(found) for name, found in numbers.items() if len(found) == 1}


def _fold(name: str) -> str:
    """Return a name without case, accents and full stop."""
    plain = unicodedata.normalize("NFD", name.casefold()).rstrip(".")
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
