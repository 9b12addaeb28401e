"""The command line of sources: list, add, check, import and export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .shared import JsonOption, config_of, store_of, utc_now

sources_app = typer.Typer(no_args_is_help=True, help="The press feeds you follow.")


@sources_app.command("list")
def sources_list(context: typer.Context) -> None:
    """List the sources with their state, and who refuses us or has fallen silent."""
    from ..sources.health import NOTHING_KNOWN, report_sources
    from .terminal_sources import show_sources

    config = config_of(context, required=True)
    if not config.database.exists():
        show_sources(config.sources, NOTHING_KNOWN)
        return
    with store_of(config, write=False) as store:
        show_sources(config.sources, report_sources(store, now=utc_now()))


@sources_app.command("add")
def sources_add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Address of a feed, or of a web page.")],
    *,
    id_: Annotated[
        str | None, typer.Option("--id", help="Short unique name; default: the title.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="Name shown to readers.")] = None,
    group: Annotated[str | None, typer.Option(help="Group, such as business.")] = None,
    lang: Annotated[str | None, typer.Option(help="fr or en.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
) -> None:
    """Find the feed of a web page, show it, and add it to sources.toml."""
    from .commands_sources import Wishes, run_add

    config = config_of(context, required=True, may_be_empty=True)
    run_add(config, url, Wishes(id_, name, group, lang), confirmed=yes)


@sources_app.command("check")
def sources_check(
    context: typer.Context,
    ids: Annotated[
        list[str] | None, typer.Argument(help="Sources; default: all enabled.")
    ] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Try sources without storing anything; exit with 1 if one can't be read."""
    from .commands_sources import run_check

    run_check(config_of(context, required=True), ids or (), as_json=as_json)


@sources_app.command("import-opml")
def sources_import_opml(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="OPML file of a feed reader.")],
    lang: Annotated[
        str | None, typer.Option(help="Language of feeds that do not say theirs.")
    ] = None,
) -> None:
    """Add the feeds of an OPML file to sources.toml; folders become groups."""
    from .commands_sources import run_import_opml

    config = config_of(context, required=True, may_be_empty=True)
    run_import_opml(config, file, lang=lang)


@sources_app.command("export-opml")
def sources_export_opml(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help="OPML file; - = stdout.")] = "-",
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Disabled sources, too.")
    ] = False,
) -> None:
    """Write the sources as OPML for a feed reader; groups become folders."""
    from .commands_sources import run_export_opml

    run_export_opml(config_of(context, required=True), file, everything=everything)
