"""Canonical URLs: one address for one article, however a feed decorates it."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote, urljoin

#: Longer addresses are traps or data, not articles.
LONGEST_URL = 2048
#: Rounds after which an address that still unwraps is a trap.
_LAYERS = 8

#: Query parameters that tell where a reader came from, never what is shown.
_TRACKING = re.compile(
    r"""(?: utm_ | at_(?:medium|campaign|creation|variant|format|custom|link|bbc|ptr)
          | ns_(?:mchannel|source|campaign|linkname|fee) | mtm_ | pk_ | piwik_ | hsa_
          | matomo_ | _hs | oly_ | vero_ | ml_subscriber | trk_ | wt_mc | wt\. | stm_
          | itm_ | fb_ (?:action|ref|source|comment) ) .*
      | xtor | xt(?:cr|np|loc|or\d) | xts | xtref | xtmc | estat_\w+ | echobox | ebx
      | fbclid | gclid | gclsrc | dclid | gbraid | wbraid | msclkid | yclid | twclid
      | ttclid | li_fat_id | igshid? | mkt_tok | mc_[ce]id | _ga | _gl | _openstat
      | s_(?:cid|kwcid) | cmp | cmpid | campaign_?id | ftag | ito | smid | smtyp | ncid
      | cvid | ocid | icid | spm | guccounter | guce_referrer(?:_sig)? | sr_share
      | ref_(?:src|url) | __twitter_impression | rss_?id | feedname | feedtype | rss
      | wprss | amp | taid | srnd | sref | traffic_source | originalsubdomain""",
    re.VERBOSE | re.IGNORECASE,
)

#: Parameters that are tracking only with a value that names a channel.
_CHANNEL = re.compile(
    r"ref|referr?er|source|src|from|via|partner|origin|medium|channel|rss|feed|format"
    r"|outputtype|output",
    re.IGNORECASE,
)
_CHANNEL_VALUES = re.compile(
    r"(?:.*[-_.])?(?:rss\d*|feeds?|feedburner|atom|newsletter|email|twitter|facebook"
    r"|linkedin|telegram|whatsapp|social|amp|googlenews|google_news|flipboard)(?:[-_.].*)?",
    re.IGNORECASE,
)
#: Redirectors that carry the address itself: host and path -> parameter.
_REDIRECTORS = {
    "www.google.com/url": ("url", "q"),
    "news.google.com/news/url": ("url",),
    "www.bing.com/news/apiclick.aspx": ("url",),
    "l.facebook.com/l.php": ("u",),
    "lm.facebook.com/l.php": ("u",),
    "out.reddit.com/": ("url",),
}
#: Redirectors and caches whose path ends with the address, without its scheme.
_EMBEDDED = re.compile(
    r"(?:www\.google\.[a-z.]+/amp/(?:s/)?"
    r"|[a-z0-9-]+\.cdn\.ampproject\.org/[acrv]/(?:s/)?"
    r"|go\.theregister\.com/feed/)"
    r"(?P<rest>[a-z0-9-]+(?:\.[a-z0-9-]+)+/.*)",
    re.IGNORECASE,
)

#: What no address holds unescaped, at its ends or broken over lines.
_JUNK = re.compile(r"[\x00-\x20\x7f-\xa0\u200b\u2028\u2029\ufeff]+")
#: References that feeds leave in addresses by escaping twice.
_ENTITY = re.compile(r"&(?:amp|#\d{1,6}|#x[0-9a-f]{1,5});", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?P<scheme>https?)://+(?:[^/?#@]*@)*(?P<host>\[[^\]]*\]|[^/?#:@\[\]]+)"
    r"(?::(?P<port>[0-9]{0,5}))?(?P<path>/[^?#]*)?(?:\?(?P<query>[^#]*))?(?:#.*)?",
    re.IGNORECASE,
)
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*|\[[0-9a-f:.]+\]")
_MOBILE_HOST = re.compile(
    r"^(?:m|mobile|amp|touch)\.(?=[^.]+\.[^.])|(?<=\.)m\.(?=[^.]+\.[^.]+$)"
)
#: Only beside a slug or number: /wiki/amp may be an article about AMP.
_AMP_PATH = re.compile(
    r"(?<=[^/])(?:/amp(?:\.html)?|\.amp)/?$|\.amp(?=\.html$)|^/amp(?=/.)"
)
_SLUG = re.compile(r"[-_\d]")
#: Letters that need no escape and are none.
_PLAIN = re.compile(r"[A-Za-z0-9/:@!$&'()*+,;=._~?-]*")
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
)
_SAFE = "/:@!$&'()*+,;=%-._~?"


def canonical_url(url: str) -> str:
    """Return the address without what differs between copies of one article.

    Tracking parameters, fragment, user, default port and AMP or mobile variants
    go; redirectors that carry the address are followed without a fetch. Returns ""
    for what is no http(s) address. Idempotent.

    >>> canonical_url("HTTP://m.Example.org:80/a-1/amp/?utm_source=rss&id=7#top")
    'http://example.org/a-1?id=7'
    >>> canonical_url("mailto:desk@example.org")
    ''
    """
    for _ in range(_LAYERS):
        simpler = _normalise(_follow(url))
        if simpler == url:
            return url
        url = simpler
    return ""


def join_url(base: str, url: str) -> str:
    """Return a link as an absolute address; "" for none or a broken one.

    >>> join_url("https://example.org/feeds/all.xml", "../a")
    'https://example.org/a'
    """
    if not url or url.startswith(("https://", "http://")):
        return url
    try:
        return urljoin(base, url)
    except ValueError:
        return ""


def url_key(url: str) -> str:
    """Return the key of a canonical URL: 32 hex digits of SHA-256.

    The scheme, a leading ``www.`` and a trailing slash make no difference.

    >>> url_key("https://www.example.org/a/") == url_key("http://example.org/a")
    True
    """
    _, _, address = url.partition("://")
    path, mark, query = address.removeprefix("www.").partition("?")
    return hash_key(path.rstrip("/") + mark + query)


def hash_key(*parts: str) -> str:
    """Return 32 hex digits that stand for the parts, in order.

    >>> hash_key("a", "bc") == hash_key("ab", "c")
    False
    """
    joined = "\x1f".join(parts).encode("utf-8", "replace")
    return hashlib.sha256(joined).hexdigest()[:32]


def is_home_page(url: str) -> bool:
    """Tell whether a canonical URL names a whole site rather than one article.

    >>> is_home_page("https://example.org/"), is_home_page("https://example.org/?p=1")
    (True, False)
    """
    return re.fullmatch(r"https?://[^/?]*/?", url) is not None


def _follow(url: str) -> str:
    """Return the address inside a redirector's address, or the address itself."""
    _, _, address = url.partition("://")
    if embedded := _EMBEDDED.fullmatch(address):
        return "https://" + embedded["rest"]
    page, _, query = address.partition("?")
    names = _REDIRECTORS.get(page.lower())
    if names is None:
        return url
    found = {name: value for name, value in parse_qsl(query) if name in names}
    targets = (found[name] for name in names if name in found)
    return next((target for target in targets if target.startswith("http")), url)


