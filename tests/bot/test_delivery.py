"""The outbox, delivered over real HTTP to a Bot API on loopback."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from botapi import TOKEN, BotApi, Trouble, drop, flood, refuse
from hypothesis import given
from hypothesis import strategies as st

from watch.bot.account import Account, make_bot
from watch.bot.delivery import DeliverySummary, deliver_pending, queue_digest
from watch.bot.pace import Pace, Rates
from watch.errors import DeliveryError
from watch.model import Digest
from watch.store.chats import (
    get_subscriber,
    list_subscribers,
    set_signals,
    subscribe,
    unsubscribe,
)
from watch.store.database import Store
from watch.store.outbox import (
    count_deliveries,
    due_deliveries,
    last_dispatch,
    mark_sending,
    queue_parts,
)
from watch.week import Week

WEEK = Week(2026, 34)
MARK = {"fr": "↻ Après une panne", "en": "↻ After a failure"}
AT_ONCE = Rates(0, 0, 0)
BAD_GATEWAY = Trouble(502, b"<html>502 Bad Gateway</html>")


@dataclass
class Clock:
    """A clock that moves only when told to."""

    now: datetime = datetime(2026, 8, 24, 6, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Tell the moment."""
        return self.now

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)


@dataclass
class Post:
    """A store, a Bot API and a clock: what a delivery takes."""

    store: Store
    api: BotApi
    clock: Clock

    def queue(self, *chats: int, parts: Sequence[str], lang: str = "fr") -> None:
        """Subscribe chats and queue parts for them."""
        for chat in chats:
            subscribe(self.store, chat, lang=lang, now=self.clock())
            queue_parts(self.store, WEEK, chat, parts, now=self.clock())

    async def deliver(
        self,
        *,
        token: str = TOKEN,
        stop: Callable[[], bool] = lambda: False,
        patience: timedelta = timedelta(0),
        clock: Callable[[], datetime] | None = None,
    ) -> DeliverySummary:
        """Deliver what is due."""
        async with make_bot(Account(token, self.api.base_url)) as bot:
            return await deliver_pending(
                self.store,
                bot,
                pace=Pace(AT_ONCE),
                clock=clock or self.clock,
                stop=stop,
                patience=patience,
            )

    @property
    def states(self) -> dict[str, int]:
        """Parts by state."""
        return count_deliveries(self.store)


@pytest.fixture
def post(store: Store, bot_api: BotApi) -> Post:
    """Return an empty outbox with a Bot API."""
    return Post(store, bot_api, Clock())


async def test_parts_arrive_in_order(post: Post) -> None:
    """Every chat gets every part once, in order, as HTML without previews."""
    post.queue(7, 8, -9, parts=["<b>one</b>", "two", "three"])
    summary = await post.deliver()
    assert summary == DeliverySummary(9, 0, 0, 0, None, "")
    for chat in (7, 8, -9):
        assert post.api.texts(chat) == ["<b>one</b>", "two", "three"]
    assert post.api.messages[0][1]["parse_mode"] == "HTML"
    assert post.api.messages[0][1]["link_preview_options"] == {"is_disabled": True}
    assert (await post.deliver()).sent == 0
    assert len(post.api.messages) == 9


async def test_a_pause_is_respected_and_others_go_on(post: Post) -> None:
    """After a 429 the chat waits as long as asked, with its parts in order."""
    post.queue(7, 8, parts=["one", "two"])
    post.api.trouble(flood(5), chat=7)
    summary = await post.deliver()
    assert (summary.sent, summary.postponed) == (2, 2)
    assert summary.next_try is not None
    assert summary.next_try >= post.clock() + timedelta(seconds=5)
    assert post.api.texts(7) == []
    post.clock.wait(4)
    assert (await post.deliver()).sent == 0
    post.clock.wait(2)
    assert (await post.deliver()).sent == 2
    assert post.api.texts(7) == ["one", "two"]


async def test_a_short_pause_can_be_waited_for(post: Post) -> None:
    """With patience, one call delivers what was only postponed."""
    post.queue(7, parts=["one"])
    post.api.trouble(flood(1), chat=7)

    started = datetime.now(UTC)
    summary = await post.deliver(
        patience=timedelta(seconds=30), clock=lambda: datetime.now(UTC)
    )
    assert (summary.sent, summary.postponed) == (1, 0)
    assert datetime.now(UTC) - started >= timedelta(seconds=1)


