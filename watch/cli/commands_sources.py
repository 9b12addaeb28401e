"""What the longer commands of sources do."""

from __future__ import annotations

import asyncio
import difflib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from ..config import Config
from ..crawl.fetch import make_client
from ..crawl.health import weekly_pace
from ..crawl.types import Failed, Refused
from ..errors import CrawlError, UsageError
from ..model import Source
from ..sources.config_edit import append_sources, source_table
from ..sources.opml import plan_import, read_opml, write_opml
from ..sources.proposal import check_new, complete_address, propose_source
from ..sources.sourcing import (
    Checked,
    FoundFeed,
    check_sources,
    find_source,
    trusted_dates,
)
from .shared import utc_now
from .terminal import progress
from .terminal_sources import show_checked, show_found


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user wants a new source to be called; None = as proposed."""

    #: --id
    id: str | None
    #: --name
    name: str | None
    #: --group
    group: str | None
    #: --lang
    lang: str | None


def run_add(config: Config, url: str, wishes: Wishes, *, confirmed: bool) -> None:
    """Find the feed of an address, show it, and add it once the user agrees.

    Raises:
        UsageError: It is there already, or nobody can be asked.
        CrawlError: There is no feed, or its publisher refuses us.

    """
    url = complete_address(url)
    check_new(url, config.sources, id_=wishes.id)
    found = asyncio.run(_find(config, url))
    if isinstance(found, Refused):
        raise CrawlError(f"{url}: not added, we may not read it: {found.reason}")
    if isinstance(found, Failed):
        raise CrawlError(f"{url}: not added: {found.reason}")
    dates = trusted_dates(found.feed, now=utc_now())
    show_found(found, pace=weekly_pace(dates, now=utc_now()))
    source = propose_source(
        found.url,
        found.feed,
        config.sources,
        id_=wishes.id,
        name=wishes.name,
        group=wishes.group,
        lang=wishes.lang,
    )
    typer.echo("\n" + source_table(source))
    if not confirmed and not _agrees(config):
        typer.echo("Nothing was written.")
        raise typer.Exit(1)
    append_sources(config.path, [source])
    typer.echo(f'Added "{source.id}" to {config.path.name}; the next crawl reads it.')


def _agrees(config: Config) -> bool:
    if not sys.stdin.isatty():
        raise UsageError(
            "nothing was written: there is nobody to ask; add --yes to agree beforehand"
        )
    return typer.confirm(
        f"Add this to {config.path.name}? (Change it with --id --name --group --lang)"
    )


async def _find(config: Config, url: str) -> FoundFeed | Failed | Refused:
    async with make_client(config.limits) as client:
        return await find_source(client, url, limits=config.limits, clock=utc_now)


def run_check(config: Config, ids: Sequence[str], *, as_json: bool) -> None:
    """Try sources and print how it went; by default all that are enabled.

    Raises:
        UsageError: There is no source of that id.
        CrawlError: At least one can't be read.

    """
    sources = _choose(config, ids)
    checked = asyncio.run(_check_all(config, sources))
    order = [source.id for source in sources]
    checked.sort(key=lambda one: order.index(one.source.id))
    show_checked(checked, as_json=as_json)
    bad = sum(one.status != "ok" for one in checked)
    if bad:
        raise CrawlError(
            f"{bad} of {len(checked)} sources can't be read. Correct the url in "
            f"{config.path.name}, or set enabled = false with a reason."
        )


def _choose(config: Config, ids: Sequence[str]) -> list[Source]:
    by_id = {source.id: source for source in config.sources}
    for id_ in ids:
        if id_ not in by_id:
            close = difflib.get_close_matches(id_, by_id, n=1)
            hint = f'; did you mean "{close[0]}"?' if close else ""
            raise UsageError(f'{config.path.name} has no source "{id_}"{hint}')
    if ids:
        return [by_id[id_] for id_ in dict.fromkeys(ids)]
    return [source for source in config.sources if source.enabled]


async def _check_all(config: Config, sources: Sequence[Source]) -> list[Checked]:
    checked: list[Checked] = []
    with progress() as bar:
        async with make_client(config.limits) as client:
            async for one in check_sources(
                client, sources, limits=config.limits, clock=utc_now
            ):
                checked.append(one)
                if bar is not None:
                    bar(one.source.id, len(checked), len(sources))
    return checked


def run_import_opml(config: Config, path: Path, *, lang: str | None) -> None:
    """Add the feeds of an OPML file that are not there yet.

    Raises:
        UsageError: The file can't be read, or a feed does not say its language.

    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: can't be read: {error.strerror}") from error
    subscriptions = read_opml(content, name=path.name)
    plan = plan_import(subscriptions, config.sources, lang=lang)
    if plan.sources:
        append_sources(config.path, plan.sources)
    typer.echo(
        f"{len(plan.sources)} sources added to {config.path.name}, "
        f"{plan.known} there already, {len(plan.skipped)} skipped."
    )
    for reason in plan.skipped:
        typer.echo(f"  {reason}")
    if plan.sources:
        typer.echo("Try them with `trendwatch sources check`.")


def run_export_opml(config: Config, target: str, *, everything: bool) -> None:
    """Write the sources as OPML to a file, or to standard output for ``-``.

    Raises:
        UsageError: The file can't be written.

    """
    text = write_opml(
        source for source in config.sources if source.enabled or everything
    )
    if target == "-":
        sys.stdout.write(text)
        return
    try:
        Path(target).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"{target}: can't be written: {error.strerror}") from error
    typer.echo(f"wrote {target}", err=True)
