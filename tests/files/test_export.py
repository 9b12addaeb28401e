"""`trendwatch export`: the views as files that other programs read."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from commandline import Run
from hypothesis import given
from hypothesis import strategies as st

from watch.export import Format, guard_cell, write_rows
from watch.store.analysts import list_views
from watch.store.database import open_store

VIEWS = [view.name for view in list_views()]


def rows_of(database: Path, view: str) -> list[dict[str, object]]:
    """Read a view as an analyst does."""
    with sqlite3.connect(database) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(f"SELECT * FROM {view}")]  # noqa: S608


def in_order(rows: list[dict[str, object]]) -> list[str]:
    """Return rows as text, sorted."""
    return sorted(json.dumps(row) for row in rows)


def test_every_view_becomes_a_file(run: Run, database: Path) -> None:
    """Each JSON Lines file holds exactly the rows of its view."""
    ran = run("export", "--format", "jsonl")
    assert ran.code == 0
    assert sorted(path.stem for path in Path("export").iterdir()) == VIEWS
    for view in VIEWS:
        lines = Path("export", f"{view}.jsonl").read_text("utf-8").split("\n")
        rows = [json.loads(line) for line in lines[:-1]]
        assert in_order(rows) == in_order(rows_of(database, view))
        assert f"export/{view}.jsonl: {len(rows)} rows" in ran.out
    assert Path("export", "v_trends.jsonl").stat().st_size > 0


def test_csv_is_what_the_rfc_says(run: Run, database: Path) -> None:
    """A header, CRLF, UTF-8 without a mark; numbers and weeks as in the view."""
    assert run("export", "--view", "v_mentions").code == 0
    data = Path("export", "v_mentions.csv").read_bytes()
    text = data.decode("utf-8")
    assert text.count("\r\n") == text.count("\n") == 6
    rows = list(csv.DictReader(StringIO(text, newline="")))
    expected = rows_of(database, "v_mentions")
    assert list(rows[0]) == list(expected[0])
    assert [row["week"] for row in rows] == ["2026-W10"] * 2 + ["2026-W12"] * 3
    titles = {str(row["title"]) for row in expected}
    assert {row["title"].removeprefix("'") for row in rows} == titles


def test_exports_are_the_same_twice(run: Run, database: Path) -> None:
    """The order of rows is fixed, so that files can be compared."""
    assert run("export", "--output", "one").code == 0
    with sqlite3.connect(database) as connection:
        connection.execute("VACUUM")
    assert run("export", "--output", "two").code == 0
    for path in Path("one").iterdir():
        assert path.read_bytes() == Path("two", path.name).read_bytes()


def test_titles_are_no_formulas(run: Run, database: Path) -> None:
    """A title that a spreadsheet would run is guarded in CSV and exact in JSON."""
    words = ("export", "--view", "v_mentions", "--output", "-")
    assert database.exists()
    assert ",'=1+1 : une ligne de vêtements unisexes," in run(*words).out
    shown = run(*words, "--format", "jsonl").out
    assert '"title": "=1+1 : une ligne de vêtements unisexes"' in shown


@given(st.text(alphabet="'=+-@\t\rａ＝1 \"", max_size=6))
def test_guarded_text_comes_back(text: str) -> None:
    """What is guarded starts no formula, and nothing of it is lost."""
    guarded = guard_cell(text)
    assert isinstance(guarded, str)
    assert not guarded.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    bare = guarded.lstrip("'")
    back = guarded[1:] if bare != guarded and guard_cell(bare) != bare else guarded
    assert back == text


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
            st.none() | st.integers() | st.floats(allow_nan=False),
        )
    )
)
def test_rows_come_back_from_csv(rows: list[tuple[str, float | None]]) -> None:
    """Line breaks, commas and quotes of any text survive."""
    view = list_views()[0]
    pair = type(view)(view.name, view.meaning, {"text": "", "number": ""})
    file = StringIO(newline="")
    assert write_rows(pair, rows, file, Format.CSV) == len(rows)
    head, *read = csv.reader(StringIO(file.getvalue(), newline=""))
    assert head == ["text", "number"]
    numbers = ["" if number is None else str(number) for _, number in rows]
    assert read == [
        [guard_cell(text), n] for (text, _), n in zip(rows, numbers, strict=True)
    ]


def test_exporting_while_the_service_writes(run: Run, database: Path) -> None:
    """A running service does not stop it, nor is it stopped."""
    with open_store(database) as store, store.transaction():
        assert run("export", "--view", "v_sources").code == 0


def test_a_reader_that_leaves_early(database: Path) -> None:
    """`export … | head` ends without a traceback."""
    command = (
        sys.executable, "-c",
        "import sys; from watch.cli import main; main(sys.argv[1:])",
        "--db", str(database), "export", "--view", "v_articles", "--output", "-",
    )  # fmt: skip
    with subprocess.Popen(  # noqa: S603 -- our own interpreter
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(b"week,published,")
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""


def test_views_are_listed(run: Run) -> None:
    """--list tells what a view is, with --view also its columns; no database needed."""
    listed = run("export", "--list").out.splitlines()
    assert [line.split()[0] for line in listed] == VIEWS
    assert "One row for each article and signal it mentions." in "\n".join(listed)
    shown = run("export", "--list", "--view", "v_trends").out
    assert "baseline" in shown
    assert len(shown.splitlines()) > len(VIEWS)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--view", "v_nothing"], 2, "there are: v_articles, v_candidates"),
        (["--format", "xml"], 2, "xml"),
        (["--output", "-"], 2, "choose it with --view"),
        (["--output", "trendwatch.db"], 1, "trendwatch.db is not a folder"),
        (["--output", "trendwatch.db/more"], 1, "can't be written: Not a directory"),
        (["--db", "other.db"], 1, "other.db does not exist yet"),
    ],
)
def test_mistakes(
    run: Run, database: Path, words: list[str], code: int, said: str
) -> None:
    """Wrong use exits with 2, what fails with 1, and both say what to do."""
    ran = run("export", *words)
    assert (ran.code, said in ran.err) == (code, True), ran.err
    assert database.is_file()
