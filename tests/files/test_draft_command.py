"""`trendwatch draft`: a file to start from, never over somebody's work."""

from __future__ import annotations

from pathlib import Path

import pytest
from commandline import Run

from watch.store.database import open_store

pytestmark = pytest.mark.usefixtures("database")

DRAFTS = Path("digests") / "drafts"


def test_a_draft_for_each_language(run: Run) -> None:
    """Both languages are written beside the digests, and their paths printed."""
    ran = run("draft", "gender-fluid", "--week", "2026-W12")
    paths = [DRAFTS / f"2026-W12-gender-fluid.{lang}.md" for lang in ("fr", "en")]
    assert (ran.code, ran.out.splitlines()) == (0, [str(path) for path in paths])
    text = paths[0].read_text("utf-8")
    assert "**3 sujets dans " in text
    assert "La maison lance un parfum mixte !" in text
    assert [path.name for path in DRAFTS.iterdir() if "unfinished" in path.name] == []


def test_a_draft_while_the_service_writes(run: Run, database: Path) -> None:
    """Drafting only reads, so that it need not wait for the service."""
    with open_store(database):
        ran = run("draft", "gender-fluid", "--week", "2026-W12", "--lang", "fr")
    assert (ran.code, ran.err) == (0, "")


def test_an_edited_draft_is_kept(run: Run) -> None:
    """The same draft again is fine; one that was edited is replaced on demand only."""
    words = ("draft", "gender-fluid", "--week", "2026-W12", "--lang", "fr")
    assert run(*words).code == 0
    path = DRAFTS / "2026-W12-gender-fluid.fr.md"
    written = path.read_bytes()
    assert run(*words).code == 0
    path.write_text("Mon billet", "utf-8")
    refused = run(*words)
    assert (refused.code, path.read_text("utf-8")) == (2, "Mon billet")
    assert "--force" in refused.err
    assert run(*words, "--force").code == 0
    assert path.read_bytes() == written


def test_a_draft_elsewhere(run: Run, tmp_path: Path) -> None:
    """--output names the file, or standard output; one language then."""
    words = ("draft", "gender-fluid", "--week", "2026-W12", "--output")
    assert run(*words, "post.md", "--lang", "fr").code == 0
    shown = run(*words, "-", "--lang", "fr")
    assert shown.out == (tmp_path / "post.md").read_text("utf-8")
    ran = run(*words, "post.md")
    assert (ran.code, "--lang fr" in ran.err) == (2, True)
    assert not DRAFTS.exists()


@pytest.mark.parametrize("subject", ["chewing-gum", "Chewing-Gum"])
def test_a_category_is_a_subject(run: Run, subject: str) -> None:
    """What is reported to fall can be drafted by its key or name."""
    ran = run("draft", subject, "--week", "2026-W12", "--lang", "fr")
    assert ran.out.strip() == str(DRAFTS / "2026-W12-chewing-gum.fr.md")
    assert "−7,5" in Path(ran.out.strip()).read_text("utf-8")


@pytest.mark.parametrize(
    ("subject", "meant"),
    [
        ("genderfluid", "did you mean gender-fluid"),
        ("produits non genrés", "did you mean gender-fluid"),
        ("gum", "did you mean chewing-gum?"),
        ("zzz", "see `trendwatch signals list` and `trendwatch declines`"),
    ],
)
def test_an_unknown_subject(run: Run, subject: str, meant: str) -> None:
    """What may have been meant is named, and where to look."""
    ran = run("draft", subject, "--week", "2026-W12")
    assert (ran.code, meant in ran.err) == (2, True), ran.err
    assert not DRAFTS.exists()


def test_a_signal_with_nothing_this_week(run: Run) -> None:
    """The draft says so, and tells the weeks before."""
    words = ("draft", "gender-fluid", "--week", "2026-W11", "--lang", "en")
    text = run(*words, "--output", "-").out
    assert "**No story, out of 7 articles**" in text
    assert "**2 stories in " in text


@pytest.mark.parametrize(
    ("signal", "week", "advice"),
    [
        ("gender-fluid", "2026-W20", "try --week 2026-W12"),
        ("gen-alpha", "2026-W12", ""),
    ],
)
def test_a_signal_with_nothing_at_all(
    run: Run, signal: str, week: str, advice: str
) -> None:
    """No empty draft is written; the last week with something is named."""
    ran = run("draft", signal, "--week", week)
    assert ran.code == 1
    assert f"nothing was published on {signal} in " in ran.err
    assert advice in ran.err
    assert not DRAFTS.exists()


def test_a_place_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    """A folder that is a file is named in the user's words."""
    (tmp_path / "file").write_text("", "utf-8")
    words = ("draft", "gender-fluid", "--week", "2026-W12", "--lang", "fr")
    ran = run(*words, "--output", "file/post.md")
    assert (ran.code, "file/post.md: can't be written" in ran.err) == (1, True)
    ran = run(*words, "--output", ".")
    assert (ran.code, "is a folder" in ran.err) == (2, True)
