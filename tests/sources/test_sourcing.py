"""Finding and trying feeds over real HTTP on loopback."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from press_server import RSS, PressServer, Route, page, redirect, serve

from watch.crawl.fetch import make_client
from watch.crawl.limits import FetchLimits
from watch.crawl.types import Failed, Refused
from watch.model import Source
from watch.sources.sourcing import Checked, FoundFeed, check_sources, find_source

NOW = datetime(2026, 8, 17, 6, 0, tzinfo=UTC)
LIMITS = FetchLimits(
    read_timeout=0.3, max_bytes=100_000, host_pause=0.0, allow_private_networks=True
)


def html(*links: str) -> bytes:
    """Return a web page that declares feeds."""
    head = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{link}">'
        for link in links
    )
    text = f"<!DOCTYPE html><html><head>{head}</head><body>Bonjour</body></html>"
    return page(text.encode(), content_type="text/html; charset=utf-8")


async def find(
    server: PressServer, path: str, *, limits: FetchLimits = LIMITS
) -> FoundFeed | Failed | Refused:
    """Find the feed of a path of the server."""
    async with make_client(limits) as client:
        return await find_source(
            client, server.url(path), limits=limits, clock=lambda: NOW
        )


#: What a server has, and the path of the feed found from "/".
SITES: dict[str, tuple[Mapping[str, Route], str]] = {
    "a feed": ({"/": page(RSS)}, "/"),
    "a declared feed": ({"/": html("/une"), "/une": page(RSS)}, "/une"),
    "the second one declared": (
        {"/": html("/gone", "/une"), "/une": page(RSS)},
        "/une",
    ),
    "the usual address": ({"/": html(), "/rss.xml": page(RSS)}, "/rss.xml"),
    "not the page that answers everywhere": (
        {"/": html(), "/feed/": html(), "/rss.xml": html(), "/rss": page(RSS)},
        "/rss",
    ),
    "below the page that the address leads to": (
        {"/": redirect("/fr/"), "/fr/": html("flux"), "/fr/flux": page(RSS)},
        "/fr/flux",
    ),
    "moved for good": (
        {"/": html("/old"), "/old": redirect("/new", status=301), "/new": page(RSS)},
        "/new",
    ),
    "moved for now": (
        {"/": html("/old"), "/old": redirect("/new"), "/new": page(RSS)},
        "/old",
    ),
    "XHTML without a label": (
        {
            "/": page(
                b'<?xml version="1.0"?><html><link rel="alternate" '
                b'type="application/rss+xml" href="/une"/></html>'
            ),
            "/une": page(RSS),
        },
        "/une",
    ),
}


@pytest.mark.parametrize(("routes", "path"), SITES.values(), ids=SITES)
async def test_the_feed_of_an_address_is_found(
    routes: Mapping[str, Route], path: str
) -> None:
    """A feed's own address is taken as it is; a page leads to its feed."""
    async with serve(routes) as server:
        found = await find(server, "/")
        assert isinstance(found, FoundFeed)
        assert (found.url, found.feed.title) == (server.url(path), "La Loupe")


async def test_other_declared_feeds_are_named() -> None:
    """The first feed is taken; the user can choose another one."""
    async with serve({"/": html("/a", "/b"), "/a": page(RSS)}) as server:
        found = await find(server, "/")
        assert isinstance(found, FoundFeed)
        assert [link.url for link in found.others] == [server.url("/b")]


ROBOTS = page(b"User-agent: *\nDisallow: /une\nDisallow: /private")
#: What a server has, the path asked for, and what the refusal says.
REFUSALS: dict[str, tuple[Mapping[str, Route], str, str]] = {
    "robots.txt, the feed": ({"/robots.txt": ROBOTS}, "/une", "robots.txt"),
    "robots.txt, the page": ({"/robots.txt": ROBOTS}, "/private/", "robots.txt"),
    "robots.txt, the page's feed": (
        {"/robots.txt": ROBOTS, "/": html("/une", "/deux"), "/deux": page(RSS)},
        "/",
        "robots.txt",
    ),
    "the feed's header": (
        {"/": html("/a"), "/a": page(RSS, tdm_reservation="1")},
        "/",
        "tdm-reservation",
    ),
    "tdmrep.json": (
        {
            "/.well-known/tdmrep.json": page(
                b'[{"location": "/a", "tdm-reservation": 1}]'
            ),
            "/a": page(RSS),
        },
        "/a",
        "tdmrep.json",
    ),
    "noai": ({"/a": page(RSS, x_robots_tag="noai")}, "/a", "noai"),
}


@pytest.mark.parametrize(("routes", "path", "reason"), REFUSALS.values(), ids=REFUSALS)
async def test_a_refusal_is_final(
    routes: Mapping[str, Route], path: str, reason: str
) -> None:
    """A publisher that says no is not asked for another feed."""
    async with serve(routes) as server:
        found = await find(server, path)
        assert isinstance(found, Refused)
        assert reason in found.reason
        assert server.count("/deux") == 0


