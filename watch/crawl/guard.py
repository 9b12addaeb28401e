"""The way out: connections go to no private address.

A check of the address in a URL would not do: a name can be resolved to something
else a moment later, and a redirect can point inside. So names are resolved here,
every address is judged, and the connection goes to an address that was judged.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from functools import cache

import aiohttp
import httpx
from aiohttp.abc import AbstractResolver, ResolveResult

from .address import is_public
from .limits import FetchLimits

#: Asks servers; closed at the end of an ``async with`` block.
Client = aiohttp.ClientSession

#: Finds the numeric addresses of a host and port; raises ``OSError``.
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

#: Judges a numeric address: True if it may be connected to.
Allows = Callable[[str], bool]

#: Addresses tried for one connection; more would only eat the time-out.
_MOST_ADDRESSES = 4
#: Seconds after which an idle connection is closed: soon, for a pass meets many hosts.
_LONGEST_IDLE = 2.0
#: Size of one header beyond which an answer is refused, in bytes.
_LONGEST_HEADER = 64 * 1024


class AddressRefusedError(OSError):
    """These addresses, all that a host has, may not be fetched from."""


async def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system for the addresses of a host, in the order it prefers."""
    found = await asyncio.get_running_loop().getaddrinfo(
        host, port, type=socket.SOCK_STREAM
    )
    return [str(address[0]) for *_, address in found]


class GuardedResolver(AbstractResolver):
    """Finds the addresses of names and leaves out those that are not allowed."""

    def __init__(self, find: Resolve, allows: Allows) -> None:
        self._find = find
        self._allows = allows

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the allowed addresses of a name.

        Raises:
            AddressRefusedError: No address may be used.
            OSError: The name is unknown.

        """
        try:
            found = await self._find(host, port)
        except UnicodeError as error:  # a label that is empty or too long for a name
            raise socket.gaierror(socket.EAI_NONAME, str(error)) from error
        allowed = [address for address in dict.fromkeys(found) if self._allows(address)]
        if not allowed:
            raise AddressRefusedError(", ".join(found) or "nowhere")
        return [
            ResolveResult(
                hostname=host, host=address, port=port, family=family, proto=0, flags=0
            )
            for address in allowed[:_MOST_ADDRESSES]
        ]

    async def close(self) -> None:
        """Nothing is held."""


def make_client(
    limits: FetchLimits,
    *,
    resolve: Resolve = resolve,
    allows: Allows = is_public,
) -> Client:
    """Return a client that is closed at the end of an ``async with`` block.

    It verifies TLS certificates, keeps no cookies and uses no proxy of the
    environment: a proxy would resolve names behind the back of the guard.

    Args:
        limits: Decides about time-outs and private networks.
        resolve: Finds the addresses of a name.
        allows: Judges a numeric address, unless all are allowed by ``limits``.

    """
    if limits.allow_private_networks:
        allows = _allow_all

    def open_socket(target: aiohttp.AddrInfoType) -> socket.socket:
        """Open a socket; an address written in a URL is resolved nowhere before."""
        family, kind, protocol, _, (address, *_) = target
        if not allows(str(address)):
            raise AddressRefusedError(address)
        return socket.socket(family, kind, protocol)

    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            resolver=GuardedResolver(resolve, allows),
            socket_factory=open_socket,
            use_dns_cache=False,
            ssl=_tls(),
            keepalive_timeout=_LONGEST_IDLE,
            limit=0,
        ),
        timeout=aiohttp.ClientTimeout(
            total=None, connect=limits.connect_timeout, sock_read=limits.read_timeout
        ),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        max_line_size=_LONGEST_HEADER,
        max_field_size=_LONGEST_HEADER,
    )


def _allow_all(_address: str) -> bool:
    return True


@cache
def _tls() -> ssl.SSLContext:
    """Return a context that verifies certificates; loading them takes 40 ms."""
    return httpx.create_ssl_context()
