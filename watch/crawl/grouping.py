"""Which story a new article belongs to, among what the store remembers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from ..model import Article
from ..store.articles import recent_articles
from ..store.database import Store
from .story import StoryIndex, list_periods, span_of

#: An article older than this finds its story only among those of its own pass:
#: looking further back would cost a new source more than it is worth.
_REACH = timedelta(days=60)


class Grouping:
    """The titles of some days in each language, read once and kept for one pass.

    Args:
        store: Where the articles of earlier passes are.
        now: Moment of the pass, aware.

    """

    def __init__(self, store: Store, *, now: datetime) -> None:
        self._store = store
        self._oldest = now - _REACH
        self._index = StoryIndex()
        self._loaded: set[tuple[str, int]] = set()

    def assign(self, new: Sequence[Article]) -> dict[str, str]:
        """Return the story of each new article by key, and remember the articles."""
        needed = {
            (article.text.lang, period)
            for article in new
            if article.published >= self._oldest
            for period in list_periods(article.published)
        }
        for lang, period in sorted(needed - self._loaded):
            start, end = span_of(period)
            known = recent_articles(self._store, lang=lang, start=start, end=end)
            self._index.remember(known, period=period)
        self._loaded |= needed
        return self._index.assign(new)
