"""What `trends --map` prints: the quarters of the map, then its coordinates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from rich import box
from rich.console import Console
from rich.table import Table

from ..model import Portfolio, Position, Quadrant
from ..trends.portfolio import PORTFOLIO_WEEKS
from .terminal import write_json

#: Fields of `trends --map --json` after week and lang: a contract with programs.
MAP_FIELDS = (
    "signal", "visibility", "visibility_growth", "diffusion", "diffusion_growth",
    "by_visibility", "by_diffusion",
)  # fmt: skip

#: Quarters of the map: growing ones above, rare ones left.
_ROWS: Sequence[tuple[str, Quadrant, Quadrant]] = (
    ("growing more", "weak", "strong"),
    ("growing less", "latent", "well-known"),
)
#: Quarters in which a reader looks first, first.
_ORDER = {name: at for at, name in enumerate(get_args(Quadrant))}


def show_maps(
    maps: Sequence[Portfolio],
    *,
    signal: str | None = None,
    group: str | None = None,
    as_json: bool,
) -> None:
    """Print one map for each press, or one JSON line for each signal on it.

    Args:
        maps: The maps.
        signal: Print the coordinates of this signal alone.
        group: Source group that was measured; None = all.
        as_json: Whether to print JSON Lines.

    """
    if as_json:
        added = {} if group is None else {"group": group}
        write_json(
            {"week": one.last, "lang": one.lang}
            | {key: getattr(position, key) for key in MAP_FIELDS}
            | added
            for one in maps
            for position in one.positions
            if signal in {None, position.signal}
        )
        return
    console = Console(highlight=False)
    for one in maps:
        press = f"{one.lang}, {group}" if group else one.lang
        console.print(f"[italic]{press}, {one.first} to {one.last}[/italic]")
        if one.positions:
            console.print(_quarters(one.positions))
            console.print(_coordinates(one.positions, signal=signal))
        else:
            console.print(
                f"No map: it takes {PORTFOLIO_WEEKS} weeks with articles, and a story."
            )
    console.print(
        "More or less than the median signal; bold: by visibility and by diffusion. "
        "A map to compare signals, never an alarm: common words stand half of the time "
        "in the quarters weak and strong. What is announced: `trendwatch trends`."
    )


def _quarters(positions: Sequence[Position]) -> Table:
    """Draw the four quarters by visibility, each with the names of its signals."""
    table = Table("", "less present", "more present", box=box.SQUARE, show_lines=True)
    for row, *quarters in _ROWS:
        cells = (_quarter(positions, quarter) for quarter in quarters)
        table.add_row(row, *cells)
    return table


def _quarter(positions: Sequence[Position], quarter: Quadrant) -> str:
    names = [
        f"[bold]{one.signal}[/bold]" if one.by_diffusion == quarter else one.signal
        for one in sorted(positions, key=_by_growth)
        if one.by_visibility == quarter
    ]
    return f"[cyan]{quarter}[/cyan]\n{', '.join(names) or '–'}"


def _coordinates(positions: Sequence[Position], *, signal: str | None) -> Table:
    """Draw the coordinates on both maps, the weak signals first."""
    table = Table("signal", box=box.SIMPLE_HEAD, pad_edge=False, padding=0)
    for name in ("visibility", "growth", "diffusion", "growth"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("quarter", no_wrap=True)
    for one in sorted(positions, key=_by_growth):
        if signal in {None, one.signal}:
            quarters = dict.fromkeys((one.by_visibility, one.by_diffusion))
            table.add_row(
                one.signal,
                f"{one.visibility:.2f}",
                _percent(one.visibility_growth),
                f"{one.diffusion:.1f}",
                _percent(one.diffusion_growth),
                " / ".join(quarters),
            )
    return table


def _by_growth(position: Position) -> tuple[int, float, str]:
    """Sort by quarter, fastest growth first."""
    quarter = _ORDER[position.by_visibility]
    return quarter, -position.visibility_growth, position.signal


def _percent(growth: float) -> str:
    """Write growth as a change with its sign.

    >>> _percent(1.125), _percent(0.9)
    ('+12 %', '−10 %')
    """
    change = round(100 * (growth - 1))
    return f"{'−' if change < 0 else '+'}{abs(change)} %"
