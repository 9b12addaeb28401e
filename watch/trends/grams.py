"""Counting runs of one to three words over many texts, in numpy.

::

    read_corpus   texts -> numbers, one for each word or sign
    count_grams   numbers -> the frequent runs, and the documents that use them

A run counts only if its two ends can be ends of a term, and it can only be frequent if
its words are: both leave little to count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..model import Text
from .series import BoolArray, IntArray
from .terms import LINE_END, Gram, can_end, split_words

#: Numbers of any size: small ones are read faster.
_Numbers = NDArray[np.integer[Any]]

#: Stands for a sign, or for the end of a title or summary: no run crosses it.
_BREAK = -1
#: What stands at the end of a title or summary.
_STOP = "."
#: Words of a run, at most.
_LONGEST = 3


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """Texts as numbers, one entry per word or sign, in reading order."""

    #: The words by their numbers.
    words: tuple[str, ...]
    #: Their language.
    lang: str
    #: Number of the word at each place; ``_BREAK`` for a sign: [place].
    word: _Numbers
    #: Number of the document that the place is in: [place].
    document: _Numbers

    def regroup(self, document_of: IntArray) -> Corpus:
        """Join documents: those of the same new number are one; -1 leaves one out."""
        document = document_of[self.document]
        kept = document >= 0
        return Corpus(self.words, self.lang, self.word[kept], document[kept])


@dataclass(frozen=True, slots=True, eq=False)
class Uses:
    """Frequent runs of words and the documents that use them."""

    #: The runs.
    grams: tuple[Gram, ...]
    #: Run and document of each use, by run, then by document: [use].
    gram: IntArray
    document: _Numbers
    #: Where the uses of each run begin, and the end of the last one: [run + 1].
    start: IntArray

    def documents_of(self, at: int) -> _Numbers:
        """Return the documents that use the run with this number, in order."""
        return self.document[self.start[at] : self.start[at + 1]]


def read_corpus(texts: Iterable[Text], *, lang: str) -> Corpus:
    """Number the words of texts of one language; each text is a document."""
    # The same chunks between blanks come again and again: each is cut once, below.
    chunks: defaultdict[str, int] = defaultdict(count().__next__)
    number_of = chunks.__getitem__
    read: list[int] = []
    sizes: list[int] = []
    for text in texts:
        before = len(read)
        written = f"{text.title} {_STOP} {text.summary} {_STOP}"
        read.extend(map(number_of, written.split()))
        sizes.append(len(read) - before)
    chunk = np.fromiter(read, dtype=np.int32, count=len(read))
    words, tokens, counts = _cut(chunks, lang=lang)
    place = np.arange(counts[chunk].sum(), dtype=np.int32)
    # What each place is: the first token of its chunk, and so many further on.
    starts = (np.cumsum(counts, dtype=np.int32) - counts)[chunk]
    counts = counts[chunk]
    firsts = np.cumsum(counts, dtype=np.int32) - counts
    return Corpus(
        words=words,
        lang=lang,
        word=tokens[np.repeat(starts - firsts, counts) + place],
        document=np.repeat(
            np.repeat(np.arange(len(sizes), dtype=np.int32), sizes), counts
        ),
    )


def _cut(
    chunks: Iterable[str], *, lang: str
) -> tuple[tuple[str, ...], _Numbers, _Numbers]:
    """Return words, the word or ``_BREAK`` of each token, the tokens of each chunk."""
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    end = numbers[LINE_END]
    lines = "".join(f"{chunk}{LINE_END}" for chunk in chunks)
    tokens = np.fromiter(
        map(numbers.__getitem__, split_words(lines, lang=lang)), dtype=np.int32
    )
    is_sign = np.array([not word[0].isalnum() for word in numbers], dtype=np.bool_)
    counts = np.diff(np.flatnonzero(tokens == end), prepend=-1).astype(np.int32) - 1
    tokens = tokens[tokens != end]
    return tuple(numbers), np.where(is_sign[tokens], _BREAK, tokens), counts


def count_grams(corpus: Corpus, *, recent: IntArray, least: int) -> Uses:
    """Find the runs that ``least`` recent documents use, and all documents using them.

    Only runs whose first and last words can be the ends of a term are found.

    Args:
        corpus: The texts.
        recent: Numbers of the documents that decide.
        least: How many of them must use a run.

    """
    usual = _choose_usual(corpus, recent=recent, least=least)
    runs = _single_words(usual)
    grams, uses = list[Gram](), list[IntArray]()
    for length in range(1, _LONGEST + 1):
        if length > 1:
            runs = _lengthen(runs, usual, length)
        # Renumbered: only the runs that end well are kept.
        ends_well = usual.is_end[runs.last]
        number = np.cumsum(ends_well) - 1 + len(grams)
        grams += [runs.names[at] for at in np.flatnonzero(ends_well).tolist()]
        used = ends_well[runs.run]
        document = usual.document[runs.place[used]]
        uses.append(_unique(number[runs.run[used]] * usual.decides.size + document))
    gram, document = np.divmod(np.concatenate(uses), usual.decides.size)
    start = np.searchsorted(gram, np.arange(len(grams) + 1))
    return Uses(grams=tuple(grams), gram=gram, document=document, start=start)


@dataclass(frozen=True, slots=True, eq=False)
class _Usual:
    """The texts, reduced to the words that enough recent documents use."""

    #: Those words; an empty one at the end.
    words: tuple[str, ...]
    #: Which of them can begin or end a term: [word].
    is_end: BoolArray
    #: The word at each place; ``_BREAK`` for any other, and after the end: [place].
    word: _Numbers
    #: The document of each place: [place].
    document: _Numbers
    #: Which documents decide: [document].
    decides: BoolArray
    #: How many of them must use a run.
    least: int


@dataclass(frozen=True, slots=True, eq=False)
class _Runs:
    """Frequent runs of one length that begin well, and where they stand."""

    #: The runs, and the last word of each: [run].
    names: Sequence[Gram]
    last: IntArray
    #: Where they begin, and which run it is: [use].
    place: IntArray
    run: _Numbers


def _choose_usual(corpus: Corpus, *, recent: IntArray, least: int) -> _Usual:
    documents = 1 + int(corpus.document.max(initial=0))
    decides = np.isin(np.arange(documents), recent)
    chosen = _frequent(corpus.word, corpus.document, decides, least=least)
    # _BREAK = -1 finds what is added at the end.
    index = np.full(len(corpus.words) + 1, _BREAK)
    index[chosen] = np.arange(chosen.size)
    words = [corpus.words[number] for number in chosen.tolist()]
    is_end = [can_end(word, lang=corpus.lang) for word in words]
    return _Usual(
        words=(*words, ""),
        is_end=np.array([*is_end, False]),
        word=np.append(index[corpus.word], [_BREAK] * _LONGEST),
        document=corpus.document,
        decides=decides,
        least=least,
    )


def _frequent(
    codes: _Numbers, document: _Numbers, decides: BoolArray, *, least: int
) -> IntArray:
    """Return the codes that enough of the deciding documents have, ascending."""
    counted = decides[document] & (codes != _BREAK)
    chosen = codes[counted].astype(np.int64)
    once = _unique(chosen * decides.size + document[counted])
    values, counts = np.unique(once // decides.size, return_counts=True)
    return values[counts >= least]


def _single_words(usual: _Usual) -> _Runs:
    place = np.flatnonzero(usual.is_end[usual.word])
    return _Runs(
        names=[(word,) for word in usual.words],
        last=np.arange(len(usual.words)),
        place=place,
        run=usual.word[place],
    )


def _lengthen(runs: _Runs, usual: _Usual, length: int) -> _Runs:
    """Add the next word to each run, to make it this long."""
    after = usual.word[runs.place + length - 1]
    size = len(usual.words)
    codes = np.where(after == _BREAK, _BREAK, runs.run * size + after)
    document = usual.document[runs.place]
    frequent = _frequent(codes, document, usual.decides, least=usual.least)
    run = _search(frequent, codes)
    first, last = np.divmod(frequent, size)
    parts = zip(first.tolist(), last.tolist(), strict=True)
    return _Runs(
        names=[(*runs.names[one], usual.words[two]) for one, two in parts],
        last=last,
        place=runs.place[run != _BREAK],
        run=run[run != _BREAK],
    )


def _search(known: IntArray, codes: IntArray) -> IntArray:
    """Return where each code stands in ``known``; ``_BREAK`` for the others."""
    if not known.size:
        return np.full_like(codes, _BREAK)
    at = np.minimum(np.searchsorted(known, codes), known.size - 1)
    return np.where(known[at] == codes, at, _BREAK)


def _unique(values: IntArray) -> IntArray:
    """Return the different values, ascending; faster here than ``np.unique``."""
    ordered: IntArray = np.sort(values)
    first = np.ones(ordered.size, dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]
