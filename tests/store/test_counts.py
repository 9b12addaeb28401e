"""Counts, exposures, measures and the cache analysts read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sample_sources import LENS, LOUPE
from store_samples import ECHO, NOW, SOURCES, make_article, make_decline, tagged

from watch.model import Exposure, MentionCount, Phase, Trend
from watch.store.articles import record_articles
from watch.store.counts import (
    exposures,
    first_week,
    load_trends,
    mention_counts,
    refresh_counts,
    save_trends,
)
from watch.store.database import Store
from watch.store.digests import last_digest_week, save_digest
from watch.store.evidence import decline_reports, mention_reports
from watch.store.sources import sync_sources
from watch.week import Week

W34 = Week(2026, 34)
W35 = Week(2026, 35)


@pytest.fixture(autouse=True)
def _press(store: Store) -> None:
    """Record two French articles of one story, an English one, one a week later."""
    sync_sources(store, SOURCES)
    first = make_article("one", source=LOUPE)
    copy = make_article("copy", source=ECHO, published=NOW + timedelta(hours=2))
    english = make_article("english", source=LENS, published=NOW + timedelta(days=1))
    plain = make_article("plain", source=LENS, published=NOW + timedelta(days=2))
    later = make_article("later", source=LOUPE, published=W35.start)
    record_articles(
        store,
        [first, copy, english, plain, later],
        stories={copy.key: first.key},
        tags={
            first.key: tagged("metaverse", "gen-alpha"),
            copy.key: tagged("metaverse", declines=1),
            english.key: tagged("metaverse"),
            later.key: tagged("metaverse", declines=1),
        },
    )


def test_mentions_are_counted_by_article_in_a_fixed_order(store: Store) -> None:
    """Each mention is one row with the source, outlet and story to count by."""
    story = make_article("one").key
    first = MentionCount(
        week=W34, lang="fr", group="general", source="loupe", outlet="La Loupe",
        signal="gen-alpha", story=story,
    )  # fmt: skip
    assert mention_counts(store, start=W34, end=W35) == [
        MentionCount(
            week=W34, lang="en", group="tech", source="lens", outlet="The Lens",
            signal="metaverse", story=make_article("english").key,
        ),
        first,
        replace(first, signal="metaverse"),
        replace(
            first, signal="metaverse", group="tech", source="echo", outlet="Echo"
        ),
    ]  # fmt: skip


def test_exposure_is_all_articles_of_a_source(store: Store) -> None:
    """Articles without a mention are counted too; weeks are half-open."""
    assert exposures(store, start=W34, end=W35) == [
        Exposure(week=W34, lang="en", group="tech", source="lens", articles=2),
        Exposure(week=W34, lang="fr", group="tech", source="echo", articles=1),
        Exposure(week=W34, lang="fr", group="general", source="loupe", articles=1),
    ]
    assert exposures(store, start=W35, end=W35 + 1) == [
        Exposure(week=W35, lang="fr", group="general", source="loupe", articles=1)
    ]
    assert exposures(store, start=W34, end=W34) == []


def test_first_week_is_the_oldest(store: Store) -> None:
    """The oldest week with an article is found; without articles there is none."""
    assert first_week(store) == W34
    with store.transaction() as connection:
        connection.execute("DELETE FROM article")
    assert first_week(store) is None


def test_the_cache_counts_stories_outlets_and_zeros(store: Store) -> None:
    """Each signal has a row for each group that published, and a rate."""
    refresh_counts(store, start=W34, end=W35)
    refresh_counts(store, start=W34, end=W35)
    rows = store.select(
        "SELECT lang, source_group, signal, articles, stories, sources, exposure, rate "
        "FROM v_weekly ORDER BY lang, source_group, signal"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("en", "tech", "gen-alpha", 0, 0, 0, 2, 0.0),
        ("en", "tech", "metaverse", 1, 1, 1, 2, 5000.0),
        ("fr", "general", "gen-alpha", 1, 1, 1, 1, 10000.0),
        ("fr", "general", "metaverse", 1, 1, 1, 1, 10000.0),
        ("fr", "tech", "gen-alpha", 0, 0, 0, 1, 0.0),
        ("fr", "tech", "metaverse", 1, 1, 1, 1, 10000.0),
    ]


def test_evidence_comes_oldest_first_with_its_outlet(store: Store) -> None:
    """Reports carry the article behind them, in the order of publication."""
    reports = mention_reports(store, start=W34, end=W35)
    assert [(report.signal, report.article.outlet) for report in reports] == [
        ("gen-alpha", "La Loupe"),
        ("metaverse", "La Loupe"),
        ("metaverse", "Echo"),
        ("metaverse", "The Lens"),
    ]
    declines = decline_reports(store, start=W34, end=W35 + 1)
    assert [report.decline for report in declines] == [make_decline()] * 2
    assert [report.article.source for report in declines] == ["echo", "loupe"]


TREND = Trend(
    week=W34,
    lang="fr",
    signal="metaverse",
    stories=3,
    articles=4,
    sources=2,
    exposure=900,
    baseline=1.5,
    ratio=22.25,
    p=1e-9,
    q=4e-9,
    phase=Phase.EMERGING,
    alarm=True,
    warnings=("few-articles", "seasonal"),
    history=(0, 1, 3),
    interval=(4.5, 80.25),
    concentration=0.5,
)
UNKNOWN = replace(
    TREND,
    signal="gen-alpha",
    baseline=None,
    ratio=None,
    p=None,
    q=None,
    phase=None,
    alarm=False,
    warnings=(),
    interval=None,
    concentration=None,
)


def test_measures_come_back_as_saved(store: Store) -> None:
    """What was measured is read back whole, also where nothing is known."""
    save_trends(store, [TREND, UNKNOWN])
    assert load_trends(store, W34) == [UNKNOWN, TREND]
    assert load_trends(store, W35) == []


def test_new_measures_replace_those_of_their_week_and_language(store: Store) -> None:
    """A signal that is no longer measured goes; other languages stay."""
    english = replace(TREND, lang="en")
    save_trends(store, [TREND, UNKNOWN, english])
    save_trends(store, [replace(TREND, stories=4)])
    assert load_trends(store, W34) == [english, replace(TREND, stories=4)]


def test_a_digest_keeps_its_first_moment_while_its_text_stays(store: Store) -> None:
    """Writing the same digest again changes nothing; another text is a new one."""
    assert last_digest_week(store) is None
    for days, markdown in ((0, "a"), (1, "a")):
        moment = NOW + timedelta(days=days)
        save_digest(store, W34, lang="fr", markdown=markdown, now=moment)
    created = "SELECT created FROM v_digests"
    assert store.select(created) == [{"created": "2026-08-17T06:00:00Z"}]
    save_digest(store, W34, lang="fr", markdown="b", now=NOW + timedelta(days=2))
    assert store.select(created) == [{"created": "2026-08-19T06:00:00Z"}]
    assert last_digest_week(store) == W34
