"""A sentence as a row of units: words, phrases, figures and marks with a tag."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from .lexicon import Entry, Lexicon, fold

#: Tags of units that the word lists don't hold.
_MARKS = {
    ",": "COMMA",
    ":": "COLON",
    ";": "STOP",
    "|": "STOP",
    "…": "STOP",
    ".": "STOP",
    "!": "STOP",
    "?": "QUESTION",
    "(": "OPEN",
    "[": "OPEN",
    ")": "CLOSE",
    "]": "CLOSE",
    '"': "QUOTE",
    "'": "QUOTE",
    "–": "DASH",
    "—": "DASH",
    "-": "DASH",
    "/": "COMMA",
    "&": "AND",
}
#: A noun may open a sentence or follow these; the soft ones only with "of" after.
_OPENERS = frozenset({"START", "COLON", "STOP", "DASH"})
_SOFT_OPENERS = frozenset({"COMMA", "QUOTE", "AND", "CLOSE"})
#: A capital after these says nothing about a name.
_NAMES_MAY_FOLLOW = frozenset({"QUOTE", "COLON", "STOP", "DASH", "QUESTION", "OPEN"})
#: Words after which "à la baisse" is no state of its own.
_OF = frozenset({"de", "du", "des", "d'"})
#: Tags of nouns that may turn out to be verbs; other words never do.
_OPEN = frozenset({"CAT", "MEASURE", "NOT_CAT", "ORG", "PEOPLE", "DROP", "NATION"})
#: Words up to this length stay small in title case.
_SHORT = 3
_SENTENCE_END = re.compile(
    r"(?<=[.!?…])(?<!\bM\.)(?<!\bMme\.)(?<!\b[A-Z]\.)(?<!\bvs\.)(?<!\bNo\.)"
    r"(?<!\bMr\.)(?<!\bSt\.)(?:[\"')]|\s\")?\s+(?=[\"'(]?\s?[A-ZÀ-Ý0-9+-])"
)


#: Starts of the tags of words that say something falls or grows.
_FALLING = ("FALL", "SELF", "FIGURE", "DROP", "STATE", "IDIOM", "PARTICLE", "SHUN")


@dataclass(slots=True)
class Unit:
    """A word, phrase, figure or mark of a sentence."""

    #: Lower-case form, plain apostrophes and hyphens.
    form: str
    #: Half-open range in the field.
    start: int
    end: int
    #: Part it plays.
    tag: str
    #: -1 falls, +1 grows, 0 neither.
    sign: int = 0
    #: Of its entry; of a name: how sure we are that it is one.
    value: str = ""
    #: True: see ``Entry.weak``.
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


@cache
def _tokenizer(percent: str) -> re.Pattern[str]:
    number = r"\d+(?:[.,]\d+)?"
    return re.compile(
        rf"(?P<PCT>(?:(?<![\w-])[-+]\s?)?{number}\s?(?:{percent})(?!\w))"
        r"|(?P<NUM>\d+(?:[.,  ]\d{3})*(?:[.,]\d+)?(?![\w-]))"
        r"|(?P<ELISION>\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)'(?=\w|$))"
        r"|(?P<GENITIVE>'s\b|(?<=s)'(?=\s))"
        r"|(?P<WORD>[^\W_](?:\w|(?!'s\b)[-'.](?=[^\W_]))*)"
        r"|(?P<MARK>[^\w\s])",
        re.IGNORECASE,
    )


def read_units(
    text: str, start: int, end: int, lexicon: Lexicon, *, folded: bool = False
) -> list[Unit]:
    """Return the units of ``text[start:end]``; text must be normalised.

    Args:
        text: A title or summary.
        start: Start of the sentence.
        end: End of the sentence, exclusive.
        lexicon: Word lists of the language.
        folded: True for a text written without accents.

    """
    reader = _Reader(text, lexicon, folded=folded)
    return reader.read(start, end)


@dataclass(slots=True)
class _Candidate:
    """A unit that may be a noun or a verb, until its neighbours decide."""

    unit: Unit
    noun: Entry | None
    verb: Entry | None


class _Reader:
    """Reads the sentences of one text."""

    def __init__(self, text: str, lexicon: Lexicon, *, folded: bool) -> None:
        self._text = text
        self._lexicon = lexicon
        self._folded = folded

    def read(self, start: int, end: int) -> list[Unit]:
        lexicon = self._lexicon
        times = list(_times(lexicon.periods).finditer(self._text, start, end))
        pattern = _tokenizer(lexicon.figures["percent"])
        candidates: list[_Candidate] = []
        for time in times:
            candidates += self._read_words(pattern, start, time.start())
            unit = Unit(time[0].lower(), time.start(), time.end(), "TIME")
            candidates.append(_Candidate(unit, None, None))
            start = time.end()
        candidates += self._read_words(pattern, start, end)
        _decide(candidates, lexicon)
        units = [candidate.unit for candidate in candidates]
        _mark_names(units, self._text, lexicon)
        return _join_places(units, lexicon.place_words)

    def _read_words(
        self, pattern: re.Pattern[str], start: int, end: int
    ) -> list[_Candidate]:
        """Return the units of a stretch without periods."""
        tokens = list(pattern.finditer(self._text, start, end))
        forms = [token[0].lower() for token in tokens]
        found: list[_Candidate] = []
        position = 0
        while position < len(tokens):
            token = tokens[position]
            if token.lastgroup in {"WORD", "ELISION"}:
                candidate, length = self._longest(tokens, forms, position)
            else:
                candidate, length = _Candidate(_simple(token), None, None), 1
            found.append(candidate)
            position += length
        return found

    def _longest(
        self, tokens: list[re.Match[str]], forms: list[str], position: int
    ) -> tuple[_Candidate, int]:
        """Return the longest entry that starts here, and its number of tokens."""
        reach = self._lexicon.reach.get(forms[position], 1)
        for length in range(min(reach, len(tokens) - position), 0, -1):
            form = _spell(forms[position : position + length])
            noun, verb = self._look_up(form)
            following = forms[position + length : position + length + 1]
            if (
                noun
                and noun.tag == "STATE"
                and form.startswith("à")
                and following
                and following[0] in _OF
            ):
                continue  # "face à la baisse de": no state, but a noun
            if noun or verb or length == 1:
                first, last = tokens[position], tokens[position + length - 1]
                unit = Unit(form, first.start(), last.end(), "WORD")
                return _Candidate(unit, noun, verb), length
        raise AssertionError  # range() always ends with one token

    def _look_up(self, form: str) -> tuple[Entry | None, Entry | None]:
        lexicon = self._lexicon
        noun, verb = lexicon.words.get(form), lexicon.verbs.get(form)
        unknown = noun is None and verb is None
        if unknown and (self._folded or form[0] == "e"):  # Etats-Unis, Electricité
            form = lexicon.folded.get(fold(form), form)
            return lexicon.words.get(form), lexicon.verbs.get(form)
        return noun, verb


def _spell(forms: list[str]) -> str:
    """Return tokens as a phrase: no space after an apostrophe."""
    return " ".join(forms).replace("' ", "'")


def _simple(token: re.Match[str]) -> Unit:
    """Return the unit of a figure or mark."""
    form, tag = token[0], token.lastgroup or ""
    if tag == "MARK":
        return Unit(form, token.start(), token.end(), _MARKS.get(form, "OTHER"))
    unit = Unit(form, token.start(), token.end(), tag)
    if tag == "PCT":
        number = re.search(r"\d+(?:[.,]\d+)?", form)
        assert number is not None  # noqa: S101  the token pattern has digits
        unit.percent = float(number[0].replace(",", "."))
        unit.sign = {"-": -1, "+": +1}.get(form[0], 0)
        unit.tag = "SIGNED" if unit.sign else "PCT"
    return unit


@cache
def _times(periods: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w-])(?:{'|'.join(f'(?:{p})' for p in periods)})(?![\w-])",
        re.IGNORECASE,
    )


def _decide(candidates: list[_Candidate], lexicon: Lexicon) -> None:
    """Give each unit the tag of its noun or of its verb, by its neighbours."""
    before = "START"
    for position, candidate in enumerate(candidates):
        noun, verb, unit = candidate.noun, candidate.verb, candidate.unit
        entry = noun or verb
        both = noun and verb and noun.tag in _OPEN
        if both and not _is_noun(candidates, position, before, lexicon):
            entry = verb
        if entry is not None:
            unit.tag, unit.sign, unit.value = entry.tag, entry.sign, entry.value
            unit.weak = entry.weak
        before = unit.tag


def _is_noun(
    candidates: list[_Candidate], position: int, before: str, lexicon: Lexicon
) -> bool:
    """Tell whether a form that is noun and verb is a noun here."""
    if before in lexicon.before_noun:
        return True
    if before in {"CAT", "MEASURE", "WORD"}:
        previous = candidates[position - 1].unit.form
        return lexicon.lang == "en" and _is_compound(
            previous, candidates[position].unit.form
        )
    after = [candidate.noun for candidate in candidates[position + 1 : position + 2]]
    linked = bool(after and after[0] and after[0].tag in {"OF", "IN", "FOR"})
    return before in _OPENERS or (linked and before in _SOFT_OPENERS)


def _is_compound(noun: str, form: str) -> bool:
    """Tell "property slump" (two nouns) from "sales slump" (noun and verb).

    A singular noun would need "slumps", so the bare form after it is a noun.
    """
    return not noun.endswith("s") and not form.endswith(("s", "ed"))


def _mark_names(units: list[Unit], text: str, lexicon: Lexicon) -> None:
    """Tag capitalised words as names where capitals mean something.

    An unknown word is a name, sure or not; a category is one inside a sentence
    that is not in title case ("Beyond Meat").
    """
    capitals = sum(text[unit.start].isupper() for unit in units)
    lowers = sum(text[u.start].islower() and len(u.form) > _SHORT for u in units)
    title_case = capitals > _SHORT and capitals > 2 * lowers
    opening = True
    for unit, after in zip(units, [*units[1:], None], strict=True):
        written = text[unit.start : unit.end]
        acronym = written.isupper() and len(written) > 1
        adjective = unit.form.endswith(lexicon.adjectival)
        if opening and unit.tag == "WORD" and adjective and after and after.tag == "CAT":
            pass  # "Vegan meat": no company
        elif unit.tag == "WORD" and written[0].isupper():
            unsure = (opening or title_case) and not acronym
            unit.tag, unit.value = "NAME", "unsure" if unsure else "sure"
            if acronym:
                unit.value = "acronym"
        elif unit.tag == "WORD" and any(mark.isupper() for mark in written[1:]):
            unit.tag, unit.value = "NAME", "sure"  # iPhone, eBay
        elif unit.tag == "WORD" and unit.form.endswith(lexicon.time_suffixes):
            unit.tag = "ADJ"  # third-quarter sales
        elif unit.tag == "CAT" and written[0].isupper():
            proper = unit.form.startswith(lexicon.proper)
            if not (opening or title_case or acronym or proper):
                unit.tag, unit.value = "NAME", "sure"
        opening = unit.tag in _NAMES_MAY_FOLLOW


def _join_places(units: list[Unit], prepositions: frozenset[str]) -> list[Unit]:
    """Join "in the" + place to one place that stands as an adverbial."""
    joined: list[Unit] = []
    for unit in units:
        if unit.tag == "PLACE":
            while joined and joined[-1].form in prepositions:
                unit.start, unit.tag = joined.pop().start, "AT"
        joined.append(unit)
    return joined
