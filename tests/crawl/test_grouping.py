"""Stories over many passes, of which each reads only the days that it needs."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from watch.crawl.grouping import Grouping
from watch.crawl.story import StoryIndex
from watch.model import Article, Source, SourceState, Text, Visit
from watch.store.articles import record_visit
from watch.store.database import Store
from watch.store.sources import sync_sources

NOW = datetime(2026, 8, 24, 5, tzinfo=UTC)
DAY = timedelta(days=1)
SOURCES = [
    Source(id=id_, name=id_, outlet=id_, url=f"https://{id_}/", lang="fr", group="g")
    for id_ in ("echo", "lens", "loupe")
]
TITLES = [
    "Le marché du chewing-gum recule encore en France",
    "Le marché du chewing-gum recule de nouveau en France",
    "Chewing-gum : le marché recule encore en France",
    "Une marque de parfums ouvre sa première boutique",
    "Une marque de parfums ferme sa première boutique",
    "Éditorial",
]


def make_article(key: str, title: str, *, source: Source, at: datetime) -> Article:
    """Return an article that is known by its key alone."""
    return Article(key, "", source.id, "", Text(title, "", "fr"), at, "feed", at)


def record(store: Store, articles: list[Article], stories: dict[str, str]) -> None:
    """Record articles, a visit each."""
    sources = {source.id: source for source in SOURCES}
    for article in articles:
        state = SourceState(sources[article.source])
        visit = Visit(state, article.published, "fetched", "", 0.1, 1)
        record_visit(store, visit, new=[article], stories=stories)


@pytest.fixture(autouse=True)
def _sources(store: Store) -> None:
    sync_sources(store, SOURCES)


@pytest.mark.parametrize("seed", range(5))
def test_stories_are_those_of_one_index_of_everything(store: Store, seed: int) -> None:
    """Passes that read the store find what an index finds that forgets nothing."""
    chance = random.Random(seed)  # noqa: S311  # no secrets here
    hours = sorted(chance.sample(range(-40 * 24, 0), 60))
    articles = [
        make_article(
            f"{place:02}",
            chance.choice(TITLES),
            source=chance.choice(SOURCES),
            at=NOW + timedelta(hours=hour),
        )
        for place, hour in enumerate(hours)
    ]
    index = StoryIndex()
    for start in range(0, len(articles), 6):
        fresh = articles[start : start + 6]
        grouping = Grouping(store, now=NOW)
        stories: dict[str, str] = {}
        for visit in (fresh[:3], fresh[3:]):
            found = grouping.assign(visit)
            assert found == index.assign(visit)
            record(store, visit, found)
            stories |= found
    joined = store.select("SELECT count(*) AS n FROM article WHERE story <> key")
    assert 0 < joined[0]["n"] < len(articles)


@pytest.mark.parametrize(("days", "story"), [(50, "first"), (70, "second")])
def test_old_articles_are_looked_up_for_two_months(
    store: Store, days: int, story: str
) -> None:
    """What an old feed brings joins stored stories of the last 60 days."""
    at = NOW - days * DAY
    first = make_article("first", TITLES[0], source=SOURCES[0], at=at)
    record(store, [first], {})
    second = make_article("second", TITLES[0], source=SOURCES[1], at=at + DAY)
    assert Grouping(store, now=NOW).assign([second]) == {"second": story}
