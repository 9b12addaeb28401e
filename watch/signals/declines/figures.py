"""How much it fell: the percentage that belongs to a fall."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .document import Spot
from .lexicon import Figures
from .units import Unit

#: Tags between a fall and its size: "baisse, en mai, de près de 5 %".
_BETWEEN = frozenset(
    {"OF", "ADV", "ADJ", "TOPPING", "TIME", "AT", "TO", "PREP", "DET", "COLON"}
)
#: Units before "less" that say how much: "three times less".
_TIMES = 2
#: Tags of noun phrases between a figure and "less": "8 % de fromage en moins".
_MEASURED = frozenset({"OF", "CAT", "RELATED", "WORD", "ADJ", "PEOPLE", "MEASURE"})
#: Most that anything can fall.
_ALL = 100.0


def find_percents(spot: Spot, figures: Figures, count: int) -> list[float | None]:
    """Return the percentage of each of ``count`` things that fall together.

    They share one, unless the text says "respectively". A range gives its middle,
    "a third" 33.3, "halved" 50, "from 15 to 6 million" is computed; percentages
    are positive, falls at most 100.
    """
    share = _share(spot, figures)
    if share is not None:
        return [share] * count
    units, fall = spot.units, spot.fall
    end = _clause_end(units, fall)
    start = max(0, fall - _TIMES) if spot.unit.tag == "LESS" else fall
    clause = spot.sentence.text[units[start].start : units[end - 1].end]
    if figures.respectively in clause:
        each = [unit.percent for unit in units[fall:end] if unit.percent is not None]
        if len(each) == count:
            return [*each]
    percent = _find_percent(units, fall, clause, figures)
    if percent is not None and percent > _ALL and spot.unit.sign < 0:
        percent = None
    return [percent] * count


def shift_sign(spot: Spot, figures: Figures) -> int:
    """Return -1 or +1 for "went from 15 to 6 million" by its numbers; 0 without."""
    found = figures.from_to.search(spot.sentence.text, spot.unit.start)
    if found is None:
        return 0
    before, after = _number(found[1]), _number(found[3])
    return (after > before) - (after < before)


def _share(spot: Spot, figures: Figures) -> float | None:
    """Return the part of "a third of the pubs have closed"; None without."""
    for unit in spot.group("count"):
        share = unit.percent or figures.shares.get(unit.form)
        if share is not None:
            return share
    return None


def _find_percent(
    units: Sequence[Unit], fall: int, clause: str, figures: Figures
) -> float | None:
    unit = units[fall]
    if unit.percent is not None:
        return unit.percent
    end = _clause_end(units, fall)
    for position in range(fall + 1, end):
        if units[position].tag.startswith("SHIFT"):
            end = position  # "…, from 92 % to 80 %" are points
            break
    ranged = None if unit.tag.startswith("SHIFT") else figures.range.search(clause)
    if ranged and end == _clause_end(units, fall):
        low, high = map(_number, ranged.groups())
        return (low + high) / 2
    for position in range(fall + 1, end):
        percent = units[position].percent
        if percent is not None and _belongs(units, fall, position, figures):
            return percent
    for position in range(fall - 1, -1, -1):  # "a 50% drop", "a 50% annual drop"
        if units[position].percent is not None:
            return units[position].percent
        named = unit.tag == "LEVEL" and units[position].tag in _MEASURED
        if fall - position >= _TIMES and not named:
            break
    return _from_to(clause, figures) or _ratio(clause, figures)


def _clause_end(units: Sequence[Unit], fall: int) -> int:
    for position in range(fall + 1, len(units)):
        if units[position].begins_report or units[position].tag == "SUB":
            return position
    return len(units)


def _belongs(units: Sequence[Unit], fall: int, position: int, figures: Figures) -> bool:
    """Tell whether a percentage is the size of the fall, not a share or a level."""
    if units[position].tag == "SIGNED":
        return True
    if units[position - 1].form in figures.levels:
        return False
    if all(unit.tag in _BETWEEN for unit in units[fall + 1 : position]):
        return True
    after = units[position + 1 : position + 2]
    return not (after and after[0].tag == "OF")


def _from_to(clause: str, figures: Figures) -> float | None:
    """Return the size of "from 15 million to 6 million", in percent."""
    found = figures.from_to.search(clause)
    if found is None:
        return None
    old, old_unit, new, new_unit = found.groups()
    if not new_unit or (old_unit and old_unit.rstrip("s") != new_unit.rstrip("s")):
        return None
    before, after = _number(old), _number(new)
    return round(abs(before - after) / before * 100, 1) if before else None


def _number(text: str) -> float:
    """Return a number written in French or English.

    >>> _number("7,5"), _number("1 200"), _number("1,200.5")
    (7.5, 1200.0, 1200.5)
    """
    plain = re.sub(r"[ ,](?=\d{3}\b)", "", text.strip())
    return float(plain.replace(",", "."))


def _ratio(clause: str, figures: Figures) -> float | None:
    for pattern, share in figures.ratios:
        if pattern.search(clause):
            return share
    return None