@pytest.mark.parametrize(
    "answer",
    [
        refuse(403, "Forbidden: bot was blocked by the user"),
        refuse(403, "Forbidden: user is deactivated"),
        refuse(403, "Forbidden: bot was kicked from the supergroup chat"),
        refuse(403, "Forbidden: bot can't initiate conversation with a user"),
        refuse(400, "Bad Request: chat not found"),
        refuse(400, "Bad Request: PEER_ID_INVALID"),
        refuse(400, "Bad Request: CHAT_WRITE_FORBIDDEN"),
        refuse(400, "Bad Request: TOPIC_CLOSED"),
        refuse(400, "Bad Request: not enough rights to send text messages to the chat"),
        refuse(400, "Bad Request: group chat was deactivated"),
    ],
    ids=lambda answer: answer.body["description"],
)
async def test_a_lost_chat_is_deactivated(post: Post, answer: Trouble) -> None:
    """A chat that is gone keeps its row, without further messages; others go on."""
    post.queue(7, 8, parts=["one", "two"])
    post.api.trouble(answer, chat=7)
    summary = await post.deliver()
    assert (summary.sent, summary.gone) == (2, 1)
    assert post.states == {"failed": 2, "sent": 2}
    assert [one.chat for one in list_subscribers(post.store)] == [8]
    lost = get_subscriber(post.store, 7)
    assert lost is not None
    assert not lost.active
    assert lost.reason


async def test_a_group_is_followed(post: Post) -> None:
    """A group that became a supergroup keeps subscription, parts and order."""
    post.queue(-9, 8, parts=["one", "two", "three"])
    set_signals(post.store, -9, ["metaverse"])
    moved = refuse(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        migrate_to_chat_id=-1009,
    )
    post.api.trouble(moved, chat=-9)
    summary = await post.deliver()
    assert summary.sent == 6
    assert post.api.texts(-9) == []
    assert post.api.texts(-1009) == ["one", "two", "three"]
    assert get_subscriber(post.store, -9) is None
    group = get_subscriber(post.store, -1009)
    assert group is not None
    assert group.active
    assert group.signals == {"metaverse"}


async def test_refused_markup_is_sent_as_plain_text(post: Post) -> None:
    """What Telegram can't parse arrives without mark-up, links spelled out."""
    part = '<b>Down</b>: <a href="https://a.example/?x=1&amp;y=2">gum</a> & <3'
    post.queue(7, parts=[part])
    post.api.trouble(refuse(400, "Bad Request: can't parse entities: <3"), chat=7)
    assert (await post.deliver()).sent == 1
    assert post.api.texts(7) == ["Down: gum (https://a.example/?x=1&y=2) & <3"]
    assert "parse_mode" not in post.api.messages[0][1]


async def test_a_hopeless_part_does_not_hold_up_the_next(post: Post) -> None:
    """A part that Telegram will never take is given up; the next one goes on."""
    post.queue(7, parts=["one", "two"])
    post.api.trouble(refuse(400, "Bad Request: message is too long"), chat=7)
    summary = await post.deliver()
    assert (summary.sent, summary.failed) == (1, 1)
    assert summary.trouble == "Message is too long"
    assert post.api.texts(7) == ["two"]


@pytest.mark.parametrize(
    ("answer", "arrived", "marked", "lang"),
    [
        (refuse(500, "Internal Server Error"), 1, False, "fr"),
        (refuse(504, "Gateway Timeout"), 1, False, "en"),
        (BAD_GATEWAY, 1, True, "fr"),
        (drop(), 1, True, "en"),
        (drop(delivered=True), 2, True, "fr"),
        (Trouble(200, b"not JSON", delivered=True), 2, True, "en"),
    ],
    ids=["500", "504", "gateway page", "dropped", "dropped late", "no JSON"],
)
async def test_only_doubtful_parts_are_marked(
    post: Post,
    answer: Trouble,
    arrived: int,
    marked: bool,  # noqa: FBT001 - a column of the table
    lang: str,
) -> None:
    """After a failure a part comes again, marked if it may have arrived before."""
    post.queue(7, parts=["one", "two"], lang=lang)
    post.api.trouble(answer, chat=7)
    first = await post.deliver()
    assert (first.sent, first.postponed) == (0, 2)
    post.clock.wait(29)
    assert (await post.deliver()).sent == 0
    post.clock.wait(2)
    assert (await post.deliver()).sent == 2
    *_, repeated, last = post.api.texts(7)
    assert len(post.api.texts(7)) == arrived + 1
    assert repeated.endswith("one")
    assert repeated.startswith(MARK[lang]) == marked
    assert last == "two"


async def test_an_unreachable_telegram_loses_nothing(post: Post) -> None:
    """Without a network the pass ends early; later everything arrives unmarked."""
    post.queue(*range(1, 9), parts=["one"])
    bot = make_bot(Account(TOKEN, "http://127.0.0.1:9/bot"))
    summary = await deliver_pending(
        post.store, bot, pace=Pace(AT_ONCE), clock=post.clock
    )
    assert (summary.sent, summary.postponed) == (0, 8)
    assert post.states == {"pending": 8}
    post.clock.wait(31)
    assert (await post.deliver()).sent == 8
    assert {text for _, params in post.api.messages for text in [params["text"]]} == {
        "one"
    }


