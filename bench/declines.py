"""Measure the finder of declines against labelled texts.

    python -m bench.declines FILE [--half develop|hold] [--lang fr|en] [--errors]

FILE is JSON Lines, either real items with ``title``, ``summary`` and ``claims``
(only claims of kind ``category`` count as right) or written examples with ``text``
and ``expect``. The halves are told apart by a hash of the id: rules are developed
on one, the other is looked at rarely.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from watch.model import Decline, Text
from watch.signals.declines import make_finder

#: Words that name no category by themselves.
_EMPTY = frozenset(
    re.findall(r"\w+", "de du des la le les l d en a au aux et pour sans the of and")
)


@dataclass(frozen=True, slots=True)
class Expected:
    """A claim that a reader labelled."""

    #: Words that name what falls.
    subject: str
    #: ``down`` or ``up``.
    direction: str
    #: Percentage as printed; None without.
    percent: float | None


@dataclass(frozen=True, slots=True)
class Item:
    """A labelled text."""

    id: str
    text: Text
    expected: tuple[Expected, ...]


@dataclass(slots=True)
class Score:
    """Counts of one confidence level."""

    right: int = 0
    found: int = 0
    expected: int = 0
    percent_right: int = 0
    lines: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of the found that is right; 1.0 when nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the expected that was found."""
        return self.right / self.expected if self.expected else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    @property
    def percents(self) -> float:
        """Share of the right ones whose percentage is right as well."""
        return self.percent_right / self.right if self.right else 1.0


def read_items(path: Path) -> list[Item]:
    """Return the items of a file of either format."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_item(json.loads(line)) for line in lines if line.strip()]


def _item(record: dict[str, Any]) -> Item:
    claims = record["claims"] if "claims" in record else record["expect"]
    expected = tuple(
        Expected(
            claim.get("subject", claim.get("category")),
            claim["direction"],
            claim.get("pct", claim.get("magnitude_pct")),
        )
        for claim in claims
        if claim.get("kind", "category") == "category"
    )
    title = record["title"] if "title" in record else record["text"]
    text = Text(title, record.get("summary") or "", record["lang"])
    return Item(record["id"], text, expected)


def half_of(item_id: str) -> str:
    """Return ``develop`` or ``hold``, by a hash of the id."""
    digest = hashlib.sha256(item_id.encode()).digest()
    return "hold" if digest[-1] % 2 else "develop"


def words_of(phrase: str) -> frozenset[str]:
    """Return the content words of a category, folded, without plural endings."""
    plain = unicodedata.normalize("NFD", phrase.lower())
    letters = "".join(mark for mark in plain if not unicodedata.combining(mark))
    words = re.findall(r"[a-z0-9]+", letters)
    named = set(words) - _EMPTY
    return frozenset(re.sub(r"(?<=\w\w)(e?s|x|e)$", "", word) for word in named)


def is_hit(decline: Decline, expected: Expected) -> bool:
    """Tell whether a decline is the claim: direction, and a common word."""
    common = words_of(decline.category) & words_of(expected.subject)
    return decline.direction == expected.direction and bool(common)


def score_items(
    items: Iterable[Item], *, levels: Sequence[str] = ("strict", "review")
) -> Score:
    """Compare what the finder finds at these confidence levels with the labels."""
    finder, score = make_finder(), Score()
    for item in items:
        found = [d for d in finder.find(item.text) if d.confidence in levels]
        _score_item(item, found, score)
    return score


def _score_item(item: Item, found: list[Decline], score: Score) -> None:
    open_claims = list(item.expected)
    score.expected += len(open_claims)
    score.found += len(found)
    for decline in found:
        hits = [claim for claim in open_claims if is_hit(decline, claim)]
        if not hits:
            score.lines.append(f"false  {_show(decline)}\n    {_show_text(item)}")
            continue
        same = [claim for claim in hits if _same_percent(decline, claim)]
        claim = (same or hits)[0]
        open_claims.remove(claim)
        score.right += 1
        score.percent_right += bool(same)
        if not same:
            score.lines.append(
                f"figure {_show(decline)} not {claim.percent}\n    {_show_text(item)}"
            )
    score.lines += [
        f"missed {claim.subject} {claim.direction} {claim.percent}\n"
        f"    {_show_text(item)}"
        for claim in open_claims
    ]


def _same_percent(decline: Decline, claim: Expected) -> bool:
    if decline.percent is None or claim.percent is None:
        return decline.percent == claim.percent
    return abs(decline.percent - claim.percent) < 0.5  # noqa: PLR2004  thirds


def _show(decline: Decline) -> str:
    return (
        f"{decline.category} {decline.direction} {decline.percent} "
        f"[{decline.confidence} {decline.rule}]"
    )


def _show_text(item: Item) -> str:
    return f"{item.text.lang} {item.id} {item.text.title} | {item.text.summary}"


def main() -> None:
    """Print precision, recall, F1 and share of right percentages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--half", choices=("develop", "hold"))
    parser.add_argument("--lang", choices=("fr", "en"))
    parser.add_argument("--errors", action="store_true")
    arguments = parser.parse_args()
    items = [
        item
        for item in read_items(arguments.file)
        if arguments.half in (None, half_of(item.id))
    ]
    print("lang  level          P     R     F1    percent  right/found/expected")
    for lang in ("fr", "en"):
        if arguments.lang not in (None, lang):
            continue
        chosen = [item for item in items if item.text.lang == lang]
        for levels in (("strict",), ("strict", "review")):
            score = score_items(chosen, levels=levels)
            print(
                f"{lang}    {'+'.join(levels):14} {score.precision:.2f}  "
                f"{score.recall:.2f}  {score.f1:.2f}  {score.percents:.2f}     "
                f"{score.right}/{score.found}/{score.expected}"
            )
        if arguments.errors:
            print("\n".join(score.lines))


if __name__ == "__main__":
    main()
