"""What falls: the category inside a noun phrase, or the reason there is none.

French puts the head first ("le marché du vin rouge"), English last ("the red wine
market"), so each language has its reader. Both peel measures (market, sales) off
and stop at words that are no category: prices, companies, people.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .units import Unit

_SKIPPED = frozenset({"DET", "POSS", "ADJ", "NUM", "ADV", "QUOTE", "LESS", "PLUS"})
_LINKS = frozenset({"OF", "TO", "FOR", "EN", "WITHOUT", "IN"})
#: Words of the longest category that is still a name.
_LONGEST = 6


@dataclass(frozen=True, slots=True)
class Subject:
    """A reading of a noun phrase."""

    #: Units of the category, in order; empty when the phrase is a bare measure.
    words: tuple[Unit, ...]
    #: Kind of the strongest measure peeled off: market, generic, count, users, "".
    measure: str
    #: Units of the measure, for a measure that is a category by itself.
    head: tuple[Unit, ...]
    #: True if the lexicon knows the category's head noun.
    known: bool
    #: Place that an adjective stands for ("marché français"); "" without.
    place: str
    #: True if something makes it look like a company's own figure.
    owned: bool
    #: True if the category was said earlier and carried over to a bare measure.
    carried: bool = False

    @property
    def bare(self) -> bool:
        """A measure without category: "les ventes"."""
        return not self.words

    def about(self, *words: Unit, carried: bool = True) -> Subject:
        """Return this measure with a category said elsewhere."""
        return replace(self, words=words, known=True, carried=carried)


def read_subjects(units: Sequence[Unit], lang: str) -> list[Subject]:
    """Return one subject for each coordinated category; [] if it is none."""
    read = _read_french if lang == "fr" else _read_english
    found: list[Subject] = []
    previous: Subject | None = None
    for part in _split_coordination(units):
        shared = previous if previous is not None and _continues(part) else None
        subject = read(part, shared)
        if subject is None:
            if previous is None:
                return []
            break
        found.append(subject)
        previous = subject
    return found


def _continues(part: Sequence[Unit]) -> bool:
    """Tell whether "… et de beurre" shares the measure of the part before."""
    return bool(part) and not any(unit.tag == "MEASURE" for unit in part)


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


@dataclass(slots=True)
class _State:
    """What has been peeled off so far."""

    measure: str = ""
    head: tuple[Unit, ...] = ()
    place: str = ""
    owned: bool = False


def _read_french(units: Sequence[Unit], shared: Subject | None) -> Subject | None:
    state = _State()
    if shared is not None and shared.words:
        state = _State(shared.measure, shared.head, shared.place, shared.owned)
    position = 0
    while position < len(units):
        unit = units[position]
        if unit.tag == "POSS":
            state.owned = True
        if unit.tag in _SKIPPED or unit.tag in _LINKS:
            position += 1
        elif unit.tag == "NATION" and state.measure:
            state.place = state.place or unit.value
            position += 1
        elif unit.tag == "PEOPLE" and state.measure:
            position += 1
        elif unit.tag == "MEASURE" and not (state.measure and unit.value == "count"):
            position = _peel(units, position, state)
        elif unit.tag == "CAT" or (unit.tag == "WORD" and _opens(state)):
            return _extend_french(units, position, state)
        else:
            return None
    return _bare(state)


def _opens(state: _State) -> bool:
    """Tell whether an unknown word may be a category after this measure."""
    return state.measure in {"market", "generic"}


def _peel(units: Sequence[Unit], position: int, state: _State) -> int:
    unit = units[position]
    if not state.measure or unit.value in {"market", "generic"}:
        state.measure, state.head = unit.value, (unit,)
    position += 1
    while position < len(units) and units[position].tag in {"ADJ", "NATION", "NUM"}:
        if units[position].tag == "NATION":
            state.place = units[position].value
        position += 1
    if position < len(units) and units[position].tag == "WORD":
        state.head = (*state.head, units[position])
        # "consommation alimentaire": the adjective belongs to the measure.
    return position


def _bare(state: _State) -> Subject | None:
    if not state.measure:
        return None
    return Subject((), state.measure, state.head, False, state.place, state.owned)  # noqa: FBT003


def _extend_french(units: Sequence[Unit], position: int, state: _State) -> Subject:
    """Return the category that starts here, with its modifiers."""
    first = units[position]
    words = [first]
    adjective = len(state.head) > 1 and state.head[1] is first
    if adjective and first.tag == "WORD":
        words = list(state.head)
    pending: list[Unit] = []
    for index in range(position + 1, len(units)):
        unit = units[index]
        if unit.tag in _LINKS:
            pending.append(unit)
        elif unit.tag == "NATION":
            state.place = state.place or unit.value
            break
        elif unit.tag in {"WORD", "CAT"} and len(words) + len(pending) < _LONGEST:
            if _participle(unit) and index + 1 < len(units):
                break
            words += [*pending, unit]
            pending = []
        elif unit.tag == "ADJ" and not pending:
            continue
        else:
            break
    known = first.tag == "CAT"
    return Subject(
        tuple(words), state.measure, state.head, known, state.place, state.owned
    )


def _participle(unit: Unit) -> bool:
    return unit.tag == "WORD" and unit.form.endswith(("é", "ée", "és", "ées"))


def _read_english(units: Sequence[Unit], shared: Subject | None) -> Subject | None:
    compound, complement = _split_english(units)
    state = _State()
    own = _strip_owner(compound, state)
    if own is None:
        return None
    compound = own
    while compound and compound[-1].tag == "MEASURE":
        unit = compound.pop()
        if not state.measure or unit.value in {"market", "generic"}:
            state.measure, state.head = unit.value, (unit,)
    if shared is not None and not state.measure:
        state.measure = shared.measure
    words = _modifiers(compound, state)
    if words is None:
        return None
    if not words:
        if complement and state.measure:
            return _read_complement(complement, state)
        return _bare(state)
    last = words[-1]
    if last.tag == "WORD" and not _opens(state):
        return None
    known = last.tag == "CAT"
    return Subject(
        tuple(words), state.measure, state.head, known, state.place, state.owned
    )


def _split_english(units: Sequence[Unit]) -> tuple[list[Unit], list[Unit]]:
    for position, unit in enumerate(units):
        if unit.tag in _LINKS and position:
            return list(units[:position]), list(units[position + 1 :])
    return list(units), []


def _strip_owner(units: list[Unit], state: _State) -> list[Unit] | None:
    """Take "China's" off; None when the owner is a company or a person."""
    for position, unit in enumerate(units):
        if unit.tag == "GENITIVE" and position:
            owner = units[position - 1]
            if owner.tag in {"PLACE", "NATION"}:
                state.place = owner.value
                return units[position + 1 :]
            if owner.tag in {"CAT", "PEOPLE"}:  # men's make-up
                return units
            return None
    return units


def _modifiers(units: list[Unit], state: _State) -> list[Unit] | None:
    """Return the words of the category before its measure; None if it is none."""
    words: list[Unit] = []
    for unit in units:
        if unit.tag == "POSS":
            state.owned = True
        elif unit.tag in {"PLACE", "NATION", "AT"}:
            state.place = state.place or unit.value
        elif (
            unit.tag in {"CAT", "WORD", "MEASURE"}
            or (unit.tag == "PEOPLE" and words != units)
            or unit.tag == "GENITIVE"
        ):
            words.append(unit)
        elif unit.tag not in _SKIPPED:
            return None
    while words and words[0].tag == "MEASURE":
        words.pop(0)
    return words


def _read_complement(units: list[Unit], state: _State) -> Subject | None:
    """Read the phrase after "sales of", "demand for"."""
    subject = _read_english(units, None)
    if subject is None:
        compound, _ = _split_english(units)
        words = _modifiers(_drop_links(compound), state)
        if not words or not _opens(state):
            return None
        subject = Subject(tuple(words), "", (), False, "", False)  # noqa: FBT003
    return replace(
        subject,
        measure=state.measure,
        head=state.head,
        place=subject.place or state.place,
        owned=subject.owned or state.owned,
    )


def _drop_links(units: list[Unit]) -> list[Unit]:
    return [unit for unit in units if unit.tag not in _LINKS]
