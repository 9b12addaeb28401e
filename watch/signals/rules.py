"""Signal files: read, check completely, spell out.

One TOML file is one signal; ``docs/reference/rules.md`` explains every key. What
leaves this module is frozen and holds every wording in full, ready to compile.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from ..errors import RuleError
from ..model import Signal
from .lines import find_line
from .mistakes import explain_schema, explain_syntax
from .phrases import Phrase, expand, is_list
from .schema import ListFile, RuleTable, SignalFile

#: Sets of wordings: each list that stands alone on its line is a set, so that the
#: rules that use it share it, and the other lines together are one.
Wordings = tuple[tuple[Phrase, ...], ...]
TokenPattern = tuple[Mapping[str, Any], ...]
Lists = Mapping[str, Mapping[str, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule for one language, every wording in full."""

    #: Id of its signal.
    signal: str
    #: Name, unique within the signal.
    id: str
    #: Language of the texts it reads; ``any`` for every language.
    lang: str
    #: Wordings, of which one must stand in the text (or a token pattern).
    phrases: Wordings
    #: spaCy token patterns, as alternatives to the phrases.
    patterns: tuple[TokenPattern, ...]
    #: Wordings of which one must stand near the match; empty = no condition.
    near: Wordings
    #: Most tokens between match and ``near``; None = same sentence.
    within: int | None
    #: Wordings of which one must stand anywhere in the text; empty = no condition.
    also: Wordings
    #: Wordings that swallow a match that is part of them.
    exceptions: Wordings
    #: Token patterns that do the same.
    exception_patterns: tuple[TokenPattern, ...]
    #: Wordings that stop the rule wherever they stand in the text.
    unless: Wordings
    #: The only field it reads; None = title and summary.
    only: Literal["title", "summary"] | None
    #: File and line, for messages: ``gender-fluid.toml:12``.
    place: str
    #: Hash of what the rule matches (all but ``place``), 12 hex digits.
    version: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence of a signal file with what the signal must make of it."""

    #: Id of the signal.
    signal: str
    #: Language of the sentence.
    lang: str
    #: The sentence.
    text: str
    #: True: the signal must match; False: it must not.
    match: bool
    #: File and line, for messages: ``gender-fluid.toml:12``.
    place: str


@dataclass(frozen=True, slots=True)
class SignalRules:
    """One signal with its rules and examples."""

    #: What readers see of it.
    signal: Signal
    #: Rules in file order: the first that matches names the mention.
    rules: tuple[Rule, ...]
    #: Examples in file order.
    examples: tuple[Example, ...]


def read_signals(files: Mapping[str, str], *, lists: Lists) -> tuple[SignalRules, ...]:
    """Read signal files, in the given order.

    Args:
        files: TOML text by file name, as messages shall name it.
        lists: Shared word lists by language and name, see ``read_lists``.

    Raises:
        RuleError: with every problem of every file.

    """
    problems: list[str] = []
    read: list[SignalRules] = []
    owners: dict[str, str] = {}
    for name, source in files.items():
        try:
            part = _read_signal(name, source, lists=lists)
        except RuleError as error:
            problems.extend(error.problems)
            continue
        read.append(part)
        signal = part.signal.id
        if signal in owners:
            line = find_line(source, ("id",))
            problems.append(
                f'{name}:{line}: signal "{signal}" is also in {owners[signal]}:'
                " give one of them another id"
            )
        owners[signal] = name
    if problems:
        raise RuleError(problems)
    return tuple(read)


def read_lists(name: str, source: str) -> Lists:
    """Read the shared word lists: language -> list name -> words.

    Raises ``RuleError`` with every problem.
    """
    try:
        return ListFile.model_validate(tomllib.loads(source)).root
    except tomllib.TOMLDecodeError as error:
        raise RuleError([explain_syntax(name, source, error)]) from error
    except ValidationError as error:
        raise RuleError(list(explain_schema(name, source, error, "lists"))) from error


def _read_signal(name: str, source: str, *, lists: Lists) -> SignalRules:
    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise RuleError([explain_syntax(name, source, error)]) from error
    try:
        return _spell_out(name, source, SignalFile.model_validate(table), lists=lists)
    except ValidationError as error:
        problems = list(
            explain_schema(name, source, error, f'signal "{table.get("id", "?")}"')
        )
        problems += _find_further_problems(name, source, table, error, lists=lists)
        problems.sort(key=lambda told: int(told.removeprefix(f"{name}:").split(":")[0]))
        raise RuleError(problems) from error


def _find_further_problems(
    name: str,
    source: str,
    table: dict[str, Any],
    error: ValidationError,
    *,
    lists: Lists,
) -> Sequence[str]:
    """Return what is wrong with the wordings of a file that has unknown keys, too.

    A misspelled key is the most frequent mistake, and should not hide the others.
    """
    for problem in error.errors(include_url=False):
        if problem["type"] == "extra_forbidden":
            *path, key = problem["loc"]
            inner: Any = table
            for part in path:
                inner = inner[part]
            del inner[key]
    try:
        _spell_out(name, source, SignalFile.model_validate(table), lists=lists)
    except ValidationError:
        return ()
    except RuleError as further:
        return further.problems
    return ()


class _Speller:
    """Spells out the phrases of one file and collects what is wrong with them."""

    def __init__(self, name: str, source: str, file: SignalFile, lists: Lists) -> None:
        self._name, self._source, self._file = name, source, file
        self._lists = lists
        self._known: dict[tuple[str, str], tuple[Phrase, ...]] = {}
        self._problems: dict[str, int] = {}

    @property
    def problems(self) -> list[str]:
        """What is wrong, in the order of the file, each once."""
        return sorted(self._problems, key=self._problems.__getitem__)

    def locate(self, place: tuple[str | int, ...]) -> str:
        """Return file and line of a key path."""
        return f"{self._name}:{find_line(self._source, place)}"

    def report(self, place: tuple[str | int, ...], quote: str, reason: str) -> None:
        """Note one problem with its line."""
        rule = ""
        if len(place) > 1 and place[0] == "rules" and isinstance(place[1], int):
            rule = f' rule "{self._file.rules[place[1]].id}":'
        line = find_line(self._source, place, quote=quote)
        problem = f'{self._name}:{line}: signal "{self._file.id}":{rule} {reason}'
        self._problems[problem] = line

    def spell(
        self, written: Sequence[str], *, lang: str, place: tuple[str | int, ...]
    ) -> Wordings:
        """Return all wordings of these lines."""
        lists: list[tuple[Phrase, ...]] = []
        rest: dict[Phrase, None] = {}
        for line in written:
            try:
                found = self._expand(line, lang)
            except ValueError as error:
                self.report(place, line, str(error))
                continue
            if is_list(line):
                lists.append(found)
            else:
                rest.update(dict.fromkeys(found))
        return (*lists, tuple(rest)) if rest else tuple(lists)

    def _expand(self, line: str, lang: str) -> tuple[Phrase, ...]:
        """Expand a line; the same long lists stand in many rules of a file."""
        if (line, lang) not in self._known:
            lists = {
                **self._lists.get("any", {}),
                **self._lists.get(lang, {}),
                **self._file.lists.get("any", {}),
                **self._file.lists.get(lang, {}),
            }
            self._known[line, lang] = expand(line, lang=lang, lists=lists)
        return self._known[line, lang]


def _spell_out(
    name: str, source: str, file: SignalFile, *, lists: Lists
) -> SignalRules:
    speller = _Speller(name, source, file, lists)
    rules = tuple(
        _spell_rule(speller, file, table, number)
        for number, table in enumerate(file.rules)
    )
    if speller.problems:
        raise RuleError(speller.problems)
    signal = Signal(
        id=file.id, title=file.title, description=file.description, theme=file.theme
    )
    examples = tuple(_examples(name, source, file))
    return SignalRules(signal=signal, rules=rules, examples=examples)


def _spell_rule(
    speller: _Speller, file: SignalFile, table: RuleTable, number: int
) -> Rule:
    def spell(key: str, written: Sequence[str]) -> Wordings:
        return speller.spell(written, lang=table.lang, place=("rules", number, key))

    def of_signal(
        key: str, contexts: Mapping[str, Sequence[str]]
    ) -> Iterator[tuple[Phrase, ...]]:
        for lang in dict.fromkeys(("any", table.lang)):
            yield from speller.spell(
                contexts.get(lang, ()), lang=lang, place=(key, lang)
            )

    rule = Rule(
        signal=file.id,
        id=table.id,
        lang=table.lang,
        phrases=spell("phrases", table.phrases),
        patterns=tuple(map(tuple, table.patterns)),
        near=spell("near", table.near),
        within=None if table.within == "sentence" else table.within,
        also=spell("also", table.also),
        exceptions=(
            *spell("except", table.exceptions),
            *of_signal("except", file.exceptions),
        ),
        exception_patterns=tuple(map(tuple, table.exception_patterns)),
        unless=(*spell("unless", table.unless), *of_signal("unless", file.unless)),
        only=table.only,
        place=speller.locate(("rules", number)),
    )
    return _with_version(rule)


def _with_version(rule: Rule) -> Rule:
    fields = [
        getattr(rule, field.name)
        for field in dataclasses.fields(rule)
        if field.name not in {"place", "version"}
    ]
    written = json.dumps(fields, ensure_ascii=False)
    version = hashlib.sha256(written.encode()).hexdigest()[:12]
    return dataclasses.replace(rule, version=version)


def _examples(name: str, source: str, file: SignalFile) -> Iterator[Example]:
    for lang, examples in file.examples.items():
        for key, texts in (("match", examples.match), ("ignore", examples.ignore)):
            for text in texts:
                line = find_line(source, ("examples", lang, key), quote=text)
                yield Example(
                    signal=file.id,
                    lang=lang,
                    text=text,
                    match=key == "match",
                    place=f"{name}:{line}",
                )
