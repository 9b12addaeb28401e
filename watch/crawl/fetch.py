"""HTTP, the only edge of the crawl: sources in, outcomes out.

::

    for each source whose turn it is, several at once:
        get(client, address)           # follows redirects, within every limit
            connect                    # guard: no private address
            read and decompress        # body: not too large
        judge_answer(answer)           # Fetched, NotModified or Failed

Whatever a server does ends in an ``Outcome``; an exception is a bug.
"""

from __future__ import annotations

import asyncio
import base64
import socket
import ssl
import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import NamedTuple

import httpcore
import httpx

from ..model import SourceState
from .address import is_public
from .body import ACCEPTED_ENCODING, Body, is_readable
from .guard import AddressRefusedError, GuardedNetwork, Resolve, resolve
from .hints import fresh_until, retry_after
from .limits import FetchLimits
from .turns import Turns
from .types import Failed, FailureKind, Fetched, NotModified, Outcome

#: A pool of connections; closed at the end of an ``async with`` block.
Client = httpcore.AsyncConnectionPool

_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
_REDIRECTS = {301, 302, 303, 307, 308}
_FOR_GOOD = {301, 308}
#: Living feeds answer so and come back: forbidden by a nervous firewall, not found,
#: too slow, wrong server, too early, too many requests; and every 5xx.
_SOFT_ERRORS = {403, 404, 408, 421, 425, 429}
_GONE = 410


class Result(NamedTuple):
    """What one fetch of a pass came to."""

    #: The source as the fetch found it.
    state: SourceState
    #: How it ended.
    outcome: Outcome
    #: Seconds it took.
    seconds: float


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer of a server."""

    #: Address that answered, after redirects.
    url: str
    #: HTTP status.
    status: int
    #: Headers, names in lower case; texts map bytes one to one (latin-1).
    headers: Mapping[str, str]
    #: Decompressed body.
    content: bytes
    #: Where the asked address moved for good; None if it did not.
    moved_to: str | None = None


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
        limits: Decides about concurrency and private networks.
        resolve: Finds the addresses of a name.
        allows: Judges a numeric address, unless all are allowed by ``limits``.

    """
    if limits.allow_private_networks:
        allows = _allow_all
    return httpcore.AsyncConnectionPool(
        ssl_context=_tls(),
        max_connections=limits.concurrency,
        keepalive_expiry=5.0,
        network_backend=GuardedNetwork(resolve=resolve, allows=allows),
    )


@cache
def _tls() -> ssl.SSLContext:
    """Return a context that verifies certificates; loading them takes 40 ms."""
    return httpx.create_ssl_context()


def _allow_all(_address: str) -> bool:
    return True


async def fetch_all(
    client: Client,
    states: list[SourceState],
    *,
    limits: FetchLimits,
    clock: Callable[[], datetime],
) -> AsyncIterator[Result]:
    """Fetch every source and yield the results as they come.

    At most ``limits.concurrency`` results are under way or waiting to be taken, so
    memory does not grow with the number of sources. Close the iterator
    (``contextlib.aclosing``) to stop early.
    """
    turns = Turns(states, per_host=limits.per_host, pause=limits.host_pause)
    loop = asyncio.get_running_loop()
    running: set[asyncio.Task[Result]] = set()
    try:
        while turns or running:
            while len(running) < limits.concurrency:
                state = turns.take(loop.time())
                if state is None:
                    break
                fetching = _timed_fetch(client, state, limits=limits, clock=clock)
                running.add(asyncio.create_task(fetching))
            full = len(running) >= limits.concurrency
            pause = None if full else turns.wait(loop.time())
            for task in await _next_done(running, pause):
                running.remove(task)
                result = task.result()
                turns.done(result.state, loop.time())
                yield result
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _next_done(
    running: set[asyncio.Task[Result]], pause: float | None
) -> set[asyncio.Task[Result]]:
    """Wait until a fetch ends or ``pause`` seconds (None: no limit) are over."""
    if not running:
        await asyncio.sleep(pause or 0)
        return set()
    done, _ = await asyncio.wait(
        running, timeout=pause, return_when=asyncio.FIRST_COMPLETED
    )
    return done


