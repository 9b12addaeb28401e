"""Opening, locking and what can go wrong with the file."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sample_sources import LOUPE
from sqlite_utils import Database
from store_samples import SOURCES, make_article, make_visit

from watch.errors import DatabaseBusyError, StoreError
from watch.store.articles import known_articles, record_visit
from watch.store.counts import load_trends
from watch.store.database import Store, open_store
from watch.store.schema import MIGRATIONS
from watch.store.sources import list_sources, sync_sources
from watch.week import Week


def make_folder(path: Path) -> None:
    """Put a folder where the database should be."""
    path.mkdir()


def make_text(path: Path) -> None:
    """Put a text file where the database should be."""
    path.write_text("This is a shopping list, not a database. " * 50)


def make_foreign(path: Path) -> None:
    """Put another program's database there."""
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")
    connection.close()


def make_newer(path: Path) -> None:
    """Put a database there that a later version has migrated."""
    with open_store(path) as store, store.transaction() as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
            "VALUES ('trendwatch', 'add_the_future', '2036-01-01')"
        )


def make_damaged(path: Path) -> None:
    """Overwrite the pages behind the header."""
    with open_store(path) as store:
        sync_sources(store, SOURCES)
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(1024)
        file.write(b"\xa5" * (size - 1024))


BROKEN: dict[str, tuple[Callable[[Path], None], str]] = {
    "a folder": (make_folder, "is a folder: name a file with --db"),
    "a text file": (make_text, "is not a database: choose another file"),
    "a foreign database": (make_foreign, "is a database of another program"),
    "a newer database": (make_newer, "was written by a newer trendwatch: upgrade"),
    "a damaged database": (make_damaged, "is damaged: restore a backup"),
}


@pytest.mark.parametrize("mode", ["write", "read"])
@pytest.mark.parametrize("case", BROKEN)
def test_unusable_files_are_explained(tmp_path: Path, case: str, mode: str) -> None:
    """A file that can't be our database is refused with its path and advice."""
    make, message = BROKEN[case]
    path = tmp_path / "watch.db"
    make(path)
    with (
        pytest.raises(StoreError) as caught,
        open_store(path, write=mode == "write") as store,
    ):
        list_sources(store)
    assert str(caught.value).startswith(str(path))
    assert message in str(caught.value)


@pytest.mark.parametrize("mode", ["write", "read"])
def test_missing_folder_is_explained(tmp_path: Path, mode: str) -> None:
    """A folder that does not exist is named."""
    with pytest.raises(StoreError, match=r"the folder .*nowhere does not exist"):
        open_store(tmp_path / "nowhere" / "watch.db", write=mode == "write")


def test_missing_file_is_only_an_error_for_readers(tmp_path: Path) -> None:
    """A reader is told which command creates the database; a writer creates it."""
    path = tmp_path / "watch.db"
    with pytest.raises(StoreError, match="does not exist yet: run `trendwatch crawl`"):
        open_store(path, write=False)
    open_store(path).close()
    open_store(path, write=False).close()


def test_empty_file_is_an_error_for_readers(tmp_path: Path) -> None:
    """A reader of an empty file is told which command fills it."""
    path = tmp_path / "watch.db"
    path.touch()
    with pytest.raises(StoreError, match="is empty: run `trendwatch crawl`"):
        open_store(path, write=False)


def test_older_database_is_migrated_by_a_writer_only(tmp_path: Path) -> None:
    """A reader asks for one writing command; a writer applies what is missing."""
    path = tmp_path / "watch.db"
    with open_store(path) as store, store.transaction() as connection:
        for view in store.db.view_names():
            connection.execute(f"DROP VIEW {view}")
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'create_views'")
    with pytest.raises(StoreError, match="was written by an older trendwatch"):
        open_store(path, write=False)
    with open_store(path) as store:
        assert MIGRATIONS.pending(store.db) == []
        assert "v_articles" in store.db.view_names()


def test_measures_outlive_the_step_that_stores_intervals(tmp_path: Path) -> None:
    """Trends of an older version are kept; what was not stored is unknown."""
    path = tmp_path / "watch.db"
    db = Database(path)
    MIGRATIONS.apply(db, stop_before="store_intervals")
    db.execute(
        "INSERT INTO trend VALUES ('2026-W34', 'fr', 'metaverse', 3, 4, 2, 900, 1.5,"
        " 22.25, 1e-9, 4e-9, 'emerging', 1, '[]', '[0, 1, 3]')"
    )
    db.conn.commit()
    db.close()
    with open_store(path) as store:
        (trend,) = load_trends(store, Week(2026, 34))
        assert (trend.ratio, trend.interval, trend.history) == (22.25, None, (0, 1, 3))


