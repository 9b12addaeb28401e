"""The word lists: every line well formed, every name in one place."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any

import pytest

from watch.signals.declines.lexicon import LANGUAGES, load_lexicon
from watch.signals.declines.shapes import Alphabet, compile_rule


def table(name: str) -> dict[str, Any]:
    """Return a file of the lexicon."""
    source = resources.files("watch.signals") / "lexicon" / name
    return tomllib.loads(source.read_text(encoding="utf-8"))


def lines() -> list[tuple[list[str], list[str]]]:
    """Return the French and English names of each category."""
    return [
        (names(line.split("|")[0]), names(line.split("|")[1]))
        for domain in table("categories.toml").values()
        for line in domain["words"].strip().splitlines()
    ]


def names(column: str) -> list[str]:
    """Return the names of a column without their marks."""
    return [name.strip().rstrip("?!") for name in column.split(",") if name.strip()]


@pytest.mark.parametrize("column", [0, 1], ids=LANGUAGES)
def test_a_name_belongs_to_one_category(column: int) -> None:
    """No name stands in two lines, so that its key is certain."""
    found = [name for line in lines() for name in line[column]]
    assert sorted(found) == sorted(set(found))


def test_each_category_has_its_own_key() -> None:
    """The first English name, else the first French one, names one line only."""
    keys = [(english or french)[0] for french, english in lines()]
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_rules_name_only_tags_that_exist(lang: str) -> None:
    """A rule with a misspelt tag could never match."""
    lexicon = load_lexicon(lang)
    entries = [*lexicon.words.values(), *lexicon.verbs.values()]
    known = {entry.tag for entry in entries} | {
        *("WORD", "NAME", "NUM", "PCT", "SIGNED", "COMPARED", "TIME", "AT", "GENITIVE"),
        *("COMMA", "COLON", "STOP", "QUESTION", "OPEN", "CLOSE", "QUOTE", "DASH"),
        *("OTHER", "AND", "INVERSION", "MORE_OF"),
    }
    alphabet = Alphabet()
    rules = [compile_rule(rule, lexicon.macros, alphabet) for rule in lexicon.rules]
    unknown = set(alphabet.tags()) | {tag for rule in rules for tag in rule.fall}
    assert unknown - known == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_measures_carry_only_domains_that_exist(lang: str) -> None:
    """A measure alone may be about domains of the list of categories."""
    lexicon = load_lexicon(lang)
    named = set().union(*lexicon.carry.values(), lexicon.habits.physical)
    assert named - set(table("categories.toml")) == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_patterns_of_figures_are_numbers(lang: str) -> None:
    """A ratio is a share between 0 and 1000 percent."""
    shares = [share for _, share in load_lexicon(lang).figures.ratios]
    assert all(0 < share < 1000 for share in shares)
