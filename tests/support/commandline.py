"""Runs commands in this process, as a user types them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from watch.cli import main

#: What the environment of the tests may set must not matter.
VARIABLES = ("TRENDWATCH_CONFIG", "TRENDWATCH_DB", "TRENDWATCH_TELEGRAM_TOKEN")


class Ran(NamedTuple):
    """What a command did."""

    #: Exit code.
    code: int
    #: Standard output.
    out: str
    #: Standard error.
    err: str


#: Runs the command of its arguments.
Run = Callable[..., Ran]


def make_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Return a function that runs commands in a folder."""
    monkeypatch.chdir(folder)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        code = ended.value.code
        captured = capsys.readouterr()
        return Ran(code if isinstance(code, int) else 0, captured.out, captured.err)

    return call
