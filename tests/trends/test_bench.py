"""The benchmarks run, and what they simulate is what they say."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from bench import detector, discover, histories, simulated
from watch.trends import evergreen_words
from watch.week import Week


def test_simulated_counts_have_the_mean_and_spread_asked_for() -> None:
    """Two stories a week with three times the variance of chance."""
    rng = np.random.default_rng(3)
    press = simulated.simulate(rng, 2.0, signals=60, spread=3.0)
    assert press.counts.mean() == pytest.approx(2.0, abs=0.1)
    spread = press.counts.var(axis=1) / press.counts.mean(axis=1)
    assert spread.mean() == pytest.approx(3.0, abs=0.3)


def test_every_rule_sees_a_fivefold_rise_soon() -> None:
    """Five stories a week become 25: all rules alarm within two weeks."""
    start = detector.WARM_UP + 60
    wave = np.where(np.arange(simulated.WEEKS) < start, 1.0, 5.0)
    rng = np.random.default_rng(3)
    press = simulated.simulate(rng, 5.0, signals=3, wave=wave)
    rules: list[detector.Rule] = [detector.our_alarms]
    rules += [
        detector.rule_of(score, usual) for score, usual in detector.PLAIN.values()
    ]
    for rule in rules:
        assert detector.delays(rule(press), start=start).max() <= 2


def test_matched_thresholds_reach_the_rate_of_alarms_asked_for() -> None:
    """A plain ratio is tuned until it alarms at most once in two years."""
    press = simulated.simulate(np.random.default_rng(3), 1.0, signals=20)
    threshold = detector.matched(detector.plain_ratio, press, 0.5)
    rule = detector.rule_of(detector.plain_ratio, threshold)
    assert detector.episodes_per_year(rule(press)) <= 0.5


def test_speed_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """Small sizes print the same lines as large ones."""
    detector.print_speed(3, seed=1)
    discover.main(["--articles", "20"])
    printed = capsys.readouterr().out
    assert "detector, from a table of counts" in printed
    assert "titles a second" in printed


def test_histories_are_read_from_an_archive(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An archive of sixty weeks, one dated event in it, gives all figures."""
    words = [entry.split()[0] for entry in evergreen_words("en")[:4]] * 6
    words += ["heartbleed"] * 3
    rows = [
        {
            "source": f"gazette-{number % 3}",
            "lang": "en",
            "published": (Week(2014, 1) + at).start.isoformat(),
            "title": f"{words[number]} {at} {number}",
            "url": f"https://gazette.example/{at}/{number}",
        }
        for at in range(60)
        for number in range(27 if at in {14, 15} else 24)
    ]
    archive = tmp_path / "archive.jsonl"
    archive.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    histories.main([str(archive), "--series", "2"])
    printed = capsys.readouterr().out
    assert "1 events, 4 common words, 2 made series each" in printed
    assert "| events: within a week, mean, missed | 100%, 0.0 weeks, 0% |" in printed
    assert "Fades found within eight weeks: " in printed
