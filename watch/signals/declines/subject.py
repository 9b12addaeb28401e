"""What a noun phrase says of what falls, and the state of reading one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from .units import Unit

#: Measures that make whatever they measure a category.
STRONG = frozenset({"market", "generic"})
#: Units of a noun phrase that say nothing about what falls.
SKIPPED = frozenset(
    {
        "DET",
        "POSS",
        "ADJ",
        "TOPPING",
        "POPULAR",
        "MANY",
        "NUM",
        "ADV",
        "QUOTE",
        "PLUS",
        "BE",
        "CELUI",
    }
)
#: Prepositions inside a noun phrase.
LINKS = frozenset({"OF", "TO", "FOR", "EN", "WITHOUT", "IN"})
#: Places and the adjectives of nations.
PLACES = frozenset({"PLACE", "NATION", "AT"})


@dataclass(frozen=True, slots=True)
class Subject:
    """A reading of a noun phrase."""

    #: Units of the category, in order; empty when the phrase is a bare measure.
    words: tuple[Unit, ...] = ()
    #: Kind of the strongest measure: market, generic, count, users, trade, money; ""
    #: without.
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
class Reading:
    """What has been read of a noun phrase so far; see ``Subject``."""

    measure: str = ""
    head: tuple[Unit, ...] = ()
    place: str = ""
    owned: bool = False
    words: list[Unit] = field(default_factory=list)

    def peel(self, unit: Unit) -> None:
        """Take a measure off; a strong one stays, a weak one gives way."""
        if self.measure not in STRONG:
            self.measure, self.head = unit.value, (unit,)
        elif not self.head:
            self.head = (unit,)

    def see_place(self, unit: Unit) -> None:
        """Keep the first place."""
        self.place = self.place or unit.value

    def subject(self, name: Unit | None = None) -> Subject | None:
        """Return what was read; ``name`` is the noun that names the category.

        None without category and measure, and for an unknown word that no strong
        measure vouches for.
        """
        known = name if name and name.tag in {"CAT", "RELATED"} else None
        if not self.words and not self.measure:
            return None
        vouched = self.measure in STRONG and not self.owned
        if self.words and known is None and not vouched:
            return None
        words = tuple(self.words)
        return Subject(words, self.measure, self.head, known, self.place, self.owned)
