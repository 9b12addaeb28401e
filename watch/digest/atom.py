"""Digests -> an Atom feed, so that a digest can itself be followed.

https://www.rfc-editor.org/rfc/rfc4287
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ..week import Week
from .escape import clean
from .markdown import split_front_matter
from .phrases import load_phrases

_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One digest in the feed."""

    #: The week it tells about.
    week: Week
    #: Its language.
    lang: str
    #: Its title.
    title: str
    #: What happens, in a few sentences.
    summary: str
    #: Where it stands, relative to the feed or absolute.
    link: str


def read_entry(markdown: str, *, link: str) -> FeedEntry:
    """Read the entry of a rendered digest from its front matter.

    Raises:
        ValueError: The text has no front matter of a digest.

    """
    front, _ = split_front_matter(markdown)
    fields = dict(line.split(": ", 1) for line in front.splitlines())
    try:
        title, summary, week, lang = (
            json.loads(fields[name])
            for name in ("title", "description", "week", "lang")
        )
    except KeyError as missing:
        raise ValueError(f"no {missing} in the front matter of {link}") from missing
    return FeedEntry(Week.parse(week), lang, title, summary, link)


def render_feed(entries: Sequence[FeedEntry], lang: str, *, base: str = "") -> str:
    """Write the digests of one language as an Atom feed, newest first.

    Args:
        entries: Digests; those of other languages are left out.
        lang: Language of the feed.
        base: Address of the folder the digests are served from; "" leaves links
            relative to the feed.

    Raises:
        UsageError: There are no texts in that language.

    """
    phrases = load_phrases(lang)
    shown = sorted(
        (entry for entry in entries if entry.lang == lang),
        key=lambda entry: entry.week,
        reverse=True,
    )
    feed = Element("feed", {"xmlns": _ATOM, "xml:lang": lang})
    _add(feed, "id", _identify(base, lang))
    _add(feed, "title", phrases.word("feed", "title"))
    newest = shown[0].week if shown else Week(1970, 1)
    _add(feed, "updated", newest.end.isoformat())
    _add(SubElement(feed, "author"), "name", "trendwatch")
    for entry in shown:
        node = SubElement(feed, "entry")
        _add(node, "id", _identify(base, lang, str(entry.week)))
        _add(node, "title", entry.title)
        _add(node, "updated", entry.week.end.isoformat())
        _add(node, "summary", entry.summary)
        SubElement(node, "link", {"rel": "alternate", "href": base + entry.link})
    indent(feed)
    text = tostring(feed, encoding="unicode", xml_declaration=False)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = clean(text)


def _identify(base: str, *parts: str) -> str:
    """Return an identifier that is the same for the same digest at every writing."""
    name = " ".join(["trendwatch digest", base, *parts])
    return uuid.uuid5(uuid.NAMESPACE_URL, name).urn
