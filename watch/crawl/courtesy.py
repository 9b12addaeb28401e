"""What a publisher asks of programs like us, and whether it lets us in.

Four ways to say no are honoured: robots.txt (RFC 9309), the W3C's TDM reservation
as ``/.well-known/tdmrep.json`` or as a header, and ``X-Robots-Tag: noai``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from protego import Protego

from ..model import SiteRules
from .limits import AGENT

#: A header's part may name the one agent it is for: ``otherbot: noai``.
_DIRECTIVE = re.compile(r"\s*(?:(?P<agent>[\w.-]+)\s*:)?\s*(?P<word>[\w-]+)\s*")
#: A pattern of tdmrep.json is one word; anything else is none.
_PATTERN = re.compile(r"[^\s#]+")


def refusal_by_rules(rules: SiteRules, url: str) -> str:
    r"""Return why the rules of its site keep us from a URL; "" if they do not.

    >>> from datetime import UTC, datetime
    >>> now = datetime(2026, 8, 17, tzinfo=UTC)
    >>> rules = SiteRules("https://a.example", "User-agent: *\nDisallow: /x", "", now)
    >>> refusal_by_rules(rules, "https://a.example/x/feed")
    'robots.txt of a.example does not let programs fetch this address'
    >>> refusal_by_rules(rules, "https://a.example/feed")
    ''
    """
    host = urlsplit(rules.origin).hostname
    if not _allows(rules.robots, url):
        return f"robots.txt of {host} does not let programs fetch this address"
    rule = _first_match(rules.tdmrep, url)
    if rule is not None and _is_reserved(rule.get("tdm-reservation")):
        return f"tdmrep.json of {host} reserves text and data mining" + _policy(
            rule.get("tdm-policy")
        )
    return ""


def refusal_by_headers(headers: Mapping[str, str]) -> str:
    """Return why the headers of an answer keep us from its body; "" if they do not.

    Args:
        headers: Response headers, names in lower case.

    >>> refusal_by_headers({"x-robots-tag": "noindex, noai"})
    'the publisher does not want programs to analyse it (X-Robots-Tag: noai)'
    """
    if _is_reserved(headers.get("tdm-reservation")):
        policy = _policy(headers.get("tdm-policy"))
        return f"the publisher reserves text and data mining (tdm-reservation){policy}"
    if "noai" in _directives(headers.get("x-robots-tag", "")):
        return "the publisher does not want programs to analyse it (X-Robots-Tag: noai)"
    return ""


def _allows(robots: str, url: str) -> bool:
    return not robots or Protego.parse(robots).can_fetch(url, AGENT)


def _first_match(tdmrep: str, url: str) -> Mapping[str, Any] | None:
    """Return the first rule whose location matches: the one that counts."""
    return next((rule for rule in _rules(tdmrep) if _matches(rule, url)), None)


def _rules(tdmrep: str) -> Iterator[Mapping[str, Any]]:
    try:
        document = json.loads(tdmrep or "[]")
    except (ValueError, RecursionError):
        return
    rules = document if isinstance(document, list) else [document]
    yield from (rule for rule in rules if isinstance(rule, dict))


def _matches(rule: Mapping[str, Any], url: str) -> bool:
    # The specification borrows the patterns of robots.txt; so do we.
    location = rule.get("location")
    if not isinstance(location, str) or not _PATTERN.fullmatch(location):
        return False
    return not _allows(f"User-agent: *\nDisallow: {location}", url)


def _is_reserved(value: object) -> bool:
    return str(value).strip() == "1" or value is True


def _policy(address: object) -> str:
    return f": see {address[:200]}" if isinstance(address, str) and address else ""


def _directives(header: str) -> Iterator[str]:
    """Yield the directives of X-Robots-Tag that are for everyone or for us."""
    for part in header.lower().split(","):
        directive = _DIRECTIVE.fullmatch(part)
        if directive and directive["agent"] in {None, AGENT}:
            yield directive["word"]
