"""One fetch against a server that may do anything."""

from __future__ import annotations

import asyncio
import base64
import gzip
import socket
import ssl
import struct
import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from press_server import (
    RSS,
    Asked,
    Route,
    drip,
    endless,
    page,
    redirect,
    serve,
    silence,
    zipped,
)

from watch.crawl.body import Body
from watch.crawl.fetch import Client, fetch, make_client
from watch.crawl.guard import Resolve, resolve
from watch.crawl.limits import FetchLimits
from watch.crawl.sites import Sites
from watch.crawl.types import Failed, FailureKind, Fetched, NotModified, Outcome
from watch.model import Source, SourceState

NOW = datetime(2026, 8, 17, 6, 0, tzinfo=UTC)
SOFT, HARD, TEMPORARY = FailureKind.SOFT, FailureKind.HARD, FailureKind.TEMPORARY

LIMITS = FetchLimits(
    max_bytes=50_000,
    max_redirects=3,
    host_pause=0.0,
    allow_private_networks=True,
    contact="press@example.org",
)


#: Short times, each on its own, so that waiting for them costs no time here.
IMPATIENT = replace(LIMITS, read_timeout=0.2)
HURRIED = replace(LIMITS, total_timeout=0.5)


def state_of(url: str, *, source: str = "loupe") -> SourceState:
    """Return a source that was never visited."""
    return SourceState(
        Source(id=source, name="", outlet="", url=url, lang="fr", group="general")
    )


async def fetch_once(
    state: SourceState, *, limits: FetchLimits = LIMITS, resolve: Resolve = resolve
) -> Outcome:
    """Fetch one source with a client of its own."""
    async with make_client(limits, resolve=resolve) as client:
        return await fetch_with(client, state, limits=limits)


async def fetch_with(
    client: Client, state: SourceState, *, limits: FetchLimits = LIMITS
) -> Outcome:
    """Fetch one source as a pass of its own."""
    return await fetch(client, state, sites=Sites(), limits=limits, clock=lambda: NOW)


async def fetch_route(route: Route, *, limits: FetchLimits = LIMITS) -> Outcome:
    """Fetch a feed that answers as ``route`` says."""
    async with serve({"/feed": route}) as server:
        return await fetch_once(state_of(server.url("/feed")), limits=limits)


async def test_a_feed_is_fetched_with_what_the_next_visit_needs() -> None:
    """A good answer brings body, type, validators and freshness."""
    answer = page(
        RSS,
        content_type="application/rss+xml",
        etag='W/"7"',
        last_modified="Mon, 17 Aug 2026 05:00:00 GMT",
        cache_control="max-age=600",
    )
    async with serve({"/feed": answer}) as server:
        url = server.url("/feed")
        actual = await fetch_once(state_of(url))
    assert actual == Fetched(
        url=url,
        content=RSS,
        content_type="application/rss+xml",
        etag='W/"7"',
        last_modified="Mon, 17 Aug 2026 05:00:00 GMT",
        not_before=NOW + timedelta(minutes=10),
    )


async def test_requests_say_who_asks() -> None:
    """The user agent names the program and the configured contact."""
    async with serve({"/feed": page(RSS)}) as server:
        await fetch_once(state_of(server.url("/feed")))
    agent = server.asked[0].headers["user-agent"]
    assert agent.startswith(b"trendwatch/")
    assert agent.endswith(b" (+press@example.org)")


@pytest.mark.parametrize(
    "etag",
    ['"plain"', 'W/"weak"', "unquoted", '"Ã©"', '"a,b"', "'single'", '"--gzip"'],
)
async def test_validators_are_echoed_byte_for_byte(etag: str) -> None:
    """The next request carries ETag and Last-Modified exactly as they came."""
    date = "Mon, 17 Aug 2026 5:00:00 +0200"
    routes = {"/feed": page(RSS, etag=etag, last_modified=date)}
    async with serve(routes) as server:
        state = state_of(server.url("/feed"))
        first = await fetch_once(state)
        assert isinstance(first, Fetched)
        state = replace(state, etag=first.etag, last_modified=first.last_modified)
        await fetch_once(state)
    headers = server.asked[1].headers
    assert headers["if-none-match"] == etag.encode("latin-1")
    assert headers["if-modified-since"] == date.encode()


