"""Articles with their stories, mentions and declines; the crawl log."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from ..model import Article, KnownArticle, NamingText, PressText, Tags, Text, Visit
from ..week import Week, iter_weeks
from .columns import list_text, moment_text, read_moment
from .database import Store
from .sites import save_site_rules
from .sources import state_row
from .tags import insert_declines, insert_mentions

_NO_STORIES: Mapping[str, str] = MappingProxyType({})
_NO_TAGS: Mapping[str, Tags] = MappingProxyType({})

_KNOWN = """
SELECT key, title, summary, lang, published, story, source, guid FROM article
WHERE key IN (SELECT value FROM json_each(:keys))
UNION
SELECT key, title, summary, lang, published, story, source, guid FROM article
WHERE source = :source AND guid <> '' AND guid IN (SELECT value FROM json_each(:guids))
"""

_RECENT = """
SELECT key, title, summary, lang, published, story, source, guid FROM article
WHERE lang = :lang AND published >= :start AND published < :end
ORDER BY published, key
"""

_TEXTS = """
SELECT title, summary, lang FROM article
WHERE week >= :start AND week < :end
    AND (:sources IS NULL OR source IN (SELECT value FROM json_each(:sources)))
ORDER BY published, key
"""

_PRESS_TEXTS = """
SELECT article.week, source.source_group, article.source, source.outlet,
    article.story, article.published, article.url, article.title, article.summary
FROM article JOIN source ON source.id = article.source
WHERE article.lang = :lang AND article.week >= :start AND article.week < :end
ORDER BY article.published, article.key
"""

_NAMING_TEXTS = """
SELECT article.week, article.source, source.outlet, article.story, article.title,
    article.summary
FROM article JOIN source ON source.id = article.source
WHERE article.lang = :lang AND article.week >= :start AND article.week < :end
ORDER BY article.published, article.key
"""

_INSERT = """
INSERT INTO article (key, source, url, guid, title, summary, lang, published,
    date_from, seen, week, story)
VALUES (:key, :source, :url, :guid, :title, :summary, :lang, :published, :date_from,
    :seen, :week, :story)
ON CONFLICT (key) DO NOTHING
"""

# Date, week and story stay: an edit does not move an article to another week.
# Only the first source edits: two sources may word the same URL differently.
_UPDATE = """
UPDATE article SET title = :title, summary = :summary, lang = :lang
WHERE key = :key AND source = :source
"""

_CARRIED = """
INSERT INTO carrier (article, source, seen)
SELECT key, :source, :seen FROM article
WHERE key IN (SELECT value FROM json_each(:keys)) AND source <> :source
ON CONFLICT DO NOTHING
"""

_SAVE_STATE = """
UPDATE source SET etag = :etag, last_modified = :last_modified,
    body_hash = :body_hash, failures = :failures, next_due = :next_due,
    learned = :learned, moved_to = :moved_to, moving_to = :moving_to,
    moving_times = :moving_times, paused = :paused, refusal = :refusal
