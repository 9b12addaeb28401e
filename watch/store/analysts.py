"""The views for analysts: what each is, and its rows."""

from __future__ import annotations

import sqlite3
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class View:
    """A view whose name and columns change only with a major version."""

    #: Its name, ``v_…``.
    name: str
    #: What a row is.
    meaning: str
    #: What each column holds, in their order.
    columns: Mapping[str, str]


@cache
def list_views() -> tuple[View, ...]:
    """Return all views, by name.

    >>> [view.name for view in list_views()][:2]
    ['v_articles', 'v_declines']
    """
    text = files(__package__).joinpath("views.toml").read_text("utf-8")
    return tuple(
        View(name, table["meaning"], table["columns"])
        for name, table in tomllib.loads(text).items()
    )


def iter_rows(
    connection: sqlite3.Connection, view: View
) -> Iterator[tuple[str | float | None, ...]]:
    """Return the rows of a view, sorted by their columns from left to right.

    Rows are read while they are asked for: what is held in memory does not grow
    with their number.
    """
    columns = ", ".join(view.columns)
    # Only names of our own data file are inserted.
    return connection.execute(
        f"SELECT {columns} FROM {view.name} ORDER BY {columns}"  # noqa: S608
    )
