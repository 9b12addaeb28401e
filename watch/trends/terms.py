"""Which words of a text could be a term: runs of one to three words, without noise."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files

#: One to three words in lower case, as they follow each other in a text.
Gram = tuple[str, ...]

#: A line end, as ``split_words`` returns it.
LINE_END = "\n"

#: Shorter terms are too ambiguous.
_LEAST_LETTERS = 3
#: Longer words are addresses, or made to break a page.
_MOST_LETTERS = 40

#: Words with inner hyphens are one token, elided ones too ("l'" + "eau", but English
#: "don't"), and every sign is one: runs of words don't cross signs.
_TOKEN = {"fr": re.compile(r"\w[\w&-]*'?|[^\w\s]|\n")}
_OTHER_TOKEN = re.compile(r"\w+(?:['&-]\w+)*|[^\w\s]|\n")
_POSSESSIVE = re.compile(r"'s\b")
#: "34th", "3e": rounds and rankings.
_ORDINAL = re.compile(r"\d+(?:e|er|ere|eme|emes|nde?|st|rd|th|s)")


@cache
def noise_words(lang: str, kind: str) -> frozenset[str]:
    """Return the noise words of one kind; empty for a language without any."""
    return frozenset(fold(_noise().get(lang, {}).get(kind, "")).split())


@cache
def _end_noise(lang: str) -> frozenset[str]:
    """Return the words that no term begins or ends with."""
    return noise_words(lang, "stop") | noise_words(lang, "press")


def noise_langs() -> Collection[str]:
    """Return the languages that have noise words; "all" stands for any."""
    return _noise().keys()


@cache
def _noise() -> Mapping[str, Mapping[str, str]]:
    """Return the noise words of each language and kind, separated by blanks."""
    text = files(__package__).joinpath("noise_words.toml").read_text("utf-8")
    return tomllib.loads(text)


def split_words(text: str, *, lang: str) -> list[str]:
    """Split a text into words, signs and line ends, in lower case without accents.

    >>> split_words("L’Été,", lang="fr"), split_words("(Netflix's", lang="en")
    (["l'", 'ete', ','], ['(', 'netflix'])
    """
    text = fold(text)
    if lang == "en":
        text = _POSSESSIVE.sub("", text)
    return _TOKEN.get(lang, _OTHER_TOKEN).findall(text)


def can_end(word: str, *, lang: str) -> bool:
    """Tell whether a term can begin or end with a word.

    It has a letter, is neither a function word nor press noise, and not as long as
    what is no word of a language.

    >>> [can_end(word, lang="en") for word in ("metaverse", "monday", "of", "2023")]
    [True, False, False, False]
    """
    known = len(word) <= _MOST_LETTERS and any(map(str.isalpha, word))
    return known and word not in _end_noise(lang) and not _ORDINAL.fullmatch(word)


def is_term(gram: Gram, *, lang: str) -> bool:
    """Tell whether a run of words with good ends can be a term.

    It is long enough, and no word that names nothing without another one.

    >>> [is_term(gram, lang="en") for gram in (("ai",), ("ai", "act"), ("visit",))]
    [False, True, False]
    """
    alone = len(gram) == 1 and gram[0] in noise_words(lang, "alone")
    return len("".join(gram)) >= _LEAST_LETTERS and not alone


def content(gram: Gram, *, lang: str) -> frozenset[str]:
    """Return the words of a term that are no function words; hyphens part words.

    >>> sorted(content(("match", "de", "lyon-turin"), lang="fr"))
    ['lyon', 'match', 'turin']
    """
    return frozenset("-".join(gram).split("-")) - noise_words(lang, "stop")


def fold(text: str) -> str:
    """Return a text in lower case without accents, as long as before.

    >>> fold("Été à l’Haÿ")
    "ete a l'hay"
    """
    if text.isascii():
        return text.lower()
    # The dotted I is the only capital whose small letter is longer.
    return text.replace("İ", "I").lower().translate(_PLAIN)


#: Letters without accents, and one kind of apostrophe and hyphen.
_PLAIN = {
    ord(letter): ord(unicodedata.normalize("NFD", letter)[0])
    for letter in map(chr, range(0xC0, 0x250))
} | {ord("’"): ord("'"), ord("‑"): ord("-")}