async def _timed_fetch(
    client: Client,
    state: SourceState,
    *,
    limits: FetchLimits,
    clock: Callable[[], datetime],
) -> Result:
    loop = asyncio.get_running_loop()
    start = loop.time()
    outcome = await fetch(client, state, limits=limits, clock=clock)
    return Result(state, outcome, loop.time() - start)


async def fetch(
    client: Client,
    state: SourceState,
    *,
    limits: FetchLimits,
    clock: Callable[[], datetime],
) -> Outcome:
    """Fetch one source, asking only for what changed since the last answer."""
    validators = {
        "If-None-Match": state.etag,
        "If-Modified-Since": state.last_modified,
    }
    headers = {name: value for name, value in validators.items() if value}
    answer = await get(client, state.address, limits=limits, headers=headers)
    if isinstance(answer, Failed):
        return answer
    return judge_answer(answer, conditional=bool(headers), now=clock())


def judge_answer(answer: Answer, *, conditional: bool, now: datetime) -> Outcome:
    """Say what an answer means for its source.

    Args:
        answer: The last answer, after redirects.
        conditional: Whether the question carried validators.
        now: Moment of the answer, aware.

    """
    status = answer.status
    if status == httpx.codes.NOT_MODIFIED and conditional:
        fresh = fresh_until(answer.headers, now=now)
        return NotModified(not_before=fresh, moved_to=answer.moved_to)
    if not httpx.codes.is_success(status):
        soft = status in _SOFT_ERRORS or status >= httpx.codes.INTERNAL_SERVER_ERROR
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


async def get(
    client: Client,
    url: str,
    *,
    limits: FetchLimits,
    headers: Mapping[str, str] | None = None,
) -> Answer | Failed:
    """Get an address, following redirects, within all limits.

    Args:
        client: From ``make_client``.
        url: Address; a user name and password in it are sent to its own host only.
        limits: Time, size, redirects, user agent.
        headers: Further request headers.

    """
    try:
        async with asyncio.timeout(limits.total_timeout):
            return await _follow(client, url, limits=limits, headers=headers or {})
    except TimeoutError:
        seconds = f"{limits.total_timeout:g} seconds"
        return Failed(FailureKind.TEMPORARY, f"not finished after {seconds}")


async def _follow(
    client: Client, url: str, *, limits: FetchLimits, headers: Mapping[str, str]
) -> Answer | Failed:
    target = _read_url(url)
    if isinstance(target, Failed):
        return target
    sent = {**_first_headers(target, limits), **headers}
    moved_to: str | None = None
    for_good = True
    for _ in range(limits.max_redirects + 1):
        answer = await _ask(client, target, limits=limits, headers=sent)
        if isinstance(answer, Failed):
            return answer
        location = answer.headers.get("location", "")
        if answer.status not in _REDIRECTS or not location:
            return replace(answer, moved_to=moved_to)
        following = _read_url(_utf8(location), base=target)
        if isinstance(following, Failed):
            return following
        if not _same_origin(target, following):
            sent.pop("Authorization", None)
        for_good = for_good and answer.status in _FOR_GOOD
        if for_good:
            moved_to = str(following)
        target = following
    return Failed(FailureKind.HARD, f"more than {limits.max_redirects} redirects")


def _read_url(text: str, base: httpx.URL | None = None) -> httpx.URL | Failed:
    """Read an address, or a redirect relative to ``base``; http and https only."""
    try:
        url = base.join(text) if base else httpx.URL(text)
    except (httpx.InvalidURL, ValueError) as error:
        return Failed(FailureKind.HARD, f"{text[:200]!r} is no web address: {error}")
    if url.port is not None and not 0 < url.port < 2**16:
        return Failed(FailureKind.HARD, f"{text[:200]!r} has an impossible port")
    if url.scheme not in {"http", "https"} or not url.host:
        return Failed(
            FailureKind.HARD,
            f"{text[:200]!r} is no http or https address; no other is read",
        )
    if base:
        # A redirect may not make us send a password of its choice.
        url = url.copy_with(userinfo=b"")
    return url.copy_with(fragment=None)


