"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .clean import clean_text
from .dates import parse_date
from .types import MOST_ENTRIES, Entry, Failed, FailureKind, Feed
from .url import join_url

#: Fields of which a feed has at least one beside its items.
_TELLING = ("version", "title", "home_page_url", "feed_url")


def parse_json_feed(text: str, *, base: str) -> Feed | Failed:
    """Read a JSON Feed; anything else in JSON is a failure.

    Fields of the wrong type count as absent.

    Args:
        text: The document.
        base: Address that relative links start from.

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
        title=clean_text(_text(document.get("title"))),
        url=join_url(base, _text(document.get("home_page_url"))),
        lang=_text(document.get("language")),
        entries=tuple(
            _read_entry(record, base=base)
            for record in document["items"][:MOST_ENTRIES]
            if isinstance(record, dict)
        ),
    )


def _is_feed(document: object) -> bool:
    return (
        isinstance(document, dict)
        and isinstance(document.get("items"), list)
        and any(isinstance(document.get(name), str) for name in _TELLING)
    )


def _read_entry(record: Mapping[str, Any], *, base: str) -> Entry:
    summary = _first(record, "summary", "content_text", "content_html")
    date = _first(record, "date_published", "date_modified")
    return Entry(
        guid=_text(record.get("id")),
        url=join_url(base, _first(record, "url", "external_url")),
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
