"""A press on loopback for benchmarks: many feeds, ETags, and hardly any work.

    python -m bench.loopback --feeds 1000

prints the address it serves, then answers until it is stopped. Every feed is a
document of its own at ``/<number>``, French for even numbers and English for odd
ones; what a client has already is answered with 304.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain, islice

from watch.demo.feeds import render_feed
from watch.demo.press import DemoEntry, demo_entries, demo_outlets
from watch.week import Week

#: Entries of every feed.
ENTRIES = 20
#: Feeds that the invented press fills in a week, in each language, at least.
_A_WEEK = 20


def make_feeds(feeds: int, *, now: datetime) -> list[bytes]:
    """Return RSS documents with different entries of the invented press.

    Args:
        feeds: How many.
        now: Aware; the newest entries are of the week before.

    """
    weeks = 2 + feeds // (2 * _A_WEEK)
    entries = demo_entries(end=Week.of(now) + -1, weeks=weeks)
    french, english = (_pack(entries, lang=lang) for lang in ("fr", "en"))
    both = chain.from_iterable(zip(french, english, strict=False))
    return list(islice(both, feeds))


def _pack(entries: tuple[DemoEntry, ...], *, lang: str) -> Iterator[bytes]:
    outlets = {one.id: replace(one, format="rss") for one in demo_outlets()}
    shelves: dict[str, list[DemoEntry]] = {}
    for entry in entries:
        if entry.lang == lang:
            shelf = shelves.setdefault(entry.outlet, [])
            shelf.append(entry)
            if len(shelf) == ENTRIES:
                yield render_feed(outlets[entry.outlet], shelf)
                shelf.clear()


class Answering(asyncio.Protocol):
    """One connection: answers each request as soon as its head is there."""

    def __init__(self, documents: list[bytes]) -> None:
        self._documents = documents
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to answer."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  # TCP has one
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete."""
        *heads, self._received = (self._received + data).split(b"\r\n\r\n")
        for head in heads:
            self._transport.write(self._answer(head))

    def _answer(self, head: bytes) -> bytes:
        name = head.split(b" ", 2)[1].strip(b"/")
        if not name.isdigit():
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        tag = b'ETag: "%s"\r\n' % name
        if b'if-none-match: "%s"' % name in head.lower():
            return b"HTTP/1.1 304 Not Modified\r\n%s\r\n" % tag
        body = self._documents[int(name)]
        return (
            b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml; charset=utf-8\r\n"
            b"%sContent-Length: %d\r\n\r\n%s" % (tag, len(body), body)
        )


async def serve(documents: list[bytes]) -> None:
    """Print the address, then serve until the process is stopped."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Answering(documents), "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    print(f"http://{host}:{port}", flush=True)
    await server.serve_forever()


def main() -> None:
    """Run the server."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=1000)
    feeds = parser.parse_args().feeds
    asyncio.run(serve(make_feeds(feeds, now=datetime.now(UTC))))


if __name__ == "__main__":
    main()
