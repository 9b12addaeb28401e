"""Find the categories that a text reports to fall or grow.

The way of one text::

    gate: is a word of falling or growing in it?       (Aho-Corasick)
    for each sentence with such a word:
        read its claims                                (claims)
        make declines of them                          (category)
    join what title and summary both say               (merge)
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

import ahocorasick

from ...model import Decline, Span, Text
from ..lasting import lasting
from ..normalise import normalise
from .category import key_of, without_quotes
from .claims import Claim, ClaimReader
from .document import Document, Sentence
from .lexicon import LANGUAGES, Lexicon, fold, load_lexicon
from .merge import merge
from .shapes import Alphabet, Rule, compile_rule
from .subject import STRONG
from .units import Unit

#: Variants that occur in the forms of the gate; ``normalise`` costs more.
_VARIANTS = (("\u2019", "'"), ("\u00a0", " "), ("\u202f", " "))
#: Files that decide what is found.
_WORD_LIST = re.compile(r"(categories|places|(grammar|others|rules)\.\w+)\.toml")
_CODE = re.compile(r"\w+\.py")
_SIGNED = re.compile(r"(?<!\w)[-+]\s?\d+(?:[.,]\d+)?\s?(?:%|p)|% more\b|\bmoins \d")


@dataclass(frozen=True, slots=True)
class _Language:
    """The compiled rules of one language."""

    lexicon: Lexicon
    #: Forms that say something falls or grows, with their lengths.
    gate: ahocorasick.Automaton
    reader: ClaimReader


class DeclineFinder:
    """Finds declines in texts; made once by ``make_finder``."""

    def __init__(self, languages: Collection[str], *, version: str) -> None:
        self._languages = languages
        #: Changes with what the finder may find: 12 hex digits.
        self.version = version

    def find(self, text: Text) -> tuple[Decline, ...]:
        """Return the declines of a text in reading order, most often none."""
        if text.lang not in self._languages:
            return ()
        language = _compile(text.lang)
        if not (_passes(text.title, language) or _passes(text.summary, language)):
            return ()
        declines = _declines(Document(text, language.lexicon), language)
        return merge(declines, language.lexicon.domains.keys())


@cache
def make_finder() -> DeclineFinder:
    """Return the finder for French and English, made once.

    A text of another language has no declines. The rules of a language are
    compiled with its first text: half a second.
    """
    return DeclineFinder(LANGUAGES, version=finder_version())


@cache
def finder_version() -> str:
    """Return a hash of the word lists, and of the code that makes rules of them."""
    files = [
        file
        for folder, wanted in (("lexicon", _WORD_LIST), ("declines", _CODE))
        for file in resources.files("watch.signals").joinpath(folder).iterdir()
        if wanted.fullmatch(file.name)
    ]
    digest = hashlib.sha256()
    for file in sorted(files, key=lambda file: file.name):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


@cache
@lasting()
def _compile(lang: str) -> _Language:
    lexicon = load_lexicon(lang)
    alphabet = Alphabet()
    rules: dict[str, list[Rule]] = {}
    for description in lexicon.rules:
        rule = compile_rule(description, lexicon.macros, alphabet)
        for tag in rule.fall:
            rules.setdefault(tag, []).append(rule)
    # what only adds to another claim says nothing by itself
    starts = {tag for tag, each in rules.items() if not all(r.after for r in each)}
    gate = ahocorasick.Automaton()
    for form, entry in (*lexicon.words.items(), *lexicon.verbs.items()):
        if entry.tag in starts:
            for spelling in {form, fold(form)}:
                gate.add_word(spelling, len(spelling))
    gate.make_automaton()
    return _Language(lexicon, gate, ClaimReader(lexicon, alphabet, rules))


def _passes(text: str, language: _Language) -> bool:
    """Tell whether a text may say that something falls or grows."""
    lower = text.lower()
    for variant, plain in _VARIANTS:
        lower = lower.replace(variant, plain)
    for last, length in language.gate.iter(lower):
        before, after = last - length, last + 1
        starts = before < 0 or not lower[before].isalnum()
        if starts and (after == len(lower) or not lower[after].isalnum()):
            return True
    return "%" in lower and _SIGNED.search(normalise(text)) is not None


def _declines(document: Document, language: _Language) -> Iterator[Decline]:
    earlier: list[Claim] = []
    for number, sentence in enumerate(document.sentences):
        if _passes(sentence.normal, language):
            claims = language.reader.read(document, number, earlier)
            earlier += claims
            for claim in claims:
                yield _decline(claim, document, sentence, language.lexicon)


def _decline(
    claim: Claim, document: Document, sentence: Sentence, lexicon: Lexicon
) -> Decline:
    words, source = claim.subject.words, claim.source
    key = key_of(words, lexicon)
    start, end = words[0].start, words[-1].end
    for prefix in lexicon.habits.prefixes:
        if words[0].form.startswith(prefix):
            start += len(prefix)
    known = claim.subject.known
    trade = (  # shopkeepers, not crude oil
        known is not None and known.weak == "measure" and known.form.endswith("s")
    )
    named = _named_in_title(key, document) if trade else None  # their shops
    if named is not None:
        source, start, end = document.sentences[0], named.start, named.end
    name = source.original[start:end]
    verb = words[0].tag == "CONSUME"  # "ils lisent moins": lecture
    return Decline(
        category=lexicon.told[key] if verb else without_quotes(name),
        key=key,
        direction="up" if claim.sign > 0 else "down",
        percent=claim.percent,
        period=claim.period,
        place=claim.place,
        confidence=_confidence(claim),
        evidence=sentence.quote,
        rule=claim.rule.id,
        span=Span(source.part, start, end, name),
    )


def _named_in_title(key: str, document: Document) -> Unit | None:
    """Return the words of the title for a category, if it names it."""
    for unit in document.units(0):
        if unit.tag == "CAT" and unit.value == key:
            return unit
    return None


def _confidence(claim: Claim) -> Literal["strict", "review"]:
    """Return ``strict`` for a known category with a measure, or a figure."""
    subject = claim.subject
    if claim.rule.review or subject.owned or subject.carried:
        return "review"
    if subject.known is None or subject.known.weak == "measure":
        return "strict" if subject.measure in STRONG and subject.known else "review"
    figure = claim.percent is not None and subject.measure != "money"
    return "strict" if subject.measure in STRONG or figure else "review"
