"""Commands and queries: the only way to change rows, and the way to read them.

    @command
    def place_sales_order(*, customer_id: UUID, by: Actor, at: datetime) -> SalesOrder: ...

    @query
    def list_sales_orders(*, by: Actor) -> QuerySet[SalesOrder]: ...

A command is one transaction with its events and one row in the command log. Called from another
command it joins: the caller's right, transaction and log row count. A query sees the rows the
actor may see. Both are named after their module: `erp.sales_orders.place_sales_order`, which is
also the permission.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast, overload

from django.db import connection

from sanye.kernel.actors import Actor
from sanye.kernel.errors import NotAllowed
from sanye.kernel.ids import new_id
from sanye.kernel.unit_of_work import UnitOfWork, current, entered
from sanye.stem.commands.transactions import in_one_transaction

P = ParamSpec("P")
R = TypeVar("R")

_LOG = (
    "INSERT INTO stem_command_log (id, company_id, name, user_id, actor_name, channel, at,"
    " correlation_id, caused_by_event_id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
    " RETURNING set_config('pghistory.context_id', id::text, true),"
    " set_config('pghistory.context_metadata', %s, true)"
)
"""The row, and the context in which the triggers write history from now on."""

registered_commands: dict[str, Callable[..., Any]] = {}
registered_queries: dict[str, Callable[..., Any]] = {}


def permission_of(function: Callable[..., Any]) -> str:
    """`sanye.erp.sales_orders.commands.place` asks for `erp.sales_orders.place`."""
    path = function.__module__.removeprefix("sanye.").split(".")
    parts = [part for part in path if part not in {"commands", "queries"}]
    keep = parts[:2]
    return ".".join([*keep, function.__name__])


@overload
def command(function: Callable[P, R]) -> Callable[P, R]: ...
@overload
def command(*, logged: bool) -> Callable[[Callable[P, R]], Callable[P, R]]: ...


def command(
    function: Callable[P, R] | None = None, *, logged: bool = True
) -> Callable[P, R] | Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function a command.

    `logged=False` is for projections, which change no document: they are logged only when they
    publish a fact, so that every fact has its cause.
    """
    if function is None:
        return lambda inner: _command(inner, logged=logged)
    return _command(function, logged=logged)


def _command(function: Callable[P, R], *, logged: bool) -> Callable[P, R]:
    permission = permission_of(function)

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        actor = cast("Actor", kwargs["by"])
        at = cast("datetime", kwargs["at"])
        outer = current()
        if outer is not None and outer.writes and outer.command_id is not None:
            return function(*args, **kwargs)
        if not actor.may(permission):
            raise NotAllowed(actor=actor.name, permission=permission)
        command_id = new_id()
        cause = outer if outer is not None and outer.writes else None
        unit = UnitOfWork(
            actor=actor,
            name=permission,
            at=at,
            command_id=command_id,
            correlation_id=(outer and outer.correlation_id) or command_id,
            event_id=cause.event_id if cause else None,
            writes=True,
        )

        def work() -> R:
            unit.event_ids.clear()
            if logged:
                _write_log(permission, unit)
            result = function(*args, **kwargs)
            if not logged and unit.event_ids:
                _write_log(permission, unit)
            return result

        with entered(unit):
            return in_one_transaction(work, joins=cause is not None)

    run.permission = permission  # type: ignore[attr-defined]
    registered_commands[permission] = run
    return run


def query(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function a query: permission checked, row scope of the actor applied."""
    permission = permission_of(function)

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        actor = cast("Actor", kwargs["by"])
        outer = current()
        if outer is not None and outer.name and outer.actor is actor:
            return function(*args, **kwargs)
        if not actor.may(permission):
            raise NotAllowed(actor=actor.name, permission=permission)
        with entered(UnitOfWork(actor=actor, name=permission)):
            return function(*args, **kwargs)

    run.permission = permission  # type: ignore[attr-defined]
    registered_queries[permission] = run
    return run


def ask_right(act: Callable[..., Any], by: Actor) -> None:
    """For what is done in several steps: refuse before the first one whoever may not do the last.

    `act` is the command or query. Raises NotAllowed.
    """
    permission = cast("str", getattr(act, "permission", ""))
    if not by.may(permission):
        raise NotAllowed(actor=by.name, permission=permission)


def _write_log(name: str, unit: UnitOfWork) -> None:
    actor = unit.actor
    with connection.cursor() as cursor:
        cursor.execute(
            _LOG,
            [
                unit.command_id,
                actor.company_id,
                name,
                actor.user_id,
                actor.name,
                actor.channel,
                unit.at,
                unit.correlation_id,
                unit.event_id,
                f'{{"command": "{name}"}}',
            ],
        )
