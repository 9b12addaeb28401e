"""`trendwatch backup`: one whole, checked file, or none."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from commandline import Run

from watch.backup import back_up
from watch.errors import StoreError
from watch.store.database import open_store
from watch.store.schema import MIGRATIONS

ROOT = Path(__file__).parent.parent.parent
NOW = datetime(2026, 3, 23, 6, 0, tzinfo=UTC)


def dump(path: Path) -> list[str]:
    """Return all that a database holds."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def pad(path: Path) -> None:
    """Make a database larger than what is copied at a time."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE padding (id INTEGER PRIMARY KEY, data BLOB)")
        rows = [(n, bytes(100_000)) for n in range(100)]
        connection.executemany("INSERT INTO padding VALUES (?, ?)", rows)
        connection.commit()


def test_a_backup_holds_everything(run: Run, database: Path) -> None:
    """By default it stands beside the database, dated; it is one file that opens."""
    ran = run("backup")
    assert (ran.code, ran.err) == (0, "")
    match = re.match(r"(trendwatch-\d{4}-\d\d-\d\d\.db): 0\.\d MiB, a copy of", ran.out)
    assert match is not None, ran.out
    assert "verified: every page and index is sound" in ran.out
    path = Path(match[1])
    assert dump(path) == dump(database)
    shown = run("trends", "--week", "2026-W12", "--json", "--db", str(path))
    assert shown.out == run("trends", "--week", "2026-W12", "--json").out
    assert not list(Path().glob("*unfinished*"))


def test_the_copy_is_a_single_file(run: Run, database: Path) -> None:
    """It has no write-ahead log beside it, so that it can be moved alone."""
    assert run("backup", "copy.db").code == 0
    with contextlib.closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    with contextlib.closing(sqlite3.connect("copy.db")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert not list(Path().glob("copy.db-*"))


def test_a_backup_while_the_service_writes(database: Path, tmp_path: Path) -> None:
    """It shows one moment, whatever is written while pages are copied."""
    pad(database)
    before = dump(database)
    seen: list[tuple[int, int]] = []
    with open_store(database) as writer, open_store(database, write=False) as store:

        def write_more(done: int, total: int) -> None:
            with writer.transaction() as connection:
                sql = "UPDATE padding SET data = zeroblob(?) WHERE id % 2 = ?"
                connection.execute(sql, (50_000 + done % 7, len(seen) % 2))
            seen.append((done, total))

        back_up(
            store, tmp_path / "copy.db", now=NOW, force=False, on_progress=write_more
        )
    assert len(seen) > 1
    assert seen[-1][0] == seen[-1][1]
    assert dump(tmp_path / "copy.db") == before != dump(database)


def test_nothing_is_overwritten(run: Run, database: Path) -> None:
    """A file that is there is replaced with --force only; the database itself never."""
    Path("copy.db").write_text("precious", "utf-8")
    refused = run("backup", "copy.db")
    assert (refused.code, Path("copy.db").read_text("utf-8")) == (2, "precious")
    assert "copy.db already exists" in refused.err
    assert run("backup", "copy.db", "--force").code == 0
    assert dump(Path("copy.db")) == dump(database)
    ran = run("backup", str(database), "--force")
    assert (ran.code, "is the database itself" in ran.err) == (2, True)


def test_a_folder_takes_a_dated_file(run: Run, database: Path) -> None:
    """A folder will do; one that is not there is no place for a backup."""
    Path("safe").mkdir()
    assert run("backup", "safe").code == 0
    assert [path.name[:11] for path in Path("safe").iterdir()] == ["trendwatch-"]
    ran = run("backup", "unmounted/copy.db")
    assert (ran.code, "there is no folder unmounted" in ran.err) == (2, True)
    assert not Path("unmounted").exists()
    assert database.exists()


def test_killed_in_the_middle(database: Path, tmp_path: Path) -> None:
    """After kill -9 nothing stands under the final name; the next backup succeeds."""
    pad(database)
    script = (
        "import os, signal, sys\n"
        "from datetime import UTC, datetime\n"
        "from pathlib import Path\n"
        "from watch.backup import back_up\n"
        "from watch.store.database import open_store\n"
        "def die(done, total):\n"
        "    assert done < total\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "with open_store(Path(sys.argv[1]), write=False) as store:\n"
        "    back_up(store, Path(sys.argv[2]), now=datetime.now(UTC), force=True,"
        " on_progress=die)\n"
    )
    path = tmp_path / "copy.db"
    words = [sys.executable, "-c", script, str(database), str(path)]
    done = subprocess.run(words, check=False)  # noqa: S603 -- our own interpreter
    assert done.returncode == -signal.SIGKILL
    assert not path.exists()
    (left,) = tmp_path.glob("copy.db*")
    assert left.name.endswith(".unfinished")
    with open_store(database, write=False) as store:
        back_up(store, path, now=NOW, force=False, on_progress=lambda *_: None)
    assert dump(path) == dump(database)


def test_a_full_disk(database: Path, tmp_path: Path) -> None:
    """A copy that finds no room is taken away, with exit code 1 and the reason."""
    pad(database)
    script = (
        "import resource, sys; from watch.cli import main\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (5_000_000, 5_000_000))\n"
        "main(sys.argv[1:])"
    )
    words = [sys.executable, "-c", script, "--db", str(database), "backup", "copy.db"]
    done = subprocess.run(  # noqa: S603 -- our own interpreter
        words, check=False, cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "copy.db" in done.stderr
    assert "disk" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("copy.db*"))


@pytest.mark.parametrize("harm", ["index", "reference"])
def test_a_damaged_database_is_told(database: Path, tmp_path: Path, harm: str) -> None:
    """A copy of what is damaged is not kept; the message says what to do."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'article_recent'"
        ((page,),) = connection.execute(sql)
        ((size,),) = connection.execute("PRAGMA page_size")
        if harm == "reference":
            connection.execute("UPDATE mention SET article = 'nowhere' || article")
        connection.commit()
    if harm == "index":
        with database.open("r+b") as file:
            file.seek((page - 1) * size)
            file.write(bytes(size))
    with (
        open_store(database, write=False) as store,
        pytest.raises(StoreError, match=r"is damaged.*restore an? .*backup"),
    ):
        back_up(store, tmp_path / "c.db", now=NOW, force=False, on_progress=print)
    assert not list(tmp_path.glob("c.db*"))


