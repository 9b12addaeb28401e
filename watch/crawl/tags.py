"""Balance the tags of a malformed document, in time proportional to its length."""

from __future__ import annotations

import re
from collections import Counter

_TAG = re.compile(
    r"""<(?P<end>/?)(?P<name>[a-zA-Z_][\w:.-]*)
        (?P<rest>(?:[^<>"']|"[^"<]*"|'[^'<]*')*+)>""",
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"""([a-zA-Z_][\w:.-]*)\s*=\s*("[^"<]*"|'[^'<]*')""")
_LONE_LESS = re.compile(r"<(?![a-zA-Z_/]|!--|!\[CDATA\[)")
#: What may hold "<" without meaning it.
_OPAQUE = {"<![CDATA[": "]]>", "<!--": "-->"}
_ENTRIES = frozenset({"item", "entry"})
#: HTML elements that never have an end tag.
_VOID = frozenset({"br", "hr", "img", "input", "meta", "wbr"})
#: lxml reads no deeper.
_DEEPEST = 200


def balance_tags(document: str) -> str:
    """Return the document with every element closed, each within its parent.

    An end tag closes what is open inside its element; one without a start goes. An
    entry ends where the next one starts. A "<" that begins no tag becomes text.

    >>> balance_tags("<item><title>a <b>c</title><br>5 < 6</p><item>")
    '<item><title>a <b>c</b></title><br/>5 &lt; 6</item><item></item>'
    """
    return "".join(_Balancer().run(document))


class _Balancer:
    """The tags that are open."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._count: Counter[str] = Counter()
        self._parts: list[str] = []

    def run(self, document: str) -> list[str]:
        document = _LONE_LESS.sub("&lt;", document)
        position = 0
        while (start := document.find("<", position)) >= 0:
            self._parts.append(document[position:start])
            position = self._read(document, start)
        self._parts.append(document[position:])
        while self._open:
            self._close()
        return self._parts

    def _read(self, document: str, start: int) -> int:
        """Read what begins with "<"; return where it ends."""
        if document[start + 1] == "!":
            return self._copy_opaque(document, start)
        tag = _TAG.match(document, start)
        if tag is None:
            self._parts.append("&lt;")
            return start + 1
        if tag["end"]:
            self._end(tag["name"])
        else:
            self._start(tag["name"], tag["rest"])
        return tag.end()

    def _copy_opaque(self, document: str, start: int) -> int:
        """Copy a CDATA section or comment, closing it at the document's end."""
        opening = next(mark for mark in _OPAQUE if document.startswith(mark, start))
        closing = _OPAQUE[opening]
        end = document.find(closing, start + len(opening))
        end = len(document) if end < 0 else end
        self._parts += [document[start:end], closing]
        return end + len(closing)

    def _start(self, name: str, rest: str) -> None:
        attributes = dict(_ATTRIBUTE.findall(rest))
        written = "".join(f" {key}={value}" for key, value in attributes.items())
        if rest.endswith("/") or name.lower() in _VOID:
            self._parts.append(f"<{name}{written}/>")
            return
        if name in _ENTRIES and self._count[name]:
            self._end(name)
        if len(self._open) < _DEEPEST:
            self._open.append(name)
            self._count[name] += 1
            self._parts.append(f"<{name}{written}>")

    def _end(self, name: str) -> None:
        if self._count[name]:
            while self._open[-1] != name:
                self._close()
            self._close()

    def _close(self) -> None:
        name = self._open.pop()
        self._count[name] -= 1
        self._parts.append(f"</{name}>")