@pytest.mark.parametrize("etag", ['"\x01"', '"\x7f"', '"\xff"'])
async def test_a_validator_that_cannot_be_sent_is_left_out(etag: str) -> None:
    """Control characters and what is no UTF-8 cost the condition, not the fetch."""
    async with serve({"/feed": page(RSS, etag=etag)}) as server:
        first = await fetch_once(state_of(server.url("/feed")))
        assert isinstance(first, Fetched)
        state = replace(state_of(server.url("/feed")), etag=first.etag)
        assert isinstance(await fetch_once(state), Fetched)
    assert "if-none-match" not in server.asked[1].headers


async def test_not_modified_is_an_outcome_of_its_own() -> None:
    """A 304 to a conditional request is NotModified, with its freshness."""
    answer = page(b"", status=304, expires="Mon, 17 Aug 2026 07:00:00 GMT")
    async with serve({"/feed": answer}) as server:
        state = replace(state_of(server.url("/feed")), etag='"7"')
        actual = await fetch_once(state)
    assert actual == NotModified(not_before=NOW + timedelta(hours=1))


async def test_an_unasked_304_is_a_failure() -> None:
    """A 304 without validators in the request brings nothing."""
    actual = await fetch_route(page(b"", status=304))
    assert actual == Failed(HARD, "the server answered 304 Not Modified")


@pytest.mark.parametrize(
    ("status", "kind", "word"),
    [
        (400, HARD, "400 Bad Request"),
        (401, HARD, "does not let us in (401 Unauthorized)"),
        (403, SOFT, "does not let us in (403 Forbidden)"),
        (404, SOFT, "no feed at this address (404 Not Found)"),
        (410, HARD, "gone for good (410 Gone)"),
        (429, SOFT, "come less often (429 Too Many Requests)"),
        (500, SOFT, "500 Internal Server Error"),
        (503, SOFT, "503 Service Unavailable"),
        (599, SOFT, "answered 599"),
        (302, HARD, "302 Found"),
    ],
)
async def test_error_statuses_weigh_differently(
    status: int, kind: FailureKind, word: str
) -> None:
    """Each error status has its weight and says itself in words."""
    actual = await fetch_route(page(b"sorry", status=status))
    assert isinstance(actual, Failed)
    assert (actual.kind, actual.gone) == (kind, status == 410)
    assert word in actual.reason


@pytest.mark.parametrize("status", [429, 503])
async def test_retry_after_is_kept(status: int) -> None:
    """The moment named by Retry-After comes along with the failure."""
    actual = await fetch_route(page(b"", status=status, retry_after="7200"))
    assert isinstance(actual, Failed)
    assert actual.not_before == NOW + timedelta(hours=2)


