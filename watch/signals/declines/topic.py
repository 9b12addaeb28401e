"""The category that a bare measure is about: "the market", "sales", "demand".

The first of these that knows one:

1. the owner that the rule names ("the perfume sector … a fall in its sales"), or
   the place of use ("a drop in attendance … in cinemas");
2. what the sentence says before, nearest first;
3. the topic before the colon of the title ("Chewing-gum : …");
4. earlier sentences, nearest first, back to the title;
5. what follows after a colon ("Bookings up 20%: camping …"), or after the comma of
   what opens a sentence ("With sales falling, makers of skis …");
6. the measure itself, where it is a category of its own ("exports").

A category counts only if the measure may be about its domain: consumption is not
about houses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from .document import Sentence, Spot
from .lexicon import Lexicon
from .phrases import read_subjects
from .subject import STRONG, Subject
from .units import Unit

#: Units before a fall that opens its sentence: "with sales falling, makers of …".
_OPENING = 5
#: Units of a measure with its category.
_PHRASE = 6

#: Tags that may stand between a measure and what it is measured in.
_ASIDE = frozenset({"AT", "TIME", "ADV", "ADJ"})
#: Tags between the categories of a list.
_LISTED = frozenset({"COMMA", "AND", "DET", "OF"})

#: Tags of those that "he" may be.
_SOMEBODY = frozenset({"NAME", "ORG", "PEOPLE", "NATION"})
#: What stands before the first unit.
_NOTHING = Unit("", 0, 0, "")
#: Starts of the measure of what is eaten, drunk and burnt.
_EATEN = ("conso", "consum")
#: Tags between clauses.
_CLAUSES = frozenset({"SUB", "COMMA", "COLON", "STOP", "REL"})
#: Endings of a French plural.
_PLURAL = ("s", "x")

#: Subjects, and the sentence that the words of their categories stand in.
Found = tuple[list[Subject], Sentence]


def carry_over(bare: Subject, spot: Spot, lexicon: Lexicon) -> Found:
    """Return the bare measure with its categories; [] if nothing tells them."""
    owner = spot.group("owner")
    if any(unit.form in lexicon.habits.markets for unit in owner):
        bare = replace(bare, owned=False)  # "the sector … its sales"
    if owner:
        owners = _owners(bare, spot, lexicon)
        if owners is not None:
            return owners, spot.sentence
    _, end = spot.groups["what"]
    if names_one(spot.units[end : spot.fall]):
        return [], spot.sentence  # "sales at the retailer's stores fell"
    where = read_subjects(spot.group("where") or _inside(spot, lexicon), lexicon.habits)
    if where and where[0].words:
        return [bare.about(*where[0].words)], spot.sentence
    found = _said_elsewhere(bare, spot, lexicon)
    if found is not None:
        return found
    generic = bare.measure == "generic"
    alone = bare.head[0].form in lexicon.habits.alone
    before = spot.units[: spot.fall]
    makers = spot.unit.tag.startswith("LOWER") and any(
        unit.tag in {"ORG", "CAT"} for unit in before
    )  # "steel mills cut output"
    theirs = not spot.group("owner") and (makers or names_one(before))
    if generic or (alone and not theirs):
        return [bare.about(*bare.head, carried=not generic)], spot.sentence
    return [], spot.sentence


def _inside(spot: Spot, lexicon: Lexicon) -> Sequence[Unit]:
    """Return what follows "in" between measure and fall: "sales in clothing fell"."""
    _, end = spot.groups["what"]
    while end < spot.fall and spot.units[end].tag in _ASIDE:
        end += 1
    inside = end < spot.fall and spot.units[end].form in lexicon.habits.inside
    return spot.units[end + 1 : spot.fall] if inside else []


def _owners(bare: Subject, spot: Spot, lexicon: Lexicon) -> list[Subject] | None:
    """Return the categories that own the measure; None if they are to be sought."""
    habits = lexicon.habits
    # "snail farming, a growing market": a market makes anything a category
    vouch = bare.measure if bare.head[0].form in habits.markets else ""
    owners = read_subjects(spot.group("owner"), habits, measure=vouch)
    if not owners:
        people = {unit.tag for unit in spot.group("owner")} & {"PEOPLE", "NATION"}
        return None if people else []
    known = owners[0].known
    trade = known is not None and known.weak == "measure"
    if trade and bare.head[0].form in habits.alone:
        return []  # farmers reduce their own consumption
    if not owners[0].words:
        return None
    return [
        replace(owner, measure=bare.measure, carried=not owner.measure)
        for owner in owners
    ]


def _said_elsewhere(bare: Subject, spot: Spot, lexicon: Lexicon) -> Found | None:
    """Return the measure with categories that the text says elsewhere."""
    measure = bare.head[0].form
    company = measure.startswith(lexicon.habits.own_figures) and (
        bare.owned or names_company(spot)
    )
    if company:
        return _owner_before(bare, spot, lexicon)
    first = spot.group("what")[:1]
    pointing = bool(first) and first[0].form in lexicon.habits.demonstratives
    thing = measure in lexicon.habits.things  # "this practice"
    if pointing and bare.measure == "count" and not thing:
        return None  # "this figure" is of anything
    domains = None if pointing else _domains(measure, lexicon)
    eaten = measure.startswith(_EATEN)  # "consumption" is not about sales seasons
    topic = bare.measure != "count" and not eaten
    places = _places_to_look(spot, domains, topic=topic)
    if bare.measure == "generic":  # only "Wine: exports …" names another category
        topical = spot.number == 0 and domains != frozenset()
        places = iter([(0, _title_topic(spot), None)] if topical else [])
    for number, units, domains in places:
        found = _last_categories(units, domains, lexicon)
        if found:
            sentence = spot.document.sentences[number]
            return [bare.about(unit) for unit in found], sentence
    return None


def _owner_before(bare: Subject, spot: Spot, lexicon: Lexicon) -> Found | None:
    """Return "its sales" with what the sentence names before, if that is no company."""
    if names_company(spot):
        return None
    before = spot.units[: min(start for start, _ in spot.groups.values())]
    domains = _domains(bare.head[0].form, lexicon)
    found = _last_categories(before, domains, lexicon)
    if found:
        return [bare.about(unit) for unit in found], spot.sentence
    opens = spot.number > 0 and not before
    earlier = spot.document.units(spot.number - 1) if opens else []
    found = [] if names_one(earlier) else _last_categories(earlier, domains, lexicon)
    source = spot.document.sentences[max(0, spot.number - 1)]
    return ([bare.about(unit) for unit in found], source) if found else None


def refer_back(subject: Subject, spot: Spot, lexicon: Lexicon) -> Found:
    """Return what "this drink" is: the last category said before, or the title's."""
    before = min(start for start, _ in spot.groups.values())
    for number in range(spot.number, -1, -1):
        units = spot.document.units(number)
        said = units[:before] if number == spot.number else units
        found = _last_categories(said if number else said[::-1], None, lexicon)
        if found:
            sentence = spot.document.sentences[number]
            return [subject.about(unit) for unit in found], sentence
    return [], spot.sentence


