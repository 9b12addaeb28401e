"""New terms in an invented press: found, merged, and without noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from trendrows import START

from watch.model import Candidate, PressText, Text
from watch.trends.discover import DISCOVERY_WEEKS, discover_groups, discover_terms

#: The week asked for.
WEEK = START + (DISCOVERY_WEEKS - 1)

#: What the invented press always writes: enough to make rates of.
USUAL = (
    "Council debates the school budget",
    "Storm closes mountain roads",
    "Museum opens a garden of stones",
    "Bakers argue over bread prices",
    "Rail company orders new trains",
    "River clean-up draws volunteers",
)


def article(
    title: str,
    *,
    age: int = 0,
    outlet: str = "Gazette",
    story: str = "",
    group: str = "general",
    lang: str = "en",
    number: int = 0,
) -> PressText:
    """Return an article published ``age`` weeks before the week asked for."""
    week = WEEK + -age
    return PressText(
        week=week,
        group=group,
        source=outlet.lower(),
        outlet=outlet,
        story=story or f"{title}/{age}/{outlet}/{number}",
        published=week.start + timedelta(hours=number),
        url=f"https://example.org/{outlet}/{age}/{number}",
        text=Text(title, "", lang),
    )


def background(
    *, weeks: int = DISCOVERY_WEEKS, group: str = "general"
) -> list[PressText]:
    """Return the usual titles of three outlets in each week."""
    return [
        article(title, age=age, outlet=outlet, group=group, number=number)
        for age in range(weeks)
        for outlet in ("Gazette", "Herald", "Courier")
        for number, title in enumerate(USUAL)
    ]


def spread(titles: Sequence[str], *, age: int = 0) -> list[PressText]:
    """Deal titles to the three outlets."""
    outlets = ("Gazette", "Herald", "Courier")
    return [
        article(title, age=age, outlet=outlets[number % 3], number=10 + number)
        for number, title in enumerate(titles)
    ]


def terms(found: Sequence[Candidate], found_in: str = "week") -> list[str]:
    """Return the terms of one list, best first."""
    return [candidate.term for candidate in found if candidate.found_in == found_in]


MUSHROOM = (
    "Mushroom leather reaches the shops",
    "Why mushroom leather costs less",
    "Designers turn to mushroom leather",
    "Mushroom leather bags sell out",
)


def test_a_new_term_is_found_once_with_its_evidence() -> None:
    """Four stories in three outlets: one candidate under its longer name."""
    found = discover_terms(WEEK, [*background(), *spread(MUSHROOM)], lang="en")
    assert [term.lower() for term in terms(found)] == ["mushroom leather"]
    (candidate,) = found
    assert (candidate.stories, candidate.sources, candidate.before) == (4, 3, 0)
    assert (candidate.weeks, candidate.proposed) == (1, False)
    assert candidate.p < 0.01
    assert [row.title for row in candidate.evidence] == list(reversed(MUSHROOM))
    assert candidate.evidence[0].outlets == ("Gazette",)


def test_seen_in_two_weeks_it_is_proposed_and_listed_for_the_month() -> None:
    """A slow newcomer shows in the four-week list and becomes a proposal."""
    slow = [*spread(MUSHROOM[:2], age=2), *spread(MUSHROOM[2:], age=0)]
    slow = [replace(text, outlet=name) for text, name in zip(slow, "ABCA", strict=True)]
    found = discover_terms(WEEK, [*background(), *slow], lang="en")
    assert terms(found) == []
    (candidate,) = found
    assert candidate.found_in == "month"
    assert (candidate.stories, candidate.weeks, candidate.proposed) == (4, 2, True)


@pytest.mark.parametrize(
    "titles",
    [
        pytest.param(USUAL[:4], id="as ever"),
        pytest.param(MUSHROOM[:2], id="two stories"),
        pytest.param(["Monday live video from Reuters"] * 4, id="press noise"),
        pytest.param([f"Jane Willow speaks {n}" for n in "abcd"], id="a person"),
        pytest.param([f"Minister Jane Willow wins {n}" for n in "abcd"], id="title"),
        pytest.param([f"{n} of 2024 and 70 %" for n in "abcd"], id="numbers"),
        pytest.param([f"34th 2nd {n}" for n in "abcd"], id="rounds"),
        pytest.param([f"{n}, visit, {n}" for n in "abcd"], id="no name alone"),
        pytest.param([f"{'x' * 41} {n}" for n in "abcd"], id="no word"),
    ],
)
def test_noise_is_no_term(titles: Sequence[str]) -> None:
    """Common words, small numbers, press words, names and figures stay out."""
    found = discover_terms(WEEK, [*background(), *spread(titles)], lang="en")
    assert {t.lower() for t in terms(found)} <= {"speaks", "wins", "minister"}


def test_one_outlet_is_not_enough() -> None:
    """A hobby horse of one outlet is no candidate among three."""
    texts = [article(title, number=n) for n, title in enumerate(MUSHROOM)]
    assert discover_terms(WEEK, [*background(), *texts], lang="en") == ()


def test_copies_of_a_story_count_once() -> None:
    """One dispatch in three outlets is one story: too few."""
    copies = [
        article(MUSHROOM[0], outlet=outlet, story="dispatch")
        for outlet in ("Gazette", "Herald", "Courier")
    ]
    assert discover_terms(WEEK, [*background(), *copies], lang="en") == ()


def test_what_a_signal_knows_is_no_news() -> None:
    """Stories that mention a signal already propose nothing."""
    new = spread(MUSHROOM)
    known = {text.story for text in new}
    texts = [*background(), *new]
    assert discover_terms(WEEK, texts, lang="en", known=known) == ()


def test_a_new_source_does_not_make_its_words_new() -> None:
    """What a feed added this week always writes is left out."""
    flood = [
        article(f"Yachting results {n}", outlet=f"Yacht{n % 3}", number=n)
        for n in range(9)
    ]
    assert discover_terms(WEEK, [*background(), *flood], lang="en") == ()


def test_groups_and_languages_are_looked_at_apart() -> None:
    """A group hears only itself; another language is not read."""
    tech = [replace(text, group="tech") for text in spread(MUSHROOM)]
    texts = [*background(), *background(group="tech"), *tech]
    assert discover_terms(WEEK, texts, lang="en", group="general") == ()
    (candidate,) = discover_terms(WEEK, texts, lang="en", group="tech")
    assert candidate.group == "tech"
    assert discover_terms(WEEK, texts, lang="fr") == ()


@pytest.mark.parametrize("weeks", [0, 1, 8])
def test_a_young_archive_discovers_nothing(weeks: int) -> None:
    """With fewer than eight weeks before, everything would be new."""
    texts = [*background(weeks=weeks), *spread(MUSHROOM)]
    assert discover_terms(WEEK, texts, lang="en") == ()


def test_old_and_future_texts_change_nothing() -> None:
    """Only the weeks asked for are read, in whatever order they come."""
    texts = [*background(), *spread(MUSHROOM)]
    others = [*spread(MUSHROOM, age=-1), *spread(MUSHROOM, age=DISCOVERY_WEEKS)]
    expected = discover_terms(WEEK, texts, lang="en")
    assert discover_terms(WEEK, [*others, *reversed(texts)], lang="en") == expected


def test_the_limit_holds_for_each_list() -> None:
    """The best come first and the rest is cut."""
    more = ["Sky farms rise", "Sky farms fall", "Sky farms wait"]
    texts = [*background(), *spread(MUSHROOM), *spread(more)]
    found = discover_terms(WEEK, texts, lang="en", limit=1)
    assert [term.lower() for term in terms(found)] == ["mushroom leather"]


def test_accents_and_capitals_make_no_second_term() -> None:
    """French capitals often stand without their accents."""
    titles = ["Épeautre en hausse", "Epeautre en baisse", "L'épeautre", "EPEAUTRE"]
    usual = [
        article(title, age=age, outlet=outlet, lang="fr", number=number)
        for age in range(DISCOVERY_WEEKS)
        for outlet in ("Gazette", "Herald", "Courier")
        for number, title in enumerate(USUAL)
    ]
    new = [replace(one, text=replace(one.text, lang="fr")) for one in spread(titles)]
    (found,) = discover_terms(WEEK, [*usual, *new], lang="fr")
    assert (found.stories, found.sources) == (4, 3)


def test_what_only_comes_with_topics_told_is_no_topic() -> None:
    """A word shared by two topics tells nothing that these don't tell."""
    titles = [
        *(f"Sky farms {n}, drizzle" for n in "abcde"),
        *(f"Lunar wool {n}, drizzle" for n in "fghij"),
    ]
    found = discover_terms(WEEK, [*background(), *spread(titles)], lang="en")
    assert {term.lower() for term in terms(found)} <= {
        "sky farms", "lunar wool", "drizzle",
    }  # fmt: skip
    assert len(terms(found)) < 3