def test_any_version_is_copied(run: Run, database: Path) -> None:
    """A database can be saved before an upgrade brings it up to date, and after."""
    name = MIGRATIONS.migrations_table
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute(f"DELETE FROM {name} WHERE name = 'index_guids'")  # noqa: S608
        connection.commit()
    assert run("status").code == 1
    assert run("backup", "copy.db").code == 0


def test_restoring_as_the_page_says(run: Run, database: Path) -> None:
    """What came after the backup is gone, its write-ahead log put aside, too."""
    Path("backups").mkdir()
    assert run("backup", "backups/before-the-upgrade.db").code == 0
    before = dump(database)
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("DELETE FROM mention")
        connection.commit()
        page = ROOT / "docs" / "how-to" / "back-up.md"
        block = re.search(r"```sh\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
        assert block is not None
        # As after a crash: the connection still holds its log.
        subprocess.run(["sh", "-ec", block[1]], check=True)  # noqa: S603, S607
    assert "trendwatch.db-wal" in {path.name for path in Path("damaged").iterdir()}
    assert run("status").code == 0
    assert dump(database) == before


def test_others_files_are_refused(run: Run) -> None:
    """No database, or one of another program, is not copied."""
    assert run("backup").code == 1
    with contextlib.closing(sqlite3.connect("other.db")) as connection:
        connection.execute("CREATE TABLE t (x)")
    ran = run("backup", "--db", "other.db")
    assert (ran.code, "of another program" in ran.err) == (1, True)


def test_a_private_database_stays_private(run: Run, database: Path) -> None:
    """The copy may be read by no more users than the original."""
    database.chmod(0o600)
    old = os.umask(0o022)
    try:
        assert run("backup", "copy.db").code == 0
    finally:
        os.umask(old)
    assert Path("copy.db").stat().st_mode & 0o777 == 0o600
