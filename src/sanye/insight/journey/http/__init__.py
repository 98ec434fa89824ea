"""`/journeys/{number}`: once, or live as server-sent events."""

import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse

from sanye.insight.journey import queries
from sanye.stem.http import Router, Schema, actor_of

router = Router(tags=["journeys"])

ASK_AGAIN_MILLISECONDS = 2000


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
def stream_journey(request: HttpRequest, number: str, after: int = 0) -> HttpResponse:
    """The journey as server-sent events: each step since the last that the caller has, then what is
    waited for. The answer ends there, and a browser's EventSource asks again by itself after two
    seconds, with the position it has: who watches holds no thread of the server.
    """
    last_id = request.headers.get("Last-Event-ID", "")
    start = int(last_id) if re.fullmatch("[0-9]{1,18}", last_id) else after
    news = queries.get_news_of_journey(number=number, after=start, by=actor_of(request))
    return HttpResponse(
        b"".join(_messages(news)),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-store"},
    )


def _messages(news: queries.Journey | None) -> Iterator[bytes]:
    yield b"retry: %d\n\n" % ASK_AGAIN_MILLISECONDS
    if news is None:
        return
    for step in news.steps:
        yield _message("step", asdict(step), step.position)
    waiting = [asdict(item) for item in news.waiting]
    yield _message("waiting", waiting, news.steps[-1].position)


def _message(event: str, data: Any, position: int) -> bytes:
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (position, event.encode(), orjson.dumps(data))
