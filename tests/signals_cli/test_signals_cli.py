"""The commands of signals as somebody who does not program types them."""

from __future__ import annotations

import json
import os
import pty
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from commandline import Run

from watch.cli.commands_signals import run_test
from watch.cli.terminal_signals import show_explanation
from watch.model import Text
from watch.signals.explain import explain
from watch.signals.tagger import load_file

#: Headlines of one week.
TITLES = (
    "Un vélo-cargo pour livrer le pain",
    "Vélo-cargo : la ville de Lyon double sa prime",
    "La pluie gâche le marché de Noël",
    "Les ventes de chewing-gums ont reculé de 7 % en France",
)

SIGNAL = """
id = "cargo-bikes"
theme = "mobility"
title = "Cargo bikes"
description = "Bicycles that carry goods."

[[rules]]
id = "named"
lang = "fr"
phrases = ["{phrase}"]

[examples.fr]
match = ["Des vélos cargos en centre-ville"]
ignore = ["Le cargo échoué, les marins à vélo", "Un cargo à quai"]
"""


def write_signal(folder: Path, phrase: str = "vélo~ cargo~") -> Path:
    """Write a signal of one's own."""
    path = folder / "signals" / "cargo-bikes.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(SIGNAL.replace("{phrase}", phrase), encoding="utf-8")
    return path


@pytest.fixture
def archive(run: Run, tmp_path: Path) -> Path:
    """Return a folder with an archive imported."""
    rows = [
        {
            "source": "gazette",
            "lang": "fr",
            "published": f"2026-01-{day:02d}",
            "title": title,
            "url": f"https://gazette.example/{day}",
        }
        for day, title in enumerate(TITLES, start=5)
    ]
    path = tmp_path / "archive.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    ran = run("import", "archive.jsonl")
    assert (ran.code, "signals retag" in ran.err) == (0, False)
    return tmp_path


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Put a terminal in place of standard input; return how to type at it."""
    person, terminal = pty.openpty()
    with os.fdopen(terminal, encoding="utf-8") as screen:
        monkeypatch.setattr(sys, "stdin", screen)
        yield lambda text: (os.write(person, f"{text}\n".encode()), None)[1]
    os.close(person)


def test_the_list_says_which_signals_are_ones_own(run: Run, tmp_path: Path) -> None:
    """A program reads the file of one's own signals, and none of built-in ones."""
    write_signal(tmp_path)
    rows = [
        json.loads(line) for line in run("signals", "list", "--json").out.splitlines()
    ]
    own = {row["signal"]: row["file"] for row in rows if row["file"]}
    assert own == {"cargo-bikes": str(Path("signals", "cargo-bikes.toml"))}
    assert {"gen-alpha", "metaverse"} < {row["signal"] for row in rows}
    assert rows[-1]["rules"] == ["named"]
    shown = run("signals", "list").out
    assert "category-declines" in shown
    assert "cargo-bikes is yours: signals/cargo-bikes.toml" in shown


def test_examples_that_pass(run: Run, tmp_path: Path) -> None:
    """One line for each signal and language, with numbers; exit code 0."""
    write_signal(tmp_path)
    ran = run("signals", "test", "cargo-bikes", "gen-alpha")
    assert ran.code == 0
    lines = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert [line.split()[:2] for line in lines[:-1]] == [
        ["gen-alpha", "en"], ["gen-alpha", "fr"], ["cargo-bikes", "fr"],
    ]  # fmt: skip
    assert "cargo-bikes fr 1/1 found 2/2 ignored" in lines
    assert lines[-1].endswith("all is well.")


def test_examples_that_fail(run: Run, tmp_path: Path) -> None:
    """Each is named with file, line, rule and sentence; exit code 1."""
    write_signal(tmp_path, phrase="cargo")
    ran = run("signals", "test", "cargo-bikes")
    assert ran.code == 1
    out = " ".join(ran.out.split())
    assert "0/1 found 0/2 ignored" in out
    where = f'{Path("signals", "cargo-bikes.toml")}:14: signal "cargo-bikes": '
    what = 'rule "named" matches an example to ignore: Un cargo à quai'
    assert where + what in out
    row = json.loads(run("signals", "test", "cargo-bikes", "--json").out)
    assert row["languages"] == {
        "fr": {"match": 1, "matched": 0, "ignore": 2, "ignored": 0}
    }
    assert len(row["problems"]) == 4


