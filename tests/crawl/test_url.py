"""One address for one article, however a feed decorates it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watch.crawl.url import canonical_url, hash_key, is_home_page, join_url, url_key

A = "https://example.org/eco/gum-2026"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (A, A),
        # tracking
        (f"{A}?utm_source=rss&utm_medium=feed&utm_campaign=x", A),
        (f"{A}?xtor=RSS-1", A),
        (f"{A}#xtor=AL-447", A),
        (f"{A}?at_medium=5&at_campaign=9", A),
        (f"{A}?id=7&fbclid=abc&page=2", f"{A}?id=7&page=2"),
        (f"{A}?CMP=share_btn_tw", A),
        (f"{A}?source=rss", A),
        (f"{A}?source=gallery-7", f"{A}?source=gallery-7"),
        (f"{A}?from=newsletter-week", A),
        (f"{A}?from=2026", f"{A}?from=2026"),
        (f"{A}?partner=rss&emc=rss", f"{A}?emc=rss"),
        (f"{A}?", A),
        # spelling
        ("HTTPS://Example.ORG/eco/gum-2026", A),
        ("https://example.org:443/eco/gum-2026", A),
        ("http://example.org:80/x", "http://example.org/x"),
        ("http://example.org:8080/x", "http://example.org:8080/x"),
        ("https://user:secret@example.org/eco/gum-2026", A),
        ("https://example.org./eco/gum-2026", A),
        ("https://example.org", "https://example.org/"),
        (" https://example.org/eco/\n  gum-2026 ", A),
        (
            "https://example.org/été?q=à b",
            "https://example.org/%C3%A9t%C3%A9?q=%C3%A0b",
        ),
        ("https://example.org/%c3%a9t%C3%A9", "https://example.org/%C3%A9t%C3%A9"),
        ("https://example.org/%7Edesk/%61", "https://example.org/~desk/a"),
        ("https://example.org/?a=1&amp;b=2", "https://example.org/?a=1&b=2"),
        ("https:&#x2F;&#x2F;example.org&#x2F;a", "https://example.org/a"),
        ("https://élan.example/a", "https://xn--lan-9la.example/a"),
        ("https://[2001:db8::1]:8443/a", "https://[2001:db8::1]:8443/a"),
        # mobile and AMP
        ("https://m.example.org/eco/gum-2026", A),
        ("https://mobile.example.org/eco/gum-2026", A),
        ("https://fr.m.example.org/wiki/Gum", "https://fr.example.org/wiki/Gum"),
        ("https://m.fr/a", "https://m.fr/a"),
        (f"{A}/amp", A),
        (f"{A}/amp/", A),
        (f"{A}.amp.html", f"{A}.html"),
        ("https://example.org/amp/eco/gum-2026", A),
        (f"{A}?amp=1", A),
        (f"{A}?outputType=amp", A),
        ("https://example.org/wiki/amp", "https://example.org/wiki/amp"),
        ("https://www.google.com/amp/s/example.org/eco/gum-2026", A),
        ("https://example-org.cdn.ampproject.org/c/s/example.org/eco/gum-2026", A),
        # redirectors
        ("https://www.google.com/url?rct=j&url=https://example.org/eco/gum-2026", A),
        (
            "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Feco%2Fgum-2026",
            A,
        ),
        ("https://go.theregister.com/feed/example.org/eco/gum-2026", A),
        ("https://www.google.com/url?q=here", "https://www.google.com/url?q=here"),
        # no article
        ("", ""),
        ("/eco/gum-2026", ""),
        ("mailto:desk@example.org", ""),
        ("javascript:alert(1)", ""),
        ("ftp://example.org/a", ""),
        ("https://", ""),
        ("https://exa mple.org:99999999/a", ""),
        ("https://[broken/a", ""),
        ("https://é..example/a", ""),
        ("https://www.google.com/url?url=" * 20 + A, ""),
        ("https://<script>/a", ""),
        ("https://example.org/" + "a" * 3000, ""),
    ],
)
def test_copies_of_an_article_have_one_url(url: str, expected: str) -> None:
    """What differs between copies goes; what tells articles apart stays."""
    assert canonical_url(url) == expected


URLS = st.one_of(
    st.text(max_size=60).map(lambda text: f"https://example.org/{text}"),
    st.from_regex(
        r"https?://(www\.|m\.|amp\.|m\.m\.)*[a-z]{1,3}(\.[a-z]{2,3}){1,2}(:\d{2,5})?"
        r"(/amp|/[a-z]-1|\.amp|\.html|/%[0-9a-f]{2}|//){0,4}"
        r"(\?([a-z]{1,3}|utm_x|amp|url)=(rss|amp|https://m\.b\.co/amp/1|%26amp;)&?){0,3}"
        r"(#.*)?",
        fullmatch=True,
    ),
    st.text(max_size=40).map(
        lambda text: f"https://www.google.com/url?url=https://m.example.org/{text}"
    ),
    st.text(max_size=60),
)


@given(URLS)
def test_a_canonical_url_stays_as_it_is(url: str) -> None:
    """Normalising twice changes nothing, and the result is plain ASCII."""
    once = canonical_url(url)
    assert canonical_url(once) == once
    assert once == "" or re.fullmatch(r"https?://[!-~]+", once)
    assert "#" not in once


@pytest.mark.parametrize(
    "other",
    [
        "http://example.org/eco/gum-2026",
        "https://www.example.org/eco/gum-2026",
        "https://example.org/eco/gum-2026/",
    ],
)
def test_keys_ignore_scheme_www_and_last_slash(other: str) -> None:
    """The same article keeps its key when a site moves to https or adds www."""
    assert url_key(other) == url_key(A)


def test_keys_tell_articles_apart() -> None:
    """Path and query count, and a key is 32 hex digits."""
    keys = {url_key(A), url_key(A + "?p=2"), url_key(A + "-b"), hash_key("a", "b")}
    assert len(keys) == 4
    assert all(re.fullmatch("[0-9a-f]{32}", key) for key in keys)


@pytest.mark.parametrize(
    ("base", "url", "expected"),
    [
        ("https://example.org/feeds/all.xml", "/a", "https://example.org/a"),
        ("https://example.org/feeds/all.xml", "b", "https://example.org/feeds/b"),
        ("https://example.org/feeds/", "//b.example/c", "https://b.example/c"),
        ("https://example.org/", "https://c.example/", "https://c.example/"),
        ("https://example.org/", "", ""),
        ("https://example.org/", "//[broken", ""),
    ],
)
def test_relative_links_are_joined(base: str, url: str, expected: str) -> None:
    """Links start from where the document came from."""
    assert join_url(base, url) == expected


@pytest.mark.parametrize(
    ("url", "home"),
    [("https://example.org/", True), ("https://example.org/?p=7", False), (A, False)],
)
def test_a_home_page_is_no_article(url: str, home: bool) -> None:  # noqa: FBT001 -- a table
    """An address without path and query names a site."""
    assert is_home_page(url) is home
