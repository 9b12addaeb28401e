"""Articles, the visits that bring them, and what is known of them later."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_sources import LENS, LOUPE
from store_samples import (
    ECHO,
    NOW,
    SOURCES,
    make_article,
    make_mention,
    make_visit,
    tagged,
)

from watch.model import Article, KnownArticle, Mention, Span, Tags, Text
from watch.store.articles import (
    known_articles,
    recent_articles,
    record_articles,
    record_visit,
)
from watch.store.columns import read_moment
from watch.store.database import Store, open_store
from watch.store.evidence import mention_reports
from watch.store.sources import list_sources, sync_sources
from watch.week import Week


def make_known(article: Article, *, published: datetime, story: str) -> KnownArticle:
    """Return what the store remembers of an article."""
    return KnownArticle(
        article.key, article.text, published, story, article.source, article.guid
    )


@pytest.fixture(autouse=True)
def _sources(store: Store) -> None:
    sync_sources(store, SOURCES)


def dump(store: Store) -> list[str]:
    """Return the whole database as SQL."""
    return list(store.db.conn.iterdump())


def test_a_visit_leaves_everything_it_brought(store: Store) -> None:
    """Articles, stories, mentions, state and log are there after one call."""
    first, second = make_article("one"), make_article("two")
    added = record_visit(
        store,
        make_visit(),
        new=[first, second],
        stories={second.key: first.key},
        tags={first.key: tagged("metaverse", "gen-alpha", declines=2)},
    )
    assert added == 2
    assert known_articles(store, [first.key, second.key, "unknown"]) == {
        first.key: make_known(first, published=NOW, story=first.key),
        second.key: make_known(second, published=NOW, story=first.key),
    }
    states = {state.source.id: state for state in list_sources(store)}
    assert states["loupe"] == make_visit().state
    assert store.select("SELECT signal FROM v_mentions ORDER BY 1") == [
        {"signal": "gen-alpha"},
        {"signal": "metaverse"},
    ]
    assert store.select("SELECT count(*) AS n FROM v_declines") == [{"n": 2}]
    assert store.select("SELECT * FROM visit") == [
        {
            "source": "loupe", "at": "2026-08-17T06:00:00Z", "outcome": "fetched",
            "detail": "", "seconds": 0.25, "entries": 3, "new": 2, "changed": 0,
        }
    ]  # fmt: skip


def test_recording_twice_changes_nothing(store: Store) -> None:
    """The same visit again leaves the database as it is, bit for bit."""
    article = make_article("one")
    tags = {article.key: tagged("metaverse", declines=1)}
    assert record_visit(store, make_visit(), new=[article], tags=tags) == 1
    before = dump(store)
    assert record_visit(store, make_visit(), new=[article], tags=tags) == 0
    assert dump(store) == before


def test_importing_twice_changes_nothing(store: Store) -> None:
    """An archive batch imported again adds no article and no mention."""
    article = make_article("one")
    tags = {article.key: tagged("metaverse")}
    assert record_articles(store, [article, article], tags=tags) == 1
    before = dump(store)
    assert record_articles(store, [article], tags=tags) == 0
    assert dump(store) == before


def test_an_edited_article_gets_its_text_and_mentions_replaced(store: Store) -> None:
    """An edit changes title and mentions; week, date, first sight and story stay."""
    first, article = make_article("first"), make_article("one")
    stories = {article.key: first.key}
    tags = {article.key: tagged("metaverse", "gen-alpha", declines=2)}
    record_visit(store, make_visit(), new=[first, article], stories=stories, tags=tags)
    edited = replace(
        article,
        text=replace(article.text, title="Another title"),
        published=NOW + timedelta(days=20),
        seen=NOW + timedelta(days=21),
    )
    later = make_visit(at=NOW + timedelta(days=21))
    tags = {article.key: tagged("gender-fluid")}
    assert record_visit(store, later, changed=[edited], tags=tags) == 0
    assert known_articles(store, [article.key]) == {
        article.key: make_known(edited, published=NOW, story=first.key)
    }
    reports = mention_reports(store, start=Week(2026, 34), end=Week(2026, 35))
    assert [report.signal for report in reports] == ["gender-fluid"]
    assert store.select("SELECT * FROM decline") == []
    assert store.select("SELECT changed FROM visit ORDER BY at DESC LIMIT 1") == [
        {"changed": 1}
    ]


def test_an_article_of_another_source_is_carried_not_doubled(store: Store) -> None:
    """The second source of an article is remembered; the first keeps its text."""
    article = make_article("one", source=LOUPE)
    record_visit(store, make_visit(LOUPE), new=[article])
    same = replace(
        article, source=ECHO.id, text=replace(article.text, title="Echo words it")
    )
    visit = make_visit(ECHO)
    record_visit(store, visit, changed=[same], tags={article.key: tagged("metaverse")})
    record_visit(store, visit, carried=[article.key])
    record_visit(store, make_visit(LOUPE), carried=[article.key])
    assert known_articles(store, [article.key])[article.key].text == article.text
    assert store.select("SELECT article, source FROM carrier") == [
        {"article": article.key, "source": "echo"}
    ]
    assert store.select("SELECT source, sources FROM v_articles") == [
        {"source": "loupe", "sources": 2}
    ]
    assert store.select("SELECT * FROM mention") == []


def test_an_archive_article_known_elsewhere_is_carried(store: Store) -> None:
    """Importing another source's article adds no article but remembers the source."""
    article = make_article("one", source=LOUPE)
    record_articles(store, [article, replace(article, source=ECHO.id)])
    assert store.select("SELECT sources FROM v_articles") == [{"sources": 2}]


