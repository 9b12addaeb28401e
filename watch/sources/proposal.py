"""What a new source would be called, and whether we have it already."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from itertools import count
from urllib.parse import urlsplit

from ..crawl.article import make_text
from ..crawl.clean import clean_text, shorten
from ..crawl.types import Feed
from ..crawl.url import url_key
from ..errors import UsageError
from ..model import Source
from ..signals.language import guess_language

#: Languages that data files exist for.
LANGUAGES = ("fr", "en")
#: Group of a source about which nothing else is known.
DEFAULT_GROUP = "general"

_LONGEST_NAME = 40
_LONGEST_ID = 40
#: Between a name and its slogan: "La Loupe - toute l'actualité".
_SEPARATOR = re.compile(r"\s+[-–—|•·:»>]\s+|\s*[|•·»]\s*")
#: Entries from which their texts tell the language better than the feed does.
_TELLING = 5
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def make_slug(text: str) -> str:
    """Return a text as an id or group: small letters, digits and hyphens; maybe "".

    >>> make_slug("L’Économie & Cie"), make_slug("20 Minutes"), make_slug("日本")
    ('l-economie-cie', '20-minutes', '')
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def feed_key(url: str) -> str:
    """Return the same key for addresses that lead to the same feed.

    Scheme, ``www.``, default port, fragment and a slash at the end make no
    difference; every parameter does: it may choose the feed.

    >>> feed_key("HTTP://www.a.example:80/rss/") == feed_key("https://a.example/rss")
    True
    >>> feed_key("https://a.example/?feed=1") == feed_key("https://a.example/?feed=2")
    False
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    host = parts.netloc.lower().removesuffix(_DEFAULT_PORTS.get(parts.scheme, ""))
    return url_key(parts._replace(netloc=host, fragment="").geturl())


def plain_address(text: str) -> str:
    """Return an address without the ``feed:`` that some programs put before it.

    >>> plain_address("feed://a.example/rss"), plain_address("feed:https://a.example/")
    ('http://a.example/rss', 'https://a.example/')
    """
    text = text.strip()
    if not text.lower().startswith("feed:"):
        return text
    text = text[len("feed:") :]
    return f"http:{text}" if text.startswith("//") else text


def complete_address(text: str) -> str:
    """Return what a user typed or pasted as a web address.

    >>> complete_address("loupe.example")
    'https://loupe.example'
    """
    text = plain_address(text)
    return text if "://" in text else f"https://{text}"


def check_new(url: str, sources: Sequence[Source], *, id_: str | None = None) -> None:
    """Raise ``UsageError`` if a source has this address, however written, or id."""
    key = feed_key(url)
    for source in sources:
        if source.url and feed_key(source.url) == key:
            raise UsageError(_say_known(url, source))
        if source.id == id_:
            raise UsageError(f'the id "{id_}" is taken; give another one with --id')


def propose_source(
    url: str,
    feed: Feed,
    sources: Sequence[Source],
    *,
    id_: str | None = None,
    name: str | None = None,
    group: str | None = None,
    lang: str | None = None,
) -> Source:
    """Return a found feed as a source; what the user gave is taken as it is.

    The feed's title gives the name, and the name the id. The group is that of the
    sources on the same host, if they agree; so is the outlet, if the title names it.

    Args:
        url: Address of the feed.
        feed: The feed.
        sources: The sources there are.
        id_: Id, if the user gave one; likewise the rest.
        name: Shown to readers.
        group: Source group.
        lang: Language of its articles.

    Raises:
        UsageError: The id or address is taken, or the language is none of ours.

    """
    check_new(url, sources, id_=id_)
    ids = {source.id for source in sources}
    host = _host(url)
    neighbours = [one for one in sources if one.url and _host(one.url) == host]
    name = name or propose_name(feed.title) or host
    return Source(
        id=id_ or free_id(name, ids, host=host),
        name=name,
        outlet=_named_outlet(feed.title, neighbours) or name,
        url=url,
        lang=lang or propose_lang(feed),
        group=group or _agreed({one.group for one in neighbours}) or DEFAULT_GROUP,
    )


def propose_name(title: str) -> str:
    """Return a feed's title without its slogan; "" for a blank title.

    >>> propose_name("La Loupe - Toute l&#39;actualité de la ville et des environs")
    'La Loupe'
    """
    text = clean_text(title)
    if len(text) > _LONGEST_NAME:
        text = next(filter(None, _SEPARATOR.split(text)), "")
    return shorten(text, _LONGEST_NAME)


def free_id(name: str, taken: Collection[str], *, host: str = "") -> str:
    """Return an id made from a name, or else a host, that is not taken.

    >>> free_id("La Loupe", {"la-loupe"}), free_id("日本", (), host="nippon.example")
    ('la-loupe-2', 'nippon-example')
    """
    slug = make_slug(name) or make_slug(host) or "source"
    slug = slug[:_LONGEST_ID].rstrip("-")
    if slug not in taken:
        return slug
    return next(f"{slug}-{n}" for n in count(2) if f"{slug}-{n}" not in taken)


def propose_lang(feed: Feed) -> str:
    """Return the language of a feed's entries.

    Many feeds declare the language of the program that wrote them: several entries
    tell better.

    Raises:
        UsageError: The feed declares a language that is none of ours.

    """
    declared = language_code(feed.lang)
    if declared and declared not in LANGUAGES:
        raise UsageError(
            f'the feed says that its language is "{feed.lang}"; trendwatch reads '
            f"{' and '.join(LANGUAGES)}. If the feed is wrong, give --lang"
        )
    if declared and len(feed.entries) < _TELLING:
        return declared
    texts = (make_text(one.title, one.summary, lang="") for one in feed.entries)
    return guess_language(" ".join(f"{text.title} {text.summary}" for text in texts))


def language_code(declared: str) -> str:
    """Return a declared language as a two-letter code; "" for a blank one.

    >>> language_code("fr-CA"), language_code("EN_us")
    ('fr', 'en')
    """
    return re.split("[-_]", declared.strip().lower())[0]


def _say_known(url: str, known: Source) -> str:
    off = (
        ""
        if known.enabled
        else f", but disabled ({known.reason}): set enabled = true in its table"
    )
    return f'{url} is there already: source "{known.id}"{off}'


def _named_outlet(title: str, neighbours: Sequence[Source]) -> str:
    """Return the neighbours' outlet if it is one, and named in the title; else ""."""
    outlet = _agreed({one.outlet for one in neighbours})
    return outlet if make_slug(outlet) in make_slug(clean_text(title)) else ""


def _agreed(values: Collection[str]) -> str:
    """Return the only value of a set, or "" where there are several or none."""
    return next(iter(values)) if len(values) == 1 else ""


def _host(url: str) -> str:
    """Return host and port of an address that was fetched or configured."""
    return urlsplit(url).netloc.lower().removeprefix("www.")
