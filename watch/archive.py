"""Import an archive of articles: `trendwatch import`.

::

    for each file, so that memory holds one file at a time:
        articles = make_article of read_rows(path)  # a bad row is reported, skipped
        add_archive_sources(store, sources)         # those the store does not know
        for each batch, oldest first:
            new     = those not in known_articles(store, batch)
            stories = assign_stories(new, recent_articles(store, ...))
            tags    = tagger.tag of each
            record_articles(store, new, stories, tags)        # one transaction

Rerunning changes nothing, and an import that was interrupted goes on where it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from .archive_file import REQUIRED, Row, check_file, read_rows
from .crawl.article import make_text
from .crawl.clean import clean_text
from .crawl.story import WINDOW, assign_stories
from .crawl.url import LONGEST_URL, canonical_url, url_key
from .crawl.visit import TextTagger
from .model import Article
from .store.articles import known_articles, recent_articles, record_articles
from .store.database import Store
from .store.sources import add_archive_sources

#: Articles in one transaction.
BATCH = 2000
#: Bad rows whose problem is kept; the others are only counted.
KEPT_PROBLEMS = 100

_LANG = re.compile(r"([a-z]{2,3})(?:[-_]\w+)*", re.IGNORECASE)
_CENTURIES = range(1900, 2100)

#: Called after each batch with the file, the rows recorded and the rows to record.
Progress = Callable[[Path, int, int], None]


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import did."""

    #: Articles recorded for the first time.
    new: int
    #: Rows whose article was stored before, or that repeat an earlier row.
    known: int
    #: Rows that were skipped.
    bad: int
    #: The first ``KEPT_PROBLEMS`` of them, as ``file:line: reason``.
    problems: tuple[str, ...]


def import_archive(
    store: Store,
    tagger: TextTagger,
    paths: Sequence[Path],
    *,
    now: datetime,
    on_progress: Progress = lambda _path, _done, _rows: None,
) -> ImportSummary:
    """Import archive files; unknown sources become archive sources.

    The dates of an archive are trusted however old they are.

    Args:
        store: Open for writing.
        tagger: Finds mentions and declines.
        paths: JSON Lines or CSV files, plain or gzip.
        now: When the articles are first seen, aware.
        on_progress: Called after each batch.

    Raises:
        ArchiveError: a file can't be read at all; those before it are imported,
            unless it does not even exist.

    """
    for path in paths:
        check_file(path)
    new = known = 0
    bad: list[str] = []
    for path in paths:
        articles, problems, rows = _read(path, now=now)
        bad += problems
        add_archive_sources(
            store, {one.source: one.text.lang for one in reversed(articles)}
        )
        recorded = 0
        for start in range(0, len(articles), BATCH):
            batch = articles[start : start + BATCH]
            recorded += _record(store, tagger, batch)
            on_progress(path, start + len(batch), len(articles))
        new += recorded
        known += rows - len(problems) - recorded
    return ImportSummary(new, known, len(bad), tuple(bad[:KEPT_PROBLEMS]))


def _read(path: Path, *, now: datetime) -> tuple[list[Article], list[str], int]:
    """Return the articles of a file, oldest first, its problems, its rows.

    An article is there once for each source that carried it.
    """
    articles: dict[tuple[str, str], Article] = {}
    problems = []
    rows = 0
    for row in read_rows(path):
        rows += 1
        try:
            article = _make_article(row, now=now)
        except ValueError as error:
            problems.append(f"{path}:{row.line}: {error}")
        else:
            articles.setdefault((article.key, article.source), article)
    oldest_first = sorted(articles.values(), key=lambda one: (one.published, one.key))
    return oldest_first, problems, rows


def _make_article(row: Row, *, now: datetime) -> Article:
    """Return the article of a row; raise ``ValueError`` in the user's words."""
    if row.problem:
        raise ValueError(row.problem)
    values = row.fields
    if missing := [column for column in REQUIRED if not values[column]]:
        raise ValueError(f"has no {' and no '.join(missing)}")
    lang = _LANG.fullmatch(values["lang"])
    if lang is None:
        raise ValueError(f'lang "{values["lang"]}" is not a language code like fr')
    url = canonical_url(values["url"])
    if not url:
        raise ValueError(
            f'url "{values["url"][:80]}" is not an http address of at most '
            f"{LONGEST_URL} characters"
        )
    return Article(
        key=url_key(url),
        url=url,
        source=clean_text(values["source"]),
        guid="",
        text=make_text(
            values["title"], values.get("summary", ""), lang=lang[1].lower()
        ),
        published=_read_date(values["published"]),
        date_from="feed",
        seen=now,
    )


def _read_date(written: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        moment = None
    if moment is None or moment.year not in _CENTURIES:
        raise ValueError(
            f'published "{written[:40]}" is not a date like 2026-08-24 or '
            "2026-08-24T05:30:00Z"
        )
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _record(store: Store, tagger: TextTagger, batch: Sequence[Article]) -> int:
    """Record what is new in a batch, oldest first; return how many articles were."""
    known = known_articles(store, {article.key for article in batch})
    fresh = [article for article in batch if article.key not in known]
    carried = [
        article
        for article in batch
        if article.key in known and article.source != known[article.key].source
    ]
    if not fresh and not carried:
        return 0
    return record_articles(
        store,
        [*fresh, *carried],
        stories=_group(store, fresh),
        tags={article.key: tagger.tag(article.text) for article in fresh},
    )


def _group(store: Store, fresh: Sequence[Article]) -> dict[str, str]:
    """Return the story of each article among those of its language and days."""
    stories: dict[str, str] = {}
    for lang in sorted({article.text.lang for article in fresh}):
        new = [article for article in fresh if article.text.lang == lang]
        recent = recent_articles(
            store,
            lang=lang,
            start=new[0].published - WINDOW,
            end=new[-1].published + WINDOW + timedelta(seconds=1),
        )
        stories |= assign_stories(new, recent)
    return stories
