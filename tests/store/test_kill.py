"""A process killed in the middle of recording loses and doubles nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from watch.store.database import open_store

#: Records visit after visit, 40 articles each, as fast as it can; says where it is.
PROGRAM = """
import itertools, sys
from datetime import timedelta
from pathlib import Path
from store_samples import NOW, SOURCES, make_article, make_visit, tagged
from watch.store.articles import record_visit
from watch.store.database import open_store
from watch.store.sources import sync_sources

with open_store(Path(sys.argv[1])) as store:
    sync_sources(store, SOURCES)
    (row,) = store.select("SELECT count(*) AS n FROM visit")
    for n in itertools.count(row["n"]):
        new = [make_article(f"{n}-{i}") for i in range(40)]
        tags = {article.key: tagged("metaverse", declines=1) for article in new}
        visit = make_visit(at=NOW + timedelta(seconds=n))
        record_visit(store, visit, new=new, tags=tags)
        print(n, flush=True)
"""


@pytest.mark.parametrize("milliseconds", [0, 3, 7, 11, 17])
def test_killed_while_recording(tmp_path: Path, milliseconds: int) -> None:
    """After kill -9 the file is sound and every visit is whole or absent."""
    path = tmp_path / "watch.db"
    child = subprocess.Popen(  # noqa: S603  our own program
        [sys.executable, "-c", PROGRAM, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert child.stdout is not None
    confirmed = int(child.stdout.readline())
    time.sleep(milliseconds / 1000)
    child.send_signal(signal.SIGKILL)
    printed = child.stdout.read().split()
    child.stdout.close()
    child.wait()
    confirmed = max([confirmed, *(int(line) for line in printed)])
    with open_store(path) as store:
        assert store.select("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
        assert store.select("PRAGMA foreign_key_check") == []
        (row,) = store.select(
            "SELECT (SELECT count(*) FROM visit) AS visits,"
            "(SELECT count(*) FROM article) AS articles,"
            "(SELECT count(*) FROM mention) AS mentions,"
            "(SELECT count(*) FROM decline) AS declines"
        )
    assert row["visits"] > confirmed
    assert row["articles"] == row["mentions"] == row["declines"] == 40 * row["visits"]
