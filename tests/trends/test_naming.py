"""How candidates are named: whole, in the usual case, and no persons."""

from __future__ import annotations

import pytest

from watch.model import Text
from watch.trends.naming import complete, names_person, usual_wording


def texts(*titles: str) -> list[Text]:
    """Return French texts with these titles."""
    return [Text(title, "", "fr") for title in titles]


@pytest.mark.parametrize(
    ("gram", "titles", "whole"),
    [
        pytest.param(
            ("mer",), ["Des navires en mer Blanche", "La mer Blanche"], "mer blanche",
            id="what follows",
        ),
        pytest.param(
            ("animale",), ["La traction animale", "Traction animale !"],
            "traction animale", id="what stands before",
        ),
        pytest.param(
            ("fete",), ["La fête des voisins", "Fête des voisins ou fête du pain"],
            "fete", id="not always the same",
        ),
        pytest.param(
            ("troc",), ["Le troc de la semaine", "Un troc de la semaine"], "troc",
            id="no function word and no press word at the end",
        ),
        pytest.param(("troc",), ["Troc : essai", "Troc : essai"], "troc", id="a sign"),
        pytest.param(
            ("sept",),
            ["un deux trois quatre cinq six sept huit dix onze treize"] * 2,
            "sept huit dix onze treize", id="at most so long",
        ),
    ],
)  # fmt: skip
def test_a_term_is_completed(
    gram: tuple[str, ...], titles: list[str], whole: str
) -> None:
    """Words that nearly always stand beside it belong to it; accents don't matter."""
    assert " ".join(complete(gram, texts(*titles), lang="fr")) == whole


@pytest.mark.parametrize(
    ("gram", "titles", "wording"),
    [
        pytest.param(("emeutes",), ["Emeutes", "ÉMEUTES", "Émeutes", "Des Émeutes"],
                     "Émeutes", id="accents and capitals"),
        pytest.param(("l'", "eau"), ["L’eau", "l'eau dort", "l’eau rit"], "l'eau",
                     id="apostrophes"),
        pytest.param(("jo",), ["Un j o, des JO, le JO"], "JO", id="whole words"),
        pytest.param(("d'", "ete"), ["Rien"], "d'ete", id="nowhere"),
    ],
)  # fmt: skip
def test_the_usual_wording(
    gram: tuple[str, ...], titles: list[str], wording: str
) -> None:
    """A term is shown as most texts write it."""
    assert usual_wording(gram, texts(*titles)) == wording


PERSONS = [
    pytest.param("jeanne", "Jeanne ne dira rien", id="a first name alone"),
    pytest.param("jeanne dubosc", "Le retour de Jeanne Dubosc", id="both names"),
    pytest.param("dubosc", "Jeanne Dubosc revient", id="after a first name"),
    pytest.param("anne-lise dubosc", "Anne-Lise Dubosc", id="a double first name"),
    pytest.param("chanteuse jeanne dubosc", "La chanteuse Jeanne Dubosc", id="role"),
    pytest.param("jeanne dubosc revient", "Jeanne Dubosc revient", id="with a verb"),
    pytest.param("jeanne de la tour", "Jeanne de La Tour revient", id="particles"),
]
THINGS = [
    pytest.param("mort de jeanne", "Mort de Jeanne : les faits", id="an event"),
    pytest.param("affaire jeanne", "L'affaire sans Jeanne", id="apart"),
    pytest.param("rose", "Le rose revient à la mode", id="small letter"),
    pytest.param("cuir", "Jeanne, Cuir et compagnie", id="a sign between"),
    pytest.param("velo cargo", "Vélo cargo : Jeanne roule", id="elsewhere"),
]


@pytest.mark.parametrize(("term", "title"), PERSONS)
def test_persons(term: str, title: str) -> None:
    """People are told from things by first names and capitals."""
    assert names_person(tuple(term.split()), Text(title, "", "fr"))


@pytest.mark.parametrize(("term", "title"), THINGS)
def test_things(term: str, title: str) -> None:
    """What happens to somebody is a topic, and a first name may be a word."""
    assert not names_person(tuple(term.split()), Text(title, "", "fr"))
