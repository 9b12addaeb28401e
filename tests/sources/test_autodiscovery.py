"""The feeds of a web page: what it declares, links to, or is likely to have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watch.crawl.autodiscovery import find_feeds

PAGE = "https://www.loupe.example/news/today?page=1#top"
USUAL = [
    "https://www.loupe.example/news/today/feed/",
    "https://www.loupe.example/news/today/rss.xml",
    "https://www.loupe.example/feed/",
    "https://www.loupe.example/rss.xml",
    "https://www.loupe.example/rss",
    "https://www.loupe.example/feed.xml",
    "https://www.loupe.example/atom.xml",
    "https://www.loupe.example/index.xml",
    "https://www.loupe.example/feed.json",
]
RSS = 'type="application/rss+xml"'

#: HTML, and the addresses it names, best first.
PAGES: dict[str, tuple[list[str], list[str]]] = {
    "nothing": (["<p>Bonjour"], []),
    "absolute": (
        [f'<link rel="alternate" {RSS} href="https://feeds.example/loupe">'],
        ["https://feeds.example/loupe"],
    ),
    "relative to the page": (
        [f'<link rel="alternate" {RSS} href="rss">'],
        ["https://www.loupe.example/news/rss"],
    ),
    "relative to the base": (
        [f'<base href="/a/"><link rel="alternate" {RSS} href="rss">'],
        ["https://www.loupe.example/a/rss"],
    ),
    "a base that is none": (
        [f'<base href="mailto:x"><link rel="alternate" {RSS} href="rss">'],
        ["https://www.loupe.example/news/rss"],
    ),
    "capitals, no quotes, parameters": (
        ["<LINK HREF=/r REL=Alternate TYPE='Application/RSS+XML; charset=utf-8'>"],
        ["https://www.loupe.example/r"],
    ),
    "in the order of the page": (
        [
            '<link rel=alternate type="application/atom+xml" href=/1>',
            f"<link rel=alternate {RSS} href=/2>",
            '<link rel=alternate type="application/feed+json" href=/3>',
        ],
        [f"https://www.loupe.example/{n}" for n in (1, 2, 3)],
    ),
    "vague types after clear ones": (
        [
            '<link rel=alternate type="application/json" href=/1>',
            '<link rel=alternate type="text/xml" href=/2>',
            f"<link rel=alternate {RSS} href=/3>",
        ],
        [f"https://www.loupe.example/{n}" for n in (3, 1, 2)],
    ),
    "an interface is no feed": (
        [
            '<link rel=alternate type="application/json" href="/wp-json/wp/v2/posts">',
            '<link rel=alternate type="application/json+oembed" href="/oembed">',
        ],
        [],
    ),
    "a style sheet is no feed": (
        ['<link rel="alternate stylesheet" type="text/xml" href="/dark">'],
        [],
    ),
    "rel=feed needs no type": (
        ["<link rel=feed href=/f>"],
        ["https://www.loupe.example/f"],
    ),
    "the feed scheme": (
        [
            f'<link rel=alternate {RSS} href="feed://loupe.example/a">',
            f'<link rel=alternate {RSS} href="feed:https://loupe.example/b">',
        ],
        ["https://loupe.example/a", "https://loupe.example/b"],
    ),
    "links of the site that look like feeds": (
        [
            '<a href="/rss/une.xml">RSS</a>',
            '<a href="//flux.loupe.example/atom">Atom</a>',
            '<a href="/feedback">Say</a>',
            '<a href="https://other.example/rss">Not ours</a>',
        ],
        ["https://www.loupe.example/rss/une.xml", "https://flux.loupe.example/atom"],
    ),
    "no address": (
        [
            f'<link rel=alternate {RSS} href="">',
            f'<link rel=alternate {RSS} href="http://[::1">',
            f'<link rel=alternate {RSS} href="javascript:alert(1)">',
            f"<link rel=alternate {RSS}>",
        ],
        [],
    ),
    "twice the same": (
        [
            f'<link rel=alternate {RSS} href="/r">',
            f'<link rel=alternate {RSS} href="/r/">',
        ],
        ["https://www.loupe.example/r"],
    ),
}


@pytest.mark.parametrize(("page", "named"), PAGES.values(), ids=PAGES)
def test_feeds_of_a_page(page: list[str], named: list[str]) -> None:
    """What the page names comes first, the usual addresses after it."""
    found = [link.url for link in find_feeds("".join(page), url=PAGE)]
    assert found == named + [url for url in USUAL if url not in named]


@pytest.mark.parametrize(
    "link",
    [
        f'<link rel=alternate {RSS} title="Loupe &raquo; Comments Feed" href="/c">',
        f'<link rel=alternate {RSS} href="/article/comments/feed/">',
        f'<link rel=alternate {RSS} title="Flux des commentaires" href="/c">',
    ],
)
def test_feeds_of_comments_come_last(link: str) -> None:
    """What readers say is taken only where there is nothing else."""
    page = link + f'<link rel=alternate {RSS} href="/feed-of-news">'
    first, *_, last = find_feeds(page, url=PAGE)
    assert first.url.endswith("/feed-of-news")
    assert (last.declared, "c" in last.url) == (True, True)


def test_titles_are_plain_text() -> None:
    """A title is text of one line, whatever the page puts into it."""
    page = f'<link rel=alternate {RSS} title="A &amp; B\n<b>\x1b[31m" href="/r">'
    (link, *_) = find_feeds(page, url=PAGE)
    assert link.title == "A & B [31m"


def test_a_page_full_of_feeds_is_cut_off() -> None:
    """Thousands of links do not make thousands of candidates."""
    page = "".join(
        f'<link rel=alternate {RSS} href="/{n}"><a href="/rss/{n}">x</a>'
        for n in range(5000)
    )
    assert len(find_feeds(page, url=PAGE)) < 40


@given(st.text(), st.text(alphabet="<>=\"'/:.[]abhref linktyp\x00é", max_size=80))
def test_no_page_makes_it_fail(page: str, href: str) -> None:
    """Whatever the page holds, every candidate is a web address."""
    page += (
        f'<base href="{href}"><link rel=alternate {RSS} href="{href}"><a href="{href}">'
    )
    assert all(
        link.url.startswith(("http://", "https://"))
        for link in find_feeds(page, url=PAGE)
    )
