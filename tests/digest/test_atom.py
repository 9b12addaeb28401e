"""The Atom feed of the digests."""

from __future__ import annotations

import io

import feedparser
import pytest
from digest_samples import BUSY, HOSTILE

from watch.digest.atom import FeedEntry, read_entry, render_feed
from watch.digest.markdown import render_markdown
from watch.week import Week

BASE = "https://watch.example/digests/"


def entry(week: str, lang: str = "en") -> FeedEntry:
    """Build an entry of a week."""
    return FeedEntry(Week.parse(week), lang, f"Week {week}", "What & why", f"{week}.md")


def test_feed_can_be_read() -> None:
    """A feed reader finds the digests of one language, newest first."""
    entries = [entry("2026-W09"), entry("2026-W10"), entry("2026-W10", "fr")]
    text = render_feed(entries, "en", base=BASE)
    feed = feedparser.parse(io.BytesIO(text.encode()))
    assert not feed.bozo
    assert feed.version == "atom10"
    assert [(it.title, it.link, it.summary, it.updated) for it in feed.entries] == [
        (
            "Week 2026-W10",
            f"{BASE}2026-W10.md",
            "What & why",
            "2026-03-09T00:00:00+00:00",
        ),
        (
            "Week 2026-W09",
            f"{BASE}2026-W09.md",
            "What & why",
            "2026-03-02T00:00:00+00:00",
        ),
    ]


def test_identifiers_are_stable_and_distinct() -> None:
    """An entry keeps its id when others come, and shares it with no other."""
    entries = [entry("2026-W09"), entry("2026-W10"), entry("2026-W10", "fr")]
    ids = [
        [it.id for it in feedparser.parse(render_feed(some, lang).encode()).entries]
        for some, lang in ((entries, "en"), (entries, "fr"), (entries[:1], "en"))
    ]
    assert ids[2] == ids[0][1:]
    assert len({*ids[0], *ids[1]}) == 3


def test_an_empty_feed_is_a_feed() -> None:
    """Before the first digest the feed is valid and has no entry."""
    feed = feedparser.parse(render_feed([], "fr").encode())
    assert (feed.bozo, len(feed.entries)) == (False, 0)


@pytest.mark.parametrize("digest", [BUSY, HOSTILE], ids=["busy", "hostile"])
def test_entry_of_a_rendered_digest(digest: object) -> None:
    """Title, week and summary of an entry are those of the front matter."""
    assert isinstance(digest, type(BUSY))
    text = render_markdown(digest, "fr")
    made = read_entry(text, link="2026-W10.fr.md")
    assert (made.week, made.lang) == (digest.week, "fr")
    assert made.title == "Trendwatch\N{NO-BREAK SPACE}: semaine 10 de 2026"
    assert made.summary.startswith("Ce qui émerge")


def test_a_file_that_is_no_digest_is_named() -> None:
    """Markdown without our front matter is refused with its name."""
    with pytest.raises(ValueError, match=r"'title' in the front matter of notes\.md"):
        read_entry("---\nauthor: me\n---\n\nNotes\n", link="notes.md")
