"""Quality floors of the decline finder on real and written labelled texts."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from bench.declines import Item, Score, read_items, score_items

FLOORS = json.loads(
    Path(__file__).with_name("declines_floors.json").read_text(encoding="utf-8")
)
CASES = [
    pytest.param(name, lang, id=f"{name.partition('.')[0]}-{lang}")
    for name in FLOORS
    for lang in ("fr", "en")
]


def items_of(shared: Path, name: str, lang: str) -> list[Item]:
    """Return the labelled items of one file in one language."""
    items = read_items(shared / "data" / name)
    return [item for item in items if item.text.lang == lang]


@pytest.mark.real
@pytest.mark.parametrize("name", list(FLOORS))
def test_the_floors_belong_to_these_items(shared: Path, name: str) -> None:
    """Other items need other floors: measure again and say so in the changelog."""
    data = (shared / "data" / name).read_bytes()
    assert hashlib.sha256(data).hexdigest() == FLOORS[name]["sha256"]


@pytest.mark.real
@pytest.mark.parametrize(("name", "lang"), CASES)
def test_quality_keeps_its_floors(shared: Path, name: str, lang: str) -> None:
    """Lowering a floor needs a reason in the changelog."""
    items = items_of(shared, name, lang)
    strict: Score = score_items(items, levels=("strict",))
    both: Score = score_items(items)
    measured = {
        "strict_precision": strict.precision,
        "precision": both.precision,
        "recall": both.recall,
        "f1": both.f1,
        "percents": both.percents,
    }
    floors = FLOORS[name][lang]
    below = {key: measured[key] for key in floors if measured[key] < floors[key]}
    assert below == {}
