"""Find the categories that a text reports to fall or grow.

The way of one text::

    gate: is a word of falling or growing in it?       (Aho-Corasick)
    for each sentence with such a word:
        units = read_units(sentence)                   (units)
        for each unit that says "falls":
            match the rules of its tag                 (shapes, rules.<lang>.toml)
            drop it unless told as a fact              (scope)
            read the noun phrase that falls            (subject)
            carry the category over to "the market"    (_topic)
            add percent, period, place                 (figures, circumstances)
    merge what title and summary both say              (merge)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import ahocorasick

from ...model import Decline, Span, Text
from ..normalise import normalise
from . import category, merge
from .circumstances import find_period, find_places
from .figures import find_percent
from .lexicon import LANGUAGES, Lexicon, fold, load_lexicon
from .scope import is_fact
from .shapes import Alphabet, Rule, compile_rule
from .subject import Subject, read_subjects
from .units import Unit, read_units, split_sentences

#: A French text of this many code points without an accent has lost them.
_ENOUGH = 60
#: Marks that may touch a word become spaces for the gate.
_BLANK = str.maketrans(dict.fromkeys(",:;.!?()[]\"'–—-/|…", " "))
_SIGNED = re.compile(r"(?<![\w])[-+]\s?\d+(?:[.,]\d+)?\s?(?:%|p)")


@dataclass(frozen=True, slots=True)
class _Language:
    """The compiled rules of one language."""

    lexicon: Lexicon
    alphabet: Alphabet
    #: Rules by the tag that triggers them, in the order of the file.
    rules: Mapping[str, tuple[Rule, ...]]
    #: Forms that say something falls or grows, between spaces.
    gate: ahocorasick.Automaton


@dataclass(slots=True)
class _Sentence:
    """A sentence of the title or the summary."""

    part: Literal["title", "summary"]
    #: Normalised and original text of the whole field.
    text: str
    original: str
    start: int
    end: int
    #: Read on first use.
    units: list[Unit] = field(default_factory=list)


class DeclineFinder:
    """Finds declines in texts; made once by ``make_finder``."""

    def __init__(self, languages: Mapping[str, _Language]) -> None:
        self._languages = languages

    def find(self, text: Text) -> tuple[Decline, ...]:
        """Return the declines of a text in reading order, most often none."""
        language = self._languages.get(text.lang)
        if language is None:
            return ()
        fields = [("title", text.title), ("summary", text.summary)]
        normal = [normalise(original) for _, original in fields]
        if not any(_passes(one, language) for one in normal):
            return ()
        reading = _Reading(text, normal, language)
        return merge.merge(reading.declines())


def make_finder() -> DeclineFinder:
    """Return a finder for French and English; a text of another language has none."""
    return DeclineFinder({lang: _compile(lang) for lang in LANGUAGES})


def _compile(lang: str) -> _Language:
    lexicon = load_lexicon(lang)
    alphabet = Alphabet()
    rules: dict[str, list[Rule]] = {}
    for description in lexicon.rules:
        rule = compile_rule(description, lexicon.macros, alphabet)
        for tag in rule.fall:
            rules.setdefault(tag, []).append(rule)
    gate = ahocorasick.Automaton()
    for form, entry in (*lexicon.words.items(), *lexicon.verbs.items()):
        if entry.tag in rules or entry.tag in {"LESS", "MORE"}:
            for one in {form, fold(form)}:
                word = one.translate(_BLANK).split()[0] if " " in one else one
                gate.add_word(f" {_blank(word)} ", True)  # noqa: FBT003
    gate.make_automaton()
    return _Language(
        lexicon, alphabet, {tag: tuple(found) for tag, found in rules.items()}, gate
    )


def _blank(text: str) -> str:
    return text.lower().translate(_BLANK)


def _passes(text: str, language: _Language) -> bool:
    for _ in language.gate.iter(f" {_blank(text)} "):
        return True
    return "%" in text and _SIGNED.search(text) is not None


def _sentences(
    part: Literal["title", "summary"], normal: str, original: str
) -> Iterator[_Sentence]:
    for start, end in split_sentences(normal):
        yield _Sentence(part, normal, original, start, end)


class _Reading:
    """One text being read."""

    def __init__(self, text: Text, normal: list[str], language: _Language) -> None:
        self._language = language
        self._folded = (
            text.lang == "fr" and len(text.summary) > _ENOUGH and text.summary.isascii()
        )
        self._sentences = [
            *_sentences("title", normal[0], text.title),
            *_sentences("summary", normal[1], text.summary),
        ]

    def declines(self) -> Iterator[Decline]:
        for number, sentence in enumerate(self._sentences):
            if not _passes(
                sentence.text[sentence.start : sentence.end], self._language
            ):
                continue
            self._read(sentence)
            yield from self._declines_of(number)

    def _read(self, sentence: _Sentence) -> list[Unit]:
        if not sentence.units:
            sentence.units = read_units(
                sentence.text,
                sentence.start,
                sentence.end,
                self._language.lexicon,
                folded=self._folded,
            )
        return sentence.units

    def _declines_of(self, number: int) -> Iterator[Decline]:
        sentence, language = self._sentences[number], self._language
        units = sentence.units
        shape = language.alphabet.shape(unit.tag for unit in units)
        for fall, unit in enumerate(units):
            for rule in language.rules.get(unit.tag, ()):
                groups = rule.match(shape, fall)
                if groups is None:
                    continue
                if not is_fact(units, fall, language.lexicon.lang):
                    break
                found = list(self._claims(number, fall, rule, groups))
                if found or self._refused(units, groups):
                    yield from found
                    break

    def _refused(
        self, units: list[Unit], groups: Mapping[str, tuple[int, int]]
    ) -> bool:
        start, end = groups["what"]
        return any(unit.tag in {"NOT_CAT", "ORG", "NAME"} for unit in units[start:end])

    def _claims(
        self,
        number: int,
        fall: int,
        rule: Rule,
        groups: Mapping[str, tuple[int, int]],
    ) -> Iterator[Decline]:
        sentence, lang = self._sentences[number], self._language.lexicon.lang
        units = sentence.units
        start, end = groups["what"]
        subjects = read_subjects(units[start:end], lang)
        if subjects and subjects[0].bare:
            subjects = self._carry(number, groups, subjects[0])
        if not subjects:
            return
        percent = find_percent(
            units, fall, sentence.text, self._language.lexicon.figures
        )
        places = find_places(units, fall)
        for subject in subjects:
            for place, figure in places or [(subject.place, percent)]:
                yield self._decline(
                    sentence, fall, rule, subject, (figure or percent, place)
                )

    def _carry(
        self, number: int, groups: Mapping[str, tuple[int, int]], bare: Subject
    ) -> list[Subject]:
        """Return the bare measure with the category it is about, if there is one."""
        sentence, lang = self._sentences[number], self._language.lexicon.lang
        if "owner" in groups:
            start, end = groups["owner"]
            owners = read_subjects(sentence.units[start:end], lang)
            if not owners or owners[0].words:
                return owners
        if not bare.owned:
            topic = self._topic(number, groups["what"][0])
            if topic is not None:
                return [bare.about(topic)]
        if bare.measure == "generic":
            return [bare.about(*bare.head, carried=False)]
        return []

    def _topic(self, number: int, before: int) -> Unit | None:
        """Return the nearest category before a bare measure."""
        for index in range(number, -1, -1):
            units = self._read(self._sentences[index])
            stop = before if index == number else len(units)
            for unit in reversed(units[:stop]):
                if unit.tag == "CAT":
                    return unit
        return None

    def _decline(
        self,
        sentence: _Sentence,
        fall: int,
        rule: Rule,
        subject: Subject,
        figures: tuple[float | None, str],
    ) -> Decline:
        percent, place = figures
        words = subject.words
        units = sentence.units
        start, end = words[0].start, words[-1].end
        name = sentence.original[start:end]
        return Decline(
            category=name,
            key=category.key_of(words, self._language.lexicon),
            direction="up" if (rule.sign or units[fall].sign) > 0 else "down",
            percent=percent,
            period=find_period(units, fall),
            place=place or subject.place,
            confidence=_confidence(subject, rule, percent),
            evidence=sentence.original[sentence.start : sentence.end].strip(),
            rule=rule.id,
            span=Span(sentence.part, start, end, name),
        )


def _confidence(
    subject: Subject, rule: Rule, percent: float | None
) -> Literal["strict", "review"]:
    if rule.review or subject.owned or subject.carried:
        return "review"
    if subject.measure in {"market", "generic"}:
        return "strict"
    return "strict" if subject.known and percent is not None else "review"
