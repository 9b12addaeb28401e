"""Files that stand under their name whole, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import TrendwatchError, UsageError


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Yield a path to write to; it becomes ``path`` if the block ends well.

    A reader never sees a part, a failure leaves nothing behind, and what a killed
    process leaves is called ``….unfinished``. Folders are created.

    Raises:
        TrendwatchError: The disk is full, or the file can't be written.

    """
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.unfinished")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield unfinished
            _wait_for_disk(unfinished)
            unfinished.replace(path)
            _wait_for_disk(path.parent)
        finally:
            unfinished.unlink(missing_ok=True)
    except FileExistsError as error:
        raise TrendwatchError(f"{path}: {path.parent} is not a folder") from error
    except OSError as error:
        raise TrendwatchError(f"{path}: can't be written: {error.strerror}") from error


def _wait_for_disk(path: Path) -> None:
    """Make sure that a power cut takes back neither a file nor a folder's names."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def refuse_to_replace(path: Path, *, force: bool) -> None:
    """Raise ``UsageError`` if there is something that ``force`` does not cover."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder: name a file")
    if path.exists() and not force:
        raise UsageError(
            f"{path} already exists: choose another name, or replace it with --force"
        )
