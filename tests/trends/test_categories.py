"""Reports of falling and growing categories, added up."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import permutations
from typing import Literal

import pytest

from watch.model import Decline, DeclineReport, EvidenceArticle, Span
from watch.trends import summarise_categories


def report(
    day: int,
    *,
    story: str,
    outlet: str = "Le Relais",
    category: str = "chewing-gum",
    key: str = "chewing-gum",
    direction: Literal["down", "up"] = "down",
    percent: float | None = None,
    place: str = "",
    lang: str = "fr",
    confidence: Literal["strict", "review"] = "strict",
) -> DeclineReport:
    """Return one report of an invented outlet, published on a day of March 2026."""
    return DeclineReport(
        decline=Decline(
            category=category,
            key=key,
            direction=direction,
            percent=percent,
            period="",
            place=place,
            confidence=confidence,
            evidence=f"Le marché du {category} recule ({story}, {outlet}).",
            rule="market-falls",
            span=Span("title", 13, 13 + len(category), category),
        ),
        article=EvidenceArticle(
            story=story,
            published=datetime(2026, 3, day, 8, tzinfo=UTC),
            title=f"{category} : {story}",
            url=f"https://example.org/{outlet}/{story}",
            lang=lang,
            source=outlet.lower(),
            outlet=outlet,
        ),
    )


def names(lang: str) -> dict[str, frozenset[str]]:
    """Return the clear names of a category."""
    return {"existing-home": frozenset({"logements anciens"})} if lang == "fr" else {}


THREE = (
    report(2, story="s1", percent=7.5, place="France"),
    report(3, story="s1", outlet="Gazette", percent=7.5, category="chewing-gums"),
    report(5, story="s2", outlet="Gazette", percent=2.7, place="États-Unis"),
)


@pytest.mark.parametrize("order", list(permutations(THREE)))
def test_reports_are_stories_and_sources_are_outlets(
    order: tuple[DeclineReport, ...],
) -> None:
    """Three articles of two stories in two outlets, in whatever order they come."""
    (summary,) = summarise_categories(order, names=names)
    assert (summary.key, summary.category, summary.direction) == (
        "chewing-gum",
        "chewing-gum",
        "down",
    )
    assert (summary.reports, summary.sources) == (2, 2)
    assert summary.percents == (2.7, 7.5)
    assert summary.places == ("France", "États-Unis")
    assert (summary.first, summary.last) == (date(2026, 3, 2), date(2026, 3, 5))
    assert [story.title for story in summary.evidence] == [
        "chewing-gum : s2",
        "chewing-gum : s1",
    ]
    assert summary.evidence[1].outlets == ("Le Relais", "Gazette")
    assert summary.quotes[1] == "Le marché du chewing-gum recule (s1, Le Relais)."


def test_directions_and_languages_stay_apart() -> None:
    """A fall, a growth and the other language are three summaries, largest first."""
    summaries = summarise_categories(
        [
            report(2, story="s3", direction="up"),
            report(2, story="s4", lang="en"),
            *THREE,
        ],
        names=names,
    )
    assert [(s.lang, s.direction, s.reports) for s in summaries] == [
        ("fr", "down", 2),
        ("en", "down", 1),
        ("fr", "up", 1),
    ]


def test_reports_to_review_are_left_out_by_default() -> None:
    """Only strict reports may be published; an analyst can ask for all."""
    doubtful = report(9, story="s9", confidence="review")
    assert summarise_categories([doubtful], names=names) == ()
    assert [
        s.reports for s in summarise_categories([doubtful], names=names, review=True)
    ] == [1]
    assert summarise_categories(
        [*THREE, doubtful], names=names
    ) == summarise_categories(THREE, names=names)


@pytest.mark.parametrize(
    ("wordings", "shown"),
    [
        (["chewing-gums", "chewing-gum", "chewing-gum"], "chewing-gum"),
        (["Chewing-gum", "chewing-gums"], "chewing-gum"),
        (["ancien", "ancien", "Logements anciens"], "logements anciens"),
        (["Livret A"], "Livret A"),
        (["VR"], "VR"),
    ],
)
def test_a_category_goes_by_its_clearest_usual_name(
    wordings: list[str], shown: str
) -> None:
    """Short words ("l'ancien") and capitals that open a title are no names."""
    reports = [
        report(day, story=f"s{day}", category=wording, key="existing-home")
        for day, wording in enumerate(wordings, start=1)
    ]
    (summary,) = summarise_categories(reports, names=names)
    assert summary.category == shown
