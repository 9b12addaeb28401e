"""From a fetched document to a feed: RSS, RDF, Atom and JSON Feed."""

from __future__ import annotations

import re
from dataclasses import replace

from .document import UnsafeDocumentError, decode, prepare_xml
from .jsonfeed import parse_json_feed
from .types import Failed, FailureKind, Feed, Fetched
from .xmlfeed import Tree, read_feed, read_tree

_ENTRY_EDGE = re.compile(r"<(/?)(?:[\w.-]+:)?(?:item|entry)\b", re.IGNORECASE)
_TITLE_END = re.compile(r"</(?:[\w.-]+:)?title\s*>", re.IGNORECASE)
_LINK_END = re.compile(r"</link\s*>|<link\b[^<>]*/>", re.IGNORECASE)
_END = re.compile(r"(?:</(?:rss|feed|rdf:RDF|channel)\s*|<[^<]*/)>\s*$")

_NO_FEED = Failed(
    FailureKind.HARD,
    "the address answers with something that is not a feed (RSS, Atom or JSON)",
)
_BROKEN_OFF = Failed(
    FailureKind.SOFT, "the feed is broken off or malformed before its first entry"
)


def parse_feed(fetched: Fetched) -> Feed | Failed:
    """Read a feed document, however broken; a failure says what it is instead.

    Links come back absolute. Of a document that was cut off, the complete entries
    are kept. Never raises for any bytes, and takes time in proportion to them.
    """
    text = decode(fetched.content, fetched.content_type)
    start = text.lstrip(" \t\r\n\x00\ufeff")[:1]
    if not start:
        return Failed(FailureKind.SOFT, "the address answers with an empty document")
    if start in "{[":
        return parse_json_feed(text, base=fetched.url)
    try:
        document = prepare_xml(text)
    except UnsafeDocumentError as error:
        return Failed(
            FailureKind.HARD,
            f"the document declares an entity that could expand ({error}): refused",
        )
    tree = read_tree(document, base=fetched.url)
    if tree is None:
        return _NO_FEED
    if tree.is_web_page:
        return Failed(
            FailureKind.HARD,
            "the address answers with a web page, not a feed: "
            f"try `trendwatch sources add {fetched.url}`",
        )
    return _read(tree, document)


def _read(tree: Tree, document: str) -> Feed | Failed:
    feed = read_feed(tree)
    if tree.broken and _ends_in_half_entry(document):
        feed = replace(feed, entries=feed.entries[:-1])
    if feed.entries:
        return feed
    if not tree.is_feed:
        return _NO_FEED
    whole = not tree.broken or _END.search(document[-200:])
    return feed if whole else _BROKEN_OFF


def _ends_in_half_entry(document: str) -> bool:
    """Tell whether the document stops before its last entry's title and link end."""
    edges = list(_ENTRY_EDGE.finditer(document))
    if not edges or edges[-1][1]:
        return False
    rest = document[edges[-1].end() :]
    return not (_TITLE_END.search(rest) and _LINK_END.search(rest))
