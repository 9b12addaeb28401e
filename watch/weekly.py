"""The weekly use case: count, measure, compose, render, write.

::

    mentions, exposures = mention_counts(...), exposures(...)        # store
    trends     = measure_weeks(week - 1, week + 1, ...)              # trends
    lost       = lost_days(list_days(store))       # crawl: warns of such weeks
    categories = summarise_categories(decline_reports(...))          # trends
    digest     = compose(week, trends, evidence, categories)         # digest
    for each language: write <folder>/<week>.<lang>.md               # files
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from .crawl.health import lost_days
from .digest.compose import compose
from .digest.markdown import render_markdown
from .errors import TrendwatchError
from .model import CategoryReport, Digest, Exposure, MentionCount, Signal, Trend
from .store.articles import list_texts
from .store.counts import (
    exposures,
    first_week,
    mention_counts,
    refresh_counts,
    save_trends,
)
from .store.database import Store
from .store.digests import save_digest
from .store.evidence import decline_reports, mention_reports
from .store.overview import list_days
from .trends.categories import summarise_categories
from .trends.measure import EARLIER_WEEKS, counted_sources, measure_weeks
from .trends.reference import REFERENCE_WEEKS, strong_rates
from .trends.warnings import LOST_DAYS, add_warning
from .week import Week


@dataclass(frozen=True, slots=True)
class Counts:
    """The rows that trends are measured from."""

    #: One row per article and signal.
    mentions: tuple[MentionCount, ...]
    #: One row per source, week and language.
    exposures: tuple[Exposure, ...]
    #: Press languages with articles, in alphabetical order.
    langs: tuple[str, ...]


def load_counts(store: Store, first: Week, end: Week) -> Counts:
    """Read what measuring the weeks ``[first, end)`` takes.

    Raises:
        TrendwatchError: There is no article before ``end``.

    """
    start = first + -EARLIER_WEEKS
    oldest = first_week(store)
    if oldest is None or oldest >= end:
        raise TrendwatchError(
            f"{store.path}: no article before {end}. Crawl with `trendwatch crawl`, "
            "or import an archive with `trendwatch import FILE`."
        )
    shown = tuple(exposures(store, start=start, end=end))
    return Counts(
        mentions=tuple(mention_counts(store, start=start, end=end)),
        exposures=shown,
        langs=tuple(sorted({row.lang for row in shown})),
    )


def measure_week(
    store: Store,
    week: Week,
    *,
    signals: Sequence[str],
    langs: Sequence[str] | None = None,
) -> tuple[Trend, ...]:
    """Measure every signal in a closed week; ``langs`` defaults to all stored."""
    counts = load_counts(store, week, week + 1)
    langs = langs or counts.langs
    return _measure(store, counts, week, week + 1, signals=signals, langs=langs)


def _measure(
    store: Store,
    counts: Counts,
    first: Week,
    end: Week,
    *,
    signals: Sequence[str],
    langs: Sequence[str],
) -> tuple[Trend, ...]:
    last = end + -1
    rates = strong_rates_of(store, last, counts, signals=signals, langs=langs)
    trends = measure_weeks(
        first,
        end,
        mentions=counts.mentions,
        exposures=counts.exposures,
        signals=signals,
        langs=langs,
        strong_rates=rates,
    )
    return _flag_lost_days(store, trends, last)


def _flag_lost_days(
    store: Store, trends: tuple[Trend, ...], week: Week
) -> tuple[Trend, ...]:
    """Warn of the trends of ``week`` if the press was not read on some day of it."""
    lost = lost_days(list_days(store, now=week.end), now=week.end)
    if all(Week.of(day) != week for day in lost):
        return trends
    earlier = [trend for trend in trends if trend.week != week]
    flagged = add_warning((one for one in trends if one.week == week), LOST_DAYS)
    return (*earlier, *flagged)


def strong_rates_of(
    store: Store,
    week: Week,
    counts: Counts,
    *,
    signals: Sequence[str],
    langs: Sequence[str],
) -> dict[str, float]:
    """Return the rate from which a signal is strong, by language, as of a week."""
    end = week + 1
    return strong_rates(
        week,
        texts=list_texts(store, start=end + -REFERENCE_WEEKS, end=end),
        mentions=counts.mentions,
        exposures=counts.exposures,
        signals=signals,
        langs=langs,
    )


def category_reports(
    store: Store, start: Week, end: Week, *, review: bool = False
) -> tuple[CategoryReport, ...]:
    """Add up what was reported to fall or grow in the weeks ``[start, end)``."""
    return summarise_categories(
        decline_reports(store, start=start, end=end), review=review
    )


def make_digest(
    store: Store, week: Week, *, signals: Sequence[Signal], demo: bool = False
) -> Digest:
    """Measure a closed week and compose its digest; the measures are stored.

    Raises:
        TrendwatchError: There is no article up to that week.

    """
    digest = compose_week(store, week, signals=signals, demo=demo)
    refresh_counts(store, start=first_week(store) or week, end=week + 1)
    save_trends(store, [item.trend for item in digest.items + digest.quiet])
    return digest


def compose_week(
    store: Store, week: Week, *, signals: Sequence[Signal], demo: bool = False
) -> Digest:
    """Do as ``make_digest``, but only read: the service may be running."""
    end = week + 1
    counts = load_counts(store, week + -1, end)
    ids = [signal.id for signal in signals]
    trends = _measure(store, counts, week + -1, end, signals=ids, langs=counts.langs)
    now = [trend for trend in trends if trend.week == week]
    shown = [row for row in counts.exposures if row.week == week]
    counted = {
        lang: counted_sources(week, exposures=counts.exposures, lang=lang)
        for lang in counts.langs
    }
    return compose(
        week,
        trends=now,
        previous=[trend for trend in trends if trend.week != week],
        signals=signals,
        # Evidence of exactly the articles that the numbers count.
        mentions=[
            report
            for report in mention_reports(store, start=week, end=end)
            if report.article.source in counted[report.article.lang]
        ],
        categories=category_reports(store, week, end),
        articles={
            lang: sum(row.articles for row in shown if row.lang == lang)
            for lang in counts.langs
        },
        sources={
            lang: len({row.source for row in shown if row.lang == lang})
            for lang in counts.langs
        },
        demo=demo,
    )


def write_digest(
    store: Store,
    digest: Digest,
    folder: Path,
    languages: Sequence[str],
    *,
    now: datetime,
) -> tuple[Path, ...]:
    """Write one Markdown file per language, whole or not at all; record the digest."""
    texts = {lang: render_markdown(digest, lang) for lang in languages}
    folder.mkdir(parents=True, exist_ok=True)
    for lang, text in texts.items():
        _replace(digest_path(folder, digest.week, lang), text)
        save_digest(store, digest.week, lang=lang, markdown=text, now=now)
    return tuple(digest_path(folder, digest.week, lang) for lang in languages)


def digest_path(folder: Path, week: Week, lang: str) -> Path:
    """Return where the digest of a week stands in a language."""
    return folder / f"{week}.{lang}.md"


def _replace(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old or the new one, never a part."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_text(text, encoding="utf-8", newline="\n")
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
