"""What commands print: tables, progress, log lines."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markdown import Markdown
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from ..model import Candidate, CategoryReport, Source, Subscriber, Trend
from ..sources.health import SourcesReport
from ..store.overview import Totals
from ..trends.backtest import Backtest, Delay
from .terminal_sources import show_report

#: Fields of `trends --json`, in order: a contract with other programs.
TREND_FIELDS = (
    "week", "lang", "signal", "stories", "articles", "sources", "exposure",
    "baseline", "ratio", "p", "q", "phase", "alarm", "warnings",
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


def write_json(rows: Iterable[dict[str, Any]]) -> None:
    """Write JSON Lines to standard output."""
    for row in rows:
        sys.stdout.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")


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
            _number(_expected(one), ".1f"),
            _number(one.ratio, ".1f"),
            _number(one.p, ".2g"),
            ", ".join(one.warnings),
        )
    Console().print(table)


def _expected(trend: Trend) -> float | None:
    """Return the number of stories that the baseline lets expect this week."""
    if trend.baseline is None:
        return None
    return trend.baseline * trend.exposure / 10_000


def _number(value: float | None, style: str) -> str:
    return "–" if value is None else format(value, style)


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


def show_markdown(paths: Sequence[Path]) -> None:
    """Print the first digest; name all files that were written."""
    text = paths[0].read_text("utf-8")
    if sys.stdout.isatty():
        _, _, body = text.removeprefix("---\n").partition("\n---\n")
        Console().print(Markdown(body))
    else:
        sys.stdout.write(text)
    for path in paths:
        Console(stderr=True).print(f"wrote {path}", highlight=False)


def show_subscribers(subscribers: Sequence[Subscriber]) -> None:
    """Print one row per chat."""
    table = Table("chat", "language", "signals", "state")
    for one in subscribers:
        wanted = ", ".join(sorted(one.signals)) or "all"
        state = "active" if one.active else f"inactive: {escape(one.reason)}"
        table.add_row(str(one.chat), one.lang, wanted, state)
    Console().print(table)


def show_status(
    path: Path,
    totals: Totals,
    deliveries: Mapping[str, int],
    sources: Sequence[Source],
    report: SourcesReport,
) -> None:
    """Print what the database holds, and the sources that need a look."""
    console = Console(highlight=False)
    console.print(f"{path}: {path.stat().st_size / 2**20:.1f} MiB")
    for name, value in asdict(totals).items():
        shown = getattr(totals, name)
        console.print(f"  {name.replace('_', ' ')}: {'–' if value is None else shown}")
    if deliveries:
        words = ", ".join(f"{count} {state}" for state, count in deliveries.items())
        console.print(f"  deliveries: {words}")
    show_report(sources, report, console=console)


#: Moves a progress bar: what is done, how far, out of how many.
Bar = Callable[[str, int, int], None]


@contextmanager
def progress() -> Iterator[Bar | None]:
    """Show a bar on a terminal; yield None elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def move(name: str, done: int, total: int) -> None:
            bar.update(task, description=escape(name), completed=done, total=total)

        yield move


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
            _number(trend.ratio, ".1f"),
            _number(trend.p, ".2g"),
            str(one.last),
        )
    if backtest.announcements:
        console.print(table)
    if backtest.delays:
        console.print(_delay_table(backtest.delays))
    rate = _number(backtest.per_signal_year, ".2f")
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


def show_candidates(candidates: Sequence[Candidate], *, as_json: bool) -> None:
    """Print the discovered terms, each with its newest story."""
    if as_json:
        write_json(asdict(one) for one in candidates)
        return
    columns = ("term", "stories", "outlets", "before", "p", "newest")
    for found_in, title in (("week", "this week"), ("month", "in four weeks")):
        table = Table(*columns, title=f"New {title}")
        for one in candidates:
            if one.found_in == found_in:
                table.add_row(*_candidate_row(one))
        Console().print(table)
    Console().print("Bold: seen in two weeks and three outlets, worth a signal.")


def _candidate_row(one: Candidate) -> tuple[Text | str, ...]:
    newest = one.evidence[0].title if one.evidence else ""
    return (
        Text(one.term, style="bold" if one.proposed else ""),
        str(one.stories),
        str(one.sources),
        str(one.before),
        _number(one.p, ".1g"),
        Text(newest),
    )
