"""The benchmark of crawls runs; how fast is not asserted."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_it_measures_a_tiny_press() -> None:
    """Without the comparison it needs no network, and prints a line for each figure."""
    done = subprocess.run(  # our own program
        [sys.executable, "-m", "bench.crawl", "--feeds", "2", "--no-reader"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    _, feeds, *figures = done.stdout.splitlines()[1:]
    assert feeds.split() == ["2", "feeds"]
    lines = [re.fullmatch(r"\s*[\d,]+ (.+)", line) for line in figures]
    assert [line and line[1] for line in lines] == [
        "first pass, entries/s",
        "first pass, entries/s of CPU",
        "all-304 pass, feeds/s",
        "all-304 pass, feeds/s of CPU",
        "peak memory, MiB",
        "bytes per article",
    ]
