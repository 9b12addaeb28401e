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

#: Shorter terms are too ambiguous.
_LEAST_LETTERS = 3

#: Words with inner hyphens are one token, elided ones too ("l'" + "eau", but English
#: "don't"), and every sign is one: runs of words don't cross signs.
_TOKEN = {"fr": re.compile(r"\w[\w&-]*'?|[^\w\s]")}
_OTHER_TOKEN = re.compile(r"\w+(?:['&-]\w+)*|[^\w\s]")
_POSSESSIVE = re.compile(r"'s\b")


@cache
def _words(lang: str, kind: str) -> frozenset[str]:
    """Return the noise words of one kind; empty for a language without any."""
    text = files(__package__).joinpath("noise_words.toml").read_text("utf-8")
    kinds: Mapping[str, str] = tomllib.loads(text).get(lang, {})
    return frozenset(kinds.get(kind, "").split())


def tokens_of(text: Text) -> list[str]:
    """Cut title and summary into words and signs, in lower case.

    >>> tokens_of(Text("Netflix's plan", "A “co-pilot”?", "en"))
    ['netflix', 'plan', '.', 'a', '“', 'co-pilot', '”', '?']
    >>> tokens_of(Text("L’IA frugale", "", "fr"))
    ["l'", 'ia', 'frugale', '.']
    """
    lower = _plain(text).lower()
    if text.lang == "en":
        lower = _POSSESSIVE.sub("", lower)
    return _TOKEN.get(text.lang, _OTHER_TOKEN).findall(lower)


def grams_of(tokens: Sequence[str]) -> set[Gram]:
    """Return every run of one to three tokens, signs included.

    >>> sorted(grams_of(["low", "tech", "."]))[2:]
    [('low', 'tech'), ('low', 'tech', '.'), ('tech',), ('tech', '.')]
    """
    after, second = tokens[1:], tokens[2:]
    grams: set[Gram] = set(zip(tokens, strict=True))
    grams.update(zip(tokens, after, strict=False))
    grams.update(zip(tokens, after, second, strict=False))
    return grams


def is_term(gram: Gram, *, lang: str) -> bool:
    """Tell whether a run of tokens can be a term.

    It holds words only, begins and ends with a word that is neither a function word
    nor press noise, has a letter in each of the two, and three characters in all.

    >>> [is_term(gram, lang="fr") for gram in (("punaise", "de", "lit"), ("de", "lit"))]
    [True, False]
    >>> [is_term((word,), lang="en") for word in ("metaverse", "monday", "2023", "ai")]
    [True, False, False, False]
    """
    if len("".join(gram)) < _LEAST_LETTERS:
        return False
    ends = gram[0], gram[-1]
    return (
        all(token[-1].isalnum() or token[-1] == "'" for token in gram)
        and not any(
            token in _words(lang, kind) for kind in ("stop", "press") for token in ends
        )
        and all(any(map(str.isalpha, token)) for token in ends)
    )


def content(gram: Gram, *, lang: str) -> frozenset[str]:
    """Return the words of a term that are no function words.

    >>> sorted(content(("vente", "à", "perte"), lang="fr"))
    ['perte', 'vente']
    """
    return frozenset(gram) - _words(lang, "stop")


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
    names = _words(text.lang, "first_names")
    for found in _pattern(gram).finditer(plain):
        words = [*plain[: found.start()].split()[-1:], *found[0].split(), ""]
        for first, second in pairwise(words):
            capital = first[:1].isupper() and (second[:1].isupper() or not second)
            if capital and first.lower().split("-")[0] in names:
                return True
    return False


def _plain(text: Text) -> str:
    """Return title and summary with one kind of apostrophe, in their case."""
    return f"{text.title} . {text.summary}".replace("’", "'").replace("‑", "-")


def _pattern(gram: Gram) -> re.Pattern[str]:
    """Return a pattern that finds the words of a term as they stand in a text."""
    words = r"\s*".join(re.escape(token) for token in gram)
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
