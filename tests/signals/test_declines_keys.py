"""One key for one category, however it is written, in both languages."""

from __future__ import annotations

import pytest

from watch.model import Text
from watch.signals.declines import DeclineFinder, make_finder

SAME_KEY = {
    "chewing-gum": [
        ("fr", "Les ventes de chewing-gums reculent."),
        ("fr", "Le marché du chewing-gum recule."),
        ("fr", "La consommation de gommes à mâcher recule."),
        ("fr", "CHEWING-GUM : les ventes reculent."),
        ("en", "Chewing gum sales fell."),
        ("en", "Sales of chewing-gum fell."),
        ("en", "Demand for bubble gum has fallen."),
    ],
    "electric-car": [
        ("fr", "Les ventes de voitures électriques reculent."),
        ("fr", "Les immatriculations de véhicules électriques reculent."),
        ("en", "EV sales fell."),
        ("en", "Sales of electric cars fell."),
    ],
    "export": [
        ("fr", "Les exportations chinoises reculent."),
        ("en", "Chinese exports fell."),
        ("en", "Overseas shipments fell."),
    ],
    "organic-food": [
        ("fr", "Les ventes de produits bio reculent."),
        ("en", "Organic food sales fell."),
    ],
    "nuitee": [("fr", "Le nombre de nuitées a baissé de 3 %.")],
    "recolte": [("fr", "La récolte a chuté de 20 %.")],
    "vente-en-kiosque": [("fr", "Les ventes en kiosque reculent de 8 %.")],
    "machine-glacon": [
        ("fr", "Les ventes de machines à glaçons reculent de 3 %."),
        ("fr", "Le marché de la machine à glaçons recule."),
    ],
}


@pytest.fixture(scope="module", name="finder")
def _finder() -> DeclineFinder:
    return make_finder()


@pytest.mark.parametrize(
    ("key", "lang", "text"),
    [(key, *case) for key, cases in SAME_KEY.items() for case in cases],
)
def test_key(finder: DeclineFinder, key: str, lang: str, text: str) -> None:
    """Wordings of one category meet under one key."""
    assert {decline.key for decline in finder.find(Text(text, "", lang))} == {key}
