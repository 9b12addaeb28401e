"""Feed documents of other projects' suites, served over real HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from press_server import page, serve

from watch.crawl.crawl import CrawlSummary, crawl
from watch.crawl.fetch import make_client
from watch.crawl.limits import FetchLimits
from watch.model import Source, Tags, Text, Visit
from watch.store.database import Store
from watch.store.sources import sync_sources

LIMITS = FetchLimits(allow_private_networks=True)


class NoSignals:
    """A tagger without a signal."""

    def tag(self, text: Text) -> Tags:  # noqa: ARG002  # whatever it says
        """Find nothing."""
        return Tags((), ())


def read_documents(folder: Path) -> dict[str, bytes]:
    """Return the documents by path; what the suites expect of them is none."""
    return {
        f"/{path.relative_to(folder).as_posix()}".replace(" ", "%20"): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "expected" not in path.name
    }


@pytest.mark.real
async def test_foreign_feeds_are_crawled_twice(store: Store, shared: Path) -> None:
    """No document breaks a pass, and a second pass adds nothing."""
    documents = read_documents(shared / "data" / "feeds")
    now = datetime(2026, 8, 17, 6, 0, tzinfo=UTC)
    visits: list[Visit] = []

    async def crawl_once(moment: datetime) -> CrawlSummary:
        async with make_client(LIMITS) as client:
            return await crawl(
                store,
                NoSignals(),
                client=client,
                limits=LIMITS,
                clock=lambda: moment,
                everything=True,
                on_visit=lambda visit, _new, _changed: visits.append(visit),
            )

    # A type that says nothing leaves the encoding to the document.
    routes = {path: page(content) for path, content in documents.items()}
    async with serve(routes) as server:
        sync_sources(
            store,
            [
                Source(path, path, path, server.url(path), "en", "general")
                for path in documents
            ],
        )
        first = await crawl_once(now)
        second = await crawl_once(now + timedelta(days=1))
    assert first.visited == second.visited == len(documents)
    assert first.outcomes["fetched"] > first.failed
    assert (second.new, second.changed) == (0, 0)
    assert all(visit.detail for visit in visits if visit.outcome.endswith("failure"))
    assert store.select("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
