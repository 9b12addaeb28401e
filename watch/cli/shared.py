"""What the commands share: global options, and how they open things."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from ..errors import UsageError
from ..week import Week, last_closed_week

if TYPE_CHECKING:
    from ..config import Config
    from ..signals.rules import SignalRules
    from ..signals.tagger import Tagger
    from ..store.database import Store

DEFAULT_CONFIG = Path("sources.toml")

WeekOption = Annotated[
    str | None,
    typer.Option("--week", help="ISO week such as 2026-W34; default: the last one."),
]
LangOption = Annotated[
    str | None, typer.Option("--lang", help="fr or en; default: all configured.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Write JSON Lines.")]


@dataclass(frozen=True, slots=True)
class Options:
    """The global options."""

    #: --config
    config: Path
    #: --db; None = as the configuration says.
    database: Path | None


def utc_now() -> datetime:
    """Return the moment: the one clock of the commands."""
    return datetime.now(UTC)


def config_of(
    context: typer.Context, *, required: bool = False, may_be_empty: bool = False
) -> Config:
    """Load the configuration; without a file, defaults do where they can.

    Args:
        context: Of the command; holds the global options.
        required: Raise ``ConfigError`` where there is no file.
        may_be_empty: Accept a file without any enabled source.

    """
    from ..config import Settings, load_config, settle

    options: Options = context.find_root().obj
    if required or options.config != DEFAULT_CONFIG or options.config.exists():
        return load_config(
            options.config, database=options.database, may_be_empty=may_be_empty
        )
    return settle(options.config, Settings(), database=options.database)


def from_here(path: Path) -> Path:
    """Return a path as the user would write it, if it is in the current folder."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def signal_files(config: Config | None) -> dict[str, str]:
    """Read the user's own signal files: TOML text by path.

    Raises:
        RuleError: One can't be read, or is not UTF-8 text.

    """
    from ..errors import RuleError

    folder = from_here(config.signals) if config else Path("signals")
    texts: dict[str, str] = {}
    problems: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            texts[str(path)] = path.read_text("utf-8-sig")
        except OSError as error:
            problems.append(f"{path}: can't be read: {error.strerror}")
        except UnicodeDecodeError:
            problems.append(f"{path}: is not UTF-8 text: save it as UTF-8")
    if problems:
        raise RuleError(problems)
    return texts


def tagger_of(config: Config | None, *, verify: bool = True) -> Tagger:
    """Load the signals: the built-in ones and those of the user's folder.

    Args:
        config: Says where the folder is; None for the default.
        verify: Refuse signals of the user whose examples do not pass.

    """
    from ..signals.tagger import load_tagger

    return load_tagger(signal_files(config), verify=verify)


def catalogue_of(config: Config) -> tuple[SignalRules, ...]:
    """Read the signals as ``tagger_of`` does, but compile and verify nothing."""
    from ..signals.signal_files import load_catalogue

    return load_catalogue(signal_files(config))


def warn_of_old_tags(store: Store, tagger: Tagger) -> None:
    """Say in one line if articles were read with other rules than those of now."""
    from ..retag import plan_reading

    _warn(plan_reading(store, tagger).reasons)


def warn_of_old_rules(
    store: Store, catalogue: Sequence[SignalRules], *, about: str | None = None
) -> None:
    """Do as ``warn_of_old_tags``, for commands that need no tagger.

    Args:
        store: Open for reading.
        catalogue: The signals of now.
        about: Warn only of this signal; None = of all.

    """
    from ..retag import compare_rules
    from ..signals.declines.finder import finder_version

    reasons = compare_rules(store, catalogue, finder=finder_version()).reasons
    _warn([signal for signal in reasons if about in {None, signal}])


def _warn(signals: Collection[str]) -> None:
    if changed := len(signals):
        noun = "signal" if changed == 1 else "signals"
        typer.echo(
            f"rules of {changed} {noun} changed since the archive was read: "
            "run `trendwatch signals retag`",
            err=True,
        )


@contextmanager
def store_of(config: Config, *, write: bool) -> Iterator[Store]:
    """Open the configured database for the length of a ``with`` block."""
    from ..store.database import open_store

    with open_store(config.database, write=write) as store:
        yield store


@contextmanager
def open_lines(name: str) -> Iterator[BinaryIO]:
    """Open a file for reading, or standard input for ``-``."""
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        with Path(name).open("rb") as lines:
            yield lines
    except OSError as error:
        raise UsageError(f"{name}: can't be read: {error.strerror}") from error


def week_of(text: str | None) -> Week:
    """Read ``--week``; without it, the last week that is over."""
    if text is None:
        return last_closed_week(utc_now())
    try:
        return Week.parse(text)
    except ValueError as error:
        raise UsageError(f"--week: {error}") from error


def languages_of(config: Config, lang: str | None) -> tuple[str, ...]:
    """Read ``--lang``; without it, all configured languages."""
    configured = config.settings.languages
    if lang is None:
        return configured
    if lang not in configured:
        raise UsageError(f"--lang must be one of {', '.join(configured)}, not {lang!r}")
    return (lang,)
