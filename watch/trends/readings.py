"""Two readings of a category in decline: its market shrinks, or talk of it does."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..model import (
    CategoryReading,
    DeclineReport,
    Exposure,
    MentionCount,
    PressText,
)
from ..week import Week
from .measure import measure_weeks


def read_categories(
    week: Week,
    *,
    reports: Sequence[DeclineReport],
    texts: Iterable[PressText],
    exposures: Sequence[Exposure],
    lang: str,
) -> tuple[CategoryReading, ...]:
    """Measure, for each category reported to fall, both readings in a closed week.

    Args:
        week: The week to measure.
        reports: Reports of that week and the weeks before; only strict ones of a fall
            in ``lang`` count.
        texts: All articles of the same weeks; they tell how often a category is named.
        exposures: One row per source, week and language.
        lang: Press language.

    Returns readings in alphabetical order of the categories. How many weeks to give:
    see ``measure_weeks``.

    """
    falls = [
        report
        for report in reports
        if report.decline.direction == "down"
        and report.decline.confidence == "strict"
        and report.article.lang == lang
    ]
    keys = sorted({report.decline.key for report in falls})
    rows = list(_report_rows(falls)), list(_naming_rows(texts, _wordings(falls), lang))
    told, named = (
        measure_weeks(
            week,
            week + 1,
            mentions=mentions,
            exposures=exposures,
            signals=keys,
            langs=[lang],
            strong_rates={},
        )
        for mentions in rows
    )
    return tuple(
        CategoryReading(key, lang, reports=one, coverage=other)
        for key, one, other in zip(keys, told, named, strict=True)
    )


def _report_rows(reports: Iterable[DeclineReport]) -> Iterator[MentionCount]:
    """Yield one row per article and category that it reports to fall."""
    cells = {
        (report.decline.key, report.article.source, report.article.url): report.article
        for report in reports
    }
    for (key, _, _), article in cells.items():
        yield MentionCount(
            week=Week.of(article.published),
            lang=article.lang,
            group="",
            source=article.source,
            outlet=article.outlet,
            signal=key,
            story=article.story,
        )


def _wordings(reports: Iterable[DeclineReport]) -> Mapping[str, set[str]]:
    """Return the categories that each wording of a report stands for."""
    keys: dict[str, set[str]] = defaultdict(set)
    for report in reports:
        keys[report.decline.category.lower()].add(report.decline.key)
    return keys


def _naming_rows(
    texts: Iterable[PressText], keys: Mapping[str, set[str]], lang: str
) -> Iterator[MentionCount]:
    """Yield one row per article and category that it names, in a reported wording."""
    if not keys:
        return
    # Longest first: "lait de soja" is not "lait".
    words = "|".join(re.escape(word) for word in sorted(keys, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)")
    for text in texts:
        if text.text.lang != lang:
            continue
        plain = f"{text.text.title} . {text.text.summary}".lower()
        for key in sorted(
            {key for word in pattern.findall(plain) for key in keys[word]}
        ):
            yield MentionCount(
                week=text.week,
                lang=lang,
                group=text.group,
                source=text.source,
                outlet=text.outlet,
                signal=key,
                story=text.story,
            )
