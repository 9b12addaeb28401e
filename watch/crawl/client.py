"""HTTP: one address in, one answer out, whatever the server does.

::

    get(client, url)
        for each hop of at most limits.max_redirects:
            judge(url)            # may we? robots.txt and tdmrep.json
            client.get(url)       # guard: to no private address
            read, decompress      # body: not too large
"""

from __future__ import annotations

import asyncio
import base64
import re
import socket
import ssl
import zlib
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import aiohttp
import httpx
import yarl

from .body import ACCEPTED_ENCODING, Body, is_readable
from .guard import AddressRefusedError, Client
from .limits import FetchLimits
from .types import Failed, FailureKind, Refused

#: Says why a URL may not be fetched; None if it may.
Judge = Callable[[str], Awaitable[Refused | Failed | None]]

_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
_REDIRECTS = {301, 302, 303, 307, 308}
_FOR_GOOD = {301, 308}
#: A user name and password in an address: never shown.
_SECRET = re.compile(r"//[^/@]*@")


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


async def get(
    client: Client,
    url: str,
    *,
    limits: FetchLimits,
    headers: Mapping[str, str] | None = None,
    judge: Judge | None = None,
) -> Answer | Failed | Refused:
    """Get an address, following redirects, within all limits.

    Args:
        client: From ``make_client``.
        url: Address; a user name and password in it are sent to its own host only.
        limits: Time, size, redirects, user agent.
        headers: Further request headers.
        judge: Asked before each request, redirects included; None lets all pass.

    """
    try:
        async with asyncio.timeout(limits.total_timeout):
            return await _follow(
                client, url, limits=limits, headers=headers or {}, judge=judge
            )
    except TimeoutError:
        seconds = f"{limits.total_timeout:g} seconds"
        return Failed(FailureKind.TEMPORARY, f"not finished after {seconds}")


async def _follow(
    client: Client,
    url: str,
    *,
    limits: FetchLimits,
    headers: Mapping[str, str],
    judge: Judge | None,
) -> Answer | Failed | Refused:
    target = _read_url(url)
    if isinstance(target, Failed):
        return target
    sent = {**_first_headers(target, limits), **headers}
    moved_to: str | None = None
    for_good = True
    for _ in range(limits.max_redirects + 1):
        public = str(target.copy_with(userinfo=b""))
        verdict = await judge(public) if judge else None
        if verdict is not None:
            return verdict
        answer = await _ask(client, public, limits=limits, headers=sent)
        if isinstance(answer, Failed):
            return answer
        location = answer.headers.get("location", "")
        if answer.status not in _REDIRECTS or not location:
            return replace(answer, url=public, moved_to=moved_to)
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
    shown = _SECRET.sub("//", text[:200])
    try:
        url = base.join(text) if base else httpx.URL(text)
        # yarl and the decoding of foreign names refuse what httpx has let pass.
        plain = str(url.copy_with(userinfo=b"", port=None))
        host = url.host and yarl.URL(plain, encoded=True).host
    except (httpx.InvalidURL, ValueError) as error:
        return Failed(FailureKind.HARD, f"{shown!r} is no web address: {error}")
    if url.port is not None and not 0 < url.port < 2**16:
        return Failed(FailureKind.HARD, f"{shown!r} has an impossible port")
    if url.scheme not in {"http", "https"} or not host:
        return Failed(
            FailureKind.HARD,
            f"{shown!r} is no http or https address; no other is read",
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
    client: Client, url: str, *, limits: FetchLimits, headers: Mapping[str, str]
) -> Answer | Failed:
    """Send one request and read its answer, without following a redirect."""
    target = yarl.URL(url, encoded=True)
    sent = _sendable(headers)
    try:
        async with client.get(target, headers=sent, allow_redirects=False) as response:
            return await _read(response, url=url, max_bytes=limits.max_bytes)
    except (aiohttp.ClientError, zlib.error) as error:
        return explain(error, host=target.host or "", limits=limits)


def _sendable(headers: Mapping[str, str]) -> dict[str, str]:
    """Leave out what aiohttp can't send as it came: some servers' validators."""
    texts = {name: _utf8(text) for name, text in headers.items()}
    return {
        name: text
        for name, text in texts.items()
        if text.isprintable() and text.encode() == headers[name].encode("latin-1")
    }


async def _read(
    response: aiohttp.ClientResponse, *, url: str, max_bytes: int
) -> Answer | Failed:
    headers = _join_headers(response.raw_headers)
    content = b""
    if httpx.codes.is_success(response.status):
        body = await _read_body(response.content, headers, max_bytes=max_bytes)
        if isinstance(body, Failed):
            return body
        content = body
    return Answer(url, response.status, headers, content)


def _join_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


async def _read_body(
    stream: aiohttp.StreamReader, headers: Mapping[str, str], *, max_bytes: int
) -> bytes | Failed:
    encoding = headers.get("content-encoding", "").strip().lower()
    if not is_readable(encoding):
        return Failed(
            FailureKind.SOFT, f"compressed as {encoding!r}, which we did not ask for"
        )
    body = Body(encoding, limit=max_bytes)
    async for piece in stream.iter_any():
        if not body.add(piece):
            return Failed(FailureKind.HARD, f"larger than {max_bytes / 2**20:g} MiB")
    content = body.finish()
    if content is None:
        return Failed(FailureKind.TEMPORARY, "the document was cut short")
    return content


def explain(
    error: aiohttp.ClientError | zlib.error, *, host: str, limits: FetchLimits
) -> Failed:
    """Say in the user's words why a request brought no answer.

    Args:
        error: What aiohttp or the decompression says.
        host: Host that was asked.
        limits: Its time-outs are named.

    """
    temporary = FailureKind.TEMPORARY
    match error:
        case aiohttp.ClientConnectorError(os_error=cause):
            return _explain_no_connection(cause, host)
        case aiohttp.ConnectionTimeoutError():
            reason = f"no connection to {host} after {limits.connect_timeout:g} seconds"
            return Failed(temporary, reason, unreached=True)
        case aiohttp.InvalidURL():
            return Failed(
                FailureKind.HARD, f"{host!r} is neither a name nor a whole address"
            )
        case zlib.error():
            reason = f"the compressed document of {host} is damaged"
            return Failed(FailureKind.SOFT, reason)
        case TimeoutError():
            reason = f"{host} sent nothing for {limits.read_timeout:g} seconds"
        case OSError():
            reason = f"{host} broke off the connection"
        case _:
            reason = f"{host} sent no complete HTTP answer"
    return Failed(temporary, reason)


def _explain_no_connection(cause: OSError, host: str) -> Failed:
    match cause:
        case AddressRefusedError():
            reason = (
                f"{host} is {cause}, an address inside a private network; if that is "
                "right, set allow_private_networks = true under [http]"
            )
            return Failed(FailureKind.HARD, reason)
        case ssl.SSLCertVerificationError(verify_message=fault):
            reason = f"the certificate of {host} is not valid: {fault}"
            return Failed(FailureKind.SOFT, reason)
        case ssl.SSLError(reason=fault):
            reason = f"{host} speaks no TLS that we can use: {fault}"
            return Failed(FailureKind.SOFT, reason)
        case socket.gaierror():
            reason = f"no address found for {host}; is it spelt right?"
        case _:
            reason = f"no connection to {host}: nobody answers there"
    return Failed(FailureKind.TEMPORARY, reason, unreached=True)
