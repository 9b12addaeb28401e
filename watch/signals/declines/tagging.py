"""Tags that depend on neighbours: noun or verb, name or word, place or adverbial."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .builder import Entry
from .lexicon import Habits
from .units import Unit

#: A noun may open a sentence or follow these; the soft ones only with "of" after.
_OPENERS = frozenset({"START", "COLON", "STOP", "DASH"})
_SOFT_OPENERS = frozenset({"COMMA", "QUOTE", "AND", "CLOSE", "SUB"})
#: Tags of nouns that may turn out to be verbs; other words never do.
_OPEN = frozenset(
    {
        "CAT",
        "MEASURE",
        "NOT_CAT",
        "ORG",
        "PEOPLE",
        "DROP",
        "BOOM",
        "GAIN",
        "NATION",
        "ADJ",
    }
)
#: Tags of what a noun phrase is the subject of.
_PREDICATES = frozenset({"BE", "HAVE", "MODAL", "FORECAST", "STATE", "PARTICLE"})
#: Tags of nouns that a participle may tell more of.
_MODIFIED = frozenset({"CAT", "MEASURE", "RELATED", "WORD", "NATION", "PEOPLE", "ORG"})
#: A capital after these says nothing about a name.
_NAMES_MAY_FOLLOW = frozenset({"QUOTE", "COLON", "STOP", "DASH", "QUESTION", "OPEN"})
_ORDINAL = re.compile(r"\d+(?:er|[èe]re|[èe]?me|nde?|st|rd|th)")
#: Endings of singular nouns in s: "glass", "bus", "tennis", "natural gas".
_SINGULAR = ("ss", "us", "is", "gas", "christmas")
#: Units of the longest name of an outlet after a dash, and their tags.
_SIGNATURE = 6
_SIGNED = frozenset({"NAME", "DET", "OF", "AND", "NUM", "PLACE", "AT", "OTHER"})
#: Tags of the names of guilds and offices that report.
_REPORTING = _SIGNED | {"MEASURE", "CAT", "NATION", "WORD", "FOR", "ORG", "GENITIVE"}
#: Words up to this length stay small in title case.
_SHORT = 3


@dataclass(slots=True)
class Candidate:
    """A unit that may be a noun or a verb, until its neighbours decide."""

    unit: Unit
    #: Its entries as noun (or function word) and as verb.
    noun: Entry | None = None
    verb: Entry | None = None


def decide(candidates: Sequence[Candidate], habits: Habits) -> list[Unit]:
    """Return the units with the tag of their noun or of their verb."""
    before = "START"
    for position, candidate in enumerate(candidates):
        noun, verb, unit = candidate.noun, candidate.verb, candidate.unit
        entry = noun or verb
        both = noun and verb and noun.tag in _OPEN
        if both and not _is_noun(candidates, position, before, habits):
            entry = verb
        if entry is not None:
            unit.tag, unit.sign = entry.tag, entry.sign
            unit.value, unit.weak = entry.value, entry.weak
        after_noun = unit.tag == "VERB" and before in _MODIFIED
        if after_noun and " " not in unit.form and unit.form.endswith(habits.modifiers):
            unit.tag = "MORE_OF"
        before = unit.tag
    return [candidate.unit for candidate in candidates]


def _is_noun(
    candidates: Sequence[Candidate], position: int, before: str, habits: Habits
) -> bool:
    """Tell whether a form that is noun and verb is a noun here."""
    if before in habits.before_noun:
        return True
    if before == "PEOPLE" and habits.compounds:
        return _precedes_verb(candidates, position)  # "teen smoking" in "… falls"
    if before in {"CAT", "MEASURE", "WORD"}:
        return habits.compounds and (
            _is_compound(candidates, position) or _precedes_verb(candidates, position)
        )
    after = [candidate.noun for candidate in candidates[position + 1 : position + 2]]
    linked = bool(after and after[0] and after[0].tag in {"OF", "IN", "FOR"})
    return before in _OPENERS or (linked and before in _SOFT_OPENERS)


def _is_compound(candidates: Sequence[Candidate], position: int) -> bool:
    """Tell "property slump" (two nouns) from "sales slump" (noun and verb).

    A singular noun would need "slumps", so the bare form after it is a noun.
    """
    noun, form = candidates[position - 1].unit.form, candidates[position].unit.form
    listed = position > 1 and candidates[position - 2].unit.tag == "COMMA"
    plural = listed or (noun.endswith("s") and not noun.endswith(_SINGULAR))
    return not plural and not form.endswith(("s", "ed"))


def _precedes_verb(candidates: Sequence[Candidate], position: int) -> bool:
    """Tell whether the verb is still to come: "app downloads" in "… slide"."""
    plural = candidates[position].unit.form.endswith(("s", "ing"))
    after = candidates[position + 1 : position + 2]
    if not after:
        return False
    noun, verb = after[0].noun, after[0].verb
    if not plural:  # "savings boom" in "… is over"
        return noun is not None and noun.tag == "OVER"
    return bool(verb and verb.sign) or bool(noun and noun.tag in _PREDICATES)


def mark_names(units: Sequence[Unit], text: str, habits: Habits) -> None:
    """Tag capitalised words as names where capitals mean something.

    An unknown word is a name, sure or not; a category is one inside a sentence
    that is not in title case ("Beyond Meat").
    """
    title_case = _is_title_case(units, text)
    opening = True
    for position, unit in enumerate(units):
        written = text[unit.start : unit.end]
        free = opening or title_case  # the capital says nothing
        name = "unsure" if opening else "title" if title_case else "sure"
        if unit.tag == "WORD":
            after = units[position + 1].tag if position + 1 < len(units) else ""
            adjective = unit.form.endswith(habits.adjectival) and after == "CAT"
            # "Vegan meat", "Super-premium gin" name no company
            ordinary = unit.value == "ordinary" and (opening or title_case)
            if not (ordinary or (opening and adjective) or _is_joined(written)):
                _mark_word(unit, written, habits, name)
            if unit.tag == "NAME" and _names_source(units[:position], habits):
                unit.value = "source"
        elif unit.tag == "CAT" and written[0].isupper():
            letter = written[1:2] == "-"  # K-pop
            acronym = letter or all(map(_is_plain, written.split()))  # CDs, AI chips
            proper = acronym or unit.form.startswith(habits.proper)
            if not (free or proper):
                unit.tag, unit.value = "NAME", "sure"
        elif unit.weak == "adjective" and written.islower():
            unit.tag, unit.weak = "NATION", ""
        opening = unit.tag in _NAMES_MAY_FOLLOW
    for unit in (*_signature(units), *_reporters(units)):
        unit.value = "source"


def _signature(units: Sequence[Unit]) -> list[Unit]:
    """Return the names that sign a headline: "… - Le Figaro"."""
    for position in range(len(units) - 1, max(0, len(units) - _SIGNATURE) - 1, -1):
        if units[position].tag == "DASH":
            signed = units[position + 1 :]
            whole = all(unit.tag in _SIGNED for unit in signed)
            return [unit for unit in signed if whole and unit.tag == "NAME"]
    return []


def _reporters(units: Sequence[Unit]) -> list[Unit]:
    """Return the names of who says it after a comma: "…, the Toy Guild said"."""
    found: list[Unit] = []
    for said, unit in enumerate(units):
        start = said - 1
        while start >= 0 and unit.tag == "SAYS" and units[start].tag in _REPORTING:
            start -= 1
        if unit.tag == "SAYS" and start >= 0 and units[start].tag == "COMMA":
            found += [name for name in units[start:said] if name.tag == "NAME"]
    return found


def _names_source(before: Sequence[Unit], habits: Habits) -> bool:
    """Tell whether a name is whose figures are cited: "selon X", "l'étude X"."""
    linked = bool(before) and before[-1].tag in {"OF", "DET", "QUOTE"}
    last = before[-2:-1] if linked else before[-1:]
    return any(unit.tag == "SAYS" or unit.form in habits.studies for unit in last)


def _is_plain(word: str) -> bool:
    """Tell whether a word of a known name is no name by its capitals."""
    return word.islower() or word.removesuffix("s").isupper()


def _is_joined(written: str) -> bool:
    """Tell "Super-premium" and "U.S.-made" from "Rolls-Royce" and "K-pop"."""
    _, hyphen, last = written.rpartition("-")
    return bool(hyphen) and last.islower() and len(last) > _SHORT


def _mark_word(unit: Unit, written: str, habits: Habits, name: str) -> None:
    """Tag an unknown word by its capitals and its ending."""
    if _ORDINAL.fullmatch(unit.form):
        unit.tag = "ADJ"  # 3ème, 2nd
    elif written.isupper() and len(written) > 1:
        unit.tag, unit.value = "NAME", "acronym"
    elif written[0].isupper():
        unit.tag, unit.value = "NAME", name
    elif any(mark.isupper() for mark in written):
        unit.tag, unit.value = "NAME", "sure"  # iPhone, eBay
    elif unit.form.endswith(habits.adverbs):
        unit.tag = "ADV"
    elif unit.form.endswith(habits.time_suffixes):
        unit.tag = "ADJ"  # third-quarter sales


def _is_title_case(units: Sequence[Unit], text: str) -> bool:
    """Tell whether most longer words are capitalised."""
    capitals = sum(text[unit.start].isupper() for unit in units)
    lowers = sum(text[u.start].islower() and len(u.form) > _SHORT for u in units)
    enough = capitals > _SHORT or (capitals == _SHORT and not lowers)
    return enough and capitals > 2 * lowers


def join_places(units: Sequence[Unit], habits: Habits) -> list[Unit]:
    """Join "in the" + place to one place that stands as an adverbial."""
    joined: list[Unit] = []
    for position, unit in enumerate(units):
        after = "".join(unit.tag for unit in units[position + 1 : position + 2])
        # "from China's farms", "a drop in U.S. car sales"
        modifies = after == "GENITIVE" or (
            habits.compounds and after in {"CAT", "MEASURE"}
        )
        if unit.tag == "PLACE" and not modifies:
            while joined and joined[-1].form in habits.place_words:
                unit.start, unit.tag = joined.pop().start, "AT"
        joined.append(unit)
    return joined
