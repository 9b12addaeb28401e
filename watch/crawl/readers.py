"""Where documents are parsed: beside the event loop, on every core if it pays."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import AsyncIterator, Awaitable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from multiprocessing.connection import wait
from typing import Protocol

from .reading import read_result
from .types import Fetched, Reading, Result

#: Sources from which starting processes costs less than it saves.
_MANY = 200
#: A process needs some 50 MiB, and one event loop can't feed more of them.
_MOST_PROCESSES = 2


class Read(Protocol):
    """Reads a result beside the event loop."""

    def __call__(self, result: Result, *, seen: datetime) -> Awaitable[Reading]:
        """Return ``read_result`` of the result."""


@asynccontextmanager
async def open_reader(sources: int) -> AsyncIterator[Read]:
    """Give a way to read results that does not hold up the event loop.

    Args:
        sources: How many the pass will visit; many are read in several processes.

    """
    loop = asyncio.get_running_loop()

    async def read(result: Result, *, seen: datetime) -> Reading:
        if not isinstance(result.outcome, Fetched):
            return read_result(result, seen=seen)
        work = partial(read_result, result, seen=seen)
        return await loop.run_in_executor(executor, work)

    with _make_executor(sources) as executor:
        yield read


def _make_executor(sources: int) -> Executor:
    cores = os.cpu_count() or 1
    if sources < _MANY or cores == 1:
        # One is enough: Python runs one thread at a time.
        return ThreadPoolExecutor(1)
    return ProcessPoolExecutor(
        min(cores, _MOST_PROCESSES),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start_process,
    )


def _start_process() -> None:
    """Leave Ctrl-C to the parent, and don't outlive it when it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
