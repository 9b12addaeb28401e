"""What one rule makes of one text, and why."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from watch.errors import RuleError
from watch.model import Text
from watch.signals.declines import make_finder
from watch.signals.explain import describe_stop, explain
from watch.signals.rules import read_signals
from watch.signals.tagger import Tagger, load_tagger

HEAD = """
id = "one"
theme = "t"
title = "T"
description = "D"

[[rules]]
id = "rule"
lang = "any"
"""

FINDER = make_finder()


@dataclass(frozen=True)
class Case:
    """One table of judge_cases.toml."""

    #: What it shows.
    name: str
    #: The rule, without id and lang.
    rule: str
    #: The text.
    title: str
    summary: str = ""
    #: The words of the mention, in reading order.
    matches: list[str] = field(default_factory=list)
    #: What stopped the other matches, in reading order.
    stopped: list[str] = field(default_factory=list)


CASES = [
    Case(**table)
    for table in tomllib.loads(
        (Path(__file__).parent / "judge_cases.toml").read_text(encoding="utf-8")
    )["case"]
]


def tagger_in_french(rule: str) -> Tagger:
    """Return a tagger with this rule alone, for French."""
    source = (HEAD + rule).replace('lang = "any"', 'lang = "fr"')
    return Tagger(read_signals({"one.toml": source}, lists={}), FINDER)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_rule_matches_what_it_says(case: Case) -> None:
    """Matches, their place in the original text, and the reasons of the rest."""
    tagger = tagger_in_french(case.rule)
    text = Text(title=case.title, summary=case.summary, lang="fr")
    reports = explain(tagger, text)
    spans = [span for report in reports for span in report.spans]
    assert [span.text for span in spans] == case.matches
    for span in spans:
        assert getattr(text, span.field)[span.start : span.end] == span.text
    stops = [stop for report in reports for _, stop in report.stopped]
    assert [stop.by for stop in stops] == case.stopped
    mentioned = [mention.signal for mention in tagger.tag(text).mentions]
    assert mentioned == (["one"] if case.matches else [])


REASONS = {
    "near": (
        'phrases = ["tea"]\nnear = ["milk"]\nwithin = 3',
        "near: none of these words within 3 words",
    ),
    "sentence": (
        'phrases = ["tea"]\nnear = ["milk"]',
        "near: none of these words in the same sentence",
    ),
    "also": (
        'phrases = ["tea"]\nalso = ["milk"]',
        "also: none of these words in title or summary",
    ),
    "except": (
        'phrases = ["tea"]\nexcept = ["tea party"]',
        'except: it is part of "Tea-Party"',
    ),
    "unless": (
        'phrases = ["tea"]\nunless = ["boston"]',
        'unless: the text has "Boston"',
    ),
    "only": (
        'phrases = ["tea"]\nonly = "summary"',
        "only: the rule reads the summary alone",
    ),
}


@pytest.mark.parametrize(("rule", "words"), REASONS.values(), ids=REASONS.keys())
def test_what_stopped_a_rule_is_said_in_words(rule: str, words: str) -> None:
    """The explanation names the key of the signal file and the words of the text."""
    tagger = tagger_in_french(rule)
    text = Text(title="The Tea-Party of Boston", summary="", lang="fr")
    [report] = explain(tagger, text)
    [(_, stop)] = report.stopped
    assert describe_stop(stop, report.rule) == words


def test_the_first_rule_that_matches_names_the_mention() -> None:
    """Later rules that match too are reported, but name nothing."""
    rules = """
phrases = ["coffee"]
[[rules]]
id = "second"
lang = "fr"
phrases = ["tea"]
[[rules]]
id = "third"
lang = "fr"
phrases = ["hot tea"]
"""
    tagger = tagger_in_french(rules)
    text = Text(title="Hot tea", summary="", lang="fr")
    reports = explain(tagger, text)
    assert [(report.rule.id, report.names_mention) for report in reports] == [
        ("second", True),
        ("third", False),
    ]
    [mention] = tagger.tag(text).mentions
    assert (mention.rule, mention.rule_version) == (
        "second",
        reports[0].rule.version,
    )


def test_nothing_found_gives_no_report() -> None:
    """Rules whose words are absent stay out of the explanation."""
    tagger = tagger_in_french('phrases = ["tea"]')
    assert explain(tagger, Text(title="Coffee", summary="", lang="fr")) == ()
    assert explain(tagger, Text(title="Tea", summary="", lang="xx")) == ()


def test_a_rule_for_any_language_reads_all_of_them() -> None:
    """Brands are written once and found in every language the catalogue knows."""
    tagger = load_tagger({"one.toml": HEAD + 'phrases = ["=Zorglub"]'})
    for lang in ("fr", "en"):
        text = Text(title="Zorglub", summary="", lang=lang)
        assert [mention.signal for mention in tagger.tag(text).mentions] == ["one"]


REFUSED = {
    "no word that is always there": (
        'patterns = [[{ IS_TITLE = true }, { LOWER = "x", OP = "?" }]]',
        'one.toml:7: signal "one": rule "rule": each token pattern needs a word',
    ),
    "a value of the wrong type": (
        'patterns = [[{ LOWER = "tea" }, { LENGTH = "long" }]]',
        'one.toml:7: signal "one": rule "rule": spaCy refuses a token pattern:',
    ),
    "an exception of the wrong type": (
        'phrases = ["tea"]\nexcept-patterns = [[{ LOWER = 3 }]]',
        'one.toml:7: signal "one": rule "rule": spaCy refuses a token pattern:',
    ),
}


@pytest.mark.parametrize(("rule", "problem"), REFUSED.values(), ids=REFUSED.keys())
def test_token_patterns_are_checked(rule: str, problem: str) -> None:
    """A pattern that can't work is refused with file, line, signal and rule."""
    with pytest.raises(RuleError) as error:
        tagger_in_french(rule)
    assert error.value.problems[0].startswith(problem)
