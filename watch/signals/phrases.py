"""The little language of phrases in signal files.

=====================  =====================================================
``mode {mixte,neutre}``  one of several
``collection(s)``        with or without
``vêtement~``            plural and feminine forms
``swap~v``               verb forms
``<clothes>``            any word of a list
``=NFT``                 exactly these capitals and small letters
``gender-fluid``         also ``gender fluid`` and ``genderfluid``
=====================  =====================================================
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from .inflect import conjugate, inflect
from .normalise import normalise

_LIST = re.compile(r"<([a-z][a-z0-9-]*)>")
_BRACE_PARTS = re.compile(r"([{},])")
_MARKED = re.compile(r"([\w'’.&+-]+)~(v?)(?!\w)")
#: More forms than this from one line is a slip of the pen.
_MOST_FORMS = 20_000


@dataclass(frozen=True, slots=True)
class Phrase:
    """One fixed wording, without marks."""

    #: Normalised words with single spaces, accents kept; hyphens are spaces.
    text: str
    #: True if letter case counts.
    exact: bool


def expand(
    written: str, *, lang: str, lists: Mapping[str, Sequence[str]]
) -> tuple[Phrase, ...]:
    """Return every wording that a line of a signal file stands for.

    Raises ``ValueError`` saying what is wrong with the line.

    >>> [p.text for p in expand("mode non-genré~", lang="fr", lists={})][:3]
    ['mode non genré', 'mode nongenré', 'mode non genrée']
    >>> expand("=NFT(s)", lang="en", lists={})[0]
    Phrase(text='NFT', exact=True)
    """
    exact = written.startswith("=")
    text = _fill_lists(normalise(written.removeprefix("=")), lists)
    forms: dict[str, None] = {}
    for spelled in _spell_out(text):
        for inflected in _inflect_words(spelled, lang):
            for variant in _vary(inflected):
                forms[variant] = None
        if len(forms) > _MOST_FORMS:
            raise ValueError(f'"{written}" stands for more than {_MOST_FORMS} wordings')
    if not forms:
        raise ValueError(f'"{written}" stands for no words')
    return tuple(
        Phrase(text=form if exact else form.lower(), exact=exact) for form in forms
    )


def _fill_lists(
    text: str, lists: Mapping[str, Sequence[str]], inside: tuple[str, ...] = ()
) -> str:
    """Write each ``<list>`` as its words in braces; lists may use lists."""

    def fill(found: re.Match[str]) -> str:
        name = found[1]
        if name not in lists:
            known = ", ".join(sorted(lists)) or "none"
            raise ValueError(f"there is no list <{name}>; the lists are: {known}")
        if name in inside:
            raise ValueError(f"the list <{name}> holds itself")
        words = [
            _fill_lists(normalise(item), lists, (*inside, name)) for item in lists[name]
        ]
        return "{" + ",".join(words) + "}"

    return _LIST.sub(fill, text)


def _spell_out(text: str) -> list[str]:
    """Return the texts that braces and parentheses stand for, in order."""
    plain = text.replace("(", "{,").replace(")", "}")
    parts = [part for part in _BRACE_PARTS.split(plain) if part]
    spelled, rest = _read_options(parts)
    if rest:
        raise ValueError(f'"{text}": {rest[0]} makes sense only between {{ and }}')
    return spelled


def _read_options(parts: list[str]) -> tuple[list[str], list[str]]:
    """Read a sequence up to an unopened ``}`` or ``,``; return texts and the rest."""
    texts = [""]
    while parts and parts[0] not in "},":
        head, *parts = parts
        options = [head]
        if head == "{":
            options, parts = _read_braces(parts)
        texts = [text + option for text in texts for option in options]
    return texts, parts


def _read_braces(parts: list[str]) -> tuple[list[str], list[str]]:
    """Read what follows a ``{``; return its options and what follows the ``}``."""
    options: list[str] = []
    while True:
        texts, parts = _read_options(parts)
        options.extend(texts)
        if not parts:
            raise ValueError("a { or a ( is never closed")
        mark, *parts = parts
        if mark == "}":
            return options, parts


def _inflect_words(text: str, lang: str) -> list[str]:
    """Return the text with each word marked ``~`` in all its forms."""
    parts: list[Sequence[str]] = []
    end = 0
    for found in _MARKED.finditer(text):
        parts.append((text[end : found.start()],))
        forms = conjugate if found[2] else inflect
        parts.append(forms(found[1], lang))
        end = found.end()
    if "~" in text[end:]:
        raise ValueError(f'"{text}": ~ must follow a word, as in vêtement~ or swap~v')
    parts.append((text[end:],))
    return ["".join(choice) for choice in product(*parts)]


def _vary(text: str) -> list[str]:
    """Return the text with hyphens as a space or as nothing, and men's as mens."""
    joined = [
        "".join(choice)
        for choice in product(
            *(((" ", "") if char == "-" else (char,)) for char in text)
        )
    ]
    bare = [re.sub(r"(\w)'s\b", r"\1s", form) for form in joined]
    return [
        words
        for form in dict.fromkeys([*joined, *bare])
        if (words := " ".join(form.split()))
    ]