async def test_a_general_flood_ends_the_pass(post: Post) -> None:
    """Three refusals in a row mean everybody: no further call is made."""
    post.queue(*range(1, 9), parts=["one"])
    post.api.trouble(*[flood(60)] * 8)
    assert (await post.deliver()).postponed == 8
    assert sum(call.method == "sendMessage" for call in post.api.calls) == 3


async def test_a_refused_token_stops_at_once(post: Post) -> None:
    """A revoked token is told with advice, and every part stays queued."""
    post.queue(7, 8, parts=["one"])
    post.api.trouble(refuse(401, "Unauthorized"))
    with pytest.raises(DeliveryError, match="@BotFather"):
        await post.deliver()
    assert post.states == {"pending": 2}
    assert (await post.deliver()).sent == 2
    assert post.api.texts(7) == ["one"]


async def test_stop_comes_between_two_messages(post: Post) -> None:
    """Being told to stop, the pass leaves the rest in the outbox."""
    post.queue(7, parts=["one", "two", "three"])
    summary = await post.deliver(stop=lambda: len(post.api.messages) >= 2)
    assert summary.sent == 2
    assert post.states == {"pending": 1, "sent": 2}


async def test_a_chat_that_stops_gets_nothing_more(post: Post) -> None:
    """A chat that unsubscribes while its message waits for its turn is left alone."""
    post.queue(7, 8, parts=["one"])

    def stop_eight() -> bool:
        if post.api.messages:
            unsubscribe(post.store, 8, reason="the chat said /stop")
        return False

    assert (await post.deliver(stop=stop_eight)).sent == 1
    assert post.api.texts(8) == []


async def test_what_a_crash_left_is_marked(post: Post) -> None:
    """A part found half-sent at the start comes again, with a visible mark."""
    post.queue(7, parts=["one", "two"])
    (delivery,) = due_deliveries(post.store, now=post.clock())
    mark_sending(post.store, delivery.id)
    assert (await post.deliver()).sent == 2
    repeated, second = post.api.texts(7)
    assert repeated.startswith(MARK["fr"])
    assert repeated.endswith("\n\none")
    assert second == "two"


async def test_a_full_part_is_marked_by_a_message_before(post: Post) -> None:
    """A part without room for the mark follows it, whole."""
    part = "é" * 4090
    post.queue(7, parts=[part])
    (delivery,) = due_deliveries(post.store, now=post.clock())
    mark_sending(post.store, delivery.id)
    assert (await post.deliver()).sent == 1
    mark, text = post.api.texts(7)
    assert mark.startswith(MARK["fr"])
    assert text == part


@given(
    chats=st.lists(st.sampled_from([7, 8, -100]), min_size=2, max_size=20),
    waits=st.lists(st.floats(0, 5), min_size=20, max_size=20),
)
def test_messages_keep_their_distance(chats: list[int], waits: list[float]) -> None:
    """Messages to one chat, and to all, are booked the configured time apart."""
    pace, rates, now = Pace(), Rates(), 100.0
    booked: list[tuple[int, float]] = []
    for chat, wait in zip(chats, waits, strict=False):
        now += wait
        booked.append((chat, pace.reserve(chat, now=now)))
        assert booked[-1][1] >= now
    for chat in set(chats):
        least = rates.group if chat < 0 else rates.private
        moments = [moment for other, moment in booked if other == chat]
        assert all(b - a >= least - 1e-9 for a, b in pairwise(moments))
    moments = [moment for _, moment in booked]
    assert all(b - a >= rates.overall - 1e-9 for a, b in pairwise(moments))


def empty_digest() -> Digest:
    """Return a digest of a week without news."""
    return Digest(WEEK, items=(), quiet=(), categories=(), articles={}, sources={})


def test_a_digest_is_queued_once_for_each_active_chat(post: Post) -> None:
    """Each subscriber gets parts in its language; doing it again adds nothing."""
    for chat, lang in ((7, "fr"), (8, "en"), (9, "eo"), (10, "fr")):
        subscribe(post.store, chat, lang=lang, now=post.clock())
    unsubscribe(post.store, 10, reason="the chat said /stop")
    assert last_dispatch(post.store) is None
    assert queue_digest(post.store, empty_digest(), now=post.clock()) == 3
    assert queue_digest(post.store, empty_digest(), now=post.clock()) == 0
    assert last_dispatch(post.store) == WEEK
    due = {one.chat: one.text for one in due_deliveries(post.store, now=post.clock())}
    assert set(due) == {7, 8, 9}
    assert due[7] != due[8]
    assert due[9] == due[8]
