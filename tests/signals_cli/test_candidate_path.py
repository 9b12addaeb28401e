"""From a term of the press to a signal that counts, as a user types it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from commandline import Run
from sample_sources import source_toml

from watch.week import Week

WEEK = Week(2026, 20)
OUTLETS = ("gazette", "courrier", "quotidien")

#: What the invented press writes each week: other words for each outlet, so that
#: these are no copies of one story.
USUAL = (
    "Le conseil municipal débat du budget des écoles",
    "Un orage ferme les routes de montagne",
    "Le musée ouvre son jardin de pierres",
    "Les boulangers discutent du prix du pain",
    "La compagnie ferroviaire commande des rames",
    "Des volontaires nettoient la rivière",
)

#: A newcomer of the last two weeks.
NEW = (
    (1, "Le cuir de champignon arrive en boutique"),
    (1, "Un sellier lyonnais essaie le cuir de champignon"),
    (1, "Pourquoi le cuir de champignon coûte moins"),
    (0, "Des sacs en cuir de champignon vendus en un jour"),
    (0, "Cuir de champignon : une usine près de Nantes"),
    (0, "La chaussure se met au cuir de champignon"),
    (0, "Faut-il croire au cuir de champignon ?"),
)


def row(title: str, *, age: int, day: int, outlet: str) -> dict[str, Any]:
    """Return one archive row, so many weeks before the week asked for."""
    published = (WEEK + -age).start + timedelta(days=day)
    return {
        "source": outlet,
        "lang": "fr",
        "published": published.date().isoformat(),
        "title": title,
        "url": f"https://{outlet}.example/{published.date()}/{len(title)}",
    }


@pytest.fixture
def archive(run: Run, tmp_path: Path) -> None:
    """Import seventeen weeks of three outlets."""
    rows = [
        row(title, age=age, day=(place + number) % 7, outlet=outlet)
        for age in range(17)
        for place, outlet in enumerate(OUTLETS)
        for number, title in enumerate(USUAL)
    ]
    rows += [
        row(title, age=age, day=number % 7, outlet=OUTLETS[number % 3])
        for number, (age, title) in enumerate(NEW)
    ]
    path = tmp_path / "archive.jsonl"
    path.write_text("\n".join(json.dumps(one) for one in rows), encoding="utf-8")
    assert run("import", "archive.jsonl").code == 0


def digest_of(run: Run, folder: Path, week: Week) -> str:
    """Write a digest and return its text."""
    ran = run("digest", "--week", str(week), "--lang", "fr")
    assert ran.code == 0, ran.err
    return (folder / "digests" / f"{week}.fr.md").read_text("utf-8")


COMMAND = 'trendwatch signals new --from-candidate "cuir de champignon"'


@pytest.mark.usefixtures("archive")
def test_from_a_term_of_the_press_to_a_signal(run: Run, tmp_path: Path) -> None:
    """Found, proposed with evidence, made with one command, and counted."""
    found = run("discover", "--week", str(WEEK), "--json")
    terms = [json.loads(line) for line in found.out.splitlines()]
    [term] = {one["term"].lower() for one in terms if one["proposed"]}
    assert term == "cuir de champignon"

    text = digest_of(run, tmp_path, WEEK)
    assert COMMAND in text.replace("Cuir", "cuir")
    assert "4 sujets dans 3 médias cette semaine, 3 les trois semaines d’avant" in text
    assert "](https://quotidien.example/" in text

    made = run("signals", "new", "--from-candidate", "cuir de champignon")
    assert "7 of your headlines" in made.out, made.err
    tested = run("signals", "test", "cuir-de-champignon")
    assert tested.code == 0, tested.out
    assert run("signals", "retag", "--yes").code == 0
    measured = run("trends", "--week", str(WEEK), "--json")
    [trend] = [
        one
        for one in map(json.loads, measured.out.splitlines())
        if one["signal"] == "cuir-de-champignon"
    ]
    assert trend["stories"] == 4

    again = digest_of(run, tmp_path, WEEK)
    assert COMMAND not in again.replace("Cuir", "cuir")
    assert "Cuir de champignon" in again


@pytest.mark.usefixtures("archive")
def test_a_proposal_is_made_once(run: Run, tmp_path: Path) -> None:
    """Writing a digest again gives the same bytes; the next week does not repeat it."""
    first = digest_of(run, tmp_path, WEEK)
    rows = [
        row(f"{title} {extra}", age=-1, day=number % 7, outlet=OUTLETS[number % 3])
        for number, (_, title) in enumerate(NEW)
        for extra in ("aussi",)
    ]
    rows += [
        row(title, age=-1, day=number, outlet=outlet)
        for outlet in OUTLETS
        for number, title in enumerate(USUAL)
    ]
    path = tmp_path / "more.jsonl"
    path.write_text("\n".join(json.dumps(one) for one in rows), encoding="utf-8")
    assert run("import", "more.jsonl").code == 0
    assert COMMAND not in digest_of(run, tmp_path, WEEK + 1).replace("Cuir", "cuir")
    assert digest_of(run, tmp_path, WEEK) == first


@pytest.mark.usefixtures("archive")
def test_discover_shows_what_lasts_and_what_is_missing(run: Run) -> None:
    """One line for each term, marked if it lasts; a young archive says why not."""
    shown = run("discover", "--week", str(WEEK)).out
    [line] = [line for line in shown.splitlines() if "★" in line and "champ" in line]
    assert line.split()[4:7] == ["7", "3", "0"]
    assert "signals new" in shown
    early = run("discover", "--week", str(WEEK + -10))
    assert (early.code, "At least 8 weeks" in early.out) == (0, True)


def test_neither_id_nor_term(run: Run) -> None:
    """Without both, the message shows the two ways."""
    ran = run("signals", "new")
    assert ran.code == 2
    assert "signals new repair-cafes" in ran.err
    assert "--from-candidate" in ran.err


@pytest.mark.usefixtures("archive")
def test_a_group_is_that_of_the_configuration(run: Run, tmp_path: Path) -> None:
    """A group that no crawl has taken over yet counts, as it does for `trends`."""
    text = "".join(source_toml(id_) for id_ in OUTLETS)
    (tmp_path / "sources.toml").write_text(text, encoding="utf-8")
    options = ("discover", "--week", str(WEEK), "--json")
    rows = run(*options, "--group", "trade").out.splitlines()
    found = {(row["term"], row["group"]) for row in map(json.loads, rows)}
    assert ("cuir de champignon", "trade") in found
    assert run(*options, "--group", "archive").code == 2
