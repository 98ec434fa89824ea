"""Reads of promising."""

from sanye.scm.promising.queries.asking import Asked, Promised, get_estimate, look_below, work_out
from sanye.scm.promising.queries.flows import GRACE
from sanye.scm.promising.queries.lists import answer_of, get_hold, list_holds

__all__ = [
    "GRACE",
    "Asked",
    "Promised",
    "answer_of",
    "get_estimate",
    "get_hold",
    "list_holds",
    "look_below",
    "work_out",
]
