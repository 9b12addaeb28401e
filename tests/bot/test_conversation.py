"""Whole conversations: real getUpdates, real handlers, a real database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from botapi import TOKEN, BotApi, refuse

from watch.bot.account import Account, make_bot
from watch.bot.app import Desk, make_app, start_app, stop_app
from watch.bot.pace import Pace, Rates
from watch.bot.talk import COMMANDS, Offer
from watch.bot.wording import load_wordings
from watch.model import Digest, Signal, Subscriber
from watch.schedule import Timetable
from watch.store.chats import get_subscriber, subscribe
from watch.store.database import Store
from watch.week import Week

NOW = datetime(2026, 8, 26, 12, tzinfo=UTC)
SIGNALS = (
    Signal("gender-fluid", {"fr": "Sans genre", "en": "Gender-fluid"}, {}, "consumers"),
    Signal("metaverse", {"fr": "Métavers", "en": "Metaverse"}, {}, "tech"),
)
DIGEST = Digest(
    Week(2026, 34), items=(), quiet=(), categories=(), articles={}, sources={}
)
UNKNOWN = "Je ne comprends que les commandes. /help en donne la liste."


@asynccontextmanager
async def listening(
    store: Store, api: BotApi, latest: Callable[[], Digest | None] = lambda: DIGEST
) -> AsyncIterator[None]:
    """Run the bot until the block ends."""
    offer = Offer(load_wordings(), SIGNALS, Timetable(ZoneInfo("Europe/Paris")))
    desk = Desk(store, offer, latest, Pace(Rates(0, 0, 0)), lambda: NOW)
    app = make_app(make_bot(Account(TOKEN, api.base_url)), desk)
    await start_app(app, offer)
    try:
        yield
    finally:
        await stop_app(app)


async def arrived(api: BotApi, count: int, method: str = "sendMessage") -> None:
    """Wait until a method was called that often."""
    await asyncio.to_thread(api.wait_for, count, method=method)


async def settled(api: BotApi) -> None:
    """Wait until the bot has handled everything said so far: it answers a probe."""
    before = api.count()
    api.say("probe", chat=99)
    await arrived(api, before + 1)


async def test_a_subscriber_from_start_to_stop(store: Store, bot_api: BotApi) -> None:
    """A whole conversation: subscribe, choose, read, stop, in two languages."""
    async with listening(store, bot_api):
        for text in (
            "/start",
            "/signals metaverse",
            "/language en",
            "/digest",
            "/help",
            "bonjour",
            "/stop",
        ):
            bot_api.say(text, language="fr-FR")
            await arrived(bot_api, len(bot_api.texts(7)) + 1)
    start, signals, language, digest, help_, unknown, stop = bot_api.texts(7)
    assert start.startswith("<b>Bienvenue chez trendwatch.</b>")
    assert signals == "Votre bulletin suit : Métavers."
    assert language == "From now on I speak English."
    assert "34" in digest
    assert "Language: English. Signals: Metaverse." in help_
    assert unknown == "I only understand commands. /help lists them."
    assert stop.startswith("You will receive no more digests.")
    assert get_subscriber(store, 7) == Subscriber(
        7, "en", frozenset({"metaverse"}), active=False, reason="the chat said /stop"
    )


async def test_buttons(store: Store, bot_api: BotApi) -> None:
    """Keyboards offer languages and signals; a press edits the message."""
    subscribe(store, 7, lang="fr", now=NOW)
    async with listening(store, bot_api):
        bot_api.say("/signals")
        await arrived(bot_api, 1)
        rows = bot_api.messages[0][1]["reply_markup"]["inline_keyboard"]
        data = [row[0]["callback_data"] for row in rows]
        assert [row[0]["text"] for row in rows] == [
            "✅ tous",
            "▫️ Sans genre",
            "▫️ Métavers",
        ]
        bot_api.press(data[2])
        await arrived(bot_api, 1, "editMessageText")
        bot_api.say("/language")
        await arrived(bot_api, 2)
        rows = bot_api.messages[1][1]["reply_markup"]["inline_keyboard"]
        bot_api.press(rows[0][0]["callback_data"])
        await arrived(bot_api, 2, "editMessageText")
    known = get_subscriber(store, 7)
    assert known == Subscriber(7, "en", frozenset({"metaverse"}), active=True)
    edited = [c.params for c in bot_api.calls if c.method == "editMessageText"]
    ticked = edited[0]["reply_markup"]["inline_keyboard"][2][0]["text"]
    assert ticked == "✅ Métavers"
    assert edited[1]["text"] == "From now on I speak English."
    answers = [c for c in bot_api.calls if c.method == "answerCallbackQuery"]
    assert len(answers) == 2


@pytest.mark.parametrize(
    ("method", "description"),
    [
        ("editMessageText", "Bad Request: message is not modified"),
        ("answerCallbackQuery", "Bad Request: query is too old"),
    ],
)
async def test_a_late_or_double_press_does_no_harm(
    store: Store, bot_api: BotApi, method: str, description: str
) -> None:
    """Telegram's complaints about old buttons reach nobody."""
    bot_api.trouble(refuse(400, description), method=method)
    async with listening(store, bot_api):
        bot_api.press("language:fr")
        await settled(bot_api)
    assert bot_api.texts(7) == []
    known = get_subscriber(store, 7)
    assert known is not None
    assert known.lang == "fr"


