"""What falls: the categories inside a noun phrase.

French puts the noun first ("le marché du vin rouge"), English last ("the red wine
market"); the habits of a language say which. Both readers peel the measures
(market, sales) off and stop at what is no category: prices, companies, people.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from .head_first import read_head_first
from .head_last import read_head_last
from .lexicon import Habits
from .subject import Reading, Subject
from .units import Unit


def read_subjects(
    units: Sequence[Unit], habits: Habits, *, measure: str = ""
) -> list[Subject]:
    """Return one subject for each coordinated category; [] if it is none.

    Args:
        units: The noun phrase.
        habits: How the language behaves.
        measure: Kind of a measure elsewhere that vouches for the category.

    """
    if not habits.head_first and _all_prices(units):
        return []
    read = read_head_first if habits.head_first else read_head_last
    found: list[Subject] = []
    for number, part in enumerate(_split_coordination(_unpacked(units, habits))):
        if number and not found and part[0].tag == "OF":
            break  # "the cost of building and of buying land"
        reading = Reading(measure)
        if found and found[-1].words and not _has_measure(part):
            last = found[-1]  # "ventes de lait et de beurre"
            reading = Reading(last.measure, last.head, last.place, last.owned)
        subject = read(part, reading, habits)
        if subject is not None and (
            found or number == 0 or _stands_alone(subject, measure, habits)
        ):
            found.append(subject)
        elif found or any(unit.tag == "GENITIVE" for unit in part):
            break  # "Shell's oil, gas output"
    return found if habits.head_first else _share_last(found)


def _all_prices(units: Sequence[Unit]) -> bool:
    """Tell "import and export prices", prices of both, from "sales and prices"."""
    *_, last = [], *_split_coordination(units)
    return len(last) > 1 and last[-1].value == "price"


def _unpacked(units: Sequence[Unit], habits: Habits) -> list[Unit]:
    """Take "bottles of" away before what is in them."""
    triples = enumerate(zip(units, units[1:], units[2:], strict=False))
    packed = {
        position
        for position, (pack, of, content) in triples
        if pack.form in habits.packs and of.tag == "OF" and content.tag == "CAT"
    }
    return [
        unit
        for position, unit in enumerate(units)
        if not packed & {position, position - 1}
    ]


def _stands_alone(subject: Subject, measure: str, habits: Habits) -> bool:
    """Tell whether it counts after something that is no category.

    In "a surge in cases and a sustainable industry" nothing does.
    """
    vouched = bool(measure) or habits.head_first
    return bool(subject.measure) and (vouched or subject.known is not None)


def _split_coordination(units: Sequence[Unit]) -> Iterator[list[Unit]]:
    part: list[Unit] = []
    for unit in units:
        if unit.tag not in {"AND", "COMMA"}:
            part.append(unit)
        elif part:
            yield part
            part = []
    if part:
        yield part


def _has_measure(part: Sequence[Unit]) -> bool:
    return any(unit.tag == "MEASURE" for unit in part)


def _share_last(found: list[Subject]) -> list[Subject]:
    """Give "beer and wine sales" both categories: the last measure is everybody's."""
    return [
        replace(subject, measure=found[-1].measure, head=found[-1].head)
        if subject.words and not subject.measure
        else subject
        for subject in found
    ]
