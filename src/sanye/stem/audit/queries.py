"""History of rows, written by triggers (django-pghistory), and of commands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import pghistory.models
from django.apps import apps
from django.db.models import Model, Q, QuerySet

from sanye.kernel.actors import Actor
from sanye.kernel.errors import NotAllowed
from sanye.stem.audit.errors import HistoryUnknown
from sanye.stem.commands import query
from sanye.stem.commands.models import CommandLog


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a row: what differs from the state before, and the command that did it."""

    changed_at: datetime
    label: str
    command_id: UUID | None
    command: str | None
    user_id: UUID | None
    actor_name: str | None
    channel: str | None
    old: dict[str, Any]
    new: dict[str, Any]


@query
def list_commands(
    *,
    name: str | None = None,
    user_id: UUID | None = None,
    correlation_id: UUID | None = None,
    from_at: datetime | None = None,
    to_at: datetime | None = None,
    by: Actor,
) -> QuerySet[CommandLog]:
    """The command log of the company, narrowed by what is given; `name` may end in `*`."""
    rows: QuerySet[CommandLog] = CommandLog.objects.all()
    if name is not None:
        rows = (
            rows.filter(name__startswith=name[:-1])
            if name.endswith("*")
            else rows.filter(name=name)
        )
    given = {
        "user_id": user_id,
        "correlation_id": correlation_id,
        "at__gte": from_at,
        "at__lt": to_at,
    }
    return rows.filter(**{column: value for column, value in given.items() if value is not None})


@query
def list_history(*, table: str, row_id: UUID, by: Actor) -> list[Change]:
    """Every state of one row, oldest first. Raises HistoryUnknown, NotAllowed.

    Whoever may read a module may read the history of its rows; a row out of the caller's scope has
    none.
    """
    events = _histories().get(table)
    if events is None:
        raise HistoryUnknown(table=table, id=row_id)
    tracked = events.pgh_tracked_model
    permission = ".".join([*tracked.__module__.split(".")[1:3], "get_history"])
    if not by.may(permission):
        raise NotAllowed(actor=by.name, permission=permission)
    if not _is_visible(tracked, row_id, by):
        raise HistoryUnknown(table=table, id=row_id)
    rows = list(events.objects.filter(pgh_obj_id=row_id).order_by("pgh_id"))
    commands = CommandLog.objects.in_bulk(
        {row.pgh_context_id for row in rows if row.pgh_context_id}
    )
    return list(_changes(rows, commands))


def _is_visible(table: Any, row_id: UUID, by: Actor) -> bool:
    """In the caller's scope; a company's row of the group is that company's alone, and so are the
    company itself and its users."""
    rows = table.objects.filter(pk=row_id)
    columns = {column.attname for column in rows.model._meta.concrete_fields}  # noqa: SLF001
    name = rows.model._meta.db_table  # noqa: SLF001
    if "company_id" in columns:
        rows = rows.filter(company_id=by.company_id)
    elif name == "stem_company":
        rows = rows.filter(pk=by.company_id)
    elif name == "stem_user":
        rows = rows.filter(Q(memberships__company_id=by.company_id) | Q(memberships=None))
    return bool(rows.exists())


@cache
def _histories() -> dict[str, Any]:
    """Event models by the table they follow."""
    followed: dict[str, Any] = {}
    for model in apps.get_models():
        tracked: Any = getattr(model, "pgh_tracked_model", None)
        if tracked is not None and issubclass(model, pghistory.models.Event):
            followed[tracked._meta.db_table] = model  # noqa: SLF001
    return followed


def _changes(rows: list[Any], commands: dict[UUID, CommandLog]) -> Iterator[Change]:
    before: dict[str, Any] = {}
    for row in rows:
        after = _values(row)
        changed = {name for name, value in after.items() if before.get(name) != value}
        done_by = commands.get(row.pgh_context_id)
        yield Change(
            changed_at=row.pgh_created_at,
            label=row.pgh_label,
            command_id=row.pgh_context_id,
            command=None if done_by is None else done_by.name,
            user_id=None if done_by is None else done_by.user_id,
            actor_name=None if done_by is None else done_by.actor_name,
            channel=None if done_by is None else done_by.channel,
            old={name: value for name, value in before.items() if name in changed},
            new={name: value for name, value in after.items() if name in changed},
        )
        before = after


def _values(row: Model) -> dict[str, Any]:
    return {
        column.attname: getattr(row, column.attname)
        for column in row._meta.concrete_fields  # noqa: SLF001
        if not column.name.startswith("pgh_")
    }
