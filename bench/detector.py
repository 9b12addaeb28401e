"""How often the detector cries wolf, how late it is, and how fast it runs.

Simulated weekly counts, in which we know what is chance and what is a rise:

    python -m bench.detector               all tables, a few minutes
    python -m bench.detector --signals 20  a quick look

Our detector is compared with three plain rules under the same gate (three stories in
four weeks, one of them this week): the mean plus two standard deviations of 26 weeks;
twice their rate; and Kleinberg's two-state bursts (s = 3, gamma = 1, online).

``--oracle`` adds a small table with Farrington's method as R's package
``surveillance`` computes it (``r-cran-surveillance`` in Debian): slow, so few series.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.simulated import (
    ARTICLES,
    SOURCES,
    START,
    WEEKS,
    Array,
    Press,
    rows_of,
    simulate,
    table_of,
)
from watch.trends.detect import measure_columns
from watch.trends.measure import measure_weeks

Bools = NDArray[np.bool_]

#: Weeks before the first one that counts: every rule has its baseline by then.
WARM_UP = 32
#: Stories a week of the signals: rare, ordinary, common.
RATES = (0.2, 1.0, 5.0)
#: Weeks without an alarm after which the next one is a new episode.
QUIET = 4
#: Stories in four weeks that every rule waits for.
GATE = 3
#: Weeks after a rise in which an alarm counts for it; a miss counts as many.
PATIENCE = 13
#: Weeks of an outage, and of the yearly season.
OUTAGE, SEASON = 4, 6


def our_alarms(press: Press) -> Bools:
    """Return our alarms that no season explains: [signal, week]."""
    alarms = np.zeros(press.counts.shape, dtype=np.bool_)
    for week in measure_columns(table_of(press), start=0):
        if week.tests is not None:
            alarms[:, week.at] = week.tests.alarms & ~week.tests.seasonal
    return alarms


def _history(press: Press, at: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return stories and articles of the 26 weeks before a column."""
    return press.counts[:, at - 26 : at], press.exposure[at - 26 : at]


def two_sigma(press: Press) -> Array:
    """Score: standard deviations of raw counts above their mean."""
    scores = np.zeros(press.counts.shape)
    for at in range(WARM_UP, WEEKS):
        counts, _ = _history(press, at)
        spread = np.maximum(counts.std(axis=1, ddof=1), 1e-9)
        scores[:, at] = (press.counts[:, at] - counts.mean(axis=1)) / spread
    return scores


def plain_ratio(press: Press) -> Array:
    """Score: rate over the rate of the weeks before."""
    scores = np.zeros(press.counts.shape)
    for at in range(WARM_UP, WEEKS):
        counts, articles = _history(press, at)
        usual = counts.sum(axis=1) / max(1, articles.sum()) * press.exposure[at]
        scores[:, at] = press.counts[:, at] / np.maximum(usual, 1e-9)
    return scores


def kleinberg(press: Press) -> Array:
    """Score: how far Kleinberg's high state is ahead, a CUSUM of likelihoods."""
    scores = np.zeros(press.counts.shape)
    for at in range(WARM_UP, WEEKS):
        counts, articles = _history(press, at)
        usual = (counts.sum(axis=1) + 0.5) / max(1, articles.sum())
        gain = press.counts[:, at] * np.log(3) - 2 * usual * press.exposure[at]
        scores[:, at] = np.maximum(0, scores[:, at - 1] + gain)
    return scores


def _gated(press: Press, alarms: Bools) -> Bools:
    """Keep the alarms with a story this week and three in four weeks."""
    counts = press.counts
    four = sum(np.pad(counts, ((0, 0), (n, 0)))[:, :WEEKS] for n in range(4))
    return alarms & (counts > 0) & (np.asarray(four) >= GATE)


Rule = Callable[[Press], Bools]
Score = Callable[[Press], Array]
#: The plain rules: what they score, and from where they usually alarm.
PLAIN: Mapping[str, tuple[Score, float]] = {
    "mean + 2 sigma": (two_sigma, 2.0),
    "ratio >= 2": (plain_ratio, 2.0),
    "Kleinberg": (kleinberg, float(np.log(26))),
}


def rule_of(score: Score, threshold: float) -> Rule:
    """Return the rule that alarms where a score exceeds a threshold."""
    return lambda press: _gated(press, score(press) > threshold)


def matched(score: Score, press: Press, target: float) -> float:
    """Return the threshold at which a rule alarms as often as ``target`` says."""
    scores = score(press)
    values = np.unique(scores[:, WARM_UP:].round(3))
    low, high = 0, len(values) - 1
    while low < high:
        middle = (low + high) // 2
        alarms = _gated(press, scores > values[middle])
        if episodes_per_year(alarms) > target:
            low = middle + 1
        else:
            high = middle
    return float(values[low])


