"""What promising does when others report a fact, and what it answers when they ask.

Who asks a port has checked its user's right to what it does. Supply is seen whole then, so that a
customer at the portal and a seller of one site get the same honest date.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sanye.contracts.erp.sales import (
    SalesOrderAmended,
    SalesOrderCancelled,
    SalesOrderClosed,
    SalesOrderConfirmed,
)
from sanye.contracts.scm.events import PlanningRunFinished
from sanye.contracts.scm.holds import HoldAnswer, HoldRequest, ReleaseAnswer, ReleaseRequest
from sanye.contracts.scm.ports import EstimateAnswer, EstimateRequest
from sanye.kernel.actors import Actor
from sanye.kernel.unit_of_work import current, entered
from sanye.scm.promising import commands, queries
from sanye.scm.promising.domain.states import FreedBecause
from sanye.stem.events.cursors import Cursor, Recorded

commitments = Cursor("scm.promising.commitments", kind="REACTION")


@commitments.on(SalesOrderConfirmed, SalesOrderAmended, together=True)
def order_confirmed(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    confirmed = [_told(recorded, recorded.data.hold_id) for recorded in batch]
    commands.commit_holds(confirmed=confirmed, by=by, at=at)


@commitments.on(SalesOrderCancelled, together=True)
def order_cancelled(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    _free(batch, FreedBecause.CANCELLED, by=by, at=at)


@commitments.on(SalesOrderClosed, together=True)
def order_closed(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    _free(batch, FreedBecause.SHIPPED, by=by, at=at)


@commitments.on(PlanningRunFinished, together=True)
def plan_provides(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """One look, however many runs there were."""
    commands.note_planned(by=by, at=at)


def _free(batch: Sequence[Recorded], because: FreedBecause, *, by: Actor, at: datetime) -> None:
    ended = [_told(recorded) for recorded in batch]
    commands.free_holds_of_orders(ended=ended, because=because, by=by, at=at)


def _told(recorded: Recorded, hold_id: UUID | None = None) -> commands.OrderTold:
    return commands.OrderTold(
        sales_order_id=recorded.key, hold_id=hold_id, correlation_id=recorded.correlation_id
    )


def answer_hold(request: HoldRequest) -> HoldAnswer:
    with _seeing_all(request.by) as by:
        return commands.hold_supply(request=request, by=by, at=request.at)


def answer_release(request: ReleaseRequest) -> ReleaseAnswer:
    with _seeing_all(request.by) as by:
        return commands.release_hold(request=request, by=by, at=request.at)


def answer_estimate(request: EstimateRequest) -> EstimateAnswer:
    with _seeing_all(request.by) as by:
        return queries.get_estimate(request=request, by=by)


@contextmanager
def _seeing_all(actor: Actor) -> Iterator[Actor]:
    """The asker with all rows in sight, within the unit of work it has."""
    wide = replace(
        actor,
        permissions=frozenset({"scm.*", "stem.masterdata.*"}),
        site_ids=None,
        party_ids=None,
        own_only=False,
        scopes=None,
    )
    unit = current()
    if unit is None:
        yield wide
        return
    with entered(replace(unit, actor=wide)):
        yield wide
