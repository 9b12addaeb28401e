"""The little language of phrases."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watch.signals.inflect import conjugate, inflect
from watch.signals.phrases import Phrase, expand

LISTS = {
    "pets": ["chat(s)", "chien~"],
    "beasts": ["<pets>", "âne"],
    "brands": ["=Ikea", "lego"],
    "loop": ["<pool>"],
    "pool": ["<loop>"],
}

EXPANSIONS = {
    "as written": ("fr", "mode neutre", ["mode neutre"]),
    "one of several": ("fr", "mode {mixte,neutre}", ["mode mixte", "mode neutre"]),
    "with or without": ("fr", "drive(s) piéton", ["drive piéton", "drives piéton"]),
    "nested": ("fr", "a{b{c,d},e}", ["abc", "abd", "ae"]),
    "empty option": ("fr", "neutre{,s}", ["neutre", "neutres"]),
    "a list": ("fr", "<pets> noir", None),
    "capitals don't matter": ("fr", "Vinted", ["vinted"]),
    "hyphen as space or nothing": ("en", "low-tech", ["low tech", "lowtech"]),
    "genitive without apostrophe": (
        "en", "men's shop", ["men's shop", "mens shop"],
    ),
    "typographic apostrophe": ("fr", "d’occasion", ["d'occasion"]),
    "a comma outside braces": ("en", "rent, don't buy", ["rent, don't buy"]),
    "inflected after braces": ("en", "{toy,doll}~", ["toy", "toys", "doll", "dolls"]),
    "superfluous spaces": ("fr", "a  ( )b", ["a b"]),
}  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "written", "expected"), EXPANSIONS.values(), ids=EXPANSIONS.keys()
)
def test_a_line_stands_for_its_wordings(
    lang: str, written: str, expected: list[str] | None
) -> None:
    """Each mark adds its wordings, once each, in order."""
    if expected is None:
        expected = ["chat noir", "chats noir"]
        expected += [f"{form} noir" for form in inflect("chien", "fr")]
    found = expand(written, lang=lang, lists=LISTS)
    assert [phrase.text for phrase in found] == expected


def test_exact_words_keep_their_capitals() -> None:
    """An equals sign makes letter case count, in lists that stand alone too."""
    assert expand("=NFT", lang="en", lists={}) == (Phrase("NFT", exact=True),)
    assert expand("<brands>", lang="fr", lists=LISTS) == (
        Phrase("Ikea", exact=True),
        Phrase("lego", exact=False),
    )


def test_lists_may_use_lists() -> None:
    """A list inside a list brings its words along."""
    found = {phrase.text for phrase in expand("<beasts>", lang="fr", lists=LISTS)}
    assert {"chat", "chats", "chiens", "âne"} <= found


MISTAKES = {
    "{mixte,neutre": "a { or a ( is never closed",
    "mixte}": "a } or a ) closes nothing",
    "a(b": "a { or a ( is never closed",
    "mode ~": "~ must follow a word",
    "one|other": "write {one,other}",
    "<nothing>": "there is no list <nothing>",
    "x <loop>": "the list <loop> holds itself",
    "<brands> shop": "<brands> has words with = and must stand alone",
    "( )": "stands for no words",
    "{a,b,c,d,e,f,g,h,i,j}" * 9: "stands for more than 5000 wordings",
}


@pytest.mark.parametrize(("written", "reason"), MISTAKES.items())
def test_mistakes_are_named(written: str, reason: str) -> None:
    """What is wrong with a line is said in words."""
    with pytest.raises(ValueError, match=re.escape(reason)):
        expand(written, lang="en", lists=LISTS)


@given(
    st.text("ab é-'", min_size=1, max_size=12).filter(lambda text: text.strip(" -'"))
)
def test_wordings_are_clean(written: str) -> None:
    """No wording keeps a mark, a double space or an outer space."""
    for phrase in expand(written, lang="fr", lists={}):
        assert phrase.text == " ".join(phrase.text.split())
        assert "-" not in phrase.text


FORMS = {
    ("unisexe", "fr"): {"unisexe", "unisexes"},
    ("genré", "fr"): {"genré", "genrée", "genrés", "genrées"},
    ("créateur", "fr"): {"créateur", "créateurs", "créatrice", "créatrices"},
    ("cadeau", "fr"): {"cadeau", "cadeaux"},
    ("jeu", "fr"): {"jeu", "jeux"},
    ("social", "fr"): {"social", "sociale", "sociaux", "sociales"},
    ("sportif", "fr"): {"sportif", "sportive"},
    ("premier", "fr"): {"premier", "première"},
    ("européen", "fr"): {"européen", "européenne"},
    ("bas", "fr"): {"bas"},
    ("prix", "fr"): {"prix"},
    ("nez", "fr"): {"nez"},
    ("mode", "en"): {"mode", "modes"},
    ("dress", "en"): {"dress", "dresses"},
    ("luxury", "en"): {"luxury", "luxuries"},
    ("toy", "en"): {"toy", "toys"},
    ("móvil", "es"): {"móvil", "móvils"},
}


@pytest.mark.parametrize(("word", "forms"), FORMS.items())
def test_words_take_their_endings(word: tuple[str, str], forms: set[str]) -> None:
    """Plural and feminine forms are among the forms of a word."""
    assert forms <= set(inflect(*word))


VERBS = {
    ("partager", "fr"): {"partager", "partage", "partagé", "partageant", "partageait"},
    ("effacer", "fr"): {"effaçait", "efface", "effacent"},
    ("finir", "fr"): {"finit", "finissent", "fini"},
    ("vendre", "fr"): {"vend", "vendent", "vendu", "vendra"},
    ("avoir", "fr"): {"avoir"},
    ("mettons", "fr"): {"mettons"},
    ("swap", "en"): {"swaps", "swapped", "swapping"},
    ("share", "en"): {"shares", "shared", "sharing"},
    ("buy", "en"): {"buys", "buying"},
    ("try", "en"): {"tries", "tried", "trying"},
    ("fix", "en"): {"fixes", "fixed", "fixing"},
}


@pytest.mark.parametrize(("word", "forms"), VERBS.items())
def test_verbs_take_their_endings(word: tuple[str, str], forms: set[str]) -> None:
    """The usual forms are among those of a verb."""
    assert forms <= set(conjugate(*word))