def topic_of_title(
    subject: Subject, spot: Spot, lexicon: Lexicon
) -> tuple[Subject, Sentence] | None:
    """Return a subject about what the title names before a colon; None without."""
    found = _last_categories(_title_topic(spot), None, lexicon)
    title = spot.document.sentences[0]
    return (subject.about(found[0], carried=False), title) if found else None


def last_measured(spot: Spot, lexicon: Lexicon) -> tuple[Subject, Sentence] | None:
    """Return the last measure before the fall, with its category.

    In its sentence ("sales of wine reached 2 million, a rise of 5 %"), unless that
    names somebody whose sales they may be, or the one before.
    """
    if not names_company(spot):
        here = _last_measured(spot.units[: spot.fall], lexicon)
        if here is not None:
            titled = spot.number == 0
            return _on_topic(here, spot, lexicon) if titled else here, spot.sentence
    if not spot.number:
        return None
    before = _last_measured(spot.document.units(spot.number - 1), lexicon)
    if before is None:
        return None
    if spot.number == 1:
        before = _on_topic(before, spot, lexicon)
    return replace(before, carried=True), spot.document.sentences[spot.number - 1]


def _on_topic(measured: Subject, spot: Spot, lexicon: Lexicon) -> Subject:
    """Return "exports" with the topic that its title names: "Beauty: exports …"."""
    topic = _title_topic(spot) if measured.words == measured.head else []
    found = _last_categories(topic, None, lexicon)
    return measured.about(*found[:1]) if found else measured


def measured_before(spot: Spot, lexicon: Lexicon) -> tuple[Subject, Sentence] | None:
    """Return what "it" is in "it fell 4 %": what the sentence before measured.

    None if the pronoun may stand for somebody, or is of another number: "Sales of
    wine worry the minister. He …".
    """
    if not spot.number:
        return None
    pronoun = spot.group("what")[0].form
    somebody = _names_somebody(spot.document.units(spot.number - 1))
    measured = last_measured(spot, lexicon)
    if pronoun not in lexicon.habits.pronouns or somebody or measured is None:
        return None
    head = measured[0].head[0].form
    agrees = head.endswith(_PLURAL) == pronoun.endswith(_PLURAL)
    return measured if agrees else None


