"""HTML, entities and tricks in, plain Unicode text out."""

from __future__ import annotations

import html
import re
import unicodedata

from selectolax.lexbor import LexborHTMLParser

#: A tag, comment or declaration begins here; other "<" are text, as in "I <3 it".
_MARKUP = re.compile(r"<(?=/?[a-zA-Z][^<>]*>|!)")
_LONE_LESS = re.compile(
    r"<(?!/?[a-zA-Z][^<>]*>|!--|!\[CDATA\[|!DOCTYPE)", re.IGNORECASE
)
#: Left by feeds that wrap twice; an HTML parser would drop the text inside.
_CDATA_MARK = re.compile(r"<!\[CDATA\[|\]\]>")
#: Tags that part words; all others may stand inside a word.
_BREAK = re.compile(
    r"<(?=/?(?:p|div|br|hr|li|ul|ol|dl|dt|dd|h[1-6]|tr|t[dh]|table|caption|blockquote"
    r"|pre|section|article|aside|header|footer|figure|figcaption|address|option|img"
    r"|main|nav|form|summary|details|center)\b)",
    re.IGNORECASE,
)
#: Tags, unless odd ones, that need no parser to be taken out of a text.
_SIMPLE = re.compile(
    r"</?(?:p|br|div|ul|ol|li|img|a|b|i|u|em|strong|span)(?=[\s/>])"
    r"""(?:[^<>"']|"[^<>"]*"|'[^<>']*')*+>""",
    re.IGNORECASE,
)
#: Elements whose text is not for readers.
_HIDDEN = [
    "script", "style", "template", "iframe", "noembed", "noframes", "object", "svg",
    "math", "textarea", "select", "xmp", "title", "audio", "video", "canvas",
]  # fmt: skip

# Control, format (zero-width, bidi, soft hyphen, tags) and surrogate characters,
# by Unicode category, without those that str.split takes for spaces.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f"
    "\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


_C1 = re.compile("[\x80-\x9f]")
#: Control characters of Latin-1 that are letters of Windows-1252 (HTML 5, 13.2.3.5).
_WINDOWS = {
    code: bytes([code]).decode("windows-1252")
    for code in range(0x80, 0xA0)
    if code not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}
#: How UTF-8 looks that was taken for Windows-1252: Ã© for é, â€™ for ’.
_MANGLED = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u2122]")


def clean_text(markup: str) -> str:
    """Return what a reader sees of HTML or text, as one line of plain Unicode.

    Tags go, with scripts and styles including their text; entities are decoded
    once; the result is NFC, without invisible or direction-changing characters,
    and has single spaces only. Never fails.

    >>> clean_text("<p>Le march&eacute;&nbsp;: <b>&lt;3</b></p><script>x()</script>")
    'Le marché : <3'
    >>> clean_text("AT&amp;amp;T, R&D")
    'AT&amp;T, R&D'
    """
    if "]]>" in markup:
        markup = _CDATA_MARK.sub("", markup)
    text = _strip_markup(markup) if "<" in markup else html.unescape(markup)
    if not text.isascii():
        if _C1.search(text):
            text = text.translate(_WINDOWS)
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", _unmangle(text)))
    elif not text.isprintable():
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())


def shorten(text: str, limit: int) -> str:
    """Cut a text before the last word that passes ``limit`` characters.

    >>> shorten("one two three", 9)
    'one two…'
    >>> shorten("one two", 7)
    'one two'
    """
    if len(text) <= limit:
        return text
    return (text[:limit].rpartition(" ")[0] or text[: limit - 1]) + "…"


def _strip_markup(markup: str) -> str:
    markup = _LONE_LESS.sub("&lt;", markup)
    if "<" not in markup:
        return html.unescape(markup)
    markup = _BREAK.sub(" <", markup)
    plain = _SIMPLE.sub("", markup)
    if "<" not in plain:
        return html.unescape(plain)
    tree = LexborHTMLParser(markup)
    tree.strip_tags(_HIDDEN)
    return tree.body.text() if tree.body else ""


def _unmangle(text: str) -> str:
    """Undo a UTF-8 text that was read as Windows-1252 once too often.

    Valid UTF-8 is no accident, so texts that are none stay as they are.
    """
    if _MANGLED.search(text) is None:
        return text
    try:
        return text.encode("windows-1252").decode()
    except UnicodeError:
        return text
