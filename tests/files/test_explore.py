"""`trendwatch explore`: the views in a browser, and nothing else."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import httpx
import pytest
from commandline import Run
from small_archive import SmallArchive

from watch.explore import PRIVATE, make_metadata
from watch.store.analysts import Query, list_queries, list_views
from watch.store.database import Store, open_store

VIEWS = [view.name for view in list_views()]

RUN = "import sys; from watch.cli import main; main(sys.argv[1:])"


class Served(NamedTuple):
    """A running `trendwatch explore`."""

    #: Its process.
    process: subprocess.Popen[str]
    #: Address of the database's page.
    address: str
    #: The database.
    database: Path

    def read(self, query: str) -> list[dict[str, Any]]:
        """Return the rows of an address below the database."""
        answer = httpx.get(f"{self.address}/{query}&_shape=array")
        assert answer.status_code == 200, answer.text
        rows: list[dict[str, Any]] = answer.json()
        return rows


def start(database: Path, *words: str) -> Served:
    """Run the command on a free port; return once it tells its address."""
    process = subprocess.Popen(  # noqa: S603 -- our own interpreter
        [sys.executable, "-c", RUN, "--db", database.name, "explore", *words],
        cwd=database.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    match = re.match(rf"{database.name}: (http://127\.0\.0\.1:\d+/trendwatch) ", line)
    if match is None:
        process.kill()
        pytest.fail(line + process.communicate()[1])
    return Served(process, match[1], database)


@pytest.fixture(scope="module")
def served(
    small_archive: SmallArchive, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """Serve a copy of the archive's database."""
    folder = tmp_path_factory.mktemp("explore")
    copy = Path(shutil.copy(small_archive.path, folder))
    running = start(copy, "--port", "0")
    try:
        yield running
    finally:
        running.process.send_signal(signal.SIGINT)
        out, err = running.process.communicate()
    # Ctrl-C is how one leaves it: no failure, no traceback.
    assert (running.process.returncode, out) == (0, "")
    assert "Traceback" not in err


def test_the_first_page_tells_what_there_is(served: Served) -> None:
    """Every view with its meaning, every question with its title; no table."""
    page = httpx.get(served.address).text
    for view in list_views():
        assert f">{view.name}</a>: {view.meaning.split('.')[0]}" in page
    for query in list_queries():
        assert query.title in page
    assert "/trendwatch/article" not in page


@pytest.mark.parametrize("view", VIEWS)
def test_views_are_shown_with_their_columns(served: Served, view: str) -> None:
    """A view's page describes it and has its rows."""
    (described,) = [one for one in list_views() if one.name == view]
    page = httpx.get(f"{served.address}/{view}")
    assert page.status_code == 200
    for column in described.columns:
        assert f"<dt>{column}</dt>" in page.text
    rows = served.read(f"{view}.json?_size=max")
    with open_store(served.database, write=False) as store:
        (counted,) = store.select(f"SELECT count(*) AS n FROM {view}")  # noqa: S608
    assert len(rows) == counted["n"]


def test_rising_comes_with_its_evidence(served: Served) -> None:
    """A week's rising signals, with articles; without a week, the last one."""
    with open_store(served.database) as store, store.transaction() as connection:
        connection.execute(
            "UPDATE trend SET phase = 'weak' WHERE signal = 'gender-fluid'"
        )
    rows = served.read("rising.json?week=2026-W12")
    assert {row["signal"] for row in rows} == {"gender-fluid"}
    assert len(rows) == 3
    assert {row["day"] for row in rows} >= {"2026-03-16", "2026-03-18"}
    assert served.read("rising.json?week=") == rows
    assert served.read("rising.json?week=2026-W11") == []


def test_declines_come_with_their_reports(served: Served) -> None:
    """Each report that counts has its line."""
    (row,) = served.read("declines.json?category=")
    assert (row["category_key"], row["reports"], row["percent"]) == (
        "chewing-gum",
        1,
        7.5,
    )
    assert "recule de 7,5 %" in row["evidence"]
    assert served.read("declines.json?category=tea") == []