async def test_a_guess_that_is_refused_does_not_end_the_search() -> None:
    """robots.txt speaks of addresses that may not exist."""
    robots = page(b"User-agent: *\nDisallow: /feed/")
    routes = {"/robots.txt": robots, "/": html(), "/rss": page(RSS)}
    async with serve(routes) as server:
        assert isinstance(await find(server, "/"), FoundFeed)
    async with serve({"/robots.txt": robots, "/": html()}) as server:
        assert isinstance(await find(server, "/"), Refused)


BOMB = (
    b'<!DOCTYPE rss [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b"<rss><channel>&b;</channel></rss>"
)
#: What a server has at "/", and what the failure says.
FAILURES: dict[str, tuple[Mapping[str, Route], str]] = {
    "nothing there": ({}, "404 Not Found"),
    "a page without a feed": ({"/": html()}, "names no feed"),
    "a declared feed that is gone": ({"/": html("/gone")}, "/gone: no feed at this"),
    "a declared feed that is a page": (
        {"/": html("/page"), "/page": html()},
        "/page: the address answers with a web page, not a feed",
    ),
    "an entity bomb": ({"/": page(BOMB)}, "an entity that could expand"),
    "a picture": ({"/": page(b"\x89PNG\r\n\x1a\n\x00")}, "not a feed"),
    "too large": ({"/": page(b"<html>" + b"x" * 200_000)}, "larger than"),
    "redirects for ever": ({"/": redirect("/")}, "redirects"),
}


@pytest.mark.parametrize(("routes", "reason"), FAILURES.values(), ids=FAILURES)
async def test_failures_say_what_to_do(
    routes: Mapping[str, Route], reason: str
) -> None:
    """What is wrong is said, and never advises the command that was just used."""
    async with serve(routes) as server:
        found = await find(server, "/")
        assert isinstance(found, Failed)
        assert reason in found.reason
        assert "sources add" not in found.reason


async def test_private_networks_are_refused() -> None:
    """Without leave, a page on this machine is not even connected to."""
    async with serve({"/": page(RSS)}) as server:
        found = await find(server, "/", limits=FetchLimits(host_pause=0.0))
        assert isinstance(found, Failed)
        assert "allow_private_networks" in found.reason
        assert server.asked == []


async def test_a_page_full_of_dead_feeds_is_given_up() -> None:
    """A hostile page makes us ask a dozen times, not thousands."""
    links = [f"/dead/{number}" for number in range(1000)]
    async with serve({"/": html(*links)}) as server:
        assert isinstance(await find(server, "/"), Failed)
        assert len(server.asked) == 1 + 12


async def check(server: PressServer, *paths: str) -> dict[str, Checked]:
    """Try one source for each path; return what came of it by path."""
    sources = [
        Source(
            id=path,
            name=path,
            outlet=path,
            url=server.url(path),
            lang="fr",
            group="general",
        )
        for path in paths
    ]
    async with make_client(LIMITS) as client:
        return {
            one.source.id: one
            async for one in check_sources(
                client, sources, limits=LIMITS, clock=lambda: NOW
            )
        }


async def test_every_source_is_tried() -> None:
    """One result for each source: entries, newest date, redirects, verdict."""
    future = RSS.replace(b"17 Aug 2026", b"17 Aug 2099")
    routes: dict[str, Route] = {
        "/fine": page(RSS),
        "/empty": page(b'<rss version="2.0"><channel><title>T</title></channel></rss>'),
        "/future": page(future),
        "/moved": redirect("/fine", status=301),
        "/elsewhere": redirect("/fine"),
        "/page": html(),
        "/refused": page(RSS, tdm_reservation="1"),
    }
    async with serve(routes) as server:
        checked = await check(server, *routes, "/gone")
        fine = server.url("/fine")
    newest = NOW - timedelta(hours=1)
    told = {
        path: (one.status, one.entries, one.newest, one.redirected_to, one.moved_to)
        for path, one in checked.items()
    }
    assert told == {
        "/fine": ("ok", 1, newest, None, None),
        "/empty": ("ok", 0, None, None, None),
        "/future": ("ok", 1, None, None, None),
        "/moved": ("ok", 1, newest, fine, fine),
        "/elsewhere": ("ok", 1, newest, fine, None),
        "/page": ("failed", None, None, None, None),
        "/refused": ("refused", None, None, None, None),
        "/gone": ("failed", None, None, None, None),
    }
    assert "web page" in checked["/page"].detail
    assert "tdm-reservation" in checked["/refused"].detail
    assert "404" in checked["/gone"].detail
    assert checked["/fine"].detail == ""
