"""What the bot answers: pure decisions, no Telegram and no database.

::

    read_request(...)    -> Request | None     what a chat said, if it means us
    answer(request, ...) -> Reply              text, buttons, new subscription
    press(data, ...)     -> Reply              the same for a button
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ..model import Signal, Subscriber
from ..schedule import Timetable, next_digest_at
from .wording import FALLBACK, Wording, choose_language

#: In the order of Telegram's menu.
COMMANDS = ("start", "stop", "language", "signals", "digest", "help")

#: Telegram's limits: buttons of a message, bytes of a button's data.
MAX_BUTTONS = 100
MAX_DATA = 64

#: Longest list of names in a message: far below Telegram's 4096 characters.
_MAX_NAMES = 40
_MAX_WORD = 40

_COMMAND = re.compile(r"/(\w+)(?:@(\w+))?(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Offer:
    """What the bot has to offer."""

    #: Languages it speaks, by code.
    wordings: Mapping[str, Wording]
    #: Signals to choose from, in catalogue order.
    signals: Sequence[Signal]
    #: When digests come.
    timetable: Timetable


@dataclass(frozen=True, slots=True)
class Request:
    """What a chat said to the bot."""

    #: Telegram chat id.
    chat: int
    #: The command without slash, in small letters; "" for any other text.
    command: str
    #: The words after the command.
    words: tuple[str, ...]
    #: Telegram's ``language_code`` of the person; "" if unknown.
    language_code: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """One button under a message."""

    #: What the reader sees.
    label: str
    #: What Telegram sends back, at most ``MAX_DATA`` bytes.
    data: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the bot answers and remembers."""

    #: Telegram HTML; "" sends no message.
    text: str
    #: Buttons under it, one a row.
    buttons: tuple[Button, ...] = ()
    #: The subscription from now on; None = unchanged.
    subscriber: Subscriber | None = None
    #: Language in which to send the latest digest; None = send none.
    digest: str | None = None


def read_request(
    text: str, *, chat: int, username: str, language_code: str = ""
) -> Request | None:
    """Read a message; None if it is not for us.

    In a group (negative chat id) only our commands and commands addressed to us
    count: everything else is people talking to each other, or other bots.

    >>> read_request("/Language@lookout_bot en", chat=-5, username="Lookout_bot")
    Request(chat=-5, command='language', words=('en',), language_code='')
    >>> read_request("good morning", chat=-5, username="lookout_bot") is None
    True

    """
    command = _COMMAND.match(text.strip())
    if command is None:
        return None if chat < 0 else Request(chat, "", (), language_code)
    name, bot = command[1].lower(), command[2]
    if bot is not None and bot.lower() != username.lower():
        return None
    if bot is None and chat < 0 and name not in COMMANDS:
        return None
    words = text.strip()[command.end() :].replace(",", " ").split()
    return Request(chat, name, tuple(words), language_code)


def answer(
    request: Request, subscriber: Subscriber | None, offer: Offer, *, now: datetime
) -> Reply:
    """Answer a message.

    Args:
        request: What the chat said.
        subscriber: The chat as stored; None if it never subscribed or chose.
        offer: What the bot has to offer.
        now: Aware moment, to say when the next digest comes.

    """
    lang = choose_language(request.language_code, offer.wordings)
    known = subscriber or Subscriber(request.chat, lang, frozenset(), active=False)
    wording = wording_for(known.lang, offer)
    match request.command:
        case "start":
            reply = _start(known, wording, offer, now=now, new=subscriber is None)
        case "stop":
            reply = _stop(known, wording)
        case "language":
            reply = _language(request.words, known, wording, offer)
        case "signals":
            reply = _signals(request.words, known, wording, offer)
        case "digest":
            reply = Reply("", digest=known.lang)
        case "help":
            reply = Reply(_help(known, wording, offer))
        case _:
            reply = Reply(wording.say("unknown"))
    return reply


def press(data: str, subscriber: Subscriber, offer: Offer) -> Reply:
    """Answer a pressed button; unknown data asks for a command instead."""
    wording = wording_for(subscriber.lang, offer)
    for lang in offer.wordings:
        if data == _data("language", lang):
            return _speak(lang, subscriber, offer)
    if data == _data("signals", ""):
        return _ask_signals(replace(subscriber, signals=frozenset()), wording, offer)
    for signal in offer.signals:
        if data == _data("signals", signal.id):
            chosen = subscriber.signals ^ {signal.id}
            return _ask_signals(replace(subscriber, signals=chosen), wording, offer)
    return Reply(wording.say("unknown"))


def wording_for(lang: str, offer: Offer) -> Wording:
    """Return the texts of a language, or of the fallback if it has none."""
    return offer.wordings.get(lang) or offer.wordings[FALLBACK]


def say_no_digest(lang: str, offer: Offer, *, now: datetime) -> str:
    """Return what to say when no digest was made yet."""
    wording = wording_for(lang, offer)
    return wording.say("digest_none", **_when(wording, offer, now))


