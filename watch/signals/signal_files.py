"""Which signals there are: the built-in catalogue and the user's own files.

Reading them compiles nothing: enough for their names and versions, in a fraction of
the time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from .lasting import lasting
from .rules import Lists, SignalRules, read_lists, read_signals

_PACKAGE = __package__


def load_catalogue(
    user_files: Mapping[str, str] | None = None,
) -> tuple[SignalRules, ...]:
    """Read the built-in catalogue and the user's own signal files.

    Args:
        user_files: TOML text by file name; see ``add_own``.

    Raises:
        RuleError: with every problem of every file.

    """
    return add_own(read_own(user_files or {}))


def read_own(user_files: Mapping[str, str]) -> tuple[SignalRules, ...]:
    """Read the user's signal files; they may use the shared word lists."""
    return read_signals(user_files, lists=_shared_lists())


def add_own(own: Sequence[SignalRules]) -> tuple[SignalRules, ...]:
    """Return the catalogue with the user's signals.

    One whose id is in the catalogue replaces that signal, others are added after it.
    """
    replaced = {part.signal.id: part for part in own}
    merged = [replaced.pop(part.signal.id, part) for part in _built_in()]
    return (*merged, *replaced.values())


@cache
@lasting()
def _built_in() -> tuple[SignalRules, ...]:
    """Return the built-in signals, read once."""
    folder = resources.files(_PACKAGE).joinpath("catalogue")
    files = {
        file.name: file.read_text(encoding="utf-8")
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
    }
    return read_signals(files, lists=_shared_lists())


@cache
def _shared_lists() -> Lists:
    """Return the word lists that every signal file may use, read once."""
    file = resources.files(_PACKAGE).joinpath("lexicon", "lists.toml")
    return read_lists(file.name, file.read_text(encoding="utf-8"))
