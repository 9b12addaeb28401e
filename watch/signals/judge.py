"""Does a rule match? One text, one rule, one verdict with its reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from spacy.tokens import Doc

from ..model import Span, Text
from .compile import Compiled, CompiledRule
from .normalise import flatten, normalise
from .words import Words

Field = Literal["title", "summary"]
#: A French text this long without a single accent was written without them.
_BARE_LENGTH = 100
_SENTENCE_ENDS = frozenset({".", "!", "?", "…", "..."})


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """Where a group occurs: half-open range of tokens of a field."""

    #: 0 = title, 1 = summary.
    field: int
    #: First token, and the one after the last.
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a match does not count."""

    #: The condition of the rule that failed.
    by: Literal["near", "also", "except", "unless", "only"]
    #: What stopped it as it stands in the text; "" if something was missing.
    words: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule makes of a text."""

    #: What matched, in reading order, with the words near it; empty = no match.
    spans: tuple[Span, ...]
    #: Matches that did not count, with the reason of each.
    stopped: tuple[tuple[Span, Stop], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A tokenised text with everything that the matchers found in it."""

    #: The text.
    text: Text
    #: Tokens of title and summary.
    docs: tuple[Doc, ...]
    #: Group -> where it occurs, in reading order.
    hits: Mapping[int, Sequence[Hit]]

    def span(self, hit: Hit) -> Span:
        """Return the place of a hit in the original text."""
        field: Field = "summary" if hit.field else "title"
        part = self.docs[hit.field][hit.start : hit.end]
        words = getattr(self.text, field)[part.start_char : part.end_char]
        return Span(field=field, start=part.start_char, end=part.end_char, text=words)

    def share_sentence(self, first: Hit, second: Hit) -> bool:
        """Tell whether no sentence ends between two hits of a field."""
        left, right = sorted((first, second))
        between = self.docs[first.field][left.end : right.start]
        return not any(token.text in _SENTENCE_ENDS for token in between)


def read_text(
    compiled: Compiled, words: Words, text: Text, rules: Sequence[CompiledRule]
) -> Reading:
    """Tokenise a text and find in it every group that some rules ask for.

    Args:
        compiled: The rules of its language.
        words: The tokenizer they were compiled with.
        text: What to read.
        rules: Those that will be judged.

    """
    docs = words.cut_for_now(text.title, text.summary)
    patterns = any(rule.has_patterns for rule in rules)
    matchers = (*compiled.phrases, *([compiled.patterns] if patterns else ()))
    asked = {group for rule in rules for group in rule.groups}
    hits: dict[int, set[Hit]] = {}
    for field, doc in enumerate(docs):
        original = normalise((text.title, text.summary)[field]).replace("-", " ")
        bare = len(original) >= _BARE_LENGTH and flatten(original) == original
        for key, start, end in chain.from_iterable(match(doc) for match in matchers):
            group = compiled.numbers[key]
            if group not in asked:
                continue
            part = doc[start:end]
            folded = part.text.lower()
            written = original[part.start_char : part.end_char]
            spelled = compiled.spellings.get(group)
            if spelled is None or _is_spelled(
                written, spelled.get(folded, {folded}), bare=bare
            ):
                hits.setdefault(group, set()).add(Hit(field, start, end))
    return Reading(
        text=text, docs=docs, hits={key: sorted(found) for key, found in hits.items()}
    )


def _is_spelled(written: str, spellings: AbstractSet[str], *, bare: bool) -> bool:
    """Tell whether accents agree: capitals and bare texts may leave them out.

    >>> _is_spelled("METAVERS", frozenset({"métavers"}), bare=False)
    True
    >>> _is_spelled("genre", frozenset({"genré"}), bare=False)
    False
    """
    lower = written.lower()
    if lower in spellings:
        return True
    return any(
        all(
            small == wanted or ((bare or char.isupper()) and small == flatten(wanted))
            for char, small, wanted in zip(written, lower, spelling, strict=True)
        )
        for spelling in spellings
        if len(spelling) == len(written) == len(lower)
    )


def judge(compiled: CompiledRule, reading: Reading) -> Verdict:
    """Apply one rule to a text."""
    found: set[Hit] = set()
    stopped: list[tuple[Span, Stop]] = []
    for hit in _longest(_hits(reading, *compiled.anchors)):
        partner = _partner(compiled, reading, hit)
        stop = _stop(compiled, reading, hit, partner)
        if stop is not None:
            stopped.append((reading.span(hit), stop))
            continue
        found.add(hit)
        if partner is not None:
            found.add(partner)
    spans = tuple(reading.span(hit) for hit in _longest(sorted(found)))
    return Verdict(spans=spans, stopped=tuple(stopped))


def _stop(
    compiled: CompiledRule, reading: Reading, hit: Hit, partner: Hit | None
) -> Stop | None:
    """Return the first condition of the rule that a match fails, or None."""
    field = "summary" if hit.field else "title"
    if compiled.rule.only not in {None, field}:
        return Stop(by="only", words="")
    for other in _hits(reading, *compiled.exceptions):
        if _overlap(hit, other):
            return Stop(by="except", words=reading.span(other).text)
    for other in _hits(reading, *compiled.unless):
        return Stop(by="unless", words=reading.span(other).text)
    if compiled.also and not any(group in reading.hits for group in compiled.also):
        return Stop(by="also", words="")
    if compiled.near and partner is None:
        return Stop(by="near", words="")
    return None


def _partner(compiled: CompiledRule, reading: Reading, hit: Hit) -> Hit | None:
    """Return the nearest ``near`` wording that satisfies the rule, or None."""
    within = compiled.rule.within
    near = [
        other
        for other in _hits(reading, *compiled.near)
        if other.field == hit.field
        and not _overlap(hit, other)
        and (
            reading.share_sentence(hit, other)
            if within is None
            else _distance(hit, other) <= within
        )
    ]
    return min(near, key=lambda other: (_distance(hit, other), other), default=None)


def _hits(reading: Reading, *groups: int) -> Iterator[Hit]:
    for group in groups:
        yield from reading.hits.get(group, ())


def _distance(first: Hit, second: Hit) -> int:
    """Return the number of tokens between two hits of a field."""
    return max(first.start, second.start) - min(first.end, second.end)


def _overlap(first: Hit, second: Hit) -> bool:
    return (
        first.field == second.field
        and first.start < second.end
        and second.start < first.end
    )


def _longest(hits: Iterator[Hit] | Sequence[Hit]) -> list[Hit]:
    """Return hits in reading order, of overlapping ones the longest."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit)):
        if not any(_overlap(hit, other) for other in kept):
            kept.append(hit)
    return sorted(kept)
