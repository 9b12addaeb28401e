"""A whole pass of fetches: together, but never too many at once."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from press_server import RSS, Asked, Route, page, serve, silence

from watch.crawl.fetch import fetch_all, make_client
from watch.crawl.guard import Resolve
from watch.crawl.limits import FetchLimits
from watch.crawl.sites import Sites
from watch.crawl.types import Failed, Fetched, Result
from watch.model import SiteRules, Source, SourceState

NOW = datetime(2026, 8, 17, 6, 0, tzinfo=UTC)
LIMITS = FetchLimits(host_pause=0.0, allow_private_networks=True)


async def find_here(_host: str, _port: int) -> Sequence[str]:
    """Resolve every name to this machine."""
    return ["127.0.0.1"]


def state_of(url: str) -> SourceState:
    """Return a source at an address."""
    return SourceState(
        Source(id=url, name="", outlet="", url=url, lang="fr", group="general")
    )


def open_sites(*urls: str) -> Sites:
    """Return sites that are known to have no rules."""
    return Sites(SiteRules(url.rsplit("/", 1)[0], "", "", NOW) for url in urls)


@asynccontextmanager
async def passing(
    urls: Sequence[str], limits: FetchLimits = LIMITS, resolve: Resolve = find_here
) -> AsyncIterator[AsyncIterator[Result]]:
    """Fetch all addresses in one pass; give the results as they come."""
    async with make_client(limits, resolve=resolve) as client:
        fetching = fetch_all(
            client,
            [state_of(url) for url in urls],
            sites=open_sites(*urls),
            limits=limits,
            clock=lambda: NOW,
        )
        async with aclosing(fetching) as results:
            yield results


async def run(
    urls: Sequence[str], limits: FetchLimits = LIMITS, resolve: Resolve = find_here
) -> list[Result]:
    """Fetch all addresses in one pass; return the results as they came."""
    async with passing(urls, limits, resolve) as results:
        return [result async for result in results]


class Slow:
    """A feed that takes its time and counts how many are asked for at once."""

    def __init__(self) -> None:
        self.open = self.most = 0

    async def __call__(self, _asked: Asked, writer: asyncio.StreamWriter) -> None:
        """Answer a little later."""
        self.open += 1
        self.most = max(self.most, self.open)
        await asyncio.sleep(0.02)
        self.open -= 1
        writer.write(page(RSS))
        await writer.drain()


async def test_one_broken_source_does_not_stop_the_others() -> None:
    """Every source ends with an outcome, whatever the others do."""
    limits = replace(LIMITS, read_timeout=0.2)
    routes: dict[str, Route] = {"/good": page(RSS), "/silent": silence, "/no": b"?"}
    async with serve(routes) as server:
        urls = [server.url(path) for path in ("/silent", "/good", "/no", "/none")]
        results = await run(urls, limits)
    by_url = {result.state.source.id: result.outcome for result in results}
    assert by_url.keys() == set(urls)
    assert isinstance(by_url[urls[1]], Fetched)
    assert all(isinstance(by_url[url], Failed) for url in urls if url != urls[1])


async def test_only_so_many_fetches_at_once() -> None:
    """The global limit holds over all hosts."""
    feed = Slow()
    async with serve({"/": feed}) as server:
        urls = [server.url("/", host=f"h{number}.example") for number in range(12)]
        results = await run(urls, replace(LIMITS, concurrency=3))
    assert len(results) == 12
    assert feed.most == 3


async def test_only_so_many_fetches_from_one_host() -> None:
    """The limit for each host holds, also when there is room for more."""
    feed = Slow()
    paths = [f"/{number}" for number in range(8)]
    async with serve(dict.fromkeys(paths, feed)) as server:
        urls = [server.url(path, host="press.example") for path in paths]
        results = await run(urls, replace(LIMITS, per_host=2))
    assert len(results) == 8
    assert feed.most == 2


async def test_a_host_that_must_wait_is_not_forgotten() -> None:
    """Sources that wait for a pause of their host are fetched in the end."""
    paths = ["/1", "/2", "/3"]
    async with serve(dict.fromkeys(paths, page(RSS))) as server:
        urls = [server.url(path, host="press.example") for path in paths]
        await run(urls, replace(LIMITS, host_pause=0.1))
        assert [asked.path for asked in server.asked] == paths


async def test_stopping_early_ends_the_fetches_under_way() -> None:
    """Closing the iterator leaves no task behind."""
    async with serve({"/good": page(RSS), "/silent": silence}) as server:
        async with passing([server.url("/silent"), server.url("/good")]) as results:
            first = await anext(results)
            assert isinstance(first.outcome, Fetched)
        ours = {asyncio.current_task(), *server.scripts}
        assert asyncio.all_tasks() - ours == set()


async def test_a_bug_is_not_swallowed() -> None:
    """An exception that is no outcome ends the pass."""

    async def broken(_host: str, _port: int) -> Sequence[str]:
        raise KeyError("a bug")

    with pytest.raises(KeyError, match="a bug"):
        await run(["http://press.example/1"], resolve=broken)


async def test_memory_does_not_grow_with_the_number_of_sources() -> None:
    """Bodies that were taken are not held: 40 feeds of 1 MB need few of them."""
    paths = [f"/{number}" for number in range(40)]
    routes = dict.fromkeys(paths, page(b"<rss>" + b"x" * 2**20))
    async with serve(routes) as server:
        urls = [server.url(path) for path in paths]
        tracemalloc.start()
        async with passing(urls, replace(LIMITS, concurrency=3)) as results:
            async for result in results:
                assert isinstance(result.outcome, Fetched)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 20 * 2**20
