"""`trendwatch draft`: a file to start from, never over somebody's work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from commandline import Run
from small_archive import WEEK, SmallArchive

from watch.drafting import draft_post, save_draft
from watch.errors import TrendwatchError, UsageError
from watch.model import Signal
from watch.store.database import Store, open_store
from watch.week import Week

DRAFTS = Path("digests") / "drafts"


@pytest.fixture
def archive(small_archive: SmallArchive) -> Iterator[Store]:
    """Open the archive's database for reading."""
    with open_store(small_archive.path, write=False) as store:
        yield store


@pytest.fixture
def signals(small_archive: SmallArchive) -> Sequence[Signal]:
    """Return the built-in signals."""
    return small_archive.signals


def test_a_draft_for_each_language(run: Run, database: Path) -> None:
    """Both are written beside the digests, also while the service writes."""
    with open_store(database):
        ran = run("draft", "gender-fluid", "--week", "2026-W12")
    paths = [DRAFTS / f"2026-W12-gender-fluid.{lang}.md" for lang in ("fr", "en")]
    assert (ran.code, ran.out.splitlines()) == (0, [str(path) for path in paths])
    text = paths[0].read_text("utf-8")
    assert "**3 sujets dans " in text
    assert "La maison lance un parfum mixte !" in text
    assert sorted(DRAFTS.iterdir()) == sorted(paths)


def test_an_edited_draft_is_kept(run: Run, database: Path) -> None:
    """Whoever edited a draft is told so instead of losing it."""
    path = DRAFTS / "2026-W12-gender-fluid.fr.md"
    path.parent.mkdir(parents=True)
    path.write_text("Mon billet", "utf-8")
    ran = run("draft", "gender-fluid", "--week", "2026-W12", "--lang", "fr")
    assert (ran.code, path.read_text("utf-8")) == (2, "Mon billet")
    assert "--force" in ran.err
    assert database.exists()


def test_saving_again(tmp_path: Path) -> None:
    """The same draft again is fine; another one is replaced on demand only."""
    path = tmp_path / "new" / "draft.md"
    for _ in range(2):
        save_draft(path, "Brouillon\n", force=False)
    with pytest.raises(UsageError, match="already exists"):
        save_draft(path, "Autre\n", force=False)
    assert path.read_bytes() == b"Brouillon\n"
    save_draft(path, "Autre\n", force=True)
    assert path.read_bytes() == b"Autre\n"


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    """A folder that is a file, and a file that is a folder, are named."""
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(TrendwatchError, match=r"post\.md: .*file is not a folder"):
        save_draft(tmp_path / "file" / "post.md", "", force=False)
    with pytest.raises(UsageError, match="is a folder"):
        save_draft(tmp_path, "", force=True)


@pytest.mark.usefixtures("database")
def test_a_draft_elsewhere(run: Run) -> None:
    """--output names a file, or standard output, for one language."""
    words = ("draft", "gender-fluid", "--week", "2026-W12", "--output", "-")
    shown = run(*words, "--lang", "en")
    assert (shown.code, shown.out.startswith("---\ntitle: ")) == (0, True)
    ran = run(*words)
    assert (ran.code, "--lang en" in ran.err) == (2, True)
    assert not DRAFTS.exists()


@pytest.mark.parametrize("subject", ["chewing-gum", "Chewing-Gum"])
def test_a_category_is_a_subject(
    archive: Store, signals: Sequence[Signal], subject: str
) -> None:
    """What is reported to fall can be drafted by its key or name."""
    made = draft_post(archive, subject, WEEK, signals=signals, languages=["fr"])
    assert "−7,5" in made.texts["fr"]
    assert made.path(Path(), "fr") == Path("drafts", "2026-W12-chewing-gum.fr.md")


@pytest.mark.parametrize(
    ("subject", "meant"),
    [
        ("genderfluid", "did you mean gender-fluid"),
        ("produits sans genre", "did you mean gender-fluid?"),
        ("gum", "did you mean chewing-gum?"),
        ("zzz", ": see `trendwatch signals list` and `trendwatch declines`"),
    ],
)
def test_an_unknown_subject(
    archive: Store, signals: Sequence[Signal], subject: str, meant: str
) -> None:
    """What may have been meant is named, and where to look."""
    with pytest.raises(UsageError) as refused:
        draft_post(archive, subject, WEEK, signals=signals, languages=["fr"])
    assert meant in str(refused.value)


def test_a_signal_with_nothing_this_week(
    archive: Store, signals: Sequence[Signal]
) -> None:
    """The draft says so, and tells the weeks before."""
    made = draft_post(
        archive, "gender-fluid", WEEK + -1, signals=signals, languages=["en"]
    )
    assert "**No story, out of 7 articles**" in made.texts["en"]
    assert "**2 stories in " in made.texts["en"]


@pytest.mark.parametrize(
    ("signal", "week", "advice"),
    [
        ("gender-fluid", WEEK + 8, "; the last mention is of 2026-W12: try --week "),
        ("gen-alpha", WEEK, "no draft written"),
    ],
)
def test_a_signal_with_nothing_at_all(
    archive: Store, signals: Sequence[Signal], signal: str, week: Week, advice: str
) -> None:
    """No empty draft is made; the last week with something is named."""
    with pytest.raises(TrendwatchError) as refused:
        draft_post(archive, signal, week, signals=signals, languages=["en"])
    assert refused.value.exit_code == 1
    assert f" mentions {signal}: no draft written" in str(refused.value)
    assert advice in str(refused.value)


def test_a_digest_that_cannot_be_written(run: Run, database: Path) -> None:
    """What stands in the way of the folder is named."""
    (database.parent / "digests").write_text("no folder", encoding="utf-8")
    ran = run("digest", "--week", str(WEEK))
    assert (ran.code, "is not a folder" in ran.err) == (1, True)
