"""Rules -> a gate and spaCy matchers for one language.

Equal sets of wordings are compiled once, as one *group*, however many rules use
them; groups are known by number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

from spacy.errors import MatchPatternError
from spacy.matcher import Matcher, PhraseMatcher
from spacy.strings import get_string_id

from ..errors import RuleError
from .gate import Gate, Need
from .normalise import flatten
from .phrases import Phrase
from .rules import Rule, Wordings
from .words import Words

#: Keys of a token pattern whose value is a word.
_WORD_KEYS = ("LOWER", "ORTH", "TEXT")


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule with the numbers of its groups; empty = no such condition."""

    #: The rule.
    rule: Rule
    #: Groups that match: wordings and token patterns.
    anchors: tuple[int, ...]
    #: Groups of which one must stand near, or anywhere.
    near: tuple[int, ...]
    also: tuple[int, ...]
    #: Groups of which none may stand anywhere.
    unless: tuple[int, ...]
    #: Groups that swallow a match they overlap: wordings and token patterns.
    exceptions: tuple[int, ...]

    @property
    def groups(self) -> Iterator[int]:
        """All groups that the rule asks for."""
        return chain(self.anchors, self.near, self.also, self.unless, self.exceptions)

    @property
    def has_patterns(self) -> bool:
        """Tell whether the rule needs the token matcher."""
        return bool(self.rule.patterns or self.rule.exception_patterns)


@dataclass(frozen=True, slots=True)
class Compiled:
    """Everything that reads texts of one language."""

    #: Rules in catalogue order.
    rules: tuple[CompiledRule, ...]
    #: Decides which rules could match.
    gate: Gate
    #: Find groups of wordings; the keys of their matches are in ``numbers``.
    phrases: tuple[PhraseMatcher, ...]
    #: Finds groups of token patterns; slower, so asked only when a rule needs it.
    patterns: Matcher
    #: spaCy's key -> group.
    numbers: Mapping[int, int]
    #: Group -> folded wording -> its spellings, where one has accents. Groups of
    #: token patterns, which don't see accents, are missing.
    spellings: Mapping[int, Mapping[str, frozenset[str]]]


def compile_rules(rules: Sequence[Rule], *, lang: str, words: Words) -> Compiled:
    """Compile the rules that read texts of a language.

    Raises ``RuleError`` with every token pattern that spaCy refuses.
    """
    groups = _Groups()
    chosen = tuple(
        groups.number_rule(rule) for rule in rules if rule.lang in {lang, "any"}
    )
    lower, exact = PhraseMatcher(words.vocab, "LOWER"), PhraseMatcher(words.vocab)
    tokens = Matcher(words.vocab, validate=True)
    keys = _hasher(words)
    for phrases, number in groups.wordings.items():
        _add(
            lower, number, [keys(phrase.text) for phrase in phrases if not phrase.exact]
        )
        _add(exact, number, [keys(phrase.text) for phrase in phrases if phrase.exact])
    problems = [
        problem for compiled in chosen for problem in _add_patterns(tokens, compiled)
    ]
    if problems:
        raise RuleError(problems)
    return Compiled(
        rules=chosen,
        gate=_make_gate(groups, chosen),
        phrases=tuple(matcher for matcher in (lower, exact) if len(matcher)),
        patterns=tokens,
        numbers={words.vocab.strings[str(n)]: n for n in range(groups.count)},
        spellings={
            number: _accented(phrases) for phrases, number in groups.wordings.items()
        },
    )


class _Groups:
    """Gives numbers to groups."""

    def __init__(self) -> None:
        #: Wordings -> number of the group.
        self.wordings: dict[tuple[Phrase, ...], int] = {}
        #: Identity of wordings, which the rules keep alive -> number of the group.
        self._seen: dict[int, int] = {}
        #: Number of a group of token patterns -> words of which the text has one.
        self.fixed_words: dict[int, list[str]] = {}
        #: Groups numbered so far.
        self.count = 0

    def number_rule(self, rule: Rule) -> CompiledRule:
        anchors = self._number(rule.phrases)
        exceptions = self._number(rule.exceptions)
        if rule.patterns:
            anchors = (*anchors, self._next())
            self.fixed_words[anchors[-1]] = [
                word for pattern in rule.patterns for word in fixed_words(pattern)
            ]
        if rule.exception_patterns:
            exceptions = (*exceptions, self._next())
        return CompiledRule(
            rule=rule,
            anchors=anchors,
            near=self._number(rule.near),
            also=self._number(rule.also),
            unless=self._number(rule.unless),
            exceptions=exceptions,
        )

    def _number(self, wordings: Wordings) -> tuple[int, ...]:
        return tuple(map(self._number_group, wordings))

    def _number_group(self, phrases: tuple[Phrase, ...]) -> int:
        """Return the number of a group; thousands of phrases are compared once."""
        if id(phrases) not in self._seen:
            if phrases not in self.wordings:
                self.wordings[phrases] = self._next()
            self._seen[id(phrases)] = self.wordings[phrases]
        return self._seen[id(phrases)]

    def _next(self) -> int:
        self.count += 1
        return self.count - 1


