"""The whole crawl: real HTTP, real SQLite, a clock that is turned by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from press_server import (
    PressServer,
    Route,
    endless,
    page,
    redirect,
    serve,
    silence,
    zipped,
)

from watch.crawl.crawl import CrawlSummary, crawl
from watch.crawl.fetch import make_client
from watch.crawl.limits import FetchLimits
from watch.crawl.visit import TextTagger
from watch.errors import CrawlError
from watch.model import Source, Tags, Text, Visit
from watch.store.database import Store
from watch.store.sources import list_due_sources, list_sources, sync_sources

NOW = datetime(2026, 8, 17, 6, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LIMITS = FetchLimits(
    read_timeout=0.3, max_bytes=100_000, host_pause=0.0, allow_private_networks=True
)


class NoSignals:
    """A tagger without a signal."""

    def tag(self, text: Text) -> Tags:  # noqa: ARG002  # whatever it says
        """Find nothing."""
        return Tags((), ())


@dataclass
class Reader:
    """A user of the crawl with one database and a clock."""

    store: Store
    server: PressServer
    now: datetime = NOW
    visits: list[Visit] = field(default_factory=list)

    async def crawl(
        self,
        *,
        after: timedelta = timedelta(0),
        tagger: TextTagger | None = None,
        everything: bool = False,
    ) -> CrawlSummary:
        """Let some time go by and crawl once."""
        self.now += after
        self.visits = []
        async with make_client(LIMITS) as client:
            return await crawl(
                self.store,
                tagger or NoSignals(),
                client=client,
                limits=LIMITS,
                clock=lambda: self.now,
                everything=everything,
                jitter=lambda: 0.0,
                on_visit=lambda visit, _new, _changed: self.visits.append(visit),
            )

    def follow(self, *paths: str) -> None:
        """Configure one French source for each path of the server."""
        sync_sources(self.store, [source_of(self.server, path) for path in paths])

    def titles(self) -> list[str]:
        """Return the titles stored, in order."""
        rows = self.store.select("SELECT title FROM article ORDER BY published, title")
        return [row["title"] for row in rows]

    def state(self, path: str) -> Mapping[str, Any]:
        """Return the row of a source."""
        (row,) = self.store.select("SELECT * FROM source WHERE id = :id", {"id": path})
        return row


def source_of(server: PressServer, path: str) -> Source:
    """Return a source at a path of the server, named by it."""
    return Source(
        id=path,
        name=path,
        outlet=path,
        url=server.url(path),
        lang="fr",
        group="general",
    )


def rss(*titles: str, at: datetime = NOW - HOUR, guid: str = "{}") -> bytes:
    """Return an RSS document with one entry for each title."""
    items = "".join(
        f"<item><title>{title}</title><link>https://loupe.example/{number}</link>"
        f"<guid>{guid.format(number)}</guid>"
        f"<pubDate>{at:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
        for number, title in enumerate(titles)
    )
    return (
        f'<rss version="2.0"><channel><title>L</title>{items}</channel></rss>'.encode()
    )


ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title>
<entry><title>Une chaise en champignon</title><id>urn:1</id>
<link href="https://atom.example/chaise"/><updated>2026-08-17T04:00:00Z</updated></entry>
</feed>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "J",
        "items": [
            {
                "id": "1",
                "url": "https://json.example/1",
                "title": "Le parfum sans genre",
                "date_published": "2026-08-17T05:30:00Z",
            }
        ],
    }
).encode()


async def test_feeds_of_every_kind_are_stored(store: Store) -> None:
    """RSS, Atom and JSON Feed, plain or compressed, end as articles."""
    routes: dict[str, Route] = {
        "/rss": zipped(rss("Le savon solide revient")),
        "/atom": page(ATOM),
        "/json": page(JSON),
    }
    async with serve(routes) as server:
        reader = Reader(store, server)
        reader.follow(*routes)
        summary = await reader.crawl()
    assert summary == CrawlSummary({"fetched": 3}, new=3, changed=0)
    assert reader.titles() == [
        "Une chaise en champignon",
        "Le savon solide revient",
        "Le parfum sans genre",
    ]
    assert {visit.entries for visit in reader.visits} == {1}


async def test_crawling_twice_changes_nothing(store: Store) -> None:
    """A second pass asks again and adds no article."""
    routes: dict[str, Route] = {
        "/etag": [page(rss("Un"), etag='"1"'), page(b"", status=304)],
        "/same": page(rss("Un")),
        "/shuffled": [page(rss("Un")), page(rss("Un") + b"<!-- 7 -->")],
    }
    async with serve(routes) as server:
        reader = Reader(store, server)
        reader.follow(*routes)
        await reader.crawl()
        titles = reader.titles()
        summary = await reader.crawl(after=DAY)
    assert summary == CrawlSummary({"not modified": 2, "fetched": 1}, new=0, changed=0)
    assert reader.titles() == titles == ["Un"]


async def test_visits_of_more_than_a_year_ago_are_forgotten(store: Store) -> None:
    """A pass keeps the crawl log of 400 days; articles stay for ever."""
    async with serve({"/rss": page(rss("Un", "Deux"))}) as server:
        reader = Reader(store, server)
        reader.follow("/rss")
        for days in (0, 399, 2):
            await reader.crawl(after=days * DAY)
    rows = store.select("SELECT at FROM visit ORDER BY at")
    later = [NOW + 399 * DAY, NOW + 401 * DAY]
    assert [datetime.fromisoformat(row["at"]) for row in rows] == later
    assert len(reader.titles()) == 2


async def test_a_source_that_is_not_due_is_left_alone(store: Store) -> None:
    """Until its next visit is due, a source is asked only on demand."""
    async with serve({"/rss": page(rss("Un"))}) as server:
        reader = Reader(store, server)
        reader.follow("/rss")
        await reader.crawl()
        assert (await reader.crawl()).visited == 0
        assert (await reader.crawl(everything=True)).visited == 1


async def test_a_new_title_updates_the_article(store: Store) -> None:
    """An entry that was re-titled stays one article."""
    routes: dict[str, Route] = {"/rss": [page(rss("Avant")), page(rss("Après"))]}
    async with serve(routes) as server:
        reader = Reader(store, server)
        reader.follow("/rss")
        await reader.crawl()
        summary = await reader.crawl(after=DAY)
    assert summary == CrawlSummary({"fetched": 1}, new=0, changed=1)
    assert reader.titles() == ["Après"]


async def test_an_article_of_two_outlets_is_one_story(store: Store) -> None:
    """The same dispatch in two feeds of one pass is one story."""
    title = "Une start-up lyonnaise fabrique du cuir avec du marc de raisin"
    second = rss(title).replace(b"loupe.example", b"echo.example")
    async with serve({"/a": page(rss(title)), "/b": page(second)}) as server:
        reader = Reader(store, server)
        reader.follow("/a", "/b")
        await reader.crawl()
    (row,) = store.select(
        "SELECT count(*) AS n, count(DISTINCT story) AS s FROM article"
    )
    assert row == {"n": 2, "s": 1}


async def test_stories_grow_over_passes(store: Store) -> None:
    """A dispatch that comes later joins the story of the first one."""
    title = "Une start-up lyonnaise fabrique du cuir avec du marc de raisin"
    later = rss(title, at=NOW + DAY).replace(b"loupe.example", b"echo.example")
    routes: dict[str, Route] = {
        "/a": page(rss(title)),
        "/b": [page(rss()), page(later)],
    }
    async with serve(routes) as server:
        reader = Reader(store, server)
        reader.follow("/a", "/b")
        await reader.crawl()
        await reader.crawl(after=DAY + HOUR)
    (row,) = store.select(
        "SELECT count(*) AS n, count(DISTINCT story) AS s FROM article"
    )
    assert row == {"n": 2, "s": 1}


BAD: dict[str, tuple[Route, str]] = {
    "html": (page(b"<!doctype html><html><title>Kiosk</title></html>"), "web page"),
    "empty": (page(b""), "empty document"),
    "nothing": (b"", "no complete HTTP answer"),
    "silence": (silence, "sent nothing"),
    "endless": (endless(b"HTTP/1.1 200 OK\r\n\r\n", b"<rss>" * 999), "larger than"),
    "billion laughs": (
        page(b'<!DOCTYPE r [<!ENTITY a "haha"><!ENTITY b "&a;&a;">]><rss>&b;</rss>'),
        "entity",
    ),
    "no feed": (page(b'{"hello": "world"}'), ""),
}


@pytest.mark.parametrize(("route", "reason"), BAD.values(), ids=BAD.keys())
async def test_a_broken_source_does_not_stop_the_others(
    store: Store, route: Route, reason: str
) -> None:
    """The good source is stored; the bad one is logged with its reason."""
    async with serve({"/bad": route, "/good": page(rss("Un"))}) as server:
        reader = Reader(store, server)
        reader.follow("/bad", "/good")
        summary = await reader.crawl()
    assert (summary.visited, summary.failed, summary.new) == (2, 1, 1)
    (bad,) = [visit for visit in reader.visits if visit.state.source.id == "/bad"]
    assert bad.outcome.endswith("failure")
    assert bad.detail
    assert reason in bad.detail


class Buggy:
    """A tagger with a bug."""

    def tag(self, text: Text) -> Tags:
        """Fail on one title."""
        return {"Un": Tags((), ())}[text.title]


async def test_a_bug_propagates_and_loses_nothing(store: Store) -> None:
    """An exception that is no outcome ends the pass; the recorded stays."""
    routes: dict[str, Route] = {"/1": page(rss("Un")), "/2": page(rss("Un", "Deux"))}
    async with serve(routes) as server:
        reader = Reader(store, server)
        reader.follow("/1")
        await reader.crawl()
        reader.follow("/2")
        with pytest.raises(KeyError):
            await reader.crawl(tagger=Buggy())
        assert reader.titles() == ["Un"]
        await reader.crawl()
        assert reader.titles() == ["Deux", "Un"]


async def test_no_network_is_an_error_with_advice(store: Store) -> None:
    """When not one server can be reached, the pass as a whole failed."""
    async with serve({}) as server:
        reader = Reader(store, server)
    reader.follow(*(f"/{number}" for number in range(12)))
    with pytest.raises(CrawlError) as failure:
        await reader.crawl()
    assert str(failure.value) == (
        "12 of 12 sources failed: no network? Try `trendwatch demo`"
    )
    assert {visit.outcome for visit in reader.visits} == {"temporary failure"}


async def test_failures_slow_a_source_down_and_success_brings_it_back(
    store: Store,
) -> None:
    """Back-off grows with each failure and ends with the first success."""
    broken = page(b"", status=503)
    async with serve({"/rss": [broken, broken, page(rss("Un"))]}) as server:
        reader = Reader(store, server)
        reader.follow("/rss")
        await reader.crawl()
        await reader.crawl(after=DAY)
        assert reader.state("/rss")["failures"] == 1.0
        assert list_due_sources(store, now=reader.now + HOUR) == []
        await reader.crawl(after=DAY)
        assert reader.state("/rss")["failures"] == 0.0


async def test_a_feed_that_is_gone_pauses_until_asked_for(store: Store) -> None:
    """A 410 pauses a source; asked for by hand, it comes back when alive."""
    routes: dict[str, Route] = {"/rss": [page(b"", status=410), page(rss("Un"))]}
    async with serve(routes) as server:
        reader = Reader(store, server)
        reader.follow("/rss")
        await reader.crawl()
        assert "gone for good" in reader.state("/rss")["paused"]
        assert (await reader.crawl(after=99 * DAY)).visited == 0
        await reader.crawl(everything=True)
        assert reader.state("/rss")["paused"] == ""


async def test_a_feed_that_moved_for_good_is_asked_at_its_new_address(
    store: Store,
) -> None:
    """After three permanent redirects in a row, the old address is let go."""
    routes: dict[str, Route] = {
        "/old": redirect("/new", status=301),
        "/new": page(rss("Un")),
    }
    async with serve(routes) as server:
        reader = Reader(store, server)
        reader.follow("/old")
        for _ in range(5):
            await reader.crawl(after=2 * DAY)
        assert (server.count("/old"), server.count("/new")) == (3, 5)
        (state,) = list_sources(store)
        assert state.address == server.url("/new")


async def test_validators_survive_the_database(store: Store) -> None:
    """The next pass echoes the ETag of the last one, byte for byte."""
    etag = 'W/"Ã©;7"'
    async with serve({"/rss": page(rss("Un"), etag=etag)}) as server:
        reader = Reader(store, server)
        reader.follow("/rss")
        await reader.crawl()
        await reader.crawl(after=DAY)
    assert server.asked[1].headers["if-none-match"] == etag.encode("latin-1")


async def test_a_refusal_is_shown_and_robots_txt_kept_for_a_day(store: Store) -> None:
    """The reason of a refusal is in the store; rules are not asked for each pass."""
    no = page(b"User-agent: *\nDisallow: /private")
    routes: dict[str, Route] = {"/robots.txt": no, "/private": page(rss("Un"))}
    async with serve(routes) as server:
        reader = Reader(store, server)
        reader.follow("/private")
        summary = await reader.crawl()
        await reader.crawl(after=HOUR, everything=True)
        assert server.count("/robots.txt") == 1
        await reader.crawl(after=DAY)
        assert server.count("/robots.txt") == 2
    assert (summary.outcomes, summary.failed) == ({"refused": 1}, 0)
    assert "robots.txt of 127.0.0.1" in reader.state("/private")["refusal"]
    assert reader.titles() == []


async def test_hundreds_of_polls_store_each_article_once(store: Store) -> None:
    """A feed that scrolls by, polled 120 times, brings every entry exactly once."""
    shown = 12

    async def scroll(_asked: object, writer: Any) -> None:
        number = int((reader.now - NOW) / HOUR)
        entries = range(max(0, number - shown), number + 1)
        titles = "".join(
            f"<item><title>Dépêche {n}</title><link>https://l.example/{n}?utm_source=rss"
            f"</link></item>"
            for n in reversed(entries)
        )
        writer.write(
            page(f"<rss version='2.0'><channel>{titles}</channel></rss>".encode())
        )
        await writer.drain()

    async with serve({"/rss": scroll}) as server:
        reader = Reader(store, server)
        reader.follow("/rss")
        for _ in range(120):
            await reader.crawl(after=2 * HOUR, everything=True)
    titles = reader.titles()
    assert len(titles) == len(set(titles)) == 241
