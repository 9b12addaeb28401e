"""What falls: the category inside a noun phrase, or the reason there is none.

French puts the head first ("le marché du vin rouge"), English last ("the red wine
market"); the grammar of a language says which. Both readers peel the measures
(market, sales) off and stop at what is no category: prices, companies, people.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from .units import Unit

#: Measures that make whatever they measure a category.
STRONG = frozenset({"market", "generic"})
#: Units of a noun phrase that say nothing about what falls.
_SKIPPED = frozenset({"DET", "POSS", "ADJ", "NUM", "ADV", "QUOTE", "PLUS", "BE"})
_LINKS = frozenset({"OF", "TO", "FOR", "EN", "WITHOUT", "IN"})
_PLACES = frozenset({"PLACE", "NATION", "AT"})
#: Articles of one thing, which is no category: "un avion plonge".
_SINGLE = frozenset({"un", "une", "a", "an"})
#: Units that may stand before the noun of an English category.
_MODIFIERS = frozenset({"CAT", "WORD", "MEASURE", "PEOPLE", "GENITIVE", "RELATED"})
#: Units of the longest category that is still a name.
_LONGEST = 6


@dataclass(frozen=True, slots=True)
class Subject:
    """A reading of a noun phrase."""

    #: Units of the category, in order; empty when the phrase is a bare measure.
    words: tuple[Unit, ...] = ()
    #: Kind of the strongest measure peeled off: market, generic, count, users,
    #: money; "" without.
    measure: str = ""
    #: Unit of that measure, a category by itself in "exports fell".
    head: tuple[Unit, ...] = ()
    #: Unit of the category that the lexicon knows; None if it knows none.
    known: Unit | None = None
    #: Place that an adjective stands for ("marché français"); "" without.
    place: str = ""
    #: True for "its sales": somebody's own figure.
    owned: bool = False
    #: True if the category was said earlier and carried over to a bare measure.
    carried: bool = False

    @property
    def bare(self) -> bool:
        """A measure without category: "les ventes"."""
        return not self.words

    def about(self, *words: Unit, carried: bool = True) -> Subject:
        """Return this measure with a category said elsewhere."""
        return replace(self, words=words, known=words[-1], carried=carried)


@dataclass(slots=True)
class _State:
    """What has been peeled off so far."""

    measure: str = ""
    head: tuple[Unit, ...] = ()
    place: str = ""
    owned: bool = False
    words: list[Unit] = field(default_factory=list)

    def peel(self, unit: Unit) -> None:
        """Take a measure off; a strong one outranks others."""
        if self.measure not in STRONG:
            self.measure, self.head = unit.value, (unit,)
        elif not self.head or unit.value in STRONG:
            self.head = self.head or (unit,)

    def is_market(self) -> bool:
        """Tell whether the measure is a market, which companies have none of."""
        return bool(self.head) and self.head[0].form in {"marché", "market"}

    def subject(self, name: Unit | None = None) -> Subject:
        """Return what was read; ``name`` is the noun that names the category."""
        known = name if name and name.tag in {"CAT", "RELATED"} else None
        return Subject(
            tuple(self.words), self.measure, self.head, known, self.place, self.owned
        )


def read_subjects(
    units: Sequence[Unit], *, head_first: bool, measure: str = ""
) -> list[Subject]:
    """Return one subject for each coordinated category; [] if it is none.

    Args:
        units: The noun phrase.
        head_first: True if a noun comes before what modifies it.
        measure: Kind of a measure elsewhere that vouches for the category.

    """
    found: list[Subject] = []
    first = True
    for part in _split_coordination(units):
        shared = found[-1] if found and not _has_measure(part) else None
        state = _State(measure)
        if shared is not None and shared.words:
            state = _State(shared.measure, shared.head, shared.place, shared.owned)
        subject = _read_first(part, state) if head_first else _read_last(part, state)
        if subject is not None and (found or first or subject.measure):
            found.append(subject)
        elif found:
            break
        first = False
    return _share_last(found) if not head_first else found


def _share_last(found: list[Subject]) -> list[Subject]:
    """Give "beer and wine sales" both categories: the last measure is everybody's."""
    if not found:
        return found
    last = found[-1]
    return [
        replace(subject, measure=last.measure, head=last.head)
        if subject.words and not subject.measure
        else subject
        for subject in found
    ]


def _has_measure(part: Sequence[Unit]) -> bool:
    return any(unit.tag == "MEASURE" for unit in part)


def _split_coordination(units: Sequence[Unit]) -> Iterator[list[Unit]]:
    part: list[Unit] = []
    for unit in units:
        if unit.tag in {"AND", "COMMA"}:
            if part:
                yield part
            part = []
        else:
            part.append(unit)
    if part:
        yield part


