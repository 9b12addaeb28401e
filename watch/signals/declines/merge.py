"""One report for what title and summary both say."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import replace

from ...model import Decline

#: Most by which a title rounds the percentage of its summary, in points.
_ROUNDING = 0.5


def merge(declines: Iterable[Decline], known: AbstractSet[str]) -> tuple[Decline, ...]:
    """Return the declines with repeats joined, in reading order.

    A repeat has the same category, or the same with more words ("viande à
    domicile"), and direction; with two figures they differ by half a point at most,
    and by nothing if their places differ. The joined report keeps the figure that
    comes first and is as sure as the surer one, whose name it bears. Two categories
    that the word lists tell apart (cars, diesel cars) stay two if only one has a
    figure.

    Args:
        declines: Declines of one text, in reading order.
        known: Keys of the categories of the word lists.

    """
    kept: list[Decline] = []
    for decline in declines:
        for position, other in enumerate(kept):
            if _same(other, decline, known):
                kept[position] = _join(other, decline)
                break
        else:
            kept.append(decline)
    return tuple(kept)


def _same(one: Decline, other: Decline, known: AbstractSet[str]) -> bool:
    told_apart = (  # "cars fall; diesel cars by 20 %"
        one.key != other.key
        and {one.key, other.key} <= known
        and (one.percent is None) != (other.percent is None)
    )
    alike = _overlap(one.key, other.key) or _overlap(_words(one), _words(other))
    if one.direction != other.direction or told_apart or not alike:
        return False
    if one.percent is None or other.percent is None:
        return True
    elsewhere = bool(one.place and other.place and one.place != other.place)
    return abs(one.percent - other.percent) <= (0 if elsewhere else _ROUNDING)


def _overlap(one: str, other: str) -> bool:
    """Tell whether a key is the other one, or the other one with more words."""
    words, others = set(one.split("-")), set(other.split("-"))
    return words <= others or others <= words


def _words(decline: Decline) -> str:
    return "-".join(decline.category.lower().split())


def _join(one: Decline, other: Decline) -> Decline:
    best, rest = one, other
    if other.percent is not None and one.percent is None:
        best, rest = other, one
    strict = "strict" in {one.confidence, other.confidence}
    named = one if one.confidence == "strict" or not strict else other
    return replace(
        best,
        category=named.category,
        key=named.key,
        place=best.place or rest.place,
        period=best.period or rest.period,
        confidence="strict" if strict else "review",
    )
