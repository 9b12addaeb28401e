"""The tagger: a text in, mentions and declines out.

::

    load_tagger      catalogue + the user's files -> rules -> Tagger
    Tagger.tag       gate -> tokens -> matchers -> first rule of each signal
                     and, beside it, the decline finder
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import resources

from ..model import Mention, Signal, Tags, Text
from .compile import compile_rules
from .judge import Verdict, judge, read_text
from .rules import Rule, SignalRules, read_lists, read_signals
from .words import Words

_PACKAGE = __package__


class Tagger:
    """Compiled signals; ``tag`` is a function of the text alone.

    Args:
        catalogue: Signals in the order in which mentions are reported.

    Raises:
        RuleError: with every token pattern that spaCy refuses.

    """

    def __init__(self, catalogue: Sequence[SignalRules]) -> None:
        #: Everything known about the signals, in catalogue order.
        self.catalogue = tuple(catalogue)
        #: The signals, in catalogue order.
        self.signals: tuple[Signal, ...] = tuple(part.signal for part in catalogue)
        rules = [rule for part in catalogue for rule in part.rules]
        self._words = Words()
        self._compiled = {
            lang: compile_rules(rules, lang=lang, words=self._words)
            for lang in sorted({rule.lang for rule in rules} - {"any"})
        }

    def tag(self, text: Text) -> Tags:
        """Find the signals that a text mentions; other languages have none."""
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
        return Tags(mentions=tuple(mentions), declines=())

    def verdicts(self, text: Text) -> Iterator[tuple[Rule, Verdict]]:
        """Yield what each rule that could match makes of a text."""
        compiled = self._compiled.get(text.lang)
        if compiled is None:
            return
        candidates = compiled.gate.candidates(f"{text.title}\n{text.summary}")
        if not candidates:
            return
        reading = read_text(compiled, self._words, text)
        for number in candidates:
            chosen = compiled.rules[number]
            yield chosen.rule, judge(chosen, reading)


def load_tagger(user_files: Mapping[str, str] | None = None) -> Tagger:
    """Compile the built-in catalogue and the user's own signal files.

    Args:
        user_files: TOML text by file name. A file whose id is in the catalogue
            replaces that signal, others are added after it.

    Raises:
        RuleError: with every problem of every file.

    """
    lists = read_lists("lists.toml", _read("lexicon/lists.toml"))
    catalogue = read_signals(_catalogue_files(), lists=lists)
    own = read_signals(user_files or {}, lists=lists)
    replaced = {part.signal.id: part for part in own}
    merged = [replaced.pop(part.signal.id, part) for part in catalogue]
    return Tagger([*merged, *replaced.values()])


def _catalogue_files() -> dict[str, str]:
    folder = resources.files(_PACKAGE).joinpath("catalogue")
    return {
        file.name: file.read_text(encoding="utf-8")
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
    }


def _read(name: str) -> str:
    return resources.files(_PACKAGE).joinpath(name).read_text(encoding="utf-8")
