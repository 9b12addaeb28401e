"""Whatever the bytes, a feed or a reason comes back, in time."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watch.crawl.article import make_articles
from watch.crawl.document import decode
from watch.crawl.parse import parse_feed
from watch.crawl.tags import balance_tags
from watch.crawl.types import MOST_ENTRIES, Failed, Feed, Fetched
from watch.model import Source

SEEN = datetime(2026, 8, 24, 5, tzinfo=UTC)
SOURCE = Source("press", "Press", "Press", None, "fr", "general")
DOCUMENTS = [
    tomllib.loads(path.read_text(encoding="utf-8"))["document"].encode()
    for path in sorted((Path(__file__).parent.parent / "data" / "feeds").glob("*.toml"))
]
PIECES = [
    b"<", b">", b"&", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?", b"<!DOCTYPE x [",
    b"<!ENTITY a 'b'>", b"<item>", b"</item>", b"<entry xml:base='//['>", b"<title>",
    b"</title>", b"<link/>", b"<link rel='alternate' href='//['/>", b"\x00", b"\xff",
    b"&#0;", b"&#x110000;", b"&#xD800;", b"&nbsp;", b"xmlns=''", b"'", b'"', b"\\ud800",
    b"{", b"}", b"[", b"null", b"1e999", b"<dc:date>", b"<media:group>", b"</rss>",
]  # fmt: skip


def fetch(content: bytes, content_type: str = "") -> Fetched:
    """Return a document as fetched."""
    return Fetched("https://press.example/feed", content, content_type, None, None)


def read(content: bytes, content_type: str = "") -> Feed | Failed:
    """Read a document to its end: articles that can be stored, or a reason."""
    feed = parse_feed(fetch(content, content_type))
    if isinstance(feed, Failed):
        assert feed.reason
        return feed
    for article in make_articles(feed, SOURCE, seen=SEEN):
        assert article.text.title or article.url
        for text in (article.text.title, article.text.summary, article.url):
            text.encode()
    return feed


@given(st.binary(max_size=200), st.sampled_from(["", "text/html", "x; charset=hex"]))
def test_any_bytes_are_a_feed_or_a_failure(content: bytes, content_type: str) -> None:
    """Random bytes never raise."""
    read(content, content_type)


@given(st.data())
def test_mutated_documents_are_feeds_or_failures(data: st.DataObject) -> None:
    """Nor do real documents with pieces put in, cut out or moved."""
    content = data.draw(st.sampled_from(DOCUMENTS))
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(content)))
        piece = data.draw(st.sampled_from([*PIECES, content[start // 2 : start]]))
        end = start + data.draw(st.sampled_from([0, 0, 1, 40]))
        content = content[:start] + piece + content[end:]
    encoding = data.draw(st.sampled_from(["utf-8", "utf-16", "utf-32-be", "cp1252"]))
    read(content.decode("utf-8", "replace").encode(encoding, "replace"))


@given(st.text(alphabet="<>/ab =\"'!-[]CDATitem", max_size=60))
def test_balanced_tags_keep_the_text(document: str) -> None:
    """Balancing twice changes nothing, and letters outside tags stay."""
    balanced = balance_tags(document)
    assert balance_tags(balanced) == balanced


HEAD = b"<rss version='2.0'><channel><title>x</title>"
SIZE = 300_000
FLOODS = {
    "less": HEAD + b"<" * SIZE,
    "ampersands": HEAD + b"&" * SIZE,
    "named references": HEAD + b"&nbsp;" * (SIZE // 6),
    "open CDATA": HEAD + b"<![CDATA[" * (SIZE // 9),
    "open comments": HEAD + b"<!--" * (SIZE // 4),
    "open instructions": b"<?" * (SIZE // 2),
    "declarations": HEAD + b"<!x" * (SIZE // 3),
    "depth": HEAD + b"<a>" * (SIZE // 3),
    "open entries": HEAD + b"<item>" * (SIZE // 60),
    "ends": HEAD + b"</a>" * (SIZE // 4),
    "attributes": HEAD + b"<a " + b"b='1' " * (SIZE // 6) + b">",
    "quotes": HEAD + b"<a b='" * (SIZE // 6),
    "bases": HEAD + b"<item xml:base='a/'>" * (SIZE // 20),
    "blank lines": b"\n" * SIZE + HEAD,
    "doctype": b"<!DOCTYPE rss [" + b"<!ELEMENT a ANY>" * (SIZE // 16) + b"]>" + HEAD,
    "open doctype": b"<!DOCTYPE rss [" + b"<!" * (SIZE // 2),
    "title of tags": HEAD + b"<item><title>" + b"&lt;div&gt;" * (SIZE // 11),
    "authors": HEAD + b"<item><author>" + b"a." * (SIZE // 2) + b"</author></item>",
    "categories": HEAD + b"<item>" + b"<category>c</category>" * (SIZE // 22),
    "keywords": HEAD + b"<item><keywords>" + b"k," * (SIZE // 2) + b"</keywords>",
    "deep JSON": b'{"items":' + b"[" * SIZE,
    "long number": b'{"items":[' + b"9" * SIZE + b"]}",
    "surrogates": b"\xff\xfe" + b"\x00\xd8" * (SIZE // 2),
}


@pytest.mark.parametrize("content", FLOODS.values(), ids=FLOODS.keys())
def test_floods_end(content: bytes) -> None:
    """What makes a careless parser quadratic takes a moment; a hang would be seen."""
    read(content)


def test_entries_are_limited() -> None:
    """Of an endless feed the first entries are read."""
    content = b'{"title": "Endless", "items": [' + b"{}, " * MOST_ENTRIES + b"{}]}"
    feed = parse_feed(fetch(content))
    assert isinstance(feed, Feed)
    assert len(feed.entries) == MOST_ENTRIES


@given(st.text(max_size=40))
def test_utf_8_survives_any_label(text: str) -> None:
    """A valid UTF-8 document is read as such, whatever the server says."""
    body = ("é<rss>" + text).encode("utf-8", "replace")
    for label in ("", "text/xml; charset=iso-8859-1", "text/xml; charset=utf-16"):
        assert decode(body, label) == body.decode()