def _when(wording: Wording, offer: Offer, now: datetime) -> dict[str, str]:
    return wording.when(offer.timetable, next_digest_at(now, offer.timetable))


def _start(
    known: Subscriber, wording: Wording, offer: Offer, *, now: datetime, new: bool
) -> Reply:
    key = "welcome" if new else "already" if known.active else "welcome_back"
    active = replace(known, active=True)
    text = wording.say(key, **_when(wording, offer, now))
    return Reply(f"{text}\n\n{_help(active, wording, offer)}", subscriber=active)


def _stop(known: Subscriber, wording: Wording) -> Reply:
    if not known.active:
        return Reply(wording.say("not_subscribed"))
    return Reply(wording.say("stopped"), subscriber=replace(known, active=False))


def _help(known: Subscriber, wording: Wording, offer: Offer) -> str:
    lines = [f"/{command} – {wording.commands[command]}" for command in COMMANDS]
    chosen = _titles(known.signals, wording, offer)
    lines += ["", wording.say("state", language=wording.name, signals=chosen)]
    if not known.active:
        lines.append(wording.say("not_subscribed"))
    return "\n".join(lines)


def _language(
    words: Sequence[str], known: Subscriber, wording: Wording, offer: Offer
) -> Reply:
    buttons = tuple(
        Button(_ticked(other.name, on=lang == known.lang), _data("language", lang))
        for lang, other in offer.wordings.items()
    )
    if not words:
        return Reply(wording.say("language_ask"), buttons)
    for lang, other in offer.wordings.items():
        if words[0].lower() in other.aliases:
            return _speak(lang, known, offer)
    codes = ", ".join(f"{lang} ({w.name})" for lang, w in offer.wordings.items())
    word = words[0][:_MAX_WORD]
    return Reply(wording.say("language_unknown", word=word, known=codes), buttons)


def _speak(lang: str, known: Subscriber, offer: Offer) -> Reply:
    wording = wording_for(lang, offer)
    return _settle(wording.say("language_set"), replace(known, lang=lang), wording)


def _signals(
    words: Sequence[str], known: Subscriber, wording: Wording, offer: Offer
) -> Reply:
    ids = [signal.id for signal in offer.signals]
    wanted = {word.lower() for word in words}
    everything = {word for other in offer.wordings.values() for word in other.all}
    unknown = sorted(wanted - {*ids, *everything})
    if not words:
        return _ask_signals(known, wording, offer, changed=False)
    if unknown:
        text = wording.say(
            "signals_unknown", words=_listed(unknown), known=_listed(ids)
        )
        return Reply(text)
    chosen = frozenset() if wanted & everything else frozenset(wanted)
    said = wording.say("signals_set", signals=_titles(chosen, wording, offer))
    return _settle(said, replace(known, signals=chosen), wording)


def _ask_signals(
    known: Subscriber, wording: Wording, offer: Offer, *, changed: bool = True
) -> Reply:
    everything = _ticked(wording.phrases["every_signal"], on=not known.signals)
    buttons = [Button(everything, _data("signals", ""))]
    buttons += [
        Button(
            _ticked(_title(signal, wording), on=signal.id in known.signals),
            _data("signals", signal.id),
        )
        for signal in offer.signals
    ]
    example = " ".join(signal.id for signal in offer.signals[:2])
    return Reply(
        wording.say("signals_ask", example=example),
        tuple(buttons[:MAX_BUTTONS]),
        subscriber=known if changed else None,
    )


def _settle(text: str, known: Subscriber, wording: Wording) -> Reply:
    """Confirm a choice; remind a chat that receives nothing of /start."""
    if not known.active:
        text += "\n" + wording.say("not_subscribed")
    return Reply(text, subscriber=known)


def _titles(chosen: frozenset[str], wording: Wording, offer: Offer) -> str:
    """Return the titles of the chosen signals, also of those that are no more."""
    if not chosen:
        return wording.phrases["every_signal"]
    titles = {signal.id: _title(signal, wording) for signal in offer.signals}
    in_order = [title for id_, title in titles.items() if id_ in chosen]
    return _listed([*in_order, *sorted(chosen - titles.keys())])


def _title(signal: Signal, wording: Wording) -> str:
    return signal.title.get(wording.lang, signal.id)


def _listed(names: Sequence[str]) -> str:
    shown = [name[:_MAX_WORD] for name in names[:_MAX_NAMES]]
    return ", ".join(shown + ["…"] * (len(names) > _MAX_NAMES))


def _ticked(label: str, *, on: bool) -> str:
    return f"{'✅' if on else '▫️'} {label}"


def _data(kind: str, value: str) -> str:
    """Return the data of a button, cut to Telegram's limit."""
    return f"{kind}:{value}".encode()[:MAX_DATA].decode(errors="ignore")
