"""The word lists of one language, loaded and inflected.

``lexicon/grammar.<lang>.toml`` says which part a word plays (its tag),
``categories.toml`` what is a category, ``others.<lang>.toml`` what is not,
``places.toml`` where. Their comments explain each list.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import Any

from . import inflect

LANGUAGES = ("fr", "en")

#: Trigger lists of a grammar -> stem of the tags of their verb forms.
_VERB_LISTS = {
    "verbs": "FALL",
    "reflexive": "SELF",
    "figure": "FIGURE",
    "shun": "SHUN",
    "turn": "TURN",
    "lower": "LOWER",
}
#: Kind of a verb form -> ending of its tag: ``FALL`` + ``_ED``.
_ENDINGS = {
    inflect.FINITE: "S",
    inflect.PARTICIPLE: "_ED",
    inflect.INFINITIVE: "_TO",
    inflect.GERUND: "_ING",
    inflect.CONDITIONAL: "_IF",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What a word or phrase means to the rules."""

    #: Part it plays in a rule, for example ``DET`` or ``CAT``.
    tag: str
    #: -1 falls, +1 grows, 0 says nothing.
    sign: int = 0
    #: Category: its key. Place: its name. Measure and non-category: which kind.
    value: str = ""
    #: What it needs beside it to say so: ``figure`` (a figure or a measure; marked
    #: "?" in the lists), ``measure`` (marked "!") or "" (nothing).
    weak: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All word lists of one language."""

    lang: str
    #: Nouns, function words and phrases, by lower-case form.
    words: Mapping[str, Entry]
    #: Verb forms, by lower-case form; a form may be a noun as well.
    verbs: Mapping[str, Entry]
    #: Most words of a phrase that starts with a word: how far to look ahead.
    reach: Mapping[str, int]
    #: Form without accents -> form, for press that writes without them.
    folded: Mapping[str, str]
    #: True if a noun comes before what modifies it, as in French.
    head_first: bool
    #: Tags after which a form that is noun and verb is a noun.
    before_noun: frozenset[str]
    #: Words after "pas", "not" that deny nothing: "pas seulement".
    not_only: frozenset[str]
    #: Endings of a verb that "if" makes a mere supposition.
    supposed: tuple[str, ...]
    #: Starts of categories that are written with a capital: "Covid tests".
    proper: tuple[str, ...]
    #: Endings by which an unknown first word is an adjective, no name.
    adjectival: tuple[str, ...]
    #: Endings of adjectives of time: "third-quarter".
    time_suffixes: tuple[str, ...]
    #: Words that belong to a place: "in the" United States.
    place_words: frozenset[str]
    #: Words and ratios of figures (see ``figures.py``).
    figures: Mapping[str, Any]
    #: Measures that may be a category without one: "la consommation".
    alone: frozenset[str]
    #: Start of measures that companies report of themselves: "les ventes".
    own_figures: tuple[str, ...]
    #: Key of a category -> its domain, a table of ``categories.toml``.
    domains: Mapping[str, str]
    #: Form of a measure that is a category -> its key.
    keys: Mapping[str, str]
    #: Domains of things that really fall, burst and sink.
    physical: frozenset[str]
    #: Start of a measure -> domains that "the measure" alone may be about.
    carry: Mapping[str, frozenset[str]]
    #: Regular expressions of periods.
    periods: tuple[str, ...]
    #: Macros and rules of ``rules.<lang>.toml``.
    macros: Mapping[str, str]
    rules: tuple[Mapping[str, str], ...]


@dataclass(slots=True)
class _Builder:
    """Collects entries; the first meaning of a form stays."""

    lang: str
    irregular: Mapping[str, Mapping[str, list[str]]]
    words: dict[str, Entry] = field(default_factory=dict)
    verbs: dict[str, Entry] = field(default_factory=dict)
    domains: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)

    def add(self, forms: Iterable[str], entry: Entry) -> None:
        for form in forms:
            name, weak = _weakness(form)
            self.words.setdefault(name, replace(entry, weak=weak or entry.weak))

    def add_nouns(self, nouns: Iterable[str], entry: Entry) -> None:
        for noun in nouns:
            name, weak = _weakness(noun)
            self.add(noun_forms(name, self.lang), replace(entry, weak=weak))

    def add_category(self, name: str, key: str, *, measure: bool) -> None:
        """Add a name of a category; a measure may say what it measures as well."""
        if name.startswith("~"):
            forms = inflect.french_adjective(name[1:])
            self.add(forms, Entry("RELATED", value=key))
            return
        entry = (
            Entry("MEASURE", value="generic") if measure else Entry("CAT", value=key)
        )
        self.add_nouns([name], entry)
        if measure:
            self.keys.update(dict.fromkeys(noun_forms(name, self.lang), key))

    def add_verbs(self, verbs: Iterable[str], stem: str, sign: int) -> None:
        for verb in verbs:
            name, weak = _weakness(verb)
            for form, kind in self._verb_forms(name):
                tag = stem + _ENDINGS[kind] if stem else "VERB"
                self.verbs.setdefault(form, Entry(tag, sign, weak=weak))

    def _verb_forms(self, phrase: str) -> Iterator[tuple[str, str]]:
        """Yield the forms of a verb or of a phrase that starts with one."""
        clitic, phrase = _split_clitic(phrase)
        verb, space, rest = phrase.partition(" ")
        if verb in self.irregular:
            forms = [
                (form, kind)
                for kind, forms in self.irregular[verb].items()
                for form in forms
            ]
        elif self.lang == "fr":
            forms = list(inflect.french_verb(verb))
        else:
            base = verb.removesuffix("+")
            forms = list(inflect.english_verb(base, double=verb.endswith("+")))
        for form, kind in forms:
            yield clitic + form + space + rest, kind


def _split_clitic(phrase: str) -> tuple[str, str]:
    """Return the French reflexive pronoun of a verb, with the rest."""
    for clitic in ("se ", "s'"):
        if phrase.startswith(clitic):
            return clitic, phrase.removeprefix(clitic)
    return "", phrase


@cache
def load_lexicon(lang: str) -> Lexicon:
    """Return the lexicon of a language (``fr`` or ``en``), compiled once."""
    grammar = _read(f"grammar.{lang}.toml")
    rules = _read(f"rules.{lang}.toml")
    builder = _Builder(lang, grammar["irregular"])
    for sign, side in ((-1, grammar["down"]), (+1, grammar["up"])):
        for name, stem in _VERB_LISTS.items():
            builder.add_verbs(side.get(name, ()), stem, sign)
        builder.add_nouns(side["nouns"], Entry("DROP", sign))
        builder.add_nouns(side.get("of_nouns", ()), Entry("DROP_OF", sign))
        builder.add(side["states"], Entry("STATE", sign))
        builder.add(side.get("particles", ()), Entry("PARTICLE", sign))
        builder.add(side.get("levels", ()), Entry("LEVEL", sign))
        builder.add(side["less"], Entry("LESS", sign))
        builder.add(side["lesser"], Entry("LESSER", sign))
        builder.add(side.get("idioms", ()), Entry("IDIOM", sign))
    for tag, forms in grammar["words"].items():
        builder.add(forms, Entry(tag))
    for tag, forms in grammar["verb_forms"].items():
        builder.verbs.update({form: Entry(tag) for form in forms} | builder.verbs)
    for tag, nouns in grammar["nouns"].items():
        builder.add_nouns(nouns, Entry(tag))
    categories = _read("categories.toml")
    _add_categories(builder, categories, measures=True)
    for kind, nouns in grammar["measures"].items():
        builder.add_nouns(nouns, Entry("MEASURE", value=kind))
    _add_categories(builder, categories, measures=False)
    for kind, others in _read(f"others.{lang}.toml").items():
        builder.add_nouns(
            others["words"], Entry(others.get("tag", "NOT_CAT"), value=kind)
        )
    _add_places(builder)
    builder.add_verbs(grammar["verbs"]["other"], "", 0)
    forms = [*builder.words, *builder.verbs]
    return Lexicon(
        lang,
        builder.words,
        builder.verbs,
        reach=_reach(forms),
        folded={fold(form): form for form in reversed(forms)},
        before_noun=frozenset(grammar["context"]["before_noun"]),
        not_only=frozenset(grammar["context"]["not_only"]),
        supposed=tuple(grammar["context"]["supposed"]),
        proper=tuple(grammar["context"]["proper"]),
        adjectival=tuple(grammar["context"]["adjectival"]),
        time_suffixes=tuple(grammar["context"]["time_suffixes"]),
        place_words=frozenset(grammar["context"]["place_words"]),
        figures=grammar["figures"],
        alone=frozenset(grammar["context"]["alone"]),
        own_figures=tuple(grammar["context"]["own_figures"]),
        domains=builder.domains,
        keys=builder.keys,
        physical=frozenset(grammar["context"]["physical"]),
        head_first=grammar["context"]["head_first"],
        carry={
            start: frozenset(domains) for start, domains in grammar["carry"].items()
        },
        periods=tuple(grammar["periods"]["patterns"]),
        macros=rules["macros"],
        rules=tuple(rules["rule"]),
    )


def _weakness(name: str) -> tuple[str, str]:
    """Return a name of a list without its mark, and what the mark says."""
    marks = {"?": "figure", "!": "measure"}
    return name.rstrip("?!"), marks.get(name[-1], "")


def fold(form: str) -> str:
    """Return a form without accents.

    >>> fold("dégringolé")
    'degringole'
    """
    parts = unicodedata.normalize("NFD", form)
    return "".join(part for part in parts if not unicodedata.combining(part))


def noun_forms(noun: str, lang: str) -> Iterator[str]:
    """Yield a noun with its plural, hyphens also as spaces.

    >>> sorted(noun_forms("e-book", "en"))
    ['e book', 'e books', 'e-book', 'e-books']
    """
    plurals = (
        inflect.french_plurals(noun)
        if lang == "fr"
        else (inflect.english_plural(noun),)
    )
    for form in (noun, *plurals):
        yield form
        if "-" in form:
            yield form.replace("-", " ")
        elif lang == "en" and " " in form:
            yield form.replace(" ", "-")


def _add_categories(
    builder: _Builder, tables: Mapping[str, Any], *, measures: bool
) -> None:
    """Add the categories; a key is the first English, else French, name."""
    column = {"fr": 0, "en": 1}[builder.lang]
    for domain, table in tables.items():
        if table.get("measure", False) != measures:
            continue
        for line in table["words"].strip().splitlines():
            columns = [
                [name.strip() for name in names.split(",") if name.strip()]
                for names in line.split("|")
            ]
            key = _weakness((columns[1] or columns[0])[0])[0].replace(" ", "-")
            builder.domains[key] = domain
            for name in columns[column]:
                builder.add_category(name, key, measure=measures)


def _add_places(builder: _Builder) -> None:
    """Add places and the adjectives of nations, which stand for their place."""
    places = _read("places.toml")[builder.lang]
    for name, adjectives in places["nations"].items():
        builder.add([name.lower()], Entry("PLACE", value=name))
        builder.add(adjectives, Entry("NATION", value=name))
    for name in places["names"]:
        builder.add([name.lower()], Entry("PLACE", value=name))


def _reach(forms: Iterable[str]) -> dict[str, int]:
    reach: dict[str, int] = {}
    for form in forms:
        words = form.replace("'", "' ").split()
        if len(words) > 1:
            reach[words[0]] = max(reach.get(words[0], 1), len(words))
    return reach


def _read(name: str) -> dict[str, Any]:
    source = resources.files("watch.signals") / "lexicon" / name
    return tomllib.loads(source.read_text(encoding="utf-8"))
