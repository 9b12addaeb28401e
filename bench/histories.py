"""What the detector would have said about real press.

    python -m bench.histories ARCHIVE      needs an archive: see `trendwatch import`

The archive gives the noise: real weeks, sources, stories and words. As it was, it tells
how late dated events (``bench/events.toml``) are announced. Drawn to last three years
in blocks of four weeks, it tells how often words that the press always uses are
announced, with their events and without (articles moved to other days); and, when their
stories are kept with a changing chance, how slow rises, seasons and fades are read.

Beside ours, the same tests under other rules of announcement.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.archive import (
    Archive,
    Ints,
    Press,
    Rows,
    as_it_was,
    made_longer,
    read_archive,
)
from watch.model import Phase
from watch.trends import evergreen_words
from watch.trends.detect import FEW_ARTICLES, Measured, Tests, measure_columns
from watch.trends.measure import iter_phases
from watch.trends.series import Table
from watch.week import Week

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

#: Weeks of a press that is long enough as it was, and of one made longer.
LONG, WEEKS = 156, 170
#: Weeks before the first alarm that counts: a baseline of half a year.
WARM_UP = 32
#: Weeks without an alarm after which the next one is a new episode.
QUIET = 4
#: Weeks after a rise in which an alarm counts for it; a miss counts as many.
PATIENCE = 13
#: Series of each kind that are made.
SERIES = 100
#: Weeks before an event without which nothing can be tested.
TESTED = 14
#: Articles that a common word needs to be of use.
USES = 20
#: Largest p and smallest ratio of the rules beside ours; baseline stories a week from
#: which the stricter one counts.
PLAIN, STRICT, ESTABLISHED = (0.01, 2), (0.001, 3), 0.5

Rule = Callable[[Measured, Tests], Bools]


def ours(_measured: Measured, tests: Tests) -> Bools:
    """Announce what trendwatch announces."""
    return tests.alarms


def _gated(measured: Measured, tests: Tests, alarms: Bools) -> Bools:
    """Keep the alarms with enough stories and outlets."""
    enough = tests.four.stories >= (2 if measured.usual < FEW_ARTICLES else 3)
    return alarms & enough & (measured.outlets >= measured.gate.outlets)


def _passed(tests: Tests, limits: tuple[float, float]) -> Bools:
    """Tell which signals are surprising and large."""
    passed: Bools = (tests.p <= limits[0]) & (tests.one.ratio >= limits[1])
    return passed


def one_tier(measured: Measured, tests: Tests) -> Bools:
    """Announce p <= 0.01 at twice the baseline."""
    return _gated(measured, tests, _passed(tests, PLAIN))


def two_tiers(measured: Measured, tests: Tests) -> Bools:
    """Ask for p <= 0.001 and three times the baseline from half a story a week on."""
    rare = tests.one.baseline.counted < ESTABLISHED * tests.one.baseline.weeks
    alarms = np.where(rare, _passed(tests, PLAIN), _passed(tests, STRICT))
    return _gated(measured, tests, alarms)


RULES: Mapping[str, Rule] = {
    "ours": ours,
    "p <= 0.01, x2": one_tier,
    "two tiers": two_tiers,
}


def alarms_of(weeks: Sequence[Measured], rule: Rule) -> tuple[Bools, Bools]:
    """Return alarms and season labels: [signal, week]."""
    shape = weeks[0].series.stories.shape
    alarms, seasonal = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
    for week in weeks:
        if week.tests is not None:
            alarms[:, week.at] = rule(week, week.tests)
            seasonal[:, week.at] = week.tests.seasonal
    return alarms, seasonal


def episodes_per_year(alarms: Bools, labels: Bools | None = None) -> float:
    """Return new alarm episodes per series-year; only those that begin unlabelled."""
    count = 0
    for row, series in enumerate(alarms[:, WARM_UP:]):
        weeks = np.flatnonzero(series) + WARM_UP
        first = weeks[np.diff(weeks, prepend=-99) > QUIET]
        count += len(first) if labels is None else int((~labels[row, first]).sum())
    return 365.25 / 7 * count / alarms[:, WARM_UP:].size


def delays(alarms: Bools, starts: Sequence[int]) -> Floats:
    """Return the weeks from each start to the first alarm."""
    late = []
    for row, start in zip(alarms, starts, strict=True):
        weeks = np.flatnonzero(row[start : start + PATIENCE])
        late.append(weeks[0] if len(weeks) else PATIENCE)
    return np.array(late, dtype=np.float64)


def dated_events(archive: Archive, path: Path) -> tuple[list[Rows], list[int]]:
    """Return the events that the archive reports, with two stories in two weeks."""
    press = as_it_was(archive)
    series, starts = [], []
    for event in tomllib.loads(path.read_text("utf-8")).get(archive.lang, ()):
        start = Week.of(event["day"]) - archive.origin
        rows = press.rows(archive.with_pattern(event["find"]))
        soon = (rows.week == start) | (rows.week == start + 1)
        if TESTED <= start < archive.weeks and len(np.unique(rows.story[soon])) > 1:
            series.append(rows)
            starts.append(start)
    return series, starts


class Maker:
    """Makes series: the stories of a common word, kept with a changing chance."""

    def __init__(self, press: Press, words: Sequence[Ints], seed: int) -> None:
        self.press = press
        self.rng = np.random.default_rng(seed)
        weeks = press.archive.weeks
        stories = press.archive.story
        self._words = [(one, len(np.unique(stories[one])) / weeks) for one in words]
        #: Three words have half as many again.
        self._most = sorted(rate for _, rate in self._words)[-3] / 1.5

    def make(self, rates: Floats) -> Rows:
        """Return a series with so many stories in each week, on average.

        No more than the press has stories to keep.
        """
        rates = np.minimum(rates, self._most)
        able = [one for one in self._words if one[1] >= 1.5 * rates.max()]
        articles, usual = able[self.rng.integers(len(able))]
        return self.press.rows(articles, rng=self.rng, kept=rates / usual)

    def rise(self) -> tuple[Rows, int]:
        """Return a slow rise, and the week from which it has doubled.

        Doubled: over 8 weeks and over 26 weeks from there, at least twice the rate of
        the 26 weeks before.
        """
        weeks = np.arange(len(self.press.weeks))
        while True:
            low = self.rng.choice([0.02, 0.1, 0.3, 0.6, 1.5])
            high = min(low * self.rng.choice([3, 5, 10, 30]), 12)
            start, length = self.rng.integers(60, 90), self.rng.integers(8, 45)
            rows = self.make(
                low + (high - low) * np.clip((weeks - start) / length, 0, 1)
            )
            total = np.r_[0, np.cumsum(stories_of(self.press, rows))]
            for week in range(start - 4, len(weeks) - 30):
                before = (total[week] - total[week - 26]) / 26
                soon = (total[week + 8] - total[week]) / 8
                later = (total[week + 26] - total[week]) / 26
                now = total[week + 1] > total[week]
                if now and min(soon, later) >= max(2 * before, 0.3):
                    return rows, week

    def season(self) -> Rows:
        """Return a series that is high for a few weeks of every year."""
        rates = np.full(len(self.press.weeks), self.rng.choice([0.1, 0.3, 1.0]))
        start, length = self.rng.integers(10, 50), self.rng.integers(2, 6)
        factor = self.rng.choice([5, 10, 20])
        for year in range(len(rates) // 52 + 1):
            first = start + 52 * year + self.rng.integers(-1, 2)
            rates[first : first + length] *= factor
        return self.make(rates)

    def fade(self) -> tuple[Rows, int]:
        """Return a rise that ends, and the week from which it is at two fifths."""
        low, high = self.rng.choice([0.05, 0.2, 0.5]), self.rng.choice([3, 5, 8, 15])
        start, length, fall = self.rng.integers((60, 3, 1), (90, 20, 10))
        left = high * self.rng.choice([0, 0.1, 0.2])
        end = start + length
        rates = np.full(len(self.press.weeks), max(low, left))
        rates[:start] = low
        rates[start:end] = high
        rates[end : end + fall] = np.linspace(high, max(low, left), fall)
        falling = high + (max(low, left) - high) * np.arange(1, fall + 2) / fall
        return self.make(rates), int(end + np.argmax(falling <= 0.4 * high) + 3)


def stories_of(press: Press, rows: Rows) -> Ints:
    """Return the stories of each week."""
    pairs = np.unique(np.stack([rows.week, rows.story]), axis=1)
    return np.bincount(pairs[0], minlength=len(press.weeks))


def fades_found(table: Table, starts: Sequence[int]) -> float:
    """Return the share of falls that read fading within eight weeks."""
    weeks = measure_columns(table, start=0)
    phases = list(iter_phases(weeks, strong_rates=[np.inf] * len(weeks)))
    found = [
        any(phases[week][row] is Phase.FADING for week in range(start, start + 9))
        for row, start in enumerate(starts)
    ]
    return float(np.mean(found))


def lost_days(archive: Archive, table_of: Callable[[Ints | None], Table]) -> str:
    """Return the share of series that read fading in weeks that lost four days."""
    rng = np.random.default_rng(1)
    weeks = np.arange(18, archive.weeks - 1, 4)
    inside = np.flatnonzero(np.isin(archive.week, weeks))
    lost = inside[rng.random(len(inside)) < 4 / 7]
    shares = []
    for table in (table_of(None), table_of(lost)):
        measured = measure_columns(table, start=0)
        phases = list(iter_phases(measured, strong_rates=[np.inf] * len(measured)))
        fading = [one is Phase.FADING for week in weeks for one in phases[week]]
        shares.append(f"{np.mean(fading):.1%}")
    return f"{shares[1]}, and {shares[0]} in the same weeks as they were"


def print_rules(archive: Archive, *, series: int, seed: int) -> None:
    """Print the table of rules, and what does not depend on them."""
    rng = np.random.default_rng(seed)
    words = [archive.with_words(forms) for forms in evergreen_words(archive.lang)]
    words = [one for one in words if len(one) >= USES]
    real = as_it_was(archive)
    press = (
        real if archive.weeks >= LONG else made_longer(archive, weeks=WEEKS, rng=rng)
    )
    maker = Maker(press, words, seed)
    events, days = dated_events(archive, Path(__file__).with_name("events.toml"))
    rises, starts = zip(*(maker.rise() for _ in range(series)), strict=True)
    falls, ends = zip(*(maker.fade() for _ in range(series)), strict=True)
    measured = {
        name: measure_columns(table, start=0)
        for name, table in {
            "events": real.table(events),
            "words": press.table([press.rows(one) for one in words]),
            "without": press.table([press.shuffled(one, rng=rng) for one in words]),
            "rises": press.table(rises),
            "seasons": press.table([maker.season() for _ in range(series)]),
        }.items()
    }
    print(
        f"{len(events)} events, {len(words)} common words, {series} made series each\n"
    )
    print("| figure |", " | ".join(RULES), "|")
    print("|---" * (len(RULES) + 1) + "|")

    def row(name: str, kind: str, figure: Callable[[Bools, Bools], str]) -> None:
        cells = (figure(*alarms_of(measured[kind], rule)) for rule in RULES.values())
        print(f"| {name} |", " | ".join(cells), "|", flush=True)

    def late(alarms: Bools, since: Sequence[int]) -> str:
        weeks = delays(alarms, since)
        missed = (weeks >= PATIENCE).mean()
        return f"{(weeks <= 1).mean():.0%}, {weeks.mean():.1f} weeks, {missed:.0%}"

    row("events: within a week, mean, missed", "events", lambda a, _: late(a, days))
    row(
        "common words, alarms a year",
        "words",
        lambda a, _: f"{episodes_per_year(a):.2f}",
    )
    row("without events", "without", lambda a, _: f"{episodes_per_year(a):.3f}")
    row(
        "slow rises: within a week, mean, missed", "rises", lambda a, _: late(a, starts)
    )
    row("seasons, unlabelled", "seasons", lambda a, s: f"{episodes_per_year(a, s):.2f}")
    found = fades_found(press.table(falls), ends)
    print(f"\nFades found within eight weeks: {found:.0%}")
    kept = [real.rows(one) for one in words] + events
    print("Fading in weeks with four days lost:", end=" ")
    print(lost_days(archive, lambda lost: real.table(kept, lost=lost)))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures of an archive."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--series", type=int, default=SERIES, help="made, of each kind")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    archive = read_archive(options.archive)
    size = f"{len(archive.texts):,} articles, {archive.weeks} weeks"
    print(f"{options.archive.name}: {size}")
    print_rules(archive, series=options.series, seed=options.seed)


if __name__ == "__main__":
    main()
