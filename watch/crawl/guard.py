"""The network behind every fetch: it connects to no private address.

A check of the address in a URL would not do: a name can be resolved to something
else a moment later, and a redirect can point inside. So names are resolved here,
every address is judged, and the connection goes to an address that was judged.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence

import httpcore

#: Finds the numeric addresses of a host and port; raises ``OSError``.
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

#: Addresses tried for one connection; more would only eat the time-out.
_MOST_ADDRESSES = 4


class AddressRefusedError(httpcore.ConnectError):
    """A host has only addresses that may not be fetched from."""


class GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Connects by TCP to addresses that were judged.

    Derives from httpcore's backend because the connection pool asks for one.

    Args:
        resolve: Finds the addresses of a name.
        allows: Judges a numeric address.

    """

    def __init__(self, *, resolve: Resolve, allows: Callable[[str], bool]) -> None:
        self._resolve = resolve
        self._allows = allows
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Resolve, judge and connect, all within ``timeout`` seconds.

        Raises:
            AddressRefusedError: No address may be fetched from.
            httpcore.ConnectError: The name is unknown or nobody answers.
            httpcore.ConnectTimeout: ``timeout`` is over.

        """
        try:
            async with asyncio.timeout(timeout):
                addresses = self._judge(host, await self._find(host, port))
                share = timeout and timeout / len(addresses)
                return await self._connect_first(
                    addresses, port, share, local_address, socket_options
                )
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error

    async def _find(self, host: str, port: int) -> Sequence[str]:
        try:
            return await self._resolve(host, port)
        # UnicodeError: a label that is empty or too long for a name.
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(str(error)) from error

    def _judge(self, host: str, addresses: Sequence[str]) -> Sequence[str]:
        allowed = [each for each in dict.fromkeys(addresses) if self._allows(each)]
        if not allowed:
            raise AddressRefusedError(f"{host} is {', '.join(addresses) or 'nowhere'}")
        return allowed[:_MOST_ADDRESSES]

    async def _connect_first(
        self,
        addresses: Sequence[str],
        port: int,
        share: float | None,
        local_address: str | None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address that answers within its share of the time."""
        *others, last = addresses
        for address in others:
            try:
                return await self._network.connect_tcp(
                    address, port, share, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._network.connect_tcp(
            last, port, share, local_address, socket_options
        )


async def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system for the addresses of a host, in the order it prefers."""
    found = await asyncio.get_running_loop().getaddrinfo(
        host, port, type=socket.SOCK_STREAM
    )
    return [str(address[0]) for *_, address in found]
