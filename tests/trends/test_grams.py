"""Counting runs of words, compared with counting them one by one."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watch.model import Text
from watch.trends.grams import count_grams, read_corpus
from watch.trends.terms import Gram, can_end, split_words

words = st.sampled_from(["ab", "b", "de", "x3", ",", "e-f", "l'ab", "7"])
titles = st.lists(words, max_size=9).map(" ".join)
documents = st.lists(titles, min_size=1, max_size=12)


def slow_uses(texts: list[Text], *, recent: int, least: int) -> dict[Gram, list[int]]:
    """Return the documents of each frequent run, counted the plain way."""
    uses: dict[Gram, set[int]] = defaultdict(set)
    for number, text in enumerate(texts):
        written = f"{text.title} . {text.summary} ."
        tokens = split_words(written, lang=text.lang)
        for size in (1, 2, 3):
            for at in range(len(tokens) - size + 1):
                gram = tuple(tokens[at : at + size])
                good = all(can_end(end, lang=text.lang) for end in (gram[0], gram[-1]))
                if good and all(token[0].isalnum() for token in gram):
                    uses[gram].add(number)
    return {
        gram: sorted(numbers)
        for gram, numbers in uses.items()
        if sum(number < recent for number in numbers) >= least
    }


@settings(deadline=None, max_examples=60)
@given(written=documents, recent=st.integers(1, 12), least=st.integers(1, 3))
def test_counts_are_those_of_the_plain_way(
    written: list[str], recent: int, least: int
) -> None:
    """Every frequent run is found, with exactly the documents that use it."""
    texts = [Text(title, title[:3], "fr") for title in written]
    recent = min(recent, len(texts))
    uses = count_grams(
        read_corpus(texts, lang="fr"), recent=np.arange(recent), least=least
    )
    found = {gram: uses.documents_of(at).tolist() for at, gram in enumerate(uses.grams)}
    assert found == slow_uses(texts, recent=recent, least=least)


def test_regrouped_documents_are_read_as_one() -> None:
    """Two articles of a story count once, one that is left out never."""
    titles = ["Sky farms rise", "Sky farms rise again", "Sky farms fall", "Sky farms"]
    corpus = read_corpus([Text(title, "", "en") for title in titles], lang="en")
    stories = corpus.regroup(np.array([1, 1, 0, -1]))
    uses = count_grams(stories, recent=np.arange(2), least=2)
    assert uses.grams == (("sky",), ("farms",), ("sky", "farms"))
    assert uses.documents_of(2).tolist() == [0, 1]


@pytest.mark.parametrize("texts", [[], [Text("", "", "en")], [Text("?", "!", "en")]])
def test_nothing_to_read_is_nothing_found(texts: list[Text]) -> None:
    """No documents and no words give no runs."""
    uses = count_grams(read_corpus(texts, lang="en"), recent=np.arange(1), least=1)
    assert uses.grams == ()
