"""What `trendwatch declines` prints: categories reported to fall or grow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ..model import CategoryReport, Recent
from ..week import Week
from .terminal import number, show_story, write_json

#: Fields of `declines --json`, in order: a contract with other programs. New ones are
#: added at the end.
DECLINE_FIELDS = (
    "category", "lang", "direction", "reports", "sources", "percents", "places",
    "first", "last", "evidence", "key",
)  # fmt: skip

_MARKS = {"falls": "▼", "rises": "▲", "steady": "", "unknown": ""}


def show_declines(
    reports: Sequence[CategoryReport],
    first: Week,
    last: Week,
    *,
    quote: bool = False,
    as_json: bool,
) -> None:
    """Print one table for each press language, or one JSON line for each category.

    Args:
        reports: What was reported in the weeks from ``first`` to ``last``.
        first: First week.
        last: Last week.
        quote: Whether to print the sentences that say so, below the tables.
        as_json: Whether to print JSON Lines.

    """
    if as_json:
        write_json(_row(report) for report in reports)
        return
    console = Console(highlight=False)
    for lang in sorted({report.lang for report in reports}):
        shown = [report for report in reports if report.lang == lang]
        console.print(f"[italic]{lang}, {first} to {last}[/italic]")
        console.print(_table(shown))
    if not reports:
        console.print(f"No report of a fall or of growth from {first} to {last}.")
        return
    console.print(
        f"named: stories of the four weeks to {last} that name it, whatever they say "
        "of it (in brackets: expected); ▼ fewer, so people talk about it less, ▲ more. "
        "That its market falls or grows is what the reports say."
    )
    for report in reports if quote else ():
        for story, said in zip(report.evidence, report.quotes, strict=True):
            show_story(console, story, quote=said)


def _table(reports: Sequence[CategoryReport]) -> Table:
    """Draw what is reported in one press language, falls first."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=0)
    table.add_column("category")
    for name in ("reports", "outlets", "%", "first", "last", "named"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in sorted(reports, key=lambda report: report.direction):
        falls = one.direction == "down"
        told = one.reading.reports if one.reading else None
        table.add_row(
            f"{'▼' if falls else '▲'} {escape(one.category)}",
            f"{_mark(told)}{one.reports}",
            str(one.sources),
            _range(one.percents),
            str(one.first),
            str(one.last),
            _named(one.reading.coverage) if one.reading else "",
            style="" if falls else "dim",
        )
    return table


def _range(values: Sequence[float]) -> str:
    """Write the smallest and the largest figure.

    >>> _range((2.5, 3.0, 7.0)), _range((4.0,)), _range(())
    ('2.5–7', '4', '')
    """
    ends = dict.fromkeys((values[0], values[-1])) if values else ()
    return "–".join(f"{value:g}" for value in ends)


def _named(coverage: Recent) -> str:
    """Write the stories that name a category, and how many were expected."""
    expected = number(coverage.expected, ".0f")
    if coverage.expected is not None and coverage.expected < 1:
        expected = "<1"
    return f"{_mark(coverage)}{coverage.stories} ({expected})"


def _mark(recent: Recent | None) -> str:
    """Return the mark of a change, with a space after it; "" for none."""
    mark = _MARKS[recent.change] if recent else ""
    return mark and f"{mark} "


def _row(report: CategoryReport) -> dict[str, Any]:
    row = {key: getattr(report, key) for key in DECLINE_FIELDS}
    row["evidence"] = [
        {**asdict(story), "quote": quote}
        for story, quote in zip(report.evidence, report.quotes, strict=True)
    ]
    reading = report.reading
    return row | {
        "named": asdict(reading.coverage) if reading else None,
        "told": asdict(reading.reports) if reading else None,
    }
