"""A unit: a word, phrase, figure or mark of a sentence, with the part it plays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: Starts of the tags of words that say something falls or grows.
_FALLING = (
    "FALL",
    "SELF",
    "FIGURE",
    "DROP",
    "STATE",
    "IDIOM",
    "PARTICLE",
    "SHUN",
    "BOOM",
)
#: A full stop, not of an abbreviation, and a capital or figure after it.
_SENTENCE_END = re.compile(
    r"(?<=[.!?…])(?<!\bM\.)(?<!\bMme\.)(?<!\b[A-Z]\.)(?<!\bvs\.)(?<!\bNo\.)"
    r"(?<!\bMr\.)(?<!\bSt\.)(?:[\"')]|\s\")?\s+(?=[\"'(]?\s?[A-ZÀ-Ý0-9+-])"
)


@dataclass(slots=True)
class Unit:
    """A word, phrase, figure or mark of a sentence."""

    #: Lower-case form, plain apostrophes and hyphens.
    form: str
    #: Half-open range in the field.
    start: int
    end: int
    #: Part it plays: a tag of the grammar, or of ``reader.MARKS``.
    tag: str
    #: -1 falls, +1 grows, 0 neither.
    sign: int = 0
    #: Of its entry; of a name: ``sure``, ``unsure`` (it opens the sentence),
    #: ``title`` (all words have capitals) or ``acronym``.
    value: str = ""
    #: See ``Entry.weak``.
    weak: str = ""
    #: A percentage, positive.
    percent: float | None = None

    @property
    def begins_report(self) -> bool:
        """Tell whether what follows belongs to a new report."""
        return self.tag in {"STOP", "QUESTION"} or self.tag.startswith(_FALLING)


def split_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the half-open ranges of the sentences of a normalised text.

    >>> list(split_sentences("Sales fell. Why? Nobody knows."))
    [(0, 11), (12, 16), (17, 30)]
    """
    start = 0
    for gap in _SENTENCE_END.finditer(text):
        yield start, gap.start() + len(gap[0].rstrip())
        start = gap.end()
    if start < len(text):
        yield start, len(text)
