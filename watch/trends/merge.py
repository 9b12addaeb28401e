"""One term of each topic: which terms of a list tell the same news."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from .terms import Gram, content

#: Terms that share more than this of their stories are one topic.
SHARED = 0.6


@dataclass(frozen=True, slots=True)
class Use:
    """A term with its numbers in one window."""

    gram: Gram
    #: Recent stories that use it, oldest first.
    stories: tuple[int, ...]
    #: Outlets of those stories.
    outlets: int
    #: Stories of each week, oldest first.
    history: tuple[int, ...]
    #: Different weeks of the last four in which it was used.
    weeks: int
    #: Whether it stands out for more than one week.
    lasts: bool
    #: Stories before.
    before: int
    ratio: float
    p: float
    score: float


def merge(
    uses: Iterable[Use], surging: AbstractSet[str], *, lang: str, limit: int
) -> list[Use]:
    """Keep one term of those that tell the same news, best first, up to a limit.

    They have the same stories or content words, or share a word of ``surging``. A
    longer name replaces the kept one if it covers most of its stories: "submersible"
    becomes "tourist submersible". A term whose additional stories are mostly those of
    the terms kept before tells nothing new, either.
    """
    kept: list[Use] = []
    told: set[int] = set()
    for use in uses:
        at = _same_topic(use, kept, surging, lang=lang)
        if at is not None:
            if _replaces(use, kept[at]):
                kept[at] = use
        elif len(told & {*use.stories}) <= SHARED * _additional(use):
            # A little further: a longer name often stands below its parts.
            if len(kept) == 2 * limit:
                break
            kept.append(use)
            told.update(use.stories)
    return kept[:limit]


def _same_topic(
    use: Use, kept: Sequence[Use], surging: AbstractSet[str], *, lang: str
) -> int | None:
    """Return the place of a kept term of the same topic, if any."""
    words = content(use.gram, lang=lang)
    for at, other in enumerate(kept):
        shared = len({*use.stories} & {*other.stories})
        if shared > SHARED * len(use.stories):
            return at
        others = content(other.gram, lang=lang)
        if words == others or words & others & surging:
            return at
    return None


def _replaces(use: Use, other: Use) -> bool:
    """Tell whether a term is the longer name of what another one tells."""
    shared = len({*use.stories} & {*other.stories})
    return _holds(use.gram, other.gram) and shared >= SHARED * len(other.stories)


def _additional(use: Use) -> float:
    """Return the stories beyond those that the weeks before let expect."""
    return len(use.stories) * (1 - 1 / use.ratio)


def _holds(long: Gram, short: Gram) -> bool:
    """Tell whether a run of words holds another, smaller one."""
    size = len(short)
    starts = range(len(long) - size + 1)
    return size < len(long) and any(long[at : at + size] == short for at in starts)
