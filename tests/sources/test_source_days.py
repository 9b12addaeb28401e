"""From the crawl log to days: what the store counts, and what the digest hears."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sample_sources import LOUPE

from watch.analysis import measure_week, replay
from watch.crawl.health import SILENT
from watch.model import Article, Source, SourceDays, SourceState, Text, Visit
from watch.sources.health import report_sources
from watch.store.articles import record_visit
from watch.store.database import Store
from watch.store.overview import list_days
from watch.store.sources import add_archive_sources, sync_sources
from watch.trends.warnings import LOST_DAYS
from watch.week import Week

#: The end of week 34, a Monday at midnight.
NOW = datetime(2026, 8, 24, tzinfo=UTC)
DAY = timedelta(days=1)
LENS = replace(LOUPE, id="lens", url="https://lens.example/rss")


def make_article(name: str, *, at: datetime, source: Source = LOUPE) -> Article:
    """Return an article published, and seen, at a moment."""
    return Article(
        key=f"{name:0>32}",
        url=f"https://press.example/{name}",
        source=source.id,
        guid=name,
        text=Text(title=f"Nouvelle {name}", summary="", lang="fr"),
        published=at,
        date_from="feed",
        seen=at,
    )


def visit(
    store: Store,
    source: Source,
    at: datetime,
    *articles: Article,
    outcome: str = "fetched",
) -> None:
    """Record a visit that brought articles."""
    one = Visit(
        state=SourceState(source),
        at=at,
        outcome=outcome,
        detail="",
        seconds=0.1,
        entries=len(articles),
    )
    record_visit(store, one, new=articles)


def test_days_of_every_source(store: Store) -> None:
    """Articles by day of publication, also carried ones; visits if successful."""
    now = NOW + timedelta(hours=9)
    sync_sources(store, [LOUPE, LENS])
    add_archive_sources(store, {"annales": "fr"})
    first, second, old = (
        make_article("1", at=now - DAY),
        make_article("2", at=now - 27 * DAY),
        make_article("3", at=now - 28 * DAY),
    )
    visit(store, LOUPE, now - DAY, first, second, old)
    visit(store, LOUPE, now - DAY + timedelta(hours=1), outcome="not modified")
    visit(store, LOUPE, now, outcome="soft failure")
    visit(store, LENS, now, replace(first, source="lens"))
    nothing = (0,) * 26
    assert list_days(store, now=now) == [
        SourceDays("lens", now, articles=(*nothing, 1, 0), visits=(*nothing, 0, 1)),
        SourceDays(
            "loupe",
            now - DAY,
            articles=(1, *nothing[1:], 1, 0),
            visits=(*nothing, 2, 0),
        ),
    ]


def test_a_source_before_its_first_visit_has_days(store: Store) -> None:
    """It is listed with nothing in its days."""
    sync_sources(store, [LOUPE])
    (days,) = list_days(store, now=NOW)
    assert (days.since, sum(days.articles), sum(days.visits)) == (None, 0, 0)


def crawl_daily(store: Store, *, without: frozenset[int]) -> None:
    """Visit two sources on each of the 40 days before ``NOW``, but for some."""
    sync_sources(store, [LOUPE, LENS])
    for ago in sorted(set(range(1, 41)) - without, reverse=True):
        at = NOW - ago * DAY + timedelta(hours=8)
        for source in (LOUPE, LENS):
            article = make_article(f"{source.id}{ago}", at=at, source=source)
            visit(store, source, at, article)


def test_a_week_with_lost_days_is_flagged(store: Store) -> None:
    """Trends of the week say so; the report names the week and the days."""
    crawl_daily(store, without=frozenset({2, 3, 9}))
    week = Week.parse("2026-W34")
    for at, flagged in ((week, True), (week + -1, True), (week + -2, False)):
        (trend,) = measure_week(store, at, signals=["metaverse"])
        assert (LOST_DAYS in trend.warnings) is flagged
    replayed = replay(store, week + -2, week + 1, signals=["metaverse"])
    assert [LOST_DAYS in one.warnings for one in replayed] == [False, True, True]
    report = report_sources(store, now=NOW)
    assert report.lost == {week: 2, week + -1: 1}
    assert report.warnings == {"loupe": (), "lens": ()}
    assert report.rates == {"loupe": 6.0, "lens": 6.0}


def test_a_source_that_falls_silent_is_reported(store: Store) -> None:
    """Visits that bring nothing new for three days make a daily source silent."""
    crawl_daily(store, without=frozenset(range(1, 5)))
    for ago in range(4, 0, -1):
        at = NOW - ago * DAY
        visit(store, LOUPE, at, outcome="not modified")
        visit(store, LENS, at, make_article(f"new{ago}", at=at, source=LENS))
    report = report_sources(store, now=NOW)
    assert report.warnings == {"loupe": (SILENT,), "lens": ()}
    assert report.lost == {}


def test_an_archive_has_no_lost_days(store: Store) -> None:
    """Weeks that were imported, not crawled, are measured without a warning."""
    sync_sources(store, [LOUPE])
    visit(store, LOUPE, NOW, make_article("old", at=NOW - 9 * DAY))
    (trend,) = measure_week(store, Week.parse("2026-W34"), signals=["metaverse"])
    assert LOST_DAYS not in trend.warnings
