"""Telegram chats and what they want to receive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from ..model import Subscriber
from .columns import list_text, moment_text, read_list
from .database import Store

_SUBSCRIBE = """
INSERT INTO subscriber (chat, lang, signals, active, since)
VALUES (:chat, :lang, '[]', 1, :since)
ON CONFLICT (chat) DO UPDATE SET active = 1, reason = ''
"""

_STOP_DELIVERIES = """
UPDATE delivery SET state = 'failed', last_error = :error
WHERE chat = :chat AND state IN ('pending', 'sending')
"""

# The choices of the old chat win: people made them there.
_MOVE_SUBSCRIBER = """
INSERT INTO subscriber (chat, lang, signals, active, reason, since)
SELECT :new, lang, signals, active, reason, since FROM subscriber WHERE chat = :old
ON CONFLICT (chat) DO UPDATE SET lang = excluded.lang, signals = excluded.signals,
    active = max(active, excluded.active), since = min(since, excluded.since),
    reason = iif(active OR excluded.active, '', excluded.reason)
"""


def subscribe(store: Store, chat: int, *, lang: str, now: datetime) -> Subscriber:
    """Add a chat, or wake it up with the language and signals it had before.

    Args:
        store: Open for writing.
        chat: Telegram chat id.
        lang: Language of a chat seen for the first time.
        now: Moment of the subscription.

    """
    row = {"chat": chat, "lang": lang, "since": moment_text(now)}
    with store.transaction() as connection:
        connection.execute(_SUBSCRIBE, row)
    return _subscriber(_rows(store, chat)[0])


def unsubscribe(store: Store, chat: int, *, reason: str) -> None:
    """Stop sending to a chat; what still waits for it is given up.

    Args:
        store: Open for writing.
        chat: Telegram chat id; an unknown one is no error.
        reason: Why, kept with the chat and with the deliveries given up.

    """
    row = {"chat": chat, "error": reason}
    with store.transaction() as connection:
        connection.execute(
            "UPDATE subscriber SET active = 0, reason = :error WHERE chat = :chat", row
        )
        connection.execute(_STOP_DELIVERIES, row)


def set_language(store: Store, chat: int, lang: str) -> None:
    """Change the language of a chat; an unknown chat is no error."""
    with store.transaction() as connection:
        connection.execute(
            "UPDATE subscriber SET lang = ? WHERE chat = ?", [lang, chat]
        )


def set_signals(store: Store, chat: int, signals: Iterable[str]) -> None:
    """Change the signals of a chat, none meaning all; an unknown chat is no error."""
    chosen = list_text(sorted(set(signals)))
    with store.transaction() as connection:
        connection.execute(
            "UPDATE subscriber SET signals = ? WHERE chat = ?", [chosen, chat]
        )


def migrate_chat(store: Store, *, old: int, new: int) -> None:
    """Follow a group that became a supergroup: subscription and deliveries move.

    Safe to repeat. Parts that the new chat has already are not queued twice.
    """
    row = {"old": old, "new": new}
    with store.transaction() as connection:
        connection.execute(_MOVE_SUBSCRIBER, row)
        connection.execute("DELETE FROM subscriber WHERE chat = :old", {"old": old})
        connection.execute(
            "UPDATE OR IGNORE delivery SET chat = :new WHERE chat = :old", row
        )
        connection.execute(
            _STOP_DELIVERIES, {"chat": old, "error": f"the chat is now {new}"}
        )


def get_subscriber(store: Store, chat: int) -> Subscriber | None:
    """Return a chat, active or not; None when it never subscribed."""
    rows = _rows(store, chat)
    return _subscriber(rows[0]) if rows else None


def list_subscribers(store: Store, *, gone: bool = False) -> list[Subscriber]:
    """Return the active subscribers, longest subscribed first.

    Args:
        store: The database.
        gone: Add those that stopped or that Telegram lost, after the others.

    """
    rows = store.select(
        "SELECT * FROM subscriber WHERE active OR :gone "
        "ORDER BY active DESC, since, chat",
        {"gone": int(gone)},
    )
    return [_subscriber(row) for row in rows]


def _rows(store: Store, chat: int) -> list[dict[str, Any]]:
    return store.select("SELECT * FROM subscriber WHERE chat = :chat", {"chat": chat})


def _subscriber(row: Mapping[str, Any]) -> Subscriber:
    return Subscriber(
        chat=row["chat"],
        lang=row["lang"],
        signals=frozenset(read_list(row["signals"])),
        active=bool(row["active"]),
        reason=row["reason"],
    )
