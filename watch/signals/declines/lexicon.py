"""The word lists of one language, loaded and inflected.

``lexicon/grammar.<lang>.toml`` says which part a word plays (its tag),
``categories.toml`` what is a category, ``others.<lang>.toml`` what is not,
``places.toml`` where, ``rules.<lang>.toml`` how the parts make a report. Their
comments explain each list.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from .builder import Builder, Entry

LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Habits:
    """How a language behaves where lists of words don't say: ``[habits]``."""

    #: True if a noun comes before what modifies it, as in French.
    head_first: bool
    #: True if two nouns make one, as in English "property slump".
    compounds: bool
    #: Tags after which a form that is noun and verb is a noun.
    before_noun: tuple[str, ...]
    #: Words that belong to a place: "in the" United States.
    place_words: tuple[str, ...]
    #: Prepositions of states that are nouns before "of": "à la baisse de".
    state_nouns: tuple[str, ...]
    #: Starts of categories that their names don't keep: "dans l'ancien".
    prefixes: tuple[str, ...]
    #: Words for what was named before, which name nothing: "la discipline".
    things: tuple[str, ...]
    #: Articles of one thing, which is no category: "un avion".
    single: tuple[str, ...]
    #: Words for one thing said before: "cette boisson".
    demonstratives: tuple[str, ...]
    #: Measures that make an acronym a category: "le marché du CBD".
    markets: tuple[str, ...]
    #: Endings of participles and infinitives among unknown words.
    participles: tuple[str, ...]
    infinitives: tuple[str, ...]
    #: Endings of verbs after a plural: "les voitures sillonnent".
    plural_verbs: tuple[str, ...]
    #: Endings by which an unknown first word is an adjective, no name.
    adjectival: tuple[str, ...]
    #: Endings of adverbs among unknown words.
    adverbs: tuple[str, ...]
    #: Endings of adjectives of time: "third-quarter".
    time_suffixes: tuple[str, ...]
    #: Starts of categories that are written with a capital: "Covid tests".
    proper: tuple[str, ...]
    #: Words after "pas", "not" that deny nothing: "pas seulement".
    not_only: tuple[str, ...]
    #: Endings of a verb that "if" makes a mere supposition.
    supposed: tuple[str, ...]
    #: Measures that may be a category without one: "la consommation".
    alone: tuple[str, ...]
    #: Starts of measures that companies report of themselves: "les ventes".
    own_figures: tuple[str, ...]
    #: Domains of things that really fall, burst and sink.
    physical: tuple[str, ...]
    #: Modal verbs by which the press tells what others say.
    reported: tuple[str, ...] = ()
    #: Ends of periods long enough for a trend.
    durations: tuple[str, ...] = ()
    #: Articles that make a nationality one company.
    articles: tuple[str, ...] = ()
    #: Whole trades, before what they make or sell.
    trades: tuple[str, ...] = ()
    #: Words that only say of what kind it is: "vehicles".
    kinds: tuple[str, ...] = ()
    #: Measures that buyers have as well: "the orders of restaurants".
    ordered: tuple[str, ...] = ()
    #: Measures of what somebody gets: "deliveries to dairies".
    given: tuple[str, ...] = ()
    #: Endings of participles among the verbs of what people do: "vendus".
    past: tuple[str, ...] = ()
    #: Endings of what people are doing: "mangeant".
    doing: tuple[str, ...] = ()
    #: Endings of adjectives of places among unknown words: "bordelaise".
    local: tuple[str, ...] = ()
    #: What categories are sold in: "bottles of".
    packs: tuple[str, ...] = ()
    #: Words whose next name is a source.
    studies: tuple[str, ...] = ()
    #: Domains of practices and media, which die out without a body.
    practices: tuple[str, ...] = ()
    #: Words for what was measured before: "elle a reculé".
    pronouns: tuple[str, ...] = ()
    #: Prepositions between a measure and what it is measured in.
    inside: tuple[str, ...] = ()
    #: Endings of what follows a noun and tells more of it.
    modifiers: tuple[str, ...] = ()
    #: Domains of what households buy at exchanges.
    traded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """How a language writes figures: ``[figures]``."""

    #: Ways to write "%", as a regular expression.
    percent: str
    #: "respectively": each of several things has its own figure.
    respectively: str
    #: Words before a level, which is no size: "falls to 5 %".
    levels: tuple[str, ...]
    #: "between 3 and 5 %": two numbers.
    range: re.Pattern[str]
    #: "from 15 to 6 million": number, unit, number, unit.
    from_to: re.Pattern[str]
    #: Parts that are gone, in percent, by their words: "a third" of the pubs.
    shares: Mapping[str, float]
    #: "halved": a pattern, and the share that is gone or added, in percent.
    ratios: tuple[tuple[re.Pattern[str], float], ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All word lists of one language."""

    lang: str
    #: Nouns, function words and phrases, by lower-case form.
    words: Mapping[str, Entry]
    #: Verb forms, by lower-case form; a form may be a noun as well.
    verbs: Mapping[str, Entry]
    #: Most words of a phrase that starts with two words (the second up to its
    #: apostrophe): how far to look ahead.
    reach: Mapping[tuple[str, str], int]
    #: Form without accents -> form, for press that writes without them.
    folded: Mapping[str, str]
    #: Key of a category -> its domain, a table of ``categories.toml``.
    domains: Mapping[str, str]
    #: Form of a measure that is a category -> its key.
    keys: Mapping[str, str]
    #: Key of a habit that a verb may tell -> its name: "ils lisent", lecture.
    told: Mapping[str, str]
    #: How the language behaves.
    habits: Habits
    #: Start of a measure -> domains that "the measure" alone may be about.
    carry: Mapping[str, frozenset[str]]
    #: How it writes figures.
    figures: Figures
    #: Regular expressions of periods.
    periods: tuple[str, ...]
    #: Macros and rules of ``rules.<lang>.toml``.
    macros: Mapping[str, str]
    rules: tuple[Mapping[str, Any], ...]


@cache
def load_lexicon(lang: str) -> Lexicon:
    """Return the lexicon of a language (``fr`` or ``en``), compiled once."""
    grammar, rules = _read(f"grammar.{lang}.toml"), _read(f"rules.{lang}.toml")
    builder = Builder(lang, grammar["irregular"])
    _fill(builder, grammar)
    forms = [*builder.words, *builder.verbs]
    return Lexicon(
        lang,
        builder.words,
        builder.verbs,
        reach=_reach(forms),
        folded={fold(form): form for form in reversed(forms)},
        domains=builder.domains,
        keys=builder.keys,
        told=builder.habits,
        habits=_habits(grammar["habits"]),
        carry=_carry(grammar["carry"], grammar["groups"]),
        figures=_figures(grammar["figures"]),
        periods=tuple(grammar["periods"]["patterns"]),
        macros=rules["macros"],
        rules=tuple(rules["rule"]),
    )


def _carry(
    tables: Sequence[Mapping[str, Any]], groups: Mapping[str, list[str]]
) -> dict[str, frozenset[str]]:
    """Return the domains of measures; a string names a group of domains."""
    return {
        start: frozenset(groups[names] if isinstance(names, str) else names)
        for table in tables
        for names in [table["domains"]]
        for start in table["measures"]
    }


def fold(form: str) -> str:
    """Return a form without accents.

    >>> fold("dégringolé")
    'degringole'
    """
    if form.isascii():
        return form
    parts = unicodedata.normalize("NFD", form)
    return "".join(part for part in parts if not unicodedata.combining(part))


def _fill(builder: Builder, grammar: Mapping[str, Any]) -> None:
    """Add all lists; where a form is in two, the earlier one counts."""
    categories = _read("categories.toml")
    builder.add_triggers(grammar["down"], -1)
    builder.add_triggers(grammar["up"], +1)
    for tag, forms in grammar["words"].items():
        builder.add_words(forms, Entry(tag))
    for tag, forms in grammar["verb_forms"].items():
        builder.add_verb_forms(forms, tag)
    for tag, adjectives in grammar["adjectives"].items():
        builder.add_adjectives(adjectives, Entry(tag))
    for tag, nouns in grammar["nouns"].items():
        builder.add_nouns(nouns, Entry(tag))
    builder.add_categories(categories, measures=True)
    for kind, nouns in grammar["measures"].items():
        builder.add_nouns(nouns, Entry("MEASURE", value=kind))
    builder.add_categories(categories, measures=False)
    for kind, others in _read(f"others.{builder.lang}.toml").items():
        entry = Entry(others.get("tag", "NOT_CAT"), value=kind)
        builder.add_nouns(others["words"], entry)
    builder.add_places(_read("places.toml")[builder.lang])
    for name, verbs in grammar["verbs"].items():
        builder.add_verbs(verbs, "" if name == "other" else name.upper(), 0)
    builder.add_habit_verbs(grammar["habit_verbs"])


def _habits(table: Mapping[str, Any]) -> Habits:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in table.items()
    }
    return Habits(**values)


def _figures(table: Mapping[str, Any]) -> Figures:
    return Figures(
        table["percent"],
        table["respectively"],
        tuple(table["levels"]),
        re.compile(table["range"], re.IGNORECASE),
        re.compile(table["from_to"], re.IGNORECASE),
        table["shares"],
        tuple(
            (re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), share)
            for pattern, share in table["ratios"]
        ),
    )


def _reach(forms: Iterable[str]) -> dict[tuple[str, str], int]:
    reach: dict[tuple[str, str], int] = {}
    for form in forms:
        words = form.replace("'", "' ").split()
        if len(words) > 1:
            start = (words[0], words[1])
            reach[start] = max(reach.get(start, 1), len(words))
    return reach


@cache
def _read(name: str) -> dict[str, Any]:
    source = resources.files("watch.signals") / "lexicon" / name
    return tomllib.loads(source.read_text(encoding="utf-8"))
