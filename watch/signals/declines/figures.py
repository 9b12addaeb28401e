"""How much it fell: the percentage that belongs to a fall."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from .document import Spot
from .units import Unit

_BETWEEN = frozenset(
    {"OF", "ADV", "ADJ", "TIME", "AT", "TO", "PREP", "DET", "BY", "COLON"}
)
#: "falls to 5 %" gives a level, not the size of the fall.
_LEVELS = frozenset({"à", "sous", "to", "at", "below", "above", "under"})


def find_percents(
    spot: Spot, figures: Mapping[str, Any], count: int
) -> list[float | None]:
    """Return the percentage of each of ``count`` things that fall together.

    They share one, unless the text says "respectively". A range gives its middle,
    "a third" 33.3, "halved" 50, "from 15 to 6 million" is computed.
    """
    units, fall = spot.units, spot.fall
    end = _clause_end(units, fall)
    clause = spot.sentence.text[spot.unit.start : units[end - 1].end]
    if figures["respectively"] in clause:
        each = [unit.percent for unit in units[fall:end] if unit.percent is not None]
        if len(each) == count:
            return [*each]
    return [_find_percent(units, fall, clause, figures)] * count


def _find_percent(
    units: Sequence[Unit], fall: int, clause: str, figures: Mapping[str, Any]
) -> float | None:
    unit = units[fall]
    if unit.percent is not None:
        return unit.percent
    ranged = re.search(figures["range"], clause, re.IGNORECASE)
    if ranged:
        low, high = (float(number.replace(",", ".")) for number in ranged.groups())
        return (low + high) / 2
    for position in range(fall + 1, _clause_end(units, fall)):
        percent = units[position].percent
        if percent is not None and _belongs(units, fall, position):
            return percent
    for position in (fall - 1, fall - 2):
        if position >= 0 and units[position].tag in {"PCT", "SIGNED"}:
            return units[position].percent
    return _from_to(clause, figures) or _ratio(clause, figures)


def _clause_end(units: Sequence[Unit], fall: int) -> int:
    for position in range(fall + 1, len(units)):
        if units[position].begins_report or units[position].tag == "SUB":
            return position
    return len(units)


def _belongs(units: Sequence[Unit], fall: int, position: int) -> bool:
    """Tell whether a percentage is the size of the fall, not a share or a level."""
    near = all(unit.tag in _BETWEEN for unit in units[fall + 1 : position])
    if units[position].tag == "SIGNED":
        return True
    if near:
        return units[position - 1].form not in _LEVELS
    after = units[position + 1 : position + 2]
    return not (after and after[0].tag == "OF")


def _from_to(clause: str, figures: Mapping[str, Any]) -> float | None:
    found = re.search(figures["from_to"], clause, re.IGNORECASE)
    if found is None:
        return None
    old, old_unit, new, new_unit = found.groups()
    if old_unit and new_unit and old_unit.rstrip("s") != new_unit.rstrip("s"):
        return None
    before, after = _number(old), _number(new)
    if not before or before == after or (not old_unit and not new_unit):
        return None
    return round(abs(before - after) / before * 100, 1)


def _number(text: str) -> float:
    return float(re.sub(r"[ ]", "", text).replace(",", "."))


def _ratio(clause: str, figures: Mapping[str, Any]) -> float | None:
    for pattern, share in _ratios(tuple(map(tuple, figures["ratios"]))):
        if pattern.search(clause):
            return share
    return None


@cache
def _ratios(
    table: tuple[tuple[str, float], ...],
) -> tuple[tuple[re.Pattern[str], float], ...]:
    return tuple(
        (re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), share)
        for pattern, share in table
    )
