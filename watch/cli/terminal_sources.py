"""What commands print about sources."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ..crawl.clean import clean_text, shorten
from ..crawl.health import WARNINGS
from ..model import Source
from ..sources.health import SourcesReport
from ..store.overview import SourceHealth

if TYPE_CHECKING:
    # `status` prints sources, too, and needs no HTTP.
    from ..sources.sourcing import Checked, FoundFeed

_FINE = "fine"
#: Entries of a found feed that are shown.
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class _Standing:
    """How a source stands, in the user's words."""

    #: One word or two.
    state: str
    #: What there is to say or do about it, maybe nothing.
    notes: tuple[str, ...] = ()


def show_sources(sources: Sequence[Source], report: SourcesReport) -> None:
    """Print one row per configured source, then what there is to say about some."""
    health = {one.source: one for one in report.health}
    standings = _standings(sources, report)
    table = Table("source", "lang", "group", "articles", "a week", "visited", "state")
    for source in sources:
        one = health.get(source.id)
        table.add_row(
            source.id,
            source.lang,
            source.group,
            str(one.articles if one else 0),
            _rate(report.rates.get(source.id)),
            _minute(one.last_visit if one else None),
            standings[source.id].state,
        )
    console = Console(highlight=False)
    console.print(table)
    _print_notes(standings, console)
    _print_lost(report, console)


def show_report(
    sources: Sequence[Source], report: SourcesReport, *, console: Console
) -> None:
    """Print how many sources are well, and what there is to say about the others."""
    enabled = [source for source in sources if source.enabled]
    standings = _standings(enabled, report)
    states = Counter(standing.state for standing in standings.values())
    words = ", ".join(f"{count} {state}" for state, count in states.most_common())
    console.print(f"  sources: {len(enabled)} enabled{words and ': ' + words}")
    _print_notes(standings, console)
    _print_lost(report, console)


def _standings(
    sources: Sequence[Source], report: SourcesReport
) -> dict[str, _Standing]:
    health = {one.source: one for one in report.health}
    return {
        source.id: _standing(
            source, health.get(source.id), report.warnings.get(source.id, ())
        )
        for source in sources
    }


def _standing(
    source: Source, health: SourceHealth | None, codes: Sequence[str]
) -> _Standing:
    if not source.enabled:
        return _Standing("disabled", (source.reason,))
    # An address that was changed since has not been visited.
    if health is None or health.last_visit is None or health.url != source.url:
        return _Standing("not visited yet")
    notes = [f"{code}: {WARNINGS[code]}" for code in codes]
    if health.moved_to:
        notes.append(f"moved for good to {health.moved_to}: change its url")
    again = f"next visit {_minute(health.next_due)}"
    if health.paused:
        return _Standing("paused", (health.paused, *notes))
    if health.refusal:
        return _Standing("refused", (f"{health.refusal}; {again}", *notes))
    if health.failures:
        return _Standing("failing", (f"{health.detail}; {again}", *notes))
    state = ", ".join(codes) or ("moved" if health.moved_to else _FINE)
    return _Standing(state, tuple(notes))


def _print_notes(standings: Mapping[str, _Standing], console: Console) -> None:
    for id_, standing in standings.items():
        for note in standing.notes:
            is_named = note.startswith(standing.state)
            _say(console, f"{id_}: {note if is_named else f'{standing.state}: {note}'}")


def _print_lost(report: SourcesReport, console: Console) -> None:
    weeks = ", ".join(f"{days} in {week}" for week, days in report.lost.items())
    if weeks:
        _say(console, f"days on which hardly any source was read: {weeks}")


def _say(console: Console, line: str) -> None:
    """Print one line; what servers wrote into it can't steer the terminal."""
    visible = "".join(letter for letter in line if letter.isprintable())
    console.print(f"  {escape(visible)}", soft_wrap=True)


def show_checked(checked: Sequence[Checked], *, as_json: bool) -> None:
    """Print how trying each source went."""
    if as_json:
        for one in checked:
            sys.stdout.write(json.dumps(_checked_row(one), ensure_ascii=False) + "\n")
        return
    table = Table("source", "status", "entries", "newest", "seconds", "redirects")
    for one in checked:
        table.add_row(
            one.source.id,
            one.status,
            "–" if one.entries is None else str(one.entries),
            _minute(one.newest),
            f"{one.seconds:.1f}",
            _redirects(one),
        )
    console = Console(highlight=False)
    console.print(table)
    for one in checked:
        for note in _notes(one):
            _say(console, f"{one.source.id}: {note}")


def _redirects(checked: Checked) -> str:
    if checked.moved_to:
        return "moved for good"
    return "yes" if checked.redirected_to else "–"


def _notes(checked: Checked) -> Iterator[str]:
    if checked.detail:
        yield f"{checked.status}: {checked.detail}"
    if checked.moved_to:
        yield f"moved for good to {checked.moved_to}: change its url"
    elif checked.redirected_to:
        yield f"redirects to {checked.redirected_to}"
    if checked.entries == 0:
        yield "the feed is empty"


def _checked_row(checked: Checked) -> dict[str, Any]:
    return {
        "source": checked.source.id,
        "url": checked.source.url,
        "status": checked.status,
        "entries": checked.entries,
        "newest": checked.newest.isoformat() if checked.newest else None,
        "seconds": round(checked.seconds, 3),
        "redirected_to": checked.redirected_to,
        "moved_to": checked.moved_to,
        "detail": checked.detail,
    }


def show_found(found: FoundFeed, *, pace: float | None) -> None:
    """Print what a found feed holds.

    Args:
        found: The feed.
        pace: Entries per week; None if unknown.

    """
    feed = found.feed
    console = Console(highlight=False)
    facts = {
        "feed": found.url,
        "title": clean_text(feed.title) or "–",
        "language": feed.lang or "not declared",
        "entries": str(len(feed.entries)),
        "a week": _rate(pace),
        "rules": "robots.txt, TDM reservation and noai let us read it",
    }
    for name, text in facts.items():
        _say(console, f"{name + ':':<10}{text}")
    for entry in feed.entries[:_SHOWN]:
        title = shorten(clean_text(entry.title), 80)
        _say(console, f"  {_minute(entry.published)}  {title}")
    for link in found.others:
        _say(console, f"also here: {link.url} {link.title}")


def _rate(rate: float | None) -> str:
    if rate is None:
        return "–"
    return f"{rate:.0f}" if rate >= 1 or rate == 0 else "<1"


def _minute(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "–"
