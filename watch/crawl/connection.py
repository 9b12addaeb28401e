"""Connections that speak HTTP/1.1, kept for the next request to the same server.

The protocol itself is h11's; here its bytes are carried. Why no larger library:
docs/decisions/0012-own-connections.md.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from types import TracebackType
from typing import Self

import h11
import httpx

from .address import is_public
from .guard import Resolve, connect, resolve
from .limits import FetchLimits

#: Idle connections kept, and the seconds after which servers tend to close them.
_MOST_IDLE = 16
_LONGEST_IDLE = 4.0
#: Size of an answer's head beyond which it is refused, in bytes.
_LONGEST_HEAD = 100 * 1024
_PIECE = 64 * 1024
_BROKEN = "it broke off"

Headers = Sequence[tuple[bytes, bytes]]


class Connection:
    """One connection; carries one request after the other.

    Args:
        reader: Where the server is heard.
        writer: Where it is spoken to.
        seconds: Time between two pieces of an answer.

    """

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        seconds: float,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._seconds = seconds
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LONGEST_HEAD)

    @property
    def is_reusable(self) -> bool:
        """True if the last answer was read to its end and the server still listens."""
        http = self._http
        done = http.our_state is h11.DONE and http.their_state is h11.DONE
        # Bytes that nobody asked for would be taken for the next answer.
        return done and not http.trailing_data[0] and not self._reader.at_eof()

    async def ask(self, target: bytes, headers: Headers) -> h11.Response:
        """Send a GET request and return the head of the answer.

        Raises:
            OSError: The connection broke or was silent for too long.
            h11.RemoteProtocolError: The server does not speak HTTP.

        After an exception the connection is closed.

        """
        try:
            return await self._ask(target, headers)
        except BaseException:
            self.close()
            raise

    async def _ask(self, target: bytes, headers: Headers) -> h11.Response:
        if self._http.our_state is h11.DONE:
            self._http.start_next_cycle()
        request = h11.Request(method=b"GET", target=target, headers=list(headers))
        self._writer.write(self._http.send(request) or b"")
        self._http.send(h11.EndOfMessage())
        while not isinstance(event := await self._next_event(), h11.Response):
            # 100 Continue and its like only announce an answer.
            if not isinstance(event, h11.InformationalResponse):
                raise h11.RemoteProtocolError(_BROKEN)
        return event

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the body of the answer as it comes; raise as ``ask``."""
        while not isinstance(event := await self._next_event(), h11.EndOfMessage):
            if not isinstance(event, h11.Data):
                raise h11.RemoteProtocolError(_BROKEN)
            yield bytes(event.data)

    async def _next_event(self) -> h11.Event:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            async with asyncio.timeout(self._seconds):
                self._http.receive_data(await self._reader.read(_PIECE))
        if isinstance(event, h11.Event):
            return event
        raise h11.RemoteProtocolError(_BROKEN)

    def close(self) -> None:
        """Close at once, without waiting for the server's consent."""
        self._writer.transport.abort()


#: Scheme, host and port.
Origin = tuple[str, str, int]


class NotConnectedError(Exception):
    """No connection came about; the cause says why."""


@dataclass(slots=True)
class Client:
    """Asks servers; closed at the end of an ``async with`` block."""

    #: Time-outs.
    limits: FetchLimits
    #: Finds the addresses of a name.
    resolve: Resolve
    #: Judges a numeric address.
    allows: Callable[[str], bool]
    #: Connections that wait for a next request, with the loop's time since when.
    _idle: deque[tuple[Origin, Connection, float]] = field(default_factory=deque)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        while self._idle:
            self._idle.pop()[1].close()
        # The transports say goodbye in the next round of the loop.
        await asyncio.sleep(0)

    @asynccontextmanager
    async def ask(
        self, url: httpx.URL, headers: Headers
    ) -> AsyncIterator[tuple[h11.Response, AsyncIterator[bytes]]]:
        """Send a GET request; give the head of the answer and its body in pieces.

        Raises:
            NotConnectedError: No connection came about.
            OSError: The connection broke or was silent for too long.
            h11.RemoteProtocolError: The server does not speak HTTP.

        """
        origin = _origin(url)
        connection, head = await self._start(origin, url.raw_path, headers)
        try:
            yield head, connection.pieces()
        finally:
            self._lay_aside(origin, connection)

    async def _start(
        self, origin: Origin, target: bytes, headers: Headers
    ) -> tuple[Connection, h11.Response]:
        idle = self._take(origin)
        if idle is not None:
            # A server closes an idle connection when it likes: then a new one is due.
            with suppress(ConnectionError, h11.RemoteProtocolError):
                return idle, await idle.ask(target, headers)
        connection = await self._connect(origin)
        return connection, await connection.ask(target, headers)

    async def _connect(self, origin: Origin) -> Connection:
        scheme, host, port = origin
        try:
            streams = await connect(
                host,
                port,
                resolve=self.resolve,
                allows=self.allows,
                tls=_tls() if scheme == "https" else None,
                seconds=self.limits.connect_timeout,
            )
        # UnicodeError: a label that is empty or too long for a name.
        except (OSError, UnicodeError) as error:
            raise NotConnectedError from error
        return Connection(*streams, seconds=self.limits.read_timeout)

    def _take(self, origin: Origin) -> Connection | None:
        """Return an idle connection to a server, closing those that grew old."""
        now = asyncio.get_running_loop().time()
        while self._idle and now - self._idle[0][2] > _LONGEST_IDLE:
            self._idle.popleft()[1].close()
        for number, (other, connection, _) in enumerate(self._idle):
            if other == origin:
                del self._idle[number]
                return connection
        return None

    def _lay_aside(self, origin: Origin, connection: Connection) -> None:
        if not connection.is_reusable:
            connection.close()
            return
        self._idle.append((origin, connection, asyncio.get_running_loop().time()))
        if len(self._idle) > _MOST_IDLE:
            self._idle.popleft()[1].close()


def make_client(
    limits: FetchLimits,
    *,
    resolve: Resolve = resolve,
    allows: Callable[[str], bool] = is_public,
) -> Client:
    """Return a client that is closed at the end of an ``async with`` block.

    It verifies TLS certificates, keeps no cookies and uses no proxy of the
    environment: a proxy would resolve names behind the back of the guard.

    Args:
        limits: Decides about time-outs and private networks.
        resolve: Finds the addresses of a name.
        allows: Judges a numeric address, unless all are allowed by ``limits``.

    """
    private = limits.allow_private_networks
    return Client(limits, resolve, _allow_all if private else allows)


def _allow_all(_address: str) -> bool:
    return True


@cache
def _tls() -> ssl.SSLContext:
    """Return a context that verifies certificates; loading them takes 40 ms."""
    return httpx.create_ssl_context()


def _origin(url: httpx.URL) -> Origin:
    default = 443 if url.scheme == "https" else 80
    return url.scheme, url.raw_host.decode(), url.port or default
