"""The views for analysts: what each is, its rows, and questions about them."""

from __future__ import annotations

import sqlite3
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


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

    >>> list_views()[0].name, list_views()[0].columns["week"]
    ('v_articles', 'week of publication')
    """
    return tuple(
        View(name, table["meaning"], table["columns"])
        for name, table in _read("views.toml").items()
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


@dataclass(frozen=True, slots=True)
class Query:
    """A question about the views, ready-made."""

    #: Short unique name.
    name: str
    #: What it shows.
    title: str
    #: How to read the answer, and what its parameters mean.
    description: str
    #: Parameters, all text; "" = the default that the description tells.
    params: tuple[str, ...]
    #: The question; reads views only.
    sql: str


@cache
def list_queries() -> tuple[Query, ...]:
    """Return the ready-made questions, in the order in which they are shown.

    >>> [query.name for query in list_queries()]
    ['rising', 'declines', 'signal_over_time']
    """
    return tuple(
        Query(
            name=name,
            title=table["title"],
            description=table["description"],
            params=tuple(table["params"]),
            sql=table["sql"].strip(),
        )
        for name, table in _read("queries.toml").items()
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))
