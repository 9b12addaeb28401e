"""What the longer commands do between the command line and the use cases."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import typer

from ..archive import import_archive
from ..bot.account import TOKEN, Account, open_bot, read_account
from ..bot.delivery import DeliverySummary, deliver_pending, queue_digest
from ..bot.pace import Pace
from ..config import Config
from ..crawl.crawl import CrawlSummary, crawl
from ..crawl.fetch import make_client
from ..errors import ArchiveError, ConfigError, CrawlError, DeliveryError
from ..log import log_visit
from ..model import Visit
from ..retag import note_tagging
from ..signals.tagger import Tagger
from ..store.database import Store
from ..store.sources import list_due_sources, list_sources, sync_sources
from ..week import Week
from ..weekly import make_digest, write_digest
from .shared import utc_now, warn_of_old_tags
from .terminal import progress


def run_crawl(
    store: Store, tagger: Tagger, config: Config, *, everything: bool
) -> None:
    """Visit the sources, with a progress bar on a terminal, else a line for each.

    Raises:
        CrawlError: At least one source failed; the others are stored.

    """
    sync_sources(store, config.sources)
    note_tagging(store, tagger)
    warn_of_old_tags(store, tagger)
    failures: list[str] = []
    total = _count_due(store, everything=everything)
    done = itertools.count(1)
    with progress() as bar:

        def on_visit(visit: Visit, new: int, changed: int) -> None:
            source = visit.state.source.id
            if visit.outcome.endswith("failure"):
                failures.append(f"{source}: {visit.detail}")
            if bar is None:
                log_visit(visit, new, changed)
            else:
                bar(source, next(done), total)

        summary = asyncio.run(
            _crawl_once(store, tagger, config, everything, on_visit=on_visit)
        )
    _report_crawl(summary, failures)


async def _crawl_once(
    store: Store,
    tagger: Tagger,
    config: Config,
    everything: bool,  # noqa: FBT001 -- passed on
    *,
    on_visit: Callable[[Visit, int, int], None],
) -> CrawlSummary:
    async with make_client(config.limits) as client:
        return await crawl(
            store,
            tagger,
            client=client,
            limits=config.limits,
            clock=utc_now,
            everything=everything,
            on_visit=on_visit,
        )


def _count_due(store: Store, *, everything: bool) -> int:
    if not everything:
        return len(list_due_sources(store, now=utc_now()))
    states = list_sources(store)
    return sum(one.source.enabled and one.source.url is not None for one in states)


def _report_crawl(summary: CrawlSummary, failures: Sequence[str]) -> None:
    if not summary.visited:
        typer.echo("No source is due yet; `trendwatch crawl --all` visits them now.")
        return
    words = ", ".join(f"{count} {word}" for word, count in summary.outcomes.items())
    typer.echo(
        f"{summary.visited} sources visited ({words}): "
        f"{summary.new} new articles, {summary.changed} changed."
    )
    if failures:
        shown = "\n".join(f"  {line}" for line in sorted(failures))
        raise CrawlError(
            f"{len(failures)} of {summary.visited} sources failed; the others are "
            f"stored, and these are tried again later:\n{shown}"
        )


def run_send(store: Store, tagger: Tagger, config: Config, week: Week) -> None:
    """Send a week's digest to the subscribers who don't have it yet.

    Raises:
        ConfigError: There is no token.
        DeliveryError: Telegram refuses the token, or parts could not be sent.

    """
    account = read_account(os.environ)
    if account is None:
        raise ConfigError([f"no Telegram token: set {TOKEN} in the environment"])
    digest = make_digest(store, week, signals=tagger.signals, demo=config.settings.demo)
    languages = config.settings.languages
    write_digest(store, digest, config.digests, languages, now=utc_now())
    queue_digest(store, digest, now=utc_now())
    summary = asyncio.run(_deliver(store, account))
    typer.echo(
        f"{summary.sent} messages sent, {summary.postponed} wait, "
        f"{summary.failed} failed, {summary.gone} chats are gone."
    )
    if summary.postponed or summary.failed:
        raise DeliveryError(
            f"Not everything could be sent: {summary.trouble} "
            "What waits is sent by the next `trendwatch send` or `trendwatch run`."
        )


async def _deliver(store: Store, account: Account) -> DeliverySummary:
    async with open_bot(account) as bot:
        return await deliver_pending(
            store, bot, pace=Pace(), clock=utc_now, patience=timedelta(minutes=2)
        )


def run_import(store: Store, tagger: Tagger, paths: Sequence[Path]) -> None:
    """Import archives, with a progress bar on a terminal.

    Raises:
        ArchiveError: Rows were skipped; the good ones are stored.

    """
    note_tagging(store, tagger)
    warn_of_old_tags(store, tagger)
    with progress() as bar:

        def on_progress(path: Path, done: int, total: int) -> None:
            if bar is not None:
                bar(path.name, done, total)

        summary = import_archive(
            store, tagger, paths, now=utc_now(), on_progress=on_progress
        )
    typer.echo(f"{summary.new} new articles, {summary.known} known already.")
    if summary.bad:
        unnamed = summary.bad - len(summary.problems)
        more = [f"… and {unnamed} more"] if unnamed else []
        shown = "\n".join(f"  {line}" for line in (*summary.problems, *more))
        raise ArchiveError(
            f"{summary.bad} rows could not be read and were skipped:\n{shown}"
        )
