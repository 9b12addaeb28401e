"""Codes by which a trend says what its numbers can't carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..model import Trend

WARMING_UP = "warming up"
NO_ARTICLES = "no articles"
NOT_ENOUGH_DATA = "not enough data"
LOW_COVERAGE = "low coverage"
FEW_ARTICLES = "few articles"
SOURCES_CHANGED = "sources changed"
ONE_OUTLET = "one outlet"
SEASONAL = "seasonal?"
LOST_DAYS = "lost days"

#: What each code means, in English; the digest has its own texts per language.
WARNINGS: Mapping[str, str] = {
    WARMING_UP: "fewer than 8 earlier weeks to compare with: no phase yet",
    NO_ARTICLES: "no article of this week is stored: nothing to measure",
    NOT_ENOUGH_DATA: "too few stories, now and before together, to give a ratio",
    LOW_COVERAGE: "less than a quarter of the usual number of articles this week",
    FEW_ARTICLES: "fewer than 500 articles a week: 2 stories are enough to announce",
    SOURCES_CHANGED: "sources came or went: more than a tenth of the articles",
    ONE_OUTLET: "all stories of the last four weeks come from one outlet",
    SEASONAL: "the same weeks of an earlier year were about as high",
    LOST_DAYS: "on some day of this week hardly any source was read",
}


def add_warning(trend: Trend, code: str) -> Trend:
    """Return the trend with one more code."""
    return replace(trend, warnings=tuple(sorted({*trend.warnings, code})))
