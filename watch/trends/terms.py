"""Which words of a text could be a term: runs of one to three words, without noise."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise

from ..model import Text

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


@cache
def _first_names() -> frozenset[str]:
    """Return the first names of all languages: people travel."""
    return frozenset().union(*(noise_words(lang, "first_names") for lang in _noise()))


@cache
def noise_words(lang: str, kind: str) -> frozenset[str]:
    """Return the noise words of one kind; empty for a language without any."""
    return frozenset(_noise().get(lang, {}).get(kind, "").split())


@cache
def _end_noise(lang: str) -> frozenset[str]:
    """Return the words that no term begins or ends with."""
    return noise_words(lang, "stop") | noise_words(lang, "press")


@cache
def _noise() -> Mapping[str, Mapping[str, str]]:
    """Return the noise words of each language and kind, separated by blanks."""
    text = files(__package__).joinpath("noise_words.toml").read_text("utf-8")
    return tomllib.loads(text)


def split_words(text: str, *, lang: str) -> list[str]:
    """Split a text into words, signs and line ends, in lower case.

    >>> split_words("L’avant-garde,", lang="fr"), split_words("(Netflix's", lang="en")
    (["l'", 'avant-garde', ','], ['(', 'netflix'])
    """
    text = _straighten(text).lower()
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
    return known and word not in _end_noise(lang)


def is_term(gram: Gram) -> bool:
    """Tell whether a run of words with good ends can be a term by its length.

    >>> is_term(("ai",)), is_term(("ai", "act"))
    (False, True)
    """
    return len("".join(gram)) >= _LEAST_LETTERS


def content(gram: Gram, *, lang: str) -> frozenset[str]:
    """Return the words of a term that are no function words.

    >>> sorted(content(("vente", "à", "perte"), lang="fr"))
    ['perte', 'vente']
    """
    return frozenset(gram) - noise_words(lang, "stop")


def usual_wording(gram: Gram, texts: Sequence[Text]) -> str:
    """Return a term as most of the texts write it; of equals, the first in order.

    >>> texts = [Text("La Low Tech", "La low-tech, la low tech", "fr")]
    >>> usual_wording(("low", "tech"), [*texts, Text("Une low tech", "", "fr")])
    'low tech'
    """
    pattern = _pattern(gram)
    counts = Counter(
        found for text in texts for found in {*pattern.findall(_plain(text))}
    )
    best = max(counts.values(), default=0)
    return min((w for w, n in counts.items() if n == best), default=" ".join(gram))


def names_person(gram: Gram, text: Text) -> bool:
    """Tell whether a text writes a term as a name: with capitals, at a first name.

    Either the term holds a first name followed by a word with a capital (or is a
    first name alone), or it stands after a first name.

    >>> names_person(("doe",), Text("Jane Doe resigns", "", "en"))
    True
    >>> names_person(("jane", "doe"), Text("Jane Doe resigns", "", "en"))
    True
    >>> names_person(("jungle", "gym"), Text("Jungle gym for Jane", "", "en"))
    False
    """
    plain = _plain(text)
    names = _first_names()
    for found in _pattern(gram).finditer(plain):
        words = [*plain[: found.start()].split()[-1:], *found[0].split(), ""]
        for first, second in pairwise(words):
            capital = first[:1].isupper() and (second[:1].isupper() or not second)
            if capital and first.lower().split("-")[0] in names:
                return True
    return False


def _plain(text: Text) -> str:
    """Return title and summary with one kind of apostrophe, in their case."""
    return _straighten(f"{text.title} . {text.summary}")


def _straighten(text: str) -> str:
    """Write apostrophes and hyphens in one way."""
    return text.replace("’", "'").replace("‑", "-")


def _pattern(gram: Gram) -> re.Pattern[str]:
    """Return a pattern that finds the words of a term as they stand in a text."""
    parts = [
        re.escape(token) + ("" if token.endswith("'") else "(?:'s)?") for token in gram
    ]
    words = "".join(
        part + (r"\s*" if part.endswith("'") else r"\s+") for part in parts[:-1]
    )
    last = re.escape(gram[-1])
    return re.compile(rf"(?<!\w){words}{last}(?!\w)", re.IGNORECASE)