async def test_a_button_under_a_vanished_message(store: Store, bot_api: BotApi) -> None:
    """A message that can't be edited any more is answered by a new one."""
    gone = refuse(400, "Bad Request: message to edit not found")
    bot_api.trouble(gone, method="editMessageText")
    async with listening(store, bot_api):
        bot_api.press("language:fr")
        await arrived(bot_api, 1)
    assert bot_api.texts(7)[0].startswith("Désormais, je parle français.")


async def test_groups(store: Store, bot_api: BotApi) -> None:
    """A group is served by commands, with or without our name, and no others."""
    async with listening(store, bot_api):
        bot_api.say("/start@lookout_bot", chat=-5)
        bot_api.say("/start@other_bot", chat=-6)
        bot_api.say("who reads this?", chat=-5)
        bot_api.say("/digest", chat=-5)
        await settled(bot_api)
        await arrived(bot_api, 3)
    welcome, digest = bot_api.texts(-5)
    assert welcome.startswith("<b>Bienvenue")
    assert "34" in digest
    assert bot_api.texts(-6) == []
    assert get_subscriber(store, -6) is None


async def test_a_group_that_migrates(store: Store, bot_api: BotApi) -> None:
    """Telegram's notice moves the subscription at once."""
    subscribe(store, -5, lang="fr", now=NOW)
    async with listening(store, bot_api):
        bot_api.send({"migrate_to_chat_id": -1005}, chat=-5)
        await settled(bot_api)
    assert get_subscriber(store, -5) is None
    moved = get_subscriber(store, -1005)
    assert moved is not None
    assert moved.active


async def test_no_digest_yet(store: Store, bot_api: BotApi) -> None:
    """Before the first digest, /digest says when it is due."""
    async with listening(store, bot_api, latest=lambda: None):
        bot_api.say("/digest", language="en")
        await arrived(bot_api, 1)
    (answer,) = bot_api.texts(7)
    assert answer.endswith("due on Monday August 31 at 08:00 (Europe/Paris).")


PHOTO = {"photo": [{"file_id": "a", "file_unique_id": "a", "width": 1, "height": 1}]}


