"""The tour: the whole main job on the invented press, as if it were its last Monday.

::

    press = demo_entries()                                  # always the same
    write sources.toml and archive.jsonl.gz                 # the older weeks
    with serve_pages(feeds of the last week) as address:    # real HTTP on loopback
        sync_sources, note_tagging, import_archive          # the real use cases
        crawl twice: the second pass finds nothing new
        digest = make_digest(DEMO_WEEK); write_digest
    show the digest and the Telegram message
"""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.markdown import Markdown
from rich.panel import Panel
from rich.progress import Progress

from ..archive import ImportSummary, import_archive
from ..config import Config, load_config
from ..crawl.crawl import CrawlSummary, crawl
from ..crawl.fetch import make_client
from ..digest.markdown import render_markdown, split_front_matter
from ..digest.telegram import render_parts
from ..errors import UsageError
from ..model import Digest
from ..retag import note_tagging
from ..signals.tagger import Tagger, load_tagger
from ..store.database import Store, open_store
from ..store.sources import sync_sources
from ..week import Week
from ..weekly import make_digest, write_digest
from .chat import chat_text
from .feeds import archive_rows
from .press import DEMO_WEEK, DemoEntry, demo_entries, demo_outlets
from .server import Page, feed_path, make_page, serve_pages

#: The Monday morning after the last week: the demo's only clock.
NOW = DEMO_WEEK.end + timedelta(hours=6)

#: The feeds still hold the last days of the week before, as real feeds do.
_OVERLAP = timedelta(days=2)

_MARK = "# Written by `trendwatch demo`, which replaces it at every run.\n"

_HEAD = f"""{_MARK}
# Every source is invented and lives on this machine, only while the demo runs.
demo = true
database = "trendwatch.db"

[http]
allow_private_networks = true
per_host = 16
host_pause = 0
"""

_NEXT = """
Look around in what the demo left:
  trendwatch --config {config} trends --week {week}
  trendwatch --config {config} declines --week {week}
  trendwatch --config {config} sources list

Go live:
  trendwatch init       writes sources.toml with real feeds: edit it
  trendwatch check      tells what is wrong with it, if anything
  trendwatch run        crawls, writes the digest every Monday, and answers on
                        Telegram once TRENDWATCH_TELEGRAM_TOKEN is set
"""


def run_demo(
    folder: Path,
    *,
    digests: Path,
    console: Console,
    press: Sequence[DemoEntry] | None = None,
) -> None:
    """Show the whole main job; the digests are the same bytes at every run.

    Args:
        folder: Where sources.toml, the archive and the database go; an earlier
            demo there is replaced.
        digests: Where the two digests go.
        console: Where the tour is told.
        press: What is published, up to the end of ``DEMO_WEEK``; None for the whole
            demo press.

    Raises:
        UsageError: The folder belongs to something else.

    """
    _clear(folder)
    if press is None:
        press = demo_entries()
    with serve_pages(_pages(press)) as address:
        config = _write_files(folder, press, address)
        _tell_press(console, press, folder)
        tagger = load_tagger({})
        with open_store(config.database) as store:
            sync_sources(store, config.sources)
            note_tagging(store, tagger)
            _import(store, tagger, folder, console)
            _crawl_twice(store, tagger, config, console)
            digest = make_digest(store, DEMO_WEEK, signals=tagger.signals, demo=True)
            paths = write_digest(
                store, digest, digests, config.settings.languages, now=NOW
            )
    _show_digest(digest, paths, console)
    _show_messages(digest, console)
    _tell(console, "What next?", _NEXT.format(config=config.path, week=DEMO_WEEK))


def _clear(folder: Path) -> None:
    """Remove an earlier demo; refuse a folder that holds anything of the user's."""
    config = folder / "sources.toml"
    database = folder / "trendwatch.db"
    ours = config.exists() and config.read_text("utf-8").startswith(_MARK)
    if not ours and (config.exists() or database.exists()):
        raise UsageError(
            f"{folder} holds files that are not the demo's: choose another --folder"
        )
    for name in (database.name, f"{database.name}-wal", f"{database.name}-shm"):
        (folder / name).unlink(missing_ok=True)


def _pages(press: Sequence[DemoEntry]) -> dict[str, Page]:
    """Return what the server has: the feed of each outlet."""
    since = DEMO_WEEK.start - _OVERLAP
    shown = [entry for entry in press if entry.published >= since]
    mine = {
        outlet: [entry for entry in shown if entry.outlet == outlet.id]
        for outlet in demo_outlets()
    }
    return {
        feed_path(outlet): make_page(outlet, entries)
        for outlet, entries in mine.items()
        if entries
    }


