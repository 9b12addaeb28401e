"""Open the database, guard the one writer, explain what goes wrong."""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlite_utils import Database

from ..errors import DatabaseBusyError, StoreError
from .schema import APPLICATION_ID, MIGRATIONS, STEPS

#: SQLite's primary result codes that are not our bugs, and what to do about each.
#: https://www.sqlite.org/rescode.html
_ADVICE = {
    sqlite3.SQLITE_BUSY: "is locked by another program: close whatever has it open "
    "for writing, then try again",
    sqlite3.SQLITE_LOCKED: "is locked by another program: close whatever has it open "
    "for writing, then try again",
    sqlite3.SQLITE_READONLY: "can't be written to: check the permissions of the file "
    "and its folder, or choose another file with --db",
    sqlite3.SQLITE_PERM: "can't be opened: check the permissions of the file and its "
    "folder, or choose another file with --db",
    sqlite3.SQLITE_CANTOPEN: "can't be opened: check that it is a file and that you "
    "may read and write it and its folder",
    sqlite3.SQLITE_IOERR: "can't be read or written: the disk reports an error; check "
    "the disk, then restore a backup if the message comes back",
    sqlite3.SQLITE_FULL: "can't grow: the disk is full; free some space and try "
    "again, nothing recorded before is lost",
    sqlite3.SQLITE_CORRUPT: "is damaged: restore a backup, or save what is left with "
    "`sqlite3 FILE .recover`",
    sqlite3.SQLITE_NOTADB: "is not a database: choose another file with --db",
}

#: First version with strict tables.
_OLDEST_SQLITE = (3, 37)


