"""From the bytes of a feed to XML text that is safe and likely to parse."""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Mapping
from html.entities import html5
from xml.parsers import expat

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: How "<" or "{" and what follows look without a BOM (XML 1.0, appendix F).
_SHAPES = (
    (re.compile(rb"[<{]\x00\x00\x00[^\x00]"), "utf-32-le"),
    (re.compile(rb"\x00\x00\x00[<{]\x00\x00\x00[^\x00]"), "utf-32-be"),
    (re.compile(rb"[<{]\x00[^\x00]\x00"), "utf-16-le"),
    (re.compile(rb"\x00[<{]\x00[^\x00]"), "utf-16-be"),
)
#: Encodings in which all bytes are ASCII: only a name tells them from UTF-8.
_SEVEN_BIT = ("iso-2022", "iso2022", "hz")

_DECLARED = re.compile(rb"<\?xml[^>]{1,200}?\bencoding\s{0,9}=\s{0,9}[\"']([\w.:-]+)")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_ROOT = re.compile(r"<(?:\?xml|rss|feed|rdf:RDF|channel)\b", re.IGNORECASE)
#: How much of a warning or advertisement may stand before the document.
_LONGEST_JUNK = 4096

_SPACE = re.compile(r"[\s\ufeff]*")
_ELEMENT = re.compile(r"<[a-zA-Z]")
_CLOSING = {"<?": "?>", "<!--": "-->"}
_PREDEFINED = frozenset({"amp", "lt", "gt", "quot", "apos"})
#: A declared entity may stand for a letter, a sign or a name, not for a text.
_HARMLESS = re.compile(r"[^&<%]{0,40}")
#: How many characters all declared entities of a document may stand for.
_MOST_EXPANDED = 100_000
_LONE_AMPERSAND = re.compile(r"&(?!(?:#\d{1,9}|#[xX][0-9a-fA-F]{1,8}|\w{1,40});)")
_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)(#?\w+);")
#: Characters that XML 1.0 forbids; one of them would end a strict parse.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class UnsafeDocumentError(ValueError):
    """The document declares entities that could expand or reach elsewhere."""


class _RootReached(Exception):  # noqa: N818 -- no error: ends the look at the prolog
    def __init__(self, place: int) -> None:
        self.place = place


def decode(body: bytes, content_type: str) -> str:
    """Return the text of a document, whatever its labels say.

    A BOM or the look of the first bytes decides; then whether the bytes are valid
    UTF-8, which is no accident; then the labels, the document's own before the
    server's; then Windows-1252, the commonest of what is left. Never fails.

    Args:
        body: The document.
        content_type: Content-Type header; "" if absent.

    >>> decode("déjà".encode(), "text/xml; charset=iso-8859-1")
    'déjà'
    """
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(encoding, "replace")
    for shape, encoding in _SHAPES:
        if shape.match(body):
            return body.decode(encoding, "replace")
    labels = [
        *(
            match[1].decode("ascii", "replace")
            for match in _DECLARED.finditer(body[:999])
        ),
        *_CHARSET.findall(content_type),
    ]
    named = [label.lower() for label in labels]
    seven_bit = [label for label in named if label.startswith(_SEVEN_BIT)]
    for encoding in (*seven_bit, "utf-8", *named):
        if encoding.startswith(("utf-16", "utf-32", "utf-7")):
            continue
        try:
            return body.decode(encoding)
        except (LookupError, UnicodeError):
            continue
    return body.decode("windows-1252", "replace")


def prepare_xml(text: str) -> str:
    """Return the document from its root element on, without its DTD.

    References to HTML entities become letters, lone ampersands are escaped and
    forbidden characters go, so that most malformed feeds parse strictly. Takes
    time in proportion to the text.

    Raises:
        UnsafeDocumentError: An entity is declared that holds others, is external,
            is long, or is used to blow the document up.

    """
    start = _skip_prolog(text, 0)
    entities: Mapping[str, str] = {}
    if text[start : start + 9].upper() == "<!DOCTYPE":
        start, entities = _read_doctype(text, start)
    elif root := _ROOT.search(text, start, start + _LONGEST_JUNK):
        # PHP warnings and the like may stand before the document.
        start = _skip_prolog(text, root.start())
    return _FORBIDDEN.sub("", _mend_references(text[start:], entities))


def _skip_prolog(text: str, start: int) -> int:
    """Return where white space, comments and processing instructions end."""
    while True:
        start = _end_of(_SPACE.match(text, start), start)
        closing = next((_CLOSING[o] for o in _CLOSING if text.startswith(o, start)), "")
        end = text.find(closing, start) if closing else -1
        if end < 0:
            return start
        start = end + len(closing)


def _end_of(match: re.Match[str] | None, start: int) -> int:
    return match.end() if match else start


def _read_doctype(text: str, start: int) -> tuple[int, Mapping[str, str]]:
    """Return where the root element begins, and the harmless entities declared.

    Raises ``UnsafeDocumentError`` before anything is expanded.
    """
    entities: dict[str, str] = {}

    def read_entity(
        name: str, is_parameter: int, value: str | None, *_: object
    ) -> None:
        if name in _PREDEFINED:
            return
        if is_parameter or value is None or not _HARMLESS.fullmatch(value):
            raise UnsafeDocumentError(name)
        entities[name] = value

    def reach_root(*_: object) -> None:
        raise _RootReached(parser.CurrentByteIndex)

    document = text[start:].encode("utf-8", "replace")
    parser = expat.ParserCreate("utf-8")
    parser.EntityDeclHandler = read_entity
    parser.StartElementHandler = reach_root
    try:
        parser.Parse(document, True)  # noqa: FBT003 -- expat's own signature
    except _RootReached as root:
        before = document[: root.place]
        return start + len(before.decode("utf-8", "replace")), entities
    except expat.ExpatError:
        if "<!ENTITY" in text:
            raise UnsafeDocumentError("broken DTD") from None
    element = _ELEMENT.search(text, start)
    return (element.start() if element else len(text)), entities


def _mend_references(text: str, entities: Mapping[str, str]) -> str:
    """Replace references by their letters, escape lone ampersands, outside CDATA."""
    expanded = 0

    def mend(reference: re.Match[str]) -> str:
        nonlocal expanded
        name = reference[1]
        if name in entities:
            expanded += len(entities[name])
            if expanded > _MOST_EXPANDED:
                raise UnsafeDocumentError(name)
            return html.escape(entities[name])
        letters = (
            html.unescape(reference[0]) if name[0] == "#" else html5.get(name + ";")
        )
        return html.escape(letters) if letters else "&amp;" + reference[0][1:]

    def mend_all(part: str) -> str:
        return _REFERENCE.sub(mend, _LONE_AMPERSAND.sub("&amp;", part))

    if "&" not in text:
        return text
    parts = []
    position = 0
    while True:
        start = text.find("<![CDATA[", position)
        end = text.find("]]>", start) if start >= 0 else -1
        if end < 0:
            break
        parts += [mend_all(text[position:start]), text[start:end]]
        position = end
    parts.append(mend_all(text[position:]))
    return "".join(parts)
