"""Which story a new article belongs to, among what the store remembers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from ..model import Article
from ..store.articles import recent_articles
from ..store.database import Store
from .story import WINDOW, StoryIndex

#: Nearly all new articles are younger than this.
_USUAL_REACH = timedelta(days=3)
#: An article older than this finds its story only among those of its own pass:
#: looking further back would cost a new source more than it is worth.
_LONGEST_REACH = timedelta(days=60)
#: Dates a little in the future are trusted, too (``dates.trusted_date``).
_AHEAD = timedelta(days=2)


class Grouping:
    """The recent titles of each language, read once and kept for one pass.

    Args:
        store: Where the articles of earlier passes are.
        now: Moment of the pass, aware.

    """

    def __init__(self, store: Store, *, now: datetime) -> None:
        self._store = store
        self._now = now
        self._indexes: dict[str, StoryIndex] = {}
        self._reaches: dict[str, timedelta] = {}

    def assign(self, new: Sequence[Article]) -> dict[str, str]:
        """Return the story of each new article by key, and remember the articles."""
        stories: dict[str, str] = {}
        for lang in sorted({article.text.lang for article in new}):
            fresh = [article for article in new if article.text.lang == lang]
            oldest = min(article.published for article in fresh)
            stories |= self._index(lang, oldest).assign(fresh)
        return stories

    def _index(self, lang: str, oldest: datetime) -> StoryIndex:
        recent = oldest >= self._now - _USUAL_REACH
        reach = _USUAL_REACH if recent else _LONGEST_REACH
        if lang not in self._indexes or reach > self._reaches[lang]:
            known = recent_articles(
                self._store,
                lang=lang,
                start=self._now - reach - WINDOW,
                end=self._now + _AHEAD + WINDOW,
            )
            self._indexes[lang] = StoryIndex(known)
            self._reaches[lang] = reach
        return self._indexes[lang]
