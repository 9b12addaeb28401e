"""Whatever a feed sends stays text, and only web addresses become links."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from watch.digest.escape import (
    clean,
    clip,
    escape_html,
    escape_markdown,
    safe_url,
)

ANY_TEXT = st.text(st.characters(), max_size=60)
#: Text in which most characters mean something to Markdown.
MARKUP = st.text("*_`[]()<>#|~!&;{}-+=.:1 \\\"'$@\n\u2028ab", max_size=40)


def inlines(markdown: str) -> list[Token]:
    """Return the inline tokens of a document."""
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(markdown)
    return [token for token in tokens if token.type == "inline"]


@given(ANY_TEXT | MARKUP)
def test_markdown_prints_the_text_itself(text: str) -> None:
    """Escaped text renders to exactly one paragraph of that text."""
    line = clean(text)
    rendered = inlines(escape_markdown(text))
    if not line:
        assert rendered == []
        return
    (paragraph,) = rendered
    children = paragraph.children or []
    assert "".join(child.content for child in children) == line
    assert {child.type for child in children} <= {"text", "text_special"}


@given(ANY_TEXT | MARKUP)
def test_html_prints_the_text_itself(text: str) -> None:
    """Escaped text holds no tag and reads as the text."""
    escaped = escape_html(text)
    assert "<" not in escaped
    assert html.unescape(escaped) == clean(text)


@given(ANY_TEXT)
def test_clean_once_is_enough(text: str) -> None:
    """Cleaning changes nothing the second time, and leaves one line of UTF-8."""
    line = clean(text)
    assert clean(line) == line
    assert line.splitlines() in ([], [line])
    line.encode("utf-8")


@given(ANY_TEXT, st.integers(1, 20))
def test_clip_keeps_the_limit(text: str, most: int) -> None:
    """A clipped text is never longer than asked for."""
    assert len(clip(text, most)) <= most


@given(st.just("https://press.example/") | st.text(max_size=8), MARKUP | ANY_TEXT)
def test_a_link_never_leaves_its_place(start: str, end: str) -> None:
    """A safe address stands in Markdown as one link to itself, or is empty."""
    url = safe_url(start + end)
    if not url:
        return
    (paragraph,) = inlines(f"[title]({url})")
    opening, title, _ = paragraph.children or []
    assert (opening.type, title.content) == ("link_open", "title")
    assert str(opening.attrs["href"]).startswith(("http://", "https://"))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://press.example/a?b=c&d=e#f", "https://press.example/a?b=c&d=e#f"),
        ("HTTP://press.example", "HTTP://press.example"),
        ("https://press.example/caf%C3%A9", "https://press.example/caf%C3%A9"),
        ("https://press.example/café", "https://press.example/caf%C3%A9"),
        ("https://press.example/?a&copy;=1", "https://press.example/?a&copy%3B=1"),
        ("https://press.example/a b", "https://press.example/a%20b"),
        ("https://press.example/{{x}}", "https://press.example/%7B%7Bx%7D%7D"),
        ("javascript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,hello", ""),
        ("mailto:a@press.example", ""),
        ("//press.example", ""),
        ("https://", ""),
        ("https://[::1", ""),
        ("", ""),
        ("https://press.example/" + "a" * 2000, ""),
    ],
)
def test_safe_url(url: str, expected: str) -> None:
    """Only http and https addresses of bearable length are linked."""
    assert safe_url(url) == expected
