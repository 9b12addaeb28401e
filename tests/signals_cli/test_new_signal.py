"""A first signal file: right from the start, and never over another."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest

from watch.errors import UsageError
from watch.model import Text
from watch.signals.examples import find_problems, run_examples
from watch.signals.tagger import load_file
from watch.starter.new_signal import NewSignal, write_signal


def write(
    folder: Path,
    term: str,
    titles: Sequence[str] = (),
    *,
    signal: str = "mine",
    lang: str = "fr",
) -> NewSignal:
    """Write a file in an installation for French and English."""
    return write_signal(
        folder / "signals",
        signal,
        term=term,
        headlines=[Text(title=title, summary="", lang=lang) for title in titles],
        langs=("fr", "en"),
        taken={"gen-alpha"},
    )


@pytest.mark.parametrize(
    "term",
    ["repair cafes", 'huile "vierge"', "H&M’s café-théâtre 100 %", "  deux   mots "],
)
def test_it_passes_its_own_examples(tmp_path: Path, term: str) -> None:
    """Without headlines examples are invented, for each configured language."""
    new = write(tmp_path, term)
    text = new.path.read_text("utf-8")
    tagger = load_file("mine.toml", text)
    [part] = tagger.catalogue
    results = run_examples(part.examples, tagger.verdicts)
    assert list(find_problems(part, results)) == []
    assert [rule.lang for rule in part.rules] == ["fr", "en"]
    assert {(one.lang, one.match) for one in part.examples} == {
        ("fr", True), ("fr", False), ("en", True), ("en", False),
    }  # fmt: skip
    assert (new.term, new.headlines) == (" ".join(term.split()), 0)


def test_what_its_comments_show_can_be_switched_on(tmp_path: Path) -> None:
    """Taking the first mark away leaves a file that can be read."""
    text = write(tmp_path, "repair cafes").path.read_text("utf-8")
    keys = ("near", "within", "also", "except", "unless", "only")
    for key in keys:
        text = text.replace(f"\n# {key} =", f"\n{key} =")
    assert set(keys) < set(tomllib.loads(text)["rules"][0])
    load_file("mine.toml", text)


SPELLINGS = {
    "accents": ("velo cargo", ["Le vélo cargo séduit"], "vélo cargo"),
    "hyphens": ("velo cargo", ["Vélo-cargo : l'essor"], "vélo-cargo"),
    "the usual one": (
        "metavers",
        ["Le metavers, bof", "Le métavers", "MÉTAVERS"],
        "métavers",
    ),
    "a plural that is none": ("repair cafes", ["Un repair café ouvre"], "repair café"),
    "not within words": ("ete", ["Il a prêté son été"], "été"),
}


@pytest.mark.parametrize(
    ("term", "titles", "spelled"), SPELLINGS.values(), ids=SPELLINGS.keys()
)
def test_headlines_tell_how_a_term_is_spelled(
    tmp_path: Path, term: str, titles: list[str], spelled: str
) -> None:
    """An id has no accents; the press has. Rules are for the language found."""
    new = write(tmp_path, term, ["Rien à voir", *titles])
    rules = tomllib.loads(new.path.read_text("utf-8"))["rules"]
    assert [(rule["lang"], rule["phrases"]) for rule in rules] == [("fr", [spelled])]
    assert new.headlines >= 1


def test_headlines_are_the_examples(tmp_path: Path) -> None:
    """As many as can be looked through, each once."""
    titles = [f"Le robot numéro {number}" for number in range(20)]
    new = write(tmp_path, "robot", [titles[0], *titles])
    examples = tomllib.loads(new.path.read_text("utf-8"))["examples"]["fr"]
    assert examples["match"] == titles[: new.headlines]
    assert 5 <= new.headlines <= 10


WRONG = [
    pytest.param("Repair Cafés", "café", "small letters", id="no name"),
    pytest.param("gen-alpha", "alpha", "already", id="taken"),
    pytest.param("mine", "a {b,c}", "plain words", id="marks"),
    pytest.param("mine", "  ", "plain words", id="blank"),
    pytest.param("mine", "-", "no rule can be made", id="no words"),
]


@pytest.mark.parametrize(("signal", "term", "words"), WRONG)
def test_what_no_signal_can_be_made_of(
    tmp_path: Path, signal: str, term: str, words: str
) -> None:
    """It is refused with the reason, and nothing is written."""
    with pytest.raises(UsageError, match=words):
        write(tmp_path, term, signal=signal)
    assert not (tmp_path / "signals").exists()


def test_it_never_overwrites(tmp_path: Path) -> None:
    """A second call leaves the first file as it is."""
    path = write(tmp_path, "repair cafes").path
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="already exists"):
        write(tmp_path, "repair cafes")
    assert path.read_text("utf-8") == "mine"
