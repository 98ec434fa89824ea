"""Python's search for objects that hold each other, put off where it finds nothing."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (20_000, 10, 50)
"""Thresholds of the three generations: Django makes and drops hundreds of objects a statement, so
that Python's own (700, 10, 10) search six hundred times a whole loop for next to nothing."""


@contextmanager
def not_collecting() -> Iterator[None]:
    """For work that makes very many small objects, none of them in a circle: the search would look
    at all of them again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def loading() -> Iterator[None]:
    """For the start of a process: what is loaded stays to its end, so that the search is put off
    meanwhile (a sixth of the start), never looks at it again, and comes seldom."""
    with not_collecting():
        yield
        gc.freeze()
        gc.set_threshold(*SELDOM)
