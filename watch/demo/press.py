"""An invented press, the same for everybody: outlets and what they publish.

Everyday news goes around a wheel of forms, changing slots and endings each time, so
that two stories never look alike within days. Planted themes follow the weekly
numbers of ``planted.toml``. Some stories are dispatches that other outlets carry
almost word for word. Nothing depends on chance or time: the same arguments give the
same press.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Literal

from ..week import Week, iter_weeks
from .writing import Form, Plant, draw, everyday_forms, plants, write

#: The last week of the press; the demo runs on the Monday after it.
DEMO_WEEK = Week(2026, 12)
#: Weeks of the press, the last one included.
DEMO_WEEKS = 32
#: Everyday stories a week and language.
DEMO_VOLUME = 490

LANGUAGES = ("fr", "en")

#: Week from which the wheel of forms is turned.
_ORIGIN = Week(2001, 1)
#: Outlets publish from 05:00 to 21:00 UTC.
_OPENING, _OPEN_HOURS = 5, 16
#: One story in so many is a dispatch.
_DISPATCH_EVERY = 12
#: How other outlets introduce a dispatch.
_INTRODUCTIONS = {
    "fr": ("", "En bref : ", "Dépêche : "),
    "en": ("", "In brief: ", "Newswire: "),
}


@dataclass(frozen=True, slots=True)
class Outlet:
    """An invented outlet with one feed."""

    #: Short unique name.
    id: str
    #: Name shown to readers; it says that the outlet is invented.
    name: str
    #: Language.
    lang: str
    #: Source group.
    group: str
    #: Format of its feed.
    format: Literal["rss", "atom", "json"]
    #: True if its feed adds tracking parameters to links.
    tracking: bool = False


@dataclass(frozen=True, slots=True)
class DemoEntry:
    """One published entry, with what only the inventor knows."""

    #: Id of the outlet.
    outlet: str
    #: Language.
    lang: str
    #: Address without tracking parameters.
    url: str
    #: Title and summary, plain text.
    title: str
    summary: str
    #: Moment of publication, to the second.
    published: datetime
    #: Name of the story it tells; a dispatch has one in several outlets.
    story: str
    #: Planted theme, or ``everyday``.
    theme: str


@cache
def demo_outlets() -> tuple[Outlet, ...]:
    """Return the invented outlets, in the order of their file."""
    text = files(__package__).joinpath("outlets.toml").read_text("utf-8")
    return tuple(Outlet(**table) for table in tomllib.loads(text)["outlet"])


def demo_entries(
    *, end: Week = DEMO_WEEK, weeks: int = DEMO_WEEKS, volume: int = DEMO_VOLUME
) -> tuple[DemoEntry, ...]:
    """Return everything the press publishes, in the order of publication.

    Args:
        end: The last week, included.
        weeks: Number of weeks, at least 1. Planted themes are told in the last ones
            for which ``planted.toml`` has numbers.
        volume: Everyday stories a week and language. Far beyond the default, a
            form's endings come back within three days and stories start to look alike.

    """
    span = tuple(iter_weeks(end + (1 - weeks), end + 1))
    entries = [
        entry
        for lang in LANGUAGES
        for stories in (
            _everyday(span, lang=lang, volume=volume),
            _planted(span, lang=lang),
        )
        for entry in stories
    ]
    return tuple(sorted(entries, key=lambda entry: (entry.published, entry.url)))


def _everyday(weeks: Sequence[Week], *, lang: str, volume: int) -> Iterator[DemoEntry]:
    forms = everyday_forms(lang)
    for week in weeks:
        for place in range(volume):
            turn, at = divmod((week - _ORIGIN) * volume + place, len(forms))
            story = f"{lang}-{week}-{place}"
            outlets = _tellers(forms[at], lang, first=draw("outlet", story))
            title, summary = write(forms[at], lang, turn=turn)
            published = _moment(week, place, volume, story)
            entry = _entry(
                outlets[0], story, "everyday", published, title=title, summary=summary
            )
            yield from _spread(entry, outlets)


def _planted(weeks: Sequence[Week], *, lang: str) -> Iterator[DemoEntry]:
    for plant in plants(lang):
        yield from _tell(plant, weeks, lang=lang)


def _tell(plant: Plant, weeks: Sequence[Week], *, lang: str) -> Iterator[DemoEntry]:
    told = 0
    for week, stories in zip(reversed(weeks), reversed(plant.stories), strict=False):
        for place in reversed(range(stories)):
            turn, at = divmod(told, len(plant.forms))
            story = f"{lang}-{plant.id}-{week}-{place}"
            form = plant.forms[at]
            # In turn, so that a theme has several outlets from its first stories on.
            outlets = _tellers(form, lang, first=told + draw(plant.id, lang))
            title, summary = write(form, lang, turn=turn)
            published = _moment(week, place, stories, story)
            entry = _entry(
                outlets[0], story, plant.id, published, title=title, summary=summary
            )
            yield from _spread(entry, outlets)
            told += 1


def _tellers(form: Form, lang: str, *, first: int) -> tuple[Outlet, ...]:
    """Return the outlets that tell such stories, beginning with one of them."""
    outlets = _outlets(lang, form.groups)
    start = first % len(outlets)
    return outlets[start:] + outlets[:start]


@cache
def _outlets(lang: str, groups: frozenset[str]) -> tuple[Outlet, ...]:
    return tuple(
        outlet
        for outlet in demo_outlets()
        if outlet.lang == lang and outlet.group in groups
    )


def _entry(
    outlet: Outlet,
    story: str,
    theme: str,
    published: datetime,
    *,
    title: str,
    summary: str,
) -> DemoEntry:
    return DemoEntry(
        outlet=outlet.id,
        lang=outlet.lang,
        url=_address(outlet, title, published, story),
        title=title,
        summary=summary,
        published=published,
        story=story,
        theme=theme,
    )


def _spread(entry: DemoEntry, outlets: Sequence[Outlet]) -> Iterator[DemoEntry]:
    """Yield a story's entries: one, or for a dispatch those of several outlets."""
    yield entry
    if draw("dispatch", entry.story) % _DISPATCH_EVERY == 0:
        yield from (_carry(entry, outlet) for outlet in outlets[1:4])


def _carry(entry: DemoEntry, outlet: Outlet) -> DemoEntry:
    """Return a dispatch as another outlet prints it some hours later."""
    ways = _INTRODUCTIONS[entry.lang]
    way = ways[draw("introduction", entry.story, outlet.id) % len(ways)]
    hours = 1 + draw("delay", entry.story, outlet.id) % 20
    # Within the week, so that the weekly numbers stay those of the file.
    last = Week.of(entry.published).end - timedelta(seconds=1)
    published = min(entry.published + timedelta(hours=hours), last)
    return replace(
        entry,
        outlet=outlet.id,
        url=_address(outlet, entry.title, published, entry.story),
        title=way + entry.title,
        published=published,
    )


def _moment(week: Week, place: int, places: int, story: str) -> datetime:
    """Spread the stories of a week over its opening hours, in their order."""
    within = draw("moment", story) % 1000 / 1000
    day, part = divmod(7 * (place + within) / places, 1)
    exact = week.start + timedelta(days=day, hours=_OPENING + part * _OPEN_HOURS)
    return exact.replace(microsecond=0)


def _address(outlet: Outlet, title: str, published: datetime, story: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain.lower())[:7])
    number = draw("number", story) % 10**8
    return f"https://{outlet.id}.example/{published:%Y/%m}/{slug}-{number:08d}"
