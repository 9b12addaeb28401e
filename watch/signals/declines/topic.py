"""The category that a bare measure is about: "the market", "sales", "demand".

The first of these that knows one:

1. the owner that the rule names ("the perfume sector … a fall in its sales");
2. what the sentence says before, nearest first;
3. the topic before the colon of the title ("Chewing-gum : …");
4. earlier sentences, nearest first, back to the title;
5. what follows after a colon ("Bookings up 20%: camping …");
6. the measure itself, where it is a category of its own ("exports").

A category counts only if the measure may be about its domain: consumption is not
about houses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from .document import Sentence, Spot
from .lexicon import Lexicon
from .subject import STRONG, Subject, read_subjects
from .units import Unit


#: Units of a measure with its category.
_PHRASE = 6


def carry_over(
    bare: Subject, spot: Spot, lexicon: Lexicon
) -> tuple[list[Subject], Sentence]:
    """Return the bare measure with its categories, and the sentence they stand in."""
    owner = spot.group("owner")
    if owner:
        owners = read_subjects(
            owner, head_first=lexicon.head_first, measure=bare.measure
        )
        trade = bool(owners and owners[0].known and owners[0].known.weak == "measure")
        if trade and bare.head[0].form in lexicon.alone:
            return [], spot.sentence
        if not owners or owners[0].words:
            return owners, spot.sentence
    where = read_subjects(spot.group("where"), head_first=lexicon.head_first)
    if where and where[0].words:
        return [bare.about(*where[0].words)], spot.sentence
    measure = bare.head[0].form
    own = measure.startswith(lexicon.own_figures) and (bare.owned or names_company(spot))
    if not own and bare.measure != "generic":
        domains = _domains(measure, lexicon)
        for number, units in _places_to_look(spot):
            found = _last_categories(units, domains, lexicon)
            if found:
                sentence = spot.document.sentences[number]
                return [bare.about(unit) for unit in found], sentence
    if bare.measure == "generic":
        return [bare.about(*bare.head, carried=False)], spot.sentence
    if measure in lexicon.alone:
        return [bare.about(*bare.head)], spot.sentence
    return [], spot.sentence


def last_measured(spot: Spot, lexicon: Lexicon) -> tuple[Subject, Sentence] | None:
    """Return the measure with its category that the sentence before ends with."""
    if not spot.number:
        return None
    units = spot.document.units(spot.number - 1)
    for position in range(len(units) - 1, -1, -1):
        if units[position].tag == "MEASURE" and units[position].value in STRONG:
            phrase = units[position : position + _PHRASE]
            for subject in read_subjects(phrase, head_first=lexicon.head_first):
                if subject.known is not None:
                    sentence = spot.document.sentences[spot.number - 1]
                    return replace(subject, carried=True), sentence
    return None


def names_company(spot: Spot) -> bool:
    """Tell whether the sentence names somebody whose figures they may be."""
    return any(
        (unit.tag == "ORG" and unit.value != "territory")
        or unit.tag == "NAME"
        for unit in spot.units
    )


def _domains(measure: str, lexicon: Lexicon) -> frozenset[str]:
    """Return the domains that a measure may be about."""
    for start, domains in lexicon.carry.items():
        if measure.startswith(start):
            return domains
    return frozenset()


def _places_to_look(spot: Spot) -> Iterator[tuple[int, Sequence[Unit]]]:
    """Yield sentence numbers with the units to look at, in order of preference."""
    before = min(start for start, _ in spot.groups.values())
    yield spot.number, spot.units[:before]
    title = spot.document.units(0)
    for position, unit in enumerate(title):
        if unit.tag in {"COLON", "STOP"}:
            yield 0, title[:position]
            break
    for number in range(spot.number - 1, -1, -1):
        yield number, spot.document.units(number)
    for position, unit in enumerate(spot.units):
        if unit.tag == "COLON" and position > spot.fall:
            yield spot.number, spot.units[position:][::-1]


def _last_categories(
    units: Sequence[Unit], domains: frozenset[str], lexicon: Lexicon
) -> list[Unit]:
    """Return the last category, with those it is listed with, in reading order."""
    found: list[Unit] = []
    for unit in reversed(units):
        if unit.tag == "CAT" and lexicon.domains[unit.value] in domains:
            found.append(unit)
        elif found and unit.tag not in {"COMMA", "AND", "DET"}:
            break
    return found[::-1]