async def reset(_asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Break off the connection without a goodbye."""
    at_once = struct.pack("ii", 1, 0)
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
    writer.transport.abort()


LARGE = b"x" * 50_001
BOMB = gzip.compress(b"\0" * 20_000_000)
DAMAGED = gzip.compress(RSS)[:20] + b"\xff" * 40
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"transfer-encoding: chunked\r\n\r\n"

HOSTILE: dict[str, tuple[Route, FailureKind, str]] = {
    "endless body": (endless(OK + b"\r\n", b"x" * 9_999), HARD, "larger than"),
    "huge header": (page(RSS, x="y" * 200_000), TEMPORARY, "no complete HTTP"),
    "endless headers": (endless(OK, b"x: y\r\n" * 999), TEMPORARY, "no complete HTTP"),
    "endless chunks": (endless(CHUNKED, b"2\r\n  \r\n" * 99), HARD, "larger than"),
    "one byte too many": (page(LARGE), HARD, "larger than"),
    "gzip bomb": (page(BOMB, content_encoding="gzip"), HARD, "larger than"),
    "damaged gzip": (page(DAMAGED, content_encoding="gzip"), SOFT, "damaged"),
    "gzip cut short": (
        page(gzip.compress(RSS)[:-20], content_encoding="gzip"),
        TEMPORARY,
        "cut short",
    ),
    "plain body called gzip": (page(RSS, content_encoding="gzip"), SOFT, "damaged"),
    "unknown compression": (page(RSS, content_encoding="br"), SOFT, "'br'"),
    "fewer bytes than promised": (
        page(RSS, content_length="9999"),
        TEMPORARY,
        "no complete HTTP answer",
    ),
    "length that is no number": (
        page(RSS, content_length="many"),
        TEMPORARY,
        "no complete HTTP answer",
    ),
    "cut inside a chunk": (
        CHUNKED + b"ff\r\n" + RSS[:30],
        TEMPORARY,
        "no complete HTTP answer",
    ),
    "no HTTP": (b"220 smtp.example ESMTP\r\n", TEMPORARY, "no complete HTTP answer"),
    "nothing": (b"", TEMPORARY, "no complete HTTP answer"),
    "empty body": (page(b""), SOFT, "empty document"),
    "blank body": (page(b" \r\n\t"), SOFT, "empty document"),
    "redirect to itself": (redirect("/feed"), HARD, "more than 3 redirects"),
    "redirect to a file": (redirect("file:///etc/passwd"), HARD, "no http or https"),
    "redirect to gopher": (redirect("gopher://127.0.0.1/"), HARD, "no http or https"),
    "reset": (reset, TEMPORARY, "broke off the connection"),
    "redirect to no name": (redirect("http://xn--/"), HARD, "is no web address"),
    "redirect to nonsense": (redirect("http://[::1"), HARD, "is no web address"),
}


@pytest.mark.parametrize(
    ("route", "kind", "words"), HOSTILE.values(), ids=HOSTILE.keys()
)
async def test_hostile_answers_end_as_failures(
    route: Route, kind: FailureKind, words: str
) -> None:
    """Whatever a server sends, the fetch ends in time with a reason."""
    actual = await fetch_route(route)
    assert isinstance(actual, Failed)
    assert actual.kind == kind
    assert words in actual.reason
    assert not actual.unreached


async def test_silence_ends_after_the_read_time() -> None:
    """A server that says nothing is left alone after the read time-out."""
    actual = await fetch_route(silence, limits=IMPATIENT)
    reason = "127.0.0.1 sent nothing for 0.2 seconds"
    assert actual == Failed(TEMPORARY, reason)


async def test_a_trickle_ends_after_the_total_time() -> None:
    """A server that sends a byte now and then is cut off after the total time."""
    actual = await fetch_route(drip(RSS, pause=0.05), limits=HURRIED)
    assert actual == Failed(TEMPORARY, "not finished after 0.5 seconds")


async def test_more_bytes_than_promised_never_reach_the_parser() -> None:
    """What follows the promised length is cut off, or spoils the answer."""
    actual = await fetch_route(page(RSS + b"<more/>", content_length=str(len(RSS))))
    if isinstance(actual, Fetched):  # the rest came later than the body
        assert actual.content == RSS
    else:
        reason = "127.0.0.1 sent no complete HTTP answer"
        assert actual == Failed(TEMPORARY, reason)


GOOD_BODIES: dict[str, bytes] = {
    "gzip": zipped(RSS),
    "gzip in capitals": page(gzip.compress(RSS), content_encoding="GZIP"),
    "gzip in two members": page(
        gzip.compress(RSS[:99]) + gzip.compress(RSS[99:]), content_encoding="x-gzip"
    ),
    "identity": page(RSS, content_encoding="identity"),
    "as large as allowed": page(RSS + b" " * (50_000 - len(RSS))),
    "until the connection closes": b"HTTP/1.0 200 OK\r\n\r\n" + RSS,
    "chunked": CHUNKED + f"{len(RSS):x}\r\n".encode() + RSS + b"\r\n0\r\n\r\n",
    "other success": page(RSS, status=203),
}


@pytest.mark.parametrize("route", GOOD_BODIES.values(), ids=GOOD_BODIES.keys())
async def test_bodies_arrive_whole(route: bytes) -> None:
    """Compressed, chunked and unmeasured bodies are read to their end."""
    actual = await fetch_route(route)
    assert isinstance(actual, Fetched)
    assert actual.content.strip() == RSS.strip()


async def test_a_broken_name_or_a_closed_port_is_no_answer() -> None:
    """Unknown names and closed ports are temporary, and nobody was reached."""
    async with serve({}) as server:
        closed = server.url("/feed")
    long = f"http://{'a' * 70}.example/"
    for url in (closed, "http://nowhere.invalid/feed", long):
        actual = await fetch_once(state_of(url))
        assert isinstance(actual, Failed)
        assert (actual.kind, actual.unreached) == (TEMPORARY, True)


@pytest.mark.parametrize(
    "url",
    [
        *("", "feed", "ftp://example.org/", "http://", "//x", "http://a.example:99999"),
        *("http://xn--/", "http://\\a.example/"),
    ],
)
async def test_an_address_that_is_none_is_a_hard_failure(url: str) -> None:
    """Only http and https addresses with a host are fetched."""
    actual = await fetch_once(state_of(url))
    assert isinstance(actual, Failed)
    assert actual.kind == HARD


async def test_a_password_is_never_shown() -> None:
    """The reason of a failure names the address without its password."""
    actual = await fetch_once(state_of("http://ada:secret@a.example:99999/"))
    assert actual == Failed(HARD, "'http://a.example:99999/' has an impossible port")


async def test_redirects_are_followed_and_moves_are_told() -> None:
    """Only an unbroken chain of 301 and 308 tells a new address."""
    routes = {
        "/old": redirect("/older?a=b c", status=301),
        "/older?a=b%20c": redirect("/new", status=308),
        "/brief": redirect("/old", status=302),
        "/mixed": redirect("/brief", status=301),
        "/new": page(RSS),
    }
    async with serve(routes) as server:
        limits = replace(LIMITS, max_redirects=5)
        moved = {}
        for path in ("/old", "/brief", "/mixed", "/new"):
            outcome = await fetch_once(state_of(server.url(path)), limits=limits)
            assert isinstance(outcome, Fetched)
            assert outcome.url == server.url("/new")
            moved[path] = outcome.moved_to
        assert moved == {
            "/old": server.url("/new"),
            "/brief": None,
            "/mixed": server.url("/brief"),
            "/new": None,
        }


async def test_a_redirect_in_utf8_is_understood() -> None:
    """A Location with raw UTF-8 bytes leads where its author meant."""
    target = "/été".encode().decode("latin-1")
    routes = {"/feed": redirect(target), "/%C3%A9t%C3%A9": page(RSS)}
    async with serve(routes) as server:
        actual = await fetch_once(state_of(server.url("/feed")))
    assert isinstance(actual, Fetched)


def with_password(url: str) -> str:
    """Return an address with a user name and a password."""
    return url.replace("//", "//ada:p%40ss@")


async def test_a_password_stays_with_its_own_host() -> None:
    """Credentials of an address never reach the host of a redirect."""
    routes: dict[str, Route] = {"/feed": redirect("/own")}
    async with serve({"/": page(RSS)}) as other, serve(routes) as server:
        server.routes["/own"] = redirect(with_password(other.url("/")))
        actual = await fetch_once(state_of(with_password(server.url("/feed"))))
    assert isinstance(actual, Fetched)
    expected = b"Basic " + base64.b64encode(b"ada:p@ss")
    assert [asked.headers.get("authorization") for asked in server.asked] == [
        expected,
        expected,
    ]
    assert "authorization" not in other.asked[0].headers
    assert actual.url == other.url("/")


async def test_a_certificate_that_is_not_valid_is_refused() -> None:
    """TLS is verified: a self-signed certificate ends the fetch, softly."""
    folder = Path(__file__).parents[1] / "data" / "tls"
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    async with serve({"/feed": page(RSS)}, tls=tls) as server:
        url = server.url("/feed").replace("http:", "https:")
        actual = await fetch_once(state_of(url))
    assert isinstance(actual, Failed)
    assert actual.kind == SOFT
    assert "certificate of 127.0.0.1 is not valid: self" in actual.reason
    assert server.asked == []


async def test_a_server_without_tls_is_a_soft_failure() -> None:
    """An https address whose server speaks plain HTTP says so."""

    async def refuse(
        _reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        writer.write(page(b"This is HTTP", status=400))
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        actual = await fetch_once(state_of(f"https://127.0.0.1:{port}/feed"))
    assert isinstance(actual, Failed)
    assert actual.kind == SOFT
    assert "speaks no TLS that we can use" in actual.reason


async def test_cookies_are_never_sent_back() -> None:
    """A cookie set on one answer does not come along with the next request."""
    answers = [page(RSS, set_cookie="id=7; Path=/")]
    async with serve({"/feed": answers}) as server, make_client(LIMITS) as client:
        state = state_of(server.url("/feed"))
        await fetch_with(client, state)
        await fetch_with(client, state)
    assert "cookie" not in server.asked[1].headers


async def test_a_proxy_of_the_environment_is_not_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A proxy would resolve names behind the guard, so none is used."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert isinstance(await fetch_route(page(RSS)), Fetched)


def resolver(*addresses: str) -> Resolve:
    """Return a resolver that gives every name the same addresses."""

    async def find(_host: str, _port: int) -> Sequence[str]:
        return addresses

    return find


METADATA = "http://169.254.169.254/latest/meta-data"
CLOSED = replace(LIMITS, allow_private_networks=False)


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "0x7f000001", "[::1]"),
        *("10.0.0.1", "169.254.169.254", "[::ffff:127.0.0.1]", "[::ffff:a9fe:a9fe]"),
    ],
)
async def test_private_addresses_are_refused_however_written(host: str) -> None:
    """A private address is refused before a connection, with what to do."""
    actual = await fetch_once(state_of(f"http://{host}/feed"), limits=CLOSED)
    assert isinstance(actual, Failed)
    if not actual.unreached:  # some systems do not read the odd spellings at all
        assert actual.kind == HARD
        assert "allow_private_networks = true" in actual.reason


@pytest.mark.parametrize("host", ["2130706433", "127.1", "0"])
async def test_shortened_addresses_are_not_read(host: str) -> None:
    """An address that only some programs would understand leads nowhere."""
    actual = await fetch_once(state_of(f"http://{host}/feed"))
    assert actual == Failed(HARD, f"'{host}' is neither a name nor a whole address")


async def test_a_public_name_with_a_private_address_is_refused() -> None:
    """What counts is the address behind a name, at the moment of connecting."""
    async with serve({"/feed": page(RSS)}) as server:
        state = state_of(server.url("/feed", host="press.example"))
        actual = await fetch_once(state, limits=CLOSED, resolve=resolver("127.0.0.1"))
    assert isinstance(actual, Failed)
    assert "press.example is 127.0.0.1" in actual.reason
    assert server.asked == []


async def test_of_mixed_addresses_only_public_ones_are_tried() -> None:
    """A name with a public and a private address leads to the public one only."""
    tried = resolver("127.0.0.1", "192.0.2.1", "::1", "93.184.215.14")
    limits = replace(CLOSED, connect_timeout=0.05)
    async with serve({"/feed": page(RSS)}) as server:
        state = state_of(server.url("/feed", host="press.example"))
        actual = await fetch_once(state, limits=limits, resolve=tried)
    assert isinstance(actual, Failed)
    assert actual.unreached
    assert server.asked == []


async def test_the_second_address_is_tried_when_the_first_is_dead() -> None:
    """A name whose first address is closed is still reached by its second."""
    async with serve({"/feed": page(RSS)}) as server:
        state = state_of(server.url("/feed", host="press.example"))
        both = resolver("127.0.0.2", "127.0.0.1")
        actual = await fetch_once(state, resolve=both)
    assert isinstance(actual, Fetched)


@pytest.mark.parametrize("target", ["http://127.0.0.2:{port}/in", METADATA])
async def test_a_redirect_inside_is_refused(target: str) -> None:
    """A server outside can't send us to an address inside."""
    async with serve({"/in": page(RSS)}) as server:
        server.routes["/feed"] = redirect(target.format(port=server.port))
        # In this test, 127.0.0.1 is the whole outside world.
        async with make_client(CLOSED, allows="127.0.0.1".__eq__) as client:
            state = state_of(server.url("/feed"))
            actual = await fetch_with(client, state, limits=CLOSED)
    assert isinstance(actual, Failed)
    assert actual.kind == HARD
    assert [asked.path for asked in server.asked] == ["/feed"]


def test_decompression_never_holds_more_than_the_limit() -> None:
    """A piece that would inflate a thousandfold is cut while it inflates."""
    body = Body("gzip", limit=1000)
    assert not body.add(BOMB)
    held = body.finish()
    assert held is None or len(held) <= 1001


def test_damaged_data_are_told_apart() -> None:
    """Bytes that are no gzip raise zlib's error."""
    with pytest.raises(zlib.error):
        Body("gzip", limit=1000).add(b"no gzip at all")
