"""Noun phrases whose noun comes first: "le marché français du vin rouge"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .lexicon import Habits
from .subject import LINKS, PLACES, SKIPPED, Reading, Subject
from .units import Unit

#: Units of the longest category that is still a name.
_LONGEST = 6
#: Tags of the words of a category after its first.
_MORE = frozenset({"WORD", "CAT", "RELATED"})
#: Tags of nouns that a participle may follow; after an article it is a noun itself.
_NAMED = _MORE | {"MEASURE"}


def read_head_first(
    units: Sequence[Unit], reading: Reading, habits: Habits
) -> Subject | None:
    """Return the subject: measures are peeled off, then the category is taken."""
    for position, unit in enumerate(units):
        reading.owned |= unit.tag == "POSS"
        if unit.tag == "WITHOUT" and units[position - 1].tag == "PEOPLE":
            return None  # "drivers without insurance"
        if unit.tag in SKIPPED or unit.tag in LINKS:
            continue
        if unit.tag == "MEASURE":
            reading.peel(unit)
        elif _sells(units[position : position + 2], habits):
            reading.peel(replace(unit, value="users"))
        elif _tells_more(units, position, habits):
            continue
        elif unit.tag in PLACES and reading.measure:
            reading.see_place(unit)
        elif unit.tag == "PEOPLE" and reading.measure and _names_field(units, position):
            return reading.subject()
        elif unit.tag != "PEOPLE" or not reading.measure:
            return _category(units, position, reading, habits)
    return reading.subject()


def _names_field(units: Sequence[Unit], position: int) -> bool:
    """Tell whether what follows people is what they study: "étudiants en droit"."""
    after = units[position + 1 : position + 2]
    return bool(after) and after[0].tag == "EN"


def _sells(units: Sequence[Unit], habits: Habits) -> bool:
    """Tell whether a trade is followed by what it sells: "fabricants de meubles"."""
    trade, *after = units
    return trade.form in habits.trades and bool(after) and after[0].tag == "OF"


def _tells_more(units: Sequence[Unit], position: int, habits: Habits) -> bool:
    """Tell whether a word after a measure says where or how it was measured.

    "La récolte drômoise", "les quantités vendues", "les surfaces semées en maïs".
    """
    unit = units[position]
    before = units[position - 1].tag if position else ""
    if before in {"PEOPLE", "NATION"}:
        return unit.form.endswith(habits.doing)  # "le nombre de Belges mangeant"
    if before != "MEASURE":
        return False
    if unit.tag == "CONSUME":
        return unit.form.endswith(habits.past)
    link, *content = units[position + 1 : position + 3] or [unit]
    measured = bool(content) and link.tag in {"EN", "OF"} and content[0].tag == "CAT"
    return unit.tag == "WORD" and (measured or unit.form.endswith(habits.local))


def _category(
    units: Sequence[Unit], position: int, reading: Reading, habits: Habits
) -> Subject | None:
    """Read the category that starts at a position."""
    unit = units[position]
    if unit.value == "acronym" and _is_market(reading, habits):
        reading.words = [unit]
        return reading.subject()
    possible = unit.tag == "CAT" or (unit.tag in _MORE and reading.measure)
    single = not reading.measure and units[0].form in habits.single
    if not possible or single:
        return None
    measure = reading.head[0].form if reading.head else ""
    got = measure in habits.given and _is_recipient(units[:position])
    if got or (measure in habits.ordered and _buys(unit)):
        return reading.subject()
    after_noun = position > 0 and units[position - 1].tag in _NAMED
    if after_noun and _is_participle(unit, habits):
        return reading.subject()  # "la production décidée": still bare
    reading.words = [unit]
    if unit.tag != "CAT" and units[position - 1] in reading.head:
        reading.words = [*reading.head, unit]  # "consommation alimentaire"
    whole = _extend(units[position + 1 :], reading, habits)
    return reading.subject(unit) if whole else None


def _is_recipient(before: Sequence[Unit]) -> bool:
    """Tell whether a noun is who gets something: "aux laiteries"."""
    links = [unit.tag for unit in before if unit.tag in LINKS]
    return bool(links) and links[-1] == "TO"


def _buys(unit: Unit) -> bool:
    """Tell whether it is a trade that buys: "restaurateurs"."""
    return unit.weak == "measure" and unit.form.endswith("s")


def _extend(units: Sequence[Unit], reading: Reading, habits: Habits) -> bool:
    """Take what modifies the category; False if it belongs to somebody by name."""
    links: list[Unit] = []
    for unit in units:
        full = len(reading.words) + len(links) >= _LONGEST
        if unit.tag == "NAME":
            return False
        if unit.tag in PLACES:
            reading.see_place(unit)
            return True
        if unit.tag == "QUOTE" or (unit.tag == "ADJ" and not links):
            continue
        if unit.tag in LINKS and not full:
            links.append(unit)
        elif unit.tag in _MORE and not full and not _ends(unit, links, reading, habits):
            reading.words += [*links, unit]
            links = []
        else:
            return True
    return True


def _ends(unit: Unit, links: Sequence[Unit], reading: Reading, habits: Habits) -> bool:
    """Tell whether an unknown word is no part of the name any more."""
    if unit.tag != "WORD":
        return False
    if len(unit.form) == 1 or (links and unit.form.endswith(habits.infinitives)):
        return True
    plural = reading.words[-1].form.endswith(("s", "x"))
    verb = plural and unit.form.endswith(habits.plural_verbs)
    return verb or unit.form.endswith(habits.participles)


def _is_participle(unit: Unit, habits: Habits) -> bool:
    return unit.tag == "WORD" and unit.form.endswith(habits.participles)


def _is_market(reading: Reading, habits: Habits) -> bool:
    return bool(reading.head) and reading.head[0].form in habits.markets