class Store:
    """An open database: a resource, closed at the end of a ``with`` block.

    May move between threads, but only one thread may use it at a time.
    """

    def __init__(self, path: Path, db: Database, lock: int | None) -> None:
        #: Where the database is.
        self.path = path
        #: The sqlite-utils database, for queries that no function here answers.
        self.db = db
        self._lock = lock

    def select(
        self, sql: str, values: Mapping[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """Return all rows of a query; raise ``StoreError`` as ``transaction``."""
        with explained(self.path):
            # Database.query would guard every query with a savepoint.
            cursor = self.db.conn.execute(sql, dict(values or {}))
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    @contextmanager
    def transaction(self, *, lasting: bool = True) -> Iterator[sqlite3.Connection]:
        """Write everything in the block, or nothing of it.

        Args:
            lasting: True waits until the disk has it, so that a power cut takes
                nothing back. False does not wait: for what is fetched again anyway.
                Neither forgets anything when the program is killed.

        Raises:
            StoreError: the database is locked, read-only, damaged, or the disk is
                full; the message says what to do.

        """
        level = "FULL" if lasting else "NORMAL"
        with explained(self.path):
            self.db.conn.execute(f"PRAGMA synchronous = {level}")
            self.db.conn.execute("BEGIN IMMEDIATE")
            try:
                yield self.db.conn
                self.db.conn.execute("COMMIT")
            except BaseException:
                self.db.rollback()
                raise

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Read everything in the block as of one moment, while others write.

        Raises:
            StoreError: as ``transaction``.

        """
        with explained(self.path):
            self.db.conn.execute("BEGIN")
            try:
                yield self.db.conn
            finally:
                self.db.rollback()

    def close(self) -> None:
        """Close the file and let the next writer in."""
        self.db.close()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_store(
    path: Path,
    *,
    write: bool = True,
    patience: float = 5.0,
    any_version: bool = False,
) -> Store:
    """Open a database; with ``write``, create it or bring it up to date first.

    Args:
        path: The database file. Its lock is a file of the same name plus ``.lock``.
        write: False opens an existing database for reading only, also while another
            process writes.
        patience: Seconds to wait for another program's lock, at least 0.
        any_version: Also accept what an older or a newer trendwatch wrote: only for
            reading, by what needs no table of ours.

    Raises:
        DatabaseBusyError: another trendwatch has it open for writing.
        StoreError: it is missing, damaged, not ours, newer than this program, or
            can't be opened.

    """
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise StoreError(
            f"trendwatch needs SQLite 3.37, this Python has {sqlite3.sqlite_version}: "
            "use a newer Python"
        )
    _check_place(path, write=write)
    lock = _take_lock(path) if write else None
    try:
        db = _connect(path, write=write, patience=patience, any_version=any_version)
        return Store(path, db, lock)
    except BaseException:
        if lock is not None:
            os.close(lock)
        raise


def _connect(
    path: Path, *, write: bool, patience: float, any_version: bool
) -> Database:
    with explained(path):
        # No implicit transactions: each write goes through Store.transaction.
        connection = sqlite3.connect(
            path, timeout=patience, isolation_level=None, check_same_thread=False
        )
        try:
            db = Database(connection, execute_plugins=False)
            connection.execute("PRAGMA foreign_keys = ON")
            _check_ours(db, path, write=write)
            if write or not any_version:
                _check_version(db, path, write=write)
            if write:
                connection.execute("PRAGMA journal_mode = WAL")
                # 64 MiB: keys are hashes, so a batch touches pages all over the file.
                connection.execute("PRAGMA cache_size = -65536")
                # 16 MiB: a checkpoint waits for the disk, and a first crawl or an
                # import writes the same pages again and again.
                connection.execute("PRAGMA wal_autocheckpoint = 4000")
                MIGRATIONS.apply(db)
            else:
                connection.execute("PRAGMA query_only = ON")
        except BaseException:
            connection.close()
            raise
        return db


def _check_place(path: Path, *, write: bool) -> None:
    """Refuse a path that can't hold the database, before SQLite is vague on it."""
    if path.is_dir():
        raise StoreError(f"{path} is a folder: name a file with --db")
    if not path.parent.is_dir():
        raise StoreError(
            f"{path}: the folder {path.parent} does not exist; create it or choose "
            "another file with --db"
        )
    if not write and not path.exists():
        raise StoreError(
            f"{path} does not exist yet: run `trendwatch crawl` or `trendwatch "
            "import` first, or choose another file with --db"
        )


def _check_ours(db: Database, path: Path, *, write: bool) -> None:
    """Refuse a database of another program, or an empty one for reading."""
    (application_id,) = db.execute("PRAGMA application_id").fetchone()
    # A first opening that was interrupted leaves only the table of migrations.
    if application_id != APPLICATION_ID:
        if set(db.table_names()) - {MIGRATIONS.migrations_table}:
            raise StoreError(
                f"{path} is a database of another program: choose another file with "
                "--db"
            )
        if not write:
            raise StoreError(
                f"{path} is empty: run `trendwatch crawl` or `trendwatch import` first"
            )


def _check_version(db: Database, path: Path, *, write: bool) -> None:
    """Refuse a database of a newer trendwatch, or of an older one for reading."""
    if not {step.name for step in MIGRATIONS.applied(db)} <= STEPS:
        raise StoreError(
            f"{path} was written by a newer trendwatch: upgrade trendwatch, or choose "
            "another file with --db"
        )
    if not write and MIGRATIONS.pending(db):
        raise StoreError(
            f"{path} was written by an older trendwatch: run `trendwatch crawl` or "
            "`trendwatch digest` once to bring it up to date"
        )


def _take_lock(path: Path) -> int:
    """Return an open file that holds the right to write; closing it gives it back."""
    place = path.with_name(path.name + ".lock")
    try:
        lock = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(
            f"{place} can't be written to ({os.strerror(error.errno or errno.EIO)}): "
            "check the permissions of the folder, or choose another file with --db"
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.read(lock, 32).decode("ascii", "replace").strip()
        os.close(lock)
        raise DatabaseBusyError(
            f"{path} is in use by another trendwatch (pid {holder or 'unknown'}): "
            "stop it or wait until it has finished"
        ) from error
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()}\n".encode("ascii"), 0)
    return lock


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what the file, disk or another program did into the user's words.

    Wrong SQL and broken constraints are bugs and stay ``sqlite3`` errors.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code not in _ADVICE:
            raise
        raise StoreError(f"{path} {_ADVICE[code]} ({error})") from error
