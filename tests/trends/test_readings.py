"""A market that shrinks and a category nobody talks about are two things."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from trendrows import START, even_press

from watch.model import (
    Decline,
    DeclineReport,
    EvidenceArticle,
    Phase,
    PressText,
    Span,
    Text,
)
from watch.trends.readings import read_categories

WEEKS = 40
LAST = START + (WEEKS - 1)


def text(title: str, *, week: int, number: int, lang: str = "en") -> PressText:
    """Return an article of one of three sources."""
    source = "abc"[number % 3]
    return PressText(
        week=START + week,
        group="food",
        source=source,
        outlet=source.upper(),
        story=f"{title}-{week}-{number}",
        published=(START + week).start + timedelta(hours=number),
        url=f"https://example.org/{week}/{number}/{title}",
        text=Text(title, "", lang),
    )


def report(
    article: PressText,
    category: str,
    *,
    direction: Literal["down", "up"] = "down",
    confidence: Literal["strict", "review"] = "strict",
) -> DeclineReport:
    """Return a report of a fall in an article."""
    return DeclineReport(
        decline=Decline(
            category=category,
            key=category.lower().removesuffix("s"),
            direction=direction,
            percent=None,
            period="",
            place="",
            confidence=confidence,
            evidence=article.text.title,
            rule="market-falls",
            span=Span("title", 0, len(category), category),
        ),
        article=EvidenceArticle(
            story=article.story,
            published=article.published,
            title=article.text.title,
            url=article.url,
            lang=article.text.lang,
            source=article.source,
            outlet=article.outlet,
        ),
    )


def test_talk_of_a_fall_rises_while_talk_of_the_category_dies() -> None:
    """Four new reports of a fall are announced; the category itself fades."""
    talk = [
        text("Tablets for everyone", week=week, number=number)
        for week, count in enumerate([0] * 20 + [9, 9, 9, 9] + [0] * 16)
        for number in range(count)
    ]
    falls = [text("Tablets slump", week=WEEKS - 1, number=n) for n in range(4)]
    (reading,) = read_categories(
        LAST,
        reports=[report(article, "Tablets") for article in falls],
        texts=[*talk, *falls, text("Tablets", week=WEEKS - 1, number=0, lang="fr")],
        exposures=even_press(WEEKS),
        lang="en",
    )
    assert (reading.key, reading.lang) == ("tablet", "en")
    assert (reading.reports.stories, reading.reports.alarm) == (4, True)
    assert reading.coverage.stories == 4
    assert reading.coverage.history[0] == 0
    assert max(reading.coverage.history) == 9
    assert reading.coverage.phase is Phase.FADING


def test_growth_review_and_other_languages_are_not_read() -> None:
    """Only strict reports of a fall in the language asked for make a category."""
    article = text("Milk", week=WEEKS - 1, number=0)
    french = text("Le lait recule", week=WEEKS - 1, number=1, lang="fr")
    reports = [
        report(article, "Milk", direction="up"),
        report(article, "Milk", confidence="review"),
        report(french, "lait"),
    ]
    readings = read_categories(
        LAST,
        reports=reports,
        texts=[article, french],
        exposures=even_press(WEEKS),
        lang="en",
    )
    assert readings == ()


def test_the_longer_wording_is_the_one_named() -> None:
    """An article about soy milk does not name milk."""
    soy, milk = (
        text("Soy milk falls", week=WEEKS - 1, number=0),
        text("Milk falls", week=WEEKS - 1, number=1),
    )
    readings = read_categories(
        LAST,
        reports=[report(soy, "soy milk"), report(milk, "milk")],
        texts=[soy, milk, text("Silk milkshake", week=WEEKS - 1, number=2)],
        exposures=even_press(WEEKS),
        lang="en",
    )
    assert [(r.key, r.coverage.stories) for r in readings] == [
        ("milk", 1),
        ("soy milk", 1),
    ]
