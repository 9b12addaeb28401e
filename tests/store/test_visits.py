"""The crawl log forgets, but not the last visit."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sample_sources import LENS, LOUPE
from store_samples import NOW, SOURCES, make_article, make_visit

from watch.model import Source
from watch.store.articles import record_visit
from watch.store.database import Store
from watch.store.sources import sync_sources
from watch.store.visits import forget_visits

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _sources(store: Store) -> None:
    sync_sources(store, SOURCES)


def visit(store: Store, source: Source, *days_ago: int) -> None:
    """Record visits that brought one article each."""
    for days in days_ago:
        at = NOW - days * DAY
        article = make_article(f"{source.id}-{days}", source=source, published=at)
        record_visit(store, make_visit(source, at=at), new=[article])


def visits_of(store: Store, source: Source) -> list[int]:
    """Return how many days ago the visits that are left were."""
    rows = store.select("SELECT at FROM visit WHERE source = :id", {"id": source.id})
    moments = [datetime.fromisoformat(row["at"]) for row in rows]
    return [(NOW - moment).days for moment in moments]


def test_old_visits_are_forgotten(store: Store) -> None:
    """What is older goes; the moment itself, and all articles, stay."""
    visit(store, LOUPE, 402, 401, 400, 3)
    visit(store, LENS, 500, 2, 1)
    assert forget_visits(store, before=NOW - 400 * DAY) == 3
    assert visits_of(store, LOUPE) == [400, 3]
    assert visits_of(store, LENS) == [2, 1]
    assert store.select("SELECT count(*) AS n FROM article") == [{"n": 7}]
    assert forget_visits(store, before=NOW - 400 * DAY) == 0


def test_the_last_visit_stays(store: Store) -> None:
    """A source that is no longer visited keeps its last visit, however old."""
    visit(store, LOUPE, 900, 800)
    forget_visits(store, before=NOW - 400 * DAY)
    assert visits_of(store, LOUPE) == [800]
