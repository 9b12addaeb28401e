"""The sentences of a digest, as plain text."""

from __future__ import annotations

import dataclasses
from typing import Literal

import pytest
from digest_samples import (
    AI,
    CHEWING_GUM,
    GENDER_FLUID,
    METAVERSE,
    make_digest,
    make_stories,
    make_trend,
)

from watch.digest.phrases import load_phrases
from watch.digest.sentences import (
    draw_history,
    name_items,
    write_category,
    write_caution,
    write_change,
    write_figures,
    write_headlines,
    write_reading,
)
from watch.model import DigestItem, Phase, Trend

EN = load_phrases("en")


def item(trend: Trend, previous: Trend | None = None) -> DigestItem:
    """Build an item with as many stories as its trend counts."""
    titles = [f"Story {number}" for number in range(trend.stories)]
    return DigestItem(AI, trend, previous, make_stories(*titles))


@pytest.mark.parametrize(
    ("trend", "expected"),
    [
        pytest.param(
            make_trend("x", phase=Phase.WEAK, history=[1, 2], expected=0.8, p=0.04),
            "0.8 expected, so ×2.5 (p = 0.04)",
            id="expected and certainty",
        ),
        pytest.param(
            make_trend(
                "x",
                phase=Phase.WEAK,
                history=[1, 2],
                expected=0.8,
                p=0.04,
                interval=(0.71, 11.3),
            ),
            "0.8 expected, so ×2.5, between 0.7 and 11 (p = 0.04)",
            id="how sure the ratio is",
        ),
        pytest.param(
            make_trend(
                "x", phase=Phase.WEAK, history=[1, 2], expected=0.8, p=0.004, q=0.1
            ),
            "0.8 expected, so ×2.5 (p = 0.004, confirmed)",
            id="confirmed at the limit",
        ),
        pytest.param(
            make_trend("x", phase=Phase.WEAK, history=[1, 2], expected=0.02),
            "less than 0.1 expected",
            id="no ratio of next to nothing",
        ),
        pytest.param(
            make_trend(
                "x", phase=Phase.EMERGING, history=[0, 0, 3], expected=0.02, p=0.001
            ),
            "none in the 2 weeks before (p = 0.001)",
            id="never seen before",
        ),
        pytest.param(
            make_trend("x", phase=Phase.WEAK, history=[1], p=0.2),
            "p = 0.2",
            id="no baseline",
        ),
        pytest.param(
            make_trend("x", phase=Phase.WEAK, history=[1]), "", id="nothing known"
        ),
        pytest.param(
            dataclasses.replace(
                make_trend("x", phase=Phase.WEAK, history=[1, 2], expected=3),
                ratio=None,
            ),
            "3 expected",
            id="no ratio",
        ),
        pytest.param(
            make_trend("x", phase=Phase.FADING, history=[5, 6, 7, 8, 1, 0, 0, 1], p=1),
            "2 stories in the last four weeks, 26 in the best four weeks of the "
            "half-year",
            id="fading",
        ),
        pytest.param(
            make_trend("x", phase=Phase.FADING, history=[3, 1], expected=4),
            "4 expected, so ×0.2; 4 stories in the last four weeks, 4 in the best four "
            "weeks of the half-year",
            id="fading with a short history",
        ),
    ],
)
def test_how_it_compares(trend: Trend, expected: str) -> None:
    """A number stands beside what was expected, and how sure that is."""
    _, compared = write_figures(item(trend), EN)
    assert compared == expected


@pytest.mark.parametrize(
    ("previous", "expected"),
    [
        (None, ""),
        (
            make_trend("x", phase=Phase.WEAK, history=[1]),
            "The week before: weak signal, 1 story.",
        ),
        (
            make_trend("x", phase=None, history=[1], warnings=["warming up"]),
            "The week before: warming up.",
        ),
    ],
    ids=["unknown", "measured", "not measured"],
)
def test_change(previous: Trend | None, expected: str) -> None:
    """The week before is told with its label, and its stories if it had one."""
    trend = make_trend("x", phase=Phase.WEAK, history=[1])
    assert write_change(item(trend, previous), EN) == expected


def test_no_story_this_week() -> None:
    """A fading signal may have no story at all."""
    trend = make_trend("x", phase=Phase.FADING, history=[9, 0])
    found, _ = write_figures(item(trend), EN)
    assert found == "No story, out of 2,480 articles"


def test_cautions_are_joined() -> None:
    """Several weaknesses make one sentence."""
    trend = make_trend(
        "x", phase=Phase.WEAK, history=[1], warnings=["one outlet", "seasonal?"]
    )
    assert write_caution(trend, EN) == (
        "Caution: all stories of the last four weeks come from one outlet; perhaps the "
        "season, the same weeks of an earlier year were about as high."
    )


