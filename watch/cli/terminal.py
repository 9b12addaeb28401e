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
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from ..model import Evidence, Source, Subscriber
from ..sources.health import SourcesReport
from ..store.overview import Totals
from .terminal_sources import show_report


def write_json(rows: Iterable[dict[str, Any]]) -> None:
    """Write JSON Lines to standard output."""
    for row in rows:
        sys.stdout.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")


def number(value: float | None, style: str) -> str:
    """Write a number, or a dash where there is none."""
    return "–" if value is None else format(value, style)


def show_story(console: Console, story: Evidence, *, quote: str = "") -> None:
    """Print one story: day, outlets, title, what it says, link."""
    outlets = escape(", ".join(story.outlets))
    console.print(f"\n{story.day} {outlets}: {escape(story.title)}")
    if quote not in {"", story.title}:
        console.print(f"  “{escape(quote)}”", style="italic")
    if story.url:
        console.print(f"  {escape(story.url)}", style="dim", soft_wrap=True)


def show_markdown(paths: Sequence[Path]) -> None:
    """Print the first digest; name all files that were written."""
    from rich.markdown import Markdown

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
