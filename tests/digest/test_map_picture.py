"""The portfolio map as a picture."""

from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watch.digest.map_picture import draw_map
from watch.digest.phrases import load_phrases
from watch.model import Portfolio, Position
from watch.week import Week

LAST = Week(2026, 10)
SPACE = "{http://www.w3.org/2000/svg}"


def place(signal: str, visibility: float, growth: float) -> Position:
    """Return a position; the quarters do not matter here."""
    return Position(signal, visibility, growth, 1.0, 1.0, "weak", "weak")


def draw(*positions: Position, lang: str = "en", press: str = "fr") -> ET.Element:
    """Draw a map and read it as XML."""
    portfolio = Portfolio(LAST + -23, LAST, press, positions)
    titles = {"gen-alpha": "Generation Alpha", "html": "<b>R&D</b> \u202e"}
    return ET.fromstring(draw_map(portfolio, titles, load_phrases(lang)))  # noqa: S314 -- ours


def texts(picture: ET.Element) -> list[str]:
    """Return what is written in the picture."""
    return [node.text or "" for node in picture.iter(f"{SPACE}text")]


def test_everything_is_named() -> None:
    """Title, weeks, quarters, scales, signals, and that it is no announcement."""
    written = texts(draw(place("gen-alpha", 0.9, 1.25), place("frugal", 12, 0.9)))
    assert written[0] == "Where the signals stand (French-language press)"
    assert written[1].startswith("22 September 2025 to 8 March 2026")
    assert "not an announcement" in written[2]
    for text in ("Generation Alpha", "frugal", "present, growing", "1", "10", "+20%"):
        assert text in written


def test_titles_are_escaped() -> None:
    """What a signal file says can't become markup."""
    assert "<b>R&D</b>" in texts(draw(place("html", 1, 1)))


def test_all_languages_together_have_a_name() -> None:
    """The pooled press is named in the language of the picture."""
    title, *_ = texts(draw(place("x", 1, 1), lang="fr", press="all"))
    assert title == "Où se tiennent les signaux (presse de toutes langues)"


@pytest.mark.parametrize(
    ("positions", "dots"),
    [([place("x", 1, 1)], 1), ([place(f"s{n}", 1, 1) for n in range(40)], 40)],
    ids=["one", "forty in one spot"],
)
def test_crowds_are_drawn(positions: list[Position], dots: int) -> None:
    """Any number of signals has a dot and a name each."""
    picture = draw(*positions)
    assert len(list(picture.iter(f"{SPACE}circle"))) == dots
    assert {one.signal for one in positions} <= set(texts(picture))


@given(
    st.lists(st.tuples(st.floats(0.1, 300), st.floats(0.5, 2)), min_size=1, max_size=12)
)
def test_dots_stand_inside_and_in_order(places: list[tuple[float, float]]) -> None:
    """More visible is further right, faster growth is higher up."""
    picture = draw(*(place(f"s{n}", x, y) for n, (x, y) in enumerate(places)))
    dots = [
        (float(node.attrib["cx"]), float(node.attrib["cy"]))
        for node in picture.iter(f"{SPACE}circle")
    ]
    assert all(0 < x < 960 and 0 < y < 640 for x, y in dots)
    ordered = sorted(places, key=lambda it: -it[0])
    for (one, other), (left, right) in zip(
        combinations(ordered, 2), combinations(dots, 2), strict=True
    ):
        assert left[0] >= right[0]
        assert (one[1] - other[1]) * (right[1] - left[1]) >= 0


def test_the_picture_needs_nothing_from_elsewhere() -> None:
    """No script, no font, no address to fetch."""
    portfolio = Portfolio(LAST + -23, LAST, "fr", (place("x", 1, 1),))
    text = draw_map(portfolio, {}, load_phrases("en"))
    assert set(re.findall(r"https?://[^\"]*", text)) == {"http://www.w3.org/2000/svg"}
    assert "<script" not in text
