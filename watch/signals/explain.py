"""Which rule matched what, and what stopped the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..model import Span, Text
from .judge import Stop
from .rules import Rule
from .tagger import Tagger


@dataclass(frozen=True, slots=True)
class RuleReport:
    """What one rule made of a text in which it found its words."""

    #: The rule.
    rule: Rule
    #: True if it names the mention of its signal: the first rule that matched.
    names_mention: bool
    #: What it matched, in reading order; empty if everything was stopped.
    spans: tuple[Span, ...]
    #: Words it found that do not count, and why.
    stopped: tuple[tuple[Span, Stop], ...]


def explain(tagger: Tagger, text: Text) -> tuple[RuleReport, ...]:
    """Report every rule whose words stand in a text, in catalogue order."""
    return tuple(_report(tagger, text))


def _report(tagger: Tagger, text: Text) -> Iterator[RuleReport]:
    named: set[str] = set()
    for rule, verdict in tagger.verdicts(text, every_rule=True):
        if not verdict.spans and not verdict.stopped:
            continue
        yield RuleReport(
            rule=rule,
            names_mention=bool(verdict.spans) and rule.signal not in named,
            spans=verdict.spans,
            stopped=verdict.stopped,
        )
        if verdict.spans:
            named.add(rule.signal)


def describe_stop(stop: Stop, rule: Rule) -> str:
    """Say in the words of signal files why a match did not count."""
    distance = (
        "in the same sentence" if rule.within is None else f"within {rule.within} words"
    )
    return {
        "except": f'except: it is part of "{stop.words}"',
        "unless": f'unless: the text has "{stop.words}"',
        "also": "also: none of these words in title or summary",
        "near": f"near: none of these words {distance}",
        "only": f"only: the rule reads the {rule.only} alone",
    }[stop.by]