WHERE id = :source
"""

_LOG_VISIT = """
INSERT INTO visit (source, at, outcome, detail, seconds, entries, new, changed)
VALUES (:source, :at, :outcome, :detail, :seconds, :entries, :new, :changed)
ON CONFLICT DO NOTHING
"""


def known_articles(
    store: Store,
    keys: Iterable[str],
    *,
    source: str = "",
    guids: Iterable[str] = (),
) -> dict[str, KnownArticle]:
    """Return those of the articles that are stored, by key, in one query.

    Args:
        store: Open for reading.
        keys: Keys of the articles.
        source: Id of a source whose articles are also known by guid.
        guids: Their guids; an article whose link changed has another key.

    """
    rows = store.select(
        _KNOWN,
        {"keys": list_text(keys), "source": source, "guids": list_text(guids)},
    )
    return {row["key"]: _known(row) for row in rows}


def recent_articles(
    store: Store, *, lang: str, start: datetime, end: datetime
) -> list[KnownArticle]:
    """Return the articles of a language published in ``[start, end)``, in order."""
    rows = store.select(
        _RECENT,
        {"lang": lang, "start": moment_text(start), "end": moment_text(end)},
    )
    return [_known(row) for row in rows]


def list_texts(
    store: Store, *, start: Week, end: Week, sources: Iterable[str] | None = None
) -> list[Text]:
    """Return the texts of the articles of the weeks ``[start, end)``, in order.

    With ``sources``, only articles that one of these sources brought first.
    """
    chosen = None if sources is None else list_text(sources)
    values = {"start": str(start), "end": str(end), "sources": chosen}
    rows = store.select(_TEXTS, values)
    return [Text(**row) for row in rows]


def list_press_texts(
    store: Store, *, lang: str, start: Week, end: Week
) -> list[PressText]:
    """Return the articles of a language in the weeks ``[start, end)``, in order."""
    values = {"lang": lang, "start": str(start), "end": str(end)}
    # The same few again and again.
    weeks = {str(week): week for week in iter_weeks(start, end)}
    return [
        PressText(
            week=weeks[row["week"]],
            group=row["source_group"],
            source=row["source"],
            outlet=row["outlet"],
            story=row["story"],
            published=read_moment(row["published"]),
            url=row["url"],
            text=Text(title=row["title"], summary=row["summary"], lang=lang),
        )
        for row in store.select(_PRESS_TEXTS, values)
    ]


def naming_texts(
    store: Store, *, lang: str, start: Week, end: Week
) -> Iterator[NamingText]:
    """Yield the articles of a language in the weeks ``[start, end)``, in order."""
    values = {"lang": lang, "start": str(start), "end": str(end)}
    weeks: dict[str, Week] = {}
    for row in store.select(_NAMING_TEXTS, values):
        text = row.pop("week")
        week = (
            weeks[text] if text in weeks else weeks.setdefault(text, Week.parse(text))
        )
        yield NamingText(week, **row)


def record_visit(
    store: Store,
    visit: Visit,
    *,
    new: Sequence[Article] = (),
    changed: Sequence[Article] = (),
    carried: Collection[str] = (),
    stories: Mapping[str, str] = _NO_STORIES,
    tags: Mapping[str, Tags] = _NO_TAGS,
) -> int:
    """Record everything one visit brought, in one transaction.

    Recording the same visit again changes nothing. A power cut may take the last
    visits back, validators included, so that they are made again (decision 11).

    Args:
        store: Open for writing.
        visit: The log row and the state the next visit must find.
        new: Articles never seen before. One that is stored nevertheless stays as it
            is and counts as carried.
        changed: Stored articles whose title or summary was edited. Taken only from
            the source that brought the article first; otherwise it is carried.
        carried: Keys of all stored articles that the feed holds. Those of another
            source are remembered as carried by this source too.
        stories: Story by article key; an article that is missing starts its own.
        tags: Mentions and declines by key of the new and changed articles.

    Returns:
        The number of articles that were really new.

    """
    with store.transaction(lasting=False) as connection:
        added = [each for each in new if _insert(connection, each, stories)]
        edited = [each for each in changed if _update(connection, each)]
        for article in edited:
            _forget_tags(connection, article.key)
        for article in added + edited:
            _insert_tags(connection, article.key, tags.get(article.key))
        own = {article.key for article in added + edited}
        held = {*carried, *(article.key for article in (*new, *changed))}
        _mark_carried(connection, visit.state.source.id, visit.at, held - own)
        _save_visit(connection, visit, new=len(added), changed=len(edited))
    return len(added)


def record_articles(
    store: Store,
    new: Sequence[Article],
    *,
    stories: Mapping[str, str] = _NO_STORIES,
    tags: Mapping[str, Tags] = _NO_TAGS,
) -> int:
    """Record a batch of archive articles in one transaction.

    Their sources must exist (``add_archive_sources``). An article that is stored
    already stays as it is; one of another source is remembered as carried.

    Returns:
        The number of articles that were really new.

    """
    added = 0
    with store.transaction() as connection:
        for article in new:
            if _insert(connection, article, stories):
                added += 1
                _insert_tags(connection, article.key, tags.get(article.key))
            else:
                _mark_carried(connection, article.source, article.seen, [article.key])
    return added


def _insert(
    connection: sqlite3.Connection, article: Article, stories: Mapping[str, str]
) -> bool:
    row = {
        "key": article.key,
        "source": article.source,
        "url": article.url,
        "guid": article.guid,
        "title": article.text.title,
        "summary": article.text.summary,
        "lang": article.text.lang,
        "published": moment_text(article.published),
        "date_from": article.date_from,
        "seen": moment_text(article.seen),
        "week": str(Week.of(article.published)),
        "story": stories.get(article.key, article.key),
    }
    return connection.execute(_INSERT, row).rowcount == 1


def _update(connection: sqlite3.Connection, article: Article) -> bool:
    row = {
        "key": article.key,
        "source": article.source,
        "title": article.text.title,
        "summary": article.text.summary,
        "lang": article.text.lang,
    }
    return connection.execute(_UPDATE, row).rowcount == 1


def _forget_tags(connection: sqlite3.Connection, key: str) -> None:
    connection.execute("DELETE FROM mention WHERE article = ?", [key])
    connection.execute("DELETE FROM decline WHERE article = ?", [key])


def _insert_tags(connection: sqlite3.Connection, key: str, tags: Tags | None) -> None:
    if tags is not None:
        insert_mentions(connection, key, tags.mentions)
        insert_declines(connection, key, tags.declines)


def _mark_carried(
    connection: sqlite3.Connection, source: str, seen: datetime, keys: Collection[str]
) -> None:
    """Remember those articles that another source brought first."""
    if not keys:
        return
    row = {"source": source, "seen": moment_text(seen), "keys": list_text(keys)}
    connection.execute(_CARRIED, row)


def _save_visit(
    connection: sqlite3.Connection, visit: Visit, *, new: int, changed: int
) -> None:
    connection.execute(_SAVE_STATE, state_row(visit.state))
    save_site_rules(connection, visit.rules)
    connection.execute(
        _LOG_VISIT,
        {
            "source": visit.state.source.id,
            "at": moment_text(visit.at),
            "outcome": visit.outcome,
            "detail": visit.detail,
            "seconds": visit.seconds,
            "entries": visit.entries,
            "new": new,
            "changed": changed,
        },
    )


def _known(row: Mapping[str, Any]) -> KnownArticle:
    return KnownArticle(
        key=row["key"],
        text=Text(title=row["title"], summary=row["summary"], lang=row["lang"]),
        published=read_moment(row["published"]),
        story=row["story"],
        source=row["source"],
        guid=row["guid"],
    )
