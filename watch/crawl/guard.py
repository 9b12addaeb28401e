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

#: Finds the numeric addresses of a host and port; raises ``OSError``.
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

#: Two ends of a connection.
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]

#: Addresses tried for one connection; more would only eat the time-out.
_MOST_ADDRESSES = 4


class AddressRefusedError(OSError):
    """A host has only addresses that may not be fetched from."""


async def connect(
    host: str,
    port: int,
    *,
    resolve: Resolve,
    allows: Callable[[str], bool],
    tls: ssl.SSLContext | None,
    seconds: float,
) -> Streams:
    """Connect to the first address of a host that may be used and answers.

    Args:
        host: Name or numeric address.
        port: TCP port.
        resolve: Finds the addresses of a name.
        allows: Judges a numeric address.
        tls: Verifies the server; None connects without TLS.
        seconds: Time for everything, shared by the addresses.

    Raises:
        AddressRefusedError: No address may be used.
        OSError: The name is unknown, nobody answers, or TLS fails.
        TimeoutError: ``seconds`` are over.

    """
    async with asyncio.timeout(seconds):
        found = await resolve(host, port)
        allowed = [address for address in dict.fromkeys(found) if allows(address)]
        if not allowed:
            raise AddressRefusedError(f"{host} is {', '.join(found) or 'nowhere'}")
        *others, last = allowed[:_MOST_ADDRESSES]
        for address in others:
            try:
                async with asyncio.timeout(seconds / (len(others) + 1)):
                    return await _open(address, port, host=host, tls=tls)
            except OSError:
                continue
        return await _open(last, port, host=host, tls=tls)


async def _open(
    address: str, port: int, *, host: str, tls: ssl.SSLContext | None
) -> Streams:
    name = None if tls is None else host
    return await asyncio.open_connection(address, port, ssl=tls, server_hostname=name)


async def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system for the addresses of a host, in the order it prefers."""
    found = await asyncio.get_running_loop().getaddrinfo(
        host, port, type=socket.SOCK_STREAM
    )
    return [str(address[0]) for *_, address in found]
