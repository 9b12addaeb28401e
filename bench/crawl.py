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
from collections.abc import Callable, Iterator, Mapping
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
    #: Seconds of CPU of both.
    first_cpu: float
    again_cpu: float
    #: Largest resident memory of the process, MiB.
    peak: float
    #: Size of the database, bytes.
    size: int


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
            first=result["first"][0],
            again=result["again"][0],
            first_cpu=result["first"][1],
            again_cpu=result["again"][1],
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


#: What is compared. Other programs on the machine hardly change speeds by CPU time.
ROWS: Mapping[str, Callable[[Measure], float]] = {
    "first pass, entries/s": lambda m: m.entries / m.first,
    "first pass, entries/s of CPU": lambda m: m.entries / m.first_cpu,
    "all-304 pass, feeds/s": lambda m: m.feeds / m.again,
    "all-304 pass, feeds/s of CPU": lambda m: m.feeds / m.again_cpu,
    "peak memory, MiB": lambda m: m.peak,
    "bytes per article": lambda m: m.size / m.entries,
}


def print_comparison(ours: list[Measure], theirs: list[Measure]) -> None:
    """Print both beside each other: medians of all rounds."""
    print(f"\n{'':30}{'trendwatch':>12}{'reader':>10}{'ratio':>8}")
    for name, figure in ROWS.items():
        one = [figure(measure) for measure in ours]
        other = [figure(measure) for measure in theirs]
        ratio = median(x / y for x, y in zip(one, other, strict=True))
        print(f"{name:30}{median(one):12,.0f}{median(other):10,.0f}{ratio:8.2f}")


def print_growth(measures: list[Measure]) -> None:
    """Print how everything grows with the number of feeds."""
    print("\n" + "".join(f"{measure.feeds:>10,}" for measure in measures), "feeds")
    for name, figure in ROWS.items():
        print("".join(f"{figure(measure):10,.0f}" for measure in measures), name)


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
