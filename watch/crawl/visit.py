"""One visit: from what was fetched to what is recorded.

``read_result`` needs no database and may run in a thread; ``record_reading``
reads the store and writes it in one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ..model import Article, SiteRules, Tags, Text, Visit
from ..store.articles import known_articles, record_visit
from ..store.database import Store
from .article import make_articles, plan_update
from .fetch import Result
from .grouping import Grouping
from .parse import parse_feed
from .poll import hash_body, next_state
from .types import Failed, Feed, Fetched, NotModified, Outcome, Plan, Refused

_NOTHING = Plan(new=(), changed=(), unchanged=0)


class TextTagger(Protocol):
    """What the crawl needs of ``signals.tagger.Tagger``: no more than this."""

    def tag(self, text: Text) -> Tags:
        """Find the mentions and declines of a text."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A result with what could be read of it."""

    #: What was fetched.
    result: Result
    #: How the visit ended, the parser's verdict included.
    outcome: Outcome
    #: The feed; None if there is none, or the one we know.
    feed: Feed | None = None
    #: Its articles, in document order.
    articles: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one visit left in the store."""

    #: The row of the crawl log.
    visit: Visit
    #: Articles recorded for the first time.
    new: int
    #: Articles whose title or summary was edited.
    changed: int


def read_result(result: Result, *, seen: datetime) -> Reading:
    """Read what was fetched; a body that we know is not parsed again.

    Args:
        result: What was fetched.
        seen: Moment of the visit, aware.

    """
    outcome = result.outcome
    if not isinstance(outcome, Fetched):
        return Reading(result, outcome)
    if hash_body(outcome.content) == result.state.body_hash:
        return Reading(result, outcome)
    feed = parse_feed(outcome)
    if isinstance(feed, Failed):
        return Reading(result, feed)
    articles = make_articles(feed, result.state.source, seen=seen)
    return Reading(result, outcome, feed, articles)


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
        plan = plan_update(reading.articles, known_articles(store, keys))
    visit = Visit(
        state=next_state(
            reading.result.state,
            reading.outcome,
            now=now,
            jitter=jitter,
            feed=reading.feed,
            news=bool(plan.new),
        ),
        at=now,
        outcome=_word(reading),
        detail=_detail(reading.outcome),
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
    match reading.outcome:
        case Fetched():
            return "not modified" if reading.feed is None else "fetched"
        case NotModified():
            return "not modified"
        case Refused():
            return "refused"
        case Failed(kind=kind):
            return f"{kind} failure"


def _detail(outcome: Outcome) -> str:
    return outcome.reason if isinstance(outcome, Failed | Refused) else ""
