"""Stories: near-duplicate articles of several outlets count as one.

How and why it is decided by titles: docs/explanation/stories.md.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import numpy as np

from ..model import Article, KnownArticle

#: An article joins a story whose first article is at most this far away.
WINDOW = timedelta(hours=72)
#: Share of common 4-grams (Jaccard) from which two titles tell the same story.
SIMILAR = 0.5
#: The same within one source, whose rubrics and series have similar titles.
SIMILAR_INSIDE = 0.8
#: Shorter titles (in 4-grams) are often rubrics: only equal ones of other sources
#: match.
SHORT = 24

_GRAM = 4
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+")
_ACCENT = re.compile("[\u0300-\u036f]")


def assign_stories(
    new: Sequence[Article], recent: Sequence[KnownArticle]
) -> dict[str, str]:
    """Return the story of each new article, by article key.

    For several feeds in a row keep one ``StoryIndex`` instead.

    Args:
        new: Articles that are not stored yet.
        recent: Stored articles of the same languages, from ``WINDOW`` before the
            first new one to ``WINDOW`` after the last. They stay in their stories.

    """
    return StoryIndex(recent).assign(new)


class StoryIndex:
    """The titles of recent articles, in which new ones find their story.

    An article joins the story of the most similar title of its language; the id of
    a story is the key of its first article. The same articles in the same calls
    give the same stories.
    """

    def __init__(self, recent: Iterable[KnownArticle] = ()) -> None:
        self._shelves: dict[str, _Shelf] = {}
        known = sorted(recent, key=lambda article: (article.published, article.key))
        begins = {article.key: article.published for article in known}
        for article in known:
            # A story that began before the window takes in no more articles.
            if article.story in begins:
                story = _Story(article.story, begins[article.story])
                title = _read_title(article.text.title)
                self._shelf(article.text.lang).add(title, article.source, story)

    def assign(self, new: Iterable[Article]) -> dict[str, str]:
        """Return the story of each new article by key, and remember the articles."""
        stories = {}
        for article in sorted(new, key=lambda one: (one.published, one.key)):
            shelf = self._shelf(article.text.lang)
            title = _read_title(article.text.title)
            story = shelf.find(title, article.source, article.published) or _Story(
                article.key, article.published
            )
            shelf.add(title, article.source, story)
            stories[article.key] = story.id
        return stories

    def _shelf(self, lang: str) -> _Shelf:
        return self._shelves.setdefault(lang, _Shelf())


@dataclass(frozen=True, slots=True)
class _Story:
    """A story that new articles may join."""

    #: Key of its first article.
    id: str
    #: When that was published.
    begin: datetime

    def holds(self, moment: datetime) -> bool:
        return abs(moment - self.begin) <= WINDOW


@dataclass(frozen=True, slots=True)
class _Title:
    """A title as it is compared."""

    #: Words without case, accents and punctuation.
    words: str
    #: The same with each number as 0.
    pattern: str
    #: The runs of four characters in the pattern.
    grams: frozenset[str]

    @property
    def is_short(self) -> bool:
        return len(self.grams) < SHORT


def _read_title(title: str) -> _Title:
    plain = _ACCENT.sub("", unicodedata.normalize("NFKD", title.casefold()))
    words = " ".join(_WORD.findall(plain))
    pattern = _NUMBER.sub("0", words)
    ends = range(_GRAM, len(pattern) + 1)
    return _Title(
        words, pattern, frozenset([pattern[end - _GRAM : end] for end in ends])
    )


@dataclass(slots=True)
class _Pattern:
    """What was told under titles that differ in numbers only: maybe a series."""

    #: The last story by the very words of the title, with its source.
    by_words: dict[str, tuple[str, _Story]] = field(default_factory=dict)
    #: The last story of each source, the newest last.
    by_source: dict[str, _Story] = field(default_factory=dict)

    def find_other(
        self, source: str, moment: datetime, *, inside: bool
    ) -> _Story | None:
        """Return the newest story; of the same source only if ``inside``."""
        for other, story in reversed(self.by_source.items()):
            if (inside or other != source) and story.holds(moment):
                return story
        return None


@dataclass(slots=True)
class _Shelf:
    """The titles of one language, by pattern and by 4-gram."""

    #: All patterns.
    patterns: dict[str, _Pattern] = field(default_factory=dict)
    #: Those that are not short, in order of arrival, and their numbers of 4-grams.
    listed: list[_Pattern] = field(default_factory=list)
    sizes: array[int] = field(default_factory=lambda: array("q"))
    #: Places in ``listed`` of the patterns that hold a 4-gram.
    holders: defaultdict[str, array[int]] = field(
        default_factory=lambda: defaultdict(partial(array, "q"))
    )

    def add(self, title: _Title, source: str, story: _Story) -> None:
        pattern = self.patterns.get(title.pattern)
        if pattern is None:
            pattern = self.patterns[title.pattern] = _Pattern()
            if not title.is_short:
                for gram in title.grams:
                    self.holders[gram].append(len(self.listed))
                self.listed.append(pattern)
                self.sizes.append(len(title.grams))
        pattern.by_words[title.words] = (source, story)
        pattern.by_source.pop(source, None)
        pattern.by_source[source] = story

    def find(self, title: _Title, source: str, moment: datetime) -> _Story | None:
        """Return the story of the most similar title, or None."""
        own = self.patterns.get(title.pattern)
        if own and title.words in own.by_words:
            other, story = own.by_words[title.words]
            if story.holds(moment) and not (title.is_short and source == other):
                return story
        if title.is_short:
            return None
        for pattern, share in self._similar(title):
            inside = share >= SIMILAR_INSIDE
            # Titles that differ in numbers only are a series, not a story.
            if pattern is not own and (
                near := pattern.find_other(source, moment, inside=inside)
            ):
                return near
        return None

    def _similar(self, title: _Title) -> Iterator[tuple[_Pattern, float]]:
        """Yield the similar patterns with their share of common 4-grams, best first.

        Of equally similar ones the first comes first.
        """
        grams = title.grams
        holders = b"".join(
            [self.holders[gram] for gram in grams if gram in self.holders]
        )
        common = np.bincount(np.frombuffer(holders, np.int64))
        likely = np.flatnonzero(common >= SIMILAR * len(grams))
        common = common[likely]
        sizes = np.frombuffer(self.sizes, np.int64)[likely]
        shares = common / (sizes + len(grams) - common)
        for at in np.argsort(-shares, kind="stable"):
            if shares[at] < SIMILAR:
                return
            yield self.listed[likely[at]], float(shares[at])
