"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .dates import parse_date
from .types import Entry, Failed, FailureKind, Feed

#: Fields of which a feed has at least one beside its items.
_TELLING = ("version", "title", "home_page_url", "feed_url")


def parse_json_feed(text: str) -> Feed | Failed:
    """Read a JSON Feed; anything else in JSON is a failure.

    Fields of the wrong type count as absent. Links may be relative.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return Failed(
            FailureKind.SOFT,
            "the address answers with broken JSON: the feed was cut off or is not one",
        )
    if not _is_feed(document):
        return Failed(
            FailureKind.HARD,
            "the address answers with JSON that is not a feed (https://www.jsonfeed.org)",
        )
    return Feed(
        title=_text(document.get("title")),
        url=_text(document.get("home_page_url")),
        lang=_text(document.get("language")),
        entries=tuple(
            _read_entry(record)
            for record in document["items"]
            if isinstance(record, dict)
        ),
    )


def _is_feed(document: object) -> bool:
    return (
        isinstance(document, dict)
        and isinstance(document.get("items"), list)
        and any(isinstance(document.get(name), str) for name in _TELLING)
    )


def _read_entry(record: Mapping[str, Any]) -> Entry:
    summary = _first(record, "summary", "content_text", "content_html")
    date = _first(record, "date_published", "date_modified")
    return Entry(
        guid=_text(record.get("id")),
        url=_first(record, "url", "external_url"),
        title=_text(record.get("title")),
        summary=summary,
        published=parse_date(date),
        lang=_text(record.get("language")),
    )


def _first(record: Mapping[str, Any], *names: str) -> str:
    """Return the first of the fields that holds text; "" if none does."""
    return next((text for name in names if (text := _text(record.get(name)))), "")


def _text(value: object) -> str:
    """Return text, or a number as text: some feeds number their ids."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int) and value is not True else ""
