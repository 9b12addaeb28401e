"""What the bot answers, without Telegram and without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

from watch.bot.talk import (
    COMMANDS,
    MAX_BUTTONS,
    MAX_DATA,
    Offer,
    Reply,
    Request,
    answer,
    press,
    read_request,
    say_no_digest,
)
from watch.bot.wording import load_wordings
from watch.model import Signal, Subscriber
from watch.schedule import Timetable

NOW = datetime(2026, 8, 26, 12, tzinfo=UTC)
SIGNALS = tuple(
    Signal(id=id_, title={"fr": fr, "en": en}, description={}, theme="consumers")
    for id_, fr, en in (
        ("gender-fluid", "Sans genre", "Gender-fluid"),
        ("metaverse", "Métavers", "Metaverse"),
        ("r-and-d", "R&D", "R&D"),
    )
)
OFFER = Offer(load_wordings(), SIGNALS, Timetable(ZoneInfo("Europe/Paris")))
ADA = Subscriber(7, "en", frozenset(), active=True)


def ask(text: str, subscriber: Subscriber | None = ADA, code: str = "") -> Reply:
    """Return the answer to a message in a private chat."""
    request = read_request(text, chat=7, username="lookout_bot", language_code=code)
    assert request is not None
    return answer(request, subscriber, OFFER, now=NOW)


@pytest.mark.parametrize(
    ("text", "chat", "expected"),
    [
        ("/start", 7, Request(7, "start", ())),
        ("/START@LOOKOUT_BOT deep-link", 7, Request(7, "start", ("deep-link",))),
        ("  /language   en ", 7, Request(7, "language", ("en",))),
        ("/signals a,b, c", 7, Request(7, "signals", ("a", "b", "c"))),
        ("/signals\nmetaverse", 7, Request(7, "signals", ("metaverse",))),
        ("/digest", -5, Request(-5, "digest", ())),
        ("/digest@lookout_bot", -5, Request(-5, "digest", ())),
        ("/dance@lookout_bot", -5, Request(-5, "dance", ())),
        ("/dance", 7, Request(7, "dance", ())),
        ("hello", 7, Request(7, "", ())),
        ("/", 7, Request(7, "", ())),
        ("/start-up", 7, Request(7, "", ())),
        ("", 7, Request(7, "", ())),
        ("/digest@other_bot", -5, None),
        ("/digest@other_bot", 7, None),
        ("/dance", -5, None),
        ("hello", -5, None),
    ],
)
def test_only_what_means_us_is_read(
    text: str, chat: int, expected: Request | None
) -> None:
    """In groups, only our commands and those addressed to us are requests."""
    assert read_request(text, chat=chat, username="lookout_bot") == expected


@pytest.mark.parametrize(
    ("code", "lang"),
    [("fr", "fr"), ("fr-CA", "fr"), ("en-GB", "en"), ("pt-br", "en"), ("", "en")],
)
def test_start_takes_the_language_of_telegram(code: str, lang: str) -> None:
    """A newcomer is subscribed in Telegram's language, or in English."""
    reply = ask("/start", None, code)
    assert reply.subscriber == Subscriber(7, lang, frozenset(), active=True)


def test_start_says_when_the_digest_comes() -> None:
    """A newcomer learns day, hour and zone, and all commands."""
    text = ask("/start", None, "fr").text
    assert "Chaque lundi à 08:00 (Europe/Paris)" in text
    assert all(f"/{command} – " in text for command in COMMANDS)


@pytest.mark.parametrize("active", [True, False])
def test_start_keeps_earlier_choices(active: bool) -> None:  # noqa: FBT001
    """Who comes back finds the language and signals chosen before."""
    before = Subscriber(7, "fr", frozenset({"metaverse"}), active=active)
    reply = ask("/start", before, "en")
    assert reply.subscriber == replace(before, active=True)
    assert "Métavers" in reply.text


def test_stop_keeps_the_choices() -> None:
    """Stopping only deactivates the subscription."""
    before = Subscriber(7, "fr", frozenset({"metaverse"}), active=True)
    assert ask("/stop", before).subscriber == replace(before, active=False)


@pytest.mark.parametrize("subscriber", [None, replace(ADA, active=False)])
def test_stop_without_subscription_changes_nothing(
    subscriber: Subscriber | None,
) -> None:
    """A chat that receives nothing is told so."""
    reply = ask("/stop", subscriber)
    assert reply.subscriber is None
    assert "/start" in reply.text


@pytest.mark.parametrize("word", ["fr", "FR", "français", "Francais", "french"])
def test_a_typed_language_is_understood(word: str) -> None:
    """Code and names of a language do, in any case; the answer is in it."""
    reply = ask(f"/language {word}")
    assert reply.subscriber == replace(ADA, lang="fr")
    assert reply.text == "Désormais, je parle français."


