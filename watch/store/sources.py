"""Sources: what the config says of them and what the last visit left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from ..model import Source, SourceState
from .columns import moment_text, read_optional
from .database import Store

#: Group of sources that exist only in an imported archive.
ARCHIVE_GROUP = "archive"

# Validators belong to an address: another address starts afresh.
_UPSERT = """
INSERT INTO source (id, name, outlet, url, lang, source_group, enabled, reason,
    interval)
VALUES (:id, :name, :outlet, :url, :lang, :source_group, :enabled, :reason, :interval)
ON CONFLICT (id) DO UPDATE SET
    name = excluded.name, outlet = excluded.outlet, url = excluded.url,
    lang = excluded.lang, source_group = excluded.source_group,
    enabled = excluded.enabled, reason = excluded.reason,
    interval = excluded.interval,
    etag = iif(url IS excluded.url, etag, NULL),
    last_modified = iif(url IS excluded.url, last_modified, NULL),
    body_hash = iif(url IS excluded.url, body_hash, NULL),
    failures = iif(url IS excluded.url, failures, 0),
    next_due = iif(url IS excluded.url, next_due, NULL)
"""

_LIST = """
SELECT id, name, outlet, url, lang, source_group, enabled, reason, interval,
    etag, last_modified, body_hash, failures, next_due
FROM source
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
        connection.executemany(_UPSERT, rows)


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
        connection.executemany(
            "INSERT INTO source (id, name, outlet, url, lang, source_group, enabled, "
            "reason, interval) VALUES (:id, :name, :outlet, :url, :lang, "
            ":source_group, :enabled, :reason, :interval) ON CONFLICT (id) DO NOTHING",
            [_row(source) for source in sources],
        )


def list_due_sources(store: Store, *, now: datetime) -> list[SourceState]:
    """Return the enabled sources to fetch at ``now``, longest overdue first."""
    rows = store.select(
        _LIST + "WHERE enabled AND url IS NOT NULL "
        "AND (next_due IS NULL OR next_due <= :now) ORDER BY next_due, id",
        {"now": moment_text(now)},
    )
    return [_state(row) for row in rows]


def list_sources(store: Store) -> list[SourceState]:
    """Return every source, also disabled and archive ones, by id."""
    return [_state(row) for row in store.select(_LIST + "ORDER BY id")]


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
    )