def _normalise(url: str) -> str:
    url = _JUNK.sub("", url)
    if "&" in url:
        url = _ENTITY.sub(lambda entity: html.unescape(entity[0]), url)
    parts = _ADDRESS.fullmatch(url)
    host = _host(parts["host"]) if parts and len(url) <= LONGEST_URL else ""
    if parts is None or not host:
        return ""
    port = (parts["port"] or "").lstrip("0")
    if port not in {"", "80", "443"}:
        host = f"{host}:{port}"
    query = "&".join(_telling(parts["query"])) if parts["query"] else ""
    mark = "?" if query else ""
    path = _path(parts["path"] or "/")
    return f"{parts['scheme'].lower()}://{host}{path}{mark}{_escape(query)}"


def _host(host: str) -> str:
    """Return the ASCII form of a desktop host, "" if it is none."""
    host = _MOBILE_HOST.sub("", host.lower().rstrip("."))
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    return host if _HOST.fullmatch(host) else ""


def _path(path: str) -> str:
    path = _escape(path)
    if "amp" not in path.lower():
        return path
    plain = _AMP_PATH.sub("", path)
    return plain if _SLUG.search(plain) else path


def _telling(query: str) -> Iterator[str]:
    """Yield the parameters that decide what is shown, as written."""
    for parameter in query.split("&"):
        name, _, value = parameter.partition("=")
        tracks = _TRACKING.fullmatch(name) or (
            _CHANNEL.fullmatch(name) and _CHANNEL_VALUES.fullmatch(value)
        )
        if parameter and not tracks:
            yield parameter


def _escape(part: str) -> str:
    """Percent-encode what must be, and nothing else, with capital digits."""
    if _PLAIN.fullmatch(part):
        return part
    return quote(_ESCAPE.sub(_unescape_letter, part), safe=_SAFE, errors="replace")


def _unescape_letter(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return character if character in _UNRESERVED else escape[0].upper()
