"""Feed documents, one case in each file of tests/data/feeds: add one, no Python needed.

A case holds ``what`` (one sentence), ``document`` and, where they differ from an
ordinary answer, ``url``, ``content_type`` and ``encoded`` (the encoding of the body).
It expects ``failed`` (part of the reason) with its ``kind``, or fields of the
``feed`` and exactly the articles, of each the fields that matter.
"""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from watch.crawl.article import make_articles
from watch.crawl.parse import parse_feed
from watch.crawl.types import Failed, Feed, Fetched
from watch.model import Article, Source

FOLDER = Path(__file__).parent.parent / "data" / "feeds"
CASES = sorted(FOLDER.glob("*.toml"))
SEEN = datetime(2026, 8, 24, 5, tzinfo=UTC)
SOURCE = Source(
    "press", "Press", "Press", "https://press.example/feed", "fr", "general"
)


def fetch(case: dict[str, Any]) -> Fetched:
    """Return the case's document as a server would have sent it."""
    return Fetched(
        url=case.get("url", "https://press.example/feed"),
        content=case["document"].encode(case.get("encoded", "utf-8")),
        content_type=case.get("content_type", "application/xml"),
        etag=None,
        last_modified=None,
    )


def fields_of(article: Article) -> dict[str, Any]:
    """Return what a case may say of an article."""
    return {
        "title": article.text.title,
        "summary": article.text.summary,
        "lang": article.text.lang,
        "url": article.url,
        "guid": article.guid,
        "published": article.published,
        "date_from": article.date_from,
    }


def fields_of_feed(feed: Feed) -> dict[str, Any]:
    """Return what a case may say of a feed."""
    minutes = feed.pause.total_seconds() / 60 if feed.pause else None
    return {"title": feed.title, "lang": feed.lang, "pause_minutes": minutes}


def pick(actual: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    """Return of what is there the fields that a case names."""
    return {name: actual[name] for name in expected}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_document_gives_its_articles(path: Path) -> None:
    """Each document is read, or refused, as its file says."""
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    feed = parse_feed(fetch(case))
    if "failed" in case:
        assert isinstance(feed, Failed)
        assert case["failed"] in feed.reason
        assert feed.kind == case["kind"]
        return
    assert isinstance(feed, Feed)
    expected = case.get("feed", {})
    assert pick(fields_of_feed(feed), expected) == expected
    articles = [fields_of(one) for one in make_articles(feed, SOURCE, seen=SEEN)]
    wanted = case.get("article", [])
    assert [one["title"] for one in articles] == [one["title"] for one in wanted]
    assert [
        pick(actual, expected)
        for actual, expected in zip(articles, wanted, strict=True)
    ] == wanted
