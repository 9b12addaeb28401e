"""A web server on loopback that answers as told, also against all rules.

::

    async with serve({"/feed": page(RSS)}) as server:
        server.url("/feed")        # http://127.0.0.1:…/feed
        server.asked               # the requests, in order of arrival
"""

from __future__ import annotations

import asyncio
import gzip
import ssl
import threading
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field

#: A feed with one entry, for tests that only need any feed.
RSS = b"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>La Loupe</title>
<item><title>Le savon solide revient</title><link>https://loupe.example/savon</link>
<guid>savon</guid><pubDate>Mon, 17 Aug 2026 05:00:00 GMT</pubDate></item>
</channel></rss>
"""


#: Where the rules of a site stand.
RULES = ("/robots.txt", "/.well-known/tdmrep.json")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it arrived."""

    #: Path with its query.
    path: str
    #: Headers, names in lower case, values as bytes.
    headers: Mapping[str, bytes]


#: Writes an answer; the connection is closed when it returns.
Script = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]

#: A raw answer, a script, or several answers of which the last one repeats.
Route = bytes | Script | Sequence[bytes]


@dataclass
class PressServer:
    """A running server."""

    routes: dict[str, Route]
    port: int = 0
    #: Requests in order of arrival, without those for the site's rules.
    asked: list[Asked] = field(default_factory=list)
    #: Requests for robots.txt and tdmrep.json.
    rules_asked: list[Asked] = field(default_factory=list)
    #: Most connections that were open at the same time.
    busiest: int = 0
    #: Scripts under way.
    scripts: set[asyncio.Task[None]] = field(default_factory=set)
    _open: int = 0

    def url(self, path: str, *, host: str = "127.0.0.1") -> str:
        """Return the address of a path under a name of this machine."""
        return f"http://{host}:{self.port}{path}"

    def count(self, path: str) -> int:
        """Return how often a path was asked for."""
        return sum(asked.path == path for asked in (*self.asked, *self.rules_asked))

    async def handle(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Answer one request and close the connection."""
        task = asyncio.current_task()
        assert task is not None
        self.scripts.add(task)
        task.add_done_callback(self.scripts.discard)
        self._open += 1
        self.busiest = max(self.busiest, self._open)
        # Cancelled: the test is over while a script still runs.
        with suppress(
            ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError
        ):
            asked = _read_request(await reader.readuntil(b"\r\n\r\n"))
            (self.rules_asked if asked.path in RULES else self.asked).append(asked)
            await self._answer(asked, writer)
        self._open -= 1
        writer.close()
        with suppress(ConnectionError, asyncio.CancelledError):
            await writer.wait_closed()

    async def _answer(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        route = self.routes.get(asked.path, page(b"", status=404))
        if callable(route):
            await route(asked, writer)
            return
        if not isinstance(route, bytes):
            turn = min(self.count(asked.path), len(route))
            route = route[turn - 1]
        writer.write(route)
        await writer.drain()


@asynccontextmanager
async def serve(
    routes: Mapping[str, Route], *, tls: ssl.SSLContext | None = None
) -> AsyncIterator[PressServer]:
    """Serve the routes; every other path answers 404."""
    press = PressServer(dict(routes))
    server = await asyncio.start_server(press.handle, "127.0.0.1", 0, ssl=tls)
    press.port = server.sockets[0].getsockname()[1]
    try:
        yield press
    finally:
        server.close()
        for task in press.scripts:
            task.cancel()
        # One may be cancelled before its first line, or while it closes.
        for ended in await asyncio.gather(*press.scripts, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended


@contextmanager
def serve_aside(routes: Mapping[str, Route]) -> Iterator[PressServer]:
    """Serve the routes from a thread, for code that runs its own event loop."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    serving = serve(routes)
    try:
        yield asyncio.run_coroutine_threadsafe(serving.__aenter__(), loop).result()
    finally:
        closing = serving.__aexit__(None, None, None)
        asyncio.run_coroutine_threadsafe(closing, loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def page(content: bytes, *, status: int = 200, **headers: str) -> bytes:
    """Return a whole answer; ``retry_after="9"`` adds the header ``retry-after``."""
    lines = [f"HTTP/1.1 {status} Whatever", "connection: close"]
    given = {name.replace("_", "-"): text for name, text in headers.items()}
    given.setdefault("content-length", str(len(content)))
    lines += [f"{name}: {text}" for name, text in given.items()]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + content


def redirect(target: str, *, status: int = 302) -> bytes:
    """Return a redirect to another address."""
    return page(b"", status=status, location=target)


def zipped(content: bytes) -> bytes:
    """Return an answer compressed with gzip."""
    return page(gzip.compress(content), content_encoding="gzip")


def drip(content: bytes, *, pause: float) -> Script:
    """Return a script that sends one byte at a time."""

    async def send(_asked: Asked, writer: asyncio.StreamWriter) -> None:
        for byte in page(content):
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(pause)

    return send


def endless(head: bytes, piece: bytes) -> Script:
    """Return a script that sends a piece again and again after the head."""

    async def send(_asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while not writer.is_closing():
            writer.write(piece)
            await writer.drain()

    return send


async def silence(_asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Never answer."""
    await writer.drain()
    await asyncio.sleep(3600)


def _read_request(head: bytes) -> Asked:
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(": ") for line in lines if line)
    headers = {name.lower(): text.encode("latin-1") for name, _, text in pairs}
    return Asked(first.split(" ")[1], headers)
