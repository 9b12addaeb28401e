"""Regular inflection, for the ``~`` mark of signal files.

Made to recognise, not to write: a form that the language does not have costs
nothing, a form that is missing loses mentions. Irregular words are spelled out in
the signal file.
"""

from __future__ import annotations

from collections.abc import Callable

#: Ending of a French noun or adjective -> the endings of all its forms.
_FRENCH_ENDINGS = {
    "é": ("é", "ée", "és", "ées"),
    "teur": ("teur", "teurs", "trice", "trices", "teuse", "teuses"),
    "eur": ("eur", "eurs", "euse", "euses"),
    "eux": ("eux", "euse", "euses"),
    "eau": ("eau", "eaux"),
    "eu": ("eu", "eus", "eux", "eue", "eues"),
    "al": ("al", "als", "ale", "ales", "aux"),
    "if": ("if", "ifs", "ive", "ives"),
    "er": ("er", "ers", "ère", "ères"),
    "el": ("el", "els", "elle", "elles"),
    "en": ("en", "ens", "enne", "ennes"),
    "on": ("on", "ons", "onne", "onnes"),
    "e": ("e", "es"),
    "s": ("s", "se", "ses"),
    "x": ("x",),
    "z": ("z",),
    "": ("", "s", "e", "es"),
}
_FRENCH_VERBS = {
    "er": "er e es ent é ée és ées ait aient ant a era erait eront eraient ons ez",
    "ir": "ir it is issent i ie ies issait issaient issant ira irait iront",
    "re": "re  s ent u ue us ues ait aient ant ra rait ront raient ons ez",
}


def inflect(word: str, lang: str) -> tuple[str, ...]:
    """Return the word with its plural and, in French, feminine forms.

    >>> inflect("genré", "fr")
    ('genré', 'genrée', 'genrés', 'genrées')
    >>> inflect("brand", "en"), inflect("luxury", "en")
    (('brand', 'brands'), ('luxury', 'luxuries'))
    """
    return _inflections().get(lang, _add_s)(word)


def conjugate(word: str, lang: str) -> tuple[str, ...]:
    """Return the infinitive with the usual verb forms, participles included.

    >>> conjugate("swap", "en"), conjugate("resell", "en")[:2]
    (('swap', 'swaps', 'swapped', 'swapping'), ('resell', 'resells'))
    >>> conjugate("partager", "fr")[:3]
    ('partager', 'partage', 'partages')
    """
    return _conjugations().get(lang, _add_s)(word)


def _inflections() -> dict[str, Callable[[str], tuple[str, ...]]]:
    return {"fr": _inflect_french, "en": _inflect_english}


def _conjugations() -> dict[str, Callable[[str], tuple[str, ...]]]:
    return {"fr": _conjugate_french, "en": _conjugate_english}


def _add_s(word: str) -> tuple[str, ...]:
    return (word, word + "s")


def _inflect_french(word: str) -> tuple[str, ...]:
    ending = next(ending for ending in _FRENCH_ENDINGS if word.endswith(ending))
    stem = word.removesuffix(ending)
    return tuple(stem + other for other in _FRENCH_ENDINGS[ending])


def _inflect_english(word: str) -> tuple[str, ...]:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return (word, word + "es")
    if word.endswith("y") and not word.endswith(("ay", "ey", "oy", "uy")):
        return (word, word[:-1] + "ies")
    return _add_s(word)


def _conjugate_french(word: str) -> tuple[str, ...]:
    endings = _FRENCH_VERBS.get(word[-2:])
    if endings is None:
        return (word,)
    stem = word[:-2]
    soft = {"g": stem + "e", "c": stem[:-1] + "ç"}.get(stem[-1:], stem)
    return tuple(
        (soft if ending[:1] in {"a", "o"} else stem) + ending
        for ending in endings.split(" ")
    )


def _conjugate_english(word: str) -> tuple[str, ...]:
    if word.endswith("e"):
        return (word, word + "s", word + "d", word[:-1] + "ing")
    if word.endswith("y") and word[-2:-1] not in "aeou":
        return (word, word[:-1] + "ies", word[:-1] + "ied", word + "ing")
    third = _inflect_english(word)[1]
    stem = word + word[-1] if _doubles(word) else word
    return (word, third, stem + "ed", stem + "ing")


def _doubles(word: str) -> bool:
    """Tell whether the last consonant doubles: one short syllable, as in swap."""
    vowels = [letter in "aeiouy" for letter in word]
    return (
        vowels[-3:] == [False, True, False]
        and sum(vowels) == 1
        and (word[-1] not in "wx")
    )
