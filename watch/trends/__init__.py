"""Counts -> trends: small-count statistics, phases, warnings."""

from .categories import summarise_categories
from .measure import EARLIER_WEEKS, measure_weeks
from .reference import evergreen_words
from .warnings import WARNINGS

__all__ = [
    "EARLIER_WEEKS",
    "WARNINGS",
    "evergreen_words",
    "measure_weeks",
    "summarise_categories",
]
