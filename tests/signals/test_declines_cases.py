"""What the finder must find in sentences written for it, by phenomenon."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from watch.model import Decline, Text
from watch.signals.declines import DeclineFinder, make_finder

TABLE = tomllib.loads(
    Path(__file__).with_name("declines_cases.toml").read_text(encoding="utf-8")
)
CASES = [
    pytest.param(lang, case[0], case[1:], id=f"{lang}-{phenomenon}-{number}")
    for lang, phenomena in TABLE.items()
    for phenomenon, cases in phenomena.items()
    for number, case in enumerate(cases)
]


@pytest.fixture(scope="module", name="finder")
def _finder() -> DeclineFinder:
    return make_finder()


def show(decline: Decline, *, columns: int) -> str:
    """Return a decline as the table writes it, with as many columns."""
    sign = "+" if decline.direction == "up" else "-"
    figure = "" if decline.percent is None else f" {decline.percent:g}"
    shown = [f"{decline.category} {sign}{figure}", decline.place, decline.period]
    return ", ".join(shown[:columns])


@pytest.mark.parametrize(("lang", "text", "expected"), CASES)
def test_case(finder: DeclineFinder, lang: str, text: str, expected: list[str]) -> None:
    """A sentence of the table gives the declines written beside it."""
    title, _, summary = text.partition(" // ")
    found = finder.find(Text(title, summary, lang))
    columns = [line.count(",") + 1 for line in expected] + [1] * len(found)
    assert [
        show(decline, columns=count)
        for decline, count in zip(found, columns, strict=False)
    ] == expected
