"""What the commands share: global options, and how they open things."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from .errors import UsageError
from .week import Week, last_closed_week

if TYPE_CHECKING:
    from .config import Config
    from .signals.tagger import Tagger
    from .store.database import Store

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
    from .config import Settings, load_config, settle

    options: Options = context.find_root().obj
    if required or options.config != DEFAULT_CONFIG or options.config.exists():
        return load_config(
            options.config, database=options.database, may_be_empty=may_be_empty
        )
    return settle(options.config, Settings(), database=options.database)


def tagger_of(config: Config | None) -> Tagger:
    """Load the signals: the built-in ones and those of the user's folder."""
    from .signals.tagger import load_tagger

    folder = config.signals if config else Path("signals")
    return load_tagger(
        {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.toml"))}
    )


@contextmanager
def store_of(config: Config, *, write: bool) -> Iterator[Store]:
    """Open the configured database for the length of a ``with`` block."""
    from .store.database import open_store

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
