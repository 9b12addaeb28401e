"""Telegram HTML as a terminal can show it."""

from __future__ import annotations

import html
import re

from rich.text import Text

_TAG = re.compile(r"(<[^>]+>)")
_HREF = re.compile(r'href="([^"]*)"')
_STYLES = {"b": "bold", "i": "italic", "u": "underline", "code": "bold"}


def chat_text(message: str) -> Text:
    """Return a message with its tags turned into styles and its entities read.

    >>> chat_text("<b>Up</b> &amp; away").plain
    'Up & away'
    """
    text = Text()
    styles: list[str] = []
    for piece in _TAG.split(message):
        if piece.startswith("</"):
            styles.pop()
        elif piece.startswith("<"):
            styles.append(_style(piece))
        else:
            text.append(html.unescape(piece), " ".join(filter(None, styles)))
    return text


def _style(tag: str) -> str:
    """Return the style of an opening tag; "" for one that is not shown.

    >>> _style('<a href="https://lens.example/?a=1&amp;b=2">')
    'underline link https://lens.example/?a=1&b=2'
    """
    name = tag.strip("<>").split()[0]
    link = _HREF.search(tag)
    if name == "a" and link:
        return f"underline link {html.unescape(link[1])}"
    return _STYLES.get(name, "")
