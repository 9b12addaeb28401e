"""Rows of counts for tests: write a series, get mentions and exposures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from watch.model import Exposure, MentionCount, Trend
from watch.trends import measure_weeks
from watch.week import Week

#: Week of the first number of every series.
START = Week(2024, 1)


def mention_rows(
    signal: str,
    stories: Sequence[int],
    *,
    start: Week = START,
    sources: Sequence[str] = ("a", "b", "c"),
    lang: str = "en",
) -> list[MentionCount]:
    """Return one article for each story, the stories of a week dealt to the sources."""
    return [
        MentionCount(
            week=start + at,
            lang=lang,
            group="general",
            source=sources[number % len(sources)],
            outlet=sources[number % len(sources)].upper(),
            signal=signal,
            story=f"{signal}-{at}-{number}",
        )
        for at, count in enumerate(stories)
        for number in range(count)
    ]


def exposure_rows(
    articles: Mapping[str, Sequence[int]], *, start: Week = START, lang: str = "en"
) -> list[Exposure]:
    """Return the articles of each source and week; 0 gives no row."""
    return [
        Exposure(start + at, lang, "general", source, count)
        for source, counts in articles.items()
        for at, count in enumerate(counts)
        if count
    ]


def even_press(weeks: int, *, articles: int = 1000) -> list[Exposure]:
    """Return three sources that publish ``articles`` a week, each, every week."""
    return exposure_rows({source: [articles] * weeks for source in "abc"})


def measure_last(
    stories: Sequence[int],
    exposures: Sequence[Exposure] = (),
    *,
    mentions: Sequence[MentionCount] = (),
    strong_rate: float = 1e9,
) -> Trend:
    """Measure the last week of one series, in an even press unless one is given."""
    rows = mentions or mention_rows("x", stories)
    (trend,) = measure_weeks(
        START + (len(stories) - 1),
        START + len(stories),
        mentions=rows,
        exposures=exposures or even_press(len(stories)),
        signals=["x"],
        langs=["en"],
        strong_rates=strong_everywhere(len(stories), strong_rate),
    )
    return trend


def strong_everywhere(weeks: int, rate: float) -> dict[Week, dict[str, float]]:
    """Return the same limit of "strong" for each of the first ``weeks`` weeks."""
    return {START + at: {"en": rate} for at in range(-1, weeks)}


def measure_all(
    stories: Sequence[int],
    exposures: Sequence[Exposure] = (),
    *,
    strong_rate: float = 1e9,
) -> list[Trend]:
    """Measure every week of one series."""
    return list(
        measure_weeks(
            START,
            START + len(stories),
            mentions=mention_rows("x", stories),
            exposures=exposures or even_press(len(stories)),
            signals=["x"],
            langs=["en"],
            strong_rates=strong_everywhere(len(stories), strong_rate),
        )
    )
