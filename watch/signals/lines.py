"""Find the line of a signal file that a problem is about.

``tomllib`` reads values, not places; problems in a file deserve a line number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.-]+)\s*\]")
_KEY = re.compile(r"\s*([\w-]+)\s*=")


def find_line(source: str, place: tuple[str | int, ...], *, quote: str = "") -> int:
    r"""Return the 1-based line of a key path such as ``("rules", 2, "near")``.

    Where the path leads nowhere its longest known beginning is used. ``quote`` is
    a string inside the value: the first line from there on that shows it wins.

    >>> find_line('id = "x"\n[[rules]]\nid = "a"\nphrases = [\n"b"]', ("rules", 0))
    2
    >>> find_line('[[rules]]\nphrases = [\n"b"]', ("rules", 0, "phrases"), quote="b")
    3
    """
    lines, places = _read(source)
    known = next(
        (places[place[:n]] for n in range(len(place), 0, -1) if place[:n] in places), 0
    )
    if quote:
        written = quote.replace("\\", "\\\\").replace('"', '\\"')
        for number in range(known, len(lines)):
            if written in lines[number]:
                return number + 1
    return known + 1


@lru_cache(maxsize=4)  # a file is asked for the lines of all its examples
def _read(source: str) -> tuple[list[str], Mapping[tuple[str | int, ...], int]]:
    """Return the lines, and the 0-based line of each table and key."""
    lines = source.split("\n")
    found: dict[tuple[str | int, ...], int] = {}
    counts: dict[str, int] = {}
    table: tuple[str | int, ...] = ()
    for number, line in enumerate(lines):
        if header := _HEADER.match(line):
            name = header[2]
            table = tuple(name.split("."))
            if header[1] == "[[":
                table = (*table, counts.setdefault(name, 0))
                counts[name] += 1
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault((*table, key[1]), number)
    return lines, found
