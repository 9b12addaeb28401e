"""What analysts ask of the stored counts: measure, map, explain and replay.

::

    measure_week   one week -> a trend for each signal
    list_stories   one signal -> the stories behind its last four weeks
    map_signals    half a year -> where each signal stands beside the others
    explain_week   one trend -> every number of its computation
    replay         a range of weeks -> the trends as they were known then
"""

from __future__ import annotations

from collections.abc import Sequence

from .digest.evidence import list_evidence
from .measuring import (
    choose_langs,
    flag_lost_days,
    load_counts,
    measure,
    strong_rates_of,
)
from .model import Evidence, Portfolio, Trend
from .store.database import Store
from .store.evidence import mention_reports
from .trends.baseline import FOUR
from .trends.explain import explain_trend
from .trends.explain_text import write_explanation
from .trends.measure import counted_sources, measure_weeks
from .trends.portfolio import PORTFOLIO_WEEKS, place_signals
from .trends.series import ALL
from .week import Week


def measure_week(
    store: Store,
    week: Week,
    *,
    signals: Sequence[str],
    lang: str | None = None,
    sources: frozenset[str] | None = None,
) -> tuple[Trend, ...]:
    """Measure every signal in a closed week.

    Args:
        store: Open for reading.
        week: A closed week.
        signals: Ids of the signals.
        lang: Press language, ``all`` pools them; default: each with articles.
        sources: Ids of the only sources that count; None = all.

    Raises:
        UsageError: There are no articles in that language.
        TrendwatchError: There is no article up to that week.

    """
    counts = load_counts(store, week, week + 1, sources=sources)
    langs = choose_langs(counts, lang)
    return measure(store, counts, week, week + 1, signals=signals, langs=langs)


def list_stories(
    store: Store,
    week: Week,
    *,
    signal: str,
    lang: str,
    sources: frozenset[str] | None = None,
) -> tuple[Evidence, ...]:
    """Return the stories of the ``FOUR`` weeks that end with ``week``, newest first.

    Args:
        store: Open for reading.
        week: A closed week.
        signal: Id of the signal that they mention.
        lang: Press language, or ``all``.
        sources: Ids of the only sources that count; None = all.

    Raises:
        TrendwatchError: There is no article up to that week.

    """
    counts = load_counts(store, week, week + 1, sources=sources)
    counted = counted_sources(week, exposures=counts.exposures, lang=lang)
    return list_evidence(
        report.article
        for report in mention_reports(store, start=week + (1 - FOUR), end=week + 1)
        if report.signal == signal
        and lang in (report.article.lang, ALL)
        and report.article.source in counted
    )


def map_signals(
    store: Store,
    week: Week,
    *,
    signals: Sequence[str],
    lang: str | None = None,
    sources: frozenset[str] | None = None,
) -> tuple[Portfolio, ...]:
    """Place the signals on one map for each press, of the half year up to a week.

    Args:
        store: Open for reading.
        week: Last week of the map.
        signals: Ids of the signals.
        lang: Press language, ``all`` pools them; default: each with articles.
        sources: Ids of the only sources that count; None = all.

    Raises:
        UsageError: There are no articles in that language.
        TrendwatchError: There is no article up to that week.

    """
    counts = load_counts(store, week, week + 1, sources=sources)
    return tuple(
        Portfolio(
            first=week + (1 - PORTFOLIO_WEEKS),
            last=week,
            lang=one,
            positions=place_signals(
                week,
                mentions=counts.mentions,
                exposures=counts.exposures,
                signals=signals,
                lang=one,
            ),
        )
        for one in choose_langs(counts, lang)
    )


def explain_week(
    store: Store,
    week: Week,
    *,
    signal: str,
    signals: Sequence[str],
    lang: str,
    sources: frozenset[str] | None = None,
) -> str:
    """Return the computation of one trend as text.

    Args:
        store: Open for reading.
        week: A closed week.
        signal: The signal to explain, one of ``signals``.
        signals: All tracked signals; they decide what is "strong" and "confirmed".
        lang: Press language, or ``all``.
        sources: Ids of the only sources that count; None = all.

    Raises:
        UsageError: There are no articles in that language.
        TrendwatchError: There is no article up to that week.

    """
    counts = load_counts(store, week, week + 1, sources=sources)
    langs = choose_langs(counts, lang)
    end = week + 1
    rates = strong_rates_of(store, week, end, counts, signals=signals, langs=langs)
    trends = measure_weeks(
        week,
        end,
        mentions=counts.mentions,
        exposures=counts.exposures,
        signals=signals,
        langs=langs,
        strong_rates=rates,
    )
    chosen = [trend for trend in trends if trend.signal == signal]
    (trend,) = flag_lost_days(store, chosen)
    explanation = explain_trend(
        trend,
        signals=len(signals),
        mentions=counts.mentions,
        exposures=counts.exposures,
        strong_rate=rates[week].get(lang),
    )
    return write_explanation(explanation)


def replay(
    store: Store,
    first: Week,
    end: Week,
    *,
    signals: Sequence[str],
    lang: str | None = None,
    sources: frozenset[str] | None = None,
) -> tuple[Trend, ...]:
    """Measure the weeks ``[first, end)``, each with what was known then.

    Args:
        store: Open for reading.
        first: First week measured.
        end: First week not measured.
        signals: Ids of the signals.
        lang: Press language, ``all`` pools them; default: each with articles.
        sources: Ids of the only sources that count; None = all.

    Raises:
        UsageError: There are no articles in that language.
        TrendwatchError: There is no article before ``end``.

    """
    counts = load_counts(store, first, end, sources=sources)
    langs = choose_langs(counts, lang)
    return measure(store, counts, first, end, signals=signals, langs=langs)
