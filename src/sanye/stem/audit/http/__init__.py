"""The door of audit."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import AwareDatetime

from sanye.stem.audit import queries
from sanye.stem.http import Page, Router, Schema, actor_of, page_of

commands = Router()
history = Router()


class CommandOut(Schema):
    id: UUID
    name: str
    user_id: UUID | None
    actor_name: str
    channel: str
    at: datetime
    correlation_id: UUID
    caused_by_event_id: UUID | None


class ChangeOut(Schema):
    changed_at: datetime
    label: str
    command_id: UUID | None
    command: str | None
    user_id: UUID | None
    actor_name: str | None
    channel: str | None
    old: dict[str, Any]
    new: dict[str, Any]


@commands.get("", response=Page[CommandOut])
def list_commands(
    request: HttpRequest,
    name: str | None = None,
    user_id: UUID | None = None,
    correlation_id: UUID | None = None,
    from_at: AwareDatetime | None = None,
    to_at: AwareDatetime | None = None,
) -> HttpResponse:
    """The command log, newest first; `name` may end in `*`."""
    rows = queries.list_commands(
        name=name,
        user_id=user_id,
        correlation_id=correlation_id,
        from_at=from_at,
        to_at=to_at,
        by=actor_of(request),
    )
    return page_of(request, rows, CommandOut)


@history.get("/{table}/{uuid:row_id}", response=list[ChangeOut])
def list_history(request: HttpRequest, table: str, row_id: UUID) -> object:
    """Every change of one row, with old and new values and the command behind it."""
    return queries.list_history(table=table, row_id=row_id, by=actor_of(request))