def episodes_per_year(alarms: Bools) -> float:
    """Return the new alarm episodes per series and year after the warm-up."""
    episodes = 0
    for row in alarms[:, WARM_UP:]:
        weeks = np.flatnonzero(row)
        episodes += int((np.diff(weeks, prepend=-99) > QUIET).sum())
    return float(episodes / (len(alarms) * (WEEKS - WARM_UP) * 7 / 365.25))


def delays(alarms: Bools, *, start: int) -> Array:
    """Return the weeks from ``start`` to the first alarm."""
    seen = alarms[:, start : start + PATIENCE]
    return np.where(seen.any(axis=1), seen.argmax(axis=1), PATIENCE).astype(float)


Draw = Callable[[np.random.Generator, float], Press]


def null_presses(signals: int) -> Mapping[str, Draw]:
    """Return presses without a rise, each with a trap for a detector."""
    season = np.where(np.arange(WEEKS) % 52 < SEASON, 2.5, 1.0)
    middle = WEEKS // 2
    even = np.full((SOURCES, WEEKS), ARTICLES)

    def changed(source: int, weeks: slice) -> NDArray[np.int64]:
        articles = even.copy()
        articles[source:, weeks] = 0
        return articles

    def draw(**options: object) -> Draw:
        return lambda rng, rate: simulate(rng, rate, signals=signals, **options)  # type: ignore[arg-type]

    return {
        "Poisson": draw(),
        "over-dispersed (variance x3)": draw(spread=3.0),
        "clumped (two stories an event)": draw(copies=2),
        "every year six weeks x2.5": draw(wave=season),
        "two of eight sources added": draw(articles=changed(6, slice(0, middle))),
        "two of eight sources lost": draw(articles=changed(6, slice(middle, WEEKS))),
        "outage of four weeks": draw(
            articles=changed(0, slice(middle, middle + OUTAGE))
        ),
    }


def print_nulls(signals: int, seed: int, rules: Mapping[str, Rule]) -> None:
    """Print alarm episodes per series and year where nothing rises."""
    rates = " / ".join(f"{rate:g}" for rate in RATES)
    print(f"\n## False alarms per signal and year, at {rates} stories a week\n")
    _header("press", list(rules))
    for name, draw in null_presses(signals).items():
        presses = [draw(np.random.default_rng(seed), rate) for rate in RATES]
        _row(
            name,
            [
                " / ".join(f"{episodes_per_year(rule(press)):.2f}" for press in presses)
                for rule in rules.values()
            ],
        )


def print_rises(signals: int, seed: int) -> None:
    """Print how late a lasting rise is announced, in weeks.

    Each plain rule runs at its usual threshold, and at the one where an
    over-dispersed press without a rise gives as many alarms as ours does.
    """
    print("\n## Delay of a lasting rise in weeks, and share missed\n")
    names = [f"{name}{how}" for name in PLAIN for how in ("", ", matched")]
    _header("rise", ["ours", *names])
    start = WARM_UP + 60
    for rate in RATES:
        null = simulate(np.random.default_rng(seed), rate, signals=signals, spread=2.0)
        target = max(0.02, episodes_per_year(our_alarms(null)))
        rules: list[Rule] = [our_alarms]
        for score, usual in PLAIN.values():
            fair = matched(score, null, target)
            rules += [rule_of(score, usual), rule_of(score, fair)]
        for factor in (2, 3, 5):
            wave = np.where(np.arange(WEEKS) < start, 1.0, factor)
            rng = np.random.default_rng(seed)
            press = simulate(rng, rate, signals=signals, wave=wave, spread=2.0)
            late = [delays(rule(press), start=start) for rule in rules]
            cells = [f"{d.mean():.1f} ({(d >= PATIENCE).mean():.0%})" for d in late]
            _row(f"{rate:g} a week, x{factor}", cells)


