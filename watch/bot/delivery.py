"""From the outbox to the chats: never lost, never doubled unmarked.

::

    queue_digest(store, digest)           parts of each subscriber -> outbox
    deliver_pending(store, bot):
        recover_deliveries(store)         # a crash left these half-sent
        while due := due_deliveries(...): # the next part of each chat
            for delivery in due:
                await pace.turn(chat)     # Telegram's speed limits
                mark_sending(...)         # committed before the call
                judge(send(...))          # -> mark_sent, retry, fail, chat gone

One message is on its way at any time, so that a crash leaves at most one in
doubt. Reasons: docs/decisions/0009-delivery.md.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

import structlog
from telegram import LinkPreviewOptions
from telegram.constants import MessageLimit, ParseMode
from telegram.error import TelegramError

from ..digest.telegram import count_units, render_parts
from ..model import Delivery, Digest
from ..store.chats import get_subscriber, list_subscribers, migrate_chat, unsubscribe
from ..store.database import Store
from ..store.outbox import (
    count_deliveries,
    due_deliveries,
    mark_failed,
    mark_sending,
    mark_sent,
    next_retry,
    queue_parts,
    record_dispatch,
    recover_deliveries,
    retry_delivery,
)
from .account import Bot, refused_token
from .pace import Pace
from .plain import plain_text
from .verdict import Kind, Verdict, judge
from .wording import FALLBACK, load_wordings

#: First and longest pause after a failure that is nobody's fault.
_BACK_OFF = timedelta(seconds=30)
_LONGEST = timedelta(hours=1)

#: Failures in a row after which the trouble is not the chat's: the pass ends.
_ENOUGH = 3

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class DeliverySummary:
    """What one pass over the outbox achieved."""

    #: Parts that Telegram confirmed.
    sent: int
    #: Parts that still wait: a pause was asked for, or Telegram is in trouble.
    postponed: int
    #: Parts given up because Telegram refuses them.
    failed: int
    #: Chats that are gone and were deactivated.
    gone: int
    #: Moment of the next try; None if nothing waits.
    next_try: datetime | None
    #: Telegram's words for the last failure; "" without one.
    trouble: str


def queue_digest(store: Store, digest: Digest, *, now: datetime) -> int:
    """Put a digest into the outbox for every active subscriber.

    Safe to repeat: a chat that has parts of that week gets no others.

    Returns:
        The number of chats that were given parts.

    """
    wordings = load_wordings()

    @cache
    def parts(lang: str, signals: frozenset[str]) -> tuple[str, ...]:
        return render_parts(digest, lang, signals=signals)

    chats = 0
    for subscriber in list_subscribers(store):
        lang = subscriber.lang if subscriber.lang in wordings else FALLBACK
        message = parts(lang, subscriber.signals)
        chats += queue_parts(store, digest.week, subscriber.chat, message, now=now)
    record_dispatch(store, digest.week, now=now)
    return chats


async def deliver_pending(
    store: Store,
    bot: Bot,
    *,
    pace: Pace,
    clock: Callable[[], datetime],
    stop: Callable[[], bool] = lambda: False,
    patience: timedelta = timedelta(0),
) -> DeliverySummary:
    """Send what waits in the outbox, in order for each chat.

    Only one pass may run at a time.

    Args:
        store: Open for writing.
        bot: Initialised, from ``make_bot``.
        pace: The bot's speed limits, shared with its answers.
        clock: Tells the moment, aware.
        stop: True ends the pass before the next message.
        patience: How long to wait for parts that are due later.

    Raises:
        DeliveryError: Telegram refuses the token; everything stays queued.

    """
    recover_deliveries(store)
    tally = _Tally()
    deadline = clock() + patience
    while not stop() and not tally.hopeless:
        due = due_deliveries(store, now=clock())
        if not due and not await _wait_for_retry(store, clock(), deadline):
            break
        for delivery in due:
            await pace.turn(delivery.chat)
            if stop() or tally.hopeless:
                break
            # The chat may have said /stop while we waited for its turn.
            if mark_sending(store, delivery.id):
                tally.count(await _deliver(store, bot, delivery, clock=clock))
    return DeliverySummary(
        sent=tally.kinds[None],
        postponed=count_deliveries(store).get("pending", 0),
        failed=tally.kinds[Kind.REFUSED] + tally.kinds[Kind.MARKUP],
        gone=tally.kinds[Kind.GONE],
        next_try=next_retry(store),
        trouble=tally.trouble,
    )


async def send_text(bot: Bot, chat: int, html: str) -> None:
    """Send one message; without mark-up if Telegram refuses it."""
    preview = LinkPreviewOptions(is_disabled=True)
    try:
        await bot.send_message(
            chat, html, parse_mode=ParseMode.HTML, link_preview_options=preview
        )
    except TelegramError as error:
        if judge(error).kind != Kind.MARKUP:
            raise
        _log.warning("mark-up refused, sent as plain text", chat=chat, why=str(error))
        await bot.send_message(chat, plain_text(html), link_preview_options=preview)


@dataclass(slots=True)
class _Tally:
    """Adds up the verdicts of a pass; None stands for a message sent."""

    kinds: Counter[Kind | None] = field(default_factory=Counter)
    trouble: str = ""
    in_a_row: int = 0

    def count(self, verdict: Verdict | None) -> None:
        self.kinds[verdict.kind if verdict else None] += 1
        self.trouble = verdict.reason if verdict else self.trouble
        general = verdict is not None and verdict.kind in {Kind.FLOOD, Kind.TROUBLE}
        self.in_a_row = self.in_a_row + 1 if general else 0

    @property
    def hopeless(self) -> bool:
        return self.in_a_row >= _ENOUGH


async def _deliver(
    store: Store, bot: Bot, delivery: Delivery, *, clock: Callable[[], datetime]
) -> Verdict | None:
    """Send one part and record what became of it; None if it was sent."""
    try:
        for text in _messages(store, delivery):
            await send_text(bot, delivery.chat, text)
    except TelegramError as error:
        verdict = judge(error)
        _record(store, delivery, verdict, now=clock())
        if verdict.kind == Kind.TOKEN:
            raise refused_token() from error
        return verdict
    mark_sent(store, delivery.id, now=clock())
    return None


def _messages(store: Store, delivery: Delivery) -> tuple[str, ...]:
    """Return the messages of a part: one, unless the warning finds no room."""
    if not delivery.uncertain:
        return (delivery.text,)
    subscriber = get_subscriber(store, delivery.chat)
    wordings = load_wordings()
    wording = wordings.get(subscriber.lang if subscriber else "", wordings[FALLBACK])
    marked = f"{wording.say('repeated')}\n\n{delivery.text}"
    if count_units(marked) <= MessageLimit.MAX_TEXT_LENGTH:
        return (marked,)
    return (wording.say("repeated"), delivery.text)


def _record(
    store: Store, delivery: Delivery, verdict: Verdict, *, now: datetime
) -> None:
    """Note in the outbox what a failed call means."""
    log = _log.bind(chat=delivery.chat, week=str(delivery.week), part=delivery.part)
    log.warning("not delivered", outcome=str(verdict.kind), why=verdict.reason)
    match verdict.kind:
        case Kind.GONE:
            unsubscribe(store, delivery.chat, reason=verdict.reason)
            return
        case Kind.REFUSED | Kind.MARKUP:
            mark_failed(store, delivery.id, error=verdict.reason)
            return
        case Kind.MIGRATED if verdict.chat is not None:
            migrate_chat(store, old=delivery.chat, new=verdict.chat)
    retry_delivery(
        store,
        delivery.id,
        error=verdict.reason,
        not_before=now + _pause(verdict, delivery.attempts),
        uncertain=verdict.uncertain,
    )


def _pause(verdict: Verdict, attempts: int) -> timedelta:
    """Return how long a part waits; ``attempts`` counts the tries before this one.

    >>> trouble = Verdict(Kind.TROUBLE, "Bad Gateway")
    >>> [_pause(trouble, attempts).total_seconds() for attempts in (0, 1, 9)]
    [30.0, 60.0, 3600.0]
    """
    if verdict.pause is not None:
        # The outbox keeps whole seconds.
        return verdict.pause + timedelta(seconds=1)
    if attempts == 0 and verdict.kind in {Kind.MIGRATED, Kind.TOKEN}:
        return timedelta(0)
    return min(_BACK_OFF * (1 << min(attempts, 16)), _LONGEST)


async def _wait_for_retry(store: Store, now: datetime, deadline: datetime) -> bool:
    """Wait until the next part is due; False if that is beyond the deadline."""
    moment = next_retry(store)
    if moment is None or moment > deadline:
        return False
    await asyncio.sleep(max(0.0, (moment - now).total_seconds()))
    return True
