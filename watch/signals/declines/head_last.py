"""Noun phrases whose noun comes last: "the French red wine market"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .lexicon import Habits
from .subject import LINKS, PLACES, SKIPPED, STRONG, Reading, Subject
from .units import Unit

#: Tags that may stand before the noun of a category.
_MODIFIERS = frozenset({"CAT", "WORD", "MEASURE", "PEOPLE", "GENITIVE", "RELATED"})

#: Kinds of other nouns that may stand before the noun of a category.
_NAMING = frozenset({"health", "society", "time"})


def read_head_last(
    units: Sequence[Unit], reading: Reading, habits: Habits
) -> Subject | None:
    """Return the subject of a compound and, after "sales of", of its complement."""
    compound, complement = _split_complement(units)
    of = bool(complement) and units[len(compound)].tag == "OF"
    own = _take_owner(compound, reading)
    if own is None:
        return None
    while own and own[-1].tag in PLACES:  # "investment in Europe"
        reading.see_place(own.pop())
    _drop_participles(own, habits)
    if len(own) > 1 and _is_trade(own[-2], own[-1]):
        own.pop()
        reading.peel(replace(own[-1], tag="MEASURE", value="trade"))
    while own and own[-1].tag == "MEASURE":
        reading.peel(own.pop())
        while own and own[-1].tag == "GENITIVE":  # "skiing's popularity"
            own.pop()
    if not _take_modifiers(own, reading):
        return None
    if not reading.words:
        if complement and reading.measure:
            return _read_complement(complement, reading, habits)
        return reading.subject()
    inner = _read_complement(complement, reading, habits) if of else None
    if reading.measure and inner is not None and inner.known is not None:
        return inner  # "print circulation of magazines"
    return _named(units[0], reading, habits)


def _drop_participles(own: list[Unit], habits: Habits) -> None:
    """Drop what says more of a noun after it: "demand combined", "homes sold"."""
    for position in range(1, len(own)):
        if own[position].tag == "CONSUME" and own[position - 1].tag in {
            "CAT",
            "PEOPLE",
        }:
            del own[position:]
            break
    while len(own) > 1 and _is_participle(own[-1], habits):
        own.pop()


def _is_participle(unit: Unit, habits: Habits) -> bool:
    unknown = unit.tag == "WORD" and unit.form.endswith(habits.participles)
    return unknown or unit.tag == "CONSUME"  # "homes sold"


def _is_trade(noun: Unit, last: Unit) -> bool:
    """Tell whether it is all who make or sell something: "caravan makers"."""
    makers = last.value == "organisation" and last.form.endswith("s")
    return noun.tag == "CAT" and makers


def _named(first: Unit, reading: Reading, habits: Habits) -> Subject | None:
    """Return the subject if its last word may name a category."""
    while len(reading.words) > 1 and reading.words[-1].tag == "GENITIVE":
        reading.words.pop()  # "coal's decline"
    name = reading.words[-1]
    if not reading.measure and first.form in habits.single:
        return None
    if name.tag != "CAT" and reading.measure not in STRONG:
        return None
    return reading.subject(name)


def _split_complement(units: Sequence[Unit]) -> tuple[list[Unit], list[Unit]]:
    for position, unit in enumerate(units):
        if unit.tag in LINKS and position:
            return list(units[:position]), list(units[position + 1 :])
    return [unit for unit in units if unit.tag not in LINKS], []


def _take_owner(units: list[Unit], reading: Reading) -> list[Unit] | None:
    """Take "China's" off; None when the owner is a company or a person."""
    for position, unit in enumerate(units):
        if unit.tag != "GENITIVE":
            continue
        owner = units[position - 1] if position else unit
        if owner.tag in PLACES:
            reading.see_place(owner)
            return units[position + 1 :]
        return units if owner.tag in {"CAT", "PEOPLE"} else None  # men's make-up
    return units


def _take_modifiers(units: Sequence[Unit], reading: Reading) -> bool:
    """Take the words of the category before its measure; False if it is none."""
    for unit in units:
        reading.owned |= unit.tag == "POSS"
        if unit.tag in PLACES:
            reading.see_place(unit)
        elif unit.tag == "MEASURE" and not reading.words:
            reading.peel(unit)
        elif unit.tag in _MODIFIERS or _tells_apart(unit, units[-1]):
            reading.words.append(unit)
        elif unit.tag not in SKIPPED:
            return False
    if reading.words and reading.words[-1].tag == "PEOPLE":
        reading.words.clear()
        return reading.measure in STRONG
    return True


def _tells_apart(unit: Unit, last: Unit) -> bool:
    """Tell whether what is no category tells one from another: "flu vaccines"."""
    return unit.value == "nature" or (unit.value in _NAMING and unit is not last)


def _read_complement(
    units: Sequence[Unit], reading: Reading, habits: Habits
) -> Subject | None:
    """Read what follows "sales of", "demand for", "number of"."""
    inner = Reading(measure=reading.measure, place=reading.place)
    subject = read_head_last(units, inner, habits)
    if subject is None:
        return None
    owned = subject.owned or reading.owned
    return replace(subject, head=reading.head, owned=owned)
