"""Whose turn it is: how a pass spreads its fetches over the hosts."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from ipaddress import ip_address
from itertools import count
from urllib.parse import urlsplit

from ..model import SourceState


class Turns:
    """Hands out sources so that no host is asked too much at once.

    A host gets at most ``per_host`` fetches at the same time, and their starts
    lie ``pause`` seconds apart. Times are seconds of any steady clock.
    """

    def __init__(
        self, states: Iterable[SourceState], *, per_host: int, pause: float
    ) -> None:
        self._per_host = per_host
        self._pause = pause
        self._order = count()
        self._waiting: defaultdict[str, deque[SourceState]] = defaultdict(deque)
        self._running: Counter[str] = Counter()
        #: Hosts that may be asked, by the time from which they may.
        self._ready: list[tuple[float, int, str]] = []
        for state in states:
            self._waiting[host_of(state)].append(state)
        for host in self._waiting:
            self._line_up(host, 0.0)

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def take(self, now: float) -> SourceState | None:
        """Return the next source to fetch; None if none may be fetched yet."""
        if not self._ready or self._ready[0][0] > now:
            return None
        host = heapq.heappop(self._ready)[2]
        state = self._waiting[host].popleft()
        self._running[host] += 1
        if not self._waiting[host]:
            del self._waiting[host]
        elif self._running[host] < self._per_host:
            self._line_up(host, now + self._pause)
        return state

    def done(self, state: SourceState, now: float) -> None:
        """Say that the fetch of a source that was taken is over."""
        host = host_of(state)
        if self._running[host] == self._per_host and host in self._waiting:
            self._line_up(host, now + self._pause)
        self._running[host] -= 1

    def wait(self, now: float) -> float | None:
        """Return the seconds until the next turn; None: only ``done`` brings one."""
        return max(0.0, self._ready[0][0] - now) if self._ready else None

    def _line_up(self, host: str, at: float) -> None:
        heapq.heappush(self._ready, (at, next(self._order), host))


def host_of(state: SourceState) -> str:
    """Return the name under which a source's server is spared.

    A server on this very machine is nobody's to spare: each of its sources counts
    as a host of its own.
    """
    host = urlsplit(state.address).hostname or ""
    return state.source.id if _is_loopback(host) else host


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
