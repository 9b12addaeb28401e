"""Thin handlers: read an update, decide in ``talk``, store, answer.

::

    message   -> read_request -> answer -> remember -> send text or digest
    button    -> press        -> remember -> edit the message
    migration -> migrate_chat

Groups, channels, edited messages and whatever else Telegram invents: what we do
not understand is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from telegram import (
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackContext,
    CallbackQueryHandler,
    MessageHandler,
    filters,
)

from ..digest.telegram import render_parts
from ..model import Digest, Subscriber
from ..store.chats import (
    get_subscriber,
    migrate_chat,
    set_language,
    set_signals,
    subscribe,
    unsubscribe,
)
from ..store.database import Store
from .account import Bot, refused_token
from .delivery import send_text
from .pace import Pace
from .talk import (
    COMMANDS,
    Button,
    Offer,
    Reply,
    answer,
    press,
    read_request,
    say_no_digest,
    wording_for,
)
from .wording import FALLBACK, choose_language

#: Updates that Telegram need not send us otherwise.
ALLOWED_UPDATES = (Update.MESSAGE, Update.CALLBACK_QUERY)

App = Application[Any, Any, Any, Any, Any, Any]
_Context = CallbackContext[Any, Any, Any, Any]

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the handlers work with."""

    #: Subscriptions; open for writing.
    store: Store
    #: What the bot has to offer.
    offer: Offer
    #: Returns the latest digest, or None before the first one.
    latest_digest: Callable[[], Digest | None]
    #: The bot's speed limits, shared with the delivery.
    pace: Pace
    #: Tells the moment, aware.
    clock: Callable[[], datetime]
    #: Chats that are being sent a digest: nobody gets two at once.
    busy: set[int] = field(default_factory=set)


def make_app(bot: Bot, desk: Desk) -> App:
    """Return the bot with its handlers; start it with ``start_app``."""
    app: App = ApplicationBuilder().bot(bot).job_queue(None).build()
    on_text = filters.UpdateType.MESSAGE & filters.TEXT
    on_migration = filters.UpdateType.MESSAGE & filters.StatusUpdate.MIGRATE
    app.add_handler(MessageHandler(on_text, partial(_on_text, desk)))
    app.add_handler(MessageHandler(on_migration, partial(_on_migration, desk)))
    app.add_handler(CallbackQueryHandler(partial(_on_button, desk)))
    app.add_error_handler(partial(_on_error, desk))
    return app


async def start_app(app: App, offer: Offer) -> None:
    """Log in, start to listen and publish the commands; safe to repeat.

    Raises:
        DeliveryError: Telegram refuses the token.
        TelegramError: Telegram can't be reached.

    """
    try:
        await app.initialize()
    except InvalidToken as error:
        raise refused_token() from error
    if app.updater is not None and not app.updater.running:
        await app.updater.start_polling(
            allowed_updates=ALLOWED_UPDATES, error_callback=_on_poll_error
        )
    if not app.running:
        await app.start()
    try:
        await _publish_commands(app.bot, offer)
    except TelegramError as error:  # The bot works without the menu.
        _log.warning("commands not published", why=str(error))


async def _publish_commands(bot: Bot, offer: Offer) -> None:
    for lang, wording in offer.wordings.items():
        menu = [BotCommand(name, wording.commands[name]) for name in COMMANDS]
        await bot.set_my_commands(menu, language_code=lang)
        if lang == FALLBACK:
            await bot.set_my_commands(menu)


async def stop_app(app: App) -> None:
    """Stop listening, finish the answers under way and close connections."""
    if app.updater is not None and app.updater.running:
        with suppress(TelegramError):  # What ended the polling was logged then.
            await app.updater.stop()
    if app.running:
        await app.stop()
    await app.shutdown()
    await app.bot.shutdown()  # Also if logging in failed half-way.


def remember(store: Store, subscriber: Subscriber, *, now: datetime) -> None:
    """Store a subscription as a reply wants it."""
    chat = subscriber.chat
    subscribe(store, chat, lang=subscriber.lang, now=now)
    set_language(store, chat, subscriber.lang)
    set_signals(store, chat, subscriber.signals)
    if not subscriber.active:
        unsubscribe(store, chat, reason="the chat said /stop")


