"""Two readings of a category in decline: its market shrinks, or talk of it does.

::

    rows of reports   articles that report its fall      -> coverage about a fall
    rows of namings   articles that name it at all       -> coverage of the category
    each: the last four weeks against 26 earlier ones, tested in both directions

The test is that of ``detect``; fewer stories than expected are as good a finding
here as more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Literal

import ahocorasick

from ..model import (
    CategoryReading,
    DeclineReport,
    Exposure,
    MentionCount,
    NamingText,
    Recent,
)
from ..week import Week
from .baseline import BASELINE, FOUR, GAP, tail_probability
from .detect import measure_columns
from .phase import MEMORY
from .series import tabulate

#: Weeks up to the one asked for that the caller must load.
READING_WEEKS = BASELINE + GAP + FOUR

#: A change is improbable by chance, and halves or doubles at least.
_SURPRISE, _HALF, _DOUBLE = 0.01, 0.5, 2.0
#: A rise takes as many stories as an announcement does.
_LEAST_STORIES = 3


def read_categories(
    week: Week,
    *,
    names: Mapping[str, Collection[str]],
    reports: Iterable[DeclineReport],
    texts: Iterable[NamingText],
    exposures: Sequence[Exposure],
    lang: str,
) -> tuple[CategoryReading, ...]:
    """Read each category in both ways, as of a closed week.

    Args:
        week: Last of the four weeks that are compared.
        names: What to look for in the texts, in small letters, by category.
        reports: Reports of the ``READING_WEEKS`` weeks that end with ``week``; only
            strict ones of a fall of these categories in ``lang`` count.
        texts: All articles in ``lang`` of the same weeks.
        exposures: One row per source, week and language, of the same weeks.
        lang: Press language.

    Returns readings in the order of ``names``.

    """
    keys = list(names)
    falls = [
        report
        for report in reports
        if report.decline.direction == "down"
        and report.decline.confidence == "strict"
        and report.article.lang == lang
    ]
    named = list(_naming_rows(texts, names, lang))
    coverage = _compare(week, named, exposures, keys=keys, lang=lang)
    told = _compare(week, _report_rows(falls), exposures, keys=keys, lang=lang)
    return tuple(
        CategoryReading(key, lang, coverage=one, reports=other)
        for key, one, other in zip(keys, coverage, told, strict=True)
    )


def _compare(
    week: Week,
    rows: Sequence[MentionCount],
    exposures: Sequence[Exposure],
    *,
    keys: Sequence[str],
    lang: str,
) -> list[Recent]:
    """Compare the last four weeks of each category with the weeks before."""
    table = tabulate(rows, exposures, signals=keys, lang=lang, start=week, end=week + 1)
    (measured,) = measure_columns(table, start=week - table.origin)
    series, tests = measured.series, measured.tests
    stories = series.stories[:, -FOUR:].sum(axis=1).tolist()
    articles = int(series.exposure[-FOUR:].sum())
    histories = series.stories[:, -MEMORY:].tolist()
    if tests is None:
        return [
            Recent(count, articles, history=tuple(history))
            for count, history in zip(stories, histories, strict=True)
        ]
    four = tests.four
    fewer = 1 - tail_probability(four.stories + 1, four.articles, four.baseline)
    expected = four.baseline.rate * four.articles
    return [
        Recent(
            stories=stories[row],
            articles=articles,
            history=tuple(histories[row]),
            expected=float(expected[row]),
            p_fewer=float(fewer[row]),
            p_more=float(four.p[row]),
            change=_change(stories[row], float(expected[row]), four.p[row], fewer[row]),
        )
        for row in range(len(keys))
    ]


def _change(
    stories: int, expected: float, more: float, fewer: float
) -> Literal["falls", "steady", "rises"]:
    """Say what the numbers support: ``falls``, ``rises`` or ``steady``."""
    if fewer <= _SURPRISE and stories <= _HALF * expected:
        return "falls"
    rises = more <= _SURPRISE and stories >= _DOUBLE * expected
    return "rises" if rises and stories >= _LEAST_STORIES else "steady"


def _report_rows(reports: Iterable[DeclineReport]) -> list[MentionCount]:
    """Return one row per article and category that it reports to fall."""
    cells = {
        (report.decline.key, report.article.source, report.article.url): report.article
        for report in reports
    }
    return [
        MentionCount(
            week=Week.of(article.published),
            lang=article.lang,
            group="",
            source=article.source,
            outlet=article.outlet,
            signal=key,
            story=article.story,
        )
        for (key, _, _), article in cells.items()
    ]


def _naming_rows(
    texts: Iterable[NamingText], names: Mapping[str, Collection[str]], lang: str
) -> Iterator[MentionCount]:
    """Yield one row per article and category that it names."""
    finder = _make_finder(names)
    for text in texts if len(finder) else ():
        for key in _named(f"{text.title}\n{text.summary}", finder):
            yield MentionCount(
                week=text.week,
                lang=lang,
                group="",
                source=text.source,
                outlet=text.outlet,
                signal=key,
                story=text.story,
            )


def _make_finder(names: Mapping[str, Collection[str]]) -> ahocorasick.Automaton:
    """Return an automaton whose values are a name's length and its categories."""
    owners: dict[str, list[str]] = {}
    for key, wordings in names.items():
        for wording in wordings:
            owners.setdefault(wording, []).append(key)
    finder = ahocorasick.Automaton()
    for wording, keys in owners.items():
        finder.add_word(wording, (len(wording), keys))
    finder.make_automaton()
    return finder


def _named(text: str, finder: ahocorasick.Automaton) -> list[str]:
    """Return the categories that a text names, in whole words.

    A name within a longer one is not said: "lait de soja" is not "lait".
    """
    plain = text.lower().replace("’", "'")
    found = [
        (last + 1 - length, last + 1, keys)
        for last, (length, keys) in finder.iter(plain)
        if not plain[last + 1 : last + 2].isalnum()
        and not plain[max(0, last - length) : last + 1 - length].isalnum()
    ]
    return sorted(
        {
            key
            for start, end, keys in found
            for key in keys
            if not any(
                one <= start and end <= other and (one, other) != (start, end)
                for one, other, _ in found
            )
        }
    )
