"""Guessing the language of a text."""

from __future__ import annotations

import pytest

from watch.signals.language import guess_language

TEXTS = {
    "Le marché du vélo s'essouffle": "fr",
    "Vélos : ventes en berne": "fr",
    "Bike sales slow down as the weather turns": "en",
    "What the mayor said about scooters": "en",
    "Trottinettes, clap de fin": "fr",
    "L’IA s’invite au lycée": "fr",
    "Metaverse": "en",
    "": "en",
    "12 345 !": "en",
}


@pytest.mark.parametrize(("text", "lang"), TEXTS.items())
def test_small_words_tell_the_language(text: str, lang: str) -> None:
    """Small words and accents decide; without any it is English."""
    assert guess_language(text) == lang
