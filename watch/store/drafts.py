"""What a draft tells beside the evidence of its digest."""

from __future__ import annotations

from typing import NamedTuple

from ..model import Span
from ..week import Week
from .columns import read_spans
from .database import Store

# CROSS JOIN fixes the order: mentions are few, articles many.
_SUMMARIES = """
SELECT article.url, article.summary, mention.spans
FROM mention
CROSS JOIN article ON article.key = mention.article
WHERE mention.signal = :signal AND article.week >= :start AND article.week < :end
ORDER BY article.published, article.key
"""

_LAST_WEEK = """
SELECT max(article.week) AS week
FROM mention
CROSS JOIN article ON article.key = mention.article
WHERE mention.signal = :signal AND article.week < :end
"""


class Summary(NamedTuple):
    """The summary of an article that mentions a signal only there."""

    #: Link of the article.
    url: str
    #: The whole summary.
    text: str
    #: The first words of it that matched.
    span: Span


def mentioning_summaries(
    store: Store, signal: str, *, start: Week, end: Week
) -> list[Summary]:
    """Return where summaries, not titles, mention a signal in ``[start, end)``."""
    bounds = {"signal": signal, "start": str(start), "end": str(end)}
    found = []
    for row in store.select(_SUMMARIES, bounds):
        spans = read_spans(row["spans"])
        if row["url"] and all(span.field == "summary" for span in spans):
            found.append(Summary(row["url"], row["summary"], spans[0]))
    return found


def last_week_of(store: Store, signal: str, *, end: Week) -> Week | None:
    """Return the last week before ``end`` in which a signal was mentioned."""
    (row,) = store.select(_LAST_WEEK, {"signal": signal, "end": str(end)})
    return Week.parse(row["week"]) if row["week"] else None
