"""Quality floors on real labelled items; ``related`` counts neither way."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest

from watch.model import Text
from watch.signals.tagger import load_tagger

FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def labelled(shared: Path) -> bytes:
    """Return the labelled items that the floors were measured on."""
    return (shared / "data" / "labelled_signals_dev.jsonl").read_bytes()


@pytest.fixture(scope="module")
def outcomes(labelled: bytes) -> Counter[tuple[str, str]]:
    """Count (signal, hit | miss | false alarm) over the labelled items."""
    tagger = load_tagger()
    counts: Counter[tuple[str, str]] = Counter()
    for line in labelled.decode().splitlines():
        item = json.loads(line)
        text = Text(
            title=item["title"], summary=item["summary"] or "", lang=item["lang"]
        )
        found = {mention.signal for mention in tagger.tag(text).mentions}
        matched = item["signal"] in found
        if item["label"] == "yes":
            counts[item["signal"], "hit" if matched else "miss"] += 1
        elif item["label"] == "no" and matched:
            counts[item["signal"], "false alarm"] += 1
    return counts


@pytest.mark.real
def test_the_floors_belong_to_these_items(labelled: bytes) -> None:
    """Other items need other floors: measure again and say so in the changelog."""
    assert hashlib.sha256(labelled).hexdigest() == FLOORS["sha256"]


@pytest.mark.real
@pytest.mark.parametrize("signal", FLOORS["signals"])
def test_precision_and_recall_keep_their_floors(
    signal: str, outcomes: Counter[tuple[str, str]]
) -> None:
    """Lowering a floor needs a reason in the changelog."""
    hits = outcomes[signal, "hit"]
    precision = hits / (hits + outcomes[signal, "false alarm"])
    recall = hits / (hits + outcomes[signal, "miss"])
    assert precision >= FLOORS["signals"][signal]["precision"]
    assert recall >= FLOORS["signals"][signal]["recall"]
