"""Where signals stand on the maps of visibility and diffusion."""

from __future__ import annotations

import pytest
from trendrows import START, even_press, exposure_rows, mention_rows

from watch.model import Exposure, MentionCount, Position
from watch.trends.portfolio import PORTFOLIO_WEEKS, place_signals

#: Stories a week: rare or common, growing or not.
LIVES = {
    "rare": [1, 0, 0, 0] * 6,
    "rising": [0] * 16 + [0, 0, 0, 1, 1, 1, 1, 0],
    "common": [6] * 24,
    "booming": [2] * 12 + [9] * 12,
    "silent": [0] * 24,
}


def place(
    mentions: list[MentionCount], exposures: list[Exposure]
) -> dict[str, Position]:
    """Return the positions at the end of 24 weeks, by signal."""
    positions = place_signals(
        START + 23,
        mentions=mentions,
        exposures=exposures,
        signals=list(LIVES),
        lang="en",
    )
    return {position.signal: position for position in positions}


def life_rows() -> list[MentionCount]:
    """Return the mentions of all lives."""
    return [row for life in LIVES for row in mention_rows(life, LIVES[life])]


def test_quadrants_and_silence() -> None:
    """Four lives fall into four quarters; a signal without a story has no place."""
    positions = place(life_rows(), even_press(PORTFOLIO_WEEKS))
    assert {name: place.by_visibility for name, place in positions.items()} == {
        "rare": "latent",
        "rising": "weak",
        "common": "well-known",
        "booming": "strong",
    }


def test_numbers_by_hand() -> None:
    """One story a period in 12,000 articles and 3 sources, weighed by age."""
    position = place(life_rows(), even_press(PORTFOLIO_WEEKS))["rare"]
    weights = [0.75, 0.8, 0.85, 0.9, 0.95, 1.0]
    mean = sum(weights) / 6
    assert position.visibility == pytest.approx(10_000 * 1.5 / 12_000 * mean)
    assert position.diffusion == pytest.approx(100 * 1.5 / 3 * mean)
    assert position.visibility_growth == pytest.approx(1)
    assert position.diffusion_growth == pytest.approx(1)


@pytest.mark.parametrize(
    "exposures",
    [
        pytest.param([], id="no article"),
        pytest.param(even_press(20), id="young and stopped"),
        pytest.param(
            exposure_rows({"a": [9] * 8 + [0] * 4 + [9] * 12}), id="a period lost"
        ),
    ],
)
def test_no_map_without_articles_in_every_period(exposures: list[Exposure]) -> None:
    """Growth needs all six periods."""
    assert place(life_rows(), exposures) == {}


def test_no_signal_no_map() -> None:
    """A press that mentions nothing gives an empty map."""
    assert place([], even_press(PORTFOLIO_WEEKS)) == {}
