"""The portfolio map as a picture: SVG, for a report or a blog post.

Across: how often the press speaks of a signal (logarithmic). Up: how that grows.
The lines are the medians that cut the quarters.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import get_args

from ..model import Portfolio, Position, Quadrant
from .escape import clean, clip, escape_html
from .phrases import Phrases

_DAY = timedelta(days=1)

_WIDTH, _HEIGHT = 960, 640
#: Free space left, above, right and below of the map.
_LEFT, _TOP, _RIGHT, _BOTTOM = 70, 76, 24, 76
#: Space between the map's edge and its outermost points, as a share of its size.
_MARGIN = 0.08
_DOT = 5
#: Height of a label's line, and width of a letter: an estimate on the safe side.
_LINE, _LETTER = 15, 6.6
_LONGEST = 32
#: Most numbers beside the map.
_TICKS = 8
#: Colour of the dots of each quarter; told apart without colours by place, too.
_COLOURS: Mapping[Quadrant, str] = {
    "weak": "#b8860b",
    "strong": "#1a7f37",
    "latent": "#6e7781",
    "well-known": "#0969da",
}


@dataclass(frozen=True, slots=True)
class _Box:
    """A rectangle that something else should not cover."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: _Box) -> bool:
        """Tell whether two boxes share some ground."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


_MAP = _Box(_LEFT, _TOP, _WIDTH - _RIGHT, _HEIGHT - _BOTTOM)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Turns a range of values into a range of the picture."""

    low: float
    high: float
    start: float
    stop: float

    def place(self, value: float) -> float:
        """Return where a value stands."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.stop - self.start)


def draw_map(portfolio: Portfolio, titles: Mapping[str, str], phrases: Phrases) -> str:
    """Draw the map of one press by visibility, as an SVG file.

    Args:
        portfolio: The map, with one position at least.
        titles: Title of each signal; one without is named by its id.
        phrases: Texts of the picture.

    """
    positions = sorted(portfolio.positions, key=lambda one: -one.visibility)
    xs = [math.log10(one.visibility) for one in positions]
    ys = [one.visibility_growth for one in positions]
    across = _scale(xs, _MAP.left, _MAP.right)
    up = _scale(ys, _MAP.bottom, _MAP.top)
    points = [(across.place(x), up.place(y)) for x, y in zip(xs, ys, strict=True)]
    names = [
        clip(clean(titles.get(it.signal, it.signal)), _LONGEST) for it in positions
    ]
    lines = [
        *_head(portfolio, phrases),
        *_quarters(across.place(median(xs)), up.place(median(ys)), phrases),
        *_axes(across, up, phrases),
        *_dots(positions, points),
        *_labels(points, names),
    ]
    return "\n".join([*lines, "</svg>"]) + "\n"


def _scale(values: Sequence[float], start: float, stop: float) -> _Scale:
    """Return a scale with some margin; of one value, it stands in the middle."""
    low, high = min(values), max(values)
    margin = _MARGIN * (high - low) or 0.5
    return _Scale(low - margin, high + margin, start, stop)


def _head(portfolio: Portfolio, phrases: Phrases) -> Iterator[str]:
    """Open the file: title, press and weeks, and what the picture is not."""
    press = (
        phrases.say("all_press")
        if portfolio.lang == "all"
        else phrases.press([portfolio.lang])
    )
    title = phrases.say("map", press=press)
    first, last = portfolio.first.start.date(), portfolio.last.end.date() - _DAY
    weeks = phrases.say(
        "map_weeks",
        first=phrases.day(first, form="full"),
        last=phrases.day(last, form="full"),
    )
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'width="{_WIDTH}" height="{_HEIGHT}" role="img" '
        'font-family="system-ui, sans-serif" font-size="12">'
    )
    yield f"<title>{escape_html(title)}</title>"
    yield f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>'
    yield _text(_LEFT, 30, title, 'font-size="20" font-weight="bold"')
    yield _text(_LEFT, 52, weeks, 'fill="#57606a"')
    yield _text(_LEFT, _HEIGHT - 12, phrases.say("map_caution"), 'fill="#57606a"')


def _quarters(middle: float, level: float, phrases: Phrases) -> Iterator[str]:
    """Draw the frame, the two medians and the names of the quarters."""
    frame = 'fill="none" stroke="#d0d7de"'
    yield (
        f'<rect x="{_MAP.left}" y="{_MAP.top}" width="{_MAP.right - _MAP.left}" '
        f'height="{_MAP.bottom - _MAP.top}" {frame}/>'
    )
    dashed = 'stroke="#8c959f" stroke-dasharray="4 4"'
    yield _line(middle, _MAP.top, middle, _MAP.bottom, dashed)
    yield _line(_MAP.left, level, _MAP.right, level, dashed)
    corners = {
        "weak": (_MAP.left + 8, _MAP.top + 18, "start"),
        "strong": (_MAP.right - 8, _MAP.top + 18, "end"),
        "latent": (_MAP.left + 8, _MAP.bottom - 8, "start"),
        "well-known": (_MAP.right - 8, _MAP.bottom - 8, "end"),
    }
    for quarter in get_args(Quadrant):
        x, y, anchor = corners[quarter]
        style = f'fill="#8c959f" font-size="14" text-anchor="{anchor}"'
        yield _text(x, y, phrases.word("quarter", quarter), style)


def _axes(across: _Scale, up: _Scale, phrases: Phrases) -> Iterator[str]:
    """Write the scales below and beside the map."""
    grey = 'fill="#57606a"'
    for value in _ticks(10**across.low, 10**across.high):
        x = across.place(math.log10(value))
        label = phrases.number(value)
        yield _text(x, _MAP.bottom + 18, label, f'{grey} text-anchor="middle"')
    span = up.high - up.low
    step = next((s for s in (0.05, 0.1, 0.2, 0.5) if span / s <= _TICKS), 1.0)
    first = math.ceil((up.low - 1) / step)
    for number in range(first, math.floor((up.high - 1) / step) + 1):
        label = phrases.percent(100 * number * step) if number else "0"
        y = up.place(1 + number * step) + 4
        yield _text(_MAP.left - 8, y, label, f'{grey} text-anchor="end"')
    middle = (_MAP.left + _MAP.right) / 2
    below = phrases.say("map_across")
    yield _text(middle, _MAP.bottom + 38, below, f'{grey} text-anchor="middle"')
    yield _text(_MAP.left, _MAP.top - 8, phrases.say("map_up"), grey)


def _ticks(low: float, high: float) -> Iterator[float]:
    """Yield the round numbers 1, 2, 5, 10, … of a range.

    >>> list(_ticks(0.4, 12))
    [0.5, 1.0, 2.0, 5.0, 10.0]
    """
    for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1):
        for digit in (1, 2, 5):
            value = round(digit * 10.0**power, max(0, -power))
            if low <= value <= high:
                yield value


def _dots(
    positions: Iterable[Position], points: Iterable[tuple[float, float]]
) -> Iterator[str]:
    for position, (x, y) in zip(positions, points, strict=True):
        colour = _COLOURS[position.by_visibility]
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_DOT}" fill="{colour}"/>'


def _labels(
    points: Sequence[tuple[float, float]], names: Sequence[str]
) -> Iterator[str]:
    """Name the dots, each name where it covers nothing, as near as can be."""
    taken = [_Box(x - _DOT, y - _DOT, x + _DOT, y + _DOT) for x, y in points]
    for (x, y), name in zip(points, names, strict=True):
        boxes = list(_places(x, y, _LETTER * len(name)))
        free = [box for box in boxes if not any(map(box.overlaps, taken))]
        box = (free or boxes)[0]
        taken.append(box)
        middle = (box.top + box.bottom) / 2
        before = box.right <= x
        end = box.right if before else box.left
        if abs(middle - y) > _LINE:
            yield _line(x, y, end, middle, 'stroke="#d0d7de"')
        anchor = "end" if before else "start"
        style = f'fill="#24292f" text-anchor="{anchor}"'
        yield _text(end, box.bottom - 4, name, style)


def _places(x: float, y: float, width: float) -> Iterator[_Box]:
    """Yield where a name may stand inside the map: nearest first, right before left."""
    gap = _DOT + 3
    for step in (0, -1, 1, -2, 2, -3, 3, -4, 4, -5, 5):
        top = min(max(_MAP.top, y + step * _LINE - _LINE / 2), _MAP.bottom - _LINE)
        for left in (x + gap, x - gap - width):
            inside = min(max(_MAP.left, left), _MAP.right - width)
            if abs(step) > 1 or inside == left:
                yield _Box(inside, top, inside + width, top + _LINE)
    yield _Box(x + gap, y - _LINE / 2, x + gap + width, y + _LINE / 2)


def _text(x: float, y: float, text: str, style: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{escape_html(text)}</text>'


def _line(x: float, y: float, to_x: float, to_y: float, style: str) -> str:
    ends = f'x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}"'
    return f"<line {ends} {style}/>"
