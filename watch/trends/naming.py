"""How the press writes a term: whole, in its usual case, or as somebody's name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache

from ..model import Text
from .terms import Gram, can_end, fold, noise_langs, noise_words, split_words

#: Words that a term may have once it is complete.
_LONGEST = 7
#: Longest first name.
_MOST_LETTERS = 40
#: A neighbour belongs to a term if it stands there in this part of its uses.
_BELONGS = 0.7


def complete(gram: Gram, texts: Sequence[Text], *, lang: str) -> Gram:
    """Add the words that nearly always stand before or after a term.

    >>> titles = ["The war in the Red Sea", "War in the Red Sea again"]
    >>> complete(("red",), [Text(title, "", "en") for title in titles], lang="en")
    ('war', 'in', 'the', 'red', 'sea')
    """
    tokens = [_split(text) for text in texts]
    size = len(gram)
    places = [
        (words, at, at + size)
        for words in tokens
        for at in range(len(words) - size + 1)
        if words[at] == gram[0] and tuple(words[at : at + size]) == gram
    ]
    after = _neighbours(places, step=1, most=_LONGEST - size)
    while after and not can_end(after[-1], lang=lang):
        after.pop()
    before = _neighbours(places, step=-1, most=_LONGEST - size - len(after))
    while before and not can_end(before[-1], lang=lang):
        before.pop()
    return (*reversed(before), *gram, *after)


def _neighbours(
    places: Sequence[tuple[Sequence[str], int, int]], *, step: int, most: int
) -> list[str]:
    """Return the words that nearly always follow (or precede), nearest first."""
    sides = [
        words[stop : stop + most]
        if step > 0
        else words[max(0, start - most) : start][::-1]
        for words, start, stop in places
    ]
    found: list[str] = []
    for distance in range(most):
        counts = Counter(side[distance] for side in sides if len(side) > distance)
        word, count = max(counts.items(), key=lambda one: one[::-1], default=("", 0))
        if count < _BELONGS * len(places) or not word[0].isalnum():
            break
        found.append(word)
        sides = [side for side in sides if side[distance : distance + 1] == [word]]
    return found


@cache
def _first_names() -> frozenset[str]:
    """Return the first names of all languages: people travel."""
    return frozenset().union(
        *(noise_words(lang, "first_names") for lang in noise_langs())
    )


def usual_wording(gram: Gram, texts: Sequence[Text]) -> str:
    """Return a term as most of the texts write it; of equals, the first in order.

    >>> texts = [Text("La Low Tech", "La low-tech, la low tech", "fr")]
    >>> usual_wording(("low", "tech"), [*texts, Text("Une low tech", "", "fr")])
    'low tech'
    """
    counts = Counter(
        found for text in texts for found in {w for w, _ in _wordings(gram, text)}
    )
    best = max(counts.values(), default=0)
    return min(
        (w for w, n in counts.items() if n == best),
        default=" ".join(gram).replace("' ", "'"),
    )


def names_person(gram: Gram, text: Text) -> bool:
    """Tell whether a text writes a term as a person's name, with capitals.

    It holds a first name before another word with a capital, is a first name alone,
    or stands after one; words for what somebody is or does may stand beside it.

    >>> names_person(("doe",), Text("Jane Doe resigns", "", "en"))
    True
    >>> names_person(("singer", "jane", "doe"), Text("Singer Jane Doe", "", "en"))
    True
    >>> names_person(("jungle", "gym"), Text("Jungle gym for Jane", "", "en"))
    False
    >>> names_person(("death", "of", "jane"), Text("The death of Jane", "", "en"))
    False
    """
    return any(
        _is_name(wording.split(), before[-_MOST_LETTERS:].split()[-1:])
        for wording, before in _wordings(gram, text)
    )


def _is_name(words: Sequence[str], before: Sequence[str]) -> bool:
    """Tell whether words are a name; ``before`` is the word before them, if any."""
    plain = [
        word for word in words if fold(word) not in noise_words("all", "particles")
    ]
    if len(plain) == len(words):
        plain = [word for word in plain if word[0].isupper()]
    if not plain or not all(word[0].isupper() for word in plain):
        return False
    alone = len(plain) == 1 and _is_first_name(plain[0])
    return alone or any(map(_is_first_name, [*before, *plain[:-1]]))


def _is_first_name(word: str) -> bool:
    return word[0].isupper() and fold(word).split("-")[0] in _first_names()


def _wordings(gram: Gram, text: Text) -> list[tuple[str, str]]:
    """Return how a text writes a term each time, and all that stands before it."""
    plain, folded = _read(text)
    return [
        (plain[found.start() : found.end()], plain[: found.start()])
        for found in _pattern(gram).finditer(folded)
    ]


# The same stories come for many terms, each term for many stories.
@lru_cache(maxsize=8192)
def _split(text: Text) -> Sequence[str]:
    """Return the words and signs of title and summary."""
    return split_words(_read(text)[1], lang=text.lang)


@lru_cache(maxsize=8192)
def _read(text: Text) -> tuple[str, str]:
    """Return title and summary with their capitals and accents, and without."""
    plain = f"{text.title} . {text.summary}".replace("’", "'").replace("‑", "-")
    return plain, fold(plain)


@lru_cache
def _pattern(gram: Gram) -> re.Pattern[str]:
    """Return a pattern that finds the words of a term as they stand in a text."""
    parts = [
        re.escape(token) + (r"\s*" if token.endswith("'") else r"(?:'s)?\s+")
        for token in gram[:-1]
    ]
    return re.compile(rf"(?<!\w){''.join(parts)}{re.escape(gram[-1])}(?!\w)")
