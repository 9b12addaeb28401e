"""How present common words are, and what "strong" means."""

from __future__ import annotations

import numpy as np
import pytest
from trendrows import START, even_press, exposure_rows, mention_rows

from watch.model import Text
from watch.trends import evergreen_words
from watch.trends.reference import (
    WordCounts,
    count_words,
    reference_range,
    reference_rates,
    strong_rates,
)
from watch.week import Week, iter_weeks

#: A week in which rates are compared anew, with the rows of 26 weeks before.
FRESH = START + 24


@pytest.mark.parametrize(
    ("title", "summary", "lang", "entry", "uses"),
    [
        ("Écoles : la rentrée", "", "fr", "école écoles", 1),
        ("La rentrée", "Deux écoles, une école.", "fr", "école écoles", 1),
        ("L’école des vins", "", "fr", "vin vins", 1),
        ("Autoécole", "", "fr", "école écoles", 0),
        ("The schoolhouse", "", "en", "school schools", 0),
    ],
)
def test_whole_words_count_once_per_article(
    title: str, summary: str, lang: str, entry: str, uses: int
) -> None:
    """Any form, any case, title or summary; never a part of a word."""
    counts = count_words([Text(title, summary, lang), Text("school école", "", "de")])
    assert (counts[lang].articles, counts[lang].uses[entry]) == (1, uses)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_about_a_hundred_words_per_language(lang: str) -> None:
    """Each language has enough words for a stable quantile, none twice."""
    words = evergreen_words(lang)
    assert 90 <= len(words) <= 130
    forms = [form for word in words for form in word.split()]
    assert len(forms) == len(set(forms))
    assert all(form == form.lower() for form in forms)


def test_unknown_language_and_no_texts_have_no_rates() -> None:
    """No words or no texts: nothing to compare with, and no error."""
    assert reference_rates([], lang="fr") == {}
    assert (
        reference_rates(count_words([Text("Hallo", "", "de")]).values(), lang="de")
        == {}
    )
    assert limits([], weeks=(START, START + 1)) == {START: {}}


def words_of(
    texts: list[Text], first: Week, end: Week
) -> dict[Week, dict[str, WordCounts]]:
    """Return the counts of weeks that all have the same texts."""
    weeks = iter_weeks(*reference_range(first, end))
    return dict.fromkeys(weeks, count_words(texts))


def limits(
    texts: list[Text], *, weeks: tuple[Week, Week], french: int = 0
) -> dict[Week, dict[str, float]]:
    """Return the limits where "x" has three stories a week in an even press."""
    return strong_rates(
        *weeks,
        words=words_of(texts, *weeks),
        mentions=mention_rows("x", [3] * 40) if texts else [],
        exposures=[
            *(even_press(40) if texts else []),
            *exposure_rows({"d": [french] * 40}, lang="fr"),
        ],
        signals=["x"],
        langs=["en", "fr", "all"],
    )


def text_of(lang: str, words: int) -> Text:
    """Return a text of the first evergreen words of a language."""
    return Text(" ".join(w.split()[0] for w in evergreen_words(lang)[:words]), "", lang)


def test_a_press_without_common_words_has_nothing_to_compare_with() -> None:
    """An invented press, of few words: no signal of it may be called strong."""
    weeks = (FRESH, FRESH + 1)
    assert limits([Text("school", "", "en")], weeks=weeks) == {FRESH: {}}


def test_strong_is_the_ninth_decile_and_all_is_the_mean() -> None:
    """The quantile over words and signals; ``all`` weighs languages by articles."""
    texts = [text_of("en", 10), text_of("en", 40), text_of("fr", 40)]
    rates = limits(texts, weeks=(FRESH, FRESH + 1), french=1000)[FRESH]
    words = reference_rates([count_words(texts)["en"]], lang="en").values()
    assert rates["en"] == pytest.approx(np.quantile([10, *words], 0.9))
    assert rates["all"] == pytest.approx(0.75 * rates["en"] + 0.25 * rates["fr"])


def test_the_limit_is_looked_at_every_fourth_week() -> None:
    """Four weeks share a limit, whichever week is asked for first."""
    weeks = (FRESH, FRESH + 8)
    texts = [text_of("en", 40)]
    words = words_of(texts, *weeks)
    words[FRESH + 4] = count_words([*texts, *[Text("", "", "en")] * 50])

    def rates(first: Week) -> list[float]:
        of_weeks = strong_rates(
            first,
            FRESH + 8,
            words=words,
            mentions=[],
            exposures=even_press(40),
            signals=[],
            langs=["en"],
        )
        return [of_weeks[week]["en"] for week in iter_weeks(first, FRESH + 8)]

    before, *_, after = rates(FRESH)
    assert after < before
    assert rates(FRESH) == [before] * 4 + [after] * 4
    assert rates(FRESH + 3) == [before] + [after] * 4
