"""When and where it fell."""

from __future__ import annotations

from .document import Spot

#: A period before the fall is this many units further away than one after it.
_BEFORE = 3


def find_period(spot: Spot) -> str:
    """Return the period nearest to the fall, as written; "" without one."""
    times = [
        (abs(position - spot.fall) + _BEFORE * (position < spot.fall), unit)
        for position, unit in enumerate(spot.units)
        if unit.tag == "TIME"
    ]
    if not times:
        return ""
    nearest = min(times, key=lambda pair: pair[0])[1]
    return spot.sentence.original[nearest.start : nearest.end]


def find_places(spot: Spot) -> list[tuple[str, float | None]]:
    """Return the places of a fall, each with its own percentage if it has one.

    The first of these that is there: places after the fall, the nearest before it,
    the nation of those who buy less.
    """
    units, fall = spot.units, spot.fall
    after: list[tuple[str, float | None]] = []
    percent: float | None = None
    for unit in units[fall:]:
        if unit.percent is not None:
            percent = unit.percent
        elif unit.tag in {"AT", "PLACE"}:
            after.append((unit.value, percent))
            percent = None
        elif unit.begins_report and unit is not spot.unit:
            break
    if len(after) > 1 and all(figure is not None for _, figure in after):
        return after
    before = [unit.value for unit in units[:fall] if unit.tag in {"AT", "PLACE"}]
    nations = [unit.value for unit in units if unit.tag == "NATION"]
    found = [place for place, _ in after[:1]] + before[-1:] + nations[:1]
    return [(found[0], None)] if found else []
