"""The built-in catalogue keeps its promises."""

from __future__ import annotations

import tomllib
from collections import Counter
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watch.errors import RuleError
from watch.model import Text
from watch.signals.examples import find_problems, run_examples
from watch.signals.rules import SignalRules
from watch.signals.tagger import Tagger, load_tagger

#: Ids that users, digests and the labelled data rely on.
FIXED = {
    "gender-fluid",
    "gen-alpha",
    "metaverse",
    "generative-ai",
    "second-hand",
    "sharing-economy",
    "frugal",
    "voice-assistant",
}
LANGUAGES = ("fr", "en")
#: Fewest examples of each kind, signal and language.
EXAMPLES = 15

#: What is written in signal files, and how print or a hurried editor writes it.
TYPOGRAPHY = {
    "print": {"'": "\u2019", " ": "\u00a0", "-": "\u2011"},
    "no hyphens": {"-": " "},
}

TAGGER = load_tagger()
IDS = [part.signal.id for part in TAGGER.catalogue]
WORDS = sorted(
    {
        phrase.text
        for part in TAGGER.catalogue
        for rule in part.rules
        for wordings in (*rule.phrases, *rule.near, *rule.also)
        for phrase in wordings[:3]
    }
)


def test_the_catalogue_is_complete() -> None:
    """27 signals by rules (category declines are the 28th), the fixed ids too."""
    assert len(IDS) == len(set(IDS)) == 27
    assert set(IDS) >= FIXED


@pytest.mark.parametrize("part", TAGGER.catalogue, ids=IDS)
def test_examples_come_out_as_written(part: SignalRules) -> None:
    """Every example passes, and every rule is shown by one."""
    results = run_examples(part.examples, TAGGER.verdicts)
    assert list(find_problems(part, results)) == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("part", TAGGER.catalogue, ids=IDS)
def test_both_languages_are_equals(part: SignalRules, lang: str) -> None:
    """Title, description and at least fifteen examples of each kind."""
    assert part.signal.title[lang]
    assert part.signal.description[lang].endswith(".")
    kinds = Counter(example.match for example in part.examples if example.lang == lang)
    assert kinds[True] >= EXAMPLES
    assert kinds[False] >= EXAMPLES


@pytest.mark.parametrize("written", TYPOGRAPHY.values(), ids=TYPOGRAPHY.keys())
def test_examples_survive_other_typography(written: dict[str, str]) -> None:
    """Apostrophes, spaces, hyphens and quotes of print change no verdict."""
    for example in TAGGER.examples:
        printed = example.text.translate({ord(a): b for a, b in written.items()})
        title = f"«\u00a0{printed}\u00a0»"
        text = Text(title=title, summary="", lang=example.lang)
        found = {mention.signal for mention in TAGGER.mentions(text)}
        assert (example.signal in found) == example.match, title


def test_no_example_stands_twice() -> None:
    """An example written twice shows nothing new."""
    texts = Counter((example.signal, example.text) for example in TAGGER.examples)
    assert [text for text, times in texts.items() if times > 1] == []


def test_every_word_list_is_used() -> None:
    """A list that no rule names is left over and misleads the next reader."""
    left_over = [
        f"{file.name}: {name}"
        for file in resources.files("watch.signals").joinpath("catalogue").iterdir()
        for lists in tomllib.loads(file.read_text("utf-8")).get("lists", {}).values()
        for name in lists
        if f"<{name}>" not in file.read_text("utf-8")
    ]
    assert left_over == []


def test_no_phrase_is_a_whole_headline() -> None:
    """Wordings are expressions, never sentences cut out of the data."""
    longest = max(WORDS, key=lambda text: len(text.split()))
    assert len(longest.split()) <= 8


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=6),
    st.sampled_from([" ", ", ", " : ", "-", " – ", ". "]),
    st.sampled_from(LANGUAGES),
    st.sampled_from([str, str.upper, str.title]),
)
def test_the_gate_loses_nothing(
    words: list[str], between: str, lang: str, spell: type[str]
) -> None:
    """What matches without the gate matches with it."""
    text = Text(title=spell(between.join(words)), summary=words[0], lang=lang)
    gated = [rule.id for rule, verdict in TAGGER.verdicts(text) if verdict.spans]
    every = [
        rule.id
        for rule, verdict in TAGGER.verdicts(text, every_rule=True)
        if verdict.spans
    ]
    assert gated == every


OWN = """
id = "{id}"
theme = "mine"
title = "Mine"
description = "Mine"

[[rules]]
id = "word"
lang = "fr"
phrases = ["zorglub"]

[examples.fr]
match = ["Zorglub revient"]
ignore = ["Zorg s'en va"]
"""


def test_files_of_the_user_add_and_replace_signals() -> None:
    """A new id comes last; a known id keeps its place and loses its old rules."""
    files = {f"{name}.toml": OWN.format(id=name) for name in ("metaverse", "mine")}
    tagger = load_tagger(files)
    assert [signal.id for signal in tagger.signals] == [*IDS, "mine"]
    assert mentions(tagger, "Zorglub") == ["metaverse", "mine"]
    assert mentions(tagger, "Métavers") == []


def mentions(tagger: Tagger, title: str) -> list[str]:
    """Return the signals of a French title."""
    text = Text(title=title, summary="", lang="fr")
    return [mention.signal for mention in tagger.tag(text).mentions]


def test_a_signal_that_fails_its_examples_is_refused() -> None:
    """The user is told every example that fails, and rules without an example."""
    source = OWN.format(id="mine").replace("Zorglub revient", "Zorg revient")
    files = {"mine.toml": source.replace("Zorg s'en va", "Zorglub s'en va")}
    with pytest.raises(RuleError) as error:
        load_tagger(files)
    wrong = 'rule "word" matches an example to ignore'
    nothing = 'rule "word" matches none of the examples: add one that it matches'
    assert error.value.problems == (
        'mine.toml:13: signal "mine": no rule matches the example: Zorg revient',
        f'mine.toml:14: signal "mine": {wrong}: Zorglub s\'en va',
        f'mine.toml:7: signal "mine": {nothing}',
    )


def test_examples_are_advised_not_required() -> None:
    """A signal without examples loads, and a failing one where nobody verifies."""
    source = OWN.format(id="mine").split("[examples.fr]")[0]
    failing = OWN.format(id="yours").replace("Zorglub revient", "Zorg revient")
    files = {"mine.toml": source, "yours.toml": failing}
    tagger = load_tagger(files, verify=False)
    assert [signal.id for signal in tagger.signals[-2:]] == ["mine", "yours"]
    [part] = [part for part in tagger.catalogue if part.signal.id == "mine"]
    assert list(find_problems(part, ())) == []


def test_some_signals_alone() -> None:
    """A tagger of some signals finds only them."""
    tagger = TAGGER.only({"metaverse"})
    text = Text(title="Roblox et ChatGPT", summary="", lang="fr")
    assert [mention.signal for mention in tagger.tag(text).mentions] == ["metaverse"]


def test_memory_of_words_is_given_back() -> None:
    """After thousands of texts with new words the tagger still reads the same."""
    text = Text(title="Le métavers des marques", summary="", lang="fr")
    before = TAGGER.tag(text)
    for number in range(2_100):
        TAGGER.tag(Text(title=f"métavers mot{number}", summary="", lang="fr"))
    assert TAGGER.tag(text) == before
