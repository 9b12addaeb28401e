"""The views for analysts in a browser: Datasette, read-only, on this machine only.

::

    tables = names of the tables                       # store: no page, views have one
    datasette = Datasette(file, make_metadata(...))    # what views and columns mean
    listen on 127.0.0.1, tell the address, serve until Ctrl-C
"""

from __future__ import annotations

import contextlib
import socket
import sqlite3
import sys
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path
from typing import Any

import uvicorn
from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils import tilde_encode

from .errors import TrendwatchError
from .store.analysts import list_queries, list_views
from .store.database import open_store

#: Tables about subscribers: no view reads them, and no question may.
PRIVATE = frozenset({"delivery", "subscriber"})

_HOST = "127.0.0.1"

#: Views whose newest rows are shown first; the others would take too long to sort.
_NEWEST_FIRST = ("v_declines", "v_digests", "v_mentions", "v_trends", "v_weekly")

_ABOUT = (
    "Start from a ready-made question, or from a view. Names and columns of views "
    "change only with a major version; moments are in UTC, weeks are ISO weeks."
)

_SETTINGS = {
    "allow_download": False,  # subscribers are in the file
    "sql_time_limit_ms": 10_000,  # one reader on one machine may ask long questions
    "facet_time_limit_ms": 1000,
}


def serve(path: Path, *, port: int, on_start: Callable[[str], None]) -> None:
    """Serve the views of a database until Ctrl-C.

    Args:
        path: The database.
        port: TCP port, 0 for any that is free.
        on_start: Called with the address once it can be opened.

    Raises:
        StoreError: The database can't be opened.
        TrendwatchError: The port can't be had.

    """
    with open_store(path, write=False) as store:
        tables = store.db.table_names()
    # Datasette's plugins are modules: this one keeps subscribers out of all answers.
    if not pm.has_plugin(__name__):
        pm.register(sys.modules[__name__], __name__)
    # A slip in a question is told on the page; no need for 200 lines here, too.
    pm.get_plugin("datasette.handle_exception").rich = None
    datasette = Datasette(
        [str(path)], metadata=make_metadata(path.stem, tables), settings=_SETTINGS
    )
    config = uvicorn.Config(datasette.app(), log_level="warning", lifespan="on")
    with _listen(port) as listening, contextlib.suppress(KeyboardInterrupt):
        port = listening.getsockname()[1]
        on_start(f"http://{_HOST}:{port}/{tilde_encode(path.stem)}")
        uvicorn.Server(config).run(sockets=[listening])


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server((_HOST, port))
    except OSError as error:
        raise TrendwatchError(
            f"port {port} can't be had ({error.strerror}): choose another with --port"
        ) from error


@hookimpl  # type: ignore[untyped-decorator]  # Datasette has no types
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Let a connection of Datasette read everything but the private tables."""
    conn.set_authorizer(_authorize)


def _authorize(action: int, table: str | None, column: str | None, *_: object) -> int:
    # Datasette counts the rows of every table, without a column.
    private = action == sqlite3.SQLITE_READ and table in PRIVATE and column
    return sqlite3.SQLITE_DENY if private else sqlite3.SQLITE_OK


def make_metadata(database: str, tables: Iterable[str]) -> dict[str, Any]:
    """Return what Datasette shows beside the data, in its own format.

    https://docs.datasette.io/en/stable/metadata.html
    """
    shown: dict[str, Any] = {table: {"allow": False} for table in tables}
    for view in list_views():
        shown[view.name] = {
            "description": view.meaning,
            "columns": dict(view.columns),
        }
        if view.name in _NEWEST_FIRST:
            shown[view.name]["sort_desc"] = "week"
    queries = {
        query.name: {
            "title": query.title,
            "description": query.description,
            "params": list(query.params),
            "sql": query.sql,
        }
        for query in list_queries()
    }
    views = "".join(
        f'<li><a href="/{tilde_encode(database)}/{view.name}">{view.name}</a>: '
        f"{escape(view.meaning)}</li>"
        for view in list_views()
    )
    return {
        "title": "trendwatch",
        "description": "The press as trendwatch read it, for analysts. Read-only.",
        "databases": {
            database: {
                "description_html": f"<p>{_ABOUT}</p><ul>{views}</ul>",
                "tables": shown,
                "queries": queries,
            }
        },
    }
