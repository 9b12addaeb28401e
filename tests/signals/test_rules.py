"""Signal files: what is read, and what is refused with which words."""

from __future__ import annotations

from pathlib import Path

import pytest

from watch.errors import RuleError
from watch.model import Signal
from watch.signals.phrases import Phrase
from watch.signals.rules import Example, Rule, read_lists, read_signals

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.toml"))

TEA = """
id = "tea"
theme = "drinks"
title = { fr = "Thé", en = "Tea" }
description = "Everything about tea"
except = { any = ["tea party"], fr = ["thé dansant"] }
unless = { en = ["golf"] }

[lists.fr]
leaves = ["vert", "noir"]
stuff = ["caféine"]

[[rules]]
id = "named"
lang = "fr"
phrases = ["thé <leaves>", "<pots> de thé"]
near = ["boire"]
within = 4
also = ["Chine"]
except = ["thé vert de gris"]
except-patterns = [[{ LOWER = "anti" }, { LOWER = "thé" }]]
unless = ["café", "<stuff>"]
only = "title"

[[rules]]
id = "english"
lang = "en"
phrases = ["tea"]
patterns = [[{ LOWER = "cuppa" }, { IS_PUNCT = true }]]

[examples.fr]
match = ["Boire un thé noir de Chine"]
ignore = ["Un thé dansant à la mairie"]
"""

LISTS = read_lists("lists.toml", '[fr]\npots = ["théière"]')


def phrases(*texts: str) -> tuple[Phrase, ...]:
    """Return phrases in any letter case."""
    return tuple(Phrase(text, exact=False) for text in texts)


def test_a_file_becomes_a_signal_with_rules_and_examples() -> None:
    """Every key of a signal file arrives, wordings in full."""
    [part] = read_signals({"tea.toml": TEA}, lists=LISTS)
    assert part.signal == Signal(
        id="tea",
        title={"fr": "Thé", "en": "Tea"},
        description={"fr": "Everything about tea", "en": "Everything about tea"},
        theme="drinks",
    )
    french, english = part.rules
    assert french == Rule(
        signal="tea",
        id="named",
        lang="fr",
        phrases=(phrases("thé vert", "thé noir", "théière de thé"),),
        patterns=(),
        near=(phrases("boire"),),
        within=4,
        also=(phrases("chine"),),
        exceptions=(
            phrases("thé vert de gris"),
            phrases("tea party"),
            phrases("thé dansant"),
        ),
        exception_patterns=(({"LOWER": "anti"}, {"LOWER": "thé"}),),
        unless=(phrases("caféine"), phrases("café")),
        only="title",
        place="tea.toml:13",
        version=french.version,
    )
    assert english.within is None
    assert english.exceptions == (phrases("tea party"),)
    assert english.unless == (phrases("golf"),)
    assert part.examples == (
        Example(
            signal="tea",
            lang="fr",
            text="Boire un thé noir de Chine",
            match=True,
            place="tea.toml:32",
        ),
        Example(
            signal="tea",
            lang="fr",
            text="Un thé dansant à la mairie",
            match=False,
            place="tea.toml:33",
        ),
    )


def test_one_title_serves_both_languages() -> None:
    """A user who writes one language still has a title in both."""
    source = TEA.replace('{ fr = "Thé", en = "Tea" }', '{ fr = "Thé" }')
    [part] = read_signals({"tea.toml": source}, lists=LISTS)
    assert part.signal.title == {"fr": "Thé", "en": "Thé"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('phrases = ["tea"]', 'phrases = ["teas"]'),
        ("IS_PUNCT = true", "IS_PUNCT = false"),
        ('en = ["golf"]', 'en = ["polo"]'),
        ('any = ["tea party"]', 'any = ["tea time"]'),
        ('phrases = ["tea"]', 'phrases = ["=Tea"]'),
        ('id = "english"', 'id = "british"'),
    ],
)
def test_the_version_follows_the_definition(before: str, after: str) -> None:
    """Whatever changes what a rule matches changes its version."""
    [old] = read_signals({"tea.toml": TEA}, lists=LISTS)
    [new] = read_signals({"tea.toml": TEA.replace(before, after)}, lists=LISTS)
    assert old.rules[1].version != new.rules[1].version


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_all_problems_are_told_with_file_line_and_signal(path: Path) -> None:
    """Each broken file gives the messages that stand at its top, all at once."""
    source = path.read_text(encoding="utf-8")
    expected = [
        line.removeprefix("#! ") for line in source.splitlines() if line[:2] == "#!"
    ]
    with pytest.raises(RuleError) as error:
        read_signals({path.name: source}, lists={})
    assert list(error.value.problems) == expected


def test_problems_of_all_files_come_together() -> None:
    """One broken file does not hide those of the next."""
    files = {path.name: path.read_text(encoding="utf-8") for path in BROKEN}
    with pytest.raises(RuleError) as error:
        read_signals(files, lists={})
    named = {problem.split(":")[0] for problem in error.value.problems}
    assert named == set(files)


def test_two_files_can_not_define_one_signal() -> None:
    """The second file is told where the first one is."""
    with pytest.raises(RuleError) as error:
        read_signals({"a.toml": TEA, "b.toml": TEA}, lists=LISTS)
    assert error.value.problems == (
        'b.toml:2: signal "tea" is also in a.toml: give one of them another id',
    )


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("[fr]\na = [", "lists.toml:2: not valid TOML: "),
        ('[fr]\nA = ["x"]', 'lists.toml:2: lists: fr.A.[key]: "A" is no name'),
    ],
)
def test_broken_lists_are_refused(source: str, problem: str) -> None:
    """The shared word lists are checked like signal files."""
    with pytest.raises(RuleError) as error:
        read_lists("lists.toml", source)
    assert error.value.problems[0].startswith(problem)
