"""The command line of signals: list, test, explain, retag, new."""

from __future__ import annotations

from typing import Annotated

import typer

from .shared import (
    JsonOption,
    config_of,
    signal_files,
    store_of,
    tagger_of,
)

signals_app = typer.Typer(no_args_is_help=True, help="The signals and their rules.")


@signals_app.command("list")
def signals_list(context: typer.Context, *, as_json: JsonOption = False) -> None:
    """List the signals with their titles, yours after the built-in ones."""
    from .terminal_signals import show_signals

    config = config_of(context)
    tagger = tagger_of(config, verify=False)
    show_signals(tagger.catalogue, own=signal_files(config), as_json=as_json)


@signals_app.command("test")
def signals_test(
    context: typer.Context,
    signals: Annotated[
        list[str] | None, typer.Argument(help="Signals; default: all.")
    ] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Run the examples of the signals; exit with 1 if one does not come out."""
    from .commands_signals import run_test

    tagger = tagger_of(config_of(context), verify=False)
    run_test(tagger, signals or (), as_json=as_json)


@signals_app.command("explain")
def signals_explain(
    context: typer.Context,
    title: Annotated[str, typer.Argument(metavar="TEXT", help="A headline.")],
    *,
    summary: Annotated[str, typer.Option(help="The text below it.")] = "",
    lang: Annotated[
        str | None, typer.Option("--lang", help="fr or en; default: guessed.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show which rule matches what in a text, and what stops the others."""
    from ..model import Text
    from ..signals.explain import explain
    from ..signals.language import guess_language
    from .terminal_signals import show_explanation

    tagger = tagger_of(config_of(context), verify=False)
    known = lang or guess_language(f"{title} {summary}")
    text = Text(title=title, summary=summary, lang=known)
    show_explanation(
        text, explain(tagger, text), tagger.finder.find(text), as_json=as_json
    )


@signals_app.command("retag")
def signals_retag(
    context: typer.Context,
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
) -> None:
    """Read the archive again after a change of rules; show what changes, then ask."""
    from .commands_signals import run_retag

    config = config_of(context)
    with store_of(config, write=True) as store:
        run_retag(store, tagger_of(config), confirmed=yes)


@signals_app.command("new")
def signals_new(
    context: typer.Context,
    signal: Annotated[
        str | None,
        typer.Argument(
            metavar="ID",
            help="Such as repair-cafes; default: made of TERM.",
            show_default=False,
        ),
    ] = None,
    *,
    term: Annotated[
        str | None,
        typer.Option(
            "--from-candidate",
            metavar="TERM",
            help="Words to find, such as a term of `discover`; default: those of ID.",
        ),
    ] = None,
) -> None:
    """Write a commented signal file into your signals folder, ready to edit."""
    from .commands_signals import run_new

    config = config_of(context)
    run_new(config, tagger_of(config), signal, term=term)
