"""What the tagger finds in an article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

#: Id by which subscribers choose reports of falling and growing categories.
CATEGORY_DECLINES = "category-declines"


@dataclass(frozen=True, slots=True)
class Signal:
    """A named theme that rules recognise, without its rules."""

    #: Short unique name, for example ``gender-fluid``.
    id: str
    #: Title for readers, by language.
    title: Mapping[str, str]
    #: One sentence for readers, by language.
    description: Mapping[str, str]
    #: Theme it belongs to, for example ``consumers``.
    theme: str


@dataclass(frozen=True, slots=True)
class Span:
    """Where a rule matched: ``getattr(text, field)[start:end]``, code points."""

    #: Which text.
    field: Literal["title", "summary"]
    #: Half-open range of code points.
    start: int
    end: int
    #: The words themselves, as they stand in the field.
    text: str


@dataclass(frozen=True, slots=True)
class Mention:
    """An article speaks of a signal."""

    #: Id of the signal.
    signal: str
    #: Id of the rule that matched, unique within the signal.
    rule: str
    #: Hash of the rule's definition: tells which wording of the rule it was.
    rule_version: str
    #: What matched, in reading order; at least one.
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Decline:
    """A text reports that a category falls or grows."""

    #: The category in the words of the text, without determiner, market head or
    #: quotation marks; the name of a habit that a verb tells ("lecture" for "ils
    #: lisent").
    category: str
    #: Normalised category by which reports are counted, for example
    #: ``chewing-gum``.
    key: str
    #: Whether it falls or grows.
    direction: Literal["down", "up"]
    #: Percentage, positive; None when the text gives none.
    percent: float | None
    #: Period as written; "" when none.
    period: str
    #: Place as written; "" when none.
    place: str
    #: ``strict`` may be published, ``review`` needs a reader first.
    confidence: Literal["strict", "review"]
    #: The sentence that says it, as it stands in the text.
    evidence: str
    #: Id of the rule that matched.
    rule: str
    #: The words of the category in the text.
    span: Span


@dataclass(frozen=True, slots=True)
class Tags:
    """Everything the tagger finds in one text."""

    #: At most one mention for each signal, in catalogue order.
    mentions: tuple[Mention, ...]
    #: Reports of falling or growing categories, in reading order.
    declines: tuple[Decline, ...]
