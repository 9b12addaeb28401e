"""Declines: which category does a text report to fall or grow?"""

from types import MappingProxyType

from ...model import CATEGORY_DECLINES, Signal
from .finder import DeclineFinder, make_finder

__all__ = ["DECLINES", "DeclineFinder", "make_finder"]

#: The reports as a signal that subscribers can choose; its rules are the finder.
DECLINES = Signal(
    id=CATEGORY_DECLINES,
    title=MappingProxyType(
        {
            "fr": "Catégories en baisse ou en hausse",
            "en": "Falling and growing categories",
        }
    ),
    description=MappingProxyType(
        {
            "fr": "Produits, services et pratiques dont la presse rapporte le recul ou l’essor.",
            "en": "Products, services and practices that the press reports to fall or grow.",
        }
    ),
    theme="markets",
)