def _write_files(folder: Path, press: Sequence[DemoEntry], address: str) -> Config:
    folder.mkdir(parents=True, exist_ok=True)
    tables = [
        f"""
[[source]]
id = "{outlet.id}"
name = "{outlet.name}"
url = "{address}{feed_path(outlet)}"
lang = "{outlet.lang}"
group = "{outlet.group}"
"""
        for outlet in demo_outlets()
    ]
    config = folder / "sources.toml"
    config.write_text(_HEAD + "".join(tables), "utf-8", newline="\n")
    older = (entry for entry in press if entry.published < DEMO_WEEK.start)
    # mtime=0: the same press is the same file.
    with (
        _archive(folder).open("wb") as file,
        gzip.GzipFile("", "wb", 6, file, mtime=0) as archive,
    ):
        archive.writelines(row.encode() for row in archive_rows(older))
    return load_config(config)


def _archive(folder: Path) -> Path:
    return folder / "archive.jsonl.gz"


def _tell_press(console: Console, press: Sequence[DemoEntry], folder: Path) -> None:
    outlets = demo_outlets()
    _tell(
        console,
        "1. An invented press",
        f"{len(outlets)} outlets that do not exist, {_count_weeks(press)} weeks, "
        f"{len(press):,} articles in French and English. Planted in it: products "
        "beyond gender, a young generation, a fading virtual world, chewing-gum that "
        "nobody chews, and many traps. A web server on this machine has its RSS, Atom "
        f"and JSON feeds. Files: {folder}",
    )


def _count_weeks(press: Sequence[DemoEntry]) -> int:
    return len({Week.of(entry.published) for entry in press})


def _import(store: Store, tagger: Tagger, folder: Path, console: Console) -> None:
    _tell(
        console,
        "2. Import the older weeks",
        "A trend needs a past to be compared with; an archive gives it on day one. "
        "Near-duplicates of several outlets become one story; rules find mentions of "
        f"{len(tagger.signals)} signals and reports of falling categories.",
    )
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("archive")

        def show(_path: Path, done: int, rows: int) -> None:
            progress.update(task, completed=done, total=rows)

        summary: ImportSummary = import_archive(
            store, tagger, [_archive(folder)], now=NOW, on_progress=show
        )
    console.print(f"  {summary.new:,} articles imported, {summary.bad} bad rows.")


def _crawl_twice(
    store: Store, tagger: Tagger, config: Config, console: Console
) -> None:
    _tell(
        console,
        "3. Crawl the current week",
        "Every feed is fetched over HTTP. It also holds the last days of the week "
        "before: the archive brought them already, under links without the tracking "
        "parameters they wear now, and so they count once.",
    )
    first = asyncio.run(_crawl(store, tagger, config))
    again = asyncio.run(_crawl(store, tagger, config))
    console.print(f"  First pass:  {_outcomes(first)}: {first.new} new articles.")
    console.print(f"  Second pass: {_outcomes(again)}: {again.new} new articles.")


async def _crawl(store: Store, tagger: Tagger, config: Config) -> CrawlSummary:
    def clock() -> datetime:
        return NOW

    async with make_client(config.limits) as client:
        return await crawl(
            store,
            tagger,
            client=client,
            limits=config.limits,
            clock=clock,
            everything=True,
            jitter=lambda: 0.0,
        )


def _outcomes(summary: CrawlSummary) -> str:
    return ", ".join(f"{count} {word}" for word, count in summary.outcomes.items())


def _show_digest(digest: Digest, paths: Sequence[Path], console: Console) -> None:
    _tell(
        console,
        f"4. The digest of {digest.week}",
        "Counted, compared with what earlier weeks let expect, and written in both "
        "languages: " + ", ".join(str(path) for path in paths),
    )
    _, body = split_front_matter(render_markdown(digest, "en"))
    console.print(Markdown(body))


def _show_messages(digest: Digest, console: Console) -> None:
    _tell(
        console,
        "5. What a subscriber gets on Telegram, here in French",
        "Each chat chooses its language and its signals.",
    )
    for part in render_parts(digest, "fr"):
        console.print(Panel(chat_text(part), width=min(76, console.width)))


def _tell(console: Console, title: str, text: str) -> None:
    console.print()
    console.rule(f"[bold]{title}[/bold]", align="left")
    console.print(text, highlight=False, markup=False)
