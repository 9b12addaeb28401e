"""What the catalogue makes of titles and summaries that others wrote for it.

``written_items.jsonl``: 1,922 items by three authors who had not seen the rules; a
third says the subject plainly, the others often by a detail alone. Figures and events
are invented, whoever is named.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from watch.model import Text
from watch.signals.tagger import load_tagger

ITEMS = [
    json.loads(line)
    for line in Path(__file__)
    .with_name("written_items.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
#: Signals that have floors of their own on labelled press.
FLOORED = json.loads(
    Path(__file__).with_name("floors.json").read_text(encoding="utf-8")
)["signals"]


@pytest.fixture(scope="module")
def outcomes() -> Counter[tuple[str, str, str]]:
    """Count (style, signal, hit | miss | false alarm)."""
    tagger = load_tagger()
    counts: Counter[tuple[str, str, str]] = Counter()
    for item in ITEMS:
        text = Text(item["title"], item["summary"] or "", item["lang"])
        found = {mention.signal for mention in tagger.mentions(text)}
        matched, signal = item["signal"] in found, item["signal"]
        if item["label"] == "yes":
            counts[item["style"], signal, "hit" if matched else "miss"] += 1
        elif matched:
            counts[item["style"], signal, "false alarm"] += 1
    return counts


@pytest.mark.parametrize("signal", FLOORED)
def test_what_is_said_plainly_is_found(
    signal: str, outcomes: Counter[tuple[str, str, str]]
) -> None:
    """Each of these signals finds nine of ten plain items, and little else."""
    hits = outcomes["plain", signal, "hit"]
    assert hits / (hits + outcomes["plain", signal, "miss"]) >= 0.9
    assert hits / (hits + outcomes["plain", signal, "false alarm"]) >= 0.9


@pytest.mark.parametrize(
    ("style", "recall", "precision"), [("plain", 0.94, 0.98), ("indirect", 0.7, 0.97)]
)
def test_the_whole_catalogue_keeps_its_share(
    style: str,
    recall: float,
    precision: float,
    outcomes: Counter[tuple[str, str, str]],
) -> None:
    """A change of rules that loses many of them is noticed."""
    total: Counter[str] = Counter()
    for (each, _, outcome), count in outcomes.items():
        total[outcome] += count if each == style else 0
    assert total["hit"] / (total["hit"] + total["miss"]) >= recall
    assert total["hit"] / (total["hit"] + total["false alarm"]) >= precision
