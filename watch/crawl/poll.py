"""When to come back: the state of a source after a visit.

A healthy source is visited about as often as it publishes; one that fails is
visited less and less often, and never given up. docs/explanation/crawling.md
gives the rules with their reasons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from ..model import SourceState
from .types import Failed, FailureKind, Feed, Fetched, NotModified, Reading, Refused

SHORTEST_INTERVAL = timedelta(minutes=5)
LONGEST_INTERVAL = timedelta(days=1)
LONGEST_BACKOFF = timedelta(days=7)

#: How much a failure counts: living feeds fail now and then.
WEIGHTS = {FailureKind.TEMPORARY: 0.25, FailureKind.SOFT: 0.5, FailureKind.HARD: 1.0}

#: A visit without news makes the next one wait this much longer.
_PATIENCE = 1.2
#: What a feed published earlier says little about how often it publishes now.
_WINDOW = timedelta(days=7)
#: Dates needed to trust a feed's rhythm.
_FEWEST_DATES = 3
#: Consecutive answers after which a new address replaces the old one.
_MOVES = 3
#: Weighted failures after which a new address is given up for the configured one.
_LOST = 3.0
#: A visit is put off by at most this part of its interval, to spread the load.
_SPREAD = 0.1


def next_state(
    reading: Reading, *, now: datetime, jitter: float, news: bool = False
) -> SourceState:
    """Return the source as the next visit must find it.

    Args:
        reading: How the visit ended, and what it read.
        now: Moment of the visit, aware.
        jitter: Chance, ``0 <= jitter < 1``: how much the next visit is put off.
        news: Whether the feed held articles never seen before.

    """
    state, outcome = reading.result.state, reading.result.outcome
    match outcome:
        case Fetched() | NotModified():
            learned = learn_interval(state, reading.feed, now=now, news=news)
            state = replace(state, learned=learned)
            return _after_success(state, outcome, reading, now=now, jitter=jitter)
        case Failed():
            return _after_failure(state, outcome, now=now, jitter=jitter)
        case Refused(reason):
            due = _due(LONGEST_INTERVAL, now=now, jitter=jitter)
            return replace(state, refusal=reason, next_due=due)


def _after_success(
    state: SourceState,
    outcome: Fetched | NotModified,
    reading: Reading,
    *,
    now: datetime,
    jitter: float,
) -> SourceState:
    due = _due(_interval(state), now=now, jitter=jitter)
    if reading.feed is not None and reading.feed.pause is not None:
        due = max(due, now + min(reading.feed.pause, LONGEST_INTERVAL))
    if outcome.not_before is not None:
        due = max(due, outcome.not_before)
    state = replace(
        _after_move(state, outcome.moved_to),
        failures=0.0,
        next_due=due,
        paused="",
        refusal="",
    )
    if isinstance(outcome, NotModified):
        return state
    return replace(
        state,
        etag=outcome.etag,
        last_modified=outcome.last_modified,
        body_hash=reading.body_hash,
    )


def _after_failure(
    state: SourceState, failed: Failed, *, now: datetime, jitter: float
) -> SourceState:
    failures = state.failures + WEIGHTS[failed.kind]
    due = _due(backoff(_interval(state), failures), now=now, jitter=jitter)
    return replace(
        state,
        failures=failures,
        next_due=max(due, failed.not_before or due),
        moved_to=state.moved_to if failures < _LOST else None,
        moving_to=None,
        moving_times=0,
        paused=failed.reason if failed.gone else state.paused,
    )


def _after_move(state: SourceState, moved_to: str | None) -> SourceState:
    """Count one more answer that names a new address, or none."""
    if moved_to is None:
        return replace(state, moving_to=None, moving_times=0)
    times = state.moving_times + 1 if moved_to == state.moving_to else 1
    if times < _MOVES:
        return replace(state, moving_to=moved_to, moving_times=times)
    return replace(state, moved_to=moved_to, moving_to=None, moving_times=0)


def learn_interval(
    state: SourceState, feed: Feed | None, *, now: datetime, news: bool
) -> timedelta:
    """Return the time between two visits, from 5 minutes to a day.

    A changed feed is asked for about one new entry a visit, by the dates of its
    entries of the last seven days; one without dates at the configured interval. A
    visit without news makes the interval a fifth longer. A source configured for
    less than once a day keeps its interval.

    Args:
        state: The source as this visit found it.
        feed: The document; None if there was none, or the one we know.
        now: Moment of the visit, aware.
        news: Whether the feed held articles never seen before.

    """
    configured = state.source.interval
    if configured > LONGEST_INTERVAL:
        return configured
    dates = [] if feed is None else _recent(feed, now)
    if len(dates) >= _FEWEST_DATES:
        return _clamp((now - min(dates)) / len(dates))
    if news:
        return _clamp(configured)
    return _clamp(_interval(state) * _PATIENCE)


def backoff(interval: timedelta, failures: float) -> timedelta:
    """Return how long to leave a failing source alone, at most a week.

    The wait doubles with every hard failure, with two soft or four temporary ones.

    >>> backoff(timedelta(hours=1), 2.0)
    datetime.timedelta(seconds=14400)
    """
    return min(interval * 2 ** min(failures, 20.0), LONGEST_BACKOFF)


def _recent(feed: Feed, now: datetime) -> Sequence[datetime]:
    dates = [entry.published for entry in feed.entries if entry.published is not None]
    return [date for date in dates if now - _WINDOW <= date <= now]


def _interval(state: SourceState) -> timedelta:
    return state.learned or state.source.interval


def _clamp(interval: timedelta) -> timedelta:
    return min(max(interval, SHORTEST_INTERVAL), LONGEST_INTERVAL)


def _due(interval: timedelta, *, now: datetime, jitter: float) -> datetime:
    return now + interval * (1 + _SPREAD * jitter)
