"""Timelines of customers and leads."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field

from sanye.crm.accounts import queries
from sanye.stem.http import Schema, actor_of, page_of


class TimelineLine(Schema):
    """`document_type` and `document_id` name the document; the sentence is in both languages."""

    id: UUID
    happened_at: datetime
    kind: str
    document_type: str
    document_id: UUID
    document_number: str
    text_en: str
    text_zh: str
    event_id: UUID = Field(description="The fact in the event log")


def timeline_page(request: HttpRequest, *, kind: str, **whose_and_when: Any) -> HttpResponse:
    """One page of a timeline, newest first."""
    kinds = [one for one in kind.split(",") if one]
    rows = queries.list_customer_events(kinds=kinds, **whose_and_when, by=actor_of(request))
    return page_of(request, rows, TimelineLine, order="-happened_at")
