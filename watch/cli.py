"""The command line: one thin function per command.

Heavy libraries are imported inside the commands that need them, so that
``trendwatch --help`` answers at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from .errors import TrendwatchError, UsageError
from .week import Week, last_closed_week

if TYPE_CHECKING:
    from .config import Config
    from .signals.tagger import Tagger
    from .store.database import Store

DEFAULT_CONFIG = Path("sources.toml")

#: Global options may stand before or after the command.
GLOBAL_OPTIONS = {"--config": 2, "--db": 2, "-v": 1, "--verbose": 1}

app = typer.Typer(
    name="trendwatch",
    no_args_is_help=True,
    add_completion=False,
    # A traceback with local variables could show the token.
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
sources_app = typer.Typer(no_args_is_help=True, help="The press feeds you follow.")
signals_app = typer.Typer(no_args_is_help=True, help="The signals and their rules.")
app.add_typer(sources_app, name="sources")
app.add_typer(signals_app, name="signals")

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


@app.callback()
def _globals(
    context: typer.Context,
    config: Annotated[
        Path, typer.Option(envvar="TRENDWATCH_CONFIG", help="Configuration file.")
    ] = DEFAULT_CONFIG,
    db: Annotated[
        Path | None, typer.Option(envvar="TRENDWATCH_DB", help="Database file.")
    ] = None,
    *,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Log more.")] = False,
) -> None:
    """See change early in the press: weak signals, trends and declines."""
    context.obj = Options(config=config, database=db)
    if context.invoked_subcommand not in {"tag", "init"}:
        from .log import configure_logging

        configure_logging(verbose=verbose)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; exit with 0 fine, 1 failed, 2 wrong use or config."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        app(args=_globals_first(given))
    except TrendwatchError as error:
        for line in str(error).splitlines():
            typer.echo(line, err=True)
        sys.exit(error.exit_code)


def _globals_first(arguments: list[str]) -> list[str]:
    """Move global options to the front.

    >>> _globals_first(["crawl", "--db", "x.db", "-v"])
    ['--db', 'x.db', '-v', 'crawl']
    """
    first: list[str] = []
    rest: list[str] = []
    while arguments:
        word = arguments[0]
        if word == "--":
            return first + rest + arguments
        size = GLOBAL_OPTIONS.get(word.partition("=")[0], 0)
        taken = 1 if "=" in word or not size else size
        (first if size else rest).extend(arguments[:taken])
        arguments = arguments[taken:]
    return first + rest


# --- starting ----------------------------------------------------------------


@app.command()
def demo(
    folder: Annotated[Path, typer.Option(help="Folder for the demo's files.")] = Path(
        "demo"
    ),
    digests: Annotated[
        Path | None, typer.Option(help="Folder of its digests; default: in FOLDER.")
    ] = None,
) -> None:
    """Show the whole product on an invented press: no network, no token."""
    from rich.console import Console

    from .demo.tour import run_demo

    run_demo(folder, digests=digests or folder / "digests", console=Console())


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Where to write it.")] = Path(),
) -> None:
    """Write a commented starter set; never overwrites a file."""
    from .starter import write_starter

    for path in write_starter(folder):
        typer.echo(f"wrote {path}")
    typer.echo("Next: edit sources.toml, then `trendwatch check` and `trendwatch run`.")


@app.command()
def check(context: typer.Context) -> None:
    """Check sources.toml and the signals; report all problems at once."""
    from .errors import ProblemsError

    problems: list[str] = []
    config = None
    try:
        config = _config(context, required=True)
    except ProblemsError as error:
        problems += error.problems
    try:
        tagger = _tagger(config)
    except ProblemsError as error:
        problems += error.problems
    if problems:
        raise ProblemsError(problems)
    assert config is not None  # noqa: S101 -- no problem, so it was read
    enabled = sum(source.enabled for source in config.sources)
    typer.echo(
        f"{config.path.name}: {enabled} of {len(config.sources)} sources enabled; "
        f"{len(tagger.signals)} signals. All is well."
    )


# --- press to database ---------------------------------------------------------


@app.command()
def crawl(
    context: typer.Context,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Visit sources that are not due yet, too.")
    ] = False,
) -> None:
    """Visit the sources that are due; store articles, mentions and declines."""
    from .commands import run_crawl

    config = _config(context, required=True)
    with _store(config, write=True) as store:
        run_crawl(store, _tagger(config), config, everything=everything)


@app.command(name="import")
def import_(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="JSONL or CSV, plain or .gz.")],
) -> None:
    """Import archives: source, lang, published, title, summary, url."""
    from .commands import run_import

    config = _config(context)
    with _store(config, write=True) as store:
        run_import(store, _tagger(config), files)


@app.command()
def tag(
    context: typer.Context,
    file: Annotated[
        str, typer.Argument(help="JSON Lines with id, lang, title, summary; - = stdin.")
    ] = "-",
) -> None:
    """Tag texts: one JSON line in, one JSON line out."""
    from .jsonl import tag_lines

    tagger = _tagger(_config(context))
    failed = 0
    with _open_lines(file) as lines:
        for line, failure in tag_lines(tagger, lines):
            failed += failure
            # Whole lines at once: a program on the other end may wait for each.
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
    if failed:
        raise typer.Exit(1)


# --- database to words -----------------------------------------------------------


@app.command()
def trends(
    context: typer.Context,
    week: WeekOption = None,
    lang: Annotated[
        str | None, typer.Option("--lang", help="fr, en, or all to pool them.")
    ] = None,
    signal: Annotated[str | None, typer.Option(help="Only this signal.")] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Show where each signal stands: counts, baseline, ratio, p, phase."""
    from .terminal import show_trends
    from .weekly import measure_week

    config = _config(context)
    at = _week(week)
    with _store(config, write=False) as store:
        measured = measure_week(
            store,
            at,
            signals=[one.id for one in _tagger(config).signals],
            langs=[lang] if lang else None,
        )
    chosen = [trend for trend in measured if signal in {None, trend.signal}]
    if signal is not None and not chosen:
        raise UsageError(f"no signal {signal!r}; see `trendwatch signals list`")
    show_trends(chosen, as_json=as_json)


