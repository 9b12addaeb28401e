"""A backup: the database as one checked file, taken while the service runs.

::

    path = _place(wish, database)              # a new name, in a folder that is there
    with whole_file(path) as unfinished:       # nothing half stands under the name
        copy_database(store, unfinished)       # store: pages of one moment, checked
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from .errors import UsageError
from .store.backup import copy_database
from .store.database import Store
from .whole_file import refuse_to_replace, whole_file


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup."""

    #: Where it is.
    path: Path
    #: Its size in bytes.
    size: int
    #: Tables compared with the original.
    tables: int
    #: Rows of these tables.
    rows: int


def back_up(
    store: Store,
    wish: Path | None,
    *,
    now: datetime,
    force: bool,
    on_progress: Callable[[int, int], None],
) -> Backup:
    """Copy the database to a file that is whole and checked, or not there at all.

    Args:
        store: Open for reading.
        wish: The file, or a folder for it; None = beside the database.
        now: Names the file unless ``wish`` does; UTC.
        force: Replace a file that is there already.
        on_progress: Called with the pages copied and all pages.

    Raises:
        UsageError: There is such a file already, or no such folder.
        StoreError: The database is damaged, or the copy can't be written.
        TrendwatchError: The copy can't be written.

    """
    path = _place(wish, store.path, now=now)
    if path.exists() and path.samefile(store.path):
        raise UsageError(f"{path} is the database itself: choose another file")
    refuse_to_replace(path, force=force)
    with whole_file(path) as unfinished:
        # There are chats in it: nobody may read more of the copy than of the original.
        unfinished.touch(mode=0o600 | store.path.stat().st_mode & 0o666)
        copied = copy_database(store, unfinished, on_progress=on_progress)
    return Backup(path, path.stat().st_size, copied.tables, copied.rows)


def _place(wish: Path | None, database: Path, *, now: datetime) -> Path:
    """Return the file to write."""
    name = f"{database.stem}-{now.date().isoformat()}{database.suffix}"
    if wish is None:
        return database.with_name(name)
    path = wish / name if wish.is_dir() else wish
    if not path.parent.is_dir():
        # Made here, it might fill the wrong disk: the right one may not be mounted.
        raise UsageError(
            f"{path}: there is no folder {path.parent}; make it, or check that its "
            "disk is mounted"
        )
    return path
