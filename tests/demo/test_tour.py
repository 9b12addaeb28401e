"""The tour: a newcomer's first minute, on a small press."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from watch.config import load_config
from watch.demo.chat import chat_text
from watch.demo.press import DEMO_WEEK, DemoEntry, demo_entries
from watch.demo.tour import run_demo
from watch.errors import UsageError
from watch.store.database import open_store


def tour(folder: Path, press: Sequence[DemoEntry]) -> tuple[str, dict[str, bytes]]:
    """Run the demo; return what it told and the digests it wrote."""
    told = StringIO()
    console = Console(file=told, width=100, force_terminal=False)
    run_demo(folder, digests=folder / "digests", console=console, press=press)
    written = sorted((folder / "digests").iterdir())
    return told.getvalue(), {path.name: path.read_bytes() for path in written}


def test_a_newcomer_sees_the_whole_job(tmp_path: Path) -> None:
    """Every step is told, both digests are written, the planted stories are found.

    A second run in the same folder writes the same bytes.
    """
    press = demo_entries(volume=25)
    told, digests = tour(tmp_path, press)
    new = sum(entry.published >= DEMO_WEEK.start for entry in press)
    for words in (
        f"{len(press) - new:,} articles imported, 0 bad rows",
        f"First pass:  15 fetched: {new} new articles",
        "Second pass: 15 not modified: 0 new articles",
        "Gender-fluid products",
        "semaine 12 de 2026",
        "trendwatch init",
    ):
        assert words in told
    assert list(digests) == [f"{DEMO_WEEK}.en.md", f"{DEMO_WEEK}.fr.md"]
    for text in digests.values():
        assert b"\ninvented: true\n" in text
    check_tags(tmp_path, press)
    assert tour(tmp_path, press)[1] == digests


def check_tags(folder: Path, press: Sequence[DemoEntry]) -> None:
    """Check that what was planted is found, and nothing else taken for it."""
    config = load_config(folder / "sources.toml")
    with open_store(config.database, write=False) as store:
        mentions = store.select("SELECT url, signal FROM v_mentions")
        declines = store.select(
            "SELECT url FROM v_declines WHERE category_key LIKE 'chewing%'"
        )
    themes = ("gender-fluid", "gen-alpha", "metaverse")
    planted = {(entry.url, entry.theme) for entry in press if entry.theme in themes}
    found = {(row["url"], row["signal"]) for row in mentions if row["signal"] in themes}
    assert found - planted == set()
    assert len(found) >= 0.95 * len(planted)
    gum = {entry.url for entry in press if entry.theme == "chewing-gum"}
    assert {row["url"] for row in declines} <= gum
    assert len({row["url"] for row in declines}) >= 0.9 * len(gum)


@pytest.mark.parametrize("name", ["sources.toml", "trendwatch.db"])
def test_it_never_replaces_what_is_not_its_own(tmp_path: Path, name: str) -> None:
    """A folder with the user's own configuration or database is refused, untouched."""
    (tmp_path / name).write_text("# mine\n", "utf-8")
    with pytest.raises(UsageError, match="choose another --folder"):
        run_demo(tmp_path, digests=tmp_path, console=Console(file=StringIO()))
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text("utf-8") == "# mine\n"


def test_messages_are_shown_as_telegram_shows_them() -> None:
    """Tags become styles and entities characters; nested ones add up."""
    text = chat_text('<b>A <a href="https://a.example/?b&amp;c">B</a></b> &lt;C&gt;')
    assert text.plain == "A B <C>"
    assert [(span.start, span.end, span.style) for span in text.spans] == [
        (0, 2, "bold"),
        (2, 3, "bold underline link https://a.example/?b&c"),
    ]