def fixed_words(pattern: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return words of which every match of a token pattern holds one.

    They are those of the token with the longest words, ``[]`` if there is none.

    >>> fixed_words([{"LOWER": "robe"}, {"LOWER": {"IN": ["unisexe", "mixte"]}}])
    ['unisexe', 'mixte']
    """
    best: list[str] = []
    for token in pattern:
        if token.get("OP", "1") not in {"1", "+"}:
            continue
        for key in _WORD_KEYS:
            value = token.get(key)
            if isinstance(value, dict):
                value = value.get("IN")
            words = [value] if isinstance(value, str) else value
            if isinstance(words, list) and _shortest(words) > _shortest(best):
                best = words
    return best


def _shortest(words: Iterable[object]) -> int:
    """Return the length of the shortest word; what is no word has none."""
    return min((len(w) if isinstance(w, str) else 0 for w in words), default=0)


def _make_gate(numbered: _Groups, rules: Sequence[CompiledRule]) -> Gate:
    needs = [
        Need(
            one_of=frozenset(rule.anchors),
            all_of=tuple(
                frozenset(groups) for groups in (rule.near, rule.also) if groups
            ),
        )
        for rule in rules
    ]
    needed = frozenset().union(
        *(groups for need in needs for groups in (need.one_of, *need.all_of))
    )
    wordings: dict[int, list[str]] = {
        number: [phrase.text for phrase in phrases]
        for phrases, number in numbered.wordings.items()
        if number in needed
    }
    return Gate(wordings | numbered.fixed_words, needs)


def _hasher(words: Words) -> Callable[[str], Sequence[int]]:
    """Return what hashes the words of a wording; 15,000 make up all wordings."""

    @cache
    def hash_chunk(chunk: str) -> Sequence[int]:
        return [get_string_id(word) for word in words.cut_chunk(chunk)]

    def hash_wording(wording: str) -> Sequence[int]:
        return [key for chunk in wording.split(" ") for key in hash_chunk(chunk)]

    return hash_wording


def _add(matcher: PhraseMatcher, number: int, keys: Sequence[Sequence[int]]) -> None:
    """Add wordings as the hashes of their words.

    This is how spaCy's matchers are unpickled; making a ``Doc`` of each of 20,000
    wordings first would take a second.
    """
    if keys:
        matcher.add(str(number), keys)  # type: ignore[arg-type] # typed for Docs only


def _add_patterns(matcher: Matcher, compiled: CompiledRule) -> Iterator[str]:
    """Add the token patterns of a rule; yield what is wrong with them."""
    rule = compiled.rule
    where = f'{rule.place}: signal "{rule.signal}": rule "{rule.id}":'
    if not all(fixed_words(pattern) for pattern in rule.patterns):
        yield f"{where} each token pattern needs a word that is always there"
    for patterns, groups in (
        (rule.patterns, compiled.anchors),
        (rule.exception_patterns, compiled.exceptions),
    ):
        try:
            if patterns:
                matcher.add(str(groups[-1]), [_fold(list(p)) for p in patterns])
        except MatchPatternError as error:
            details = " ".join(str(error).split())
            yield f"{where} spaCy refuses a token pattern: {details}"


def _fold(value: Any) -> Any:  # noqa: ANN401 - a pattern nests strings, lists, dicts
    """Return a token pattern with its words as the tokenizer will show them."""
    if isinstance(value, str):
        return flatten(value)
    if isinstance(value, list):
        return [_fold(part) for part in value]
    if isinstance(value, dict):
        return {key: _fold(part) for key, part in value.items()}
    return value


def _accented(phrases: Iterable[Phrase]) -> dict[str, frozenset[str]]:
    """Return folded wording -> spellings, where one of them has accents."""
    found: dict[str, set[str]] = {}
    plain: set[str] = set()
    for text, _ in phrases:
        if text.isascii():
            plain.add(text.lower())
        else:
            found.setdefault(flatten(text).lower(), set()).add(text.lower())
    return {
        folded: frozenset(spelled | ({folded} & plain))
        for folded, spelled in found.items()
    }