def test_an_unknown_language_is_named_safely() -> None:
    """Unknown words are shown escaped, with the languages there are."""
    reply = ask("/language <b>" + "x" * 5000)
    assert reply.subscriber is None
    assert "&lt;b&gt;xxx" in reply.text
    assert "fr (français)" in reply.text
    assert len(reply.text) < 200
    assert len(reply.buttons) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/signals metaverse", {"metaverse"}),
        ("/signals Gender-Fluid, METAVERSE", {"gender-fluid", "metaverse"}),
        ("/signals all", set()),
        ("/signals tous", set()),
        ("/signals metaverse all", set()),
    ],
)
def test_typed_signals_replace_the_choice(text: str, expected: set[str]) -> None:
    """Typed names are the new choice; "all" in any language means all."""
    before = replace(ADA, signals=frozenset({"r-and-d"}))
    assert ask(text, before).subscriber == replace(ADA, signals=frozenset(expected))


def test_one_unknown_signal_changes_nothing() -> None:
    """An unknown name is told, with those there are, and nothing changes."""
    reply = ask("/signals metaverse <i>")
    assert reply.subscriber is None
    assert "&lt;i&gt;" in reply.text
    assert "gender-fluid, metaverse, r-and-d" in reply.text


def test_titles_are_escaped() -> None:
    """A title with an ampersand reaches Telegram as valid HTML."""
    assert "R&amp;D" in ask("/signals r-and-d").text


def test_choosing_without_subscription_reminds_of_start() -> None:
    """A choice made before /start is kept, and the chat learns what is missing."""
    reply = ask("/language fr", None)
    assert reply.subscriber == Subscriber(7, "fr", frozenset(), active=False)
    assert "/start" in reply.text


def test_signals_are_pressed_on_and_off() -> None:
    """Buttons add and remove signals; the last one removed means all."""
    offered = ask("/signals").buttons
    assert [button.label for button in offered] == [
        "✅ all",
        "▫️ Gender-fluid",
        "▫️ Metaverse",
        "▫️ R&D",
    ]
    one = press(offered[2].data, ADA, OFFER)
    assert one.subscriber == replace(ADA, signals=frozenset({"metaverse"}))
    assert one.buttons[2].label == "✅ Metaverse"
    none = press(offered[2].data, one.subscriber, OFFER)
    assert none.subscriber == ADA
    every = press(offered[0].data, one.subscriber, OFFER)
    assert every.subscriber == ADA


def test_a_language_is_pressed() -> None:
    """The button of a language switches to it."""
    reply = press(ask("/language").buttons[1].data, ADA, OFFER)
    assert reply.subscriber == replace(ADA, lang="fr")


def test_a_button_of_old_times_changes_nothing() -> None:
    """Data that no button has any more asks for a command."""
    reply = press("signals:gone", ADA, OFFER)
    assert reply == Reply("I only understand commands. /help lists them.")


def test_button_data_fits_telegram() -> None:
    """However long and many the signals, Telegram's limits hold."""
    many = tuple(
        Signal(id=f"{'é' * 35}{n}", title={}, description={}, theme="")
        for n in range(150)
    )
    offer = replace(OFFER, signals=many)
    buttons = answer(Request(7, "signals", ()), ADA, offer, now=NOW).buttons
    assert len(buttons) == MAX_BUTTONS
    assert all(len(button.data.encode()) <= MAX_DATA for button in buttons)
    unknown = answer(Request(7, "signals", ("?",)), ADA, offer, now=NOW)
    assert len(unknown.text) < 4096


def test_help_tells_the_state() -> None:
    """Help shows language and signals, also a signal that is no more."""
    text = ask("/help", replace(ADA, signals=frozenset({"metaverse", "old"}))).text
    assert "Language: English. Signals: Metaverse, old." in text


@pytest.mark.parametrize("text", ["hello", "/dance", "/", "😀", "\u202e/start"])
def test_anything_else_gets_a_short_help(text: str) -> None:
    """Unknown text gets one line in the chat's language."""
    assert ask(text) == Reply("I only understand commands. /help lists them.")


def test_a_language_without_texts_falls_back() -> None:
    """A subscription in a language that was removed is answered in English."""
    assert ask("hello", replace(ADA, lang="eo")).text.startswith("I only")


def test_no_digest_yet_is_friendly() -> None:
    """Before the first digest the bot says when it is due."""
    assert say_no_digest("fr", OFFER, now=NOW) == (
        "Il n’y a pas encore de bulletin. "
        "Le premier est attendu lundi 31 août à 08:00 (Europe/Paris)."
    )


def test_all_languages_say_the_same() -> None:
    """Every text file has the keys and the words in braces of the English one."""
    wordings = load_wordings()
    assert set(wordings) >= {"en", "fr"}
    expected = wordings["en"]
    for wording in wordings.values():
        assert set(wording.commands) == set(COMMANDS)
        assert set(wording.phrases) == set(expected.phrases)
        for key in expected.phrases:
            fields = [
                {name for _, name, _, _ in Formatter().parse(text) if name}
                for text in (wording.phrases[key], expected.phrases[key])
            ]
            assert fields[0] == fields[1], f"{wording.lang}: {key}"
