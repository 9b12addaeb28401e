"""A crawl that is killed in the middle, again and again, loses nothing."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from press_server import Asked, PressServer, page, serve

from watch.store.database import open_store

FEEDS, ENTRIES = 60, 8

#: Crawls every source of a server once, whatever is due; no signals, no waiting.
PROGRAM = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from watch.crawl.crawl import crawl
from watch.crawl.fetch import make_client
from watch.crawl.limits import FetchLimits
from watch.model import Source, Tags
from watch.store.database import open_store
from watch.store.sources import sync_sources

LIMITS = FetchLimits(allow_private_networks=True)

class NoSignals:
    def tag(self, text):
        return Tags((), ())

async def main(path, url, feeds):
    sources = [
        Source(id=f"s{n}", name="", outlet="", url=f"{url}/{n}", lang="fr", group="g")
        for n in range(int(feeds))
    ]
    with open_store(Path(path)) as store:
        sync_sources(store, sources)
        async with make_client(LIMITS) as client:
            await crawl(
                store, NoSignals(), client=client, limits=LIMITS, everything=True,
                clock=lambda: datetime.now(UTC),
            )

asyncio.run(main(*sys.argv[1:]))
"""


class Press:
    """Feeds of which half the entries are also in the next feed."""

    def __init__(self) -> None:
        #: Requests until the one that matters.
        self.left = 0
        self.enough = asyncio.Event()

    async def __call__(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        """Send the feed of the number in the path."""
        first = int(asked.path.strip("/")) * ENTRIES // 2
        items = "".join(
            f"<item><title>Article {number}</title><guid>{number}</guid>"
            f"<link>https://press.example/{number}</link></item>"
            for number in range(first, first + ENTRIES)
        )
        document = f'<rss version="2.0"><channel>{items}</channel></rss>'
        writer.write(page(document.encode(), etag='"1"'))
        await writer.drain()
        self.left -= 1
        if self.left == 0:
            self.enough.set()


async def start(server: PressServer, path: Path) -> asyncio.subprocess.Process:
    """Start a crawl in a process of its own."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PROGRAM, str(path), server.url(""), str(FEEDS)),
        env={"PYTHONPATH": ":".join(sys.path)},
    )


async def test_killed_while_crawling(tmp_path: Path) -> None:
    """After every kill -9 the file is sound; in the end each article is there once."""
    path = tmp_path / "watch.db"
    press = Press()
    async with serve({f"/{number}": press for number in range(FEEDS)}) as server:
        for requests in (FEEDS // 3, FEEDS - 1):
            press.left, press.enough = requests, asyncio.Event()
            child = await start(server, path)
            async with asyncio.timeout(60):
                await press.enough.wait()
            child.kill()
            await child.wait()
            check_halfway(path)
        child = await start(server, path)
        assert await child.wait() == 0
    with open_store(path) as store:
        titles = [row["title"] for row in store.select("SELECT title FROM article")]
        assert store.select("PRAGMA foreign_key_check") == []
    assert len(titles) == len(set(titles))
    assert set(titles) == {f"Article {n}" for n in range((FEEDS + 1) * ENTRIES // 2)}


def check_halfway(path: Path) -> None:
    """Check that the file is sound and every visit whole or absent."""
    with open_store(path) as store:
        assert store.select("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
        (row,) = store.select(
            "SELECT (SELECT count(*) FROM article) AS articles, "
            "(SELECT coalesce(sum(new), 0) FROM visit) AS new"
        )
    assert row["articles"] == row["new"]
