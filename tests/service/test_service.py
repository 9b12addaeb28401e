"""The service in this process, with small parts of work and a clock of our own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from botapi import TOKEN, BotApi, drop, hold, refuse
from structlog.testing import capture_logs
from structlog.typing import EventDict

from watch.bot.account import Account
from watch.bot.pace import Rates
from watch.errors import CrawlError, DeliveryError, TrendwatchError
from watch.model import Digest
from watch.schedule import Timetable
from watch.service import Rhythm, Work, serve
from watch.store.chats import subscribe
from watch.store.database import Store
from watch.store.digests import save_digest
from watch.store.outbox import count_deliveries, last_dispatch, record_dispatch
from watch.week import Week

WEDNESDAY = datetime(2026, 8, 26, 12, tzinfo=UTC)
TABLE = Timetable(ZoneInfo("Europe/Paris"))
QUICK = Rhythm(
    crawl=timedelta(milliseconds=30),
    jitter=timedelta(0),
    tick=timedelta(milliseconds=20),
    login=timedelta(milliseconds=10),
)


@dataclass
class Press:
    """Work that only notes what it is asked to do."""

    now: datetime = WEDNESDAY
    passes: int = 0
    made: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    #: Raised by the next passes and digests, one each.
    errors: list[Exception] = field(default_factory=list)

    async def crawl(self) -> None:
        """Count a pass."""
        self.passes += 1
        if self.errors:
            raise self.errors.pop()

    def make(self, week: Week) -> Digest:
        """Return a digest without news."""
        self.made.append(str(week))
        return Digest(week, items=(), quiet=(), categories=(), articles={}, sources={})

    def write(self, digest: Digest) -> None:
        """Note that a digest would be written."""
        self.written.append(str(digest.week))


@asynccontextmanager
async def serving(
    store: Store, press: Press, api: BotApi | None = None, rhythm: Rhythm = QUICK
) -> AsyncIterator[asyncio.Task[None]]:
    """Run the service until the block ends."""
    service = asyncio.create_task(
        serve(
            store,
            Work(press.crawl, press.make, press.write),
            timetable=TABLE,
            signals=(),
            account=Account(TOKEN, api.base_url) if api else None,
            clock=lambda: press.now,
            rhythm=rhythm,
            rates=Rates(0, 0, 0),
        )
    )
    try:
        yield service
    finally:
        service.cancel()
        with suppress(asyncio.CancelledError, DeliveryError):
            await service


async def until(reached: Callable[[], bool]) -> None:
    """Wait until something is so, up to ten seconds."""
    async with asyncio.timeout(10):
        while not reached():  # noqa: ASYNC110 - the service tells no event
            await asyncio.sleep(0.005)


async def for_a_while(press: Press) -> None:
    """Wait for some more passes, and so for some more ticks."""
    before = press.passes
    await until(lambda: press.passes >= before + 4)


def told(logs: list[EventDict], event: str) -> list[EventDict]:
    """Return the log lines of an event."""
    return [line for line in logs if line["event"] == event]


async def test_missed_weeks_are_made_up_for(store: Store, bot_api: BotApi) -> None:
    """After two weeks away both digests are written, and the newest one is sent."""
    subscribe(store, 7, lang="fr", now=WEDNESDAY)
    record_dispatch(store, Week(2026, 32), now=WEDNESDAY)
    press = Press()
    async with serving(store, press, bot_api):
        await until(lambda: bool(bot_api.texts(7)))
        await for_a_while(press)
    assert press.made == press.written == ["2026-W33", "2026-W34"]
    assert len(bot_api.texts(7)) == 1
    assert "34" in bot_api.texts(7)[0]
    assert last_dispatch(store) == Week(2026, 34)


async def test_a_restart_sends_nothing_again(store: Store, bot_api: BotApi) -> None:
    """What was made and sent before a restart is neither made nor sent after it."""
    subscribe(store, 7, lang="fr", now=WEDNESDAY)
    record_dispatch(store, Week(2026, 33), now=WEDNESDAY)
    press = Press()
    for _ in range(3):
        async with serving(store, press, bot_api):
            await until(lambda: bool(bot_api.texts(7)))
            await for_a_while(press)
    assert press.made == ["2026-W34"]
    assert len(bot_api.texts(7)) == 1


async def test_a_digest_by_hand_counts(store: Store) -> None:
    """Without a dispatch, the newest digest written by hand is the last one done."""
    save_digest(store, Week(2026, 33), lang="fr", markdown="…", now=WEDNESDAY)
    press = Press()
    async with serving(store, press):
        await until(lambda: press.written == ["2026-W34"])


@pytest.mark.parametrize("weeks", [1, 2], ids=["on time", "after suspension"])
async def test_the_first_digest_comes_when_it_is_due(
    store: Store, bot_api: BotApi, weeks: int
) -> None:
    """A new installation waits for its first due moment, however the clock jumps."""
    subscribe(store, 7, lang="en", now=WEDNESDAY)
    press = Press()
    async with serving(store, press, bot_api):
        await for_a_while(press)
        assert press.made == []
        press.now += timedelta(weeks=weeks)
        await until(lambda: bool(bot_api.texts(7)))
        await for_a_while(press)
    assert press.written == ["2026-W35", "2026-W36"][:weeks]
    assert len(bot_api.texts(7)) == 1


async def test_without_a_token_all_else_runs(store: Store) -> None:
    """Crawl and digests go on without Telegram, and one log line says so."""
    record_dispatch(store, Week(2026, 33), now=WEDNESDAY)
    press = Press()
    with capture_logs() as logs:
        async with serving(store, press):
            await until(lambda: press.written == ["2026-W34"])
            await for_a_while(press)
    (line,) = told(logs, "no Telegram token: the bot is off")
    assert "TRENDWATCH_TELEGRAM_TOKEN" in line["advice"]


async def test_a_failed_crawl_is_told_and_repeated(store: Store) -> None:
    """A pass that fails, or hits a bug, does not end the service."""
    press = Press(errors=[CrawlError("12 of 12 sources failed"), KeyError("bug")])
    with capture_logs() as logs:
        async with serving(store, press):
            await for_a_while(press)
    (line,) = told(logs, "failed")
    assert line["job"] == "crawl"
    assert line["why"] == "12 of 12 sources failed"


async def test_a_failed_digest_waits_before_it_is_tried_again(store: Store) -> None:
    """A digest that can't be made is told once and tried again an hour later."""
    record_dispatch(store, Week(2026, 33), now=WEDNESDAY)

    class EmptyPress(Press):
        def make(self, week: Week) -> Digest:
            self.made.append(str(week))
            raise TrendwatchError("no article before 2026-W35")

    press = EmptyPress()
    with capture_logs() as logs:
        async with serving(store, press):
            await for_a_while(press)
            assert press.made == ["2026-W34"]
            press.now += timedelta(minutes=61)
            await until(lambda: press.made == ["2026-W34"] * 2)
            await for_a_while(press)
    assert press.made == ["2026-W34"] * 2
    assert [line["job"] for line in told(logs, "failed")] == ["digest"] * 2
    assert last_dispatch(store) == Week(2026, 33)