def test_a_signal_over_time(served: Served) -> None:
    """One line for each week with a mention, the newest first."""
    rows = served.read("signal_over_time.json?signal=gender-fluid")
    assert [(row["week"], row["stories"]) for row in rows] == [
        ("2026-W12", 3),
        ("2026-W10", 2),
    ]
    assert served.read("signal_over_time.json?signal=") == rows


def test_tables_have_no_page(served: Served) -> None:
    """What may change with any version is not offered, nor proposed as SQL."""
    assert httpx.get(f"{served.address}/article").status_code == 403
    assert "_sqlite_migrations" not in httpx.get(served.address).text


@pytest.mark.parametrize("table", sorted(PRIVATE))
def test_subscribers_are_kept_out(served: Served, table: str) -> None:
    """Neither a page nor any question shows who is subscribed."""
    assert httpx.get(f"{served.address}/{table}").status_code == 403
    for sql in (
        f"select * from {table}",  # noqa: S608
        f"with v_articles as (select chat from {table}) select * from v_articles",  # noqa: S608
        f"select (select max(chat) from {table})",  # noqa: S608
        f"select rowid from {table}",  # noqa: S608
    ):
        answer = httpx.get(f"{served.address}.json?sql={quote(sql)}")
        assert (answer.status_code, "prohibited" in answer.text) == (400, True)


@pytest.mark.parametrize("sql", ["delete from article", "pragma query_only = 0"])
def test_nothing_can_be_written(served: Served, sql: str) -> None:
    """Only questions are answered; the file itself is not handed out."""
    assert httpx.get(f"{served.address}.json?sql={quote(sql)}").status_code == 400
    assert httpx.get(f"{served.address}.db").status_code == 403


def test_new_articles_are_seen(served: Served) -> None:
    """The service may write while it is open."""
    with open_store(served.database) as store, store.transaction() as connection:
        connection.execute("UPDATE source SET name = 'Renamed' WHERE id = 'loupe'")
    rows = served.read("v_sources.json?source=loupe")
    assert [row["name"] for row in rows] == ["Renamed"]


def test_only_this_machine_is_served(served: Served) -> None:
    """It listens on the loopback address only."""
    port = int(served.address.split(":")[2].split("/")[0])
    with closing(socket.socket()) as other:
        # The whole 127.0.0.0/8 is this machine; only one address of it answers.
        assert other.connect_ex(("127.0.0.2", port)) != 0


def test_private_tables_are_all_named(store: Store) -> None:
    """Every table with a chat in it is private, and no view reads one."""
    tables = {
        table
        for table in store.db.table_names()
        if "chat" in {column.name for column in store.db[table].columns}
    }
    assert tables == PRIVATE
    for view in VIEWS:
        assert not any(name in store.db[view].schema for name in PRIVATE)


@pytest.mark.parametrize("query", list_queries(), ids=lambda query: query.name)
def test_questions_read_views_only(store: Store, query: Query) -> None:
    """They keep working when tables change."""
    read = set(re.findall(r"(?:FROM|JOIN) (\w+)", query.sql))
    named = set(re.findall(r"(\w+) AS \(", query.sql))
    assert read - named <= set(VIEWS)
    store.select(query.sql, dict.fromkeys(query.params, ""))


def test_a_port_in_use(run: Run, database: Path) -> None:
    """The port is named, and how to choose another."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        ran = run("explore", "--port", port)
    assert (ran.code, f"port {port} can't be had" in ran.err) == (1, True)
    assert "--port" in ran.err
    assert database.exists()


def test_without_datasette(database: Path) -> None:
    """Datasette is optional: without it, the message tells how to install it."""
    script = f"import sys; sys.modules['datasette'] = None; {RUN}"
    done = subprocess.run(  # noqa: S603 -- our own interpreter
        [sys.executable, "-c", script, "--db", str(database), "explore"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "pip install 'trendwatch[explore]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_database(run: Run) -> None:
    """What to do first is said."""
    ran = run("explore")
    assert (ran.code, "does not exist yet" in ran.err) == (1, True)


def test_a_name_with_a_space() -> None:
    """Links lead to the pages of a database whatever it is called."""
    (about,) = make_metadata("my press", ["article"])["databases"].values()
    assert '<a href="/my+press/v_trends">' in about["description_html"]
