"""The weekly use case: count, measure, compose, render, write.

::

    counts     = load_counts(store, week - 1, week + 1)           # measuring
    trends     = measure(store, counts, week - 1, week + 1, ...)  # measuring
    categories = summarise_categories(decline_reports(...), ...)  # trends
    categories = add_readings(store, categories, week)            # falling
    found      = discover_all(store, week, langs=...)             # discovering
    proposals  = choose(store, week, found)                       # discovering
    digest     = compose(week, trends, evidence, categories, proposals)  # digest
    for each language: write <folder>/<week>.<lang>.md            # files
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from .digest.compose import compose
from .digest.markdown import render_markdown
from .discovering import choose, discover_all
from .falling import add_readings
from .measuring import Counts, load_counts, measure
from .model import Candidate, CategoryReport, Digest, Signal, Trend
from .signals.names import category_names
from .store.candidates import save_candidates
from .store.counts import first_week, refresh_counts, save_trends
from .store.database import Store
from .store.digests import save_digest
from .store.evidence import decline_reports, mention_reports
from .trends.categories import summarise_categories
from .trends.measure import counted_sources
from .trends.series import ALL
from .week import Week
from .whole_file import whole_file


def category_reports(
    store: Store, start: Week, end: Week, *, review: bool = False
) -> tuple[CategoryReport, ...]:
    """Add up what was reported to fall or grow in the weeks ``[start, end)``."""
    return summarise_categories(
        decline_reports(store, start=start, end=end),
        names=category_names,
        review=review,
    )


def make_digest(
    store: Store, week: Week, *, signals: Sequence[Signal], demo: bool = False
) -> Digest:
    """Measure a closed week and compose its digest; what was found is stored.

    Raises:
        TrendwatchError: There is no article up to that week.

    """
    counts = load_counts(store, week + -1, week + 1)
    # Of all languages together, too: for analysts, as no reader is told of them.
    trends = _measure(store, counts, week, signals, langs=(*counts.langs, ALL))
    found = discover_all(store, week, langs=counts.langs)
    proposals = choose(store, week, found)
    digest = _compose(
        store, counts, trends, week, signals=signals, proposals=proposals, demo=demo
    )
    save_candidates(store, week, found, proposed=proposals)
    refresh_counts(store, start=first_week(store) or week, end=week + 1)
    save_trends(store, [trend for trend in trends if trend.week == week])
    return digest


def compose_week(
    store: Store, week: Week, *, signals: Sequence[Signal], demo: bool = False
) -> Digest:
    """Do as ``make_digest``, but only read: the service may be running.

    New terms are not looked for.
    """
    counts = load_counts(store, week + -1, week + 1)
    trends = _measure(store, counts, week, signals, langs=counts.langs)
    return _compose(store, counts, trends, week, signals=signals, demo=demo)


def _measure(
    store: Store,
    counts: Counts,
    week: Week,
    signals: Sequence[Signal],
    *,
    langs: Sequence[str],
) -> tuple[Trend, ...]:
    """Measure a week and the one before: a digest says what changed."""
    ids = [signal.id for signal in signals]
    return measure(store, counts, week + -1, week + 1, signals=ids, langs=langs)


def _compose(
    store: Store,
    counts: Counts,
    trends: Sequence[Trend],
    week: Week,
    *,
    signals: Sequence[Signal],
    proposals: Sequence[Candidate] = (),
    demo: bool,
) -> Digest:
    end = week + 1
    shown = [row for row in counts.exposures if row.week == week]
    counted = {
        lang: counted_sources(week, exposures=counts.exposures, lang=lang)
        for lang in counts.langs
    }
    return compose(
        week,
        trends=[trend for trend in trends if trend.week == week],
        previous=[trend for trend in trends if trend.week != week],
        signals=signals,
        # Evidence of exactly the articles that the numbers count.
        mentions=[
            report
            for report in mention_reports(store, start=week, end=end)
            if report.article.source in counted[report.article.lang]
        ],
        categories=add_readings(store, category_reports(store, week, end), week),
        articles={
            lang: sum(row.articles for row in shown if row.lang == lang)
            for lang in counts.langs
        },
        sources={
            lang: len({row.source for row in shown if row.lang == lang})
            for lang in counts.langs
        },
        proposals=proposals,
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
    """Write one Markdown file per language, whole or not at all; record the digest.

    Raises:
        TrendwatchError: A file can't be written.

    """
    texts = {lang: render_markdown(digest, lang) for lang in languages}
    for lang, text in texts.items():
        with whole_file(digest_path(folder, digest.week, lang)) as unfinished:
            unfinished.write_text(text, encoding="utf-8", newline="\n")
        save_digest(store, digest.week, lang=lang, markdown=text, now=now)
    return tuple(digest_path(folder, digest.week, lang) for lang in languages)


def digest_path(folder: Path, week: Week, lang: str) -> Path:
    """Return where the digest of a week stands in a language."""
    return folder / f"{week}.{lang}.md"
