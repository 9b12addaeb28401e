"""Counting runs of words, compared with counting them one by one."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watch.model import Text
from watch.trends.grams import count_grams, read_corpus
from watch.trends.terms import Gram, cut_text, split_chunk

words = st.sampled_from(["a", "b", "c", "d", ",", "e-f", "l'a"])
titles = st.lists(words, max_size=9).map(" ".join)
documents = st.lists(st.lists(titles, min_size=1, max_size=2), min_size=1, max_size=12)


def slow_uses(
    texts: list[list[Text]], *, recent: int, least: int
) -> dict[Gram, list[int]]:
    """Return the documents of each frequent run, counted the plain way."""
    uses: dict[Gram, set[int]] = defaultdict(set)
    for number, parts in enumerate(texts):
        for text in parts:
            tokens = [
                token
                for chunk in cut_text(text)
                for token in split_chunk(chunk, lang=text.lang)
            ]
            for size in (1, 2, 3):
                for at in range(len(tokens) - size + 1):
                    gram = tuple(tokens[at : at + size])
                    if all(token[0].isalnum() for token in gram):
                        uses[gram].add(number)
    return {
        gram: sorted(numbers)
        for gram, numbers in uses.items()
        if sum(number < recent for number in numbers) >= least
    }


@settings(deadline=None, max_examples=60)
@given(written=documents, recent=st.integers(1, 12), least=st.integers(1, 3))
def test_counts_are_those_of_the_plain_way(
    written: list[list[str]], recent: int, least: int
) -> None:
    """Every frequent run is found, with exactly the documents that use it."""
    texts = [[Text(title, title[:3], "fr") for title in parts] for parts in written]
    recent = min(recent, len(texts))
    uses = count_grams(
        read_corpus(texts, lang="fr"), recent=np.arange(recent), least=least
    )
    found = {gram: uses.documents_of(at).tolist() for at, gram in enumerate(uses.grams)}
    assert found == slow_uses(texts, recent=recent, least=least)


@pytest.mark.parametrize("texts", [[], [[]], [[Text("", "", "en")]]])
def test_nothing_to_read_is_nothing_found(texts: list[list[Text]]) -> None:
    """No documents, no texts and no words give no runs."""
    uses = count_grams(read_corpus(texts, lang="en"), recent=np.arange(1), least=1)
    assert uses.grams == ()
