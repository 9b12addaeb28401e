"""When and where it fell."""

from __future__ import annotations

from collections.abc import Sequence

from .units import Unit

_ENDS = frozenset({"STOP", "QUESTION", "DROP", "FALLS", "SELFS"})


def find_period(units: Sequence[Unit], fall: int) -> str:
    """Return the period nearest to the fall, as written; "" without one."""
    times = [
        (abs(position - fall) + (3 if position < fall else 0), unit)
        for position, unit in enumerate(units)
        if unit.tag == "TIME"
    ]
    return min(times, key=lambda pair: pair[0])[1].form if times else ""


def find_places(units: Sequence[Unit], fall: int) -> list[tuple[str, float | None]]:
    """Return the places of a fall, each with its own percentage if it has one."""
    after: list[tuple[str, float | None]] = []
    percent: float | None = None
    for unit in units[fall:]:
        if unit.percent is not None:
            percent = unit.percent
        elif unit.tag in {"AT", "PLACE"}:
            after.append((unit.value, percent))
            percent = None
        elif unit.tag in _ENDS and unit is not units[fall]:
            break
    if len(after) > 1 and all(figure is not None for _, figure in after):
        return after
    if after:
        return [(after[0][0], None)]
    before = [unit.value for unit in units[:fall] if unit.tag in {"AT", "PLACE"}]
    return [(before[-1], None)] if before else []
