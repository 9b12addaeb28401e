"""From a result to a reading: all that needs neither network nor database."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from .article import make_articles
from .parse import parse_feed
from .types import Failed, Fetched, Reading, Result


def read_result(result: Result, *, seen: datetime) -> Reading:
    """Parse what was fetched; a body that we know is not parsed again.

    Args:
        result: What was fetched.
        seen: Moment of the visit, aware.

    """
    outcome = result.outcome
    if not isinstance(outcome, Fetched):
        return Reading(result)
    body_hash = hash_body(outcome.content)
    # Readings wait to be recorded, and may come from another process: no ballast.
    empty = replace(result, outcome=replace(outcome, content=b""))
    if body_hash == result.state.body_hash:
        return Reading(empty, body_hash)
    feed = parse_feed(outcome)
    if isinstance(feed, Failed):
        return Reading(replace(result, outcome=feed))
    articles = make_articles(feed, result.state.source, seen=seen)
    return Reading(empty, body_hash, feed, articles)


def hash_body(content: bytes) -> str:
    """Return the SHA-256 of a body, in hex.

    >>> hash_body(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(content).hexdigest()