def print_volumes(signals: int, seed: int) -> None:
    """Print what the size of a press changes: a topic that triples, 1 in 3,000."""
    print(
        "\n## The same topic in a smaller press: 1 story in 3,000 articles, then x5\n"
    )
    _header("articles a week", ["episodes a year before", "delay", "missed"])
    start = WARM_UP + 60
    wave = np.where(np.arange(WEEKS) < start, 1.0, 5.0)
    for volume in (6000, 3000, 1000, 350, 180):
        articles = np.full((SOURCES, WEEKS), volume // SOURCES)
        rng = np.random.default_rng(seed)
        options = {"signals": signals, "articles": articles}
        quiet = our_alarms(simulate(rng, 1.0, **options))  # type: ignore[arg-type]
        rise = our_alarms(simulate(rng, 1.0, wave=wave, **options))  # type: ignore[arg-type]
        late = delays(rise, start=start)
        _row(
            f"{volume:,}",
            [
                f"{episodes_per_year(quiet):.2f}",
                f"{late.mean():.1f}",
                f"{(late >= PATIENCE).mean():.0%}",
            ],
        )


def print_speed(signals: int, seed: int) -> None:
    """Print how long many signals over 156 weeks take."""
    print(f"\n## Speed: {signals:,} signals, 156 weeks\n")
    press = simulate(np.random.default_rng(seed), 1.0, signals=signals)
    table = table_of(press)
    began = time.process_time()
    measure_columns(table, start=WEEKS - 156)
    took = time.process_time() - began
    print(f"- detector, from a table of counts: {took:.2f} s of processor time")
    mentions, exposures = rows_of(press)
    began = time.process_time()
    trends = measure_weeks(
        START + (WEEKS - 156),
        START + WEEKS,
        mentions=mentions,
        exposures=exposures,
        signals=[f"signal{number}" for number in range(signals)],
        langs=["en"],
        strong_rates={START + number: {"en": 50.0} for number in range(WEEKS)},
    )
    took = time.process_time() - began
    print(
        f"- whole step, {len(mentions):,} rows to {len(trends):,} trends: {took:.2f} s"
    )


_FARRINGTON = """
suppressMessages(library(surveillance))
args <- commandArgs(trailingOnly = TRUE)
counts <- as.matrix(read.csv(args[1], header = FALSE))
articles <- as.matrix(read.csv(args[2], header = FALSE))
first <- as.integer(args[4])
control <- list(range = first:nrow(counts), b = 1, w = 3, noPeriods = 1,
                weightsThreshold = 2.58, pastWeeksNotIncluded = 4, thresholdMethod =
                "nbPlugin", alpha = 0.01, populationOffset = TRUE, trend = FALSE)
alarms <- sapply(seq_len(ncol(counts)), function(k) {
  series <- sts(observed = counts[, k, drop = FALSE], frequency = 52,
                population = articles[, 1, drop = FALSE])
  as.integer(suppressWarnings(farringtonFlexible(series, control))@alarm)
})
write.table(alarms, args[3], sep = ",", row.names = FALSE, col.names = FALSE)
"""


def farrington(press: Press) -> Bools:
    """Run R's ``farringtonFlexible`` with one year of history, under the same gate.

    Raises:
        SystemExit: R or its package is not installed, or it failed.

    """
    first = 60
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, name) for name in ("counts", "articles", "alarms")]
        np.savetxt(files[0], press.counts.T, fmt="%d", delimiter=",")
        np.savetxt(files[1], press.exposure[:, None], fmt="%d", delimiter=",")
        script = Path(folder, "farrington.R")
        script.write_text(_FARRINGTON, encoding="utf-8")
        command = ["Rscript", str(script), *map(str, files), str(first + 1)]
        ended = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - our own script
        if ended.returncode:
            sys.exit(f"Rscript failed: {ended.stderr.strip()}")
        found = np.loadtxt(files[2], delimiter=",", ndmin=2).T > 0
    alarms = np.zeros(press.counts.shape, dtype=np.bool_)
    alarms[:, first:] = found
    return _gated(press, alarms)


def print_oracle(signals: int, seed: int) -> None:
    """Print both detectors on the same few series, one story a week."""
    print(f"\n## Beside R's farringtonFlexible: {signals} series, 1 story a week\n")
    _header("press", ["ours", "Farrington (R)"])
    start = WARM_UP + 60
    for spread in (1.0, 3.0):
        rng = np.random.default_rng(seed)
        press = simulate(rng, 1.0, signals=signals, spread=spread)
        cells = [
            f"{episodes_per_year(rule(press)):.2f} alarms a year"
            for rule in (our_alarms, farrington)
        ]
        _row(f"no rise, variance x{spread:g}", cells)
    for factor in (3, 5):
        wave = np.where(np.arange(WEEKS) < start, 1.0, factor)
        press = simulate(np.random.default_rng(seed), 1.0, signals=signals, wave=wave)
        late = [delays(rule(press), start=start) for rule in (our_alarms, farrington)]
        _row(f"x{factor}", [f"after {weeks.mean():.1f} weeks" for weeks in late])


def _header(first: str, columns: Sequence[str]) -> None:
    """Print the head of a Markdown table."""
    print(f"| {first} | {' | '.join(columns)} |")
    print(f"|{'---|' * (len(columns) + 1)}")


def _row(first: str, cells: Sequence[str]) -> None:
    """Print a row of a Markdown table."""
    print(f"| {first} | {' | '.join(cells)} |", flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--signals", type=int, default=200, help="series per cell")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--oracle", action="store_true", help="add R's Farrington")
    options = parser.parse_args(arguments)
    if options.oracle and shutil.which("Rscript") is None:
        sys.exit("--oracle needs R: apt-get install r-cran-surveillance")
    rules = {name: rule_of(score, usual) for name, (score, usual) in PLAIN.items()}
    print(f"# Detector: {options.signals} series per cell, {WEEKS} weeks, simulated")
    print_nulls(options.signals, options.seed, {"ours": our_alarms, **rules})
    print_rises(options.signals, options.seed)
    print_volumes(options.signals, options.seed)
    print_speed(5 * options.signals, options.seed)
    if options.oracle:
        print_oracle(min(options.signals, 10), options.seed)


if __name__ == "__main__":
    main()
