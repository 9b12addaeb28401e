"""Identity: which entries are which articles, and what a feed changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watch.crawl.article import make_articles, plan_update
from watch.crawl.types import Entry, Feed, Plan
from watch.model import Article, KnownArticle, Source

SEEN = datetime(2026, 8, 24, 5, tzinfo=UTC)
GAZETTE = Source("gazette", "Gazette", "Gazette", None, "fr", "general")
ECHO = replace(GAZETTE, id="echo")


def make_entry(number: int, **changes: object) -> Entry:
    """Return an ordinary entry; ``changes`` replace its fields."""
    entry = Entry(
        guid=f"g{number}",
        url=f"https://gazette.example/a-{number}",
        title=f"Title {number}",
        summary="",
        published=SEEN - timedelta(hours=number),
        lang="",
    )
    return replace(entry, **changes)  # type: ignore[arg-type] # fields by name


def read(*entries: Entry, source: Source = GAZETTE, site: str = "") -> list[Article]:
    """Return the articles of a feed with these entries."""
    return list(make_articles(Feed("", entries, url=site), source, seen=SEEN))


def store_all(
    articles: list[Article], known: dict[str, KnownArticle] | None = None
) -> dict[str, KnownArticle]:
    """Return what the store remembers after a visit that brought these articles."""
    stored = dict(known or {})
    plan = plan_update(articles, stored)
    for article in plan.new:
        stored[article.key] = KnownArticle(
            article.key,
            article.text,
            article.published,
            article.key,
            article.source,
            article.guid,
        )
    for article in plan.changed:
        stored[article.key] = replace(stored[article.key], text=article.text)
    return stored


def test_the_url_is_the_identity_across_sources() -> None:
    """Two sources that carry one URL, differently decorated, carry one article."""
    (ours,) = read(make_entry(1))
    (theirs,) = read(
        make_entry(1, url="http://www.gazette.example/a-1/?utm_source=x", guid="77"),
        source=ECHO,
    )
    assert ours.key == theirs.key


def test_ids_count_within_their_source() -> None:
    """Without links, the same id of two sources means two articles."""
    (ours,) = read(make_entry(1, url=""))
    (theirs,) = read(make_entry(1, url=""), source=ECHO)
    assert ours.key != theirs.key


@pytest.mark.parametrize(
    ("entries", "count"),
    [
        # the same entry twice
        ([make_entry(1), make_entry(1)], 1),
        # one link, one title, two ids: an id that changes with each edit
        ([make_entry(1, guid="x?v=1"), make_entry(1, guid="x?v=2")], 1),
        # one link, two titles, one id in a feed of good ids: an edit
        ([make_entry(1, title="Edit"), *map(make_entry, range(25))], 25),
        # one link, other titles and ids: a page of many articles
        (
            [
                make_entry(n, url="https://gazette.example/live-1#p" + str(n))
                for n in range(5)
            ],
            5,
        ),
        # no ids, one link: dates tell apart
        (
            [
                make_entry(n, guid="", url="https://gazette.example/l-1")
                for n in range(5)
            ],
            5,
        ),
        # no ids, one link, one date: titles do
        (
            [
                make_entry(
                    n, guid="", url="https://gazette.example/l-1", published=SEEN
                )
                for n in range(5)
            ],
            5,
        ),
        # nothing but titles
        ([make_entry(n, guid="", url="", published=None) for n in range(5)], 5),
        # nothing at all
        ([make_entry(n, guid="", url="", title="") for n in range(5)], 0),
        # only links
        ([make_entry(n, guid="", title="") for n in range(5)], 5),
    ],
)
def test_each_distinct_entry_is_one_article(entries: list[Entry], count: int) -> None:
    """Entries are told apart by what tells them apart in their feed."""
    assert len(read(*entries)) == count


@pytest.mark.parametrize(
    "site", ["https://gazette.example/", "https://other.example/x"]
)
def test_a_site_is_no_article(site: str) -> None:
    """Day after day one entry that links to the site: each is an article."""
    keys = {read(make_entry(n, url=site), site=site)[0].key for n in range(3)}
    assert len(keys) == 3


@pytest.mark.parametrize(("blank", "trusted"), [(0, True), (1, True), (2, False)])
def test_ids_are_trusted_up_to_5_percent_of_blanks(blank: int, trusted: bool) -> None:  # noqa: FBT001 -- a table
    """More blank or repeated ids in 20 entries, and none is believed."""
    entries = [make_entry(n, guid="" if n < blank else f"g{n}") for n in range(20)]
    assert any(article.guid for article in read(*entries)) is trusted


def test_a_retitled_article_is_changed_not_new() -> None:
    """The key, the date and so the week stay; only the text follows."""
    known = store_all(read(make_entry(1)))
    edited = make_entry(1, title="New title", published=SEEN)
    (article,) = read(edited)
    plan = plan_update([article], known)
    assert plan.new == ()
    assert [(one.key, one.text.title) for one in plan.changed] == [
        (article.key, "New title")
    ]
    assert plan.changed[0].published == SEEN - timedelta(hours=1)


def test_an_article_whose_link_changed_is_known_by_its_id() -> None:
    """A slug that follows the title does not make a second article."""
    first = read(make_entry(1), make_entry(2))
    known = store_all(first)
    moved = make_entry(1, url="https://gazette.example/new-slug-1", title="New title")
    plan = plan_update(read(moved, make_entry(2)), known)
    assert (len(plan.new), plan.unchanged) == (0, 1)
    assert [one.key for one in plan.changed] == [first[0].key]


def test_another_source_does_not_edit() -> None:
    """Two sources that word one article differently don't fight over it."""
    known = store_all(read(make_entry(1)))
    plan = plan_update(read(make_entry(1, title="Other words"), source=ECHO), known)
    assert plan == Plan(new=(), changed=(), unchanged=1)


def test_the_language_is_the_entrys_or_the_sources() -> None:
    """A declared language counts by its first part."""
    entries = [make_entry(1), make_entry(2, lang="en-GB"), make_entry(3, lang="EN_us")]
    assert [article.text.lang for article in read(*entries)] == ["fr", "en", "en"]


ENTRIES = st.builds(
    make_entry,
    st.integers(0, 3),
    guid=st.sampled_from(["", "a", "b", "c"]),
    url=st.sampled_from(
        [
            "",
            "https://gazette.example/",
            "https://g.example/a-1",
            "https://g.example/b-2",
        ]
    ),
    title=st.sampled_from(["", "One", "Two"]),
    published=st.sampled_from([None, SEEN]),
)


@given(st.lists(ENTRIES, max_size=30))
def test_reading_a_feed_again_changes_nothing(entries: list[Entry]) -> None:
    """Whatever a feed holds, a second visit finds every article known, unchanged."""
    articles = read(*entries)
    known = store_all(articles)
    assert len({article.key for article in articles}) == len(articles)
    assert plan_update(read(*entries), known) == Plan((), (), len(articles))


@given(st.lists(st.integers(0, 40), min_size=2, max_size=40))
def test_a_rolling_feed_brings_each_article_once(starts: list[int]) -> None:
    """However a feed's window moves, entries are stored once, for good."""
    known: dict[str, KnownArticle] = {}
    brought: set[int] = set()
    for start in starts:
        window = range(start, start + 5)
        known = store_all(read(*map(make_entry, window)), known)
        brought.update(window)
    assert len(known) == len(brought)
