"""Site rules over HTTP: read once a day, before the feed."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from press_server import RSS, RULES, PressServer, Route, page, redirect, serve, silence

from watch.crawl.fetch import fetch_all, make_client
from watch.crawl.limits import FetchLimits
from watch.crawl.sites import Sites
from watch.crawl.types import Failed, Fetched, Outcome, Refused
from watch.model import SiteRules, Source, SourceState

NOW = datetime(2026, 8, 17, 6, 0, tzinfo=UTC)
LIMITS = FetchLimits(host_pause=0.0, allow_private_networks=True)
NO = page(b"User-agent: *\nDisallow: /feed")
RESERVED = page(b'[{"location": "/feed", "tdm-reservation": 1}]')
MISSING = page(b"", status=404)


async def visit(
    server: PressServer,
    *paths: str,
    sites: Sites | None = None,
    limits: FetchLimits = LIMITS,
) -> list[Outcome]:
    """Fetch feeds of a server in one pass; return the outcomes in order of path."""
    states = [
        SourceState(
            Source(
                id=path, name="", outlet="", url=server.url(path), lang="fr", group="g"
            )
        )
        for path in paths
    ]
    outcomes = {}
    async with make_client(limits) as client:
        fetching = fetch_all(
            client,
            states,
            sites=Sites() if sites is None else sites,
            limits=limits,
            clock=lambda: NOW,
        )
        async with aclosing(fetching) as results:
            async for result in results:
                outcomes[result.state.source.id] = result.outcome
    return [outcomes[path] for path in paths]


REFUSING: dict[str, tuple[dict[str, Route], str]] = {
    "robots.txt": ({"/robots.txt": NO}, "robots.txt of 127.0.0.1"),
    "moved robots.txt": (
        {"/robots.txt": redirect("/moved.txt"), "/moved.txt": NO},
        "robots.txt of 127.0.0.1",
    ),
    "tdmrep.json": ({RULES[1]: RESERVED}, "tdmrep.json of 127.0.0.1"),
}


@pytest.mark.parametrize(("routes", "reason"), REFUSING.values(), ids=REFUSING.keys())
async def test_a_site_that_says_no_is_not_asked_for_its_feed(
    routes: dict[str, Route], reason: str
) -> None:
    """Rules that refuse keep us from the feed, and say so."""
    async with serve({"/feed": page(RSS), **routes}) as server:
        (outcome,) = await visit(server, "/feed")
    assert isinstance(outcome, Refused)
    assert reason in outcome.reason
    assert server.count("/feed") == 0


@pytest.mark.parametrize(
    "feed", [page(RSS, tdm_reservation="1"), page(RSS, x_robots_tag="noai")]
)
async def test_a_feed_that_says_no_is_not_kept(feed: bytes) -> None:
    """Headers of the feed that refuse make the outcome a refusal."""
    async with serve({"/feed": feed}) as server:
        (outcome,) = await visit(server, "/feed")
    assert isinstance(outcome, Refused)


ALLOWING: dict[str, Route] = {
    "none": MISSING,
    "forbidden": page(b"", status=403),
    "a page": page(b"<!doctype html><title>Disallow: /</title>"),
    "byte order mark": page("\ufeffUser-agent: *\nAllow: /".encode()),
    "no text": page(bytes(range(256))),
    "redirects without end": redirect("/robots.txt"),
    "huge": page(b"#" * 2**21),
}


@pytest.mark.parametrize("robots", ALLOWING.values(), ids=ALLOWING.keys())
async def test_a_site_without_readable_rules_lets_us_in(robots: Route) -> None:
    """A robots.txt that does not exist or is none forbids nothing (RFC 9309)."""
    async with serve({"/feed": page(RSS), "/robots.txt": robots}) as server:
        (outcome,) = await visit(server, "/feed")
    assert isinstance(outcome, Fetched)


@pytest.mark.parametrize("status", [408, 429, 500, 503])
async def test_a_site_whose_rules_are_unknown_is_left_alone(status: int) -> None:
    """While robots.txt can't be read, the feed is not fetched (RFC 9309)."""
    robots = page(b"", status=status)
    async with serve({"/feed": page(RSS), "/robots.txt": robots}) as server:
        (outcome,) = await visit(server, "/feed")
    assert isinstance(outcome, Failed)
    assert f"robots.txt can't be read ({status})" in outcome.reason
    assert server.count("/feed") == 0


async def test_a_silent_robots_txt_holds_up_a_site_only_once() -> None:
    """All sources of a site share one failed reading of its rules."""
    limits = replace(LIMITS, read_timeout=0.2)
    async with serve({"/robots.txt": silence}) as server:
        outcomes = await visit(server, "/a", "/b", "/c", limits=limits)
        assert all(isinstance(outcome, Failed) for outcome in outcomes)
        assert server.count("/robots.txt") == 1


async def test_rules_are_read_once_for_all_sources_of_a_site() -> None:
    """Many sources of one site cause one reading, which is handed out once."""
    sites = Sites()
    paths = [f"/feed/{number}" for number in range(20)]
    routes: dict[str, Route] = dict.fromkeys(paths, page(RSS))
    async with serve(routes | {"/robots.txt": NO}) as server:
        await visit(server, *paths, sites=sites)
        assert [server.count(path) for path in RULES] == [1, 1]
        (rules,) = sites.take_fresh()
        assert rules.origin == server.url("")
        assert rules.robots.startswith("User-agent")
        assert sites.take_fresh() == ()


AGES = {"an hour": (timedelta(hours=1), 0), "a day": (timedelta(days=1), 1)}


@pytest.mark.parametrize(("age", "readings"), AGES.values(), ids=AGES.keys())
async def test_rules_are_known_for_a_day(age: timedelta, readings: int) -> None:
    """Rules of an earlier pass are read again only after a day."""
    async with serve({"/feed": page(RSS)}) as server:
        known = SiteRules(server.url(""), "User-agent: *\nDisallow: /", "", NOW - age)
        (outcome,) = await visit(server, "/feed", sites=Sites([known]))
        assert server.count("/robots.txt") == readings
        assert isinstance(outcome, Fetched if readings else Refused)


async def test_old_rules_are_better_than_none() -> None:
    """When robots.txt can't be read any more, what it said last still holds."""
    async with serve({"/robots.txt": page(b"", status=503)}) as server:
        known = SiteRules(
            server.url(""), "User-agent: *\nDisallow: /", "", NOW - timedelta(days=9)
        )
        sites = Sites([known])
        (outcome,) = await visit(server, "/feed", sites=sites)
        assert isinstance(outcome, Refused)
        assert sites.take_fresh() == ()


async def test_a_redirect_asks_the_rules_of_its_target() -> None:
    """The site a redirect leads to has a say, too."""
    async with serve({"/feed": page(RSS), "/robots.txt": NO}) as other:
        async with serve({"/feed": redirect(other.url("/feed"))}) as server:
            (outcome,) = await visit(server, "/feed")
        assert isinstance(outcome, Refused)
        assert other.count("/feed") == 0
