"""A delivery killed with kill -9: nothing is lost, nothing is doubled unmarked."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from botapi import TOKEN, BotApi, hold

from watch.bot.account import Account, open_bot
from watch.bot.delivery import deliver_pending
from watch.bot.pace import Pace, Rates
from watch.store.chats import subscribe
from watch.store.database import Store, open_store
from watch.store.outbox import count_deliveries, queue_parts
from watch.week import Week

NOW = datetime(2026, 8, 24, 6, tzinfo=UTC)
CHATS = (7, 8, -9)
PARTS = ("one", "two", "three")
MARK = "↻"

PROGRAM = """
import asyncio, sys
from pathlib import Path
from test_killed_delivery import deliver
from watch.bot.account import Account
from watch.store.database import open_store

with open_store(Path(sys.argv[1])) as store:
    asyncio.run(deliver(store, Account(sys.argv[2], sys.argv[3])))
"""


async def deliver(store: Store, account: Account) -> None:
    """Deliver what waits, as the service does."""
    async with open_bot(account) as bot:
        await deliver_pending(
            store, bot, pace=Pace(Rates(0, 0, 0)), clock=lambda: datetime.now(UTC)
        )


@contextmanager
def delivering(path: Path, api: BotApi) -> Iterator[subprocess.Popen[bytes]]:
    """Run a delivery in a child process."""
    child = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", PROGRAM, str(path), TOKEN, api.base_url],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        yield child
    finally:
        child.kill()
        child.wait()


@pytest.mark.parametrize(
    ("before", "delivered"), [(0, False), (4, True)], ids=["not arrived", "arrived"]
)
def test_killed_while_sending(
    tmp_path: Path,
    bot_api: BotApi,
    before: int,
    delivered: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """Only the message on its way is repeated, marked; all others arrive once."""
    path = tmp_path / "watch.db"
    with open_store(path) as store:
        for chat in CHATS:
            subscribe(store, chat, lang="fr", now=NOW)
            queue_parts(store, Week(2026, 34), chat, PARTS, now=NOW)
    bot_api.let_pass(before)
    bot_api.trouble(hold(delivered=delivered))
    with delivering(path, bot_api) as first:
        bot_api.wait_for(before + 1)
        first.kill()
        first.wait()
    killed = bot_api.calls[-1].params
    with open_store(path) as store:
        asyncio.run(deliver(store, Account(TOKEN, bot_api.base_url)))
        assert count_deliveries(store) == {"sent": len(CHATS) * len(PARTS)}
    for chat in CHATS:
        unmarked = [text for text in bot_api.texts(chat) if not text.startswith(MARK)]
        marked = [text for text in bot_api.texts(chat) if text.startswith(MARK)]
        if chat != killed["chat_id"]:
            assert (unmarked, marked) == (list(PARTS), [])
            continue
        (repeated,) = marked
        assert repeated.endswith(killed["text"])
        whole = [text for text in PARTS if delivered or text != killed["text"]]
        assert unmarked == whole
