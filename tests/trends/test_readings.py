"""A market that shrinks and a category nobody talks about are two things."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal

import pytest
from trendrows import START, even_press

from watch.model import (
    Decline,
    DeclineReport,
    EvidenceArticle,
    NamingText,
    Recent,
    Span,
)
from watch.trends.readings import read_categories

WEEKS = 40


def text(title: str, *, week: int, number: int) -> NamingText:
    """Return an article of one of three sources."""
    source = "abc"[number % 3]
    return NamingText(
        week=START + week,
        source=source,
        outlet=source.upper(),
        story=f"{title}-{week}-{number}",
        title=title,
        summary="",
    )


def texts(title: str, counts: Sequence[int]) -> list[NamingText]:
    """Return as many articles of a title in each week."""
    return [
        text(title, week=week, number=number)
        for week, count in enumerate(counts)
        for number in range(count)
    ]


def report(
    article: NamingText,
    key: str,
    *,
    direction: Literal["down", "up"] = "down",
    confidence: Literal["strict", "review"] = "strict",
    lang: str = "en",
) -> DeclineReport:
    """Return a report of a fall in an article."""
    return DeclineReport(
        decline=Decline(
            category=key,
            key=key,
            direction=direction,
            percent=None,
            period="",
            place="",
            confidence=confidence,
            evidence=article.title,
            rule="market-falls",
            span=Span("title", 0, len(key), key),
        ),
        article=EvidenceArticle(
            story=article.story,
            published=article.week.start,
            title=article.title,
            url=f"https://example.org/{article.story}",
            lang=lang,
            source=article.source,
            outlet=article.outlet,
        ),
    )


def read(
    articles: Iterable[NamingText],
    reports: Iterable[DeclineReport] = (),
    *,
    names: Mapping[str, Collection[str]],
    weeks: int = WEEKS,
) -> dict[str, tuple[Recent, Recent]]:
    """Return coverage and reports of each category in the last week."""
    readings = read_categories(
        START + (weeks - 1),
        names=names,
        reports=reports,
        texts=articles,
        exposures=even_press(weeks),
        lang="en",
    )
    assert all(reading.lang == "en" for reading in readings)
    return {reading.key: (reading.coverage, reading.reports) for reading in readings}


def test_a_market_falls_while_talk_of_it_grows() -> None:
    """Four reports of a fall are more than expected, and so is the talk they make."""
    articles = texts("Tablets slump", [*[0] * 39, 4])
    told = [report(article, "tablet") for article in articles]
    coverage, falls = read(articles, told, names={"tablet": ["tablets"]})["tablet"]
    assert (coverage.stories, coverage.change) == (4, "rises")
    assert (falls.stories, falls.change) == (4, "rises")
    assert coverage.articles == 12_000
    assert falls.history == (*[0] * 25, 4)


def test_talk_falls_although_nobody_reports_a_fall() -> None:
    """Ten stories where thirty-odd are expected are a fall of attention alone."""
    articles = texts("Tablets for everyone", [*[8] * 36, 3, 3, 2, 2])
    coverage, falls = read(articles, names={"tablet": ["tablets"]})["tablet"]
    assert (coverage.stories, coverage.change) == (10, "falls")
    # 26 weeks of 8 stories and the prior of half a story.
    assert coverage.expected == pytest.approx(4 * 208.5 / 26)
    assert coverage.p_fewer is not None
    assert coverage.p_fewer < 0.001
    assert (falls.stories, falls.change) == (0, "steady")


@pytest.mark.parametrize(
    ("counts", "change"),
    [
        ([8] * 40, "steady"),
        ([*[8] * 36, 5, 5, 5, 5], "steady"),
        ([*[0] * 39, 2], "steady"),
        ([*[1] * 36, 0, 0, 0, 0], "steady"),
        ([*[2] * 36, 0, 0, 0, 0], "falls"),
        ([*[2] * 36, 5, 5, 5, 5], "rises"),
    ],
    ids=["as ever", "not by half", "two stories", "by chance", "silence", "boom"],
)
def test_what_is_a_change(counts: list[int], change: str) -> None:
    """It takes half or double, beyond chance; a rise takes three stories."""
    coverage, _ = read(texts("Milk", counts), names={"milk": ["milk"]})["milk"]
    assert coverage.change == change


def test_a_young_press_expects_nothing() -> None:
    """Without enough weeks to compare with, the stories alone are known."""
    readings = read(texts("Milk", [1] * 9), names={"milk": ["milk"]}, weeks=9)
    assert readings["milk"][0] == Recent(4, 12_000, history=(1,) * 9)


def test_growth_review_others_and_other_languages_are_no_reports() -> None:
    """Only strict reports of a fall of the category in the language count."""
    article = text("Milk", week=WEEKS - 1, number=0)
    told = [
        report(article, "milk", direction="up"),
        report(article, "milk", confidence="review"),
        report(article, "milk", lang="fr"),
        report(article, "butter"),
    ]
    _, falls = read([article], told, names={"milk": ["milk"]})["milk"]
    assert falls.stories == 0


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("Soy milk falls", ["soy milk"]),
        ("Milk falls, soy milk too", ["milk", "soy milk"]),
        ("SOY MILK: MILK?", ["milk", "soy milk"]),
        ("Silk milkshake", []),
        ("Brewer\u2019s yeast", ["yeast"]),
        ("milk", ["milk"]),
    ],
)
def test_names_are_whole_words_and_the_longest(title: str, named: list[str]) -> None:
    """An article about soy milk does not name milk, nor does a milkshake."""
    names = {"milk": ["milk"], "soy milk": ["soy milk"], "yeast": ["brewer's yeast"]}
    readings = read([text(title, week=WEEKS - 1, number=0)], names=names)
    assert [key for key, (one, _) in readings.items() if one.stories] == named


def test_a_category_without_names_is_named_nowhere() -> None:
    """Nothing to look for finds nothing."""
    assert read(texts("Milk", [1] * 40), names={"x": []})["x"][0].stories == 0
    assert read([], names={}) == {}
