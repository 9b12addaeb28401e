"""From sources to outcomes: the edge of the crawl.

::

    for each source whose turn it is, several at once:
        answer = get(client, address, judge=sites.judge)    # HTTP
        judge_answer(answer)       # Fetched, NotModified, Failed or Refused

Whatever a server does ends in an ``Outcome``; an exception is a bug.
"""

from __future__ import annotations

import asyncio
from collections.abc import (
    AsyncGenerator,
    Awaitable,
    Callable,
    Collection,
    Sequence,
)
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

import httpx

from ..model import SourceState
from .client import Answer, get
from .courtesy import refusal_by_headers
from .guard import Client, make_client
from .hints import fresh_until, retry_after
from .limits import FetchLimits
from .sites import Sites
from .turns import Turns
from .types import (
    Failed,
    FailureKind,
    Fetched,
    NotModified,
    Outcome,
    Refused,
    Result,
)

__all__ = [
    "Client",
    "Result",
    "fetch",
    "fetch_all",
    "fetch_timed",
    "judge_answer",
    "make_client",
    "take_turns",
]

#: Living feeds answer so and come back: forbidden by a nervous firewall, not found,
#: too slow, wrong server, too early, too many requests; and every 5xx.
_SOFT_ERRORS = {403, 404, 408, 421, 425, 429}
_SERVER_ERROR = 500
_GONE = 410
#: Answers to robots.txt that leave its rules open: too slow, too early, too often.
_UNSURE = {408, 425, 429}
#: Size up to which robots.txt and tdmrep.json are read; RFC 9309 asks for half of it.
_RULES_BYTES = 2**20

T = TypeVar("T")


async def fetch_all(
    client: Client,
    states: Sequence[SourceState],
    *,
    sites: Sites,
    limits: FetchLimits,
    clock: Callable[[], datetime],
) -> AsyncGenerator[Result, None]:
    """Fetch every source and yield the results as they come.

    Arguments as ``fetch``. Close the iterator (``contextlib.aclosing``) to stop
    early.
    """

    def work(state: SourceState) -> Awaitable[Result]:
        return fetch_timed(client, state, sites=sites, limits=limits, clock=clock)

    async with aclosing(take_turns(states, work, limits=limits)) as results:
        async for result in results:
            yield result


async def take_turns(
    states: Sequence[SourceState],
    work: Callable[[SourceState], Awaitable[T]],
    *,
    limits: FetchLimits,
) -> AsyncGenerator[T, None]:
    """Do the work for every source, several at once, and yield what comes of it.

    At most ``limits.concurrency`` works are under way or waiting to be taken, so
    memory does not grow with the number of sources; a host gets no more than
    ``limits.per_host`` at once.
    """
    turns = Turns(states, per_host=limits.per_host, pause=limits.host_pause)
    loop = asyncio.get_running_loop()
    running: dict[asyncio.Future[T], SourceState] = {}
    try:
        while turns or running:
            while len(running) < limits.concurrency:
                state = turns.take(loop.time())
                if state is None:
                    break
                running[asyncio.ensure_future(work(state))] = state
            full = len(running) >= limits.concurrency
            pause = None if full else turns.wait(loop.time())
            for task in await _next_done(running, pause):
                turns.done(running.pop(task), loop.time())
                yield task.result()
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _next_done(
    running: Collection[asyncio.Future[T]], pause: float | None
) -> set[asyncio.Future[T]]:
    """Wait until a work ends or ``pause`` seconds (None: no limit) are over."""
    if not running:
        await asyncio.sleep(pause or 0)
        return set()
    done, _ = await asyncio.wait(
        running, timeout=pause, return_when=asyncio.FIRST_COMPLETED
    )
    return done


