"""Subscribers and the outbox: in order, never lost, never doubled unmarked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from store_samples import NOW

from watch.model import Delivery, Subscriber
from watch.store.chats import (
    get_subscriber,
    list_subscribers,
    migrate_chat,
    set_language,
    set_signals,
    subscribe,
    unsubscribe,
)
from watch.store.database import Store, open_store
from watch.store.outbox import (
    count_deliveries,
    due_deliveries,
    last_dispatch,
    mark_failed,
    mark_sending,
    mark_sent,
    next_retry,
    queue_parts,
    queued_weeks,
    record_dispatch,
    recover_deliveries,
    retry_delivery,
)
from watch.week import Week

W33, W34 = Week(2026, 33), Week(2026, 34)
ANA, BOB = 11, -22


def due(store: Store, *, minutes: int = 0) -> list[tuple[int, str, bool]]:
    """Return (chat, text, uncertain) of what may be sent now or later."""
    moment = NOW + timedelta(minutes=minutes)
    return [
        (delivery.chat, delivery.text, delivery.uncertain)
        for delivery in due_deliveries(store, now=moment)
    ]


def start(store: Store, chat: int = ANA) -> Delivery:
    """Mark the next part of a chat as being sent."""
    delivery = next(
        each for each in due_deliveries(store, now=NOW) if each.chat == chat
    )
    assert mark_sending(store, delivery.id)
    return delivery


def test_a_chat_keeps_its_choices_when_it_comes_back(store: Store) -> None:
    """Stopping and starting again restores language and signals."""
    assert subscribe(store, ANA, lang="fr", now=NOW) == Subscriber(
        ANA, "fr", frozenset(), active=True
    )
    set_language(store, ANA, "en")
    set_signals(store, ANA, ["metaverse", "gen-alpha", "metaverse"])
    unsubscribe(store, ANA, reason="/stop")
    stopped = get_subscriber(store, ANA)
    assert stopped == Subscriber(
        ANA, "en", frozenset({"metaverse", "gen-alpha"}), active=False, reason="/stop"
    )
    assert list_subscribers(store) == []
    assert list_subscribers(store, gone=True) == [stopped]
    assert subscribe(store, ANA, lang="fr", now=NOW) == replace(
        stopped, active=True, reason=""
    )
    assert [subscriber.chat for subscriber in list_subscribers(store)] == [ANA]


def test_unknown_chats_are_no_error(store: Store) -> None:
    """Changing or stopping a chat that never subscribed does nothing."""
    unsubscribe(store, ANA, reason="/stop")
    set_language(store, ANA, "en")
    set_signals(store, ANA, [])
    assert get_subscriber(store, ANA) is None


def test_subscribers_are_listed_in_order_of_arrival(store: Store) -> None:
    """Whoever came first is served first."""
    subscribe(store, ANA, lang="fr", now=NOW)
    subscribe(store, BOB, lang="en", now=NOW - timedelta(days=1))
    assert [subscriber.chat for subscriber in list_subscribers(store)] == [BOB, ANA]


def test_a_week_is_queued_once_for_a_chat(store: Store) -> None:
    """Queueing again, even with other parts, changes nothing."""
    assert queue_parts(store, W34, ANA, ["a", "b"], now=NOW)
    assert not queue_parts(store, W34, ANA, ["a", "b", "c"], now=NOW)
    assert queued_weeks(store, ANA) == {W34}
    assert queued_weeks(store, BOB) == frozenset()
    assert count_deliveries(store) == {"pending": 2}


def test_the_last_dispatch_is_remembered(store: Store) -> None:
    """A week counts as dispatched even if nobody was subscribed."""
    assert last_dispatch(store) is None
    for week in (W34, W33, W34):
        record_dispatch(store, week, now=NOW)
    assert last_dispatch(store) == W34


def test_nothing_to_say_queues_nothing(store: Store) -> None:
    """A digest without parts leaves no trace."""
    assert not queue_parts(store, W34, ANA, [], now=NOW)
    assert due(store) == []


def test_parts_leave_in_order_chat_by_chat(store: Store) -> None:
    """Only the next part of each chat is due, older weeks first."""
    queue_parts(store, W34, ANA, ["a", "b"], now=NOW)
    queue_parts(store, W33, ANA, ["old"], now=NOW)
    queue_parts(store, W34, BOB, ["x"], now=NOW)
    assert sorted(due(store)) == [(BOB, "x", False), (ANA, "old", False)]
    for expected in ("old", "a", "b"):
        delivery = start(store)
        assert delivery.text == expected
        assert due(store) == [(BOB, "x", False)]
        assert mark_sent(store, delivery.id, now=NOW)
    assert due(store) == [(BOB, "x", False)]
    assert count_deliveries(store) == {"pending": 1, "sent": 3}


def test_a_part_is_taken_once(store: Store) -> None:
    """A delivery that is being sent or was sent can't be taken again."""
    queue_parts(store, W34, ANA, ["a"], now=NOW)
    delivery = start(store)
    assert not mark_sending(store, delivery.id)
    assert mark_sent(store, delivery.id, now=NOW)
    assert not mark_sending(store, delivery.id)
    assert not mark_sent(store, delivery.id, now=NOW)
    assert not mark_failed(store, delivery.id, error="late")


