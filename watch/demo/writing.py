"""Words of the invented press: forms with slots, filled without chance.

The forms are data: ``press.fr.toml``, ``press.en.toml`` and ``planted.toml`` beside
this module.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from hashlib import blake2b
from importlib.resources import files
from typing import Any

_SLOT = re.compile(r"\{([a-z]+)(2?)\}")


@dataclass(frozen=True, slots=True)
class Form:
    """How one kind of story is told."""

    #: Title with slots.
    title: str
    #: First sentence of the summary, with slots.
    lead: str
    #: Groups of outlets that tell it.
    groups: frozenset[str]
    #: Words of which some end the title, with slots.
    tails: tuple[str, ...] = ("",)
    #: Sentences of which one ends the summary, with slots.
    endings: tuple[str, ...] = ("",)


@dataclass(frozen=True, slots=True)
class Plant:
    """A planted theme in one language."""

    #: Signal or category it imitates, or ``confuser``.
    id: str
    #: New stories of each week, oldest first; the last week is the last one made.
    stories: tuple[int, ...]
    #: Ways to tell it, those of the last week first.
    forms: tuple[Form, ...]


def draw(*key: object) -> int:
    """Return a number that looks random and depends on the key alone.

    >>> draw("fr", 1) == draw("fr", 1), draw("fr", 1) == draw("fr", 2)
    (True, False)
    """
    digest = blake2b(repr(key).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big")


@cache
def everyday_forms(lang: str) -> tuple[Form, ...]:
    """Return the forms of everyday news, mixed for good, in a fixed order."""
    forms = [
        form
        for desk in _load(f"press.{lang}.toml")["desk"]
        for form in _read_forms(
            desk["forms"],
            groups=desk["groups"],
            tails=_lines(desk["tails"]),
            endings=_lines(desk["endings"]),
        )
    ]
    return tuple(sorted(forms, key=lambda form: draw(lang, form.title)))


@cache
def plants(lang: str) -> tuple[Plant, ...]:
    """Return the planted themes in the order of their file."""
    return tuple(
        Plant(
            id=plant["id"],
            stories=tuple(plant["stories"][lang]),
            forms=tuple(_read_forms(plant["forms"][lang], groups=plant["groups"])),
        )
        for plant in _load("planted.toml")["plant"]
    )


def write(form: Form, lang: str, *, turn: int) -> tuple[str, str]:
    """Tell a story: return its title and summary.

    A slot has one value throughout; its second one (``{town2}``) is another value.

    Args:
        form: How it is told.
        lang: Language of the form.
        turn: How often the form was used before. From one turn to the next all
            slots and endings change, so that two stories never look alike.

    """
    start = turn + _start(form.title)
    tail = form.tails[start % len(form.tails)]
    ending = form.endings[start % len(form.endings)]
    parts = (form.title + tail, form.lead, ending)
    title, lead, ending = (
        _capital(_SLOT.sub(partial(_value, _slots(lang), form, turn), part))
        for part in parts
    )
    return title, f"{lead} {ending}".rstrip()


def _value(
    slots: Mapping[str, Sequence[str]], form: Form, turn: int, slot: re.Match[str]
) -> str:
    values = slots[slot[1]]
    first = turn + _start(form.title, slot[1])
    if not slot[2]:
        return values[first % len(values)]
    step = 1 + _start(form.title, slot[0]) % (len(values) - 1)
    return values[(first + step) % len(values)]


@cache
def _start(*key: str) -> int:
    """Return where a form begins to go around a list: few keys, asked for often."""
    return draw(*key)


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


@cache
def _slots(lang: str) -> Mapping[str, Sequence[str]]:
    slots: dict[str, list[str]] = _load(f"press.{lang}.toml")["slots"]
    return slots


def _read_forms(
    lines: str,
    *,
    groups: Sequence[str],
    tails: tuple[str, ...] = ("",),
    endings: tuple[str, ...] = ("",),
) -> list[Form]:
    pairs = [line.split(" | ") for line in _lines(lines)]
    return [
        Form(title, lead, groups=frozenset(groups), tails=tails, endings=endings)
        for title, lead in pairs
    ]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.strip().splitlines())


@cache
def _load(name: str) -> dict[str, Any]:
    """Read a data file of this package."""
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))