def test_interrupted_creation_is_finished(tmp_path: Path) -> None:
    """A first opening that died after its first step is no foreign database."""
    path = tmp_path / "watch.db"
    db = Database(path)
    MIGRATIONS.ensure_migrations_table(db)
    db.close()
    with open_store(path) as store:
        assert list_sources(store) == []


def test_reader_may_not_write(tmp_path: Path) -> None:
    """A store opened for reading refuses to write and says why."""
    path = tmp_path / "watch.db"
    open_store(path).close()
    with (
        open_store(path, write=False) as store,
        pytest.raises(StoreError, match="can't be written to: check the permissions"),
    ):
        sync_sources(store, SOURCES)


def test_locked_database_is_explained_and_loses_nothing(tmp_path: Path) -> None:
    """Another program's lock is waited for, then explained; later writes work."""
    path = tmp_path / "watch.db"
    with open_store(path, patience=0.05) as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="is locked by another program"):
            sync_sources(store, SOURCES)
        other.execute("COMMIT")
        other.close()
        sync_sources(store, SOURCES)
        assert len(list_sources(store)) == len(SOURCES)


def test_full_disk_is_explained_and_keeps_what_was_recorded(store: Store) -> None:
    """When the file can't grow, the visit is undone and earlier ones stay."""
    sync_sources(store, SOURCES)
    first = make_article("first")
    record_visit(store, make_visit(), new=[first])
    (pages,) = store.db.execute("PRAGMA page_count").fetchone()
    store.db.execute(f"PRAGMA max_page_count = {pages + 1}").fetchone()
    flood = [make_article(f"flood-{n}", title="x" * 4000) for n in range(50)]
    with pytest.raises(StoreError, match="the disk is full; free some space"):
        record_visit(store, make_visit(), new=flood)
    keys = [article.key for article in (first, *flood)]
    assert set(known_articles(store, keys)) == {first.key}


def test_folder_that_refuses_files_is_explained() -> None:
    """A folder in which no file may be created is named with the reason."""
    with pytest.raises(StoreError, match="can't be written to"):
        open_store(Path(os.devnull).parent / "fd" / "watch.db")


def test_second_writer_is_refused_with_the_holder(tmp_path: Path) -> None:
    """A second process that wants to write learns which process is writing."""
    path = tmp_path / "watch.db"
    program = (
        "import sys; from pathlib import Path; from watch.store.database import *\n"
        "from watch.errors import DatabaseBusyError\n"
        "try: open_store(Path(sys.argv[1])); print('opened')\n"
        "except DatabaseBusyError as error: print(error)\n"
    )

    def second_process() -> str:
        return subprocess.run(  # noqa: S603  our own program
            [sys.executable, "-c", program, str(path)],
            check=True, capture_output=True, text=True,
        ).stdout.strip()  # fmt: skip

    with open_store(path):
        assert second_process() == (
            f"{path} is in use by another trendwatch (pid {os.getpid()}): stop it or "
            "wait until it has finished"
        )
    assert second_process() == "opened"


def test_readers_work_beside_the_writer(store: Store) -> None:
    """A reader sees what the open writer has committed."""
    with open_store(store.path, write=False) as reader:
        assert list_sources(reader) == []
        sync_sources(store, SOURCES)
        assert [state.source for state in list_sources(reader)] == sorted(
            SOURCES, key=lambda source: source.id
        )


def test_second_writer_in_one_process_is_refused(store: Store) -> None:
    """The lock also holds inside one process, and a refusal does not break it."""
    for _ in range(2):
        with pytest.raises(DatabaseBusyError):
            open_store(store.path)
    sync_sources(store, [LOUPE])


def test_what_must_last_waits_for_the_disk(store: Store) -> None:
    """A transaction waits for the disk unless it says otherwise, whatever was before.

    2 is SQLite's number for FULL, 1 for NORMAL.
    """
    levels = []
    for lasting in (False, True, False, True):
        with store.transaction(lasting=lasting) as connection:
            levels += connection.execute("PRAGMA synchronous").fetchone()
    with store.transaction() as connection:
        levels += connection.execute("PRAGMA synchronous").fetchone()
    assert levels == [1, 2, 1, 2, 2]


def test_a_bug_in_sql_is_not_explained_away(store: Store) -> None:
    """Wrong SQL and broken constraints stay what they are."""
    with pytest.raises(sqlite3.OperationalError):
        store.select("SELECT nothing FROM nowhere")
    with pytest.raises(sqlite3.IntegrityError):
        record_visit(store, make_visit(), new=[make_article("orphan")])
