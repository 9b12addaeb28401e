"""RSS 0.9 to 2.0, RDF and Atom 0.3 and 1.0, as a tree of elements, to a feed."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from lxml import etree

from .clean import clean_text
from .dates import parse_date
from .tags import balance_tags
from .types import MOST_ENTRIES, Entry, Feed
from .url import join_url

#: An lxml element; the library has no types.
Element = Any
#: Elements by field: ``title`` of the feed's own vocabulary, ``dc:title`` of another.
Fields = dict[str, list[Element]]

#: Vocabularies beside the feed's own that we read, by namespace in lower case.
_PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://search.yahoo.com/mrss/": "media",
    "http://search.yahoo.com/mrss": "media",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.w3.org/2005/atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
}
#: Prefixes that feeds use without declaring them.
_USUAL = frozenset(_PREFIXES.values())

# Fields that mean the same, best first.
_TITLES = ("title", "dc:title", "atom:title", "media:title", "itunes:title")
_SUMMARIES = (
    "description", "summary", "abstract", "dc:description", "atom:summary",
    "content:encoded", "content", "body", "xhtml:body", "atom:content",
    "fullitem", "media:description", "itunes:summary", "itunes:subtitle",
)  # fmt: skip
_GUIDS = ("guid", "id", "atom:id")
_LINKS = ("link", "atom:link")
_LANGS = ("language", "dc:language")
_DATES = (
    "pubdate", "published", "issued", "dc:date", "dcterms:issued", "atom:published",
    "created", "dcterms:created", "updated", "modified", "atom:updated",
    "dcterms:modified",
)  # fmt: skip

_ROOTS = frozenset({"rss", "feed", "rdf", "channel"})
_ENTRIES = frozenset({"item", "entry"})
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_PREFIXED_TAG = re.compile(r"<(/?)[\w.-]+:")
_TAG = re.compile(r"<[^<>]*>")
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}


@dataclass(frozen=True, slots=True)
class Tree:
    """A parsed document."""

    #: The root element.
    root: Element
    #: Whether the document had to be mended.
    broken: bool

    @property
    def is_feed(self) -> bool:
        """Whether the root is one of a feed."""
        return _split(self.root.tag)[1] in _ROOTS

    @property
    def is_web_page(self) -> bool:
        """Whether the root is one of a web page."""
        return _split(self.root.tag)[1] == "html"


def read_tree(document: str, *, base: str) -> Tree | None:
    """Parse a prepared document, mending it if need be; None if nothing is there.

    Args:
        document: From ``prepare_xml``: no entity is expanded here in any case.
        base: Address that relative links start from.

    """
    try:
        return Tree(_parse(document, base, recover=False), broken=False)
    except etree.XMLSyntaxError:
        pass
    try:
        root = _parse(balance_tags(document), base, recover=True)
    except etree.XMLSyntaxError:
        return None
    return None if root is None else Tree(root, broken=True)


def read_feed(tree: Tree) -> Feed:
    """Return what the document holds, links absolute, texts as published."""
    root = tree.root
    head = _read_fields(next(root.iter("{*}channel"), root))
    lang = _text(head, *_LANGS) or root.get(_LANG) or ""
    return Feed(
        title=clean_text(_text(head, *_TITLES)),
        url=_read_link(head),
        lang=lang,
        pause=_read_pause(head),
        entries=tuple(
            _read_entry(element, feed_lang=lang)
            for element in islice(_find_entries(root), MOST_ENTRIES)
        ),
    )


def _parse(document: str, base: str, *, recover: bool) -> Element:
    parser = etree.XMLParser(
        recover=recover,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    return etree.fromstring(document.encode(), parser, base_url=base)


def _read_entry(element: Element, *, feed_lang: str) -> Entry:
    fields = _read_fields(element)
    guid = _text(fields, *_GUIDS) or element.get(_ABOUT, "").strip()
    lang = _text(fields, *_LANGS) or element.get(_LANG) or ""
    link = _read_link(fields)
    if not link and guid.lower().startswith(("http://", "https://")):
        link = guid
    return Entry(
        guid=guid,
        url=link,
        title=_text(fields, *_TITLES),
        summary=_read_summary(fields),
        published=_read_date(fields),
        lang="" if lang.lower() == feed_lang.lower() else lang,
    )


def _read_fields(element: Element) -> Fields:
    """Return the children by field; media groups give theirs, too."""
    home, _ = _split(element.tag)
    fields: Fields = {}
    for child in element:
        name = _field(child.tag, home)
        fields.setdefault(name, []).append(child)
        if name in {"media:group", "media:content"}:
            for inner in child:
                fields.setdefault(_field(inner.tag, home), []).append(inner)
    return fields


@lru_cache(maxsize=1024)
def _field(tag: str, home: str) -> str:
    namespace, local = _split(tag)
    if namespace in {home, ""}:
        return local
    known = _PREFIXES.get(namespace.strip().lower(), "?")
    return f"{namespace if namespace in _USUAL else known}:{local}"


def _split(tag: str) -> tuple[str, str]:
    """Return namespace and local name; an undeclared prefix is the namespace."""
    if tag.startswith("{"):
        namespace, _, local = tag[1:].partition("}")
    else:
        namespace, _, local = tag.rpartition(":")
    return namespace, local.lower()


def _find_entries(root: Element) -> Iterator[Element]:
    """Yield the entries, wherever they are, but not those within entries."""
    found = root.iter("{*}item", "{*}entry")
    first = next(found, None)
    if first is None:
        # Their prefix may be undeclared.
        return (one for one in root.iter() if _split(one.tag)[1] in _ENTRIES)
    names = {first.tag}
    return (
        one
        for one in chain([first], found)
        if one.tag in names and next(one.iterancestors(*names), None) is None
    )


def _elements(fields: Fields, names: tuple[str, ...]) -> Iterator[Element]:
    for name in names:
        yield from fields.get(name, ())


def _text(fields: Fields, *names: str) -> str:
    """Return the first text among the fields; "" if there is none."""
    texts = (_inner(element) for element in _elements(fields, names))
    return next((text for text in texts if text), "")


def _inner(element: Element) -> str:
    """Return what an element holds: text, which may be HTML, or elements as HTML."""
    text = element.text or ""
    if len(element) == 0:
        return _decode_base64(text) if _is_base64(element) else text.strip()
    inner = [etree.tostring(child, encoding=str, method="html") for child in element]
    return (html.escape(text) + _PREFIXED_TAG.sub(r"<\1", "".join(inner))).strip()


def _is_base64(element: Element) -> bool:
    """Tell whether Atom says so, by mode (0.3) or by a type that is no text (1.0)."""
    kind = element.get("type") or ""
    binary = "/" in kind and not kind.startswith("text/") and not kind.endswith("xml")
    return element.get("mode") == "base64" or (binary and element.get("mode") is None)


def _decode_base64(text: str) -> str:
    """Return the text; "" if it is a picture or the like."""
    try:
        return base64.b64decode(text, validate=False).decode().strip()
    except ValueError:
        return ""


def _read_summary(fields: Fields) -> str:
    """Return the first summary or content that shows a word."""
    for element in _elements(fields, _SUMMARIES):
        text = _inner(element)
        if text and (text[0] != "<" or _TAG.sub("", text).strip()):
            return text
    return ""


def _read_date(fields: Fields) -> datetime | None:
    moments = (parse_date(element.text or "") for element in _elements(fields, _DATES))
    return next((moment for moment in moments if moment), None)


def _read_link(fields: Fields) -> str:
    """Return the article's own address before a proxy's; "" if there is none."""
    if own := _text(fields, "feedburner:origlink"):
        return own
    found = []
    for element in _elements(fields, _LINKS):
        relation = element.get("rel") or "alternate"
        address = (element.get("href") or element.text or "").strip()
        if address and relation.endswith("alternate"):
            # Another format of the article is better than no link.
            other = "html" not in (element.get("type") or "html")
            found.append((other, join_url(element.base or "", address)))
    return min(found, key=lambda one: one[0])[1] if found else ""


def _read_pause(head: Fields) -> timedelta | None:
    """Return how long the publisher asks readers to wait (ttl, sy:update...)."""
    ttl = _text(head, "ttl")
    if ttl.isdecimal() and len(ttl) <= len("525600"):
        return timedelta(minutes=int(ttl)) or None
    period = _PERIODS.get(_text(head, "sy:updateperiod").lower())
    times = _text(head, "sy:updatefrequency")
    if period is None:
        return None
    usable = times.isdecimal() and len(times) <= len("1440")
    return period / max(1, int(times)) if usable else period
