"""The service: crawl, weekly digest and Telegram bot in one event loop.

::

    run_service: the real parts -> serve
    serve:
        every 5 minutes   crawl()                        # the sources that are due
        Monday, 08:00     missed_weeks(now, last done)   # and again every minute:
                          -> make_digest, write_digest   # after a restart or a
                          -> queue_digest                # suspended machine, too
        every minute      deliver_pending()
        Telegram          start_app(), until it works
        SIGTERM, SIGINT   stop between two sources and between two messages

Everything that writes runs in this one loop, with the store's lock held.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from telegram.error import TelegramError

from .bot.account import TOKEN, Account, Bot, make_bot
from .bot.app import App, Desk, make_app, start_app, stop_app
from .bot.delivery import deliver_pending, queue_digest
from .bot.pace import Pace, Rates
from .bot.talk import Offer
from .bot.wording import load_wordings
from .config import Config
from .crawl.crawl import crawl
from .crawl.fetch import make_client
from .errors import TrendwatchError
from .log import log_visit
from .model import Digest, Signal
from .retag import note_tagging, plan_reading
from .schedule import Timetable, missed_weeks, next_digest_at
from .signals.declines import DECLINES
from .signals.tagger import Tagger
from .store.database import Store
from .store.digests import last_digest_week
from .store.outbox import last_dispatch, record_dispatch
from .store.sources import sync_sources
from .week import Week
from .weekly import make_digest, write_digest

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Work:
    """What the service does; tests put smaller parts in."""

    #: One pass over the sources that are due.
    crawl: Callable[[], Awaitable[None]]
    #: Measures a closed week; raises ``TrendwatchError`` without any article.
    make_digest: Callable[[Week], Digest]
    #: Writes a digest's files.
    write_digest: Callable[[Digest], object]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often things happen."""

    #: Time between two crawl passes; each visits only what is due.
    crawl: timedelta = timedelta(minutes=5)
    #: Longest random delay of a pass, so that installations do not march in step.
    jitter: timedelta = timedelta(seconds=30)
    #: Time between two looks at missed weeks and at the outbox.
    tick: timedelta = timedelta(minutes=1)
    #: Pause after a digest that could not be made.
    retry: timedelta = timedelta(hours=1)
    #: Pauses between attempts to log in to Telegram, first and longest.
    login: timedelta = timedelta(seconds=5)
    login_longest: timedelta = timedelta(minutes=5)
    #: Time that a message under way or the bot gets to finish at the end.
    grace: timedelta = timedelta(seconds=4)


def run_service(
    store: Store, tagger: Tagger, config: Config, account: Account | None
) -> None:
    """Run until SIGTERM or SIGINT.

    Args:
        store: Open for writing: its lock keeps a second service away.
        tagger: Finds mentions and declines.
        config: Sources, limits, folders and timetable.
        account: The bot's account; None runs everything else.

    Raises:
        DeliveryError: Telegram refuses the token.

    """
    sync_sources(store, config.sources)
    note_tagging(store, tagger)
    if changed := len(plan_reading(store, tagger).reasons):
        advice = "stop, then run `trendwatch signals retag`"
        _log.warning("rules changed", signals=changed, advice=advice)
    settings = config.settings

    async def crawl_once() -> None:
        async with make_client(config.limits) as client:
            await crawl(
                store,
                tagger,
                client=client,
                limits=config.limits,
                clock=_now,
                on_visit=log_visit,
            )

    def make(week: Week) -> Digest:
        return make_digest(store, week, signals=tagger.signals, demo=settings.demo)

    def write(digest: Digest) -> None:
        write_digest(store, digest, config.digests, settings.languages, now=_now())

    asyncio.run(
        serve(
            store,
            Work(crawl_once, make, write),
            timetable=Timetable(config.zone, settings.digest_day, settings.digest_hour),
            signals=(*tagger.signals, DECLINES),
            account=account,
        )
    )


