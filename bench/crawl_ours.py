"""Crawl a loopback press twice and print what it took, as JSON.

    python -m bench.crawl_ours http://127.0.0.1:8000 1000 /tmp/new.db

The second pass gets 304 for every feed. Run by ``bench.crawl`` in a process of its
own, so that its memory is the crawl's.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from watch.crawl.crawl import crawl
from watch.crawl.fetch import make_client
from watch.crawl.limits import FetchLimits
from watch.crawl.visit import TextTagger
from watch.model import Source
from watch.signals.tagger import load_tagger
from watch.store.database import Store, open_store
from watch.store.sources import sync_sources

LIMITS = FetchLimits(allow_private_networks=True, concurrency=8)


def make_sources(url: str, feeds: int) -> Iterator[Source]:
    """Yield one source for each feed of the press."""
    for number in range(feeds):
        yield Source(
            id=f"feed-{number}",
            name=f"Feed {number}",
            outlet=f"Feed {number}",
            url=f"{url}/{number}",
            lang=("fr", "en")[number % 2],
            group="general",
        )


async def crawl_once(store: Store, tagger: TextTagger) -> tuple[float, float]:
    """Visit every source; return the seconds, and the seconds of CPU, it took."""
    start, cpu = time.perf_counter(), time.process_time()
    async with make_client(LIMITS) as client:
        await crawl(
            store,
            tagger,
            client=client,
            limits=LIMITS,
            clock=lambda: datetime.now(UTC),
            everything=True,
        )
    return time.perf_counter() - start, time.process_time() - cpu


def main() -> None:
    """Crawl twice."""
    url, feeds, path = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    tagger = load_tagger()
    with open_store(path) as store:
        sync_sources(store, make_sources(url, feeds))
        first = asyncio.run(crawl_once(store, tagger))
        again = asyncio.run(crawl_once(store, tagger))
        (row,) = store.select(
            "SELECT count(*) AS entries, count(DISTINCT story) AS stories FROM article"
        )
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({**row, "first": first, "again": again, "peak": usage.ru_maxrss}))


if __name__ == "__main__":
    main()
