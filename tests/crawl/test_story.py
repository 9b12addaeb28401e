"""Near-duplicates of several outlets are one story."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watch.crawl.story import StoryIndex, assign_stories
from watch.model import Article, KnownArticle, Text

NOW = datetime(2026, 8, 24, 5, tzinfo=UTC)
GUM = "Le marché du chewing-gum recule encore de 7,5 % en France"


def make_article(
    key: str, title: str, *, source: str = "", hours: float = 0, lang: str = "fr"
) -> Article:
    """Return an article of a source of its own, published ``hours`` after NOW."""
    moment = NOW + timedelta(hours=hours)
    text = Text(title, "", lang)
    return Article(key, "", source or key, "", text, moment, "feed", moment)


def remember(article: Article, *, story: str) -> KnownArticle:
    """Return what the store remembers of an article."""
    return KnownArticle(
        article.key, article.text, article.published, story, article.source
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (GUM, GUM, True),
        (GUM, "LE MARCHE DU CHEWING GUM RECULE ENCORE DE 7,5% EN FRANCE", True),
        (GUM, "France : le marché du chewing-gum recule encore de 7,5 %", True),
        (GUM, "Chewing-gum : le marché français recule encore, de 7,5 %", True),
        (GUM, "Le marché du chewing-gum progresse en Chine", False),
        (GUM, "Les ventes de bonbons se maintiennent en France", False),
        # the same words with other numbers are a series
        (
            "Loto : les résultats du tirage du 12 août",
            "Loto : les résultats du tirage du 15 août",
            False,
        ),
        (
            "La bourse de Paris à 13h le 20/08",
            "La bourse de Paris à 19h le 20/08",
            False,
        ),
        # short titles are rubrics: only equal ones match
        ("Les titres du soir", "Les titres du soir", True),
        ("Les titres du soir", "Les titres du jour", False),
        ("Éditorial", "Editorial", True),
        ("", "", False),
        ("!!!", "???", False),
        # other alphabets
        (
            "日本のガム市場は二〇二六年に七・五パーセント縮小した模様である",
            "日本のガム市場は二〇二六年に七・五パーセント縮小した",
            True,
        ),
    ],
)
def test_titles_that_tell_the_same(one: str, other: str, same: bool) -> None:  # noqa: FBT001 -- a table
    """Two outlets tell one story if their titles share half of their letters' runs."""
    stories = assign_stories([make_article("a", one), make_article("b", other)], [])
    assert (stories["a"] == stories["b"]) is same


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (GUM, True),
        (GUM + ", hier", True),
        ("Le marché du chewing-gum recule aussi de 7,5 % en Belgique", False),
    ],
)
def test_within_a_source_titles_must_be_nearly_equal(other: str, same: bool) -> None:  # noqa: FBT001 -- a table
    """One outlet's rubrics look alike; its repeats and edits are the same story."""
    new = [make_article("a", GUM, source="x"), make_article("b", other, source="x")]
    stories = assign_stories(new, [])
    assert (stories["a"] == stories["b"]) is same


def test_a_rubric_of_one_source_is_no_story() -> None:
    """Equal short titles of one source are as many stories."""
    new = [make_article(key, "Courrier", source="x") for key in "abc"]
    assert assign_stories(new, []) == {"a": "a", "b": "b", "c": "c"}


def test_a_dispatch_in_nine_outlets_is_one_story() -> None:
    """Nine outlets within a day: one story, named after its first article."""
    new = [make_article(f"k{n}", GUM, hours=n * 2) for n in range(9)]
    random.Random(7).shuffle(new)  # noqa: S311 -- any order
    assert set(assign_stories(new, []).values()) == {"k0"}


@pytest.mark.parametrize(("hours", "same"), [(72, True), (72.1, False), (-72, True)])
def test_a_story_lasts_72_hours(hours: float, same: bool) -> None:  # noqa: FBT001 -- a table
    """Articles join within 72 hours of a story's first article, before or after."""
    first = make_article("a", GUM)
    stories = assign_stories(
        [make_article("b", GUM, hours=hours)], [remember(first, story="a")]
    )
    assert (stories["b"] == "a") is same


def test_a_story_does_not_stretch() -> None:
    """A title repeated each day makes a new story every 72 hours."""
    new = [make_article(f"d{day}", GUM, hours=24 * day) for day in range(8)]
    assert list(assign_stories(new, []).values()) == ["d0"] * 4 + ["d4"] * 4


def test_a_story_that_began_before_the_window_takes_no_more() -> None:
    """A known article whose first one is not recent leads nowhere."""
    known = remember(make_article("b", GUM), story="long-ago")
    assert assign_stories([make_article("c", GUM)], [known]) == {"c": "c"}


def test_languages_have_stories_of_their_own() -> None:
    """Equal titles in two languages are two stories."""
    new = [make_article("a", GUM), make_article("b", GUM, lang="en")]
    assert assign_stories(new, []) == {"a": "a", "b": "b"}


def test_the_most_similar_story_wins() -> None:
    """Of several similar stories an article joins the nearest."""
    far = make_article("far", "Le marché du chewing-gum recule de moitié en Europe")
    near = make_article("near", GUM + " en 2026")
    known = [remember(far, story="far"), remember(near, story="near")]
    assert assign_stories([make_article("new", GUM)], known) == {"new": "near"}


WORDS = st.sampled_from(
    ["marché", "gomme", "recule", "hausse", "France", "ventes", "baisse", "2026", "le"]
)
TITLES = st.lists(WORDS, max_size=9).map(" ".join)
ARTICLES = st.lists(
    st.tuples(TITLES, st.integers(0, 3), st.integers(-100, 100)), max_size=25
).map(
    lambda rows: [
        make_article(f"{n:02}", title, source=f"s{source}", hours=hours)
        for n, (title, source, hours) in enumerate(rows)
    ]
)


@given(ARTICLES, st.randoms(use_true_random=False))
def test_stories_do_not_depend_on_the_order_of_arrival(
    new: list[Article], chance: random.Random
) -> None:
    """The same articles in one call give the same stories, each led by a member."""
    shuffled = list(new)
    chance.shuffle(shuffled)
    stories = assign_stories(new, [])
    assert assign_stories(shuffled, []) == stories
    assert set(stories) == {article.key for article in new}
    assert all(stories[story] == story for story in stories.values())


@given(ARTICLES, st.integers(0, 25))
def test_stories_grow_but_never_change(new: list[Article], cut: int) -> None:
    """In date order, what comes later leaves earlier articles where they are."""
    new = sorted(new, key=lambda article: (article.published, article.key))
    together = assign_stories(new, [])
    index = StoryIndex()
    apart = index.assign(new[:cut]) | index.assign(new[cut:])
    assert apart == together


@given(ARTICLES, st.integers(0, 25))
def test_the_store_is_as_good_as_a_memory(new: list[Article], cut: int) -> None:
    """An index built from what is stored goes on as the first one would have."""
    new = sorted(new, key=lambda article: (article.published, article.key))
    first = assign_stories(new[:cut], [])
    known = [remember(article, story=first[article.key]) for article in new[:cut]]
    assert first | assign_stories(new[cut:], known) == assign_stories(new, [])
