"""Read a sentence into units: periods first, then the longest phrases."""

from __future__ import annotations

import re
from functools import cache

from .builder import Entry
from .lexicon import Lexicon, fold
from .tagging import Candidate, decide, join_places, mark_names
from .units import Unit

#: Tags of marks.
MARKS = {
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
#: French verbs carry their subject in questions: "boudent-ils".
_INVERSION = r"-(?:ils|elles|t-(?:il|elle|on))\b"
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_COMPARED = re.compile(r"(more|less|fewer)$", re.IGNORECASE)
#: What stands before or after a signed figure -> its sign.
_SIGNS = {"-": -1, "m": -1, "+": +1, "less": -1, "fewer": -1, "more": +1}
#: "moins 40 %", but not "au moins 40 %", "plus ou moins", "du moins".
_MINUS = r"(?<!\bau )(?<!\bou )(?<!\bdu )(?<!\bde )\bmoins"
#: "27% more (than)", but not "27% more expensive".
_MORE = r"(?:\s(?:more|less|fewer)(?=\s*(?:$|[,.;:)]|than\b)))?"


class Reader:
    """Reads the sentences of one text."""

    def __init__(self, text: str, lexicon: Lexicon, *, folded: bool = False) -> None:
        """Keep a normalised text; ``folded`` if it is written without accents."""
        self._text = text
        self._lexicon = lexicon
        self._folded = folded
        self._tokens = _tokenizer(lexicon.figures.percent)

    def read(self, start: int, end: int) -> list[Unit]:
        """Return the units of a half-open range of the text."""
        candidates: list[Candidate] = []
        for time in _times(self._lexicon.periods).finditer(self._text, start, end):
            candidates += self._read_words(start, time.start())
            form = time[0].lower()
            candidates.append(Candidate(Unit(form, *time.span(), "TIME")))
            start = time.end()
        candidates += self._read_words(start, end)
        habits = self._lexicon.habits
        units = decide(candidates, habits)
        mark_names(units, self._text, habits)
        return join_places(units, habits)

    def _read_words(self, start: int, end: int) -> list[Candidate]:
        """Return the units of a stretch without periods."""
        tokens = list(self._tokens.finditer(self._text, start, end))
        forms = [token[0].lower() for token in tokens]
        found: list[Candidate] = []
        position = 0
        while position < len(tokens):
            token = tokens[position]
            if token.lastgroup in {"WORD", "ELISION"}:
                candidate, length = self._longest(tokens, forms, position)
            else:
                candidate, length = Candidate(_simple(token)), 1
            found.append(candidate)
            position += length
        return found

    def _longest(
        self, tokens: list[re.Match[str]], forms: list[str], position: int
    ) -> tuple[Candidate, int]:
        """Return the longest entry that starts here, and its number of tokens."""
        length = min(self._reach(forms, position), len(tokens) - position)
        noun: Entry | None = None
        verb: Entry | None = None
        while True:
            form = _spell(forms[position : position + length])
            noun, verb = self._look_up(form)
            after = forms[position + length : position + length + 1]
            if length == 1 or ((noun or verb) and not self._breaks(noun, form, after)):
                break
            length -= 1
        start, end = tokens[position].start(), tokens[position + length - 1].end()
        return Candidate(Unit(form, start, end, "WORD"), noun, verb), length

    def _reach(self, forms: list[str], position: int) -> int:
        """Return how many tokens an entry that starts here may have."""
        if position + 1 == len(forms):
            return 1
        head, apostrophe, _ = forms[position + 1].partition("'")
        return self._lexicon.reach.get((forms[position], head + apostrophe), 1)

    def _breaks(self, noun: Entry | None, form: str, after: list[str]) -> bool:
        """Tell "face à la baisse de" (a noun) from "à la baisse" (a state)."""
        if noun is None or noun.tag != "STATE" or not after:
            return False
        link = self._lexicon.words.get(after[0])
        starts = form.startswith(self._lexicon.habits.state_nouns)
        return starts and link is not None and link.tag == "OF"

    def _look_up(self, form: str) -> tuple[Entry | None, Entry | None]:
        lexicon = self._lexicon
        noun, verb = lexicon.words.get(form), lexicon.verbs.get(form)
        unknown = noun is None and verb is None
        if unknown and (self._folded or form[0] == "e"):  # Etats-Unis, Electricité
            form = lexicon.folded.get(fold(form), form)
            return lexicon.words.get(form), lexicon.verbs.get(form)
        return noun, verb


@cache
def _tokenizer(percent: str) -> re.Pattern[str]:
    number = r"\d+(?:[.,]\d+)?"
    return re.compile(
        rf"(?P<PCT>(?:(?<![\w-])[-+]\s?|{_MINUS}\s)?{number}\s?(?:{percent})(?!\w){_MORE})"
        r"|(?P<NUM>\d+(?:[.,  ]\d{3})*(?:[.,]\d+)?(?![\w-]))"
        r"|(?P<ELISION>\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)'(?=\w|$))"
        rf"|(?P<INVERSION>(?<=\w){_INVERSION})"
        r"|(?P<GENITIVE>'s\b|(?<=s)'(?=\s))"
        r"|(?P<WORD>(?:[^\W\d_]\.){2,}(?:-\w+)*"
        rf"|[^\W_](?:\w|(?!'s\b|{_INVERSION})[-'.&](?=[^\W_]))*)"
        r"|(?P<MARK>[^\w\s])|(?P<GAP>\s{2,}(?=(?-i:[A-Z])))",
        re.IGNORECASE,
    )


@cache
def _times(periods: tuple[str, ...]) -> re.Pattern[str]:
    either = "|".join(f"(?:{period})" for period in periods)
    return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])", re.IGNORECASE)


def _spell(forms: list[str]) -> str:
    """Return tokens as a phrase: no space after an apostrophe."""
    return " ".join(forms).replace("' ", "'")


def _simple(token: re.Match[str]) -> Unit:
    """Return the unit of a figure or mark."""
    form, tag = token[0], token.lastgroup or ""
    if tag == "GAP":  # what two spaces part was two headings
        return Unit(" ", *token.span(), "STOP")
    if tag == "MARK":
        return Unit(form, *token.span(), MARKS.get(form, "OTHER"))
    unit = Unit(form, *token.span(), tag)
    number = _NUMBER.search(form)
    if tag == "PCT" and number is not None:
        unit.percent = float(number[0].replace(",", "."))
        compared = _COMPARED.search(form)
        sign = compared[1].lower() if compared else form[0].lower()
        unit.sign = _SIGNS.get(sign, 0)
        unit.tag = "COMPARED" if compared else "SIGNED" if unit.sign else "PCT"
    return unit
