"""Counting runs of one to three words over many texts, in numpy.

Words become numbers; a run of two is a pair of numbers, a run of three a pair of
overlapping runs of two. A run can only be frequent if its parts are, so that each
step has little left to count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

import numpy as np

from ..model import Text
from .series import BoolArray, IntArray
from .terms import Gram, cut_text, split_chunk

#: Stands for a sign, or for the end of a title or summary: no run crosses it.
_BREAK = -1


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """Texts as numbers, one entry per word or sign, in reading order."""

    #: The words by their numbers.
    words: tuple[str, ...]
    #: Number of the word at each place; ``_BREAK`` for a sign: [place].
    word: IntArray
    #: Number of the document that the place is in: [place].
    document: IntArray
    #: Number of documents.
    documents: int


@dataclass(frozen=True, slots=True, eq=False)
class Uses:
    """Frequent runs of words and the documents that use them."""

    #: The runs.
    grams: tuple[Gram, ...]
    #: Run and document of each use, by run, then by document: [use].
    gram: IntArray
    document: IntArray

    def documents_of(self, at: int) -> IntArray:
        """Return the documents that use the run with this number, in order."""
        start, stop = np.searchsorted(self.gram, [at, at + 1])
        return self.document[start:stop]


def read_corpus(documents: Iterable[Sequence[Text]], *, lang: str) -> Corpus:
    """Number the words of documents; the texts of a document are read as one."""
    numbers: dict[str, int] = {}

    # The same chunks between blanks come again and again: cut each once.
    @cache
    def numbers_of(chunk: str) -> tuple[int, ...]:
        return tuple(
            numbers.setdefault(token, len(numbers)) if token[0].isalnum() else _BREAK
            for token in split_chunk(chunk, lang=lang)
        )

    word: list[int] = []
    sizes: list[int] = []
    for texts in documents:
        before = len(word)
        for text in texts:
            word.extend(chain.from_iterable(map(numbers_of, cut_text(text))))
        sizes.append(len(word) - before)
    return Corpus(
        words=tuple(numbers),
        word=np.array(word, dtype=np.int64),
        document=np.repeat(np.arange(len(sizes)), sizes),
        documents=len(sizes),
    )


def count_grams(corpus: Corpus, *, recent: IntArray, least: int) -> Uses:
    """Find the runs that ``least`` recent documents use, and all documents using them.

    Args:
        corpus: The texts.
        recent: Numbers of the documents that decide.
        least: How many of them must use a run.

    """
    decides = np.isin(corpus.document, recent)
    words, one = _index(corpus.word, corpus, decides=decides, least=least)
    pairs, two = _index(_join(one, len(words)), corpus, decides=decides, least=least)
    triples, three = _index(
        _join(two, len(pairs)), corpus, decides=decides, least=least
    )
    singles: list[Gram] = [(corpus.words[word],) for word in words.tolist()]
    doubles = [
        singles[a] + singles[b] for a, b in zip(*_parts(pairs, len(words)), strict=True)
    ]
    runs = [
        doubles[a] + doubles[b][1:]
        for a, b in zip(*_parts(triples, len(pairs)), strict=True)
    ]
    levels = (one, 0), (two, len(singles)), (three, len(singles) + len(doubles))
    uses = np.concatenate([_uses(at, corpus, offset=offset) for at, offset in levels])
    return Uses(
        grams=(*singles, *doubles, *runs),
        gram=uses // corpus.documents,
        document=uses % corpus.documents,
    )


def _index(
    codes: IntArray, corpus: Corpus, *, decides: BoolArray, least: int
) -> tuple[IntArray, IntArray]:
    """Return the frequent codes, ascending, and their index at each place.

    The index is ``_BREAK`` where the code is, or is not frequent.
    """
    counted = decides & (codes != _BREAK)
    once = _unique(codes[counted] * corpus.documents + corpus.document[counted])
    values, counts = np.unique(once // corpus.documents, return_counts=True)
    frequent = values[counts >= least]
    if not frequent.size:
        return frequent, np.full_like(codes, _BREAK)
    at = np.minimum(np.searchsorted(frequent, codes), len(frequent) - 1)
    return frequent, np.where(frequent[at] == codes, at, _BREAK)


def _join(index: IntArray, size: int) -> IntArray:
    """Return a code for what stands at each place and the next one: [place]."""
    after = np.append(index[1:], _BREAK)
    known = (index != _BREAK) & (after != _BREAK)
    return np.where(known, index * size + after, _BREAK)


def _parts(codes: IntArray, size: int) -> tuple[list[int], list[int]]:
    """Undo ``_join``: return the first and the second part of each code."""
    if not size:
        return [], []
    first, second = np.divmod(codes, size)
    return first.tolist(), second.tolist()


def _uses(index: IntArray, corpus: Corpus, *, offset: int) -> IntArray:
    """Return run * documents + document for each use, ascending, without repeats."""
    used = index != _BREAK
    return _unique((index[used] + offset) * corpus.documents + corpus.document[used])


def _unique(values: IntArray) -> IntArray:
    """Return the different values, ascending; faster here than ``np.unique``."""
    ordered: IntArray = np.sort(values)
    first: BoolArray = np.diff(ordered, prepend=-1) != 0
    return ordered[first]
