"""The command line of trends: where signals stand, stood, and what is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import TrendwatchError, UsageError
from .shared import (
    JsonOption,
    WeekOption,
    catalogue_of,
    config_of,
    store_of,
    warn_of_old_rules,
    week_of,
)

if TYPE_CHECKING:
    from ..config import Config
    from ..model import Portfolio
    from ..signals.rules import SignalRules
    from ..store.database import Store
    from ..week import Week

#: Weeks that a replay covers unless told otherwise.
_YEAR = 52

LangOption = Annotated[
    str | None, typer.Option("--lang", help="fr, en, or all to pool them.")
]
GroupOption = Annotated[
    str | None,
    typer.Option("--group", help="Only this source group, such as tech or archive."),
]


def trends(
    context: typer.Context,
    week: WeekOption = None,
    lang: LangOption = None,
    group: GroupOption = None,
    signal: Annotated[
        str | None, typer.Option(help="Only this one, with its stories of four weeks.")
    ] = None,
    *,
    explain: Annotated[
        bool, typer.Option("--explain", help="Every number of one signal's trend.")
    ] = False,
    as_map: Annotated[
        bool, typer.Option("--map", help="Where the signals of half a year stand.")
    ] = False,
    svg: Annotated[
        Path | None, typer.Option("--svg", help="Draw the map as a picture, too.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show where each signal stands: counts, baseline, ratio, p, phase."""
    from ..measuring import sources_of

    if explain and (signal is None or lang is None or as_map or as_json):
        raise UsageError("--explain needs --signal and --lang, and no --map or --json")
    config = config_of(context)
    at = week_of(week)
    catalogue = _catalogue(config, signal)
    with store_of(config, write=False) as store:
        warn_of_old_rules(store, catalogue)
        sources = sources_of(store, group, config.sources)
        asked = _Asked(store, at, catalogue, signal, lang, group, sources)
        if explain:
            _print_explanation(asked)
        elif as_map or svg is not None:
            _print_maps(asked, svg=svg, as_json=as_json)
        else:
            _print_trends(asked, as_json=as_json)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What `trends` was asked about."""

    #: The database.
    store: Store
    #: The week.
    week: Week
    #: All signals.
    catalogue: tuple[SignalRules, ...]
    #: The only signal to print; None = all.
    signal: str | None
    #: Press language, or ``all``; None = each.
    lang: str | None
    #: Source group and ids of its sources; None = all.
    group: str | None
    sources: frozenset[str] | None


def _print_trends(asked: _Asked, *, as_json: bool) -> None:
    from ..analysis import list_stories, measure_week
    from .terminal_trends import show_trends

    measured = measure_week(
        asked.store,
        asked.week,
        signals=_ids(asked.catalogue),
        lang=asked.lang,
        sources=asked.sources,
    )
    chosen = [trend for trend in measured if asked.signal in {None, trend.signal}]
    stories = {
        trend.lang: list_stories(
            asked.store,
            asked.week,
            signal=trend.signal,
            lang=trend.lang,
            sources=asked.sources,
        )
        for trend in chosen
        if asked.signal and not as_json
    }
    show_trends(chosen, group=asked.group, stories=stories, as_json=as_json)


def _print_explanation(asked: _Asked) -> None:
    from ..analysis import explain_week

    text = explain_week(
        asked.store,
        asked.week,
        signal=asked.signal or "",
        signals=_ids(asked.catalogue),
        lang=asked.lang or "",
        sources=asked.sources,
    )
    typer.echo(text, nl=False)


def _print_maps(asked: _Asked, *, svg: Path | None, as_json: bool) -> None:
    from ..analysis import map_signals
    from .terminal_map import show_maps

    maps = map_signals(
        asked.store,
        asked.week,
        signals=_ids(asked.catalogue),
        lang=asked.lang,
        sources=asked.sources,
    )
    show_maps(maps, signal=asked.signal, group=asked.group, as_json=as_json)
    if svg is not None:
        _draw(maps, asked.catalogue, svg)


def _draw(
    maps: Sequence[Portfolio], catalogue: Sequence[SignalRules], path: Path
) -> None:
    """Write the map of one press as a picture, in its language where we know it."""
    from ..digest.map_picture import draw_map
    from ..digest.phrases import list_languages, load_phrases
    from ..whole_file import whole_file

    if len(maps) > 1:
        raise UsageError("--svg draws one press: name it with --lang")
    (drawn,) = maps
    if not drawn.positions:
        raise TrendwatchError(f"{path}: not written, there is no map to draw")
    phrases = load_phrases(drawn.lang if drawn.lang in list_languages() else "en")
    titles = {
        part.signal.id: phrases.in_language(part.signal.title, otherwise=part.signal.id)
        for part in catalogue
    }
    with whole_file(path) as unfinished:
        unfinished.write_text(draw_map(drawn, titles, phrases), encoding="utf-8")
    typer.echo(f"wrote {path}", err=True)


def _catalogue(config: Config, wanted: str | None = None) -> tuple[SignalRules, ...]:
    """Read the signals; refuse one that is not among them."""
    catalogue = catalogue_of(config)
    if wanted is not None and wanted not in _ids(catalogue):
        raise UsageError(f"no signal {wanted!r}; see `trendwatch signals list`")
    return catalogue


def _ids(catalogue: Sequence[SignalRules]) -> list[str]:
    return [part.signal.id for part in catalogue]


def backtest(
    context: typer.Context,
    *,
    first: Annotated[
        str | None, typer.Option("--from", help="First ISO week; default: a year.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", help="Last ISO week; default: the last one.")
    ] = None,
    lang: LangOption = None,
    group: GroupOption = None,
    signal: Annotated[str | None, typer.Option(help="Only this signal.")] = None,
    known: Annotated[
        Path | None, typer.Option(help="CSV of known dates: signal,date,note.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Replay history week by week with only what was known then."""
    from ..analysis import replay
    from ..measuring import sources_of
    from ..trends.backtest import read_known_dates, summarise_replay
    from .terminal_trends import show_backtest, show_trends

    end = week_of(last) + 1
    start = week_of(first) if first else end + -_YEAR
    if end <= start:
        raise UsageError(f"--from {first} is after --to {end + -1}")
    dates = read_known_dates(_read(known), name=known.name) if known else ()
    config = config_of(context)
    catalogue = _catalogue(config, signal)
    with store_of(config, write=False) as store:
        warn_of_old_rules(store, catalogue)
        replayed = replay(
            store,
            start,
            end,
            signals=_ids(catalogue),
            lang=lang,
            sources=sources_of(store, group, config.sources),
        )
    chosen = [trend for trend in replayed if signal in {None, trend.signal}]
    if as_json:
        show_trends(chosen, group=group, as_json=True)
        return
    if not any(trend.exposure for trend in chosen):
        raise UsageError(
            f"no articles in {start} to {end + -1}: name weeks of your archive with"
            " --from and --to"
        )
    show_backtest(summarise_replay(chosen, known=dates), group=group)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: can't be read: {error}") from error


