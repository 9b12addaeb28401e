"""Telegram HTML as plain text, for a message whose mark-up Telegram refuses."""

from __future__ import annotations

from html.parser import HTMLParser

#: https://core.telegram.org/bots/api#html-style
_TAGS = frozenset({
    "a", "b", "blockquote", "code", "del", "em", "i", "ins", "pre", "s", "span",
    "strike", "strong", "tg-emoji", "tg-spoiler", "u",
})  # fmt: skip


class _Reader(HTMLParser):
    """Collects the text; unknown tags are text that nobody escaped."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._links: list[str] = []

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._links.append(dict(attrs).get("href") or "")
        elif tag not in _TAGS:
            self.pieces.append(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in _TAGS:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._links:
            link = self._links.pop()
            self.pieces.append(f" ({link})" if link else "")
        elif tag not in _TAGS:
            self.pieces.append(f"</{tag}>")


def plain_text(html: str) -> str:
    """Return the text of a message, with links in brackets; never longer.

    >>> plain_text('<b>Chewing-gum</b> &lt;3: <a href="https://a.example">Le Fil</a>')
    'Chewing-gum <3: Le Fil (https://a.example)'
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "".join(reader.pieces)
