"""When to come back: states after visits, as tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_sources import LOUPE

from watch.crawl.poll import backoff, learn_interval
from watch.crawl.poll import next_state as state_after
from watch.crawl.types import (
    Entry,
    Failed,
    FailureKind,
    Feed,
    Fetched,
    NotModified,
    Outcome,
    Reading,
    Refused,
    Result,
)
from watch.model import SourceState

NOW = datetime(2026, 8, 17, 6, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

FRESH = SourceState(LOUPE)
NEW_ADDRESS = "https://new.example/rss"
BODY = Fetched(
    url="https://loupe.example/rss",
    content=b"<rss/>",
    content_type="",
    etag='"2"',
    last_modified="today",
)


def next_state(
    state: SourceState,
    outcome: Outcome,
    *,
    jitter: float = 0.0,
    feed: Feed | None = None,
    news: bool = False,
) -> SourceState:
    """Return the state after a visit that ended in an outcome."""
    body_hash = "bb" if isinstance(outcome, Fetched) else None
    reading = Reading(Result(state, outcome, 0.1), body_hash, feed)
    return state_after(reading, now=NOW, jitter=jitter, news=news)


def feed_of(*ages: timedelta | None, pause: timedelta | None = None) -> Feed:
    """Return a feed with one entry of each age; None: without a date."""
    entries = tuple(
        Entry(
            guid=str(number),
            url="",
            title="t",
            summary="",
            published=None if age is None else NOW - age,
            lang="",
        )
        for number, age in enumerate(ages)
    )
    return Feed(title="", entries=entries, pause=pause)


def every(gap: timedelta, number: int) -> Feed:
    """Return a feed that publishes at a steady pace."""
    return feed_of(*(gap * n for n in range(1, number + 1)))


RHYTHMS: dict[str, tuple[Feed | None, bool, timedelta]] = {
    "every minute": (every(MINUTE, 50), True, 5 * MINUTE),
    "every half hour": (every(30 * MINUTE, 20), True, 30 * MINUTE),
    "every half hour, nothing new": (every(30 * MINUTE, 20), False, 30 * MINUTE),
    "three a week": (every(2 * DAY, 3), True, DAY),
    "a day's batch at midnight": (feed_of(*[6 * HOUR] * 24), True, 15 * MINUTE),
    "two dates": (every(MINUTE, 2), True, HOUR),
    "dates of last year": (feed_of(*[400 * DAY] * 9), False, 72 * MINUTE),
    "dates to come": (feed_of(*[-DAY] * 9), True, HOUR),
    "no dates, news": (feed_of(None, None, None), True, HOUR),
    "no dates, no news": (feed_of(None, None, None), False, 72 * MINUTE),
    "no change": (None, False, 72 * MINUTE),
    "no entries": (feed_of(), False, 72 * MINUTE),
}


@pytest.mark.parametrize(
    ("feed", "news", "expected"), RHYTHMS.values(), ids=RHYTHMS.keys()
)
def test_a_source_is_visited_as_often_as_it_publishes(
    feed: Feed | None, *, news: bool, expected: timedelta
) -> None:
    """The interval follows the dates of the feed, or patience without news."""
    assert learn_interval(FRESH, feed, now=NOW, news=news) == expected


def test_patience_grows_to_a_day_and_no_further() -> None:
    """A silent source is visited daily in the end."""
    state = FRESH
    for _ in range(30):
        state = next_state(state, NotModified())
    assert state.learned == DAY


def test_a_rare_source_keeps_its_interval() -> None:
    """A source configured for every third day is never visited more often."""
    rare = SourceState(replace(LOUPE, interval=3 * DAY))
    assert learn_interval(rare, every(MINUTE, 9), now=NOW, news=True) == 3 * DAY


HINTS: dict[str, tuple[timedelta | None, timedelta | None, timedelta]] = {
    "none": (None, None, 30 * MINUTE),
    "headers": (None, 2 * HOUR, 2 * HOUR),
    "feed": (3 * HOUR, None, 3 * HOUR),
    "both": (3 * HOUR, 2 * HOUR, 3 * HOUR),
    "shorter than the interval": (MINUTE, MINUTE, 30 * MINUTE),
    "a year": (365 * DAY, None, DAY),
}


@pytest.mark.parametrize(
    ("pause", "fresh", "expected"), HINTS.values(), ids=HINTS.keys()
)
def test_hints_put_a_visit_off(
    pause: timedelta | None, fresh: timedelta | None, expected: timedelta
) -> None:
    """A publisher's wish to be asked less often is followed, up to a day."""
    outcome = replace(BODY, not_before=NOW + fresh if fresh else None)
    feed = replace(every(30 * MINUTE, 20), pause=pause)
    state = next_state(FRESH, outcome, feed=feed, news=True)
    assert state.next_due == NOW + expected


def test_success_forgets_trouble_and_keeps_validators() -> None:
    """A good visit clears failures, pause and refusal."""
    troubled = replace(FRESH, failures=3.5, paused="gone", refusal="robots")
    state = next_state(troubled, BODY)
    assert (state.failures, state.paused, state.refusal) == (0.0, "", "")
    assert (state.etag, state.last_modified) == ('"2"', "today")
    assert state.body_hash == "bb"


