"""Whether a fall is told as a fact: not denied, asked, wished, feared or over.

Words decide, by what they stand near to; the lists are in ``grammar.<lang>.toml``
(NOT, NOMORE, WISH, WARN, COPE, LAST, MODAL, FORECAST, IF, AFTER, EASE, SAYS). A
forecast counts only if the sentence says whose it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from .document import Spot
from .lexicon import Habits
from .units import Unit

Standing = Literal["fact", "forecast", "none"]

#: Tags that end the reach of a word of wish, fear or denial.
_BORDERS = frozenset({"COLON", "STOP", "QUESTION", "COMMA", "SUB", "REL", "DASH"})
#: Units before the fall that a wish or a modal verb reaches over.
_REACH = 6
#: Units of an aside between commas that it reaches over as well.
_ASIDE = 5
#: Units of the longest name of a source at the end of a headline.
_SOURCE = 4
#: Units before and after a verb in which it is denied.
_DENIED_BEFORE, _DENIED_AFTER = 5, 2
#: Tags of falls that are nouns, or stand as one.
_NOUNS = frozenset(
    {"DROP", "DROP_OF", "BOOM", "AWAY", "FALL_ING", "EASE_ING", "LESS", "LESSER"}
)
#: Tags of nouns that a verb may take back: "the surge in sales has ebbed".
_CHANGES = frozenset({"DROP", "DROP_OF"})
#: Tags between "après" and the noun that is over: "quatre années de".
_OVER = frozenset({"DET", "ADJ", "TOPPING", "NUM", "TIME", "OF", "NOT_CAT", "ADV"})
#: Tags of those that tell how long it fell, or when.
_SPANS = frozenset({"NUM", "TIME", "NOT_CAT"})


def standing(spot: Spot, habits: Habits) -> Standing:
    """Return how the text tells the fall."""
    units, fall = spot.units, spot.fall
    noun = spot.unit.tag in _NOUNS
    end = max(fall, spot.groups.get("what", (0, 0))[1] - 1)
    ended = "over" in spot.groups  # "the gin boom is over" tells a fall
    if (
        spot.unit.tag.endswith("_IF")
        or _asked(units, fall)
        or (not ended and _eased(units, fall))
        or _eased(units, end)
        or (spot.unit.tag in _CHANGES and _reversed(units, end, spot.unit.sign))
        or (spot.unit.tag in _CHANGES and _is_over(units, end))
        or any(unit.tag == "IF" for unit in units[fall + 1 : fall + 3])
    ):
        return "none"
    if noun:
        # "maker expects the boom to last" presupposes it
        lasts = any(unit.tag == "LAST" for unit in units[fall + 1 : fall + 3])
        wished = _wished(units, fall, habits) and not lasts
        doubtful = wished or _over(units, fall, habits) or _refused(units, fall)
        if doubtful:
            return "none"
        bound = any(unit.tag == "BOUND" for unit in units[max(0, fall - 4) : fall])
        return _forecast(units, fall) if bound else "fact"
    if _denied(units, fall, habits) or (spot.unit.sign > 0 and _barely(units, fall)):
        return "none"
    supposed = _supposed(units, fall, habits)
    if supposed:
        told = _signed(units, fall) or _reported(units, fall, habits)
        return "forecast" if supposed == "modal" and told else "none"
    return _forecast(units, fall)


def _asked(units: Sequence[Unit], fall: int) -> bool:
    """Tell whether the clause is a yes/no question; why-questions tell facts."""
    for unit in units[fall + 1 :]:
        if unit.tag in {"STOP", "COLON"}:
            return False
        if unit.tag == "QUESTION":
            return all(word.tag != "WHAT" for word in units[:fall])
    return False


def _eased(units: Sequence[Unit], position: int) -> bool:
    """Tell whether the fall itself slows: "the slump eases"."""
    for unit in units[position + 1 : position + 4]:
        if unit.tag.startswith("EASE"):
            return True
        if unit.tag not in {"ADV", "AT", "TIME", "SE", "FORECAST", "MODAL", "HAVE"}:
            return False
    return False


def _is_over(units: Sequence[Unit], position: int) -> bool:
    """Tell whether the text says that it is: "the slump is over"."""
    after = units[position + 1 : position + 2]
    return bool(after) and after[0].tag == "OVER"


def _reversed(units: Sequence[Unit], position: int, sign: int) -> bool:
    """Tell whether it goes the other way since: "the surge in sales has ebbed".

    A decline that grows or accelerates goes on.
    """
    for unit in units[position + 1 : position + 5]:
        if unit.tag.startswith(("FALL", "SELF")):
            return sign > 0 > unit.sign
        if unit.tag not in {"ADV", "AT", "TIME", "SE", "HAVE", "BE"}:
            return False
    return False


def _wished(units: Sequence[Unit], fall: int, habits: Habits) -> bool:
    """Tell whether a noun is what somebody wants, fears or fights."""
    cited = any(unit.tag == "SAYS" for unit in units)
    before_aside = _skip_aside(units, fall)
    for position in range(before_aside, max(-1, before_aside + 1 - _REACH), -1):
        told = units[position].tag == "REL" and units[position - 1].tag == "WISH"
        if units[position].tag in _BORDERS and not told:  # "they ask that"
            return False
        if units[position].tag == "COPE":  # "seeks help to weather the fall"
            return False
        slowed = units[position].tag.startswith("EASE") and _beside(
            units, position, fall
        )
        told = units[position].tag == "WARN" and units[fall].tag == "FALL_ING"
        if told:  # "warns of falling demand": it falls already
            return False
        if cited and units[position].form in habits.reported:
            continue  # "serait en baisse, selon"
        if slowed or units[position].tag in {"WISH", "WARN", "MODAL", "EASE"}:
            before = units[max(0, position - 3) : position]
            return all(unit.tag not in {"NOT", "NEG"} for unit in before)
    return False


def _beside(units: Sequence[Unit], position: int, fall: int) -> bool:
    """Tell whether only words like articles stand between: "slowing a recovery"."""
    return all(
        unit.tag in {"DET", "ADJ", "TOPPING", "POSS"}
        for unit in units[position + 1 : fall]
    )


def _skip_aside(units: Sequence[Unit], fall: int) -> int:
    """Return the position before the fall, and before "…, in time, a" if there.

    >>> from .units import Unit
    >>> tags = "MODAL VERB COMMA TIME COMMA DET DROP".split()
    >>> _skip_aside([Unit("", 0, 0, tag) for tag in tags], 6)
    1
    """
    position = fall - 1
    while position > 0 and units[position].tag in {"DET", "ADJ", "TOPPING"}:
        position -= 1
    if units[position].tag != "COMMA":
        return fall - 1
    for start in range(position - 1, max(0, position - _ASIDE) - 1, -1):
        if units[start].tag == "COMMA" and units[start - 1].tag == "VERB":
            return start - 1
    return fall - 1


def _over(units: Sequence[Unit], fall: int, habits: Habits) -> bool:
    """Tell whether it is past: "après quatre années de baisse".

    In English "after a fall in demand" gives a reason, unless it says how long.
    """
    dated = habits.head_first
    for position in range(fall - 1, -1, -1):
        tag = units[position].tag
        if tag == "AFTER":
            return dated
        if tag not in _OVER:
            return False
        dated |= tag in _SPANS
    return False


def _refused(units: Sequence[Unit], fall: int) -> bool:
    """Tell whether a noun is denied: "aucune baisse", "no sharp decline"."""
    position = fall - 1
    while position > 0 and units[position].tag in {"ADJ", "TOPPING", "OF", "DET"}:
        position -= 1
    while position > 0 and units[position].tag == "ADV":  # "pas encore de baisse"
        position -= 1
    return position >= 0 and units[position].tag == "NOT"


def _denied(units: Sequence[Unit], fall: int, habits: Habits) -> bool:
    """Tell whether a verb is denied: "ne recule plus", "did not fall"."""
    start, end = max(0, fall - _DENIED_BEFORE), fall + _DENIED_AFTER
    for position in range(fall - 1, start, -1):
        if units[position].tag in _BORDERS:
            start = position
            break
    window = units[start : end + 1]
    double = any(unit.tag == "NEG" for unit in window)
    for position, unit in enumerate(window, start):
        tag = unit.tag
        after = units[position + 1].form if position + 1 < len(units) else ""
        if tag == "NOMORE" and position < fall:
            return True
        single = tag == "NOT" and (position < fall or double)
        if (single or (tag == "PLUS" and double)) and after not in habits.not_only:
            return True
    return False


def _barely(units: Sequence[Unit], fall: int) -> bool:
    """Tell whether growth is only slow: "n'ont augmenté que de 2 %"."""
    only = units[fall + 1 : fall + 2]
    negated = any(unit.tag == "NEG" for unit in units[max(0, fall - 3) : fall])
    return negated and bool(only) and only[0].tag == "REL"


def _supposed(
    units: Sequence[Unit], fall: int, habits: Habits
) -> Literal["modal", "if", ""]:
    """Return what makes a verb only possible, or under a condition; "" if nothing."""
    for position in range(fall - 1, -1, -1):
        tag = units[position].tag
        if tag == "MODAL" and fall - position < _REACH:
            return "modal"
        if tag in {"COLON", "STOP"}:
            return ""
        if tag == "IF":
            # "si le vin décline, le blanc résiste" concedes a fact
            return "if" if units[fall].form.endswith(habits.supposed) else ""
    return ""


def _signed(units: Sequence[Unit], fall: int) -> bool:
    """Tell whether a headline ends with whose forecast it is: "… : bank", "- WHO"."""
    for position in range(len(units) - 1, max(fall, len(units) - _SOURCE - 2), -1):
        if units[position].tag in {"COLON", "DASH", "SAYS"}:
            return all(unit.tag != "IF" for unit in units)
    return False


def _reported(units: Sequence[Unit], fall: int, habits: Habits) -> bool:
    """Tell whether the press tells what others say: "aurait reculé, selon"."""
    modal = any(unit.form in habits.reported for unit in units[max(0, fall - 3) : fall])
    return modal and any(unit.tag == "SAYS" for unit in units)


def _forecast(units: Sequence[Unit], fall: int) -> Standing:
    """Return what a verb after "devrait", "is expected to" counts for."""
    near = units[max(0, fall - 4) : fall]
    if units[fall].tag == "DEGREE" and near and near[-1].tag == "FORECAST":
        return "fact"  # "ils y vont de moins en moins"
    verb = units[fall].tag == "FALLS"
    to_come = verb and fall > 0 and units[fall - 1].tag == "TO"  # "market to shrink"
    if not to_come and all(unit.tag not in {"FORECAST", "BOUND"} for unit in near):
        return "fact"
    named = any(unit.tag in {"SAYS", "QUOTE"} for unit in units) or any(
        unit.tag in {"COLON", "WARN"}
        for unit in units[fall:]  # "…: bank", "…, bank warns"
    )
    named = named or _signed(units, fall)
    return "forecast" if named else "none"
