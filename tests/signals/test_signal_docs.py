"""The documentation of signals is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from watch.model import Text
from watch.signals.explain import describe_stop, explain
from watch.signals.schema import TOKEN_KEYS, RuleTable, SignalFile
from watch.signals.tagger import load_tagger

DOCS = Path(__file__).parent.parent.parent / "docs"
HOW_TO = (DOCS / "how-to" / "add-a-signal.md").read_text(encoding="utf-8")
SIGNALS = (DOCS / "reference" / "signals.md").read_text(encoding="utf-8")
REFERENCE = (DOCS / "reference" / "rules.md").read_text(encoding="utf-8")
SIGNAL = "\n".join(re.findall(r"```toml\n(.*?)```", HOW_TO, re.DOTALL))


def test_the_signal_of_the_how_to_works() -> None:
    """Its pieces make a file that passes its own examples, and explains itself."""
    tagger = load_tagger({"repair-cafes.toml": SIGNAL}).only({"repair-cafes"})
    shown = re.search(r'signals explain "(.+?)"', HOW_TO)
    assert shown is not None
    [report] = explain(tagger, Text(title=shown[1], summary="", lang="fr"))
    [(span, stop)] = report.stopped
    reason = describe_stop(stop, report.rule)
    assert f"repair-cafes: rule {report.rule.id} is stopped" in HOW_TO
    assert f'"{span.text}" does not count; {reason}' in HOW_TO


@pytest.mark.parametrize("model", [SignalFile, RuleTable], ids=lambda one: one.__name__)
def test_every_key_is_explained(model: type[SignalFile | RuleTable]) -> None:
    """The reference names each key of signal files."""
    keys = {field.alias or name for name, field in model.model_fields.items()}
    named = set(re.findall(r"`\[*([a-z-]+)[`.\]]", REFERENCE))
    assert keys - named == set()


def test_every_token_key_is_listed() -> None:
    """The reference lists what token patterns may use."""
    assert [key for key in sorted(TOKEN_KEYS) if key not in REFERENCE] == []


def test_every_signal_says_what_it_counts() -> None:
    """The reference has one row for each signal, under its theme, and no other."""
    documented = {
        (theme.lower(), signal)
        for theme, rows in re.findall(
            r"^## (\w+)\n(.+?)(?=^## |\Z)", SIGNALS, re.MULTILINE | re.DOTALL
        )
        for signal in re.findall(r"^\| `([a-z0-9-]+)` \|", rows, re.MULTILINE)
    }
    assert documented == {(one.theme, one.id) for one in load_tagger().signals}
