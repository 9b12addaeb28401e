"""The command line of sources: list, add, check, import and export."""

from __future__ import annotations

import typer

from .cli_shared import config_of, store_of

sources_app = typer.Typer(no_args_is_help=True, help="The press feeds you follow.")


@sources_app.command("list")
def sources_list(context: typer.Context) -> None:
    """List the sources with their state."""
    from .store.overview import list_health
    from .terminal import show_sources

    config = config_of(context, required=True)
    if not config.database.exists():
        show_sources(config.sources, ())
        return
    with store_of(config, write=False) as store:
        show_sources(config.sources, list_health(store))
