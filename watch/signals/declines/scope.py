"""Whether a fall is told as a fact: not denied, asked, wished, feared or over."""

from __future__ import annotations

from collections.abc import Sequence

from .document import Spot
from .units import Unit

#: Tags that end the reach of a word of wish or fear.
_BORDERS = frozenset({"COLON", "STOP", "QUESTION", "COMMA", "SUB", "REL", "DASH"})
#: Units before the fall that are looked at.
_REACH = 6
#: Endings of the French imperfect: "si les ventes reculaient".
_IMPERFECT = ("ait", "aient")


def is_fact(spot: Spot, lang: str) -> bool:
    """Tell whether the text asserts the fall."""
    units, fall, unit = spot.units, spot.fall, spot.unit
    return not (
        unit.tag.endswith("_IF")
        or _asked(units, fall)
        or _eased(units, fall)
        or _eased(units, max(fall, spot.groups.get("what", (0, 0))[1] - 1))
        or any(after.tag == "IF" for after in units[fall + 1 : fall + 3])
        or (_is_noun(unit) and (_wished(units, fall) or _over(units, fall)))
        or _denied(units, fall)
        or _supposed(units, fall, lang)
    )


def _is_noun(unit: Unit) -> bool:
    return unit.tag in {"DROP", "FALL_ING", "LESS"}


def _asked(units: Sequence[Unit], fall: int) -> bool:
    """Tell whether the clause is a yes/no question; why-questions are facts."""
    for unit in units[fall + 1 :]:
        if unit.tag in {"STOP", "COLON"}:
            return False
        if unit.tag == "QUESTION":
            before = units[:fall]
            return not any(word.tag == "WHAT" for word in before)
    return False


def _eased(units: Sequence[Unit], fall: int) -> bool:
    """Tell whether the fall itself slows: "the slump eases"."""
    for unit in units[fall + 1 : fall + 4]:
        if unit.tag == "EASE":
            return True
        if unit.tag not in {"ADV", "AT", "TIME", "SE"}:
            return False
    return False


def _wished(units: Sequence[Unit], fall: int) -> bool:
    for position in range(fall - 1, max(-1, fall - _REACH), -1):
        if units[position].tag in _BORDERS:
            return False
        if units[position].tag in {"WISH", "MODAL"}:
            before = units[max(0, position - 3) : position]
            return not any(unit.tag in {"NOT", "NEG"} for unit in before)
    return False


def _over(units: Sequence[Unit], fall: int) -> bool:
    """Tell whether it is past: "après quatre années de baisse"."""
    for position in range(fall - 1, max(-1, fall - 9), -1):
        tag = units[position].tag
        if tag == "AFTER":
            return True
        if tag not in {"DET", "ADJ", "NUM", "TIME", "OF", "NOT_CAT", "ADV"}:
            return False
    return False


def _denied(units: Sequence[Unit], fall: int) -> bool:
    window = units[max(0, fall - 5) : fall + 3]
    if _is_noun(units[fall]):
        before = [unit.tag for unit in units[max(0, fall - 3) : fall]]
        while before and before[-1] in {"ADJ", "OF", "DET"}:
            before.pop()
        return before[-1:] == ["NOT"]
    for offset, unit in enumerate(window[:-1]):
        if unit.tag in _BORDERS and offset < len(window) - 3:
            continue
        if unit.tag == "NOMORE":
            return True
        if unit.tag in {"NOT", "PLUS"}:
            follow = window[offset + 1].form
            if follow in {"seulement", "only", "just", "que"}:
                continue
            french = any(other.tag == "NEG" for other in window)
            if french or unit.tag == "NOT":
                return True
    return False


def _supposed(units: Sequence[Unit], fall: int, lang: str) -> bool:
    if _is_noun(units[fall]):
        return False
    for position in range(fall - 1, -1, -1):
        unit = units[position]
        if unit.tag == "MODAL" and fall - position < _REACH:
            return True
        if unit.tag in {"COLON", "STOP"}:
            return False
        if unit.tag == "IF":
            return lang != "fr" or units[fall].form.endswith(_IMPERFECT)
    return False
