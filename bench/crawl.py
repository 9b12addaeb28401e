"""Measure whole crawls of a press on loopback, beside the library ``reader``.

    python -m bench.crawl                  250, 500 and 1,000 feeds; about two minutes
    python -m bench.crawl --feeds 100      a quick look
    python -m bench.crawl --no-reader      without the comparison, and without pip

The first pass fetches, parses, cleans, groups, tags and stores; on the second the
server answers 304 to everything. ``reader`` fetches, parses and stores, with eight
workers, at the largest number of feeds; pip installs it into a temporary virtual
environment. Both run one after the other, so ratios hold on a busy machine, too.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

HERE = Path(__file__).parent
READER = ("reader==3.26", "sgmllib3k")
#: ru_maxrss is in bytes on macOS, in KiB elsewhere.
_MAXRSS_UNITS = 2**20 if sys.platform == "darwin" else 2**10


@dataclass(frozen=True, slots=True)
class Measure:
    """What two passes over a press took."""

    #: Feeds visited.
    feeds: int
    #: Entries stored.
    entries: int
    #: Seconds of the first pass, and of the one in which nothing was new.
    first: float
    again: float
    #: Largest resident memory of the process, MiB.
    peak: float
    #: Size of the database, bytes.
    size: int

    @property
    def entries_per_second(self) -> float:
        """Speed of the first pass."""
        return self.entries / self.first

    @property
    def feeds_per_second(self) -> float:
        """Speed of the pass in which nothing was new."""
        return self.feeds / self.again


@contextmanager
def serving(feeds: int) -> Iterator[str]:
    """Run the press in a process of its own; yield its address."""
    command = [sys.executable, "-m", "bench.loopback", "--feeds", str(feeds)]
    with subprocess.Popen(  # noqa: S603  # our own program
        command, cwd=HERE.parent, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None  # noqa: S101  # asked for above
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def measure(command: list[str], url: str, feeds: int) -> Measure:
    """Run a crawl of so many feeds into a new database."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        done = subprocess.run(  # noqa: S603  # our own programs
            [*command, url, str(feeds), str(path)],
            cwd=HERE.parent,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        result = json.loads(done.stdout)
        return Measure(
            feeds=feeds,
            entries=result["entries"],
            first=result["first"],
            again=result["again"],
            peak=result["peak"] / _MAXRSS_UNITS,
            size=path.stat().st_size,
        )


def install_reader(folder: Path) -> list[str]:
    """Install the library to compare with; return the command that measures it."""
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    pip = [python, "-m", "pip", "install", "-qq", *READER]
    subprocess.run(pip, check=True)  # noqa: S603  # fixed names
    return [python, str(HERE / "crawl_reader.py")]


def print_comparison(ours: list[Measure], theirs: list[Measure]) -> None:
    """Print both beside each other: medians of all rounds."""
    print(f"\n{'':28}{'trendwatch':>12}{'reader':>12}{'ratio':>8}")
    rows = (
        ("first pass, entries/s", [m.entries_per_second for m in ours],
         [m.entries_per_second for m in theirs]),
        ("all-304 pass, feeds/s", [m.feeds_per_second for m in ours],
         [m.feeds_per_second for m in theirs]),
        ("peak memory, MiB", [m.peak for m in ours], [m.peak for m in theirs]),
        ("bytes per article", [m.size / m.entries for m in ours],
         [m.size / m.entries for m in theirs]),
    )  # fmt: skip
    for name, one, other in rows:
        ratio = median(x / y for x, y in zip(one, other, strict=True))
        print(f"{name:28}{median(one):12,.0f}{median(other):12,.0f}{ratio:8.2f}")


def print_growth(measures: list[Measure]) -> None:
    """Print how everything grows with the number of feeds."""
    print(
        f"\n{'feeds':>6}{'articles':>10}{'entries/s':>11}{'304 feeds/s':>13}"
        f"{'peak MiB':>10}{'bytes per article':>19}"
    )
    for m in measures:
        print(
            f"{m.feeds:6,}{m.entries:10,}{m.entries_per_second:11,.0f}"
            f"{m.feeds_per_second:13,.0f}{m.peak:10,.0f}{m.size / m.entries:19,.0f}"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--feeds", type=int, nargs="+", default=[250, 500, 1000])
    parser.add_argument("--rounds", type=int, default=1, help="of the comparison")
    parser.add_argument("--no-reader", action="store_true")
    arguments = parser.parse_args()
    *smaller, most = sorted(arguments.feeds)
    own = [sys.executable, "-m", "bench.crawl_ours"]
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores")
    with serving(most) as url, tempfile.TemporaryDirectory() as folder:
        growth = [measure(own, url, feeds) for feeds in smaller]
        if arguments.no_reader:
            ours = [measure(own, url, most)]
        else:
            other = install_reader(Path(folder))
            pairs = [
                (measure(own, url, most), measure(other, url, most))
                for _ in range(arguments.rounds)
            ]
            ours = [pair[0] for pair in pairs]
            print_comparison(ours, [pair[1] for pair in pairs])
    print_growth([*growth, ours[-1]])


if __name__ == "__main__":
    main()
