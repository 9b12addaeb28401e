"""What a user reads about sources: one state each, and what to do about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sample_sources import LOUPE

from watch.cli.terminal_sources import show_checked, show_found, show_sources
from watch.crawl.autodiscovery import FeedLink
from watch.crawl.types import Entry, Feed
from watch.sources.health import NOTHING_KNOWN, SourcesReport
from watch.sources.sourcing import Checked, FoundFeed
from watch.store.overview import SourceHealth
from watch.week import Week

NOW = datetime(2026, 8, 17, 6, 0, tzinfo=UTC)
HEALTH = SourceHealth(
    source="loupe",
    url=LOUPE.url,
    articles=12,
    last_week=Week.of(NOW),
    last_visit=NOW,
    outcome="fetched",
    detail="",
    enabled=True,
    reason="",
    paused="",
    refusal="",
    moved_to=None,
    failures=0.0,
    next_due=NOW,
)

#: What the store knows, codes, and the state and note that are shown.
STATES = {
    "fine": (HEALTH, (), "fine", ""),
    "never visited": (
        replace(HEALTH, last_visit=None),
        (),
        "not visited yet",
        "",
    ),
    "another address since": (
        replace(HEALTH, url="https://old.example"),
        ("silent",),
        "not visited yet",
        "",
    ),
    "failing": (
        replace(HEALTH, failures=1.5, detail="no answer"),
        (),
        "failing",
        "failing: no answer; next visit 2026-08-17 06:00",
    ),
    "refused": (
        replace(HEALTH, refusal="robots.txt says no"),
        (),
        "refused",
        "refused: robots.txt says no; next visit 2026-08-17 06:00",
    ),
    "paused": (replace(HEALTH, paused="gone"), (), "paused", "paused: gone"),
    "moved": (
        replace(HEALTH, moved_to="https://new.example/rss"),
        (),
        "moved",
        "moved for good to https://new.example/rss: change its url",
    ),
    "silent": (HEALTH, ("silent",), "silent", "silent: nothing new for three weeks"),
}


@pytest.mark.parametrize(
    ("health", "codes", "state", "note"), STATES.values(), ids=STATES
)
def test_every_state_is_named_and_explained(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *,
    health: SourceHealth,
    codes: tuple[str, ...],
    state: str,
    note: str,
) -> None:
    """The table has a word for it, a line below says what happened."""
    monkeypatch.setenv("COLUMNS", "120")
    report = SourcesReport((health,), {"loupe": 0.5}, {"loupe": codes}, {})
    show_sources([LOUPE], report)
    table, _, notes = capsys.readouterr().out.rpartition("┘\n")
    assert f"│ {state} " in table
    assert "│ <1 " in table
    assert notes.startswith(f"  loupe: {note}" if note else "")
    assert bool(note) == bool(notes)


def test_lost_days_are_told_with_their_week(capsys: pytest.CaptureFixture[str]) -> None:
    """The report ends with the weeks in which the press was not read."""
    show_sources([], replace(NOTHING_KNOWN, lost={Week.of(NOW): 2}))
    assert "hardly any source was read: 2 in 2026-W34" in capsys.readouterr().out


def test_an_empty_feed_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """A feed without entries is fine, but worth a line."""
    show_checked([Checked(LOUPE, "ok", "", 0.1, entries=0)], as_json=False)
    assert "loupe: the feed is empty" in capsys.readouterr().out


def test_what_a_feed_says_is_only_text(capsys: pytest.CaptureFixture[str]) -> None:
    """Titles can't draw, colour or move on the terminal."""
    evil = "[bold red]Une[/] \x1b[2J\u202e<script>x()</script>&amp;"
    feed = Feed(title=evil, entries=(Entry("", "", evil, "", NOW, ""),), lang=evil)
    others = (FeedLink("https://a.example/[b]", "T", declared=True),)
    show_found(FoundFeed("https://a.example/", feed, others), pace=None)
    out = capsys.readouterr().out
    assert "title:    [bold red]Une[/] [2J&" in out
    assert "2026-08-17 06:00  [bold red]Une[/] [2J&" in out
    assert "also here: https://a.example/[b] T" in out
    assert "\x1b" not in out
