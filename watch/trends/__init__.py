"""Counts -> trends: small-count statistics, phases, warnings."""

from .categories import summarise_categories
from .measure import EARLIER_WEEKS, measure_weeks
from .reference import REFERENCE_WEEKS, reference_rates, strong_rates
from .warnings import WARNINGS

__all__ = [
    "EARLIER_WEEKS",
    "REFERENCE_WEEKS",
    "WARNINGS",
    "measure_weeks",
    "reference_rates",
    "strong_rates",
    "summarise_categories",
]