def _names_somebody(units: Sequence[Unit]) -> bool:
    """Tell whether "he" may be one of these; "exportations suisses" names nobody."""
    return any(
        unit.tag in _SOMEBODY
        and not (unit.tag == "NATION" and before.tag in {"MEASURE", "CAT"})
        for before, unit in zip([_NOTHING, *units], units, strict=False)
    )


def _last_measured(units: Sequence[Unit], lexicon: Lexicon) -> Subject | None:
    for position in range(len(units) - 1, -1, -1):
        if units[position].tag != "MEASURE" or units[position].value not in STRONG:
            continue
        phrase = units[position : position + _PHRASE]
        subjects = read_subjects(phrase, lexicon.habits)
        for subject in subjects or read_subjects(phrase[:1], lexicon.habits):
            if subject.known is not None:
                return subject
            if subject.bare and subject.measure == "generic":
                return subject.about(*subject.head, carried=False)
    return None


def names_company(spot: Spot) -> bool:
    """Tell whether the sentence names somebody whose figures they may be."""
    return names_one(spot.units)


def names_one(units: Sequence[Unit]) -> bool:
    """Tell whether units name one company or person: "la marque", not "les marques"."""
    return any(
        (unit.tag == "NAME" and unit.value not in {"source", "title"})
        or (
            unit.tag == "ORG"
            and unit.value not in {"territory", "person", "institution"}
            and not unit.form.endswith(("s", "x"))
        )
        for unit in units
    )


def _domains(measure: str, lexicon: Lexicon) -> frozenset[str]:
    """Return the domains that a measure may be about."""
    starts = [start for start in lexicon.carry if measure.startswith(start)]
    return lexicon.carry[max(starts, key=len)] if starts else frozenset()


def _places_to_look(
    spot: Spot, domains: frozenset[str] | None, *, topic: bool
) -> Iterator[tuple[int, Sequence[Unit], frozenset[str] | None]]:
    """Yield sentence numbers, the units to look at and the domains to look for.

    In order of preference. None stands for any domain: with ``topic``, that of the
    title may be anything in the title itself.
    """
    before = min(start for start, _ in spot.groups.values())
    if spot.unit.tag.startswith("LOWER"):  # "…, as tablets eat into demand"
        before = _clause_start(spot)
    if domains is not None:  # "this practice" was named before this sentence
        yield spot.number, spot.units[:before], domains
    yield 0, _title_topic(spot), None if topic and spot.number == 0 else domains
    for number in range(spot.number - 1, -1, -1):
        units = spot.document.units(number)
        yield number, units if number else units[::-1], domains
    for position, unit in enumerate(spot.units):
        after = spot.units[position + 1 : position + 2]
        contrast = bool(after) and after[0].tag == "SUB"  # "…, while the beer market"
        opens = unit.tag == "COMMA" and spot.fall < _OPENING and not contrast
        if position > spot.fall and (opens or unit.tag == "COLON"):
            yield spot.number, spot.units[position:][::-1], domains


def _clause_start(spot: Spot) -> int:
    """Return the position where the clause of the fall begins."""
    for position in range(spot.fall - 1, -1, -1):
        if spot.units[position].tag in _CLAUSES:
            return position
    return 0


def _title_topic(spot: Spot) -> Sequence[Unit]:
    """Return what the title names before its first colon or dots."""
    title = spot.document.units(0)
    end = spot.fall if spot.number == 0 else len(title) - 1
    for position in range(end):
        if title[position].tag in {"COLON", "STOP"} and title[position].form != ";":
            return title[:position]
    return []


def _last_categories(
    units: Sequence[Unit], domains: frozenset[str] | None, lexicon: Lexicon
) -> list[Unit]:
    """Return the last category, with those it is listed with, in reading order."""
    found: list[Unit] = []
    listed = any(unit.tag == "COMMA" for unit in units) and domains is None
    after = ""
    for unit in reversed(units):
        owned = after == "NAME"  # "the Habitat shop" is no category
        beside, after = after == "CAT", unit.tag
        fits = domains is None or lexicon.domains.get(unit.value) in domains
        if unit.tag == "CAT" and fits and not owned:
            if not (beside and found and lexicon.habits.compounds):
                found.append(unit)
            elif found[-1].weak:
                found[-1] = unit  # of "cocoa farmers" the cocoa
        elif found and unit.tag not in _LISTED and not (listed and unit.tag == "WORD"):
            break
    return sorted(found, key=lambda unit: unit.start)
