"""Inflected forms, generated, so that word lists hold one form of each word.

French: verbs in -er, -ir (second group), -re and -uire, nouns and adjectives.
English: regular verbs and nouns. Irregular words are data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

#: What a form of a verb is: says whether the fall is told as a fact.
FINITE, CONDITIONAL, PARTICIPLE, INFINITIVE, GERUND = (
    "finite",
    "conditional",
    "participle",
    "infinitive",
    "gerund",
)

_VOWELS = "aeiouyéèêàâîïôû"
#: English plurals that no ending tells.
_IRREGULAR_PLURALS = {
    "potato": "potatoes",
    "tomato": "tomatoes",
    "mango": "mangoes",
    "scarf": "scarves",
    "loaf": "loaves",
    "knife": "knives",
    "shelf": "shelves",
    "calf": "calves",
}
#: Words after which the rest of a French noun phrase does not take the plural.
_LINKS = frozenset({"de", "d'", "du", "des", "à", "au", "aux", "en", "pour", "sans"})
#: Endings of the other regular verbs, added to the infinitive less two letters.
_GROUPS: dict[str, tuple[dict[str, str], str]] = {
    "uire": (
        {
            FINITE: "t sent sait saient sit sirent ra ront",
            CONDITIONAL: "rait raient",
            PARTICIPLE: "t te ts tes",
        },
        "sant",
    ),
    "re": (
        {
            FINITE: "ent ait aient it irent ra ront",
            CONDITIONAL: "rait raient",
            PARTICIPLE: "u ue us ues",
        },
        "ant",
    ),
    "ir": (
        {
            FINITE: "it issent issait issaient irent ira iront",
            CONDITIONAL: "irait iraient",
            PARTICIPLE: "i ie is ies",
        },
        "issant",
    ),
}
#: French nouns in -al that take a plain s.
_PLAIN_AL = frozenset({"festival", "carnaval", "bal", "récital", "régal", "chacal"})


def french_verb(infinitive: str) -> Iterator[tuple[str, str]]:
    """Yield (form, what it is) for a regular verb, third persons only.

    >>> forms = dict(french_verb("céder"))
    >>> forms["cède"], forms["céderait"], forms["cédées"]
    ('finite', 'conditional', 'participle')
    >>> sorted(form for form, kind in french_verb("réduire") if kind == "finite")[:3]
    ['réduira', 'réduiront', 'réduisaient']
    """
    yield infinitive, INFINITIVE
    stem = infinitive[:-2]
    if infinitive.endswith("er"):
        yield from _first_group(stem)
        return
    for ending, (models, gerund) in _GROUPS.items():
        if infinitive.endswith(ending):
            for kind, endings in models.items():
                yield from ((stem + end, kind) for end in endings.split())
            yield stem + gerund, GERUND
            if ending == "re":
                yield stem, FINITE
            return


def _first_group(stem: str) -> Iterator[tuple[str, str]]:
    soft = stem  # stem before a and o: nous lançons, il plongeait
    if stem.endswith("c"):
        soft = stem[:-1] + "ç"
    elif stem.endswith("g"):
        soft = stem + "e"
    for mute in (*_mute_stems(stem), stem):
        yield from ((mute + end, FINITE) for end in ("e", "ent", "era", "eront"))
        yield from ((mute + end, CONDITIONAL) for end in ("erait", "eraient"))
    yield from ((soft + end, FINITE) for end in ("ait", "aient", "a"))
    yield stem + "èrent", FINITE
    yield from ((stem + end, PARTICIPLE) for end in ("é", "ée", "és", "ées"))
    yield soft + "ant", GERUND


def _mute_stems(stem: str) -> tuple[str, ...]:
    """Return the stems before a mute e: cèd-, jett-, emploi-."""
    if stem.endswith("y"):
        return (stem[:-1] + "i", stem) if stem.endswith("ay") else (stem[:-1] + "i",)
    found = re.search(r"[eé]([bcdfglmnprstv]|gn|vr)$", stem)
    if found is None:
        return (stem,)
    grave = stem[: found.start()] + "è" + found[1]
    if stem.endswith(("el", "et")):
        return (grave, stem + stem[-1])
    return (grave,)


def english_verb(base: str, *, double: bool = False) -> Iterator[tuple[str, str]]:
    """Yield (form, what it is) for a regular verb; past and participle are one.

    >>> [form for form, kind in english_verb("slip", double=True)]
    ['slip', 'slips', 'slipped', 'slipping']
    >>> [form for form, kind in english_verb("decline")]
    ['decline', 'declines', 'declined', 'declining']
    """
    stem = base + base[-1] if double else base
    yield base, FINITE
    yield english_plural(base), FINITE
    if base.endswith("e"):
        yield base + "d", FINITE
        yield base[:-1] + "ing", GERUND
    elif base.endswith("y") and base[-2] not in _VOWELS:
        yield base[:-1] + "ied", FINITE
        yield base + "ing", GERUND
    else:
        yield stem + "ed", FINITE
        yield stem + "ing", GERUND


def english_plural(word: str) -> str:
    """Return the regular plural of a noun, or third person of a verb.

    >>> english_plural("battery"), english_plural("watch"), english_plural("toy")
    ('batteries', 'watches', 'toys')
    >>> english_plural("cherry tomato")
    'cherry tomatoes'
    """
    for singular, plural in _IRREGULAR_PLURALS.items():
        if word.endswith(singular):
            return word.removesuffix(singular) + plural
    if word.endswith("y") and len(word) > 1 and word[-2] not in _VOWELS:
        return word[:-1] + "ies"
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    return word + "s"


def french_plurals(phrase: str) -> tuple[str, ...]:
    """Return the plural of a noun with its adjectives and complement.

    A second noun may stay as it is ("voitures diesel"), so both are returned.

    >>> french_plurals("voiture électrique")
    ('voitures électriques', 'voitures électrique')
    >>> french_plurals("pomme de terre"), french_plurals("journal")
    (('pommes de terre',), ('journaux',))
    >>> french_plurals("station-service")
    ('station-services', 'stations-service')
    """
    words = phrase.split(" ")
    first = " ".join([_french_plural_word(words[0]), *words[1:]])
    for position, word in enumerate(words):
        if word in _LINKS or word.startswith("d'"):
            break
        words[position] = _french_plural_word(word)
    head, hyphen, rest = phrase.partition("-")
    inner = (_french_plural_word(head) + hyphen + rest,) if hyphen else ()
    return tuple(dict.fromkeys((" ".join(words), first, *inner)))


def _french_plural_word(word: str) -> str:
    if word.endswith(("s", "x", "z")):
        return word
    if word.endswith("al") and word not in _PLAIN_AL:
        return word[:-2] + "aux"
    if word.endswith(("au", "eu")) and word not in {"bleu", "pneu"}:
        return word + "x"
    if word in {"bijou", "caillou", "chou", "genou", "hibou", "joujou"}:
        return word + "x"
    return word + "s"


def french_adjective(masculine: str) -> tuple[str, ...]:
    """Return the four forms of a regular adjective.

    >>> french_adjective("laitier"), french_adjective("commercial")[2:]
    (('laitier', 'laitière', 'laitiers', 'laitières'), ('commerciaux', 'commerciales'))
    """
    feminine = masculine + "e"
    for ending, other in (
        ("e", "e"),
        ("er", "ère"),
        ("eux", "euse"),
        ("el", "elle"),
        ("en", "enne"),
        ("if", "ive"),
    ):
        if masculine.endswith(ending):
            feminine = masculine.removesuffix(ending) + other
            break
    return masculine, feminine, _french_plural_word(masculine), feminine + "s"
