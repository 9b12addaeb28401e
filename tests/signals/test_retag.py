"""What a change of rules means for the archive."""

from __future__ import annotations

from dataclasses import replace

from watch.model import Decline, Mention, Span
from watch.signals.retag import (
    DeclineDifference,
    Difference,
    RetagPlan,
    compare_declines,
    compare_mentions,
    plan_retag,
    signal_version,
)
from watch.signals.rules import SignalRules, read_signals

FILE = """
id = "{id}"
theme = "t"
title = "T"
description = "D"

[[rules]]
id = "words"
lang = "en"
phrases = ["{phrase}"]
"""


def signals(**phrases: str) -> tuple[SignalRules, ...]:
    """Return one signal for each id, with one phrase."""
    files = {
        f"{name}.toml": FILE.format(id=name, phrase=phrase)
        for name, phrase in phrases.items()
    }
    return read_signals(files, lists={})


def mention(signal: str, version: str = "1") -> Mention:
    """Return a mention of a signal by some version of its rule."""
    span = Span(field="title", start=0, end=1, text="x")
    return Mention(signal=signal, rule="words", rule_version=version, spans=(span,))


def test_only_what_changed_is_read_again() -> None:
    """New and changed signals are planned, gone ones removed, others left."""
    before = signals(same="a", changed="b", gone="c")
    stored = {part.signal.id: signal_version(part) for part in before}
    now = signals(same="a", changed="other", new="d")
    assert plan_retag(stored, now) == RetagPlan(
        changed=("changed", "new"), removed=("gone",)
    )


def test_where_a_rule_stands_in_the_file_is_no_change() -> None:
    """A comment or an empty line above a rule changes no version."""
    [first] = signals(one="a")
    moved = "# a comment\n" + FILE.format(id="one", phrase="a")
    [second] = read_signals({"one.toml": moved}, lists={})
    assert first.rules[0].place != second.rules[0].place
    assert signal_version(first) == signal_version(second)


def test_mentions_are_gained_lost_and_updated() -> None:
    """Signals outside the plan are left alone."""
    plan = RetagPlan(changed=("kept", "gained", "lost"), removed=("gone",))
    before = [mention("kept"), mention("lost"), mention("gone"), mention("other")]
    after = [mention("kept", "2"), mention("gained"), mention("elsewhere")]
    assert compare_mentions(before, after, plan=plan) == Difference(
        gained=(mention("gained"),),
        lost=(mention("lost"), mention("gone")),
        updated=(mention("kept", "2"),),
    )


def test_reading_the_same_again_changes_nothing() -> None:
    """An unchanged mention is neither gained, lost nor updated."""
    plan = RetagPlan(changed=("kept",), removed=())
    same = [mention("kept")]
    assert compare_mentions(same, same, plan=plan) == Difference((), (), ())


def test_declines_are_gained_lost_and_updated() -> None:
    """Category and direction tell whether it is the same report."""
    span = Span(field="title", start=0, end=3, text="tea")
    tea = Decline(
        category="tea",
        key="tea",
        direction="down",
        percent=4.0,
        period="",
        place="",
        confidence="strict",
        evidence="Tea falls by 4 %",
        rule="market",
        span=span,
    )
    coffee = replace(tea, category="coffee", key="coffee")
    up, more = replace(tea, direction="up"), replace(tea, percent=5.0)
    assert compare_declines([tea, coffee], [more, up]) == DeclineDifference(
        gained=(up,), lost=(coffee,), updated=(more,)
    )