@pytest.mark.parametrize(
    "say",
    [
        lambda api: api.say("/stop", key="edited_message"),
        lambda api: api.say("/stop@lookout_bot", chat=-7, key="channel_post"),
        lambda api: api.say("/stop", chat=-7, key="edited_channel_post"),
        lambda api: api.send(PHOTO),
        lambda api: api.send({"new_chat_title": "/stop"}, chat=-7),
        lambda api: api.update({"something_new": {"id": 1}}),
        lambda api: api.update({}),
        lambda api: api.update({"message": {"new": "kind"}}),
        lambda api: api.send({"giveaway": {"chats": []}}),
        lambda api: api.say("/digest@other_bot"),
    ],
    ids=[
        "edited",
        "channel post",
        "edited channel post",
        "photo",
        "new title",
        "unheard of",
        "empty",
        "unreadable",
        "unreadable part",
        "other bot",
    ],
)
async def test_what_is_not_meant_for_us_is_left_alone(
    store: Store, bot_api: BotApi, say: Callable[[BotApi], None]
) -> None:
    """Edited messages, channel posts, pictures and new kinds of updates do nothing."""
    subscribe(store, 7, lang="fr", now=NOW)
    async with listening(store, bot_api):
        say(bot_api)
        await settled(bot_api)
    assert [chat for chat, _ in bot_api.messages] == [99]
    assert get_subscriber(store, 7) == Subscriber(7, "fr", frozenset(), active=True)


GARBAGE = (
    "😀" * 2000,
    "\x00\u202e\u200d",
    "/",
    "/ start",
    "//start",
    "/émoji",
    "<b>&amp;</b>",
    "' OR 1=1; --",
    "%s {0} {text}",
)


async def test_garbage_gets_a_short_help(store: Store, bot_api: BotApi) -> None:
    """Whatever people type, they get one line of help in their language."""
    async with listening(store, bot_api):
        for text in GARBAGE:
            bot_api.say(text)
        await arrived(bot_api, len(GARBAGE))
    assert bot_api.texts(7) == [UNKNOWN] * len(GARBAGE)


async def test_a_bug_is_answered_politely(store: Store, bot_api: BotApi) -> None:
    """When a handler breaks, the chat gets an apology and the bot lives on."""
    subscribe(store, 7, lang="fr", now=NOW)

    def broken() -> Digest:
        raise RuntimeError("no digest for you")

    async with listening(store, bot_api, latest=broken):
        bot_api.say("/digest")
        await arrived(bot_api, 1)
        bot_api.say("/help")
        await arrived(bot_api, 2)
    sorry, help_ = bot_api.texts(7)
    assert sorry.startswith("Quelque chose s’est mal passé")
    assert help_.startswith("/start")


async def test_a_refused_answer_does_not_stop_the_bot(
    store: Store, bot_api: BotApi
) -> None:
    """A chat that blocks the bot while it answers is no trouble to the next one."""
    blocked = refuse(403, "Forbidden: bot was blocked by the user")
    bot_api.trouble(blocked, chat=7)
    async with listening(store, bot_api):
        bot_api.say("/start", chat=7)
        bot_api.say("/start", chat=8)
        await arrived(bot_api, 2)
    assert bot_api.texts(7) == []
    assert len(bot_api.texts(8)) == 1


async def test_the_menu_is_published_in_every_language(
    store: Store, bot_api: BotApi
) -> None:
    """Telegram's menu shows the commands in French, English and for all others."""
    async with listening(store, bot_api):
        pass
    menus = {
        call.params.get("language_code"): call.params["commands"]
        for call in bot_api.calls
        if call.method == "setMyCommands"
    }
    assert set(menus) == {"fr", "en", None}
    assert [row["command"] for row in menus[None]] == list(COMMANDS)
    assert menus["fr"][0]["description"] == "recevoir le bulletin hebdomadaire"


async def test_a_bot_api_without_menus_will_do(store: Store, bot_api: BotApi) -> None:
    """The bot works when the menu can't be published."""
    bot_api.trouble(refuse(404, "Not Found"), method="setMyCommands")
    async with listening(store, bot_api):
        bot_api.say("/start")
        await arrived(bot_api, 1)
    assert len(bot_api.texts(7)) == 1


async def test_polling_survives_troubles(store: Store, bot_api: BotApi) -> None:
    """A failing getUpdates is repeated; nothing said meanwhile is lost."""
    bot_api.trouble(refuse(409, "Conflict: terminated by other"), method="getUpdates")
    async with listening(store, bot_api):
        bot_api.say("/start")
        await arrived(bot_api, 1)
    assert len(bot_api.texts(7)) == 1
