"""The command line: one thin function per command.

Heavy libraries are imported inside the commands that need them, so that
``trendwatch --help`` answers at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from ..errors import TrendwatchError
from .files import backup, draft, explore, export
from .shared import (
    DEFAULT_CONFIG,
    LangOption,
    Options,
    WeekOption,
    catalogue_of,
    config_of,
    languages_of,
    open_lines,
    store_of,
    tagger_of,
    utc_now,
    warn_of_old_rules,
    week_of,
)
from .signals import signals_app
from .sources import sources_app
from .trends import backtest, declines, discover, trends

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
app.add_typer(sources_app, name="sources")
app.add_typer(signals_app, name="signals")


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
        from ..log import configure_logging

        configure_logging(verbose=verbose)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; exit with 0 fine, 1 failed, 2 wrong use or config."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        _command()(args=_globals_first(given))
    except TrendwatchError as error:
        for line in str(error).splitlines():
            typer.echo(line, err=True)
        sys.exit(error.exit_code)


@cache
def _command() -> Callable[..., object]:
    """Return the commands as click knows them: made once, however often it runs."""
    return typer.main.get_command(app)


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

    from ..demo.tour import run_demo

    run_demo(folder, digests=digests or folder / "digests", console=Console())


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Where to write it.")] = Path(),
) -> None:
    """Write a commented starter set; never overwrites a file."""
    from ..starter import write_starter

    for path in write_starter(folder):
        typer.echo(f"wrote {path}")
    typer.echo("Next: edit sources.toml, then `trendwatch check` and `trendwatch run`.")


@app.command()
def check(context: typer.Context) -> None:
    """Check sources.toml and the signals; report all problems at once."""
    from ..errors import ProblemsError

    problems: list[str] = []
    config = None
    try:
        config = config_of(context, required=True)
    except ProblemsError as error:
        problems += error.problems
    try:
        tagger = tagger_of(config)
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

    config = config_of(context, required=True)
    with store_of(config, write=True) as store:
        run_crawl(store, tagger_of(config), config, everything=everything)


@app.command(name="import")
def import_(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="JSONL or CSV, plain or .gz.")],
) -> None:
    """Import archives: source, lang, published, title, summary, url."""
    from .commands import run_import

    config = config_of(context)
    with store_of(config, write=True) as store:
        run_import(store, tagger_of(config), files)


@app.command()
def tag(
    context: typer.Context,
    file: Annotated[
        str, typer.Argument(help="JSON Lines with id, lang, title, summary; - = stdin.")
    ] = "-",
) -> None:
    """Tag texts: one JSON line in, one JSON line out."""
    from ..jsonl import tag_lines

    tagger = tagger_of(config_of(context))
    failed = 0
    with open_lines(file) as lines:
        for line, failure in tag_lines(tagger, lines):
            failed += failure
            # Whole lines at once: a program on the other end may wait for each.
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
    if failed:
        raise typer.Exit(1)


# --- database to words -----------------------------------------------------------


for command in (trends, backtest, discover, declines, draft, export, explore, backup):
    app.command()(command)


@app.command()
def digest(
    context: typer.Context, week: WeekOption = None, lang: LangOption = None
) -> None:
    """Write the digest of a week as Markdown and show it."""
    from ..weekly import make_digest, write_digest
    from .terminal import show_markdown

    config = config_of(context)
    languages = languages_of(config, lang)
    at = week_of(week)
    catalogue = catalogue_of(config)
    with store_of(config, write=True) as store:
        warn_of_old_rules(store, catalogue)
        made = make_digest(
            store,
            at,
            signals=[part.signal for part in catalogue],
            demo=config.settings.demo,
        )
        paths = write_digest(store, made, config.digests, languages, now=utc_now())
    show_markdown(paths)


@app.command()
def send(context: typer.Context, week: WeekOption = None) -> None:
    """Send the digest of a week to all subscribers who don't have it yet."""
    from .commands import run_send

    config = config_of(context, required=True)
    at = week_of(week)
    with store_of(config, write=True) as store:
        run_send(store, tagger_of(config), config, at)


@app.command()
def run(context: typer.Context) -> None:
    """Run the service: crawl at intervals, weekly digest, Telegram bot."""
    config = config_of(context, required=True)
    # The lock first: a second service is refused before the heavy imports.
    with store_of(config, write=True) as store:
        from ..bot.account import read_account
        from ..service import run_service

        account = read_account(os.environ)
        run_service(store, tagger_of(config), config, account)


# --- looking at things -------------------------------------------------------------


@app.command()
def status(context: typer.Context) -> None:
    """Show what the database holds and which sources are in trouble."""
    from ..sources.health import report_sources
    from ..store.outbox import count_deliveries
    from ..store.overview import read_totals
    from .terminal import show_status

    config = config_of(context)
    with store_of(config, write=False) as store:
        show_status(
            config.database,
            read_totals(store),
            count_deliveries(store),
            config.sources,
            report_sources(store, now=utc_now()),
        )


@app.command()
def subscribers(context: typer.Context) -> None:
    """List the Telegram chats that subscribed."""
    from ..store.chats import list_subscribers
    from .terminal import show_subscribers

    with store_of(config_of(context), write=False) as store:
        show_subscribers(list_subscribers(store, gone=True))
