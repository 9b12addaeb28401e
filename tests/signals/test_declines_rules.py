"""Every rule finds what its own examples say."""

from __future__ import annotations

import pytest

from watch.model import Text
from watch.signals.declines import DeclineFinder, make_finder
from watch.signals.declines.lexicon import load_lexicon

EXAMPLES = [
    pytest.param(lang, rule["id"], example, id=f"{lang}-{rule['id']}-{number}")
    for lang in ("fr", "en")
    for rule in load_lexicon(lang).rules
    for number, example in enumerate(rule["examples"])
]


@pytest.fixture(scope="module", name="finder")
def _finder() -> DeclineFinder:
    return make_finder()


@pytest.mark.parametrize(("lang", "rule", "example"), EXAMPLES)
def test_example_of_rule(
    finder: DeclineFinder, lang: str, rule: str, example: str
) -> None:
    """The example of a rule is found by that rule."""
    found = finder.find(Text(example, "", lang))
    assert rule in {decline.rule for decline in found}
