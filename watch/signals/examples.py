"""Do the examples of the signal files come out as their authors meant?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..model import Tags, Text
from .rules import Example


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """What became of one example."""

    #: The example.
    example: Example
    #: Id of the rule of its signal that matched; None if none did.
    rule: str | None

    @property
    def passed(self) -> bool:
        """Tell whether the signal did what the example asks."""
        return (self.rule is not None) == self.example.match

    def __str__(self) -> str:
        """Say what was wrong, with file and line."""
        example = self.example
        what = (
            f"rule {self.rule!r} matches an example to ignore"
            if self.rule
            else "no rule matches the example"
        )
        return f'{example.place}: signal "{example.signal}": {what}: "{example.text}"'


def run_examples(
    examples: Iterable[Example], tag: Callable[[Text], Tags]
) -> tuple[ExampleResult, ...]:
    """Tag examples, in their order; ``tag`` is ``Tagger.tag``."""
    return tuple(
        ExampleResult(example=example, rule=_matching_rule(example, tag))
        for example in examples
    )


def _matching_rule(example: Example, tag: Callable[[Text], Tags]) -> str | None:
    tags = tag(Text(title=example.text, summary="", lang=example.lang))
    return next(
        (mention.rule for mention in tags.mentions if mention.signal == example.signal),
        None,
    )
