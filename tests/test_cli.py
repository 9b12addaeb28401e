"""The command line as a user types it: words out, exit codes, nothing lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from commandline import Run

ROWS = [
    {
        "source": "gazette",
        "lang": "fr",
        "published": f"2026-01-{day:02d}",
        "title": f"Nouvelle numéro {day} : la ville de Lyon ouvre une halle",
        "summary": "Un marché couvert.",
        "url": f"https://gazette.example/{day}",
    }
    for day in range(5, 12)
]


def write_archive(folder: Path) -> Path:
    """Write an archive of one week."""
    path = folder / "archive.jsonl"
    lines = [json.dumps(row, ensure_ascii=False) for row in ROWS]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_help_needs_no_heavy_library() -> None:
    """`trendwatch --help` imports none of the slow libraries."""
    script = (
        "import sys, watch.cli\n"
        "try: watch.cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'spacy', 'numpy', 'scipy', 'httpx', 'aiohttp', 'telegram',"
        " 'sqlite_utils', 'feedparser', 'pydantic', 'jinja2', 'apscheduler'}\n"
        "print('heavy:', sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(  # noqa: S603 -- our own interpreter
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "heavy: []"


@pytest.mark.parametrize(
    "arguments",
    [("--verison",), ("crawll",), ("trends", "--week", "soon"), ("tag", "x")],
)
def test_wrong_use_exits_with_2(run: Run, arguments: tuple[str, ...]) -> None:
    """Unknown options and commands, a bad week and a missing file are wrong use."""
    ran = run(*arguments)
    assert ran.code == 2
    assert ran.err


@pytest.mark.parametrize("command", ["crawl", "check", "run", "send"])
def test_a_missing_configuration_tells_how_to_start(run: Run, command: str) -> None:
    """Commands that need sources.toml name init and exit with 2."""
    ran = run(command)
    assert ran.code == 2
    assert "trendwatch init" in ran.err


def test_init_then_check(run: Run, tmp_path: Path) -> None:
    """The starter set passes the check; a second init writes nothing."""
    assert run("init").code == 0
    checked = run("check")
    assert checked.code == 0
    assert "168 of 203 sources enabled" in checked.out
    again = run("init")
    assert (again.code, (tmp_path / "signals").is_dir()) == (2, True)
    assert "already exists" in again.err


def test_check_reports_sources_and_signals_together(run: Run, tmp_path: Path) -> None:
    """One run names the problems of sources.toml and of the user's signals."""
    text = 'digest_day = "someday"\n[[source]]\nid = "lemonde"\ninterval = 1\n'
    (tmp_path / "sources.toml").write_text(text, encoding="utf-8")
    (tmp_path / "signals").mkdir()
    (tmp_path / "signals" / "mine.toml").write_text("id = 3", encoding="utf-8")
    ran = run("check")
    assert ran.code == 2
    assert "digest_day must be" in ran.err
    assert 'source "lemonde": interval must be at least 5 minutes' in ran.err
    assert "mine.toml" in ran.err


def test_reading_commands_report_a_missing_database(run: Run) -> None:
    """The path and what to do are named; nothing is created."""
    ran = run("trends")
    assert ran.code == 1
    assert "trendwatch.db" in ran.err
    assert not Path("trendwatch.db").exists()


def test_global_options_may_stand_anywhere(run: Run, tmp_path: Path) -> None:
    """--db after the command means the same as before it."""
    archive = write_archive(tmp_path)
    assert run("import", str(archive), "--db", "a.db").code == 0
    assert run("--db=b.db", "import", str(archive)).code == 0
    assert (tmp_path / "a.db").exists()
    assert (tmp_path / "b.db").exists()


def test_import_digest_and_trends_work_without_sources(
    run: Run, tmp_path: Path
) -> None:
    """An analyst with an archive gets trends and a digest, twice the same bytes."""
    assert run("import", str(write_archive(tmp_path))).code == 0
    trends = run("trends", "--week", "2026-W02", "--json")
    rows = [json.loads(line) for line in trends.out.splitlines()]
    assert {row["phase"] for row in rows} == {None}
    assert all("warming up" in row["warnings"] for row in rows)
    first = run("digest", "--week", "2026-W02")
    files = sorted((tmp_path / "digests").iterdir())
    assert [path.name for path in files] == ["2026-W02.en.md", "2026-W02.fr.md"]
    before = [path.read_bytes() for path in files]
    assert run("digest", "--week", "2026-W02").out == first.out
    assert [path.read_bytes() for path in files] == before


def test_a_digest_before_the_first_article_says_so(run: Run, tmp_path: Path) -> None:
    """A week without any article up to it is an error with advice."""
    run("import", str(write_archive(tmp_path)))
    ran = run("digest", "--week", "2025-W02")
    assert ran.code == 1
    assert "no article before 2025-W03" in ran.err


def test_bad_rows_are_reported_with_their_line(run: Run, tmp_path: Path) -> None:
    """Good rows are kept, bad ones named with file and line; exit code 1."""
    archive = write_archive(tmp_path)
    with archive.open("a", encoding="utf-8") as file:
        file.write('\nnot json\n{"source": "gazette"}\n')
    ran = run("import", str(archive))
    assert ran.code == 1
    assert "archive.jsonl:8" in ran.err
    assert "archive.jsonl:9" in ran.err
    assert "7 new" in ran.out


def test_tag_answers_each_line_in_order(run: Run, tmp_path: Path) -> None:
    """Contract of design: one line out per line in, errors on their line, code 1."""
    lines = [
        '{"id": 7, "lang": "fr", "title": "La génération Alpha fait ses courses"}',
        "oops",
        '{"title": "Chewing-gum sales fall 3% in Canada", "summary": null}',
        '{"id": "b", "title": 3}',
        "",
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    ran = run("tag", "in.jsonl")
    out = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.code == 1
    assert [("error" in line, line.get("id")) for line in out] == [
        (False, 7),
        (True, None),
        (False, None),
        (True, "b"),
        (True, None),
    ]
    (mention,) = out[0]["mentions"]
    assert set(mention) == {"signal", "rule", "spans"}
    assert mention["signal"] == "gen-alpha"
    (decline,) = out[2]["declines"]
    assert set(decline) == {
        "category", "direction", "percent", "period", "place", "confidence", "evidence",
    }  # fmt: skip
    assert (decline["direction"], decline["percent"]) == ("down", 3)


def test_a_second_writer_is_refused(run: Run, tmp_path: Path) -> None:
    """While one process writes, another one is told who does."""
    archive = write_archive(tmp_path)
    script = (
        "import sys; from pathlib import Path\n"
        "from watch.store.database import open_store\n"
        "with open_store(Path('trendwatch.db')):\n"
        "    print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(  # noqa: S603 -- our own interpreter
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        ran = run("import", str(archive))
        other.communicate("")
    assert ran.code == 1
    assert str(other.pid) in ran.err
