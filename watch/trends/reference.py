"""How present is "strong"? Compare with words the press always uses."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

import numpy as np

from ..model import Exposure, MentionCount, Text
from ..week import Week
from .series import ALL, series_of, tabulate

#: Weeks whose rates are compared.
REFERENCE_WEEKS = 26

#: A signal is as present as the most present tenth of signals and common words.
_QUANTILE = 0.9

_WORD = re.compile(r"\w+")


@cache
def _entry_of_form(lang: str) -> Mapping[str, str]:
    """Map each form of the evergreen words of a language to its entry."""
    text = files(__package__).joinpath("reference_words.toml").read_text("utf-8")
    entries = tomllib.loads(text).get(lang, [])
    return {form: entry for entry in entries for form in entry.split()}


def reference_rates(texts: Iterable[Text], *, lang: str) -> dict[str, float]:
    """Return the articles per 10,000 that use each evergreen word of a language.

    Texts in other languages are left out; without any text the result is empty.

    >>> snow = Text("Snow closes schools", "Two schools stay open.", "en")
    >>> rates = reference_rates([snow, Text("Rates rise", "", "en")], lang="en")
    >>> rates["school schools"], rates["cheese"]
    (5000.0, 0.0)
    """
    entry_of = _entry_of_form(lang)
    counts: Counter[str] = Counter()
    articles = 0
    for text in texts:
        if text.lang != lang:
            continue
        articles += 1
        words = set(_WORD.findall(f"{text.title} {text.summary}".lower()))
        counts.update({entry_of[word] for word in words & entry_of.keys()})
    if not articles:
        return {}
    entries = dict.fromkeys(entry_of.values())
    return {entry: 10_000 * counts[entry] / articles for entry in entries}


def strong_rates(
    week: Week,
    *,
    texts: Sequence[Text],
    mentions: Sequence[MentionCount],
    exposures: Sequence[Exposure],
    signals: Sequence[str],
    langs: Sequence[str],
) -> dict[str, float]:
    """Return, for each language, the rate from which a signal may be called strong.

    It is the 0.90 quantile of the rates (per 10,000 articles) of all signals and of
    about a hundred evergreen words over the ``REFERENCE_WEEKS`` weeks that end with
    ``week``; refresh it about monthly. For ``all`` it is the mean over the other
    languages, weighted by articles. A language without articles, or with hardly any
    of the words in them, has no entry: there is nothing to compare with.

    Args:
        week: Last week to look at; the caller gives rows and texts of the
            ``REFERENCE_WEEKS`` weeks before and including it.
        texts: Title and summary of every article of those weeks.
        mentions: One row per article and signal.
        exposures: One row per source, week and language.
        signals: Ids of the tracked signals.
        langs: Press languages; ``all`` pools them.

    """
    rates: dict[str, float] = {}
    weights: dict[str, int] = {}
    for lang in langs:
        if lang == ALL:
            continue
        table = tabulate(
            mentions, exposures, signals=signals, lang=lang, start=week, end=week + 1
        )
        chosen = np.ones(len(table.sources), dtype=np.bool_)
        series = series_of(table, chosen)
        articles = int(series.exposure[-REFERENCE_WEEKS:].sum())
        words = reference_rates(texts, lang=lang)
        if not articles or not words:
            continue
        stories = series.stories[:, -REFERENCE_WEEKS:].sum(axis=1)
        values = [*(10_000 * stories / articles), *words.values()]
        rate = float(np.quantile(values, _QUANTILE))
        if rate > 0:
            rates[lang] = rate
            weights[lang] = articles
    if ALL in langs and rates:
        total = sum(weights.values())
        rates[ALL] = sum(rates[lang] * weights[lang] for lang in rates) / total
    return rates