def test_a_refused_part_waits_and_holds_the_next_one(store: Store) -> None:
    """After a flood limit the same part is due later, certain, and counted."""
    queue_parts(store, W34, ANA, ["a", "b"], now=NOW)
    assert next_retry(store) is None
    moment = NOW + timedelta(minutes=5)
    delivery = start(store)
    assert delivery.attempts == 0
    retry_delivery(store, delivery.id, error="429", not_before=moment)
    assert next_retry(store) == moment
    assert due(store, minutes=4) == []
    assert due(store, minutes=5) == [(ANA, "a", False)]
    (again,) = due_deliveries(store, now=moment)
    assert again.attempts == 1


def test_a_part_that_may_have_arrived_stays_uncertain(store: Store) -> None:
    """After a time-out the repeat is marked, also when it is refused later."""
    queue_parts(store, W34, ANA, ["a"], now=NOW)
    retry_delivery(store, start(store).id, error="timed out", uncertain=True)
    assert due(store) == [(ANA, "a", True)]
    retry_delivery(store, start(store).id, error="429")
    assert due(store) == [(ANA, "a", True)]


def test_a_crash_while_sending_makes_the_part_uncertain(store: Store) -> None:
    """What was being sent when the process died comes back marked."""
    queue_parts(store, W34, ANA, ["a", "b"], now=NOW)
    start(store)
    store.close()
    with open_store(store.path) as again:
        assert due(again) == []
        assert recover_deliveries(again) == 1
        assert recover_deliveries(again) == 0
        assert due(again) == [(ANA, "a", True)]


def test_a_part_given_up_lets_the_next_one_go(store: Store) -> None:
    """A permanent failure is kept with its reason and blocks nothing."""
    queue_parts(store, W34, ANA, ["a", "b"], now=NOW)
    mark_failed(store, start(store).id, error="can't parse entities")
    assert due(store) == [(ANA, "b", False)]
    assert store.select("SELECT last_error FROM delivery WHERE part = 0") == [
        {"last_error": "can't parse entities"}
    ]


def test_a_stopped_chat_gets_nothing_more(store: Store) -> None:
    """What waits is given up; what arrives all the same is recorded as sent."""
    subscribe(store, ANA, lang="fr", now=NOW)
    queue_parts(store, W34, ANA, ["a", "b"], now=NOW)
    delivery = start(store)
    unsubscribe(store, ANA, reason="/stop")
    assert due(store) == []
    assert not retry_delivery(store, delivery.id, error="429")
    assert mark_sent(store, delivery.id, now=NOW)
    assert count_deliveries(store) == {"failed": 1, "sent": 1}


@pytest.mark.parametrize("times", [1, 2])
def test_a_group_that_became_a_supergroup_keeps_all(store: Store, times: int) -> None:
    """Subscription, choices, sent weeks and waiting parts move to the new chat."""
    subscribe(store, BOB, lang="fr", now=NOW)
    set_signals(store, BOB, ["metaverse"])
    queue_parts(store, W33, BOB, ["sent"], now=NOW)
    mark_sent(store, start(store, BOB).id, now=NOW)
    queue_parts(store, W34, BOB, ["a", "b"], now=NOW)
    delivery = start(store, BOB)
    for _ in range(times):
        migrate_chat(store, old=BOB, new=-100)
    retry_delivery(store, delivery.id, error="migrated")
    assert get_subscriber(store, BOB) is None
    assert get_subscriber(store, -100) == Subscriber(
        -100, "fr", frozenset({"metaverse"}), active=True
    )
    assert queued_weeks(store, -100) == {W33, W34}
    assert due(store) == [(-100, "a", False)]


def test_a_migrated_chat_that_subscribed_again_gets_one_digest(store: Store) -> None:
    """Parts queued for both ids are sent once; the group's choices stay."""
    subscribe(store, BOB, lang="fr", now=NOW)
    subscribe(store, -100, lang="en", now=NOW)
    queue_parts(store, W34, BOB, ["a"], now=NOW)
    queue_parts(store, W34, -100, ["a"], now=NOW)
    migrate_chat(store, old=BOB, new=-100)
    assert due(store) == [(-100, "a", False)]
    assert count_deliveries(store) == {"failed": 1, "pending": 1}
    assert list_subscribers(store) == [Subscriber(-100, "fr", frozenset(), active=True)]