async def _on_text(desk: Desk, update: Update, context: _Context) -> None:
    message = update.message
    if message is None or message.text is None:
        return
    chat = message.chat_id
    person = message.from_user
    request = read_request(
        message.text,
        chat=chat,
        username=context.bot.username,
        language_code=(person.language_code or "") if person else "",
    )
    if request is None:
        return
    known = get_subscriber(desk.store, chat)
    reply = answer(request, known, desk.offer, now=desk.clock())
    _log.info("answered", chat=chat, command=request.command or "text")
    if reply.subscriber is not None:
        remember(desk.store, reply.subscriber, now=desk.clock())
    if reply.text:
        await _say(context.bot, chat, reply)
    if reply.digest is not None and chat not in desk.busy:
        # In the background: its parts may take many seconds.
        signals = known.signals if known else frozenset()
        sending = _send_digest(desk, context.bot, chat, reply.digest, signals)
        context.application.create_task(sending, update=update)


async def _on_button(desk: Desk, update: Update, context: _Context) -> None:
    query = update.callback_query
    if query is None:
        return
    with suppress(BadRequest):  # Too old: Telegram shows no clock any more.
        await query.answer()
    if query.message is None or not isinstance(query.data, str):
        return
    chat = query.message.chat.id
    lang = choose_language(query.from_user.language_code or "", desk.offer.wordings)
    known = get_subscriber(desk.store, chat)
    known = known or Subscriber(chat, lang, frozenset(), active=False)
    reply = press(query.data, known, desk.offer)
    if reply.subscriber is not None:
        remember(desk.store, reply.subscriber, now=desk.clock())
    await _edit(context.bot, chat, query.message.message_id, reply)


async def _on_migration(desk: Desk, update: Update, _context: _Context) -> None:
    message = update.message
    if message is not None and message.migrate_to_chat_id is not None:
        migrate_chat(desk.store, old=message.chat_id, new=message.migrate_to_chat_id)


async def _on_error(desk: Desk, update: object, context: _Context) -> None:
    """Log what went wrong; apologise unless Telegram itself was the trouble."""
    error = context.error
    if isinstance(error, TelegramError):
        _log.warning("answer failed", why=str(error))
        return
    _log.error("bug in the bot", exc_info=error)
    if isinstance(update, Update) and update.effective_chat is not None:
        chat = update.effective_chat.id
        known = get_subscriber(desk.store, chat)
        wording = wording_for(known.lang if known else FALLBACK, desk.offer)
        with suppress(TelegramError):
            await context.bot.send_message(chat, wording.say("trouble"))


def _on_poll_error(error: TelegramError) -> None:
    _log.warning("no updates from Telegram; trying again", why=str(error))


async def _send_digest(
    desk: Desk, bot: Bot, chat: int, lang: str, signals: frozenset[str]
) -> None:
    desk.busy.add(chat)
    try:
        digest = desk.latest_digest()
        lang = wording_for(lang, desk.offer).lang
        parts: Sequence[str] = (say_no_digest(lang, desk.offer, now=desk.clock()),)
        if digest is not None:
            parts = render_parts(digest, lang, signals=signals)
        for part in parts:
            await desk.pace.turn(chat)
            await send_text(bot, chat, part)
    finally:
        desk.busy.discard(chat)


async def _say(bot: Bot, chat: int, reply: Reply) -> None:
    await bot.send_message(
        chat,
        reply.text,
        parse_mode=ParseMode.HTML,
        reply_markup=_keyboard(reply.buttons),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )


async def _edit(bot: Bot, chat: int, message_id: int, reply: Reply) -> None:
    try:
        await bot.edit_message_text(
            reply.text,
            chat,
            message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=_keyboard(reply.buttons),
        )
    except BadRequest as error:
        # The same button twice: the message shows it already.
        if "not modified" not in str(error).lower():
            await _say(bot, chat, reply)


def _keyboard(buttons: Sequence[Button]) -> InlineKeyboardMarkup | None:
    if not buttons:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(b.label, callback_data=b.data)] for b in buttons]
    )
