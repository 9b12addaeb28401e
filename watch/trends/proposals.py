"""Candidates -> those that a digest proposes as new signals.

::

    candidates of this week that stand out for more than one week, of three outlets
    without those that share their words with a better one, or with one proposed
    before, unless it has grown strongly since
    the best of each source group first
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ..model import Candidate, Proposal
from .terms import content, split_words

#: Proposals of one digest in one press language.
MOST = 3
#: "Grown strongly": so many times the stories of the week of the last proposal.
_GROWN = 3


def choose_proposals(
    candidates: Iterable[Candidate], earlier: Iterable[Proposal]
) -> tuple[Candidate, ...]:
    """Choose what a digest proposes, best first, at most ``MOST``.

    Args:
        candidates: Those of one week and language, each group's lists best first.
        earlier: What the digests of earlier weeks proposed.

    """
    told = [
        (_words(one.term, one.lang), _GROWN * one.stories, one.lang) for one in earlier
    ]
    chosen: list[Candidate] = []
    for candidate in _in_turn(one for one in candidates if one.proposed):
        words = _words(candidate.term, candidate.lang)
        known = any(
            candidate.lang == lang
            and (words <= others or others <= words)
            and candidate.history[-1] < enough
            for others, enough, lang in told
        )
        same = any(
            words <= others or others <= words
            for others in (_words(one.term, one.lang) for one in chosen)
        )
        if not known and not same:
            chosen.append(candidate)
    return tuple(chosen[:MOST])


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
