"""The name of a category, as written and as the key it is counted under."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .lexicon import Lexicon, fold
from .units import Unit

#: Plural endings and what stands for them in the singular, first match wins.
_SINGULARS = {
    "fr": (("eaux", "eau"), ("aux", "al"), ("eux", "eu"), ("ss", "ss"), ("s", "")),
    "en": (("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("ss", "ss"), ("s", "")),
}

_QUOTES = re.compile('[«»“”"]')
#: A space that a quotation mark leaves: "d'« hydrogène »".
_AFTER_ELISION = re.compile(r"(?<=['\u2019]) ")


def key_of(words: Sequence[Unit], lexicon: Lexicon) -> str:
    """Return the key of a category: the lexicon's, else the words in singular."""
    phrase = " ".join(unit.form for unit in words).replace("' ", "'")
    if phrase in lexicon.keys:
        return lexicon.keys[phrase]
    entry = lexicon.words.get(phrase)
    if entry is not None and entry.tag == "CAT":
        return entry.value
    if len(words) == 1 and words[0].value and words[0].tag != "MEASURE":
        return words[0].value
    if words[-1].tag == "RELATED":  # "production électrique"
        return words[-1].value
    forms = [
        _singular(fold(word), lexicon.lang)
        for unit in words
        if unit.tag in {"CAT", "WORD", "MEASURE", "NAME", "PEOPLE"}
        for word in unit.form.split()
    ]
    return "-".join(re.sub(r"[^a-z0-9]+", "-", form) for form in forms).strip("-")


def without_quotes(wording: str) -> str:
    """Return words of a text without its quotation marks.

    >>> without_quotes("assurance des « cyberrisques")
    'assurance des cyberrisques'
    """
    return _AFTER_ELISION.sub("", " ".join(_QUOTES.sub(" ", wording).split()))


def _singular(form: str, lang: str) -> str:
    """Return a rough singular: enough for two wordings to meet.

    >>> _singular("batteries", "en"), _singular("journaux", "fr")
    ('battery', 'journal')
    """
    for ending, singular in _SINGULARS[lang]:
        if form.endswith(ending) and len(form) > len(ending) + 1:
            return form.removesuffix(ending) + singular
    return form
