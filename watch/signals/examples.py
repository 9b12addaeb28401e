"""Do the examples of the signal files come out as their authors meant?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ..model import Text
from .judge import Verdict
from .rules import Example, Rule, SignalRules


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """What became of one example."""

    #: The example.
    example: Example
    #: Ids of the rules of its signal that match it, the naming one first.
    rules: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Tell whether the signal did what the example asks."""
        return bool(self.rules) == self.example.match


def run_examples(
    examples: Iterable[Example],
    verdicts: Callable[[Text], Iterator[tuple[Rule, Verdict]]],
) -> tuple[ExampleResult, ...]:
    """Read examples, in their order; ``verdicts`` is ``Tagger.verdicts``."""
    return tuple(
        ExampleResult(
            example=example,
            rules=tuple(
                rule.id
                for rule, verdict in verdicts(
                    Text(title=example.text, summary="", lang=example.lang)
                )
                if rule.signal == example.signal and verdict.spans
            ),
        )
        for example in examples
    )


def find_problems(part: SignalRules, results: Iterable[ExampleResult]) -> Iterator[str]:
    """Say what is wrong with a signal, by the results of its examples.

    Examples that come out otherwise, and rules that match none of the examples
    although there are some in their language: nobody knows what they do.
    """
    used: set[str] = set()
    langs: set[str] = {"any"} if part.examples else set()
    for result in results:
        example = result.example
        if example.match:
            used.update(result.rules)
            langs.add(example.lang)
        if not result.passed:
            what = (
                f'rule "{result.rules[0]}" matches an example to ignore'
                if result.rules
                else "no rule matches the example"
            )
            yield f'{example.place}: signal "{example.signal}": {what}: {example.text}'
    for rule in part.rules:
        if rule.lang in langs and rule.id not in used:
            yield (
                f'{rule.place}: signal "{rule.signal}": rule "{rule.id}" matches none'
                " of the examples: add one that it matches"
            )