def test_a_failed_visit_writes_nothing(store: Store) -> None:
    """An error in the middle of a visit undoes all of it."""
    good, bad = make_article("good"), make_article("bad")
    orphan = replace(bad, source="nobody")
    before = dump(store)
    with pytest.raises(sqlite3.IntegrityError):
        record_visit(store, make_visit(), new=[good, orphan])
    assert dump(store) == before


def test_one_visit_is_one_write_transaction(store: Store) -> None:
    """However many articles come, the visit commits once."""
    seen: list[str] = []
    store.db.conn.set_trace_callback(seen.append)
    articles = [make_article(f"n{n}") for n in range(30)]
    record_visit(store, make_visit(), new=articles)
    store.db.conn.set_trace_callback(None)
    assert [sql for sql in seen if sql.startswith(("BEGIN", "COMMIT"))] == [
        "BEGIN IMMEDIATE",
        "COMMIT",
    ]
    assert [sql for sql in seen if sql.lstrip().startswith("SELECT")] == []


def test_recent_articles_are_of_the_language_and_half_open_range(store: Store) -> None:
    """The start is included, the end is not, and the order is by publication."""
    start, end = NOW, NOW + timedelta(days=3)
    late = make_article("late", published=end - timedelta(seconds=1))
    first = make_article("first", published=start)
    outside = make_article("outside", published=end)
    english = make_article("english", source=LENS, published=start)
    record_articles(store, [late, first, outside, english])
    recent = recent_articles(store, lang="fr", start=start, end=end)
    assert [article.key for article in recent] == [first.key, late.key]


# Surrogates can't be UTF-8; texts are cleaned long before they get here.
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
MOMENTS = st.datetimes(
    min_value=datetime(1970, 1, 1),  # noqa: DTZ001  hypothesis adds the zone
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001  hypothesis adds the zone
    timezones=st.sampled_from([UTC]),
).map(lambda moment: moment.replace(microsecond=0))
SPANS = st.builds(
    Span,
    field=st.sampled_from(["title", "summary"]),
    start=st.integers(0, 500),
    end=st.integers(0, 500),
    text=WORDS,
)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """Draw any article of a configured source."""
    return Article(
        key=draw(st.text("0123456789abcdef", min_size=32, max_size=32)),
        url=draw(WORDS),
        source=draw(st.sampled_from([source.id for source in SOURCES])),
        guid=draw(WORDS),
        text=Text(draw(WORDS), draw(WORDS), draw(st.sampled_from(["fr", "en"]))),
        published=draw(MOMENTS),
        date_from=draw(st.sampled_from(["feed", "seen"])),
        seen=draw(MOMENTS),
    )


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(article=articles(), spans=st.lists(SPANS, min_size=1, max_size=3), rule=WORDS)
def test_what_goes_in_comes_out(
    store: Store, article: Article, spans: list[Span], rule: str
) -> None:
    """Any article and mention is read back as it was recorded."""
    with store.transaction() as connection:
        connection.execute("DELETE FROM article")
    mention = Mention("any", rule, "v1", tuple(spans))
    record_articles(store, [article], tags={article.key: Tags((mention,), ())})
    known = known_articles(store, [article.key])[article.key]
    assert known == make_known(article, published=article.published, story=article.key)
    week = Week.of(article.published)
    (report,) = mention_reports(store, start=week, end=week + 1)
    assert (report.article.title, report.article.url) == (
        article.text.title,
        article.url,
    )
    (row,) = store.select("SELECT seen, guid, date_from FROM article")
    assert (read_moment(row["seen"]), row["guid"], row["date_from"]) == (
        article.seen,
        article.guid,
        article.date_from,
    )
    (row,) = store.select("SELECT rule, spans FROM mention")
    assert row["rule"] == rule


def test_words_of_a_mention_are_readable_in_sql(store: Store) -> None:
    """Analysts see the matched words without decoding JSON."""
    article = make_article("one")
    spans = (
        Span("title", 0, 8, "métavers"),
        Span("summary", 4, 18, "mondes virtuels"),
    )
    mention = replace(make_mention(), spans=spans)
    record_articles(store, [article], tags={article.key: Tags((mention,), ())})
    assert store.select("SELECT words FROM v_mentions") == [
        {"words": "métavers | mondes virtuels"}
    ]


def test_closing_and_opening_again_keeps_everything(store: Store) -> None:
    """What was recorded is there for the next process."""
    article = make_article("one")
    record_visit(store, make_visit(), new=[article])
    store.close()
    with open_store(store.path) as again:
        assert set(known_articles(again, [article.key])) == {article.key}
