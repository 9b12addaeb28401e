"""Declines: which category does a text report to fall or grow?"""

from types import MappingProxyType

from ...model import CATEGORY_DECLINES, Signal
from .finder import DeclineFinder, make_finder

__all__ = ["DECLINES", "DeclineFinder", "make_finder"]

_TITLE = {
    "fr": "Catégories en baisse ou en hausse",
    "en": "Falling and growing categories",
}
_DESCRIPTION = {
    "fr": "Produits, services et pratiques que la presse dit en recul ou en essor.",
    "en": "Products, services and practices that the press reports to fall or grow.",
}

#: The reports as a signal that subscribers can choose; its rules are the finder.
DECLINES = Signal(
    id=CATEGORY_DECLINES,
    title=MappingProxyType(_TITLE),
    description=MappingProxyType(_DESCRIPTION),
    theme="markets",
)
