"""What `discover` prints: the new terms, each with its newest story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..model import Candidate
from .terminal import write_json
from .terminal_trends import sparkline

_HEADS = ("term", "stories", "outlets", "before", "16 weeks")
#: Columns between two cells, and at least for the newest title, else left out.
_GAP, _LEAST = 3, 16
_LISTS = (("week", "New this week"), ("month", "New in four weeks"))


def show_candidates(candidates: Sequence[Candidate], *, as_json: bool) -> None:
    """Print the discovered terms, each with its newest story."""
    if as_json:
        write_json(asdict(one) for one in candidates)
        return
    console = Console(highlight=False)
    if not candidates:
        console.print(
            "No new terms. At least 8 weeks of articles before the week are needed to "
            "compare with; `trendwatch import` brings an archive."
        )
        return
    for found_in, title in _LISTS:
        shown = [one for one in candidates if one.found_in == found_in]
        if shown:
            console.print(_table(shown, title, width=console.width))
    console.print(
        "★ stands out for more than one week: `trendwatch signals new "
        "--from-candidate TERM` makes a signal of it."
    )


def _table(candidates: Sequence[Candidate], title: str, *, width: int) -> Table:
    """Return a table of one line for each term, cut where the terminal ends."""
    rows = [_cells(one) for one in candidates]
    table = Table(
        title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False
    )
    for at, head in enumerate(_HEADS):
        longest = max(len(head), *(len(row[at]) for row in rows))
        width -= longest + _GAP
        numeric = head in {"stories", "outlets", "before"}
        table.add_column(head, justify="right" if numeric else "left", width=longest)
    room = width - _GAP
    if room >= _LEAST:
        table.add_column("newest", no_wrap=True, width=room)
    for row, one in zip(rows, candidates, strict=True):
        cells = row if room < _LEAST else (*row, one.evidence[0].title)
        table.add_row(*(Text(cell, overflow="ellipsis") for cell in cells))
    return table


def _cells(one: Candidate) -> tuple[str, ...]:
    return (
        f"{'★ ' if one.proposed else ''}{one.term}",
        str(one.stories),
        str(one.sources),
        str(one.before),
        sparkline(one.history),
    )