async def test_the_bot_logs_in_when_telegram_comes_back(
    store: Store, bot_api: BotApi
) -> None:
    """A Telegram that can't be reached at the start is tried again and again."""
    bot_api.trouble(drop(), refuse(500, "Internal Server Error"), method="getMe")
    bot_api.trouble(drop(), method="deleteWebhook")
    press = Press()
    with capture_logs() as logs:
        async with serving(store, press, bot_api):
            bot_api.say("/start")
            await until(lambda: bool(bot_api.texts(7)))
    assert len(told(logs, "Telegram can't be reached")) == 3
    assert [line["name"] for line in told(logs, "the bot is listening")] == [
        "@lookout_bot"
    ]


async def test_a_refused_token_ends_the_service(store: Store, bot_api: BotApi) -> None:
    """With a token that Telegram refuses, the service stops and says what to do."""
    bot_api.trouble(refuse(401, "Unauthorized"), method="getMe")
    async with serving(store, Press(), bot_api) as service:
        with pytest.raises(DeliveryError, match="@BotFather"):
            await service


async def test_the_latest_digest_survives_a_restart(
    store: Store, bot_api: BotApi
) -> None:
    """/digest shows the newest digest, measured once after a restart."""
    record_dispatch(store, Week(2026, 34), now=WEDNESDAY)
    save_digest(store, Week(2026, 34), lang="fr", markdown="…", now=WEDNESDAY)
    press = Press()
    async with serving(store, press, bot_api):
        bot_api.say("/digest", chat=7)
        bot_api.say("/digest", chat=8)
        await until(lambda: bool(bot_api.texts(7) and bot_api.texts(8)))
    assert press.made == ["2026-W34"]
    assert press.written == []


async def test_a_message_under_way_at_the_end_is_marked_later(
    store: Store, bot_api: BotApi
) -> None:
    """What Telegram had not confirmed when the service stopped comes again, marked."""
    subscribe(store, 7, lang="fr", now=WEDNESDAY)
    record_dispatch(store, Week(2026, 33), now=WEDNESDAY)
    bot_api.trouble(hold(delivered=True))
    hasty = replace(QUICK, grace=timedelta(milliseconds=50))
    async with serving(store, Press(), bot_api, hasty):
        await until(lambda: bool(bot_api.texts(7)))
    assert count_deliveries(store) == {"sending": 1}
    async with serving(store, Press(), bot_api):
        await until(lambda: len(bot_api.texts(7)) == 2)
    assert bot_api.texts(7)[1].startswith("↻")
    assert bot_api.texts(7)[1].endswith(bot_api.texts(7)[0])