def discover(
    context: typer.Context,
    week: WeekOption = None,
    lang: Annotated[str, typer.Option("--lang", help="fr or en.")] = "fr",
    group: Annotated[str, typer.Option(help="Only this source group.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="Terms of each list.")] = 20,
    *,
    as_json: JsonOption = False,
) -> None:
    """Find terms that are new or surging and not yet a signal."""
    from ..discovering import discover as find
    from ..measuring import sources_of
    from .terminal_discover import show_candidates

    at = week_of(week)
    config = config_of(context)
    catalogue = catalogue_of(config)
    with store_of(config, write=False) as store:
        warn_of_old_rules(store, catalogue)
        sources = sources_of(store, group or None, config.sources)
        found = find(store, at, lang=lang, group=group, sources=sources, limit=limit)
    show_candidates(found, as_json=as_json)


def declines(
    context: typer.Context,
    week: Annotated[
        str | None, typer.Option(help="Last ISO week; default: the last one.")
    ] = None,
    weeks: Annotated[int, typer.Option(min=1, help="How many weeks back.")] = 26,
    category: Annotated[
        str | None, typer.Option(help="Only this one, with all that is reported.")
    ] = None,
    *,
    review: Annotated[
        bool, typer.Option(help="Also reports that need a reader first.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """List categories reported to fall or grow, and how much they are talked of."""
    from ..falling import add_readings
    from ..model import CATEGORY_DECLINES
    from ..weekly import category_reports
    from .terminal_declines import show_declines

    last = week_of(week)
    first = last + (1 - weeks)
    with store_of(config_of(context), write=False) as store:
        warn_of_old_rules(store, (), about=CATEGORY_DECLINES)
        found = category_reports(store, first, last + 1, review=review)
        asked = [it for it in found if category in {None, it.key, it.category}]
        reports = add_readings(store, asked, last)
    show_declines(reports, first, last, quote=category is not None, as_json=as_json)
