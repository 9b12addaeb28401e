"""One visit: from what was read to what is recorded, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ..model import SiteRules, Tags, Text, Visit
from ..store.articles import known_articles, record_visit
from ..store.database import Store
from .article import plan_update
from .grouping import Grouping
from .poll import next_state
from .types import Failed, Fetched, NotModified, Plan, Reading, Refused

_NOTHING = Plan(new=(), changed=(), unchanged=0)


class TextTagger(Protocol):
    """What the crawl needs of ``signals.tagger.Tagger``: no more than this."""

    def tag(self, text: Text) -> Tags:
        """Find the mentions and declines of a text."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one visit left in the store."""

    #: The row of the crawl log.
    visit: Visit
    #: Articles recorded for the first time.
    new: int
    #: Articles whose title or summary was edited.
    changed: int


def record_reading(
    store: Store,
    tagger: TextTagger,
    grouping: Grouping,
    reading: Reading,
    *,
    rules: tuple[SiteRules, ...],
    now: datetime,
    jitter: float,
) -> Recorded:
    """Compare, group, tag and record.

    Args:
        store: Open for writing.
        tagger: Finds mentions and declines.
        grouping: Finds the stories of new articles.
        reading: From ``read_result``.
        rules: Site rules to record along with the visit.
        now: Moment of the visit, aware.
        jitter: Chance, ``0 <= jitter < 1``: how much the next visit is put off.

    """
    keys = [article.key for article in reading.articles]
    plan = _NOTHING
    if keys:
        known = known_articles(
            store,
            keys,
            source=reading.result.state.source.id,
            guids=[article.guid for article in reading.articles],
        )
        plan = plan_update(reading.articles, known)
    visit = Visit(
        state=next_state(reading, now=now, jitter=jitter, news=bool(plan.new)),
        at=now,
        outcome=_word(reading),
        detail=_detail(reading),
        seconds=reading.result.seconds,
        entries=len(reading.feed.entries) if reading.feed else 0,
        rules=rules,
    )
    new = record_visit(
        store,
        visit,
        new=plan.new,
        changed=plan.changed,
        carried=keys,
        stories=grouping.assign(plan.new),
        tags={each.key: tagger.tag(each.text) for each in (*plan.new, *plan.changed)},
    )
    return Recorded(visit, new, len(plan.changed))


def _word(reading: Reading) -> str:
    match reading.result.outcome:
        case Fetched():
            return "not modified" if reading.feed is None else "fetched"
        case NotModified():
            return "not modified"
        case Refused():
            return "refused"
        case Failed(kind=kind):
            return f"{kind} failure"


def _detail(reading: Reading) -> str:
    outcome = reading.result.outcome
    return outcome.reason if isinstance(outcome, Failed | Refused) else ""
