"""The command line of files made for others: drafts, exports, copies."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from ..errors import TrendwatchError, UsageError
from ..export import Format
from .shared import (
    LangOption,
    WeekOption,
    config_of,
    from_here,
    languages_of,
    store_of,
    tagger_of,
    utc_now,
    warn_of_old_tags,
    week_of,
)

if TYPE_CHECKING:
    from ..store.analysts import View

#: Names standard output, as in most commands.
_STDOUT = Path("-")

ForceOption = Annotated[
    bool, typer.Option("--force", help="Replace a file that is there already.")
]


def draft(
    context: typer.Context,
    signal: Annotated[
        str,
        typer.Argument(
            metavar="SIGNAL",
            help="Id of a signal, or a category that is reported to fall or grow.",
        ),
    ],
    week: WeekOption = None,
    lang: LangOption = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Where to; - = standard output; default: drafts/ in the digests.",
        ),
    ] = None,
    *,
    force: ForceOption = False,
) -> None:
    """Write a post to start from: figures, dated quotes and links; no prose."""
    from ..drafting import draft_post, save_draft

    config = config_of(context)
    languages = languages_of(config, lang)
    if output is not None and len(languages) > 1:
        raise UsageError(
            f"--output names one file: choose one language with --lang "
            f"{' or --lang '.join(languages)}"
        )
    at = week_of(week)
    tagger = tagger_of(config)
    with store_of(config, write=False) as store:
        warn_of_old_tags(store, tagger)
        made = draft_post(
            store,
            signal,
            at,
            signals=tagger.signals,
            languages=languages,
            demo=config.settings.demo,
        )
    for language, text in made.texts.items():
        if output == _STDOUT:
            sys.stdout.write(text)
            continue
        path = output or made.path(config.digests, language)
        save_draft(path, text, force=force)
        typer.echo(from_here(path.absolute()))


def export(
    context: typer.Context,
    form: Annotated[
        Format,
        typer.Option("--format", help="CSV for tables, JSON Lines for programs."),
    ] = Format.CSV,
    view: Annotated[
        list[str] | None,
        typer.Option(metavar="v_…", help="Only this view; may be repeated."),
    ] = None,
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="DIR", help="Folder; - = standard output."
        ),
    ] = Path("export"),
    *,
    list_: Annotated[
        bool, typer.Option("--list", help="Show the views; with --view its columns.")
    ] = False,
) -> None:
    """Write the analysts' views as CSV or JSON Lines, one file for each."""
    from ..export import choose_views, export_view, export_views

    views = choose_views(view or ())
    if list_:
        _list_views(views, columns=bool(view))
        return
    if output == _STDOUT and len(views) > 1:
        raise UsageError("--output - writes one view: choose it with --view")
    with store_of(config_of(context), write=False) as store:
        if output == _STDOUT:
            with _plain_stdout() as file:
                export_view(store, views[0], file, form)
            return
        for path, rows in export_views(store, views, output, form):
            typer.echo(f"{path}: {rows} rows")


def _list_views(views: Sequence[View], *, columns: bool) -> None:
    for view in views:
        typer.echo(f"{view.name:<14}{view.meaning}")
        if columns:
            for name, meaning in view.columns.items():
                typer.echo(f"  {name:<14}{meaning}")


@contextmanager
def _plain_stdout() -> Iterator[TextIO]:
    """Yield standard output as UTF-8 whose line ends stay as they are written."""
    file = TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
    try:
        yield file
    finally:
        file.detach()


def explore(
    context: typer.Context,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="TCP port; 0 = any that is free.")
    ] = 8001,
    *,
    open_: Annotated[
        bool, typer.Option("--open", help="Open it in the browser, too.")
    ] = False,
) -> None:
    """Show the views in a browser, read-only, on this machine only (Datasette)."""
    import webbrowser

    try:
        from ..explore import serve
    except ModuleNotFoundError as error:
        if error.name not in {"datasette", "uvicorn"}:
            raise
        raise TrendwatchError(
            "explore shows the database with Datasette, which is not installed: run "
            "`pip install 'trendwatch[explore]'`"
        ) from error
    database = config_of(context).database

    def on_start(address: str) -> None:
        typer.echo(f"{from_here(database)}: {address} (read-only; Ctrl-C ends it)")
        sys.stdout.flush()
        if open_:
            webbrowser.open(address)

    serve(database, port=port, on_start=on_start)


def backup(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(help="File or folder; default: beside the database, dated."),
    ] = None,
    *,
    force: ForceOption = False,
) -> None:
    """Copy the database to one checked file, also while the service runs."""
    from ..backup import back_up
    from ..store.database import open_store
    from .terminal import progress

    database = config_of(context).database
    now = utc_now()
    with (
        open_store(database, write=False, any_version=True) as store,
        progress() as bar,
    ):

        def on_progress(done: int, total: int) -> None:
            if bar is not None:
                bar(database.name, done, total)

        made = back_up(store, file, now=now, force=force, on_progress=on_progress)
    typer.echo(
        f"{from_here(made.path.absolute())}: {made.size / 2**20:,.1f} MiB, a copy of "
        f"{from_here(database)} as of {now:%Y-%m-%d %H:%M:%S} UTC"
    )
    typer.echo(
        "verified: every page and index is sound, every reference leads somewhere, "
        f"and {made.tables} tables hold the same {made.rows:,} rows"
    )
