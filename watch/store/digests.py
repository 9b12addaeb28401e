"""Which digests were written, and when."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from ..week import Week
from .columns import moment_text
from .database import Store

# The same text again keeps its first moment: rerunning changes nothing.
_SAVE = """
INSERT INTO digest (week, lang, created, hash) VALUES (:week, :lang, :created, :hash)
ON CONFLICT (week, lang) DO UPDATE SET created = excluded.created, hash = excluded.hash
WHERE hash <> excluded.hash
"""


def save_digest(
    store: Store, week: Week, *, lang: str, markdown: str, now: datetime
) -> None:
    """Remember that the digest of a week was written in a language."""
    row = {
        "week": str(week),
        "lang": lang,
        "created": moment_text(now),
        "hash": sha256(markdown.encode()).hexdigest(),
    }
    with store.transaction() as connection:
        connection.execute(_SAVE, row)


def last_digest_week(store: Store) -> Week | None:
    """Return the newest week with a digest; None when there is none."""
    (row,) = store.select("SELECT max(week) AS week FROM digest")
    return None if row["week"] is None else Week.parse(row["week"])
