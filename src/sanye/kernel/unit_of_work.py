"""The unit of work around the running code: who acts, when, because of what.

It exists inside a command, a query or a cursor and nowhere else. Row scopes and the event log
read it, so that neither a scope nor a cause can be forgotten. `event_id` is the event a cursor is
handling; `command_id` is None in a query and in a cursor between commands; `name` is the
command or query whose permission was checked. `event_ids` are the facts published so far.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sanye.kernel.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitOfWork:
    actor: Actor
    name: str = ""
    at: datetime | None = None
    command_id: UUID | None = None
    correlation_id: UUID | None = None
    event_id: UUID | None = None
    writes: bool = False
    event_ids: list[UUID] = field(default_factory=list)


_current: ContextVar[UnitOfWork | None] = ContextVar("unit_of_work", default=None)


def current() -> UnitOfWork | None:
    return _current.get()


@contextmanager
def entered(unit: UnitOfWork) -> Iterator[UnitOfWork]:
    token = _current.set(unit)
    try:
        yield unit
    finally:
        _current.reset(token)
