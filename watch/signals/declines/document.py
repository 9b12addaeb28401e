"""A text as the finder reads it: sentences, and their units when asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ...model import Text
from ..normalise import normalise
from .lexicon import Lexicon
from .reader import Reader
from .units import Unit, split_sentences

#: A French text of this many code points without an accent has lost them.
_ENOUGH = 60
_ACCENT = re.compile("[À-ÿ]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the title or the summary."""

    #: The field it stands in.
    part: Literal["title", "summary"]
    #: Normalised text of the whole field; same offsets as ``original``.
    text: str
    #: The field as published.
    original: str
    #: Half-open range in both.
    start: int
    end: int

    @property
    def normal(self) -> str:
        """The sentence, normalised."""
        return self.text[self.start : self.end]

    @property
    def quote(self) -> str:
        """The sentence as published."""
        return self.original[self.start : self.end].strip()


class Document:
    """The sentences of a text, in reading order."""

    def __init__(self, text: Text, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        bare = len(text.summary) > _ENOUGH and not _ACCENT.search(text.summary)
        self._folded = text.lang == "fr" and bare
        self.sentences = (
            *_sentences("title", text.title),
            *_sentences("summary", text.summary),
        )
        self._units: dict[int, list[Unit]] = {}

    def units(self, number: int) -> list[Unit]:
        """Return the units of a sentence by its number; read once."""
        if number not in self._units:
            sentence = self.sentences[number]
            reader = Reader(sentence.text, self._lexicon, folded=self._folded)
            self._units[number] = reader.read(sentence.start, sentence.end)
        return self._units[number]


@dataclass(frozen=True, slots=True)
class Spot:
    """A unit that says something falls, with everything around it."""

    #: The text.
    document: Document
    #: Number of the sentence.
    number: int
    #: Number of the unit in the sentence.
    fall: int
    #: Half-open ranges of units that a rule names: ``what``, ``owner``.
    groups: dict[str, tuple[int, int]]

    @property
    def units(self) -> list[Unit]:
        """Units of the sentence."""
        return self.document.units(self.number)

    @property
    def unit(self) -> Unit:
        """The unit itself."""
        return self.units[self.fall]

    @property
    def sentence(self) -> Sentence:
        """The sentence."""
        return self.document.sentences[self.number]

    def group(self, name: str) -> list[Unit]:
        """Return the units that a rule names; [] if the rule doesn't."""
        start, end = self.groups.get(name, (0, 0))
        return self.units[start:end]


def _sentences(part: Literal["title", "summary"], original: str) -> Iterator[Sentence]:
    text = normalise(original)
    for start, end in split_sentences(text):
        yield Sentence(part, text, original, start, end)
