"""Every language says everything, in its own typography."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from datetime import date

import pytest

from watch.digest.labels import Label
from watch.digest.phrases import Phrases, list_languages, load_phrases
from watch.errors import UsageError
from watch.trends.warnings import WARNINGS
from watch.week import Week


def texts_of(phrases: Phrases) -> Iterator[tuple[str, str]]:
    """Yield each text of a language with its name; plural forms share one."""
    for name, table in phrases.tables.items():
        yield from ((f"{name}.{key}", text) for key, text in table.items())
    for name, forms in phrases.counts.items():
        yield from ((f"count.{name}", text) for text in forms.values())


def placeholders(text: str) -> set[str | None]:
    """Return the names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("lang", list_languages())
def test_languages_are_equals(lang: str) -> None:
    """A language has the same texts with the same placeholders as English."""
    english = {key: placeholders(text) for key, text in texts_of(load_phrases("en"))}
    there = {key: placeholders(text) for key, text in texts_of(load_phrases(lang))}
    assert there == english


@pytest.mark.parametrize("lang", list_languages())
def test_every_plural_form_is_written(lang: str) -> None:
    """A count has each plural form that its language uses for whole numbers."""
    phrases = load_phrases(lang)
    forms = {phrases.locale.plural_form(n) for n in range(1000)}
    for thing, texts in phrases.counts.items():
        assert forms <= set(texts), thing


@pytest.mark.parametrize("lang", list_languages())
def test_every_code_has_words(lang: str) -> None:
    """Each label and each warning of a trend can be said."""
    tables = load_phrases(lang).tables
    assert set(tables["warning"]) == set(WARNINGS)
    assert set(tables["label"]) == set(Label)


def test_french_typography() -> None:
    """No ordinary space stands before a high punctuation mark in French."""
    for key, text in texts_of(load_phrases("fr")):
        assert not re.search(r" [:;!?%»]|« ", text), key


@pytest.mark.parametrize(
    ("lang", "number", "expected"),
    [("fr", 0, "0 sujet"), ("fr", 1, "1 sujet"), ("fr", 2, "2 sujets"),
     ("en", 0, "0 stories"), ("en", 1, "1 story"), ("en", 1200, "1,200 stories"),
     ("fr", 1200, "1\u202f200 sujets")],
)  # fmt: skip
def test_counts(lang: str, number: int, expected: str) -> None:
    """A count takes the plural form and the digits of its language."""
    assert load_phrases(lang).count("stories", number) == expected


@pytest.mark.parametrize(
    ("lang", "value", "expected"),
    [("fr", -7.5, "−7,5\u202f%"), ("en", -7.5, "−7.5%"), ("en", 3.0, "+3%")],
)
def test_percents(lang: str, value: float, expected: str) -> None:
    """A change in percent carries its sign; French has a thin no-break space."""
    assert load_phrases(lang).percent(value) == expected


@pytest.mark.parametrize(
    ("lang", "p", "expected"),
    [("en", 0.00009, "p < 0.0001"), ("fr", 0.0004, "p = 0,0004"),
     ("en", 0.0096, "p = 0.01"), ("en", 0.05, "p = 0.05"), ("en", 0.996, "p = 1"),
     ("en", 1.0, "p = 1"), ("en", 0.0, "p < 0.0001")],
)  # fmt: skip
def test_p_values(lang: str, p: float, expected: str) -> None:
    """A p-value has one significant digit, or two from 0.1 on."""
    assert load_phrases(lang).p_value(p) == expected


@pytest.mark.parametrize(
    ("lang", "week", "expected"),
    [
        ("fr", Week(2026, 10), "Semaine 10, du 2 au 8 mars 2026"),
        ("fr", Week(2026, 23), "Semaine 23, du 1er au 7 juin 2026"),
        ("en", Week(2026, 27), "Week 27, 29 June to 5 July 2026"),
        ("fr", Week(2026, 53), "Semaine 53, du 28 décembre 2026 au 3 janvier 2027"),
    ],
)
def test_weeks(lang: str, week: Week, expected: str) -> None:
    """A week names its first and last day without repeating month or year."""
    assert load_phrases(lang).week(week) == expected


def test_french_first_of_the_month() -> None:
    """The first of a month is "1er" in every form."""
    phrases = load_phrases("fr")
    first = date(2026, 9, 1)
    assert phrases.day(first, form="short") == "1er sept."
    assert phrases.day(first, form="month") == "1er septembre"


def test_a_language_without_texts_is_a_clear_error() -> None:
    """Asking for an unknown language names those that exist."""
    with pytest.raises(UsageError, match="'de'; there are: en, fr"):
        load_phrases("de")


def test_a_signal_in_another_language() -> None:
    """A title missing in this language is shown in the one there is."""
    phrases = load_phrases("fr")
    assert phrases.in_language({"en": "Repair"}, otherwise="repair") == "Repair"
    assert phrases.in_language({}, otherwise="repair") == "repair"
