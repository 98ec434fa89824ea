"""The door of the event log; for administrators."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from pydantic import AwareDatetime

from sanye.stem.events import queries
from sanye.stem.events.cloud_events import cloud_event
from sanye.stem.http import Router, Schema, actor_of

router = Router()


class EventOut(Schema):
    """CloudEvents 1.0; `type` and `data` as `src/sanye/contracts/asyncapi.json` describes them."""

    specversion: str
    id: UUID
    source: str
    type: str
    subject: str
    time: AwareDatetime
    datacontenttype: str
    sequence: str
    correlationid: UUID
    data: dict[str, Any]


@router.get("/{uuid:event_id}", response=EventOut)
def get_event(request: HttpRequest, event_id: UUID) -> object:
    """An event of the log: what the `dataref` of a message too large for NATS leads to."""
    return cloud_event(queries.get_event(event_id=event_id, by=actor_of(request)))
