"""How present is "strong"? Compare with words the press always uses."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import ahocorasick
import numpy as np

from ..model import Exposure, MentionCount, Text
from ..week import Week, iter_weeks
from .series import ALL, Table, series_of, tabulate

#: Weeks whose rates are compared, and weeks after which they are compared anew.
REFERENCE_WEEKS, REFRESH_WEEKS = 26, 4
#: A week in which they are.
_FRESH = Week(2024, 1)

#: A signal is as present as the most present tenth of signals and common words.
_QUANTILE = 0.9


@cache
def evergreen_words(lang: str) -> tuple[str, ...]:
    """Return the evergreen words of a language, each with its forms.

    >>> evergreen_words("en")[0], evergreen_words("la")
    ('school schools', ())
    """
    text = files(__package__).joinpath("reference_words.toml").read_text("utf-8")
    return tuple(dict.fromkeys(tomllib.loads(text).get(lang, [])))


@cache
def _finder(lang: str) -> ahocorasick.Automaton:
    """Return an automaton whose values are a form's length and its entry."""
    finder = ahocorasick.Automaton()
    for entry in evergreen_words(lang):
        for form in entry.split():
            finder.add_word(form, (len(form), entry))
    finder.make_automaton()
    return finder


def _find_words(text: Text) -> set[str]:
    """Return the entries that a text uses; half the time of splitting it."""
    finder = _finder(text.lang)
    if not len(finder):
        return set()
    plain = f" {text.title} {text.summary} ".lower()
    return {
        entry
        for last, (length, entry) in finder.iter(plain)
        if not plain[last + 1].isalnum() and not plain[last - length].isalnum()
    }


@dataclass(frozen=True, slots=True)
class WordCounts:
    """How many articles of one language use each evergreen word."""

    #: All articles counted.
    articles: int
    #: Articles that use it, by entry of the list.
    uses: Counter[str]


def count_words(texts: Iterable[Text]) -> dict[str, WordCounts]:
    """Count the articles that use each evergreen word, by language.

    >>> snow = Text("Snow closes schools", "Two schools stay open.", "en")
    >>> counts = count_words([snow, Text("Rates rise", "", "en")])["en"]
    >>> counts.articles, counts.uses["school schools"], counts.uses["cheese"]
    (2, 1, 0)
    """
    articles: Counter[str] = Counter()
    uses: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        articles[text.lang] += 1
        uses[text.lang].update(_find_words(text))
    return {lang: WordCounts(articles[lang], uses[lang]) for lang in articles}


def reference_rates(counts: Iterable[WordCounts], *, lang: str) -> dict[str, float]:
    """Return the articles per 10,000 that use each evergreen word of a language.

    Args:
        counts: Of that language, of one week each or of any other lots.
        lang: Press language. Without a list of words the result is empty, as it is
            without any article.

    """
    articles = 0
    uses: Counter[str] = Counter()
    for lot in counts:
        articles += lot.articles
        uses += lot.uses
    if not articles:
        return {}
    words = evergreen_words(lang)
    return {word: 10_000 * uses[word] / articles for word in words}


def reference_range(first: Week, end: Week) -> tuple[Week, Week]:
    """Return the range of weeks whose words ``strong_rates`` compares with.

    >>> [str(week) for week in reference_range(Week(2024, 3), Week(2024, 4))]
    ['2023-W28', '2024-W02']
    """
    return _refreshed(first) + (1 - REFERENCE_WEEKS), _refreshed(end + -1) + 1


def _refreshed(week: Week) -> Week:
    """Return the last week in which the rates were compared, maybe ``week`` itself."""
    return week + -((week - _FRESH) % REFRESH_WEEKS)


def strong_rates(
    first: Week,
    end: Week,
    *,
    words: Mapping[Week, Mapping[str, WordCounts]],
    mentions: Sequence[MentionCount],
    exposures: Sequence[Exposure],
    signals: Sequence[str],
    langs: Sequence[str],
) -> dict[Week, dict[str, float]]:
    """Return the rate from which a signal may be called strong, by week and language.

    It is the 0.90 quantile of the rates (per 10,000 articles) of all signals and of
    about a hundred evergreen words over ``REFERENCE_WEEKS`` weeks, compared anew every
    ``REFRESH_WEEKS`` weeks of the calendar. For ``all`` it is the mean over the other
    languages, weighted by articles. A language without articles, or with hardly any
    of the words in them, has no entry: there is nothing to compare with.

    Args:
        first: First week to give rates for.
        end: First week not to give rates for.
        words: ``count_words`` of the articles of each week of ``reference_range``.
        mentions: One row per article and signal, of those weeks or more.
        exposures: One row per source, week and language, likewise.
        signals: Ids of the tracked signals.
        langs: Press languages; ``all`` pools them, and needs them.

    """
    fresh = {week: _refreshed(week) for week in iter_weeks(first, end)}
    limits = {
        lang: _limits(
            tuple(dict.fromkeys(fresh.values())),
            words={week: of_week.get(lang) for week, of_week in words.items()},
            table=tabulate(
                mentions,
                exposures,
                signals=signals,
                lang=lang,
                start=min(words),
                end=max(words) + 1,
            ),
            lang=lang,
        )
        for lang in langs
        if lang != ALL
    }
    rates: dict[Week, dict[str, float]] = {}
    for week, at in fresh.items():
        known = {lang: of[at] for lang, of in limits.items() if at in of}
        rates[week] = {lang: limit.rate for lang, limit in known.items()}
        if ALL in langs and known:
            total = sum(limit.articles for limit in known.values())
            parts = (limit.rate * limit.articles for limit in known.values())
            rates[week][ALL] = sum(parts) / total
    return rates


@dataclass(frozen=True, slots=True)
class _Limit:
    """From where on a signal of one language is strong."""

    #: Stories per 10,000 articles.
    rate: float
    #: Articles that it was found in.
    articles: int


def _limits(
    weeks: Sequence[Week],
    *,
    words: Mapping[Week, WordCounts | None],
    table: Table,
    lang: str,
) -> dict[Week, _Limit]:
    """Compare the rates of the ``REFERENCE_WEEKS`` that end with each of ``weeks``."""
    series = series_of(table, np.ones(len(table.sources), dtype=np.bool_))
    limits: dict[Week, _Limit] = {}
    for week in weeks:
        start = week + (1 - REFERENCE_WEEKS)
        columns = slice(start - table.origin, week + 1 - table.origin)
        articles = int(series.exposure[columns].sum())
        lots = (words[lot] for lot in iter_weeks(start, week + 1))
        common = reference_rates((lot for lot in lots if lot is not None), lang=lang)
        if articles and common:
            stories = series.stories[:, columns].sum(axis=1)
            values = [*(10_000 * stories / articles), *common.values()]
            limit = _Limit(float(np.quantile(values, _QUANTILE)), articles)
            if limit.rate > 0:
                limits[week] = limit
    return limits