def test_not_modified_keeps_the_validators() -> None:
    """A 304 leaves the validators of the body we know."""
    known = replace(FRESH, etag='"1"', last_modified="monday", body_hash="aa")
    state = next_state(known, NotModified())
    assert (state.etag, state.last_modified, state.body_hash) == ('"1"', "monday", "aa")


@pytest.mark.parametrize(
    ("kind", "weight"),
    [
        (FailureKind.TEMPORARY, 0.25),
        (FailureKind.SOFT, 0.5),
        (FailureKind.HARD, 1.0),
    ],
)
def test_failures_have_three_weights(kind: FailureKind, weight: float) -> None:
    """Each kind of failure counts by its weight, and validators stay."""
    known = replace(FRESH, etag='"1"', failures=1.0)
    state = next_state(known, Failed(kind, "why"))
    assert (state.failures, state.etag) == (1.0 + weight, '"1"')


def test_a_failing_source_slows_down_to_a_week_and_never_stops() -> None:
    """Hard failures double the wait until it is a week."""
    state, waits = FRESH, []
    for _ in range(12):
        state = next_state(state, Failed(FailureKind.HARD, "why"))
        assert state.next_due is not None
        waits.append(state.next_due - NOW)
    assert waits[:3] == [2 * HOUR, 4 * HOUR, 8 * HOUR]
    assert waits[-1] == 7 * DAY
    assert state.paused == ""


def test_retry_after_outweighs_the_backoff() -> None:
    """The later of back-off and Retry-After counts."""
    failed = Failed(FailureKind.SOFT, "429", not_before=NOW + 20 * HOUR)
    state = next_state(FRESH, failed, jitter=0.5)
    assert state.next_due == NOW + 20 * HOUR


def test_gone_pauses_the_source_with_its_reason() -> None:
    """A 410 pauses the source; the reason can be read."""
    failed = Failed(FailureKind.HARD, "gone for good", gone=True)
    assert next_state(FRESH, failed).paused == "gone for good"


def test_a_refusal_is_kept_and_asked_again_tomorrow() -> None:
    """A refusal is no failure: its reason is kept and checked daily."""
    state = next_state(FRESH, Refused("robots.txt says no"))
    assert (state.refusal, state.failures) == ("robots.txt says no", 0.0)
    assert state.next_due == NOW + DAY


MOVES: dict[str, tuple[list[str | None], str | None]] = {
    "twice": ([NEW_ADDRESS] * 2, None),
    "three times": ([NEW_ADDRESS] * 3, NEW_ADDRESS),
    "interrupted": ([NEW_ADDRESS, NEW_ADDRESS, None, NEW_ADDRESS], None),
    "undecided": ([NEW_ADDRESS, "https://b.example/", NEW_ADDRESS], None),
    "and again": (
        [NEW_ADDRESS] * 3 + [None] + ["https://b.example/"] * 3,
        "https://b.example/",
    ),
}


@pytest.mark.parametrize(("answers", "expected"), MOVES.values(), ids=MOVES.keys())
def test_three_consecutive_answers_move_the_address(
    answers: list[str | None], expected: str | None
) -> None:
    """Only three answers in a row that name the same address move a source."""
    state = FRESH
    for moved_to in answers:
        outcome = NotModified(moved_to=moved_to)
        state = next_state(state, outcome)
    assert state.moved_to == expected
    assert state.address == (expected or LOUPE.url)


def test_a_new_address_that_keeps_failing_is_given_up() -> None:
    """After weighted failures of 3, the configured address is tried again."""
    state = replace(FRESH, moved_to=NEW_ADDRESS)
    for _ in range(2):
        state = next_state(state, Failed(FailureKind.HARD, "html"))
    assert state.address == NEW_ADDRESS
    state = next_state(state, Failed(FailureKind.HARD, "html"))
    assert state.address == LOUPE.url


def test_a_failure_interrupts_a_move() -> None:
    """A failure in between starts the counting of answers afresh."""
    moving = replace(FRESH, moving_to=NEW_ADDRESS, moving_times=2)
    failed = Failed(FailureKind.SOFT, "404")
    state = next_state(moving, failed)
    assert (state.moving_to, state.moving_times) == (None, 0)


@given(
    failures=st.floats(0, 10_000),
    minutes=st.integers(5, 1440),
    jitter=st.floats(0, 1, exclude_max=True),
    kind=st.sampled_from(FailureKind),
)
def test_waits_stay_within_bounds(
    failures: float, minutes: int, jitter: float, kind: FailureKind
) -> None:
    """Whatever happened, the next visit is 5 minutes to 8 days away."""
    state = replace(FRESH, failures=failures, learned=minutes * MINUTE)
    for outcome in (Failed(kind, "why"), NotModified(), BODY):
        after = next_state(state, outcome, jitter=jitter)
        assert after.next_due is not None
        assert 5 * MINUTE <= after.next_due - NOW < 8 * DAY


@given(st.floats(0, 100), st.floats(0, 100))
def test_backoff_never_shrinks(one: float, other: float) -> None:
    """More failures never mean a shorter wait."""
    low, high = sorted((one, other))
    assert backoff(HOUR, low) <= backoff(HOUR, high)
