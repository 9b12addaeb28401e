"""A copy of the whole database, taken while others write to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ..errors import StoreError
from .database import Store, explained

#: Pages between two looks at the outside: 4 MiB, some hundredths of a second.
_STEP = 1024


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy was found to hold, the same as the original."""

    #: Tables.
    tables: int
    #: Rows of all tables.
    rows: int


def copy_database(
    store: Store, target: Path, *, on_progress: Callable[[int, int], None]
) -> Copied:
    """Copy all pages as of one moment to a new file, then check the copy.

    The copy is one file, without a write-ahead log.

    Args:
        store: Open for reading; any version.
        target: The new file; the caller names it well once it is whole.
        on_progress: Called with the pages copied and all pages.

    Raises:
        StoreError: The original is damaged, or the copy can't be written.

    """
    with store.snapshot() as connection:
        original = _count_rows(connection)
        with explained(target), closing(_open(target)) as copy:
            # The caller waits for the disk; what is half written is never used.
            copy.execute("PRAGMA journal_mode = OFF")
            copy.execute("PRAGMA synchronous = OFF")
            connection.backup(
                copy,
                pages=_STEP,
                progress=lambda _, left, total: on_progress(total - left, total),
            )
    with explained(target), closing(_open(target)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")
        problems = _find_problems(copy)
        if not problems and _count_rows(copy) != original:
            problems = ["rows are missing"]
    if problems:
        raise StoreError(
            f"{store.path} is damaged, so that its copy was not kept ({problems[0]}): "
            "restore an earlier backup, or save what is left with "
            f"`sqlite3 {store.path} .recover`"
        )
    return Copied(tables=len(original), rows=sum(original.values()))


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


def _count_rows(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the number of rows of each table."""
    names = [
        name
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
        )
    ]
    # The names are those of tables, and quoted.
    count = 'SELECT count(*) FROM "{}"'.format
    return {
        name: int(connection.execute(count(name.replace('"', '""'))).fetchone()[0])
        for name in names
    }


def _find_problems(connection: sqlite3.Connection) -> list[str]:
    """Return what is wrong with pages, indexes, columns and references."""
    checked = [text for (text,) in connection.execute("PRAGMA integrity_check")]
    problems = [] if checked == ["ok"] else checked
    lost = connection.execute("PRAGMA foreign_key_check").fetchall()
    return problems + [f"{row[0]} refers to a missing {row[2]}" for row in lost]
