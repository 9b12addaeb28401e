"""Connections are kept for the next request to the same server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest

from watch.crawl.client import Answer, get
from watch.crawl.guard import make_client
from watch.crawl.limits import FetchLimits

LIMITS = FetchLimits(allow_private_networks=True)
OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"


@dataclass
class Keeper:
    """A server that keeps its connections open; it answers by path."""

    answers: dict[str, bytes]
    #: Requests that each connection carried, before it is closed; 0: no limit.
    patience: int = 0
    port: int = 0
    #: Paths asked for on each connection.
    connections: list[list[str]] = field(default_factory=list)
    handlers: list[asyncio.Task[None] | None] = field(default_factory=list)

    def url(self, path: str) -> str:
        """Return the address of a path."""
        return f"http://127.0.0.1:{self.port}{path}"

    async def handle(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Answer until the client leaves or patience ends."""
        self.handlers.append(asyncio.current_task())
        paths: list[str] = []
        self.connections.append(paths)
        # Cancelled: the test is over.
        with suppress(
            asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError
        ):
            while not self.patience or len(paths) < self.patience:
                request = await reader.readuntil(b"\r\n\r\n")
                paths.append(request.split(b" ")[1].decode())
                writer.write(self.answers.get(paths[-1], OK))
        writer.transport.abort()


@asynccontextmanager
async def keep(server: Keeper) -> AsyncIterator[Keeper]:
    """Run a server."""
    running = await asyncio.start_server(server.handle, "127.0.0.1", 0)
    server.port = running.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        running.close()
        handlers = [task for task in server.handlers if task is not None]
        for task in handlers:
            task.cancel()
        await asyncio.gather(*handlers)
        await asyncio.sleep(0)


REUSABLE = {
    "whole body": OK,
    "chunked": b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    "not modified": b'HTTP/1.1 304 Not Modified\r\netag: "1"\r\n\r\n',
    "short error": b"HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\nno",
    "redirect": b"HTTP/1.1 301 Moved\r\nlocation: /b\r\ncontent-length: 0\r\n\r\n",
    "early hints": b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n" + OK,
}


@pytest.mark.parametrize("first", REUSABLE.values(), ids=REUSABLE.keys())
async def test_a_connection_serves_the_next_request(first: bytes) -> None:
    """After an answer that was read to its end, the connection is used again."""
    async with keep(Keeper({"/a": first})) as server, make_client(LIMITS) as client:
        await get(client, server.url("/a"), limits=LIMITS)
        answer = await get(client, server.url("/b"), limits=LIMITS)
    assert isinstance(answer, Answer)
    assert answer.content == b"ok"
    assert len(server.connections) == 1


LEFT = {
    "close": b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok",
    "two answers": OK + b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil",
    "old": b"HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok",
    "long error": b"HTTP/1.1 404 No\r\ncontent-length: 100000\r\n\r\n" + b"x" * 9999,
    "too large": b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n" + b"x" * 9999,
}


@pytest.mark.parametrize("first", LEFT.values(), ids=LEFT.keys())
async def test_a_connection_with_leftovers_is_closed(first: bytes) -> None:
    """A connection that can't go on, or holds the rest of an answer, is not kept."""
    limits = FetchLimits(allow_private_networks=True, max_bytes=5000)
    async with keep(Keeper({"/a": first})) as server, make_client(limits) as client:
        await get(client, server.url("/a"), limits=limits)
        answer = await get(client, server.url("/b"), limits=limits)
    assert isinstance(answer, Answer)
    assert answer.content == b"ok"
    assert [len(paths) for paths in server.connections] == [1, 1]


async def test_a_connection_that_the_server_closed_is_replaced() -> None:
    """An idle connection that is gone costs nothing but a new one."""
    server = Keeper({}, patience=1)
    async with keep(server), make_client(LIMITS) as client:
        for path in ("/a", "/b", "/c"):
            answer = await get(client, server.url(path), limits=LIMITS)
            assert isinstance(answer, Answer)
            await asyncio.sleep(0.01)
    assert [paths for paths in server.connections if paths] == [["/a"], ["/b"], ["/c"]]
