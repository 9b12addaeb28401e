"""A first signal file, ready to edit: `trendwatch signals new`.

::

    examples = headlines that have the words, however spelled, else invented ones
    keep those that come out as written when load_file reads the file
    write the file, never over another
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any, NamedTuple

from ..errors import RuleError, UsageError
from ..model import Text
from ..signals.examples import run_examples
from ..signals.normalise import flatten, normalise
from ..signals.tagger import load_file

#: Headlines that become examples, for each language.
_HEADLINES = 8
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
#: What means something in phrases, and what no headline has.
_MARK = re.compile(r"[{}()<>=~|\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class NewSignal:
    """A signal file that was written."""

    #: Where it is.
    path: Path
    #: The words it finds.
    term: str
    #: Headlines of the press among its examples.
    headlines: int


def write_signal(
    folder: Path,
    signal: str,
    *,
    term: str,
    headlines: Sequence[Text],
    langs: Sequence[str],
    taken: Container[str],
) -> NewSignal:
    """Write a signal file whose rules find a term.

    Args:
        folder: The user's folder of signals; created if it is missing.
        signal: Id of the new signal.
        term: The words to find; spelled as most headlines spell them.
        headlines: Press that may have the words, newest first. The file gets rules
            for its languages.
        langs: Languages for which rules are written without any such headline.
        taken: Ids of the signals there are.

    Raises:
        UsageError: The id is taken or no name, no rule can be made of the term, or
            the file exists.

    """
    path = folder / f"{signal}.toml"
    if path.exists():
        raise UsageError(f"{path} already exists; nothing was written.")
    _check(signal, term, taken)
    given = " ".join(term.split())
    term, headlines = _find_spelling(given, headlines)
    title = _capital(given if given.lower() == term else term)
    words = {
        lang: table
        for lang, table in _load_words().items()
        if lang in ({text.lang for text in headlines} or langs)
    }
    proposed = _propose(words, term, headlines)
    head = {"id": signal, "title": _quote(title)}
    passing = _passing(_fill(head, term, words, proposed), name=str(path))
    kept = [example for example in proposed if example in passing]
    if not any(example.match for example in kept):
        raise UsageError(f'no rule can find "{term}": give other words')
    folder.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(_fill(head, term, words, kept))
    real = {text.title for text in headlines}
    return NewSignal(path, term, sum(example.text in real for example in kept))


def id_of(term: str) -> str:
    """Return the id of a signal about a term: small letters, digits and hyphens.

    >>> id_of("L’œuf en promo"), id_of("Café-théâtre & Cie")
    ('l-oeuf-en-promo', 'cafe-theatre-cie')
    """
    plain = flatten(normalise(term)).lower().replace("œ", "oe").replace("æ", "ae")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


class _Proposed(NamedTuple):
    """A headline that may become an example."""

    lang: str
    match: bool
    text: str


_Words = Mapping[str, Mapping[str, Any]]


def _check(signal: str, term: str, taken: Container[str]) -> None:
    if not _ID.fullmatch(signal):
        raise UsageError(
            f'"{signal}" can\'t be the id of a signal: use small letters, digits and '
            "hyphens, such as repair-cafes"
        )
    if signal in taken:
        raise UsageError(
            f'there is a signal "{signal}" already (`trendwatch signals list`): choose '
            "another id"
        )
    if not term.strip() or _MARK.search(term):
        raise UsageError(
            f'no rule can be made of "{term}": give plain words, without any of '
            "{ } ( ) < > = ~ |"
        )


def _find_spelling(term: str, headlines: Sequence[Text]) -> tuple[str, list[Text]]:
    """Return a term as most headlines spell it, with those that have it.

    An id has no accents, and many are plurals: both are looked for.
    """
    plain = flatten(normalise(term)).lower()
    for wanted in (plain, plain.removesuffix("s")):
        words = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)", re.IGNORECASE)
        found = [
            (text, text.title[match.start() : match.end()].lower())
            for text in headlines
            if (match := words.search(flatten(normalise(text.title))))
        ]
        if found:
            spellings = Counter(spelling for _, spelling in found)
            return spellings.most_common(1)[0][0], [text for text, _ in found]
    return term, []


def _load_words() -> _Words:
    """Return the words that signal files need, by language."""
    text = files(__package__).joinpath("signal_words.toml").read_text("utf-8")
    return tomllib.loads(text)


def _propose(
    words: _Words, term: str, headlines: Sequence[Text]
) -> tuple[_Proposed, ...]:
    """Return headlines with the words, and others; invented where there are none."""
    found: list[_Proposed] = []
    for lang, table in words.items():
        real = [text.title for text in headlines if text.lang == lang]
        invented = [_capital(sentence.format(term)) for sentence in table["match"]]
        texts = dict.fromkeys(real[:_HEADLINES] or invented)
        found += (_Proposed(lang, True, text) for text in texts)  # noqa: FBT003 -- a row
        found += (_Proposed(lang, False, text) for text in table["ignore"])  # noqa: FBT003
    return tuple(found)


def _passing(source: str, *, name: str) -> frozenset[_Proposed]:
    """Return the examples of a signal file that come out as written."""
    try:
        tagger = load_file(name, source)
    except RuleError as error:
        raise UsageError(f"no rule can be made of these words: {error}") from error
    return frozenset(
        _Proposed(result.example.lang, result.example.match, result.example.text)
        for result in run_examples(tagger.examples, tagger.verdicts)
        if result.passed
    )


def _fill(
    head: Mapping[str, str],
    term: str,
    words: _Words,
    examples: Sequence[_Proposed],
) -> str:
    """Return the text of a signal file; ``head`` holds its id and title."""
    descriptions = {
        f"description_{lang}": _quote(table["description"].format(term))
        for lang, table in _load_words().items()
    }
    parts = [_template("signal.txt").substitute(head, **descriptions)]
    for lang, table in words.items():
        mine = [example for example in examples if example.lang == lang]
        values = {
            **table,
            "lang": lang,
            "phrase": _quote(term),
            "match": _lines(one.text for one in mine if one.match),
            "ignore": _lines(one.text for one in mine if not one.match),
        }
        parts.append(_template("signal_lang.txt").substitute(values))
    return "".join(parts)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _template(name: str) -> Template:
    return Template(files(__package__).joinpath(name).read_text("utf-8"))


def _lines(texts: Iterable[str]) -> str:
    return "".join(f"  {_quote(text)},\n" for text in texts)


def _quote(text: str) -> str:
    """Write a TOML string: JSON's escapes are TOML's; control characters are gone."""
    return json.dumps(text.replace("\x7f", ""), ensure_ascii=False)