def test_a_chance_of_more_than_one_in_a_hundred_is_no_candidate() -> None:
    """Three stories in four weeks of a small press are no surprise."""
    few = [
        article(title, age=age, outlet=outlet, number=number)
        for age in range(DISCOVERY_WEEKS)
        for outlet in ("Gazette", "Herald", "Courier")
        for number, title in enumerate(USUAL[:1])
    ]
    slow = [*spread(MUSHROOM[:2], age=2), *spread(MUSHROOM[2:3], age=1)]
    assert discover_terms(WEEK, [*few, *slow], lang="en") == ()


def test_groups_are_found_in_one_reading() -> None:
    """All together first, then each group; a single group is not told twice."""
    tech = [replace(text, group="tech") for text in spread(MUSHROOM)]
    texts = [*background(), *background(group="tech"), *tech]
    found = discover_groups(WEEK, texts, lang="en")
    assert [one.group for one in found] == ["", "tech"]
    assert found[1:] == discover_terms(WEEK, texts, lang="en", group="tech")
    alone = [*background(), *spread(MUSHROOM)]
    assert [one.group for one in discover_groups(WEEK, alone, lang="en")] == [""]


def test_the_same_words_in_another_order_of_small_words_are_one_term() -> None:
    """A leather of mushroom adds nothing to mushroom leather."""
    more = [
        "Leather of mushroom wins",
        "Leather of mushroom sells",
        "Leather of mushroom lasts",
    ]
    texts = [*background(), *spread(MUSHROOM), *spread(more, age=1), *spread(more)]
    found = discover_terms(WEEK, texts, lang="en")
    assert len(terms(found)) == len(
        {frozenset(t.lower().split()) - {"of"} for t in terms(found)}
    )
