"""How much the finder finds of what others wrote, who had not seen its rules.

``written_declines.jsonl``: 1,380 titles and summaries in the manner of the press,
written and labelled by three authors for these tests. Figures and events are
invented, whoever is named.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.declines import read_items, score_items

WRITTEN = Path(__file__).with_name("written_declines.jsonl")
AUTHORS = {
    item["id"]: item["author"]
    for item in map(json.loads, WRITTEN.read_text(encoding="utf-8").splitlines())
}
ITEMS = read_items(WRITTEN)
#: Language, author -> least strict precision, precision, recall, right figures. The
#: first author wrote long, crowded texts, the others plainer ones.
FLOORS = {
    ("fr", "1"): (0.93, 0.82, 0.67, 0.90),
    ("fr", "2"): (0.94, 0.94, 0.85, 0.87),
    ("fr", "3"): (0.95, 0.93, 0.93, 0.95),
    ("en", "1"): (0.97, 0.91, 0.74, 0.95),
    ("en", "2"): (0.92, 0.90, 0.80, 0.85),
    ("en", "3"): (0.97, 0.92, 0.76, 0.95),
}


@pytest.mark.parametrize(("lang", "author"), FLOORS)
def test_most_of_what_others_wrote_is_found(lang: str, author: str) -> None:
    """A change of rules that loses much of it, or finds much else, is noticed."""
    items = [
        item for item in ITEMS if item.text.lang == lang and AUTHORS[item.id] == author
    ]
    strict, both = score_items(items, levels=("strict",)), score_items(items)
    measured = (strict.precision, both.precision, both.recall, both.percents)
    below = [
        (value, floor)
        for value, floor in zip(measured, FLOORS[lang, author], strict=True)
        if value < floor
    ]
    assert below == []
