"""Doors of reports and exports, which read from the replica where there is one."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import structlog
from django.db import OperationalError, connections
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from psycopg.errors import QueryCanceled

from sanye.stem.rows.replica import ALIAS, reading_replica, replica_answers

View = TypeVar("View", bound=Callable[..., object])
log = structlog.get_logger(__name__)


def may_be_stale(view: View) -> View:
    """Mark a reading door whose answer may miss what was written in the last moments."""
    view.may_be_stale = True  # type: ignore[attr-defined]
    return view


def read_stale(answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The answer from the replica; from the primary where the replica is away or breaks off, as it
    does with a query that stands in the way of its own recovery. What took too long there is not
    tried a second time.
    """
    if not replica_answers():
        return answer()
    try:
        with reading_replica():
            response = answer()
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise
        log.warning("replica_failed", error=repr(error))
        connections[ALIAS].close()
        return answer()
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = _pieces(iter(response.streaming_content))  # type: ignore[arg-type]
    return response


def _pieces(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Pieces are made when they are asked for, and others may be asked in between."""
    while True:
        with reading_replica():
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece
