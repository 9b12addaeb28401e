"""The analysts' views as files: CSV for tables, JSON Lines for programs.

::

    with store.snapshot() as connection:          # store: all views of one moment
        for each view:
            rows = iter_rows(connection, view)    # store
            write_rows(rows, <folder>/<view>)     # whole, or not at all
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TextIO

from .errors import UsageError
from .store.analysts import View, iter_rows, list_views
from .whole_file import whole_file

if TYPE_CHECKING:
    # The command line imports Format; `--help` must not wait for a database library.
    from .store.database import Store

#: What a spreadsheet takes for a formula, whatever number of guards before it.
#: https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")

Row = Sequence[str | float | None]


class Format(StrEnum):
    """How rows are written; also the ending of the file's name."""

    #: RFC 4180: commas, CRLF, a header; text that looks like a formula is guarded.
    CSV = "csv"
    #: One JSON object a line, values exactly as in the view.
    JSONL = "jsonl"


class Exported(NamedTuple):
    """A file that was written."""

    #: Where it is.
    path: Path
    #: Rows in it, the header not counted.
    rows: int


def choose_views(names: Iterable[str] = ()) -> tuple[View, ...]:
    """Return the views of some names, all without any; ``UsageError`` if unknown."""
    views = {view.name: view for view in list_views()}
    unknown = [name for name in names if name not in views]
    if unknown:
        raise UsageError(f"no view {unknown[0]!r}; there are: {', '.join(views)}")
    return tuple(views[name] for name in names) or tuple(views.values())


def export_views(
    store: Store, views: Iterable[View], folder: Path, form: Format
) -> Iterator[Exported]:
    """Write one file for each view, all as of the same moment.

    Raises:
        StoreError: The database can't be read.
        TrendwatchError: A file can't be written; those before it are complete.

    """
    with store.snapshot() as connection:
        for view in views:
            path = folder / f"{view.name}.{form}"
            with (
                whole_file(path) as unfinished,
                unfinished.open("w", encoding="utf-8", newline="") as file,
            ):
                rows = write_rows(view, iter_rows(connection, view), file, form)
            yield Exported(path, rows)


def export_view(store: Store, view: View, file: TextIO, form: Format) -> int:
    """Write one view to an open file, in UTF-8 without newline translation."""
    with store.snapshot() as connection:
        return write_rows(view, iter_rows(connection, view), file, form)


def write_rows(view: View, rows: Iterable[Row], file: TextIO, form: Format) -> int:
    """Write rows of a view; return how many."""
    count = 0
    names = list(view.columns)
    table = csv.writer(file, lineterminator="\r\n")
    if form is Format.CSV:
        table.writerow(names)
    for count, row in enumerate(rows, 1):  # noqa: B007 -- used after the loop
        if form is Format.CSV:
            table.writerow([guard_cell(value) for value in row])
        else:
            values = dict(zip(names, row, strict=True))
            file.write(json.dumps(values, ensure_ascii=False) + "\n")
    return count


def guard_cell(value: str | float | None) -> str | float | None:
    """Put an apostrophe before text that a spreadsheet would run as a formula.

    Titles come from strangers. Taking one apostrophe away where a formula follows
    the apostrophes gives the text back, so that nothing is lost.

    >>> [guard_cell(value) for value in ("=1+1", "-7 %", "'=1", "Two", -7.5, None)]
    ["'=1+1", "'-7 %", "''=1", 'Two', -7.5, None]
    """
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return value
