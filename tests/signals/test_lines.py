"""Lines for messages."""

from __future__ import annotations

import pytest

from watch.signals.lines import find_line

SOURCE = """\
id = "x"

[title]
fr = "Titre"

[[rules]]
id = "first"

[[rules]]
id = "second"
phrases = [
  "one",
  "two \\"quoted\\"",
]
"""

PLACES = {
    "a key": (("id",), "", 1),
    "a table": (("title",), "", 3),
    "a key in a table": (("title", "fr"), "", 4),
    "the second rule": (("rules", 1), "", 9),
    "a key of a rule": (("rules", 1, "phrases"), "", 11),
    "a string in a list": (("rules", 1, "phrases"), "one", 12),
    "a string with quotes": (("rules", 1, "phrases"), 'two "quoted"', 13),
    "a string that is not there": (("rules", 1, "phrases"), "three", 11),
    "deeper than keys": (("rules", 1, "phrases", 0), "", 11),
    "a missing key": (("rules", 1, "near"), "", 9),
    "nothing known": (("theme",), "", 1),
}


@pytest.mark.parametrize(("place", "quote", "line"), PLACES.values(), ids=PLACES.keys())
def test_a_place_has_a_line(
    place: tuple[str | int, ...], quote: str, line: int
) -> None:
    """The line of a place, or of the nearest known place above it."""
    assert find_line(SOURCE, place, quote=quote) == line
