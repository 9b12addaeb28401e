"""Sources: what the config says of them and what the last visit left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from ..model import Source, SourceState
from .columns import (
    moment_text,
    optional_seconds,
    optional_text,
    read_optional,
    read_seconds,
)
from .database import Store

#: Group of sources that exist only in an imported archive.
ARCHIVE_GROUP = "archive"

_NEW = """
INSERT INTO source (id, name, outlet, url, lang, source_group, enabled, reason,
    interval)
VALUES (:id, :name, :outlet, :url, :lang, :source_group, :enabled, :reason, :interval)
ON CONFLICT (id) DO NOTHING
"""

# What visits learned belongs to an address: another one starts afresh.
_FORGET = """
UPDATE source SET etag = NULL, last_modified = NULL, body_hash = NULL, failures = 0,
    next_due = NULL, learned = NULL, moved_to = NULL, moving_to = NULL,
    moving_times = 0, paused = '', refusal = ''
WHERE id = :id AND url IS NOT :url
"""

_CONFIGURE = """
UPDATE source SET name = :name, outlet = :outlet, url = :url, lang = :lang,
    source_group = :source_group, enabled = :enabled, reason = :reason,
    interval = :interval
WHERE id = :id
"""

_DUE = """
SELECT * FROM source
WHERE enabled AND paused = '' AND url IS NOT NULL
    AND (next_due IS NULL OR next_due <= :now)
ORDER BY next_due, id
"""


def sync_sources(store: Store, sources: Iterable[Source]) -> None:
    """Make the sources those of the config, keeping what visits have learned.

    A source that left the config keeps its articles and is disabled. Archive
    sources stay as they are.
    """
    rows = [_row(source) for source in sources]
    with store.transaction() as connection:
        connection.execute(
            "UPDATE source SET enabled = 0, reason = 'no longer in sources.toml' "
            "WHERE url IS NOT NULL"
        )
        for statement in (_NEW, _FORGET, _CONFIGURE):
            connection.executemany(statement, rows)


def add_archive_sources(store: Store, languages: Mapping[str, str]) -> None:
    """Create a source, never fetched, for each unknown id of an archive.

    Args:
        store: Open for writing.
        languages: Language by source id.

    """
    sources = [
        Source(id=id_, name=id_, outlet=id_, url=None, lang=lang, group=ARCHIVE_GROUP)
        for id_, lang in languages.items()
    ]
    with store.transaction() as connection:
        connection.executemany(_NEW, [_row(source) for source in sources])


def list_due_sources(store: Store, *, now: datetime) -> list[SourceState]:
    """Return the sources to fetch at ``now``, longest overdue first.

    Disabled, paused and archive sources are never due.
    """
    return [_state(row) for row in store.select(_DUE, {"now": moment_text(now)})]


def list_sources(store: Store) -> list[SourceState]:
    """Return every source, also disabled and archive ones, by id."""
    return [_state(row) for row in store.select("SELECT * FROM source ORDER BY id")]


def state_row(state: SourceState) -> dict[str, Any]:
    """Return what a visit learned as named values, with the id as ``source``."""
    return {
        "source": state.source.id,
        "etag": state.etag,
        "last_modified": state.last_modified,
        "body_hash": state.body_hash,
        "failures": state.failures,
        "next_due": optional_text(state.next_due),
        "learned": optional_seconds(state.learned),
        "moved_to": state.moved_to,
        "moving_to": state.moving_to,
        "moving_times": state.moving_times,
        "paused": state.paused,
        "refusal": state.refusal,
    }


def _row(source: Source) -> dict[str, Any]:
    return {
        "id": source.id,
        "name": source.name,
        "outlet": source.outlet,
        "url": source.url,
        "lang": source.lang,
        "source_group": source.group,
        "enabled": int(source.enabled),
        "reason": source.reason,
        "interval": int(source.interval.total_seconds()),
    }


def _state(row: Mapping[str, Any]) -> SourceState:
    return SourceState(
        source=Source(
            id=row["id"],
            name=row["name"],
            outlet=row["outlet"],
            url=row["url"],
            lang=row["lang"],
            group=row["source_group"],
            enabled=bool(row["enabled"]),
            reason=row["reason"],
            interval=timedelta(seconds=row["interval"]),
        ),
        etag=row["etag"],
        last_modified=row["last_modified"],
        body_hash=row["body_hash"],
        failures=row["failures"],
        next_due=read_optional(row["next_due"]),
        learned=read_seconds(row["learned"]),
        moved_to=row["moved_to"],
        moving_to=row["moving_to"],
        moving_times=row["moving_times"],
        paused=row["paused"],
        refusal=row["refusal"],
    )
