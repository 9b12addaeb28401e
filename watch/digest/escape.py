"""Hostile text -> text that is safe in Markdown, YAML, HTML and as a link.

Titles, outlets and quotes come from strangers' feeds. Everything that a digest
takes from them passes through here, once.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from urllib.parse import quote, urlsplit

#: Controls, unpaired surrogates and marks that turn the reading direction around.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f"
    "\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_BREAK = re.compile(r"\s*[\n\r\t\v\f\x1c-\x1f\x85\u2028\u2029]\s*| {2,}")

_MARKDOWN = re.compile(r"[\\`*_\[\]|~$#]")
#: A tag can't start with a space: "p < 0.01" may stay as it is.
_TAG = re.compile(r"<(?!\s|$)")
#: Liquid (Jekyll) and shortcodes (Hugo) come before Markdown and know no backslash.
_ENTITIES = str.maketrans({">": "&gt;", "{": "&#123;", "}": "&#125;"})
_ENTITY = re.compile(r"&(#?\w+);")
#: What would open a list or underline a heading at the start of a line.
_OPENER = re.compile(r"^(\d*)([-+=:]|(?<=\d)[.)](?=\s|$))")

_MAX_URL = 2000
_URL_SAFE = "%/:?#@!$&*+,;=~-._"


def clean(text: str) -> str:
    r"""Return text on one line, without what can't be seen.

    >>> clean(" Two\n lines\x00\u202e ")
    'Two lines'
    """
    return _BREAK.sub(" ", _UNSEEN.sub("", text)).strip()


def clip(text: str, most: int) -> str:
    """Shorten text to at most ``most`` code points, marked with an ellipsis.

    >>> clip("unisex perfume", 8)
    'unisex…'
    """
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def escape_markdown(text: str) -> str:
    r"""Return text that every Markdown dialect prints as it is, on one line.

    >>> escape_markdown("[a](javascript:x) <b> {{ 1 }} *b*")
    '\\[a\\](javascript:x) &lt;b&gt; &#123;&#123; 1 &#125;&#125; \\*b\\*'
    """
    text = _TAG.sub("&lt;", _ENTITY.sub(r"&amp;\1;", clean(text)))
    text = _MARKDOWN.sub(r"\\\g<0>", text)
    return _OPENER.sub(r"\1\\\2", text).translate(_ENTITIES)


def escape_html(text: str) -> str:
    """Return text for HTML, on one line.

    >>> escape_html("H&M <b>")
    'H&amp;M &lt;b&gt;'
    """
    return html.escape(clean(text), quote=False)


def quote_yaml(text: str) -> str:
    r"""Return text as a double-quoted YAML scalar.

    >>> quote_yaml('a: "b"')
    '"a: \\"b\\""'
    """
    return json.dumps(clean(text), ensure_ascii=False)


def safe_url(url: str) -> str:
    """Return a web address that can't leave its place in Markdown or HTML.

    "" for anything but http and https, and for addresses nobody could open.

    >>> safe_url("https://example.org/a_(b)?q=<c>")
    'https://example.org/a_%28b%29?q=%3Cc%3E'
    >>> safe_url("javascript:alert(1)")
    ''
    """
    url = clean(url)
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return ""
    quoted = quote(unicodedata.normalize("NFC", url), safe=_URL_SAFE)
    quoted = _ENTITY.sub(r"&\1%3B", quoted)
    return quoted if len(quoted) <= _MAX_URL else ""
