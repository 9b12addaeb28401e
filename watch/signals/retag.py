"""After a change of rules: what to read again, and what that gains and loses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..model import Decline, Mention
from .rules import SignalRules


@dataclass(frozen=True, slots=True)
class RetagPlan:
    """Which signals the archive must be read again for."""

    #: Signals that are new or whose rules changed, in catalogue order.
    changed: tuple[str, ...]
    #: Signals that are gone; their mentions are to be deleted.
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What reading one article again changes."""

    #: Mentions that were not there before.
    gained: tuple[Mention, ...]
    #: Mentions that are no more.
    lost: tuple[Mention, ...]
    #: Mentions that stay, but by another rule, version or span: as they are now.
    updated: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class DeclineDifference:
    """What finding the declines of one article again changes."""

    #: Reports of a category and direction that were not there before.
    gained: tuple[Decline, ...]
    #: Reports of a category and direction that are no more.
    lost: tuple[Decline, ...]
    #: Other reports that are not as they were: as they are now.
    updated: tuple[Decline, ...]


def signal_version(part: SignalRules) -> str:
    """Return a hash of all rules of a signal, in their order: 12 hex digits."""
    versions = " ".join(f"{rule.id}:{rule.version}" for rule in part.rules)
    return hashlib.sha256(versions.encode()).hexdigest()[:12]


def plan_retag(
    stored: Mapping[str, str], catalogue: Iterable[SignalRules]
) -> RetagPlan:
    """Compare the versions stored with the archive, by signal, with those of now."""
    current = {part.signal.id: signal_version(part) for part in catalogue}
    return RetagPlan(
        changed=tuple(
            signal
            for signal, version in current.items()
            if stored.get(signal) != version
        ),
        removed=tuple(sorted(stored.keys() - current.keys())),
    )


def compare_mentions(
    before: Iterable[Mention], after: Iterable[Mention], *, plan: RetagPlan
) -> Difference:
    """Compare the stored mentions of one article with those of the new rules.

    Mentions of signals outside the plan are left alone on both sides.
    """
    touched = {*plan.changed, *plan.removed}
    old = {mention.signal: mention for mention in before if mention.signal in touched}
    new = {mention.signal: mention for mention in after if mention.signal in touched}
    return Difference(
        gained=tuple(new[signal] for signal in new if signal not in old),
        lost=tuple(old[signal] for signal in old if signal not in new),
        updated=tuple(
            new[signal]
            for signal in new
            if signal in old and new[signal] != old[signal]
        ),
    )


def compare_declines(
    before: Iterable[Decline], after: Iterable[Decline]
) -> DeclineDifference:
    """Compare the stored declines of one article with those found now."""
    old, new = tuple(before), tuple(after)
    old_claims = {(one.key, one.direction) for one in old}
    new_claims = {(one.key, one.direction) for one in new}
    return DeclineDifference(
        gained=tuple(one for one in new if (one.key, one.direction) not in old_claims),
        lost=tuple(one for one in old if (one.key, one.direction) not in new_claims),
        updated=tuple(
            one
            for one in new
            if (one.key, one.direction) in old_claims and one not in old
        ),
    )
