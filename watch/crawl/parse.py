"""From a fetched document to a feed: RSS, RDF, Atom and JSON Feed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin

import feedparser

from .clean import clean_text
from .dates import parse_date
from .document import UnsafeDocumentError, decode, prepare_xml
from .jsonfeed import parse_json_feed
from .types import Entry, Failed, FailureKind, Feed, Fetched

#: We decode the document ourselves; feedparser then has nothing to guess.
_HEADERS = {"content-type": "application/xml; charset=utf-8"}

_NO_FEED = Failed(
    FailureKind.HARD,
    "the address answers with something that is not a feed (RSS, Atom or JSON)",
)

_WEB_PAGE = re.compile(
    r"\s*(?:<!doctype\s+html|<html\b|<head\b|<body\b)", re.IGNORECASE
)
_ROOT = re.compile(r"<(?:rss|feed|rdf:RDF)\b")
_END = re.compile(r"(?:</(?:rss|feed|rdf:RDF)\s*|<[^<]*/)>\s*$")
_TAG = re.compile(r"<[^<>]*>")
_ITEM_EDGE = re.compile(r"<(/?)(?:[\w-]+:)?(?:item|entry)\b", re.IGNORECASE)
_DATES = ("published", "created", "updated")
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}


def parse_feed(fetched: Fetched) -> Feed | Failed:
    """Read a feed document, however broken; a failure says what it is instead.

    Links come back absolute. Of a document that was cut off, the complete entries
    are kept. Never raises for any bytes.
    """
    text = decode(fetched.content, fetched.content_type)
    if not text.strip(" \t\r\n\x00\ufeff"):
        return Failed(FailureKind.SOFT, "the address answers with an empty document")
    if text.lstrip()[:1] in {"{", "["}:
        return _finish(parse_json_feed(text), base=fetched.url)
    try:
        document = prepare_xml(text)
    except UnsafeDocumentError as error:
        return Failed(
            FailureKind.HARD,
            f"the document declares an entity that could expand ({error}): refused",
        )
    if _WEB_PAGE.match(document):
        return Failed(
            FailureKind.HARD,
            "the address answers with a web page, not a feed: "
            f"try `trendwatch sources add {fetched.url}`",
        )
    return _finish(_parse_xml(document), base=fetched.url)


def _parse_xml(document: str) -> Feed | Failed:
    if not document:
        return _NO_FEED
    try:
        parsed = feedparser.parse(
            io.BytesIO(document.encode()),
            response_headers=_HEADERS,
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except Exception as error:  # noqa: BLE001 -- feedparser's state machine trips over hostile input with any built-in error
        return Failed(
            FailureKind.SOFT,
            f"the document is too broken to read ({type(error).__name__})",
        )
    records = parsed["entries"]
    if parsed["bozo"] and _ends_in_entry(document):
        records = records[:-1]
    if records or _is_empty_feed(parsed, document):
        return _read_feed(parsed["feed"], records)
    if parsed["version"]:
        return Failed(
            FailureKind.SOFT,
            "the feed is broken off or malformed before its first entry",
        )
    return _NO_FEED


def _ends_in_entry(document: str) -> bool:
    """Tell whether the document stops before its last entry ends."""
    edges = _ITEM_EDGE.findall(document)
    return bool(edges) and edges[-1] == ""


def _is_empty_feed(parsed: Mapping[str, Any], document: str) -> bool:
    """Tell whether the document is a whole feed that has no entries today."""
    if not _ROOT.match(document):
        return bool(parsed["version"]) and not parsed["bozo"]
    return not parsed["bozo"] or _END.search(document[-200:]) is not None


def _read_feed(head: Mapping[str, Any], records: Iterable[Mapping[str, Any]]) -> Feed:
    lang = _text(head, "language")
    return Feed(
        title=_text(head, "title"),
        url=_text(head, "link"),
        lang=lang,
        pause=_read_pause(head),
        entries=tuple(_read_entry(record, feed_lang=lang) for record in records),
    )


def _read_entry(record: Mapping[str, Any], *, feed_lang: str) -> Entry:
    lang = _text(record, "language") or _text(record.get("title_detail"), "language")
    return Entry(
        guid=_text(record, "id"),
        url=_read_link(record),
        title=_text(record, "title"),
        summary=_read_summary(record),
        published=_read_date(record),
        lang="" if lang.lower() == feed_lang.lower() else lang,
    )


def _read_link(record: Mapping[str, Any]) -> str:
    """Return the article's own address before a proxy's; "" if there is none."""
    guid = _text(record, "id")
    proxied = _text(record, "feedburner_origlink")
    link = _text(record, "link")
    # A guid counts as a link by default (RSS 2.0), also where it is just a number.
    if link == guid and not guid.lower().startswith(("http:", "https:", "/")):
        link = ""
    if proxied or link:
        return proxied or link
    links = record.get("links") or ()
    alternates = (_text(one, "href") for one in links if one.get("rel") == "alternate")
    return next(alternates, "") or (
        guid if guid.startswith(("http:", "https:")) else ""
    )


def _read_summary(record: Mapping[str, Any]) -> str:
    """Return the summary, or the content where the summary shows no word."""
    summary = _text(record, "summary")
    if summary and _TAG.sub("", summary).strip():
        return summary
    contents = record.get("content") or ()
    return next((_text(one, "value") for one in contents), "") or summary


def _read_date(record: Mapping[str, Any]) -> datetime | None:
    written = (record[name] for name in _DATES if name in record)
    moments = (parse_date(text) for text in written if isinstance(text, str))
    return next((moment for moment in moments if moment), None)


def _read_pause(head: Mapping[str, Any]) -> timedelta | None:
    """Return how long the publisher asks readers to wait (ttl, sy:update...)."""
    ttl = _text(head, "ttl")
    if ttl.isdecimal() and len(ttl) <= len("525600"):
        return timedelta(minutes=int(ttl)) or None
    period = _PERIODS.get(_text(head, "sy_updateperiod").lower())
    times = _text(head, "sy_updatefrequency")
    if period is None:
        return None
    return period / max(1, int(times)) if times.isdecimal() else period


def _text(record: object, name: str) -> str:
    """Return a field as stripped text; "" where it is absent or something else."""
    value = record.get(name) if isinstance(record, Mapping) else None
    return value.strip() if isinstance(value, str) else ""


def _finish(feed: Feed | Failed, *, base: str) -> Feed | Failed:
    """Return the feed with a plain title and links joined to where it came from."""
    if isinstance(feed, Failed):
        return feed
    return replace(
        feed,
        title=clean_text(feed.title),
        url=_join(base, feed.url),
        entries=tuple(
            replace(entry, url=_join(base, entry.url)) for entry in feed.entries
        ),
    )


def _join(base: str, url: str) -> str:
    try:
        return urljoin(base, url) if url else ""
    except ValueError:
        return ""
