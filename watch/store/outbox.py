"""The outbox: digests on their way to chats, never lost, never doubled unmarked.

::

    pending --mark_sending--> sending --mark_sent-----> sent
       ^                         |------mark_failed---> failed
       '---- retry_delivery -----'
       '-- recover_deliveries ---'   after a crash: the message may have arrived

The parts of a chat leave in order: the next one waits until the one before it is
sent or failed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ..model import Delivery
from ..week import Week
from .columns import moment_text, optional_text
from .database import Store

_QUEUE = """
INSERT INTO delivery (week, chat, part, text, state, queued)
VALUES (:week, :chat, :part, :text, 'pending', :queued)
"""

# A chat whose first open part is being sent, or must wait, has nothing due.
_DUE = """
SELECT id, chat, week, part, text, uncertain, attempts
FROM delivery
WHERE state = 'pending' AND (not_before IS NULL OR not_before <= :now)
    AND NOT EXISTS (
        SELECT 1 FROM delivery AS earlier
        WHERE earlier.chat = delivery.chat
            AND earlier.state IN ('pending', 'sending')
            AND (earlier.week, earlier.part) < (delivery.week, delivery.part)
    )
ORDER BY id
"""

_MARK_SENDING = """
UPDATE delivery SET state = 'sending', attempts = attempts + 1
WHERE id = :id AND state = 'pending'
"""

# Also after the chat stopped meanwhile: what arrived has arrived.
_MARK_SENT = """
UPDATE delivery SET state = 'sent', sent = :sent WHERE id = :id AND state <> 'sent'
"""

_MARK_FAILED = """
UPDATE delivery SET state = 'failed', last_error = :error
WHERE id = :id AND state IN ('pending', 'sending')
"""

_RETRY = """
UPDATE delivery SET state = 'pending', not_before = :not_before, last_error = :error,
    uncertain = max(uncertain, :uncertain)
WHERE id = :id AND state = 'sending'
"""

_RECOVER = """
UPDATE delivery SET state = 'pending', uncertain = 1,
    last_error = 'interrupted while sending'
WHERE state = 'sending'
"""


def queue_parts(
    store: Store, week: Week, chat: int, parts: Sequence[str], *, now: datetime
) -> bool:
    """Queue the parts of a week's digest for a chat, all or none.

    Returns:
        False when the chat has parts of that week already: they stay as they are.

    """
    weekly = {"week": str(week), "chat": chat}
    rows = [
        {**weekly, "part": part, "text": text, "queued": moment_text(now)}
        for part, text in enumerate(parts)
    ]
    with store.transaction() as connection:
        queued = connection.execute(
            "SELECT 1 FROM delivery WHERE week = :week AND chat = :chat LIMIT 1", weekly
        ).fetchone()
        if queued is None:
            connection.executemany(_QUEUE, rows)
    return queued is None and bool(rows)


def record_dispatch(store: Store, week: Week, *, now: datetime) -> None:
    """Note that the digest of a week was queued for all who were subscribed."""
    with store.transaction() as connection:
        connection.execute(
            "INSERT INTO dispatch (week, at) VALUES (?, ?) ON CONFLICT DO NOTHING",
            [str(week), moment_text(now)],
        )


def last_dispatch(store: Store) -> Week | None:
    """Return the newest week whose digest was queued; None if there is none."""
    (row,) = store.select("SELECT max(week) AS week FROM dispatch")
    return None if row["week"] is None else Week.parse(row["week"])


def due_deliveries(store: Store, *, now: datetime) -> list[Delivery]:
    """Return the next part of each chat that may be sent at ``now``."""
    rows = store.select(_DUE, {"now": moment_text(now)})
    return [_delivery(row) for row in rows]


def next_retry(store: Store) -> datetime | None:
    """Return the earliest moment at which a waiting part is due; None if none waits.

    Parts that are due at once have no such moment and are not counted.
    """
    (row,) = store.select(
        "SELECT min(not_before) AS moment FROM delivery WHERE state = 'pending'"
    )
    return None if row["moment"] is None else datetime.fromisoformat(row["moment"])


def mark_sending(store: Store, id_: int) -> bool:
    """Note, before the message is handed over, that it may arrive from now on.

    Returns:
        False when the delivery is not pending any more and must not be sent.

    """
    return _write(store, _MARK_SENDING, {"id": id_})


def mark_sent(store: Store, id_: int, *, now: datetime) -> bool:
    """Note that Telegram confirmed the message."""
    return _write(store, _MARK_SENT, {"id": id_, "sent": moment_text(now)})


def retry_delivery(
    store: Store,
    id_: int,
    *,
    error: str,
    not_before: datetime | None = None,
    uncertain: bool = False,
) -> bool:
    """Put a part back because it was not confirmed.

    Args:
        store: Open for writing.
        id_: The delivery being sent.
        error: What happened.
        not_before: Moment of the next try; None = at once.
        uncertain: True when the message may have arrived all the same, as after a
            time-out; False after a definite refusal.

    """
    row = {
        "id": id_,
        "error": error,
        "not_before": optional_text(not_before),
        "uncertain": int(uncertain),
    }
    return _write(store, _RETRY, row)


def mark_failed(store: Store, id_: int, *, error: str) -> bool:
    """Give a part up for good; the next part of the chat goes on."""
    return _write(store, _MARK_FAILED, {"id": id_, "error": error})


def recover_deliveries(store: Store) -> int:
    """Put back the parts that a crash left half-sent, as uncertain.

    Call it once before sending: the lock of the store makes sure that nobody else
    is sending.

    Returns:
        The number of parts put back.

    """
    with store.transaction() as connection:
        return connection.execute(_RECOVER).rowcount


def queued_weeks(store: Store, chat: int) -> frozenset[Week]:
    """Return the weeks of which a chat was queued at least one part."""
    rows = store.select(
        "SELECT DISTINCT week FROM delivery WHERE chat = :chat", {"chat": chat}
    )
    return frozenset(Week.parse(row["week"]) for row in rows)


def count_deliveries(store: Store) -> dict[str, int]:
    """Return the number of parts by state: pending, sending, sent, failed."""
    rows = store.select(
        "SELECT state, count(*) AS parts FROM delivery GROUP BY state ORDER BY state"
    )
    return {row["state"]: row["parts"] for row in rows}


def _write(store: Store, sql: str, row: Mapping[str, Any]) -> bool:
    with store.transaction() as connection:
        return connection.execute(sql, row).rowcount == 1


def _delivery(row: Mapping[str, Any]) -> Delivery:
    return Delivery(
        id=row["id"],
        chat=row["chat"],
        week=Week.parse(row["week"]),
        part=row["part"],
        text=row["text"],
        uncertain=bool(row["uncertain"]),
        attempts=row["attempts"],
    )
