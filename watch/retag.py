"""Read the archive again after a change of rules: `trendwatch signals retag`.

::

    note_tagging(store, tagger)                   # before articles are recorded
    plan = plan_reading(store, tagger)            # nothing changed: nothing to do
    for each batch of iter_tagged(store):
        mentions by the rules of the changed signals alone   # the gate drops most
        declines by the finder, if it changed
        compare_mentions, compare_declines        -> what to write, what to show
    reading.changes                               # shown, with samples; then asked
    commit_reading(store, reading)                # one transaction: tags, versions,
                                                  # weekly counts
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from .model import CATEGORY_DECLINES, Decline, EvidenceArticle, Span
from .signals.retag import (
    RetagPlan,
    compare_declines,
    compare_mentions,
    plan_retag,
    signal_version,
)
from .signals.rules import SignalRules
from .store.counts import first_week
from .store.database import Store
from .store.retag import (
    NewTags,
    TaggedText,
    count_articles,
    iter_tagged,
    load_versions,
    newest_articles,
    replace_tags,
    save_versions,
)
from .week import last_closed_week

if TYPE_CHECKING:
    # Most commands only compare versions: no need to load spaCy.
    from .signals.tagger import Tagger

#: Articles shown of what a signal gains, and of what it loses.
SAMPLES = 5

#: What becomes of a mention or a decline; "updated": by another rule, or other words.
Side = Literal["gained", "lost", "updated"]
SIDES: tuple[Side, ...] = ("gained", "lost", "updated")
#: Sides of which samples are shown.
SHOWN: tuple[Side, ...] = ("gained", "lost")
#: Why a signal is read again.
Reason = Literal["new", "changed", "removed"]

#: Called after each batch with the articles read and the articles to read.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ReadingPlan:
    """What the archive must be read again for."""

    #: Signals whose rules differ from those the archive was read with.
    signals: RetagPlan
    #: True if the finder of declines differs.
    declines: bool
    #: Why, by id of the signal; ``category-declines`` comes last. Empty: all is well.
    reasons: Mapping[str, Reason]


@dataclass(frozen=True, slots=True)
class Sample:
    """One article that a signal gains or loses."""

    #: The article.
    article: EvidenceArticle
    #: The words that match, or matched.
    spans: tuple[Span, ...]
    #: What is reported; None for mentions.
    decline: Decline | None


@dataclass(frozen=True, slots=True)
class SignalChange:
    """What reading again changes for one signal, or for declines."""

    #: Id of the signal, or ``category-declines``.
    signal: str
    #: Why it was read again.
    reason: Reason
    #: Mentions, or reports of declines, by what becomes of them.
    counts: Mapping[Side, int]
    #: The newest articles of what is gained and lost, one of each story.
    samples: Mapping[Side, tuple[Sample, ...]]


@dataclass(frozen=True, slots=True)
class Rereading:
    """An archive read again, and nothing written yet."""

    #: One for each signal of the plan, in its order.
    changes: tuple[SignalChange, ...]
    #: What is to be written; empty if no article changes.
    new_tags: tuple[NewTags, ...]
    #: Articles read.
    articles: int
    #: The rules they were read with, by signal.
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Trace:
    """One mention or decline that differs."""

    key: str
    spans: tuple[Span, ...]
    decline: Decline | None = None


_Traces = dict[tuple[str, Side], list[_Trace]]


def current_versions(tagger: Tagger) -> dict[str, str]:
    """Return the hash of the rules of each signal, and of the finder of declines."""
    versions = {part.signal.id: signal_version(part) for part in tagger.catalogue}
    return versions | {CATEGORY_DECLINES: tagger.finder.version}


def note_tagging(store: Store, tagger: Tagger) -> None:
    """Note that articles are about to be recorded with the rules of a tagger.

    An empty archive takes them as its own. In a filled one, a signal whose rules
    differ has its articles read with different rules from now on.
    """
    current, stored = current_versions(tagger), load_versions(store)
    if first_week(store) is not None:
        current = {
            signal: stored[signal] if stored.get(signal) == version else ""
            for signal, version in (dict.fromkeys(stored, "") | current).items()
        }
    save_versions(store, current)


def plan_reading(store: Store, tagger: Tagger) -> ReadingPlan:
    """Compare the rules of a tagger with those the archive was read with."""
    return compare_rules(store, tagger.catalogue, finder=tagger.finder.version)


def compare_rules(
    store: Store, catalogue: Iterable[SignalRules], *, finder: str
) -> ReadingPlan:
    """Compare rules with those the archive was read with.

    Args:
        store: Open for reading.
        catalogue: The signals of now.
        finder: Version of the finder of declines.

    """
    stored = load_versions(store)
    known = stored.pop(CATEGORY_DECLINES, None)
    declines = known != finder
    signals = plan_retag(stored, catalogue)
    reasons: dict[str, Reason] = {
        signal: "changed" if signal in stored else "new" for signal in signals.changed
    }
    reasons |= dict.fromkeys(signals.removed, "removed")
    if declines:
        reasons[CATEGORY_DECLINES] = "new" if known is None else "changed"
    return ReadingPlan(signals, declines, reasons)


def read_again(
    store: Store,
    tagger: Tagger,
    plan: ReadingPlan,
    *,
    on_progress: Progress = lambda _done, _total: None,
) -> Rereading:
    """Read the archive with new rules; nothing is written."""
    total, done = count_articles(store), 0
    changed = tagger.only(plan.signals.changed)
    new_tags: list[NewTags] = []
    traces: _Traces = defaultdict(list)
    for batch in iter_tagged(store):
        for tagged in batch:
            new = _read_one(tagged, changed, plan, traces)
            if new is not None:
                new_tags.append(new)
        done += len(batch)
        on_progress(done, total)
    return Rereading(
        changes=tuple(_summarise(store, plan, traces)),
        new_tags=tuple(new_tags),
        articles=done,
        versions=current_versions(tagger),
    )


def commit_reading(store: Store, reading: Rereading, *, now: datetime) -> None:
    """Write what was read, with the counts of all closed weeks; all or nothing."""
    replace_tags(
        store,
        reading.new_tags,
        versions=reading.versions,
        end=last_closed_week(now) + 1,
    )


def _read_one(
    tagged: TaggedText, changed: Tagger, plan: ReadingPlan, traces: _Traces
) -> NewTags | None:
    """Read one article, note what differs, return what to write, if anything."""
    found = compare_mentions(
        tagged.mentions, changed.mentions(tagged.text), plan=plan.signals
    )
    for side, mentions in zip(
        SIDES, (found.gained, found.lost, found.updated), strict=True
    ):
        for one in mentions:
            traces[one.signal, side].append(_Trace(tagged.key, one.spans))
    declines = _read_declines(tagged, changed, traces) if plan.declines else None
    forgotten = tuple(one.signal for one in (*found.lost, *found.updated))
    written = (*found.gained, *found.updated)
    if not forgotten and not written and declines is None:
        return None
    return NewTags(tagged.key, forgotten, written, declines)


def _read_declines(
    tagged: TaggedText, tagger: Tagger, traces: _Traces
) -> tuple[Decline, ...] | None:
    """Return the declines of an article as they are now; None = as they were."""
    declines = tagger.finder.find(tagged.text)
    if declines == tagged.declines:
        return None
    found = compare_declines(tagged.declines, declines)
    for side, reports in zip(
        SIDES, (found.gained, found.lost, found.updated), strict=True
    ):
        for one in reports:
            trace = _Trace(tagged.key, (one.span,), one)
            traces[CATEGORY_DECLINES, side].append(trace)
    return declines


def _summarise(
    store: Store, plan: ReadingPlan, traces: Mapping[tuple[str, Side], Sequence[_Trace]]
) -> Iterator[SignalChange]:
    for signal, reason in plan.reasons.items():
        sides = {side: traces.get((signal, side), ()) for side in SIDES}
        yield SignalChange(
            signal=signal,
            reason=reason,
            counts={side: len(found) for side, found in sides.items()},
            samples={side: _samples(store, sides[side]) for side in SHOWN},
        )


def _samples(store: Store, traces: Sequence[_Trace]) -> tuple[Sample, ...]:
    by_key = {trace.key: trace for trace in traces}
    return tuple(
        Sample(article, by_key[key].spans, by_key[key].decline)
        for key, article in newest_articles(store, by_key, limit=SAMPLES).items()
    )