@app.command()
def declines(
    context: typer.Context,
    week: Annotated[
        str | None, typer.Option(help="Last ISO week; default: the last one.")
    ] = None,
    weeks: Annotated[int, typer.Option(min=1, help="How many weeks back.")] = 26,
    *,
    review: Annotated[
        bool, typer.Option(help="Also reports that need a reader first.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """List categories reported to fall or grow, with their evidence."""
    from .terminal import show_declines
    from .weekly import category_reports

    end = _week(week) + 1
    with _store(_config(context), write=False) as store:
        reports = category_reports(store, end + -weeks, end, review=review)
    show_declines(reports, as_json=as_json)


@app.command()
def digest(
    context: typer.Context, week: WeekOption = None, lang: LangOption = None
) -> None:
    """Write the digest of a week as Markdown and show it."""
    from .terminal import show_markdown
    from .weekly import make_digest, write_digest

    config = _config(context)
    languages = _languages(config, lang)
    at = _week(week)
    with _store(config, write=True) as store:
        made = make_digest(
            store,
            at,
            signals=_tagger(config).signals,
            demo=config.settings.demo,
        )
        paths = write_digest(store, made, config.digests, languages, now=_now())
    show_markdown(paths)


@app.command()
def send(context: typer.Context, week: WeekOption = None) -> None:
    """Send the digest of a week to all subscribers who don't have it yet."""
    from .commands import run_send

    config = _config(context, required=True)
    at = _week(week)
    with _store(config, write=True) as store:
        run_send(store, _tagger(config), config, at)


@app.command()
def run(context: typer.Context) -> None:
    """Run the service: crawl at intervals, weekly digest, Telegram bot."""
    from .bot.account import read_account
    from .service import run_service

    config = _config(context, required=True)
    account = read_account(os.environ)
    tagger = _tagger(config)
    with _store(config, write=True) as store:
        run_service(store, tagger, config, account)


# --- looking at things -------------------------------------------------------------


@app.command()
def status(context: typer.Context) -> None:
    """Show what the database holds and which sources are in trouble."""
    from .store.outbox import count_deliveries
    from .store.overview import list_health, read_totals
    from .terminal import show_status

    config = _config(context)
    with _store(config, write=False) as store:
        show_status(
            config.database,
            read_totals(store),
            list_health(store),
            count_deliveries(store),
        )


@app.command()
def subscribers(context: typer.Context) -> None:
    """List the Telegram chats that subscribed."""
    from .store.chats import list_subscribers
    from .terminal import show_subscribers

    with _store(_config(context), write=False) as store:
        show_subscribers(list_subscribers(store))


@sources_app.command("list")
def sources_list(context: typer.Context) -> None:
    """List the sources with their state."""
    from .store.overview import list_health
    from .terminal import show_sources

    config = _config(context, required=True)
    if not config.database.exists():
        show_sources(config.sources, ())
        return
    with _store(config, write=False) as store:
        show_sources(config.sources, list_health(store))


@signals_app.command("list")
def signals_list(context: typer.Context) -> None:
    """List the signals with their titles."""
    from .signals.declines import DECLINES
    from .terminal import show_signals

    show_signals((*_tagger(_config(context)).signals, DECLINES))


# --- what commands share -------------------------------------------------------------


def _now() -> datetime:
    return datetime.now(UTC)


def _config(context: typer.Context, *, required: bool = False) -> Config:
    """Load the configuration; without a file, defaults do where they can."""
    from .config import Settings, load_config, settle

    options: Options = context.find_root().obj
    if required or options.config != DEFAULT_CONFIG or options.config.exists():
        return load_config(options.config, database=options.database)
    return settle(options.config, Settings(), database=options.database)


def _tagger(config: Config | None) -> Tagger:
    from .signals.tagger import load_tagger

    folder = config.signals if config else Path("signals")
    return load_tagger(
        {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.toml"))}
    )


@contextmanager
def _store(config: Config, *, write: bool) -> Iterator[Store]:
    from .store.database import open_store

    with open_store(config.database, write=write) as store:
        yield store


@contextmanager
def _open_lines(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        with Path(name).open("rb") as lines:
            yield lines
    except OSError as error:
        raise UsageError(f"{name}: can't be read: {error.strerror}") from error


def _week(text: str | None) -> Week:
    if text is None:
        return last_closed_week(_now())
    try:
        return Week.parse(text)
    except ValueError as error:
        raise UsageError(f"--week: {error}") from error


def _languages(config: Config, lang: str | None) -> tuple[str, ...]:
    configured = config.settings.languages
    if lang is None:
        return configured
    if lang not in configured:
        raise UsageError(f"--lang must be one of {', '.join(configured)}, not {lang!r}")
    return (lang,)
