"""Declines: which category does a text report to fall or grow?"""

from .finder import DeclineFinder, make_finder

__all__ = ["DeclineFinder", "make_finder"]
