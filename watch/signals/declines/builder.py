"""Entries of the word lists, with the forms that the lists leave out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from . import inflect

#: Lists of verbs that say something falls or grows -> stem of their tags.
_VERB_LISTS = {
    "verbs": "FALL",
    "reflexive": "SELF",
    "figure": "FIGURE",
    "shun": "SHUN",
    "turn": "TURN",
    "adopt": "ADOPT",
    "lower": "LOWER",
    "shift": "SHIFT",
    "ease": "EASE",
    "swap": "SWAP",
    "harm": "HARM",
}
#: Lists of other words that say so -> their tag; nouns take a plural.
_WORD_LISTS = {
    "states": "STATE",
    "particles": "PARTICLE",
    "levels": "LEVEL",
    "less": "LESS",
    "lesser": "LESSER",
    "degree": "DEGREE",
    "records": "RECORD",
    "growing": "GROWING",
    "toward": "TOWARD",
    "instead": "INSTEAD",
    "extremes": "EXTREME",
    "crowd": "CROWD",
    "idioms": "IDIOM",
    "booms": "BOOM",
    "away": "AWAY",
    "more": "MORE",
    "gains": "GAIN",
    "topping": "TOPPING",
    "nobody": "NOBODY",
    "takes_more": "TAKES_MORE",
}
_NOUN_LISTS = {"nouns": "DROP", "of_nouns": "DROP_OF"}
#: Kind of a verb form -> ending of its tag: ``FALL`` + ``_ED``.
_ENDINGS = {
    inflect.FINITE: "S",
    inflect.PARTICIPLE: "_ED",
    inflect.INFINITIVE: "_TO",
    inflect.GERUND: "_ING",
    inflect.CONDITIONAL: "_IF",
}
#: Marks of a name in the lists -> what it needs beside it.
_MARKS = {"?": "figure", "!": "measure", "^": "practice"}
#: Value of a fall that is only said of what people take to or leave; marked "*".
LIKED = "liked"
#: Value of a fall that things do in number, never in price; marked "+".
COUNTED = "counted"
#: Marks of a name in the lists -> its value.
_VALUES = {"*": LIKED, "+": COUNTED}
#: "î" and "û" may be written without their hat since 1990: "boite".
_WITHOUT_HAT = str.maketrans("îû", "iu")
#: Column of a language in ``categories.toml``.
_COLUMNS = {"fr": 0, "en": 1}


@dataclass(frozen=True, slots=True)
class Entry:
    """What a word or phrase means to the rules."""

    #: Part it plays in a rule, for example ``DET`` or ``CAT``.
    tag: str
    #: -1 falls, +1 grows, 0 says nothing.
    sign: int = 0
    #: Category: its key. Place: its name. Measure and non-category: which kind.
    #: Fall: ``LIKED``, if it vouches for words that the lists don't know; ``COUNTED``;
    #: else "".
    value: str = ""
    #: What it needs beside it to say so: ``figure`` (a figure or a measure; marked
    #: "?" in the lists), ``measure`` (marked "!"), a ``practice`` that it may be said
    #: of (marked "^") or "" (nothing). Place: ``adjective``, if small letters make
    #: it one ("suisse").
    weak: str = ""


@dataclass(slots=True)
class Builder:
    """Collects the entries of one language; the first meaning of a form stays."""

    lang: str
    #: Forms of irregular verbs by infinitive and kind.
    irregular: Mapping[str, Mapping[str, list[str]]]
    #: Nouns, function words and phrases, by form.
    words: dict[str, Entry] = field(default_factory=dict)
    #: Verb forms.
    verbs: dict[str, Entry] = field(default_factory=dict)
    #: Key of a category -> its domain.
    domains: dict[str, str] = field(default_factory=dict)
    #: Form of a measure that is a category -> its key.
    keys: dict[str, str] = field(default_factory=dict)
    #: Key of a habit that a verb may tell -> its name.
    habits: dict[str, str] = field(default_factory=dict)

    def add_triggers(self, side: Mapping[str, list[str]], sign: int) -> None:
        """Add the lists of ``[down]`` (sign -1) or ``[up]`` (sign +1)."""
        for name, stem in _VERB_LISTS.items():
            self.add_verbs(side.get(name, ()), stem, sign)
        for name, tag in _NOUN_LISTS.items():
            self.add_nouns(side.get(name, ()), Entry(tag, sign))
        for name, tag in _WORD_LISTS.items():
            self.add_words(side.get(name, ()), Entry(tag, sign))

    def add_words(self, forms: Iterable[str], entry: Entry) -> None:
        """Add words and phrases that stand as they are."""
        for form in forms:
            name, marked = _read_mark(form, entry)
            for spelling in dict.fromkeys((name, name.translate(_WITHOUT_HAT))):
                self.words.setdefault(spelling, marked)

    def add_adjectives(self, adjectives: Iterable[str], entry: Entry) -> None:
        """Add adjectives with their forms."""
        for adjective in adjectives:
            french = self.lang == "fr"
            forms = inflect.french_adjective(adjective) if french else (adjective,)
            self.add_words(forms, entry)

    def add_nouns(self, nouns: Iterable[str], entry: Entry) -> None:
        """Add nouns with their plurals and spellings."""
        for noun in nouns:
            name, marked = _read_mark(noun, entry)
            self.add_words(noun_forms(name, self.lang), marked)

    def add_verbs(self, verbs: Iterable[str], stem: str, sign: int) -> None:
        """Add the forms of verbs; ``stem`` "" makes them plain ``VERB``."""
        for verb in verbs:
            name, entry = _read_mark(verb, Entry("VERB", sign))
            entries = {
                kind: replace(entry, tag=stem + ending if stem else "VERB")
                for kind, ending in _ENDINGS.items()
            }
            for form, kind in self._verb_forms(name):
                for spelling in dict.fromkeys((form, form.translate(_WITHOUT_HAT))):
                    self.verbs.setdefault(spelling, entries[kind])

    def add_habit_verbs(self, verbs: Mapping[str, str]) -> None:
        """Add verbs that tell a habit; ``verbs`` names the category of each.

        What other lists say of their forms does not count: "ils fument" is a habit.
        """
        for verb, name in verbs.items():
            entry = Entry("CONSUME", value=self.words[name].value)
            self.habits[entry.value] = name
            for form, kind in self._verb_forms(verb):
                if kind in {inflect.FINITE, inflect.GERUND}:
                    self.verbs[form] = entry

    def add_verb_forms(self, forms: Iterable[str], tag: str) -> None:
        """Add verb forms that stand as they are."""
        for form in forms:
            self.verbs.setdefault(form, Entry(tag))

    def add_categories(self, tables: Mapping[str, Any], *, measures: bool) -> None:
        """Add the categories that are measures, or those that are not.

        A key is the first English name, else the first French one.
        """
        for domain, table in tables.items():
            if table.get("measure", False) != measures:
                continue
            for line in table["words"].strip().splitlines():
                columns = [
                    [name.strip() for name in names.split(",") if name.strip()]
                    for names in line.split("|")
                ]
                key = (columns[1] or columns[0])[0].rstrip("?!").replace(" ", "-")
                self.domains[key] = domain
                for name in columns[_COLUMNS[self.lang]]:
                    self._add_category(name, key, measure=measures)

    def _add_category(self, name: str, key: str, *, measure: bool) -> None:
        if name.startswith("~"):
            forms = inflect.french_adjective(name[1:])
            self.add_words(forms, Entry("RELATED", value=key))
        elif measure:
            self.add_nouns([name], Entry("MEASURE", value="generic"))
            self.keys.update(dict.fromkeys(noun_forms(name, self.lang), key))
        else:
            self.add_nouns([name], Entry("CAT", value=key))

    def add_places(self, places: Mapping[str, Any]) -> None:
        """Add places, and the adjectives of nations, which stand for a place."""
        for name, adjectives in places["nations"].items():
            form = name.lower()
            both = "adjective" if form in adjectives else ""
            self.add_words([form], Entry("PLACE", value=name, weak=both))
            self.add_words(adjectives, Entry("NATION", value=name))
        for name in places["names"]:
            self.add_words([name.lower()], Entry("PLACE", value=name))

    def _verb_forms(self, phrase: str) -> Iterator[tuple[str, str]]:
        """Yield the forms of a verb, or of a phrase that starts with one."""
        clitic, phrase = _split_clitic(phrase)
        verb, space, rest = phrase.partition(" ")
        for form, kind in self._conjugate(verb):
            yield clitic + form + space + rest, kind

    def _conjugate(self, verb: str) -> Iterator[tuple[str, str]]:
        if verb in self.irregular:
            for kind, forms in self.irregular[verb].items():
                yield from ((form, kind) for form in forms)
        elif self.lang == "fr":
            yield from inflect.french_verb(verb)
        else:
            double = verb.endswith("+")
            yield from inflect.english_verb(verb.removesuffix("+"), double=double)


def noun_forms(noun: str, lang: str) -> Iterator[str]:
    """Yield a noun with its plural, hyphens also as spaces.

    >>> sorted(noun_forms("e-book", "en"))
    ['e book', 'e books', 'e-book', 'e-books']
    """
    if lang == "fr":
        plurals = inflect.french_plurals(noun)
    else:
        plurals = (inflect.english_plural(noun),)
    for form in (noun, *plurals):
        yield form
        if "-" in form:
            yield form.replace("-", " ")
        elif lang == "en" and " " in form:
            yield form.replace(" ", "-")


def _read_mark(name: str, entry: Entry) -> tuple[str, Entry]:
    """Return a name of a list without its mark, and its entry with what that says."""
    if name[-1] in _VALUES:
        return name[:-1], replace(entry, value=_VALUES[name[-1]])
    if name[-1] in _MARKS:
        return name[:-1], replace(entry, weak=_MARKS[name[-1]])
    return name, entry


def _split_clitic(phrase: str) -> tuple[str, str]:
    """Return the French reflexive pronoun of a verb, with the rest."""
    for clitic in ("se ", "s'"):
        if phrase.startswith(clitic):
            return clitic, phrase.removeprefix(clitic)
    return "", phrase
