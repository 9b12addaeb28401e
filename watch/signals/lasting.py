"""Make what lasts without looking for garbage in it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def lasting() -> Iterator[None]:
    """Pause the search for reference cycles; also a decorator.

    While rules are read and compiled, hundred thousands of objects are made that all
    stay; Python would look through them again and again, a third of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
