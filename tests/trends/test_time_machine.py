"""The time machine as a user runs it: import an archive, replay it."""

from __future__ import annotations

import json
import random
from datetime import timedelta
from pathlib import Path

import pytest
from commandline import Run

from watch.week import Week

#: Weeks of the invented archive, and the last one that is replayed.
START, WEEKS = Week(2022, 1), 34
LAST = START + 27

SIGNAL = """
id = "{word}"
theme = "test"

[title]
fr = "{word}"

[description]
fr = "{word}"

[[rules]]
id = "named"
lang = "fr"
phrases = ["{word}"]
"""

#: Stories a week of each signal: one bursts, one stays, one dies.
STORIES = {
    "gyropode": [0] * 20 + [4, 6, 8, 8, 6, 3, 1, 0],
    "tramway": [3] * 28,
    "pogo": [6] * 16 + [1] * 12,
}

#: Verbs and things that make titles differ.
PARTS = (
    ("Bordeaux", "Lille", "Nantes", "Brest", "Nice", "Metz", "Dijon", "Tours"),
    ("ouvre", "ferme", "agrandit", "inaugure", "repeint", "vend", "loue", "baptise"),
    ("la passerelle", "le stade", "une halle", "son aquarium", "la rotonde", "un lac"),
    ("en mars", "sans bruit", "malgré la pluie", "pour trois ans", "avant les autres"),
)


def write_archive(path: Path, *, seed: int | None) -> None:
    """Write an archive that depends on the seed after ``LAST``: nothing for None."""
    chance = random.Random(7)  # noqa: S311 - no secret
    rows = []
    for at in range(WEEKS):
        week = START + at
        if week > LAST and seed is None:
            break
        if week == LAST + 1:
            chance = random.Random(seed)  # noqa: S311 - no secret
        words = [
            word
            for word, counts in STORIES.items()
            for _ in range(counts[at] if week <= LAST else chance.randrange(12))
        ]
        for number in range(45):
            title = " ".join(chance.choice(part) for part in PARTS)
            if number < len(words):
                title = f"{title}, {words[number]} compris"
            day = week.start + timedelta(hours=chance.randrange(7 * 24))
            rows.append(
                {
                    "source": f"gazette-{number % 3}",
                    "lang": "fr",
                    "published": day.isoformat(),
                    "title": title,
                    "url": f"https://gazette-{number % 3}.example/{at}-{number}",
                }
            )
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")


@pytest.fixture
def replay(run: Run, tmp_path: Path) -> Run:
    """Return a function that runs commands in a folder with signals of its own."""
    (tmp_path / "signals").mkdir()
    for word in STORIES:
        path = tmp_path / "signals" / f"{word}.toml"
        path.write_text(SIGNAL.format(word=word), encoding="utf-8")
    return run


def imported(run: Run, folder: Path, *, seed: int | None) -> str:
    """Import an archive into a database of its own; return the database's name."""
    name = f"future-{seed}"
    write_archive(folder / f"{name}.jsonl", seed=seed)
    ran = run("--db", f"{name}.db", "import", f"{name}.jsonl")
    assert ran.code == 0, ran.err
    return f"{name}.db"


def lines(run: Run, *arguments: str) -> list[str]:
    """Run a command that writes JSON lines; return those of our signals."""
    ran = run(*arguments, "--json")
    assert ran.code == 0, ran.err
    return [one for one in ran.out.splitlines() if json.loads(one)["signal"] in STORIES]


def test_another_future_changes_nothing_in_the_past(
    replay: Run, tmp_path: Path
) -> None:
    """An archive gives the same replay to the byte, whatever follows in it."""
    weeks = ("--from", str(START), "--to", str(LAST))
    said = [
        lines(replay, "--db", imported(replay, tmp_path, seed=seed), "backtest", *weeks)
        for seed in (None, 1)
    ]
    assert said[0] == said[1]
    trends = [json.loads(line) for line in said[0]]
    alarms = {trend["signal"] for trend in trends if trend["alarm"]}
    assert alarms == {"gyropode"}
    dead = [trend["phase"] for trend in trends if trend["signal"] == "pogo"][-9:]
    assert set(dead) <= {"latent", "fading"}


def test_a_replay_says_what_was_said_then(replay: Run, tmp_path: Path) -> None:
    """`trends --week` equals the replay's lines, wherever the replay begins."""
    database = imported(replay, tmp_path, seed=3)
    to = ("--to", str(LAST))
    whole = lines(replay, "--db", database, "backtest", "--from", str(START), *to)
    for first in (LAST + -5, LAST + -2):
        part = lines(replay, "--db", database, "backtest", "--from", str(first), *to)
        assert part == whole[-len(part) :]
    then = lines(replay, "--db", database, "trends", "--week", str(LAST))
    assert then == whole[-len(then) :]
