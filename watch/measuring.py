"""From the store to trends: which rows count, then the measures of closed weeks.

::

    sources = sources_of(store, "tech", configured)     # only for one source group
    counts  = load_counts(store, first, end, sources=sources)
    langs   = choose_langs(counts, "all")
    trends  = measure(store, counts, first, end, signals=signals, langs=langs)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .crawl.health import lost_days
from .errors import TrendwatchError, UsageError
from .model import Exposure, MentionCount, Source, Trend
from .store.articles import list_texts
from .store.counts import exposures, first_week, mention_counts
from .store.database import Store
from .store.overview import list_days
from .store.sources import list_sources
from .trends.measure import EARLIER_WEEKS, measure_weeks
from .trends.reference import count_words, reference_range, strong_rates
from .trends.series import ALL
from .trends.warnings import LOST_DAYS, add_warning
from .week import Week, iter_weeks


@dataclass(frozen=True, slots=True)
class Counts:
    """The rows that trends are measured from."""

    #: One row per article and signal.
    mentions: tuple[MentionCount, ...]
    #: One row per source, week and language.
    exposures: tuple[Exposure, ...]
    #: Press languages with articles, in alphabetical order.
    langs: tuple[str, ...]
    #: Ids of the only sources that count; None = all.
    sources: frozenset[str] | None = None


def sources_of(
    store: Store, group: str | None, configured: Iterable[Source]
) -> frozenset[str] | None:
    """Return the ids of the sources of a group; None without a group.

    Args:
        store: Open for reading.
        group: Source group.
        configured: Sources of the configuration; theirs is the group of now, also
            before the next crawl takes it over.

    Raises:
        UsageError: No source is of that group.

    """
    if group is None:
        return None
    stored = {state.source.id: state.source.group for state in list_sources(store)}
    groups = stored | {source.id: source.group for source in configured}
    chosen = frozenset(source for source, its in groups.items() if its == group)
    if not chosen:
        known = ", ".join(sorted(set(groups.values()))) or "none yet"
        raise UsageError(f"no source group {group!r}; there are: {known}")
    return chosen


def load_counts(
    store: Store, first: Week, end: Week, *, sources: frozenset[str] | None = None
) -> Counts:
    """Read what measuring the weeks ``[first, end)`` takes.

    Args:
        store: Open for reading.
        first: First week measured.
        end: First week not measured.
        sources: Ids of the only sources that count; None = all.

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
    mentions = mention_counts(store, start=start, end=end)
    shown = exposures(store, start=start, end=end)
    if sources is not None:
        mentions = [row for row in mentions if row.source in sources]
        shown = [row for row in shown if row.source in sources]
        if not shown:
            raise TrendwatchError(
                f"{store.path}: no article of that source group from {start} to "
                f"{end + -1}"
            )
    return Counts(
        mentions=tuple(mentions),
        exposures=tuple(shown),
        langs=tuple(sorted({row.lang for row in shown})),
        sources=sources,
    )


def choose_langs(counts: Counts, lang: str | None) -> tuple[str, ...]:
    """Return the press languages to measure: one, ``all`` pooled, or by default each.

    Raises:
        UsageError: There are no articles in that language.

    """
    if lang is None:
        return counts.langs
    if lang not in {*counts.langs, ALL}:
        known = ", ".join(counts.langs)
        raise UsageError(f"no articles in {lang!r}; there are: {known}, or {ALL}")
    return (lang,)


def measure(
    store: Store,
    counts: Counts,
    first: Week,
    end: Week,
    *,
    signals: Sequence[str],
    langs: Sequence[str],
) -> tuple[Trend, ...]:
    """Measure every signal in closed weeks, each with what was known then.

    Args:
        store: Open for reading.
        counts: What ``load_counts`` read for these weeks.
        first: First week measured.
        end: First week not measured.
        signals: Ids of the signals.
        langs: Press languages, ``all`` pools them.

    """
    rates = strong_rates_of(store, first, end, counts, signals=signals, langs=langs)
    trends = measure_weeks(
        first,
        end,
        mentions=counts.mentions,
        exposures=counts.exposures,
        signals=signals,
        langs=langs,
        strong_rates=rates,
    )
    return flag_lost_days(store, trends)


def flag_lost_days(store: Store, trends: Sequence[Trend]) -> tuple[Trend, ...]:
    """Warn of the trends of each week with a day on which the press was not read."""
    lost = {
        week for week in {trend.week for trend in trends} if _has_lost_day(store, week)
    }
    return tuple(
        add_warning(trend, LOST_DAYS) if trend.week in lost else trend
        for trend in trends
    )


def _has_lost_day(store: Store, week: Week) -> bool:
    """Tell whether a day of a week was lost, as it was known at the week's end."""
    lost = lost_days(list_days(store, now=week.end), now=week.end)
    return any(Week.of(day) == week for day in lost)


def strong_rates_of(
    store: Store,
    first: Week,
    end: Week,
    counts: Counts,
    *,
    signals: Sequence[str],
    langs: Sequence[str],
) -> dict[Week, dict[str, float]]:
    """Return the rate from which a signal is strong, by week and language.

    For the weeks ``[first, end)`` and the one before, as ``measure_weeks`` needs it.
    """
    before = first + -1
    words = {
        week: count_words(
            list_texts(store, start=week, end=week + 1, sources=counts.sources)
        )
        for week in iter_weeks(*reference_range(before, end))
    }
    return strong_rates(
        before,
        end,
        words=words,
        mentions=counts.mentions,
        exposures=counts.exposures,
        signals=signals,
        # The rate of all languages together is made of the others.
        langs=(*counts.langs, ALL) if ALL in langs else langs,
    )
