"""Cursors: consumers that follow the event log.

    supply_demand = Cursor("scm.planning.supply_demand", kind="PROJECTION", rebuild=truncate)

    @supply_demand.on(SalesOrderConfirmed, SalesOrderAmended)
    def demand_changed(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None: ...

A projection may be emptied and replayed; its handlers get runs of events. A reaction makes
documents: its handlers get one event at a time, in the event's correlation, and never the same
event twice. One that is registered with `together=True` gets runs too, and sees to it that what it
publishes correlates with the event it follows from. With on_failure="PARK" an event that cannot be
handled is put aside with everything later of its key; with "HALT" the whole cursor waits for it.
There a handler that cannot reach whom it tells raises Unreachable. Workers ask first those that are
`is_urgent`: on the way from demand to promise and supply, where somebody waits. One that waits for
another server is `is_apart`: a worker follows it in a thread of its own, lest all others wait too.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Literal, Protocol
from uuid import UUID

import structlog
from django.db import connection

from sanye.kernel.actors import Actor, system_actor
from sanye.kernel.events import from_data
from sanye.kernel.unit_of_work import UnitOfWork, entered

log = structlog.get_logger(__name__)

Kind = Literal["PROJECTION", "REACTION"]
OnFailure = Literal["PARK", "HALT"]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A fact as the log has it; `data` is the event object."""

    position: int
    event_id: UUID
    company_id: UUID
    type: str
    key: UUID
    data: Any
    actor_id: UUID | None
    command_id: UUID
    correlation_id: UUID
    recorded_at: datetime


class Unreachable(Exception):
    """No event is at fault, who is to be told is away: a cursor that halts does so at once."""


class Handler(Protocol):
    """What a cursor calls: a module's translation from facts to its own commands."""

    __name__: str

    def __call__(self, batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None: ...


Rebuild = Callable[..., None]
registered_cursors: dict[str, "Cursor"] = {}


class Cursor:
    """A named consumer. `rebuild(by=…, at=…)` empties a projection's tables of one company."""

    def __init__(
        self,
        name: str,
        *,
        kind: Kind,
        on_failure: OnFailure = "PARK",
        rebuild: Rebuild | None = None,
        batch_size: int = 500,
        is_urgent: bool = False,
        is_apart: bool = False,
    ) -> None:
        self.name = name
        self.kind = kind
        self.on_failure = on_failure
        self.rebuild = rebuild
        self.batch_size = batch_size
        self.is_urgent = is_urgent
        self.is_apart = is_apart
        self.everything: Handler | None = None
        self._handlers: dict[str, Handler] = {}
        self._together: set[Handler] = set()
        registered_cursors[name] = self

    def on(self, *event_classes: Any, together: bool = False) -> Callable[[Handler], Handler]:
        """Let a function handle these events; a reaction's in runs if `together`."""

        def register(handler: Handler) -> Handler:
            if together:
                self._together.add(handler)
            for event_class in event_classes:
                if event_class.event_type in self._handlers:
                    raise ValueError(f"{self.name} handles {event_class.event_type} twice")
                self._handlers[event_class.event_type] = handler
            return handler

        return register

    def on_everything(self, handler: Handler) -> Handler:
        """Let a function handle every event, as the relay does."""
        self.everything = handler
        return handler

    @property
    def types(self) -> list[str] | None:
        """The event types it follows; None means all."""
        return None if self.everything else sorted(self._handlers)

    def follows(self, event_type: str) -> bool:
        return self.everything is not None or event_type in self._handlers

    def handle(self, batch: Sequence[Recorded], *, at: datetime) -> None:
        """Handle events of one company, in order, inside the caller's transaction."""
        is_reaction = self.kind == "REACTION"
        fresh = self._take_effects(batch) if is_reaction else batch
        by_handler = groupby(fresh, key=lambda recorded: self._handler_of(recorded.type))
        for handler, run in by_handler:
            events = list(run)
            if not is_reaction:
                with entered(self._unit(events, at)):
                    handler(events, by=self._actor(events[0]), at=at)
            elif handler in self._together:
                self._react(handler, events, at)
            else:
                for recorded in events:
                    self._react(handler, [recorded], at)

    def _take_effects(self, batch: Sequence[Recorded]) -> list[Recorded]:
        """Claim the one effect of each event at its handler; those that had none before."""
        targets = [self._handler_of(recorded.type).__name__ for recorded in batch]
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO stem_effect (cursor_name, event_id, target)"
                " SELECT %s, event_id, target"
                " FROM unnest(%s::uuid[], %s::text[]) AS claimed (event_id, target)"
                " ON CONFLICT DO NOTHING RETURNING event_id",
                [self.name, [recorded.event_id for recorded in batch], targets],
            )
            taken = {row[0] for row in cursor.fetchall()}
        return [recorded for recorded in batch if recorded.event_id in taken]

    def _react(self, handler: Handler, fresh: Sequence[Recorded], at: datetime) -> None:
        with _traced(fresh[0]), entered(self._unit(fresh, at)):
            handler(fresh, by=self._actor(fresh[0]), at=at)
        for recorded in fresh:
            with _traced(recorded):
                log.info("reacted", cursor=self.name, type=recorded.type, key=str(recorded.key))

    def _handler_of(self, event_type: str) -> Handler:
        return self.everything or self._handlers[event_type]

    def _actor(self, recorded: Recorded) -> Actor:
        return system_actor(recorded.company_id, self.name)

    def _unit(self, events: Sequence[Recorded], at: datetime) -> UnitOfWork:
        """What follows from a run belongs to the request that led to all of it, if it was one."""
        first = events[0]
        requests = {recorded.correlation_id for recorded in events}
        is_caused = self.kind == "REACTION" and len(events) == 1
        return UnitOfWork(
            actor=self._actor(first),
            name=self.name,
            at=at,
            correlation_id=first.correlation_id if len(requests) == 1 else None,
            event_id=first.event_id if is_caused else None,
            writes=True,
        )


def _traced(recorded: Recorded) -> AbstractContextManager[None]:
    """Log lines written meanwhile name the request that the event came from."""
    return structlog.contextvars.bound_contextvars(trace_id=recorded.correlation_id.hex)


def recorded_from_row(row: tuple[Any, ...]) -> Recorded:
    """A row of `reading.COLUMNS` as a fact."""
    position, event_id, company_id, type_, key, data, actor_id, command_id, correlation_id, at = row
    return Recorded(
        position=position,
        event_id=event_id,
        company_id=company_id,
        type=type_,
        key=key,
        data=from_data(type_, data),
        actor_id=actor_id,
        command_id=command_id,
        correlation_id=correlation_id,
        recorded_at=at,
    )
