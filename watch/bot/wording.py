"""The bot's texts: one TOML file for each language in ``texts/``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from importlib.resources import files

from babel.dates import format_skeleton, get_day_names

from ..schedule import Timetable

#: Spoken to readers whose own language has no file.
FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Wording:
    """Everything the bot says in one language."""

    #: ISO 639-1 code: the name of the file.
    lang: str
    #: Name of the language, as its readers call it.
    name: str
    #: What a reader may type to choose it, in small letters.
    aliases: frozenset[str]
    #: What a reader may type to choose all signals, in small letters.
    all: frozenset[str]
    #: Description of each command, for Telegram's menu.
    commands: Mapping[str, str]
    #: Texts by key, Telegram HTML with words in braces.
    phrases: Mapping[str, str]

    def say(self, key: str, **words: str) -> str:
        """Return a text; the words filled in are escaped, the text is not.

        >>> load_wordings()["en"].say("signals_set", signals="R&D")
        'Your digest reports: R&amp;D.'
        """
        safe = {name: escape(word, quote=False) for name, word in words.items()}
        return self.phrases[key].strip().format_map(safe)

    def when(self, timetable: Timetable, moment: datetime) -> dict[str, str]:
        """Return the words that say when a digest comes; ``moment`` is the next.

        >>> from datetime import UTC
        >>> from zoneinfo import ZoneInfo
        >>> table = Timetable(ZoneInfo("Europe/Paris"))
        >>> load_wordings()["en"].when(table, datetime(2026, 8, 24, 6, tzinfo=UTC))
        {'day': 'Monday', 'date': 'August 24', 'hour': '08:00', 'zone': 'Europe/Paris'}

        """
        local = moment.astimezone(timetable.zone)
        return {
            "day": get_day_names("wide", locale=self.lang)[timetable.weekday],
            "date": format_skeleton("MMMMd", local, locale=self.lang),
            "hour": f"{timetable.hour:02d}:00",
            "zone": timetable.zone.key,
        }


@cache
def load_wordings() -> Mapping[str, Wording]:
    """Return all languages, by code."""
    folder = files(__package__) / "texts"
    return {
        lang: _read(lang, file.read_text(encoding="utf-8"))
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if (lang := file.name.removesuffix(".toml")) != file.name
    }


def choose_language(code: str, wordings: Mapping[str, Wording]) -> str:
    """Return the language for a Telegram ``language_code``, maybe "".

    >>> [choose_language(code, load_wordings()) for code in ("fr-CA", "pt-br", "")]
    ['fr', 'en', 'en']
    """
    lang = code.lower().partition("-")[0]
    return lang if lang in wordings else FALLBACK


def _read(lang: str, content: str) -> Wording:
    table = tomllib.loads(content)
    return Wording(
        lang=lang,
        name=table["name"],
        aliases=frozenset([lang, *table["aliases"]]),
        all=frozenset(table["all"]),
        commands=table["commands"],
        phrases=table["phrases"],
    )
