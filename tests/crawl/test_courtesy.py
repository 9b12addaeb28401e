"""What publishers ask of programs."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from watch.crawl.courtesy import refusal_by_headers, refusal_by_rules
from watch.model import SiteRules

NOW = datetime(2026, 8, 17, 6, 0, tzinfo=UTC)
FEED = "https://loupe.example/rss/une.xml?lang=fr"

#: robots.txt -> whether the feed may be fetched.
ROBOTS: dict[str, tuple[str, bool]] = {
    "none": ("", True),
    "all": ("User-agent: *\nAllow: /", True),
    "nothing": ("User-agent: *\nDisallow: /", False),
    "not the feeds": ("User-agent: *\nDisallow: /rss/", False),
    "other folders": ("User-agent: *\nDisallow: /private/", True),
    "a query": ("User-agent: *\nDisallow: /*?lang=", False),
    "the longest rule wins": (
        "User-agent: *\nDisallow: /\nAllow: /rss/une.xml",
        True,
    ),
    "us by name": (
        "User-agent: *\nAllow: /\n\nUser-agent: Trendwatch\nDisallow: /",
        False,
    ),
    "everyone but us": (
        "User-agent: *\nDisallow: /\n\nUser-agent: trendwatch\nDisallow:",
        True,
    ),
    "others by name": ("User-agent: otherbot\nDisallow: /", True),
    "nonsense": ("what is this: \x00\n\n::::", True),
}

#: tdmrep.json -> whether text and data mining of the feed is reserved.
TDMREP: dict[str, tuple[object, bool]] = {
    "none": ([], False),
    "everything": ([{"location": "/", "tdm-reservation": 1}], True),
    "nothing": ([{"location": "/", "tdm-reservation": 0}], False),
    "as text": ([{"location": "/", "tdm-reservation": "1"}], True),
    "as truth": ([{"location": "/", "tdm-reservation": True}], True),
    "without brackets": ({"location": "/", "tdm-reservation": 1}, True),
    "other folder": ([{"location": "/photos/", "tdm-reservation": 1}], False),
    "pattern": ([{"location": "/*/une.xml", "tdm-reservation": 1}], True),
    "end of path": ([{"location": "/rss$", "tdm-reservation": 1}], False),
    "first match counts": (
        [
            {"location": "/rss/", "tdm-reservation": 0},
            {"location": "/", "tdm-reservation": 1},
        ],
        False,
    ),
    "no location": ([{"tdm-reservation": 1}], False),
    "location is no text": ([{"location": 7, "tdm-reservation": 1}], False),
    "location with a line": (
        [{"location": "/\nAllow: /", "tdm-reservation": 1}],
        False,
    ),
    "no rule": (["/", None, 7], False),
}

#: Headers -> word of the refusal; "" if there is none.
HEADERS: dict[str, tuple[dict[str, str], str]] = {
    "none": ({}, ""),
    "reserved": ({"tdm-reservation": "1"}, "tdm-reservation"),
    "reserved with policy": (
        {"tdm-reservation": " 1 ", "tdm-policy": "https://loupe.example/tdm"},
        "see https://loupe.example/tdm",
    ),
    "free": ({"tdm-reservation": "0"}, ""),
    "noai": ({"x-robots-tag": "noai"}, "noai"),
    "among others": ({"x-robots-tag": "NoIndex, NOAI, noimageai"}, "noai"),
    "for us": ({"x-robots-tag": "trendwatch: noai"}, "noai"),
    "for another": ({"x-robots-tag": "otherbot: noai, noindex"}, ""),
    "images only": ({"x-robots-tag": "noimageai"}, ""),
    "with a date": ({"x-robots-tag": "unavailable_after: 25 Jun 2027"}, ""),
}


def rules_of(robots: str = "", tdmrep: str = "") -> SiteRules:
    """Return the rules of the feed's site."""
    return SiteRules("https://loupe.example", robots, tdmrep, NOW)


@pytest.mark.parametrize(("robots", "allowed"), ROBOTS.values(), ids=ROBOTS.keys())
def test_robots_txt(robots: str, *, allowed: bool) -> None:
    """robots.txt decides whether the feed's address may be fetched."""
    reason = refusal_by_rules(rules_of(robots), FEED)
    assert (reason == "") is allowed
    assert allowed or "robots.txt of loupe.example" in reason


@pytest.mark.parametrize(("document", "reserved"), TDMREP.values(), ids=TDMREP.keys())
def test_tdmrep(document: object, *, reserved: bool) -> None:
    """tdmrep.json reserves mining by the first rule that matches the address."""
    reason = refusal_by_rules(rules_of(tdmrep=json.dumps(document)), FEED)
    assert ("reserves text and data mining" in reason) is reserved


@pytest.mark.parametrize(
    "text", ["<html>", "[", "[" * 100_000, "{", "null", "7", '"x"']
)
def test_a_broken_tdmrep_reserves_nothing(text: str) -> None:
    """A file that is no list of rules is no declaration."""
    assert refusal_by_rules(rules_of(tdmrep=text), FEED) == ""


def test_a_policy_is_shown() -> None:
    """The reason names the address of the publisher's policy."""
    rule = {"location": "/", "tdm-reservation": 1, "tdm-policy": "https://a.example/p"}
    reason = refusal_by_rules(rules_of(tdmrep=json.dumps([rule])), FEED)
    assert reason.endswith(": see https://a.example/p")


@pytest.mark.parametrize(("headers", "word"), HEADERS.values(), ids=HEADERS.keys())
def test_headers(headers: dict[str, str], word: str) -> None:
    """Headers of the feed itself may refuse, for everyone or for us."""
    reason = refusal_by_headers(headers)
    assert word in reason
    assert bool(reason) is bool(word)