async def fetch_timed(
    client: Client,
    state: SourceState,
    *,
    sites: Sites,
    limits: FetchLimits,
    clock: Callable[[], datetime],
) -> Result:
    """Fetch one source as ``fetch`` does and measure how long it takes."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    outcome = await fetch(client, state, sites=sites, limits=limits, clock=clock)
    return Result(state, outcome, loop.time() - start)


async def fetch(
    client: Client,
    state: SourceState,
    *,
    sites: Sites,
    limits: FetchLimits,
    clock: Callable[[], datetime],
) -> Outcome:
    """Fetch one source, asking only for what changed since the last answer.

    Args:
        client: From ``make_client``.
        state: The source; its ``address`` is fetched with its validators.
        sites: The rules of the sites that this pass comes to.
        limits: Limits of the fetch.
        clock: Tells the moment, aware.

    """
    validators = {
        "If-None-Match": state.etag,
        "If-Modified-Since": state.last_modified,
    }
    headers = {name: value for name, value in validators.items() if value}

    async def judge(url: str) -> Refused | Failed | None:
        return await sites.judge(url, read_text=read_text, now=clock())

    async def read_text(url: str) -> str | Failed:
        return await _read_rules(client, url, limits=limits)

    answer = await get(
        client, state.address, limits=limits, headers=headers, judge=judge
    )
    if isinstance(answer, Failed | Refused):
        return answer
    return judge_answer(answer, conditional=bool(headers), now=clock())


async def _read_rules(client: Client, url: str, *, limits: FetchLimits) -> str | Failed:
    """Get robots.txt or tdmrep.json as RFC 9309 says: no such file, no rules."""
    smaller = replace(
        limits, max_bytes=_RULES_BYTES, total_timeout=limits.total_timeout / 3
    )
    answer = await get(client, url, limits=smaller)
    match answer:
        case Failed(kind=FailureKind.HARD) | Refused():
            return ""
        case Failed():
            return answer
    if answer.status in _UNSURE or answer.status >= _SERVER_ERROR:
        return Failed(
            FailureKind.SOFT,
            f"{url} can't be read ({answer.status}), so we don't know whether we may "
            "fetch the feed",
        )
    text = answer.content.decode("utf-8-sig", "replace")
    # Many sites answer any address with a page.
    return "" if text.lstrip().startswith("<") else text


def judge_answer(answer: Answer, *, conditional: bool, now: datetime) -> Outcome:
    """Say what an answer means for its source.

    Args:
        answer: The last answer, after redirects.
        conditional: Whether the question carried validators.
        now: Moment of the answer, aware.

    """
    status = answer.status
    if reason := refusal_by_headers(answer.headers):
        return Refused(reason)
    if status == httpx.codes.NOT_MODIFIED and conditional:
        fresh = fresh_until(answer.headers, now=now)
        return NotModified(not_before=fresh, moved_to=answer.moved_to)
    if not httpx.codes.is_success(status):
        soft = status in _SOFT_ERRORS or status >= _SERVER_ERROR
        return Failed(
            FailureKind.SOFT if soft else FailureKind.HARD,
            _status_reason(status),
            not_before=retry_after(answer.headers, now=now),
            gone=status == _GONE,
        )
    if not answer.content.strip():
        return Failed(FailureKind.SOFT, "the server sent an empty document")
    return Fetched(
        url=answer.url,
        content=answer.content,
        content_type=answer.headers.get("content-type", ""),
        etag=answer.headers.get("etag"),
        last_modified=answer.headers.get("last-modified"),
        not_before=fresh_until(answer.headers, now=now),
        moved_to=answer.moved_to,
    )


def _status_reason(status: int) -> str:
    phrase = httpx.codes.get_reason_phrase(status)
    named = f"{status} {phrase}".strip()
    match status:
        case 410:
            return f"the server says the feed is gone for good ({named})"
        case 401 | 402 | 403 | 407 | 451:
            return f"the server does not let us in ({named})"
        case 404:
            return f"no feed at this address ({named}); is it still right?"
        case 429:
            return f"the server asks us to come less often ({named})"
        case _:
            return f"the server answered {named}"
