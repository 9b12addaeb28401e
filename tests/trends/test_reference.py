"""How present common words are, and what "strong" means."""

from __future__ import annotations

import numpy as np
import pytest
from trendrows import START, even_press, exposure_rows, mention_rows

from watch.model import Text
from watch.trends import reference_rates, strong_rates


@pytest.mark.parametrize(
    ("title", "summary", "lang", "entry", "rate"),
    [
        ("Écoles : la rentrée", "", "fr", "école écoles", 10_000),
        ("La rentrée", "Deux écoles, une école.", "fr", "école écoles", 10_000),
        ("L’école des vins", "", "fr", "vin vins", 10_000),
        ("Autoécole", "", "fr", "école écoles", 0),
        ("The schoolhouse", "", "en", "school schools", 0),
    ],
)
def test_whole_words_count_once_per_article(
    title: str, summary: str, lang: str, entry: str, rate: float
) -> None:
    """Any form, any case, title or summary; never a part of a word."""
    texts = [Text(title, summary, lang), Text("school école", "", "de")]
    assert reference_rates(texts, lang=lang)[entry] == rate


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_about_a_hundred_words_per_language(lang: str) -> None:
    """Each language has enough words for a stable quantile, none twice."""
    rates = reference_rates([Text("", "", lang)], lang=lang)
    assert 90 <= len(rates) <= 130
    forms = [form for entry in rates for form in entry.split()]
    assert len(forms) == len(set(forms))
    assert all(form == form.lower() for form in forms)


def test_unknown_language_and_no_texts_have_no_rates() -> None:
    """No words or no texts: nothing to compare with, and no error."""
    assert reference_rates([], lang="fr") == {}
    assert reference_rates([Text("Hallo", "", "de")], lang="de") == {}
    rates = strong_rates(
        START, texts=[], mentions=[], exposures=[], signals=["x"], langs=["fr", "all"]
    )
    assert rates == {}


def _some_words(lang: str, count: int) -> list[str]:
    """Return a form of each of the first evergreen words of a language."""
    entries = reference_rates([Text("", "", lang)], lang=lang)
    return [entry.split()[0] for entry in entries][:count]


def test_a_press_without_common_words_has_nothing_to_compare_with() -> None:
    """An invented press, of few words: no signal of it may be called strong."""
    rates = strong_rates(
        START + 25,
        texts=[Text("school", "", "en")],
        mentions=mention_rows("x", [3] * 26),
        exposures=even_press(26),
        signals=["x"],
        langs=["en", "all"],
    )
    assert rates == {}


def test_strong_is_the_ninth_decile_and_all_is_the_mean() -> None:
    """The quantile over words and signals; ``all`` weighs languages by articles."""
    english = even_press(26)
    french = exposure_rows({"d": [1000] * 26}, lang="fr")
    texts = [
        Text(" ".join(_some_words(lang, 40 + at)), "", lang)
        for lang in ("en", "fr")
        for at in range(3)
    ]
    rates = strong_rates(
        START + 25,
        texts=texts,
        mentions=mention_rows("x", [3] * 26),
        exposures=[*english, *french],
        signals=["x"],
        langs=["en", "fr", "all"],
    )
    words = list(reference_rates(texts, lang="en").values())
    assert rates["en"] == pytest.approx(np.quantile([10, *words], 0.9))
    assert rates["all"] == pytest.approx(0.75 * rates["en"] + 0.25 * rates["fr"])
