"""What promising does when others report a fact."""

from collections.abc import Sequence
from datetime import datetime

from sanye.contracts.erp.sales import (
    SalesOrderAmended,
    SalesOrderCancelled,
    SalesOrderClosed,
    SalesOrderConfirmed,
)
from sanye.contracts.scm.events import PlanningRunFinished
from sanye.kernel.actors import Actor
from sanye.scm.promising import commands
from sanye.scm.promising.domain.states import FreedBecause
from sanye.stem.events.cursors import Cursor, Recorded

commitments = Cursor("scm.promising.commitments", kind="REACTION")


@commitments.on(SalesOrderConfirmed, SalesOrderAmended)
def order_confirmed(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    for recorded in batch:
        hold_id = recorded.data.hold_id
        if hold_id is not None:
            commands.commit_hold(hold_id=hold_id, sales_order_id=recorded.key, by=by, at=at)


@commitments.on(SalesOrderCancelled)
def order_cancelled(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    for recorded in batch:
        commands.free_holds_of_order(
            sales_order_id=recorded.key, because=FreedBecause.CANCELLED, by=by, at=at
        )


@commitments.on(SalesOrderClosed)
def order_closed(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    for recorded in batch:
        commands.free_holds_of_order(
            sales_order_id=recorded.key, because=FreedBecause.SHIPPED, by=by, at=at
        )


@commitments.on(PlanningRunFinished)
def plan_provides(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    for _ in batch:
        commands.note_planned(by=by, at=at)