def test_a_language_without_examples_is_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Rules that nobody tests are no failure, but visible."""
    rule = '[[rules]]\nid = "en"\nlang = "en"\nphrases = ["cargo bike(s)"]\n'
    source = SIGNAL.replace("{phrase}", "vélo~ cargo~")
    tagger = load_file("x.toml", source.replace("[examples", f"{rule}\n[examples"))
    run_test(tagger, (), as_json=False)
    assert "ignored  no examples" in capsys.readouterr().out


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "unknown key": (
        lambda path: path.write_text(SIGNAL.replace("theme", "topic"), "utf-8"),
        "signals/cargo-bikes.toml:3",
    ),
    "no TOML": (lambda path: path.write_text("id: x", "utf-8"), "not valid TOML"),
    "other encoding": (
        lambda path: path.write_bytes(SIGNAL.encode("latin-1", "replace") + b"\xe9"),
        "save it as UTF-8",
    ),
}


@pytest.mark.parametrize(("spoil", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_a_file_that_is_wrong(
    run: Run, tmp_path: Path, spoil: Callable[[Path], object], words: str
) -> None:
    """It is named with what is wrong; exit code 2."""
    spoil(write_signal(tmp_path))
    ran = run("signals", "test")
    assert ran.code == 2
    assert words in ran.err
    assert "cargo-bikes.toml" in ran.err


def test_a_file_with_a_byte_order_mark_is_read(run: Run, tmp_path: Path) -> None:
    """Windows editors put one at the start."""
    path = write_signal(tmp_path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert run("signals", "test", "cargo-bikes").code == 0


def test_an_unknown_signal_gets_a_hint(run: Run) -> None:
    """A typing error is no silent success."""
    ran = run("signals", "test", "metavers")
    assert (ran.code, 'did you mean "metaverse"?' in ran.err) == (2, True)


def test_explain_says_what_matched_and_what_stopped(run: Run, tmp_path: Path) -> None:
    """Rules, words, reasons and declines, also where examples don't pass yet."""
    write_signal(tmp_path, phrase="cargo")
    title = "Génération Alpha : les ventes de chewing-gums ont reculé de 7 % en France"
    words = ("signals", "explain", title, "--summary", "Un cargo d'enfants")
    shown = run(*words).out
    assert "gen-alpha: rule fr-named matches" in shown
    assert "cargo-bikes: rule named matches  signals/cargo-bikes.toml:7" in shown
    assert '"cargo" (summary)' in shown
    assert "does not count; only: the rule reads the title alone" in shown
    assert "category-declines: ▼ chewing-gums" in shown
    told = json.loads(run(*words, "--json").out)
    assert told["lang"] == "fr"
    named = {one["signal"]: one for one in told["rules"] if one["names_mention"]}
    assert named["cargo-bikes"]["spans"] == [
        {"field": "summary", "start": 3, "end": 8, "text": "cargo"}
    ]
    assert [one["percent"] for one in told["declines"]] == [7]


def show(title: str, *, phrase: str = "cargo") -> None:
    """Explain a title by the rule of the signal above."""
    tagger = load_file("x.toml", SIGNAL.replace("{phrase}", phrase))
    text = Text(title=title, summary="", lang="fr")
    show_explanation(text, explain(tagger, text), (), as_json=False)


def test_explain_highlights_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What matched is bold where colours are possible, and bare elsewhere."""
    show("Un cargo [b]vide[/b]")
    assert capsys.readouterr().out.startswith("Un cargo [b]vide[/b]\n")
    monkeypatch.setenv("FORCE_COLOR", "1")
    show("Un cargo [b]vide[/b]")
    assert "Un \x1b[1;32mcargo\x1b[0m [b]vide[/b]" in capsys.readouterr().out


def test_explain_a_text_without_anything(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing found is said."""
    show("Un navire")
    assert "No rule of language fr finds its words" in capsys.readouterr().out


def test_retag_shows_asks_and_writes(run: Run, archive: Path) -> None:
    """The whole way of a signal of one's own into the archive."""
    write_signal(archive)
    hint = "rules of 1 signal changed since the archive was read"
    refused = run("signals", "retag")
    assert refused.code == 2
    assert "cargo-bikes (new): 2 gained" in refused.out
    assert f"  + 2026-01-06  gazette  {TITLES[1]}" in refused.out
    assert "add --yes" in refused.err
    assert hint in run("trends", "--week", "2026-W02", "--json").err
    assert hint in run("digest", "--week", "2026-W02").err
    assert run("signals", "retag", "--yes").code == 0
    assert "nothing to do" in run("signals", "retag").out
    trends = run("trends", "--week", "2026-W02", "--signal", "cargo-bikes", "--json")
    assert (json.loads(trends.out)["stories"], trends.err) == (2, "")


def test_retag_asks_on_a_terminal(
    run: Run, archive: Path, answer: Callable[[str], None]
) -> None:
    """Nothing is written against the user's will."""
    write_signal(archive)
    answer("n")
    declined = run("signals", "retag")
    assert (declined.code, "Nothing was written." in declined.out) == (1, True)
    answer("y")
    written = run("signals", "retag")
    assert (written.code, "2 articles changed" in written.out) == (0, True)


def test_retag_forgets_a_signal_that_is_gone(run: Run, archive: Path) -> None:
    """Scripts agree beforehand; import says what is to be done."""
    path = write_signal(archive)
    assert run("signals", "retag", "--yes").code == 0
    path.unlink()
    assert "rules of 1 signal changed" in run("import", "archive.jsonl").err
    ran = run("signals", "retag", "--yes")
    assert (ran.code, "cargo-bikes (removed): 2 lost" in ran.out) == (0, True)
    assert run("signals", "retag").out.startswith("No rule changed")


def test_a_first_file_has_headlines_of_the_archive(run: Run, archive: Path) -> None:
    """The id is looked for in the press; what it finds are the examples."""
    ran = run("signals", "new", "velo-cargos")
    assert ran.code == 0
    path = archive / "signals" / "velo-cargos.toml"
    text = path.read_text("utf-8")
    assert '"vélo-cargo",' in text
    assert all(f'"{title}",' in text for title in TITLES[:2])
    assert "[examples.en]" not in text
    assert "2 of your headlines" in ran.out
    assert run("signals", "test", "velo-cargos").code == 0
    again = run("signals", "new", "velo-cargos")
    assert (again.code, "already exists" in again.err) == (2, True)
    assert path.read_text("utf-8") == text


def test_a_first_file_without_the_archive_says_why(run: Run, tmp_path: Path) -> None:
    """A database that can't be read costs the headlines, not the file."""
    (tmp_path / "trendwatch.db").write_text("This is a shopping list. " * 50)
    ran = run("signals", "new", "velo-cargos")
    assert (ran.code, "invented ones" in ran.out) == (0, True)
    assert "no headlines of your archive: " in ran.err
