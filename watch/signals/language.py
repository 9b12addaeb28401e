"""Guess the language of a text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from .normalise import normalise

_WORD = re.compile(r"[^\W\d_]+'?")


def guess_language(text: str) -> str:
    """Return the language whose small words are most frequent, by default ``en``.

    >>> guess_language("Les ventes de vinyles dépassent celles de CD")
    'fr'
    >>> guess_language("Vinyl sales overtake those of CDs")
    'en'
    """
    words = _WORD.findall(normalise(text).lower())
    found = {
        lang: sum(word in small or word.rstrip("'") in small for word in words)
        for lang, small in _small_words().items()
    }
    # English words have no accents; a headline may have few small words.
    found["fr"] += sum(not word.isascii() for word in words)
    return max(found, key=lambda lang: (found[lang], lang == "en"))


@cache
def _small_words() -> Mapping[str, frozenset[str]]:
    file = resources.files(__package__).joinpath("lexicon/languages.toml")
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return {lang: frozenset(words.split()) for lang, words in table.items()}
