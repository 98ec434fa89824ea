"""`/journeys/{number}`: once, or live as server-sent events."""

import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from django.http import HttpRequest, StreamingHttpResponse

from sanye.insight.journey import queries
from sanye.stem.http import Router, Schema, actor_of

router = Router(tags=["journeys"])

LOOK_AGAIN_SECONDS = 0.5
STREAM_SECONDS = 25.0
"""A stream ends after this; the browser's EventSource comes back with the last position."""


class StepOut(Schema):
    position: int
    recorded_at: datetime
    lane: str
    type: str
    document_type: str
    document_id: UUID
    number: str
    actor: str
    data: dict[str, Any]


class WaitingOut(Schema):
    what: str
    document_type: str
    document_id: UUID
    number: str
    until: date | None
    text_en: str
    text_zh: str


class JourneyOut(Schema):
    number: str
    sales_order_id: UUID
    steps: list[StepOut]
    waiting: list[WaitingOut]


@router.get("/{number}", response=JourneyOut)
def get_journey(request: HttpRequest, number: str, after: int = 0) -> queries.Journey:
    """Every event of one order and of all that follows from it, and what it waits for."""
    return queries.get_journey(number=number, after=after, by=actor_of(request))


@router.get("/{number}/stream", response={200: None})
def stream_journey(request: HttpRequest, number: str, after: int = 0) -> StreamingHttpResponse:
    """The journey as server-sent events: each step as it happens, then what is waited for."""
    by = actor_of(request)
    last_id = request.headers.get("Last-Event-ID", "")
    start = int(last_id) if last_id.isdigit() else after
    queries.get_journey(number=number, after=start, by=by)

    def live() -> Iterator[bytes]:
        position, ends = start, time.monotonic() + STREAM_SECONDS
        while time.monotonic() < ends:
            journey = queries.get_journey(number=number, after=position, by=by)
            for step in journey.steps:
                position = step.position
                yield _message("step", asdict(step), position)
            if journey.steps:
                yield _message("waiting", [asdict(item) for item in journey.waiting], position)
            else:
                yield b": still here\n\n"
            time.sleep(LOOK_AGAIN_SECONDS)

    return StreamingHttpResponse(
        live(), content_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )


def _message(event: str, data: Any, position: int) -> bytes:
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (position, event.encode(), orjson.dumps(data))
