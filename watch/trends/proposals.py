"""Candidates -> those that a digest proposes as new signals.

::

    candidates of this week that stand out for more than one week, of three outlets
    without those that share words or stories with a better one, or with one proposed
    before, unless it has grown strongly since
    the best of each source group first
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ..model import Candidate, Proposal
from .merge import SHARED
from .terms import content, split_words

#: Proposals of one digest in one press language.
MOST = 3
#: "Grown strongly": so many times the stories of the week of the last proposal.
_GROWN = 3


def choose_proposals(
    candidates: Iterable[Candidate], earlier: Iterable[Proposal]
) -> tuple[Candidate, ...]:
    """Choose what a digest proposes: at most ``MOST`` of each press language.

    Args:
        candidates: Those of one week.
        earlier: What the digests of earlier weeks proposed.

    Returns them by language in alphabetical order, best first.

    """
    candidates, earlier = list(candidates), list(earlier)
    chosen: list[Candidate] = []
    for lang in sorted({one.lang for one in candidates}):
        mine = [one for one in candidates if one.lang == lang]
        told = [one for one in earlier if one.lang == lang]
        chosen += _choose(mine, told)[:MOST]
    return tuple(chosen)


def _choose(
    candidates: Sequence[Candidate], earlier: Sequence[Proposal]
) -> list[Candidate]:
    """Leave out what was told before, and what tells the same news as a better one."""
    told = [(_words(one.term, one.lang), _GROWN * one.stories) for one in earlier]
    old = [one for one in candidates if _is_told(one, told)]
    covered = {story for one in old for story in one.evidence}
    chosen: list[Candidate] = []
    for candidate in _in_turn(one for one in candidates if one.proposed):
        shared = covered.intersection(candidate.evidence)
        if candidate in old or len(shared) > SHARED * len(candidate.evidence):
            continue
        words = _words(candidate.term, candidate.lang)
        if any(_overlap(words, _words(one.term, one.lang)) for one in chosen):
            continue
        chosen.append(candidate)
        covered.update(candidate.evidence)
    return chosen


def _is_told(candidate: Candidate, told: Iterable[tuple[frozenset[str], int]]) -> bool:
    """Tell whether a candidate was proposed before and has not grown strongly."""
    words = _words(candidate.term, candidate.lang)
    now = candidate.history[-1]
    return any(_overlap(words, others) and now < enough for others, enough in told)


def _overlap(words: frozenset[str], others: frozenset[str]) -> bool:
    """Tell whether all words of a term stand in the other one."""
    return words <= others or others <= words


def _in_turn(candidates: Iterable[Candidate]) -> Sequence[Candidate]:
    """Sort candidates so that the first of each group come before any second one."""
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        groups[candidate.group].append(candidate)
    ranked = [
        (rank, -one.score, one.group, one.term, one)
        for group in groups.values()
        for rank, one in enumerate(sorted(group, key=_best_first))
    ]
    return [one for *_, one in sorted(ranked, key=lambda row: row[:4])]


def _best_first(candidate: Candidate) -> tuple[float, str]:
    return -candidate.score, candidate.term


def _words(term: str, lang: str) -> frozenset[str]:
    return content(tuple(split_words(term, lang=lang)), lang=lang)