def _read_first(units: Sequence[Unit], state: _State) -> Subject | None:
    """Read "le marché français du vin rouge": measures, then the category."""
    single = bool(units) and units[0].form in _SINGLE
    for position, unit in enumerate(units):
        state.owned |= unit.tag == "POSS"
        if unit.tag in _SKIPPED or unit.tag in _LINKS:
            continue
        if unit.tag in _PLACES and state.measure:
            state.place = state.place or unit.value
        elif unit.tag == "MEASURE":
            state.peel(unit)
        elif unit.tag == "PEOPLE" and state.measure:
            continue
        elif unit.value == "acronym" and state.is_market():
            state.words = [unit]  # "le marché du CBD"
            return state.subject()
        elif unit.tag == "CAT" or (unit.tag in {"WORD", "RELATED"} and state.measure):
            if (single and not state.measure) or not _extend(units, position, state):
                return None
            return _allow_unknown(state.subject(unit))
        else:
            return None
    return state.subject() if state.measure else None


def _extend(units: Sequence[Unit], position: int, state: _State) -> bool:
    """Take the category that starts here; False if it belongs to somebody."""
    first = units[position]
    if _is_participle(first):
        return True
    state.words = [first]
    if first.tag in {"WORD", "RELATED"} and units[position - 1] in state.head:
        state.words = [*state.head, first]  # "consommation alimentaire"
    pending: list[Unit] = []
    for unit in units[position + 1 :]:
        full = len(state.words) + len(pending) >= _LONGEST
        if unit.tag in _PLACES:
            state.place = state.place or unit.value
            return True
        if unit.tag == "NAME":
            return False
        if unit.tag == "QUOTE":
            continue
        if unit.tag in _LINKS and not full:
            pending.append(unit)
        elif unit.tag in {"WORD", "CAT", "RELATED"} and not full:
            if _is_participle(unit) or (pending and _is_infinitive(unit)):
                return True
            state.words += [*pending, unit]
            pending = []
        elif unit.tag != "ADJ" or pending:
            return True
    return True


def _is_participle(unit: Unit) -> bool:
    """Tell whether an unknown French word looks like "décidée", "vendus"."""
    return unit.tag == "WORD" and unit.form.endswith(("é", "ée", "és", "ées"))


def _is_infinitive(unit: Unit) -> bool:
    """Tell whether an unknown French word looks like "visiter", "bâtir"."""
    return unit.tag == "WORD" and unit.form.endswith(("er", "ir"))


def _allow_unknown(subject: Subject) -> Subject | None:
    """Refuse an unknown word that no strong measure vouches for."""
    unknown = bool(subject.words) and subject.known is None
    vouched = subject.measure in STRONG and not subject.owned
    return None if unknown and not vouched else subject


def _read_last(units: Sequence[Unit], state: _State) -> Subject | None:
    """Read "the French red wine market" and "the market for red wine"."""
    compound, complement = _split_complement(units)
    own = _take_owner(compound, state)
    if own is None:
        return None
    while own and own[-1].tag == "MEASURE":
        state.peel(own.pop())
    if not _take_modifiers(own, state):
        return None
    if not state.words and complement:
        return _read_complement(complement, state)
    if not state.words:
        return state.subject() if state.measure else None
    last = state.words[-1]
    if units[0].form in _SINGLE and not state.measure:
        return None
    subject = state.subject(last)
    if last.tag != "CAT" and subject.measure not in STRONG:
        return None
    return _allow_unknown(subject)


def _split_complement(units: Sequence[Unit]) -> tuple[list[Unit], list[Unit]]:
    for position, unit in enumerate(units):
        if unit.tag in _LINKS and position:
            return list(units[:position]), list(units[position + 1 :])
    return [unit for unit in units if unit.tag not in _LINKS], []


def _take_owner(units: list[Unit], state: _State) -> list[Unit] | None:
    """Take "China's" off; None when the owner is a company or a person."""
    for position, unit in enumerate(units):
        if unit.tag != "GENITIVE":
            continue
        owner = units[position - 1] if position else unit
        if owner.tag in _PLACES:
            state.place = owner.value
            return units[position + 1 :]
        return units if owner.tag in {"CAT", "PEOPLE"} else None  # men's make-up
    return units


def _take_modifiers(units: list[Unit], state: _State) -> bool:
    """Take the words of the category before its measure; False if it is none."""
    for unit in units:
        state.owned |= unit.tag == "POSS"
        if unit.tag in _PLACES:
            state.place = state.place or unit.value
        elif unit.tag == "MEASURE" and not state.words:
            state.peel(unit)
        elif unit.tag in _MODIFIERS or unit.value == "nature":
            state.words.append(unit)
        elif unit.tag not in _SKIPPED:
            return False
    if state.words and state.words[-1].tag == "PEOPLE":
        state.words.clear()
        return state.measure in STRONG
    return True


def _read_complement(units: list[Unit], state: _State) -> Subject | None:
    """Read what follows "sales of", "demand for", "number of"."""
    if not state.measure:
        return None
    inner = _read_last(units, _State(measure=state.measure, place=state.place))
    if inner is None:
        return None
    return replace(inner, head=state.head, owned=inner.owned or state.owned)
