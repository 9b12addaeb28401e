"""The tagger: a text in, mentions and declines out.

::

    load_tagger      catalogue + the user's files -> rules -> Tagger
    Tagger.tag       gate -> tokens -> matchers -> first rule of each signal
                     and, beside it, the decline finder
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cache, lru_cache

from ..errors import RuleError
from ..model import Mention, Signal, Tags, Text
from .compile import compile_rules
from .declines.finder import DeclineFinder, make_finder
from .examples import find_problems, run_examples
from .judge import Verdict, judge, read_text
from .lasting import lasting
from .rules import Example, Rule, SignalRules
from .signal_files import add_own, read_own
from .words import Words


class Tagger:
    """Compiled signals; ``tag`` is a function of the text alone.

    Args:
        catalogue: Signals in the order in which mentions are reported.
        finder: Finds falling and growing categories.

    Raises:
        RuleError: with every token pattern that spaCy refuses.

    """

    def __init__(self, catalogue: Sequence[SignalRules], finder: DeclineFinder) -> None:
        #: Finds falling and growing categories.
        self.finder = finder
        #: Everything known about the signals, in catalogue order.
        self.catalogue = tuple(catalogue)
        #: The signals, in catalogue order.
        self.signals: tuple[Signal, ...] = tuple(part.signal for part in catalogue)
        rules = [rule for part in catalogue for rule in part.rules]
        self._words = Words()
        with lasting():
            self._compiled = {
                lang: compile_rules(rules, lang=lang, words=self._words)
                for lang in sorted({rule.lang for rule in rules} - {"any"})
            }

    def tag(self, text: Text) -> Tags:
        """Find what a text mentions and reports; other languages have none."""
        return Tags(mentions=self.mentions(text), declines=self.finder.find(text))

    def mentions(self, text: Text) -> tuple[Mention, ...]:
        """Find the signals that a text mentions, in catalogue order."""
        mentions: list[Mention] = []
        for rule, verdict in self.verdicts(text):
            known = mentions and mentions[-1].signal == rule.signal
            if verdict.spans and not known:
                mentions.append(
                    Mention(
                        signal=rule.signal,
                        rule=rule.id,
                        rule_version=rule.version,
                        spans=verdict.spans,
                    )
                )
        return tuple(mentions)

    def verdicts(
        self, text: Text, *, every_rule: bool = False
    ) -> Iterator[tuple[Rule, Verdict]]:
        """Yield what the rules of its language make of a text, in order.

        Args:
            text: What to read.
            every_rule: Also ask the rules that the gate knows can't match.

        """
        compiled = self._compiled.get(text.lang)
        if compiled is None:
            return
        candidates: Sequence[int] = range(len(compiled.rules))
        if not every_rule:
            words = f"{text.title}\n{text.summary}"
            candidates = compiled.gate.candidates(words)
        if not candidates:
            return
        rules = [compiled.rules[number] for number in candidates]
        reading = read_text(compiled, self._words, text, rules)
        for chosen in rules:
            yield chosen.rule, judge(chosen, reading)

    @property
    def examples(self) -> tuple[Example, ...]:
        """All examples of the signal files, in catalogue order."""
        return tuple(example for part in self.catalogue for example in part.examples)

    def only(self, signals: Container[str]) -> Tagger:
        """Return a tagger of these signals alone."""
        chosen = [part for part in self.catalogue if part.signal.id in signals]
        return Tagger(chosen, self.finder)


def load_tagger(
    user_files: Mapping[str, str] | None = None, *, verify: bool = True
) -> Tagger:
    """Compile the built-in catalogue and the user's own signal files.

    Args:
        user_files: TOML text by file name. A file whose id is in the catalogue
            replaces that signal, others are added after it.
        verify: Refuse user files whose examples do not come out as written, or
            with a rule that no example shows (the built-in catalogue is checked by
            the tests).

    Raises:
        RuleError: with every problem of every file.

    """
    if not user_files:
        return _built_in()
    own, tagger = _with_own(tuple(user_files.items()))
    if verify:
        problems = [problem for part in own for problem in _verify(tagger, part)]
        if problems:
            raise RuleError(problems)
    return tagger


@cache
def _built_in() -> Tagger:
    """Return the tagger of the catalogue alone, compiled once."""
    return Tagger(add_own(()), make_finder())


@lru_cache(maxsize=1)
def _with_own(
    files: tuple[tuple[str, str], ...],
) -> tuple[Sequence[SignalRules], Tagger]:
    """Return the signals of the user's files, and the tagger with them; kept once."""
    own = read_own(dict(files))
    return own, Tagger(add_own(own), make_finder())


def load_file(name: str, source: str) -> Tagger:
    """Compile one signal file alone; its examples are not looked at.

    Raises:
        RuleError: with every problem of the file.

    """
    return Tagger(read_own({name: source}), make_finder())


def _verify(tagger: Tagger, part: SignalRules) -> Iterator[str]:
    return find_problems(part, run_examples(part.examples, tagger.verdicts))
