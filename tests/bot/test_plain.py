"""Telegram HTML as plain text."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from watch.bot.plain import plain_text


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", ""),
        ("<b>bold</b> and <i>italic</i>", "bold and italic"),
        (
            '<a href="https://a.example/?x=1&amp;y">t</a>',
            "t (https://a.example/?x=1&y)",
        ),
        ("<a>no address</a>", "no address"),
        ("an end</a> without a start", "an end without a start"),
        ("R&amp;D &lt;3", "R&D <3"),
        ("a < b & c > d", "a < b & c > d"),
        ("<blockquote expandable>first\nsecond</blockquote>", "first\nsecond"),
        ("<brand>new</brand>", "<brand>new</brand>"),
        ("left <open", "left <open"),
        ("a <brand/> of its own", "a <brand/> of its own"),
    ],
)
def test_markup_becomes_text(html: str, expected: str) -> None:
    """Our tags go, links are spelled out, whatever else was written stays."""
    assert plain_text(html) == expected


@given(st.text(alphabet="ab<>/&;=\"' !-?#x1"))
@example("<a href=x>")
@example("<x/>")
def test_plain_text_is_never_longer(html: str) -> None:
    """A message that fits Telegram's limit fits it as plain text, too."""
    assert len(plain_text(html)) <= len(html)
