"""Falling categories: what is reported of them, and whether they are still talked of.

::

    reports  = category_reports(store, start, end)       # weekly
    names    = category_names(lang)                      # signals: word lists
    texts    = naming_texts(store, lang, 32 weeks)       # store: all articles
    readings = read_categories(week, names, texts, ...)  # trends
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from .model import CategoryReading, CategoryReport, DeclineReport
from .signals.names import category_names
from .store.articles import naming_texts
from .store.counts import exposures
from .store.database import Store
from .store.evidence import decline_reports
from .trends.readings import READING_WEEKS, read_categories
from .week import Week


def add_readings(
    store: Store, reports: Sequence[CategoryReport], week: Week
) -> tuple[CategoryReport, ...]:
    """Add both readings, as of a closed week, to the reports of falling categories.

    Args:
        store: Open for reading.
        reports: What is reported of categories up to that week.
        week: Last of the four weeks that are compared with earlier ones.

    """
    readings = {
        (reading.key, reading.lang): reading for reading in _read(store, reports, week)
    }
    return tuple(
        replace(report, reading=readings.get((report.key, report.lang)))
        if report.direction == "down"
        else report
        for report in reports
    )


def _read(
    store: Store, reports: Iterable[CategoryReport], week: Week
) -> list[CategoryReading]:
    """Read the falling categories of each language."""
    keys: dict[str, list[str]] = {}
    for report in reports:
        if report.direction == "down":
            keys.setdefault(report.lang, []).append(report.key)
    if not keys:
        return []
    start, end = week + (1 - READING_WEEKS), week + 1
    told = decline_reports(store, start=start, end=end)
    shown = exposures(store, start=start, end=end)
    return [
        reading
        for lang, wanted in sorted(keys.items())
        for reading in read_categories(
            week,
            names=_names(wanted, told, lang),
            reports=told,
            texts=naming_texts(store, lang=lang, start=start, end=end),
            exposures=shown,
            lang=lang,
        )
    ]


def _names(
    keys: Iterable[str], reports: Iterable[DeclineReport], lang: str
) -> Mapping[str, frozenset[str]]:
    """Return the names of categories; of one not in the word lists, as reported."""
    wordings: dict[str, set[str]] = {key: set() for key in keys}
    for report in reports:
        if report.article.lang == lang and report.decline.key in wordings:
            wordings[report.decline.key].add(report.decline.category.lower())
    known = category_names(lang)
    return {key: known.get(key, frozenset(said)) for key, said in wordings.items()}
