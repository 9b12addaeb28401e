"""What commands print about trends and falling categories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ..model import CategoryReport, Trend
from ..trends.backtest import Backtest, Delay
from .terminal import number, write_json

#: Fields of `trends --json`, in order: a contract with other programs. New ones are
#: added at the end.
TREND_FIELDS = (
    "week", "lang", "signal", "stories", "articles", "sources", "exposure",
    "baseline", "ratio", "p", "q", "phase", "alarm", "warnings", "interval",
    "concentration",
)  # fmt: skip

#: Fields of `declines --json`, in order: a contract with other programs.
DECLINE_FIELDS = (
    "category", "lang", "direction", "reports", "sources", "percents", "places",
    "first", "last", "evidence",
)  # fmt: skip

_BARS = "▁▂▃▄▅▆▇█"


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


def show_trends(trends: Sequence[Trend], *, as_json: bool) -> None:
    """Print one row per signal and language."""
    if as_json:
        write_json({key: getattr(one, key) for key in TREND_FIELDS} for one in trends)
        return
    table = Table(
        "signal", "lang", "phase", "26 weeks", "stories", "outlets", "expected",
        "ratio", "p", "remarks", title=f"Week {trends[0].week}" if trends else None,
    )  # fmt: skip
    for one in trends:
        table.add_row(
            one.signal,
            one.lang,
            f"[bold]{one.phase}[/bold]" if one.alarm else str(one.phase or "–"),
            sparkline(one.history),
            str(one.stories),
            str(one.sources),
            number(_expected(one), ".1f"),
            number(one.ratio, ".1f"),
            number(one.p, ".2g"),
            ", ".join(one.warnings),
        )
    Console().print(table)


def _expected(trend: Trend) -> float | None:
    """Return the number of stories that the baseline lets expect this week."""
    if trend.baseline is None:
        return None
    return trend.baseline * trend.exposure / 10_000


def show_declines(reports: Sequence[CategoryReport], *, as_json: bool) -> None:
    """Print one row per category, language and direction."""
    if as_json:
        write_json(_decline_row(report) for report in reports)
        return
    table = Table("category", "lang", "", "reports", "outlets", "%", "first", "last")
    for one in reports:
        table.add_row(
            one.category,
            one.lang,
            "▼" if one.direction == "down" else "▲",
            str(one.reports),
            str(one.sources),
            "–".join(
                f"{value:g}"
                for value in sorted({*one.percents[:1], *one.percents[-1:]})
            ),
            str(one.first),
            str(one.last),
        )
    Console().print(table)


def _range(values: Sequence[float]) -> Sequence[float]:
    return (values[0], values[-1]) if values else ()


def _decline_row(report: CategoryReport) -> dict[str, Any]:
    row = {key: getattr(report, key) for key in DECLINE_FIELDS}
    row["evidence"] = [
        {**asdict(story), "quote": quote}
        for story, quote in zip(report.evidence, report.quotes, strict=True)
    ]
    return row


def show_backtest(backtest: Backtest) -> None:
    """Print the announcements of a replay, and the delays after known dates."""
    console = Console()
    table = Table("week", "lang", "signal", "phase", "stories", "ratio", "p", "until")
    for one in backtest.announcements:
        trend = one.trend
        table.add_row(
            str(trend.week),
            trend.lang,
            f"{trend.signal} (seasonal?)" if one.seasonal else trend.signal,
            str(trend.phase or "–"),
            str(trend.stories),
            number(trend.ratio, ".1f"),
            number(trend.p, ".2g"),
            str(one.last),
        )
    if backtest.announcements:
        console.print(table)
    if backtest.delays:
        console.print(_delay_table(backtest.delays))
    rate = number(backtest.per_signal_year, ".2f")
    console.print(
        f"{len(backtest.announcements)} announcements in "
        f"{backtest.signal_years:.1f} signal-years: {rate} per signal and year"
    )


def _delay_table(delays: Sequence[Delay]) -> Table:
    table = Table("known date", "signal", "lang", "announced after", "note")
    for one in delays:
        weeks = "not announced" if one.weeks is None else f"{one.weeks} weeks"
        said = "already announced" if one.already else weeks
        note = escape(one.known.note)
        table.add_row(str(one.known.day), one.known.signal, one.lang, said, note)
    return table
