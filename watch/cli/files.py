"""The command line of files made for others: drafts, exports, copies."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ..errors import UsageError
from .shared import (
    LangOption,
    WeekOption,
    config_of,
    from_here,
    languages_of,
    store_of,
    tagger_of,
    warn_of_old_tags,
    week_of,
)

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