async def serve(
    store: Store,
    work: Work,
    *,
    timetable: Timetable,
    signals: Sequence[Signal],
    account: Account | None,
    clock: Callable[[], datetime] | None = None,
    rhythm: Rhythm | None = None,
    rates: Rates | None = None,
) -> None:
    """Do the work in its rhythm until SIGTERM or SIGINT.

    Args:
        store: Open for writing.
        work: What to do.
        timetable: When digests are due.
        signals: What subscribers can choose from.
        account: The bot's account; None runs everything else.
        clock: Tells the moment, aware; the real one by default.
        rhythm: How often things happen.
        rates: How fast the bot may talk.

    Raises:
        DeliveryError: Telegram refuses the token.

    """
    service = _Service(
        store=store,
        work=work,
        offer=Offer(load_wordings(), signals, timetable),
        clock=clock or _now,
        rhythm=rhythm or Rhythm(),
        pace=Pace(rates or Rates()),
        bot=make_bot(account) if account else None,
    )
    await service.run()


@dataclass(slots=True)
class _Service:
    """The running service: the resources of ``serve`` and what is under way."""

    store: Store
    work: Work
    offer: Offer
    clock: Callable[[], datetime]
    rhythm: Rhythm
    pace: Pace
    #: None without a token.
    bot: Bot | None
    #: True once the bot is logged in.
    online: bool = False
    #: The digest that /digest shows.
    latest: Digest | None = None
    #: Moment before which no digest is tried again after a failure, or None.
    not_before: datetime | None = None
    #: Set by SIGTERM, SIGINT and a refused token.
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    #: Held while digests are made or messages leave.
    sending: asyncio.Lock = field(default_factory=asyncio.Lock)
    #: What the jobs are doing.
    running: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self) -> None:
        self._catch_signals()
        self._note_beginning()
        scheduler = self._schedule()
        app = make_app(self.bot, self._desk()) if self.bot else None
        scheduler.start()
        session = asyncio.create_task(self._log_in(app, scheduler))
        session.add_done_callback(self._stop_on_failure)
        try:
            await self.stopping.wait()
            _log.info("stopping")
        finally:
            await self._wind_down(scheduler, app, session)
        _log.info("stopped")
        if not session.cancelled():
            session.result()

    def _catch_signals(self) -> None:
        loop = asyncio.get_running_loop()
        signals = (signal.SIGTERM, signal.SIGINT)

        def stop() -> None:
            self.stopping.set()
            for number in signals:
                loop.remove_signal_handler(number)  # A second one stops at once.

        for number in signals:
            loop.add_signal_handler(number, stop)

    def _note_beginning(self) -> None:
        """Let a new installation begin with the next digest that is due."""
        now = self.clock()
        following = next_digest_at(now, self.offer.timetable)
        _log.info("started", next_digest=following.isoformat())
        if self._last_done() is None:
            (week,) = missed_weeks(now, None, self.offer.timetable)
            record_dispatch(self.store, week, now=now)

    def _schedule(self) -> AsyncIOScheduler:
        """Return the scheduler with its jobs.

        Late is better than never (by default a job that is a second late is
        dropped), once makes up for many times, and nothing runs twice at once.
        """
        table, rhythm, at_once = self.offer.timetable, self.rhythm, datetime.now(UTC)
        late = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        scheduler = AsyncIOScheduler(timezone=table.zone, job_defaults=late)
        passes = IntervalTrigger(
            seconds=rhythm.crawl.total_seconds(), jitter=rhythm.jitter.total_seconds()
        )
        weekly = CronTrigger(
            day_of_week=table.day[:3], hour=table.hour, timezone=table.zone
        )
        ticks = IntervalTrigger(seconds=rhythm.tick.total_seconds())
        scheduler.add_job(self._crawl, passes, id="crawl", next_run_time=at_once)
        scheduler.add_job(self._tick, weekly, id="digest")
        scheduler.add_job(self._tick, ticks, id="tick", next_run_time=at_once)
        return scheduler

    def _desk(self) -> Desk:
        return Desk(
            store=self.store,
            offer=self.offer,
            latest_digest=self._latest_digest,
            pace=self.pace,
            clock=self.clock,
        )

    async def _crawl(self) -> None:
        await self._guard("crawl", self.work.crawl)

    async def _tick(self) -> None:
        async with self.sending:
            await self._guard("digest", self._make_due_digests)
            await self._guard("delivery", self._deliver)

    async def _guard(self, name: str, do: Callable[[], Awaitable[None]]) -> None:
        """Do one thing; what fails on purpose is told and tried again later."""
        if self.stopping.is_set():
            return
        task = asyncio.ensure_future(do())
        self.running.add(task)
        try:
            await task
        except TrendwatchError as error:
            _log.error("failed", job=name, why=str(error))
        except asyncio.CancelledError:
            _log.info("abandoned", job=name)
        finally:
            self.running.discard(task)

    async def _make_due_digests(self) -> None:
        now = self.clock()
        weeks = missed_weeks(now, self._last_done(), self.offer.timetable)
        if not weeks or (self.not_before is not None and now < self.not_before):
            return
        self.not_before = now + self.rhythm.retry
        for week in weeks:
            digest = self.work.make_digest(week)
            self.work.write_digest(digest)
            _log.info("digest made", week=str(week))
            await asyncio.sleep(0.01)  # Lets SIGTERM in between two weeks.
            if self.stopping.is_set():
                return
        self.not_before = None
        self.latest = digest
        # Only the newest is news; the others are for the archive.
        chats = queue_digest(self.store, digest, now=now)
        _log.info("digest queued", week=str(digest.week), chats=chats)

    async def _deliver(self) -> None:
        if self.bot is None or not self.online:
            return
        done = await deliver_pending(
            self.store,
            self.bot,
            pace=self.pace,
            clock=self.clock,
            stop=self.stopping.is_set,
        )
        if done.sent or done.trouble:
            _log.info("delivered", **asdict(done))

    async def _log_in(self, app: App | None, scheduler: AsyncIOScheduler) -> None:
        if app is None:
            _log.warning("no Telegram token: the bot is off", advice=f"set {TOKEN}")
            return
        pause = self.rhythm.login
        while not self.online:
            try:
                await start_app(app, self.offer)
                self.online = True
            except TelegramError as error:
                _log.warning("Telegram can't be reached", why=str(error))
                await asyncio.sleep(pause.total_seconds())
                pause = min(2 * pause, self.rhythm.login_longest)
        _log.info("the bot is listening", name=f"@{app.bot.username}")
        # What waited for the bot goes out now.
        scheduler.modify_job("tick", next_run_time=datetime.now(UTC))

    def _stop_on_failure(self, session: asyncio.Task[None]) -> None:
        if not session.cancelled() and session.exception() is not None:
            self.stopping.set()

    async def _wind_down(
        self, scheduler: AsyncIOScheduler, app: App | None, session: asyncio.Task[None]
    ) -> None:
        """Finish the message under way, abandon the rest, close connections."""
        self.stopping.set()  # Also when something else than a signal ended us.
        scheduler.pause()
        grace = self.rhythm.grace.total_seconds()
        with suppress(TimeoutError):
            async with asyncio.timeout(grace), self.sending:
                pass
        tasks = {session, *self.running}
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=grace)
        if app is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(stop_app(app), grace)
        scheduler.shutdown(wait=False)
        await asyncio.sleep(0)  # It shuts down in the loop's next round.

    def _last_done(self) -> Week | None:
        return last_dispatch(self.store) or last_digest_week(self.store)

    def _latest_digest(self) -> Digest | None:
        """Return the newest digest, measured again after a restart."""
        week = last_digest_week(self.store)
        if week is not None and (self.latest is None or self.latest.week < week):
            self.latest = self.work.make_digest(week)
        return self.latest


def _now() -> datetime:
    return datetime.now(UTC)
