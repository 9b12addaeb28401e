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
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, product
from typing import NamedTuple

from .inflect import conjugate, inflect
from .normalise import normalise

_LIST = re.compile(r"<([a-z][a-z0-9-]*)>")
_BRACE_PARTS = re.compile(r"([{},])")
_HYPHEN = re.compile("(-)")
_GENITIVE = re.compile(r"(?<=\w)'s\b")
_MARKED = re.compile(r"([\w'’.&+-]+)~(v?)(?!\w)")
#: What makes more than one wording of a line, or a mistake.
_SPECIAL = re.compile(r"[{}()~|-]|'s")
#: More forms than this from one line is a slip of the pen.
_MOST_FORMS = 5_000


class Phrase(NamedTuple):
    """One fixed wording, without marks; a tuple, because there are thousands."""

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
    if alone := _LIST.fullmatch(written):
        # Words of a list that stands alone keep their own = marks.
        items = _items_of(alone[1], lists)
        found = (expand(item, lang=lang, lists=lists) for item in items)
        return tuple(dict.fromkeys(chain.from_iterable(found)))
    exact = written.startswith("=")
    text = _fill_lists(normalise(written.removeprefix("=")), lists)
    try:
        return _expand_text(text if exact else text.lower(), lang, exact=exact)
    except ValueError as error:
        raise ValueError(f'"{written}": {error}') from error


def is_list(written: str) -> bool:
    """Tell whether a line is a list alone, such as ``<clothes>``."""
    return _LIST.fullmatch(written) is not None


@cache  # the same lists stand in many rules
def _expand_text(text: str, lang: str, *, exact: bool) -> tuple[Phrase, ...]:
    if not _SPECIAL.search(text) and text.strip():  # half of the lines
        return (Phrase(" ".join(text.split()), exact),)
    forms: dict[str, None] = {}
    for spelled in _spell_out(text):
        for inflected in _inflect_words(spelled, lang):
            forms.update(dict.fromkeys(_vary(inflected)))
        _check_count(forms)
    forms.pop("", None)
    if not forms:
        raise ValueError("stands for no words")
    return tuple(Phrase(form, exact) for form in forms)


def _check_count(forms: Collection[str]) -> None:
    if len(forms) > _MOST_FORMS:
        raise ValueError(f"stands for more than {_MOST_FORMS} wordings; use near")


def _fill_lists(
    text: str, lists: Mapping[str, Sequence[str]], inside: tuple[str, ...] = ()
) -> str:
    """Write each ``<list>`` as its words in braces; lists may use lists."""

    def fill(found: re.Match[str]) -> str:
        name = found[1]
        if name in inside:
            raise ValueError(f"the list <{name}> holds itself")
        words = [
            _fill_lists(normalise(item), lists, (*inside, name))
            for item in _items_of(name, lists)
        ]
        if any(word.startswith("=") for word in words):
            raise ValueError(f"<{name}> has words with = and must stand alone")
        return "{" + ",".join(words) + "}"

    return _LIST.sub(fill, text)


def _items_of(name: str, lists: Mapping[str, Sequence[str]]) -> Sequence[str]:
    if name not in lists:
        known = ", ".join(sorted(lists)) or "none"
        raise ValueError(f"there is no list <{name}>; the lists are: {known}")
    return lists[name]


def _spell_out(text: str) -> list[str]:
    """Return the texts that braces and parentheses stand for, in order."""
    if "|" in text:
        raise ValueError("write {one,other} instead of one|other")
    plain = text.replace("(", "{,").replace(")", "}")
    parts = [part for part in _BRACE_PARTS.split(plain) if part]
    spelled, rest = _read_options(parts, until="}")
    if rest:
        raise ValueError("a } or a ) closes nothing")
    return spelled


def _read_options(parts: list[str], *, until: str) -> tuple[list[str], list[str]]:
    """Read a sequence up to one of the marks; return its texts and the rest."""
    texts = [""]
    while parts and parts[0] not in until:
        head, *parts = parts
        options = [head]
        if head == "{":
            options, parts = _read_braces(parts)
        texts = [text + option for text in texts for option in options]
        _check_count(texts)
    return texts, parts


def _read_braces(parts: list[str]) -> tuple[list[str], list[str]]:
    """Read what follows a ``{``; return its options and what follows the ``}``."""
    options: list[str] = []
    while True:
        texts, parts = _read_options(parts, until="},")
        options.extend(texts)
        if not parts:
            raise ValueError("a { or a ( is never closed")
        mark, *parts = parts
        if mark == "}":
            return options, parts


def _inflect_words(text: str, lang: str) -> list[str]:
    """Return the text with each word marked ``~`` in all its forms."""
    if "~" not in text:
        return [text]
    parts: list[Sequence[str]] = []
    end = 0
    for found in _MARKED.finditer(text):
        parts.append((text[end : found.start()],))
        forms = conjugate if found[2] else inflect
        parts.append(forms(found[1], lang))
        end = found.end()
    if "~" in text[end:]:
        raise ValueError("~ must follow a word, as in vêtement~ or swap~v")
    parts.append((text[end:],))
    return ["".join(choice) for choice in product(*parts)]


def _vary(text: str) -> Iterator[str]:
    """Yield the text with hyphens as a space or as nothing, and men's as mens."""
    if "-" not in text and "'s" not in text:  # most texts, by far
        yield " ".join(text.split())
        return
    options = [(part,) if part != "-" else (" ", "") for part in _HYPHEN.split(text)]
    for choice in product(*options):
        words = " ".join("".join(choice).split())
        yield words
        if "'s" in words:
            yield _GENITIVE.sub("s", words)
