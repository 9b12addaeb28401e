"""Fixtures that several tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import structlog
from botapi import BotApi, serve_bot_api
from commandline import Run, make_run
from hypothesis import settings

from watch.store.database import Store, open_store

if TYPE_CHECKING:
    from small_archive import SmallArchive

# Machines differ in speed: a property may be slow, it may not be wrong.
settings.register_profile("trendwatch", deadline=None)
settings.load_profile("trendwatch")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of research data beside the project, or skip."""
    default = Path(__file__).parent.parent.parent / "shared"
    folder = Path(os.environ.get("TRENDWATCH_SHARED", default))
    if not (folder / "data").is_dir():
        pytest.skip(f"no research data at {folder}: set TRENDWATCH_SHARED")
    return folder


@pytest.fixture(autouse=True)
def _no_log_outlives_its_test() -> Iterator[None]:
    """Forget where commands sent log lines: the standard error captured for them."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def run(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Return a function that runs commands in an empty folder."""
    return make_run(tmp_path, monkeypatch, capsys)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return a new database, open for writing."""
    with open_store(tmp_path / "watch.db") as store:
        yield store


@pytest.fixture(scope="session")
def small_archive(tmp_path_factory: pytest.TempPathFactory) -> SmallArchive:
    """Return an archive that is imported once: only to be read."""
    # Its imports take seconds: most runs of single tests need none of them.
    from small_archive import make_small_archive  # noqa: PLC0415

    return make_small_archive(tmp_path_factory.mktemp("archive"))


@pytest.fixture
def database(small_archive: SmallArchive, tmp_path: Path) -> Path:
    """Return a copy of that archive's database, in the folder where commands run."""
    return Path(shutil.copy(small_archive.path, tmp_path))


@pytest.fixture
def bot_api() -> Iterator[BotApi]:
    """Serve a Bot API on loopback."""
    with serve_bot_api() as api:
        yield api
