"""What commands print about trends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ..model import Evidence, Phase, Trend
from ..trends.backtest import Announcement, Backtest, Delay
from ..trends.warnings import NOT_ENOUGH_DATA, SEASONAL, WARNINGS
from .terminal import number, show_story, write_json

#: Fields of `trends --json`, in order: a contract with other programs. New ones are
#: added at the end.
TREND_FIELDS = (
    "week", "lang", "signal", "stories", "articles", "sources", "exposure",
    "baseline", "ratio", "p", "q", "phase", "alarm", "warnings", "interval",
    "concentration",
)  # fmt: skip

_BARS = "▁▂▃▄▅▆▇█"

#: From this many columns on, all numbers fit.
_WIDE = 116
#: From this many on, a replay has room for intervals.
_INTERVAL = 92
#: Columns that all numbers leave for the history, and those of a narrow table.
_NUMBERS, _FEW_NUMBERS = 99, 67
#: Weeks of a whole history.
_WEEKS = 26
#: Ratios are whole numbers from here on, and from here on no numbers any more.
_WHOLE_FROM, _ENORMOUS = 10, 999.5
#: Columns that a narrow terminal has no room for.
_ONLY_WIDE = {"95 %", "p", "top outlet"}
#: Colours of the phases, most important phase first.
_STYLES = {
    Phase.EMERGING: "bold green",
    Phase.STRONG: "cyan",
    Phase.FADING: "red",
    Phase.WEAK: "yellow",
    Phase.LATENT: "",
    None: "dim",
}
_ANNOUNCED, _CONFIRMED, _SEASONAL, _UNKNOWN = "▲✓?–"
_MEANINGS = {
    _ANNOUNCED: "announced this week",
    _CONFIRMED: "confirmed (q up to 0.10)",
    _SEASONAL: "perhaps the season",
    _UNKNOWN: f"{NOT_ENOUGH_DATA} for a ratio",
}


def sparkline(values: Sequence[int]) -> str:
    """Draw counts as a line of bars; zero is a dot.

    >>> sparkline((0, 1, 4, 8))
    '·▁▄█'
    """
    top = max(values, default=0)
    return "".join(
        _BARS[max(0, -(-value * len(_BARS) // top) - 1)] if value else "·"
        for value in values
    )


def show_trends(
    trends: Sequence[Trend],
    *,
    group: str | None = None,
    stories: Mapping[str, Sequence[Evidence]] = MappingProxyType({}),
    as_json: bool,
) -> None:
    """Print one table for each press language, or one JSON line for each trend.

    Args:
        trends: Of one week; of several for JSON.
        group: Source group that was measured; None = all.
        stories: What to print below the table of a press language.
        as_json: Whether to print JSON Lines.

    """
    if as_json:
        added = {} if group is None else {"group": group}
        write_json(
            {key: getattr(one, key) for key in TREND_FIELDS} | added for one in trends
        )
        return
    console = Console(highlight=False)
    for lang in dict.fromkeys(one.lang for one in trends):
        press = [one for one in trends if one.lang == lang]
        # Rows of nothing but zeros only hide the others.
        shown = [one for one in press if any(one.history)] or press
        console.print(_trend_table(shown, group=group, width=console.width))
        silent = [one.signal for one in press if one not in shown]
        if silent:
            console.print(f"no story in {_WEEKS} weeks: {', '.join(silent)}")
        for note in _notes(shown):
            console.print(note)
        for story in stories.get(lang, ()):
            show_story(console, story)
        console.print()


def _trend_table(trends: Sequence[Trend], *, group: str | None, width: int) -> Table:
    """Draw the trends of one week and press language, the most important first."""
    first, ordered = trends[0], sorted(trends, key=_importance)
    press = [str(first.week), first.lang, *([group] if group else [])]
    table = Table(
        title=f"{', '.join(press)}: {first.exposure:,} articles that count",
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=0,
    )
    wide = width >= _WIDE
    weeks = min(_WEEKS, max(1, width - (_NUMBERS if wide else _FEW_NUMBERS)))
    for name in ("signal", "phase", "", f"{weeks} weeks"):
        table.add_column(name, no_wrap=True)
    for name in ("stories", "outlets", "expected", "ratio", "95 %", "p", "top outlet"):
        if wide or name not in _ONLY_WIDE:
            table.add_column(name, justify="right", no_wrap=True)
    for one in ordered:
        cells = [*_figures(one).items()]
        table.add_row(
            one.signal,
            str(one.phase or "–"),
            _marks(one),
            sparkline(one.history[-weeks:]),
            *(text for name, text in cells if wide or name not in _ONLY_WIDE),
            style=_STYLES[one.phase],
        )
    return table


def _figures(trend: Trend) -> dict[str, str]:
    """Write the numbers of a row, by column."""
    low, high = trend.interval or (None, None)
    share = None if trend.concentration is None else 100 * trend.concentration
    return {
        "stories": str(trend.stories),
        "outlets": str(trend.sources),
        "expected": number(_expected(trend), ".1f"),
        "ratio": _times(trend.ratio),
        "95 %": "–" if low is None else f"{_times(low)} to {_times(high)}",
        "p": number(trend.p, ".2g"),
        "top outlet": number(share, ".0f") + (" %" if share is not None else ""),
    }


def _times(ratio: float | None) -> str:
    """Write a ratio in five letters at most.

    >>> _times(2.345), _times(123.4), _times(12345.6)
    ('2.3', '123', '>999')
    """
    if ratio is None or ratio < _WHOLE_FROM:
        return number(ratio, ".1f")
    return f"{ratio:.0f}" if ratio < _ENORMOUS else ">999"


def _importance(trend: Trend) -> tuple[object, ...]:
    """Sort by announcement, phase, then surest first."""
    phase = list(_STYLES).index(trend.phase)
    return not trend.alarm, phase, 1.0 if trend.p is None else trend.p, trend.signal


def _marks(trend: Trend) -> str:
    """Return the marks of a row; ``_notes`` explains those in use."""
    marks = {
        _ANNOUNCED: trend.alarm,
        _CONFIRMED: trend.alarm and trend.confirmed,
        _SEASONAL: SEASONAL in trend.warnings,
    }
    return "".join(mark for mark, holds in marks.items() if holds)


def _notes(trends: Sequence[Trend]) -> Iterator[str]:
    """Explain the marks in use, then each warning with the signals it is about."""
    used = {mark for one in trends for mark in _marks(one)}
    used |= {_UNKNOWN for one in trends if NOT_ENOUGH_DATA in one.warnings}
    meant = "; ".join(
        f"{mark} {text}" for mark, text in _MEANINGS.items() if mark in used
    )
    if meant:
        yield meant
    codes = {code for one in trends for code in one.warnings} - {NOT_ENOUGH_DATA}
    for code in sorted(codes):
        named = [one.signal for one in trends if code in one.warnings]
        whom = "all signals" if len(named) == len(trends) else ", ".join(named)
        yield f"[bold]{code}[/bold] ({WARNINGS[code]}): {whom}"


def _expected(trend: Trend) -> float | None:
    """Return the number of stories that the baseline lets expect this week."""
    if trend.baseline is None:
        return None
    return trend.baseline * trend.exposure / 10_000


def show_backtest(backtest: Backtest, *, group: str | None = None) -> None:
    """Print the announcements of a replay, and the delays after known dates."""
    console = Console(highlight=False)
    if group is not None:
        console.print(f"[italic]source group {group}[/italic]")
    if backtest.announcements:
        console.print(
            _announcement_table(backtest.announcements, wide=console.width >= _INTERVAL)
        )
    if any(one.seasonal for one in backtest.announcements):
        console.print(f"{_SEASONAL} {_MEANINGS[_SEASONAL]}")
    if backtest.delays:
        console.print(_delay_table(backtest.delays))
    rate = number(backtest.per_signal_year, ".2f")
    count = len(backtest.announcements)
    console.print(
        f"{count} announcement{'' if count == 1 else 's'} in "
        f"{backtest.signal_years:.1f} signal-years: {rate} per signal and year"
    )


def _announcement_table(announcements: Sequence[Announcement], *, wide: bool) -> Table:
    """Draw one row per announcement, oldest first."""
    table = Table(
        "week", "lang", "signal", box=box.SIMPLE_HEAD, pad_edge=False, padding=0
    )
    table.add_column("phase", no_wrap=True)
    names = ("stories", "ratio", "95 %", "p") if wide else ("stories", "ratio", "p")
    for name in (*names, "until"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in announcements:
        figures, mark = _figures(one.trend), f" {_SEASONAL}" if one.seasonal else ""
        table.add_row(
            str(one.trend.week),
            one.trend.lang,
            f"{one.trend.signal}{mark}",
            str(one.trend.phase or "–"),
            *(figures[name] for name in names),
            str(one.last),
        )
    return table


def _delay_table(delays: Sequence[Delay]) -> Table:
    table = Table(
        "known date", "signal", "lang", box=box.SIMPLE_HEAD, pad_edge=False, padding=0
    )
    table.add_column("announced after")
    table.add_column("note")
    for one in delays:
        weeks = "not announced" if one.weeks is None else f"{one.weeks} weeks"
        said = "already announced" if one.already else weeks
        note = escape(one.known.note)
        table.add_row(str(one.known.day), one.known.signal, one.lang, said, note)
    return table
