"""The time machine: what was announced when, and how late.

``measure_weeks`` knows in each week only what was known then, so the trends of a
past range are the replay itself; here they are read as announcements.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ..errors import ConfigError
from ..model import Trend
from ..week import Week
from .warnings import SEASONAL

#: Weeks without an alarm after which the next one is news again.
QUIET_WEEKS = 4
#: Weeks after a known date in which an announcement counts for it.
PATIENCE = 26


@dataclass(frozen=True, slots=True)
class KnownDate:
    """When something really began, as the user wrote it."""

    #: Signal id.
    signal: str
    #: Day of the event or of the start.
    day: date
    #: What happened; "" if not written.
    note: str


@dataclass(frozen=True, slots=True)
class Announcement:
    """The first alarm of a signal after some quiet weeks."""

    #: The trend that announced it.
    trend: Trend
    #: Last week of the alarms that follow without ``QUIET_WEEKS`` between them.
    last: Week

    @property
    def seasonal(self) -> bool:
        """True if an earlier year was as high at the same time."""
        return SEASONAL in self.trend.warnings


@dataclass(frozen=True, slots=True)
class Delay:
    """How long after a known date the signal was announced, in one language."""

    #: The known date.
    known: KnownDate
    #: Press language.
    lang: str
    #: The announcement, or None if there was none within ``PATIENCE`` weeks.
    announcement: Announcement | None
    #: True if the signal was in alarm already when the date came.
    already: bool

    @property
    def weeks(self) -> int | None:
        """Weeks from the week of the date to the announcement; 0 = the same week."""
        if self.announcement is None:
            return None
        return max(0, self.announcement.trend.week - Week.of(self.known.day))


@dataclass(frozen=True, slots=True)
class Backtest:
    """What a replay says about the signals."""

    #: Announcements, oldest first, then by language and signal.
    announcements: tuple[Announcement, ...]
    #: One for each known date and language, in the order of the file.
    delays: tuple[Delay, ...]
    #: Weeks that could be tested, over all signals and languages, in years.
    signal_years: float

    @property
    def per_signal_year(self) -> float | None:
        """Announcements per signal and year; None if no week could be tested."""
        if not self.signal_years:
            return None
        return len(self.announcements) / self.signal_years


def read_known_dates(text: str, *, name: str) -> tuple[KnownDate, ...]:
    r"""Read known dates from CSV with the columns ``signal,date`` and maybe ``note``.

    Args:
        text: The file's text; the first line names the columns.
        name: The file's name, for messages.

    Raises:
        ConfigError: Lines that can't be read, all of them.

    >>> text = "signal,date,note\nmetaverse,2021-10-28,Facebook becomes Meta\n"
    >>> read_known_dates(text, name="dates.csv")[0].day
    datetime.date(2021, 10, 28)

    """
    rows = csv.DictReader(text.splitlines())
    missing = {"signal", "date"} - set(rows.fieldnames or ())
    if missing:
        names = " and ".join(sorted(missing))
        raise ConfigError([f"{name}: the first line must name the columns: {names}"])
    known: list[KnownDate] = []
    problems: list[str] = []
    for row in rows:
        try:
            day = date.fromisoformat((row["date"] or "").strip())
        except ValueError:
            problems.append(
                f"{name} line {rows.line_num}: a date is written like 2021-10-28, "
                f"not {row['date'] or ''!r}"
            )
            continue
        signal = (row["signal"] or "").strip()
        known.append(KnownDate(signal, day, (row.get("note") or "").strip()))
    if problems:
        raise ConfigError(problems)
    return tuple(known)


def summarise_replay(
    trends: Iterable[Trend], *, known: Sequence[KnownDate] = ()
) -> Backtest:
    """Read the trends of a range of weeks as announcements.

    Args:
        trends: What ``measure_weeks`` returned for the range.
        known: When signals really began; those of other signals, or of weeks outside
            the range, are left out.

    """
    series: dict[tuple[str, str], list[Trend]] = defaultdict(list)
    for trend in sorted(trends, key=lambda trend: trend.week):
        series[trend.lang, trend.signal].append(trend)
    found = {key: tuple(_announcements(weeks)) for key, weeks in series.items()}
    tested = sum(trend.p is not None for weeks in series.values() for trend in weeks)
    return Backtest(
        announcements=tuple(
            sorted((one for some in found.values() for one in some), key=_order)
        ),
        delays=tuple(
            _delay(one, lang, announcements)
            for one in known
            for (lang, signal), announcements in found.items()
            if signal == one.signal and _covers(series[lang, signal], one.day)
        ),
        signal_years=7 * tested / 365.25,
    )


def _covers(weeks: Sequence[Trend], day: date) -> bool:
    """Tell whether a day lies in the weeks of a series, oldest first."""
    return weeks[0].week <= Week.of(day) <= weeks[-1].week


def _order(announcement: Announcement) -> tuple[Week, str, str]:
    """Sort announcements by week, then by name."""
    trend = announcement.trend
    return trend.week, trend.lang, trend.signal


def _announcements(weeks: Sequence[Trend]) -> Iterator[Announcement]:
    """Yield the announcements of one signal and language, oldest first."""
    first: Trend | None = None
    last: Trend | None = None
    for trend in weeks:
        if not trend.alarm:
            continue
        if first is None or last is None:
            first = trend
        elif trend.week - last.week > QUIET_WEEKS:
            yield Announcement(first, last.week)
            first = trend
        last = trend
    if first is not None and last is not None:
        yield Announcement(first, last.week)


def _delay(known: KnownDate, lang: str, announcements: Sequence[Announcement]) -> Delay:
    """Find the announcement that a known date led to."""
    start = Week.of(known.day)
    for announcement in announcements:
        if announcement.last >= start:
            already = announcement.trend.week < start
            soon = announcement.trend.week < start + PATIENCE
            return Delay(known, lang, announcement if soon else None, already=already)
    return Delay(known, lang, None, already=False)
