"""Where a web page keeps its feeds: what it declares, links to, or hides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .clean import clean_text, shorten
from .url import url_key

#: Types by which a page declares a feed. The last ones may name something else.
_FEED_TYPES = {
    "application/rss+xml", "application/atom+xml", "application/feed+json",
    "application/rdf+xml", "text/rss+xml", "application/x-rss+xml",
}  # fmt: skip
_VAGUE_TYPES = {"application/json", "application/xml", "text/xml"}

#: The usual addresses, below the page and below the site.
_USUAL = ("feed/", "rss.xml", "rss", "feed.xml", "atom.xml", "index.xml", "feed.json")
_USUAL_BELOW_PAGE = ("feed/", "rss.xml")

#: A link's path that looks like a feed, or like a list of feeds.
_FEED_PATH = re.compile(
    r"(?:^|[/._-])(?:rss2?|atom|feeds?|flux)(?:[/._-]|$)|\.(?:rss|atom|rdf)$",
    re.IGNORECASE,
)
#: Feeds of what readers say below an article.
_COMMENTS = re.compile(r"comment(?:s|aires?)?\b", re.IGNORECASE)
#: WordPress declares its programming interface like a JSON feed.
_INTERFACE = re.compile(r"/wp-json/|[?&]rest_route=")

#: A page with more links than this repeats itself.
_MOST_DECLARED = 20
_MOST_LINKED = 5
_LONGEST_TITLE = 100


@dataclass(frozen=True, slots=True)
class FeedLink:
    """An address where a page's feed may be."""

    #: Absolute address, http or https.
    url: str
    #: Title the page gives it; "" if none.
    title: str
    #: True if the page says that it is a feed, False if we only guess so.
    declared: bool


def find_feeds(page: str, *, url: str) -> tuple[FeedLink, ...]:
    """Return where the feed of a web page may be, best first.

    Declared feeds come first (``<link rel=alternate>``), in the order of the page,
    then links that look like feeds, then the usual addresses, then feeds of readers'
    comments. Never fails.

    Args:
        page: HTML of the page.
        url: Address of the page, after redirects.

    >>> html = '<link rel=alternate type="application/rss+xml" href="/rss" title=All>'
    >>> find_feeds(html, url="https://a.example/news")[0]
    FeedLink(url='https://a.example/rss', title='All', declared=True)
    """
    tree = LexborHTMLParser(page)
    base = _base(tree, url)
    links = [
        *islice(_declared(tree, base), _MOST_DECLARED),
        *islice(_linked(tree, base, url), _MOST_LINKED),
        *_usual(url),
    ]
    distinct: dict[str, FeedLink] = {}
    for link in sorted(links, key=_is_of_comments):
        distinct.setdefault(url_key(link.url), link)
    return tuple(distinct.values())


def _base(tree: LexborHTMLParser, url: str) -> str:
    """Return the address that links are relative to."""
    for node in tree.css("base[href]"):
        return _join(url, node.attributes.get("href")) or url
    return url


def _declared(tree: LexborHTMLParser, base: str) -> Iterator[FeedLink]:
    """Yield the feeds that the page declares, those of a vague type last."""
    vague = []
    for node in tree.css("link[href]"):
        words = (node.attributes.get("rel") or "").lower().split()
        kind = (node.attributes.get("type") or "").partition(";")[0].strip().lower()
        address = _join(base, node.attributes.get("href"))
        if "stylesheet" in words or not {"alternate", "feed"} & set(words):
            continue
        if not address or _INTERFACE.search(address):
            continue
        link = FeedLink(address, _title(node), declared=True)
        if kind in _FEED_TYPES or ("feed" in words and not kind):
            yield link
        elif kind in _VAGUE_TYPES:
            vague.append(link)
    yield from vague


def _linked(tree: LexborHTMLParser, base: str, url: str) -> Iterator[FeedLink]:
    """Yield the links within the site that look like feeds."""
    site = _site(url)
    for node in tree.css("a[href]"):
        address = _join(base, node.attributes.get("href"))
        host = _site(address)
        within = host == site or host.endswith("." + site)
        if address and within and _FEED_PATH.search(urlsplit(address).path):
            yield FeedLink(address, _title(node), declared=False)


def _usual(url: str) -> Iterator[FeedLink]:
    """Yield the addresses where feeds usually are."""
    folder = urljoin(url, urlsplit(url).path.rstrip("/") + "/")
    for name in _USUAL_BELOW_PAGE:
        yield FeedLink(urljoin(folder, name), "", declared=False)
    for name in _USUAL:
        yield FeedLink(urljoin(url, "/" + name), "", declared=False)


def _is_of_comments(link: FeedLink) -> bool:
    path = unquote(urlsplit(link.url).path)
    return bool(_COMMENTS.search(link.title) or _COMMENTS.search(path))


def _title(node: LexborNode) -> str:
    text = node.attributes.get("title") or node.text()
    return shorten(clean_text(text or ""), _LONGEST_TITLE)


def _join(base: str, href: str | None) -> str:
    """Return a link as an absolute http(s) address; "" if it is none."""
    href = (href or "").strip()
    if href.lower().startswith("feed:"):
        # An old habit: feed://host/path or feed:https://host/path.
        href = href[len("feed:") :]
    try:
        address = urljoin(base, href)
        parts = urlsplit(address)
        known = parts.scheme in {"http", "https"} and parts.hostname
    except ValueError:
        return ""
    return parts._replace(fragment="").geturl() if known and href else ""


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
