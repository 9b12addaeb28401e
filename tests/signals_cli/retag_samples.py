"""Small signals, and archives read with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import md5

from watch.model import Article, Source, Text
from watch.retag import note_tagging
from watch.signals.declines import DeclineFinder, make_finder
from watch.signals.rules import read_signals
from watch.signals.tagger import Tagger
from watch.store.articles import record_articles
from watch.store.database import Store
from watch.store.sources import sync_sources

#: Monday morning of 2026-W34.
NOW = datetime(2026, 8, 17, 6, 0, tzinfo=UTC)
LOUPE = Source(
    id="loupe",
    name="La Loupe",
    outlet="La Loupe",
    url="https://loupe.example/rss",
    lang="fr",
    group="general",
)

FILE = """
id = "{id}"
theme = "t"
title = "T"
description = "D"

[[rules]]
id = "words"
lang = "fr"
phrases = ["{phrase}"]
"""

#: The real finder, and one that knows no language: as if there were no rules yet.
FINDER = make_finder()
NO_DECLINES = DeclineFinder({}, version="none")


def make_tagger(finder: DeclineFinder = NO_DECLINES, /, **phrases: str) -> Tagger:
    """Return a tagger of one signal for each id, with one phrase."""
    files = {
        f"{id_}.toml": FILE.format(id=id_, phrase=phrase)
        for id_, phrase in phrases.items()
    }
    return Tagger(read_signals(files, lists={}), finder)


def make_articles(titles: Sequence[str], *, first: int = 0) -> list[Article]:
    """Return articles of one source, an hour apart, numbered from ``first``."""
    return [make_article(n, title) for n, title in enumerate(titles, start=first)]


def make_article(number: int, title: str) -> Article:
    """Return an article whose key depends only on its number."""
    published = NOW + number * timedelta(hours=1)
    return Article(
        key=md5(str(number).encode(), usedforsecurity=False).hexdigest(),
        url=f"https://loupe.example/{number}",
        source=LOUPE.id,
        guid="",
        text=Text(title=title, summary="", lang="fr"),
        published=published,
        date_from="feed",
        seen=published,
    )


def record(
    store: Store,
    tagger: Tagger,
    articles: Sequence[Article],
    *,
    stories: Mapping[str, str] | None = None,
) -> None:
    """Record articles as crawl and import do."""
    sync_sources(store, [LOUPE])
    note_tagging(store, tagger)
    tags = {article.key: tagger.tag(article.text) for article in articles}
    record_articles(store, articles, tags=tags, stories=stories or {})


def tags_of(store: Store) -> Mapping[str, object]:
    """Return all that was found, as stored."""
    return {
        table: store.select(f"SELECT * FROM {table} ORDER BY 1, 2")  # noqa: S608 -- ours
        for table in ("mention", "decline", "signal_version")
    }