@pytest.mark.parametrize(
    ("history", "concentration", "expected"),
    [
        ([3, 0, 2], 0.667, "Caution: 67% of the articles of the last four weeks come "),
        ([3, 0, 2], 0.66, ""),
        ([3, 0, 1], 0.75, ""),
        ([3, 0, 2], 1.0, ""),
        ([3, 0, 2], None, ""),
    ],
    ids=["two thirds", "less", "too few stories", "only one outlet", "unknown"],
)
def test_one_outlet_among_others(
    history: list[int], concentration: float | None, expected: str
) -> None:
    """Readers are told when most of a signal comes from one outlet of several."""
    trend = make_trend(
        "x", phase=Phase.WEAK, history=history, concentration=concentration
    )
    caution = write_caution(trend, EN)
    assert caution.startswith(expected)
    assert bool(caution) == bool(expected)


@pytest.mark.parametrize(
    ("presses", "expected"),
    [
        (
            ["de", "en", "fr"],
            (
                "Gender-fluid products (English and French-language press), "
                "Metaverse (English and French-language press) and 1 more"
            ),
        ),
        (["en", "fr"], "Gender-fluid products, Metaverse and 1 more"),
    ],
    ids=["some of the press", "all of it"],
)
def test_a_signal_is_named_once(presses: list[str], expected: str) -> None:
    """Its press is named where it is not all of the press; many are counted."""
    items = [
        DigestItem(signal, make_trend("x", lang, phase=None, history=[0]), None, ())
        for signal in (GENDER_FLUID, METAVERSE, AI)
        for lang in ("fr", "en")
    ]
    assert name_items(items, EN, presses=presses, most=2) == expected


@pytest.mark.parametrize(
    ("coverage", "reports", "expected"),
    [
        ("steady", "steady", ""),
        ("unknown", "unknown", ""),
        (
            "falls",
            "steady",
            (
                "In four weeks, 3 stories naming it, 9.7 expected (p = 0.009): it is "
                "talked about less than usual."
            ),
        ),
        (
            "rises",
            "steady",
            (
                "In four weeks, 3 stories naming it, 9.7 expected (p = 1): it is "
                "talked about more than usual."
            ),
        ),
        (
            "rises",
            "rises",
            (
                "In four weeks, 2 stories reporting its fall, less than 0.1 expected "
                "(p = 0.003): more than usual."
            ),
        ),
        (
            "falls",
            "rises",
            (
                "In four weeks, 2 stories reporting its fall, less than 0.1 expected "
                "(p = 0.003): more than usual. In four weeks, 3 stories naming it, "
                "9.7 expected (p = 0.009): it is talked about less than usual."
            ),
        ),
    ],
    ids=[
        "as usual",
        "warming up",
        "talk falls",
        "talk rises",
        "talk of the fall",
        "both",
    ],
)
def test_both_readings_of_a_category(
    coverage: Literal["falls", "steady", "rises", "unknown"],
    reports: Literal["falls", "steady", "rises", "unknown"],
    expected: str,
) -> None:
    """Talk of a category and talk of its fall are told apart, if they changed."""
    reading = CHEWING_GUM.reading
    assert reading is not None
    reading = dataclasses.replace(
        reading,
        coverage=dataclasses.replace(reading.coverage, change=coverage),
        reports=dataclasses.replace(reading.reports, change=reports),
    )
    report = dataclasses.replace(CHEWING_GUM, reading=reading)
    assert write_reading(report, EN) == expected
    assert write_reading(dataclasses.replace(report, reading=None), EN) == ""


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "figures: −2.7% and −7.5%; places: France and "),
        ({"percents": (3.0,), "direction": "up"}, "figures: +3%; places: "),
        ({"percents": (1, 2, 3, 4, 12.5)}, "figures: −1% to −12.5%; places: "),
        ({"percents": ()}, "(French-language press); places: France"),
        ({"places": ()}, "−2.7% and −7.5%."),
    ],
    ids=["down", "up", "range", "no figure", "no place"],
)
def test_facts_of_a_category(change: dict[str, object], expected: str) -> None:
    """Figures carry the sign of the direction; what is unknown is left out."""
    report = dataclasses.replace(CHEWING_GUM, **change)  # type: ignore[arg-type]  # a table
    _, facts = write_category(report, EN)
    assert expected in facts


def test_headlines_name_falls_and_growth() -> None:
    """Categories follow the signals, falls first, each named once."""
    up = dataclasses.replace(CHEWING_GUM, category="mints", direction="up")
    digest = make_digest(categories=[CHEWING_GUM, CHEWING_GUM, up])
    assert write_headlines(digest, EN) == [
        ("Reported falls", "chewing-gum"),
        ("Reported growth", "mints"),
    ]


@pytest.mark.parametrize(
    ("history", "expected"),
    [((), ""), ((0, 0), "▁▁"), ((0, 1, 100), "▁▂█"), ((3, 3), "██")],
)
def test_history(history: tuple[int, ...], expected: str) -> None:
    """Weekly counts become blocks; even one story stands out from none."""
    assert draw_history(history) == expected
