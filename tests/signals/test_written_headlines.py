"""How much of what was made up to try the catalogue it finds and ignores."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from watch.model import Text
from watch.signals.tagger import load_tagger

TAGGER = load_tagger()
HEADLINES = tomllib.loads(
    (Path(__file__).parent / "written_headlines.toml").read_text(encoding="utf-8")
)
#: Least share that comes out right, over all signals.
FLOORS = {"match": 0.92, "ignore": 0.97}


def outcomes(kind: str) -> Iterator[bool]:
    """Tell of each headline of a kind whether it comes out right."""
    for signal, languages in HEADLINES.items():
        for lang, headlines in languages.items():
            for title in headlines.get(kind, ()):
                mentions = TAGGER.mentions(Text(title=title, summary="", lang=lang))
                found = signal in {mention.signal for mention in mentions}
                yield found == (kind == "match")


def test_every_signal_was_tried_in_both_languages() -> None:
    """No signal of the catalogue is left out."""
    tried = {(signal, lang) for signal in HEADLINES for lang in HEADLINES[signal]}
    signals = {signal.id for signal in TAGGER.signals}
    assert tried == {(signal, lang) for signal in signals for lang in ("fr", "en")}


@pytest.mark.parametrize("kind", FLOORS)
def test_most_come_out_right(kind: str) -> None:
    """A change of rules that loses many of them is noticed."""
    right = list(outcomes(kind))
    assert sum(right) / len(right) >= FLOORS[kind]
