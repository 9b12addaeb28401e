"""Site rules: what sites asked of us when we last read their robots.txt."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from ..model import SiteRules
from .columns import moment_text, read_moment
from .database import Store

_SAVE = """
INSERT INTO site (origin, robots, tdmrep, at) VALUES (:origin, :robots, :tdmrep, :at)
ON CONFLICT (origin) DO UPDATE SET
    robots = excluded.robots, tdmrep = excluded.tdmrep, at = excluded.at
"""


def load_site_rules(store: Store) -> list[SiteRules]:
    """Return the rules of every site, however old."""
    return [
        SiteRules(row["origin"], row["robots"], row["tdmrep"], read_moment(row["at"]))
        for row in store.select("SELECT origin, robots, tdmrep, at FROM site")
    ]


def save_site_rules(connection: sqlite3.Connection, rules: Iterable[SiteRules]) -> None:
    """Record rules within the transaction of a visit; newer ones replace older."""
    rows = [
        {
            "origin": one.origin,
            "robots": one.robots,
            "tdmrep": one.tdmrep,
            "at": moment_text(one.at),
        }
        for one in rules
    ]
    connection.executemany(_SAVE, rows)