def _first_headers(url: httpx.URL, limits: FetchLimits) -> dict[str, str]:
    headers = {
        "User-Agent": limits.user_agent,
        "Accept": _ACCEPT,
        "Accept-Encoding": ACCEPTED_ENCODING,
    }
    if url.userinfo:
        secret = f"{url.username}:{url.password}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(secret).decode()}"
    return headers


def _same_origin(one: httpx.URL, other: httpx.URL) -> bool:
    return (one.scheme, one.host, one.port) == (other.scheme, other.host, other.port)


def _utf8(header: str) -> str:
    """Read a header as UTF-8 where its bytes allow it."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return header


async def _ask(
    client: Client, url: httpx.URL, *, limits: FetchLimits, headers: Mapping[str, str]
) -> Answer | Failed:
    """Send one request and read its answer, without following a redirect."""
    target = httpcore.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )
    sent = [(name.encode(), text.encode("latin-1")) for name, text in headers.items()]
    seconds = {"connect": limits.connect_timeout, "read": limits.read_timeout}
    timeouts = {"timeout": {**seconds, "write": limits.read_timeout}}
    try:
        async with client.stream(
            "GET", target, headers=sent, extensions=timeouts
        ) as response:
            return await _read(response, str(url), max_bytes=limits.max_bytes)
    except (
        httpcore.NetworkError,
        httpcore.TimeoutException,
        httpcore.ProtocolError,
        zlib.error,
    ) as error:
        return _explain(error, url.host, limits)


async def _read(
    response: httpcore.Response, url: str, *, max_bytes: int
) -> Answer | Failed:
    headers: dict[str, str] = {}
    for name, value in response.headers:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    content = b""
    if httpx.codes.is_success(response.status):
        body = await _read_body(response, headers, max_bytes=max_bytes)
        if isinstance(body, Failed):
            return body
        content = body
    return Answer(url=url, status=response.status, headers=headers, content=content)


async def _read_body(
    response: httpcore.Response, headers: Mapping[str, str], *, max_bytes: int
) -> bytes | Failed:
    encoding = headers.get("content-encoding", "").strip().lower()
    if not is_readable(encoding):
        return Failed(
            FailureKind.SOFT, f"compressed as {encoding!r}, which we did not ask for"
        )
    body = Body(encoding, limit=max_bytes)
    async for piece in response.aiter_stream():
        if not body.add(piece):
            return Failed(FailureKind.HARD, f"larger than {max_bytes / 2**20:g} MiB")
    content = body.finish()
    if content is None:
        return Failed(FailureKind.TEMPORARY, "the document was cut short")
    return content


def _explain(error: Exception, host: str, limits: FetchLimits) -> Failed:
    """Say in the user's words why a request got no complete answer."""
    kind, unreached = FailureKind.TEMPORARY, False
    # The pool raises its errors "from None"; their origin is in the context.
    match error, error.__context__:
        case AddressRefusedError(), _:
            kind = FailureKind.HARD
            reason = (
                f"{error}, an address inside a private network; if that is right, set "
                "allow_private_networks = true under [http]"
            )
        case _, ssl.SSLCertVerificationError() as cause:
            kind = FailureKind.SOFT
            reason = f"the certificate of {host} is not valid: {cause.verify_message}"
        case _, ssl.SSLError() as cause:
            kind = FailureKind.SOFT
            reason = f"{host} speaks no TLS that we can use: {cause.reason}"
        case _, socket.gaierror() | UnicodeError():
            unreached = True
            reason = f"no address found for {host}; is it spelt right?"
        case httpcore.ConnectTimeout(), _:
            unreached = True
            reason = f"no connection to {host} after {limits.connect_timeout:g} seconds"
        case httpcore.ConnectError(), _:
            unreached = True
            reason = f"no connection to {host}: nobody answers there"
        case httpcore.TimeoutException(), _:
            reason = f"{host} sent nothing for {limits.read_timeout:g} seconds"
        case httpcore.NetworkError(), _:
            reason = f"{host} broke off the connection"
        case zlib.error(), _:
            kind = FailureKind.SOFT
            reason = f"the compressed document of {host} is damaged"
        case _:
            reason = f"{host} sent no complete HTTP answer: {error}"
    return Failed(kind, reason, unreached=unreached)
