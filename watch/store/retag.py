"""What re-reading the archive with other rules takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..model import Decline, EvidenceArticle, Mention, Text
from ..week import Week
from .columns import list_text, read_moment
from .counts import first_week, rebuild_counts
from .database import Store
from .tags import insert_declines, insert_mentions, read_decline, read_mention

#: Articles in memory at a time.
_BATCH = 2000

_TEXTS = """
SELECT rowid, key, title, summary, lang FROM article
WHERE rowid > :after ORDER BY rowid LIMIT :size
"""

# CROSS JOIN fixes the order: the articles of a batch, then their few rows.
_MENTIONS = """
SELECT mention.* FROM article CROSS JOIN mention ON mention.article = article.key
WHERE article.rowid > :after AND article.rowid <= :last
ORDER BY mention.article, mention.signal
"""

_DECLINES = """
SELECT decline.* FROM article CROSS JOIN decline ON decline.article = article.key
WHERE article.rowid > :after AND article.rowid <= :last
ORDER BY decline.article, decline.n
"""

# max() chooses the row that the other columns are taken of.
_NEWEST = """
SELECT article.key, max(article.published) AS published, article.story,
    article.title, article.url, article.lang, article.source, source.outlet
FROM json_each(:keys) AS wanted
JOIN article ON article.key = wanted.value
JOIN source ON source.id = article.source
GROUP BY article.story
ORDER BY article.published DESC, article.key LIMIT :limit
"""


@dataclass(frozen=True, slots=True)
class TaggedText:
    """A stored article with its tags."""

    #: Key of the article.
    key: str
    #: What the tagger reads of it.
    text: Text
    #: Mentions, by signal.
    mentions: tuple[Mention, ...]
    #: Declines, in reading order.
    declines: tuple[Decline, ...]


@dataclass(frozen=True, slots=True)
class NewTags:
    """What is to be written for one article."""

    #: Key of the article.
    key: str
    #: Signals whose mention is deleted first.
    forgotten: tuple[str, ...]
    #: Mentions to write.
    mentions: tuple[Mention, ...]
    #: Declines that replace those stored; None = these stay.
    declines: tuple[Decline, ...] | None


def load_versions(store: Store) -> dict[str, str]:
    """Return with which rules the articles were read, by signal.

    A signal that is missing was not looked for; "" = not in all articles, or with
    different rules.
    """
    rows = store.select("SELECT signal, version FROM signal_version")
    return {row["signal"]: row["version"] for row in rows}


def save_versions(store: Store, versions: Mapping[str, str]) -> None:
    """Remember with which rules the articles were read."""
    if load_versions(store) != versions:
        replace_tags(store, (), versions=versions)


def count_articles(store: Store) -> int:
    """Return the number of stored articles."""
    (row,) = store.select("SELECT count(*) AS articles FROM article")
    return int(row["articles"])


def iter_tagged(store: Store) -> Iterator[list[TaggedText]]:
    """Yield all stored articles with their tags, in batches."""
    after = 0
    while rows := store.select(_TEXTS, {"after": after, "size": _BATCH}):
        bounds = {"after": after, "last": rows[-1]["rowid"]}
        mentions = _by_article(store.select(_MENTIONS, bounds))
        declines = _by_article(store.select(_DECLINES, bounds))
        yield [
            TaggedText(
                key=(key := row["key"]),
                text=Text(title=row["title"], summary=row["summary"], lang=row["lang"]),
                mentions=tuple(read_mention(one) for one in mentions.get(key, ())),
                declines=tuple(read_decline(one) for one in declines.get(key, ())),
            )
            for row in rows
        ]
        after = bounds["last"]


def _by_article(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["article"]].append(row)
    return found


def newest_articles(
    store: Store, keys: Iterable[str], *, limit: int
) -> dict[str, EvidenceArticle]:
    """Return the newest of these articles by key, one of each story, newest first."""
    rows = store.select(_NEWEST, {"keys": list_text(keys), "limit": limit})
    return {
        row["key"]: EvidenceArticle(
            story=row["story"],
            published=read_moment(row["published"]),
            title=row["title"],
            url=row["url"],
            lang=row["lang"],
            source=row["source"],
            outlet=row["outlet"],
        )
        for row in rows
    }


def replace_tags(
    store: Store,
    changes: Iterable[NewTags],
    *,
    versions: Mapping[str, str],
    end: Week | None = None,
) -> None:
    """Write new tags and the rules they come from, in one transaction.

    Args:
        store: Open for writing.
        changes: One for each article whose tags change.
        versions: With which rules all articles are read now, by signal.
        end: Rebuild the weekly counts before this week; None = they stay.

    """
    start = first_week(store)
    with store.transaction() as connection:
        for change in changes:
            connection.executemany(
                "DELETE FROM mention WHERE article = ? AND signal = ?",
                [(change.key, signal) for signal in change.forgotten],
            )
            insert_mentions(connection, change.key, change.mentions)
            if change.declines is not None:
                connection.execute(
                    "DELETE FROM decline WHERE article = ?", [change.key]
                )
                insert_declines(connection, change.key, change.declines)
        connection.execute("DELETE FROM signal_version")
        connection.executemany(
            "INSERT INTO signal_version (signal, version) VALUES (?, ?)",
            versions.items(),
        )
        if start is not None and end is not None:
            rebuild_counts(connection, start=start, end=end)
