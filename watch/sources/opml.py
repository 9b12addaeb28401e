"""OPML: the subscription lists of feed readers, read and written.

http://opml.org/spec2.opml describes the format; what programs write differs in
the case of attribute names and in where they keep the title.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlsplit
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from ..crawl.clean import clean_text
from ..crawl.document import UnsafeDocumentError, decode, prepare_xml
from ..errors import UsageError
from ..model import Source
from .proposal import (
    DEFAULT_GROUP,
    LANGUAGES,
    feed_key,
    free_id,
    language_code,
    make_slug,
    plain_address,
    propose_name,
)


@dataclass(frozen=True, slots=True)
class Subscription:
    """One feed of an OPML file."""

    #: Address as written.
    url: str
    #: Title, plain text; "" if absent.
    title: str
    #: Name of the innermost folder around it; "" if it is in none.
    folder: str
    #: Language as written; "" if absent.
    lang: str


@dataclass(frozen=True, slots=True)
class Import:
    """What an OPML file adds to the sources."""

    #: New sources, in the order of the file.
    sources: tuple[Source, ...]
    #: Feeds that are there already, or twice in the file.
    known: int
    #: Feeds that can't be taken, each with the reason.
    skipped: tuple[str, ...]


def read_opml(content: bytes, *, name: str) -> tuple[Subscription, ...]:
    """Read the feeds of an OPML file, in its order.

    Args:
        content: The file.
        name: Its name, for messages.

    Raises:
        UsageError: It is no OPML, or declares entities that could expand.

    """
    try:
        text = prepare_xml(decode(content, ""))
    except UnsafeDocumentError as error:
        raise UsageError(
            f"{name}: declares an entity that could expand ({error}): refused"
        ) from error
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    try:
        parser.Parse(text.encode(), True)  # noqa: FBT003 -- expat's own signature
    except expat.ExpatError as error:
        raise UsageError(f"{name}: is not well-formed XML: {error}") from error
    if not reader.is_opml:
        raise UsageError(f"{name}: is not OPML: its first element is no <opml>")
    return tuple(reader.found)


class _Reader:
    """Collects the feeds of a document while it is parsed, however deep it is."""

    def __init__(self) -> None:
        #: Whether the root element is <opml>.
        self.is_opml = False
        #: The feeds so far.
        self.found: list[Subscription] = []
        self._folders: list[str | None] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take an element that begins."""
        given = {name.lower(): text.strip() for name, text in attributes.items()}
        title = clean_text(given.get("title") or given.get("text", ""))
        url = given.get("xmlurl", "")
        if not self._folders:
            self.is_opml = tag.lower() == "opml"
        is_folder = tag.lower() == "outline" and not url
        self._folders.append(title if is_folder else None)
        if tag.lower() == "outline" and url:
            folder = next((name for name in reversed(self._folders) if name), "")
            lang = given.get("language", "")
            self.found.append(Subscription(url, title, folder, lang))

    def end(self, _tag: str) -> None:
        """Take an element that ends."""
        self._folders.pop()


def plan_import(
    subscriptions: Sequence[Subscription],
    sources: Sequence[Source],
    *,
    lang: str | None = None,
) -> Import:
    """Say what an OPML file adds to the sources; folders become groups.

    Args:
        subscriptions: The feeds of the file.
        sources: The sources there are.
        lang: Language of the feeds that do not say theirs.

    Raises:
        UsageError: A new feed does not say its language, and ``lang`` is None.

    """
    known = {feed_key(source.url) for source in sources if source.url}
    ids = {source.id for source in sources}
    added: list[Source] = []
    skipped: list[str] = []
    unsaid = repeated = 0
    for one in subscriptions:
        url = _web_address(one.url)
        language = language_code(one.lang) or lang
        if url is None:
            skipped.append(f"{one.url[:200]!r} is no web address")
        elif feed_key(url) in known:
            repeated += 1
        elif language and language not in LANGUAGES:
            skipped.append(f'{url}: its language is "{one.lang}"')
        else:
            unsaid += not language
            source = _make_source(one, url, ids, lang=language or "")
            known.add(feed_key(url))
            ids.add(source.id)
            added.append(source)
    if unsaid:
        raise UsageError(
            f"{unsaid} of {len(added)} new feeds do not say their language: give it "
            f"with --lang ({' or '.join(LANGUAGES)}). Nothing was written"
        )
    return Import(tuple(added), repeated, tuple(skipped))


def write_opml(sources: Iterable[Source]) -> str:
    """Return sources as an OPML 2.0 document, one folder for each group.

    Archive sources, which have no address, are left out.
    """
    fetched = sorted(
        (source for source in sources if source.url), key=lambda source: source.group
    )
    folders = "".join(
        _write_folder(group, members)
        for group, members in groupby(fetched, key=lambda source: source.group)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<opml version="2.0">\n'
        f"  <head>\n    <title>trendwatch sources</title>\n  </head>\n"
        f"  <body>\n{folders}  </body>\n"
        "</opml>\n"
    )


def _write_folder(group: str, sources: Iterable[Source]) -> str:
    lines = "".join(
        f'      <outline type="rss" text={quoteattr(source.name)} '
        f"title={quoteattr(source.name)} xmlUrl={quoteattr(source.url or '')} "
        f"language={quoteattr(source.lang)}/>\n"
        for source in sources
    )
    name = quoteattr(group)
    return f"    <outline text={name} title={name}>\n{lines}    </outline>\n"


def _make_source(one: Subscription, url: str, ids: set[str], *, lang: str) -> Source:
    host = urlsplit(url).hostname or ""
    name = propose_name(one.title) or host
    return Source(
        id=free_id(name, ids, host=host),
        name=name,
        outlet=name,
        url=url,
        lang=lang,
        group=make_slug(one.folder) or DEFAULT_GROUP,
    )


def _web_address(written: str) -> str | None:
    """Return an address, or None if it is no http(s) address."""
    url = plain_address(written)
    try:
        parts = urlsplit(url)
        usable = (
            parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
        )
    except ValueError:
        return None
    return url if usable else None
