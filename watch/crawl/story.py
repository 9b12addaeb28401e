"""Stories: near-duplicate articles of several outlets count as one.

How and why it is decided by titles: docs/explanation/stories.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import chain

from ..model import Article, KnownArticle

#: An article joins a story whose first article is at most this far away.
WINDOW = timedelta(hours=72)
#: Share of common 4-grams (Jaccard) from which two titles tell the same story.
SIMILAR = 0.5
#: The same within one source, whose rubrics and series have similar titles.
SIMILAR_INSIDE = 0.8
#: Shorter titles (in characters) are often rubrics: only equal ones of other sources
#: match.
SHORT = 27

#: Two titles are compared if so many times their common long words are at least the
#: long words of both. No similar pair of 24,000 real titles needed more.
_SHARED = 5
_LONG_WORD = re.compile(r"\w{4,}")

_GRAM = 4
#: Stories are kept by the period in which they began: a moment is held by stories of
#: at most two.
_PERIOD = 2 * WINDOW
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+")
_ACCENT = re.compile("[\u0300-\u036f]+")


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
        #: By language and period in which the stories began.
        self._shelves: defaultdict[tuple[str, int], _Shelf] = defaultdict(_Shelf)
        self.remember(recent)

    def remember(
        self, known: Iterable[KnownArticle], *, period: int | None = None
    ) -> None:
        """Take in stored articles whose stories began among them.

        Args:
            known: The articles; a story that began before them takes in no more.
            period: Only stories that began in this period; None: all.

        """
        oldest_first = sorted(
            known, key=lambda article: (article.published, article.key)
        )
        begins = {article.key: article.published for article in oldest_first}
        for article in oldest_first:
            begin = begins.get(article.story)
            if begin is not None and period in {None, _period(begin)}:
                title = _read_title(article.text.title)
                self._add(title, article, _Story(article.story, begin))

    def assign(self, new: Iterable[Article]) -> dict[str, str]:
        """Return the story of each new article by key, and remember the articles."""
        stories = {}
        for article in sorted(new, key=lambda one: (one.published, one.key)):
            title = _read_title(article.text.title)
            story = self._find(title, article) or _Story(article.key, article.published)
            self._add(title, article, story)
            stories[article.key] = story.id
        return stories

    def _add(
        self, title: _Title, article: Article | KnownArticle, story: _Story
    ) -> None:
        shelf = self._shelves[article.text.lang, _period(story.begin)]
        shelf.add(title, article.source, story)

    def _find(self, title: _Title, article: Article) -> _Story | None:
        """Return the story of the most similar title, or None."""
        moment, lang = article.published, article.text.lang
        shelves = [self._shelves[lang, period] for period in list_periods(moment)]
        if not title.words:
            return None
        for shelf in shelves:
            if story := shelf.find_equal(title, article.source, moment):
                return story
        if title.is_short:
            return None
        similar = [
            found for shelf in shelves for found in shelf.list_similar(title, moment)
        ]
        for share, pattern in sorted(similar, key=lambda one: -one[0]):
            inside = share >= SIMILAR_INSIDE
            if story := pattern.find_other(article.source, moment, inside=inside):
                return story
        return None


def list_periods(moment: datetime) -> tuple[int, int]:
    """Return the periods in which the stories began that hold a moment."""
    first = _period(moment - WINDOW)
    return first, first + 1


def span_of(period: int) -> tuple[datetime, datetime]:
    """Return the half-open span of all articles of stories that began in a period."""
    start = _EPOCH + period * _PERIOD
    return start - WINDOW, start + _PERIOD + WINDOW


def _period(moment: datetime) -> int:
    return (moment - _EPOCH) // _PERIOD


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
    #: The long words of the pattern.
    long_words: frozenset[str]

    @property
    def is_short(self) -> bool:
        return len(self.pattern) < SHORT


def _read_title(title: str) -> _Title:
    plain = title.casefold()
    if not plain.isascii():
        plain = _ACCENT.sub("", unicodedata.normalize("NFKD", plain))
    words = " ".join(_WORD.findall(plain))
    pattern = _NUMBER.sub("0", words)
    return _Title(words, pattern, frozenset(_LONG_WORD.findall(pattern)))


@lru_cache(maxsize=1024)
def _grams(pattern: str) -> frozenset[str]:
    ends = range(_GRAM, len(pattern) + 1)
    return frozenset([pattern[end - _GRAM : end] for end in ends])


def _similarity(one: str, other: str) -> float:
    """Return the share of common 4-grams of two patterns, 0 to 1 (Jaccard)."""
    mine, theirs = _grams(one), _grams(other)
    common = len(mine & theirs)
    return common / (len(mine) + len(theirs) - common)


@dataclass(slots=True)
class _Pattern:
    """What was told under titles that differ in numbers only: maybe a series."""

    #: The title with each number as 0.
    text: str
    #: The last story by the very words of the title, with its source.
    by_words: dict[str, tuple[str, _Story]] = field(default_factory=dict)
    #: The last story of each source, the newest last.
    by_source: dict[str, _Story] = field(default_factory=dict)

    def holds(self, moment: datetime) -> bool:
        """Tell whether a story may take in an article of this moment."""
        return any(story.holds(moment) for story in self.by_source.values())

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
    """The titles of one language and period, by pattern and by long word."""

    #: All patterns by text.
    patterns: dict[str, _Pattern] = field(default_factory=dict)
    #: Those that are not short, in order of arrival, and their numbers of long words.
    listed: list[_Pattern] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    #: Places in ``listed`` of the patterns that hold a long word.
    holders: dict[str, list[int]] = field(default_factory=dict)

    def add(self, title: _Title, source: str, story: _Story) -> None:
        pattern = self.patterns.get(title.pattern)
        if pattern is None:
            pattern = self.patterns[title.pattern] = _Pattern(title.pattern)
            if not title.is_short:
                self._list(pattern, title.long_words)
        pattern.by_words[title.words] = (source, story)
        pattern.by_source.pop(source, None)
        pattern.by_source[source] = story

    def find_equal(self, title: _Title, source: str, moment: datetime) -> _Story | None:
        """Return the last story under the very words of a title, or None."""
        pattern = self.patterns.get(title.pattern)
        if pattern and title.words in pattern.by_words:
            other, story = pattern.by_words[title.words]
            if story.holds(moment) and not (title.is_short and source == other):
                return story
        return None

    def _list(self, pattern: _Pattern, long_words: Collection[str]) -> None:
        for word in long_words:
            self.holders.setdefault(word, []).append(len(self.listed))
        self.listed.append(pattern)
        self.sizes.append(len(long_words))

    def list_similar(
        self, title: _Title, moment: datetime
    ) -> list[tuple[float, _Pattern]]:
        """Return the similar patterns with their similarity, in order of arrival.

        Titles that differ in numbers only are a series, not a story: the pattern of
        the title itself is left out.
        """
        words = title.long_words
        shared = Counter(
            chain.from_iterable(self.holders.get(word, ()) for word in words)
        )
        likely = sorted(
            place
            for place, common in shared.items()
            if _SHARED * common >= self.sizes[place] + len(words)
        )
        patterns = [self.listed[place] for place in likely]
        found = [
            (_similarity(title.pattern, pattern.text), pattern)
            for pattern in patterns
            if pattern.text != title.pattern and pattern.holds(moment)
        ]
        return [(share, pattern) for share, pattern in found if share >= SIMILAR]
