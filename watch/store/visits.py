"""The crawl log: what is forgotten of it. Visits record the rest of it."""

from __future__ import annotations

from datetime import datetime

from .columns import moment_text
from .database import Store

# CROSS JOIN: source by source, as the key is, without a look at what stays.
_FORGET = """
DELETE FROM visit WHERE (source, at) IN (
    SELECT old.source, old.at
    FROM source CROSS JOIN visit AS old ON old.source = source.id
    WHERE old.at < :before
        AND old.at < (SELECT max(at) FROM visit WHERE visit.source = source.id)
)
"""


def forget_visits(store: Store, *, before: datetime) -> int:
    """Remove older visits from the crawl log, but the last one of every source.

    Args:
        store: Open for writing.
        before: Moment from which on visits stay, aware.

    Returns:
        The number of visits removed.

    """
    with store.transaction(lasting=False) as connection:
        row = {"before": moment_text(before)}
        return connection.execute(_FORGET, row).rowcount
