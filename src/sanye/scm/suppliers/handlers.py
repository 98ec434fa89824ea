"""What is done about suppliers when others report a fact."""

from collections.abc import Sequence
from datetime import datetime

from sanye.contracts.erp.history import PurchaseOrderImported
from sanye.contracts.erp.purchasing import (
    GoodsReceived,
    PurchaseOrderCancelled,
    PurchaseOrderChanged,
    PurchaseOrderConfirmed,
    PurchaseOrderCreated,
    PurchaseOrderExtended,
    PurchaseOrderSent,
)
from sanye.contracts.erp.quality import InspectionDecided
from sanye.contracts.scm.events import PlanningRunFinished, SupplierEvaluationRequested
from sanye.contracts.scm.ports import (
    LineResults,
    LineResultsRequest,
    StandingAnswer,
    StandingRequest,
    SupplierStanding,
)
from sanye.kernel.actors import Actor
from sanye.scm.suppliers import commands, queries
from sanye.stem.events.cursors import Cursor, Recorded

history = Cursor("scm.suppliers.history", kind="PROJECTION", rebuild=commands.forget_history)
evaluation = Cursor("scm.suppliers.evaluation", kind="REACTION")


@history.on(
    PurchaseOrderCreated,
    PurchaseOrderSent,
    PurchaseOrderConfirmed,
    PurchaseOrderExtended,
    PurchaseOrderChanged,
    PurchaseOrderCancelled,
    PurchaseOrderImported,
    GoodsReceived,
    InspectionDecided,
)
def record_facts(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """One handler for all, so that a run of them is read and written at once."""
    facts = [(recorded.data, recorded.recorded_at) for recorded in batch]
    commands.record_facts(facts=facts, by=by, at=at)


@evaluation.on(SupplierEvaluationRequested)
def evaluate_noted(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    for _ in batch:
        commands.evaluate_noted_suppliers(by=by, at=at)


@evaluation.on(PlanningRunFinished)
def plan_changed(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Other customers may wait for what suppliers owe now."""
    for _ in batch:
        commands.refresh_supplier_alerts(by=by, at=at)


def answer_line_results(request: LineResultsRequest) -> LineResults:
    found = queries.list_line_results(
        from_date=request.from_date,
        to_date=request.to_date,
        is_confirmed=request.is_confirmed,
        by=request.by,
    )
    return LineResults(lines=tuple(found))


def answer_standing(request: StandingRequest) -> StandingAnswer:
    """Port `standing_of_suppliers`: what we think of suppliers who were judged."""
    found = queries.list_supplier_opinions(supplier_ids=request.supplier_ids, by=request.by)
    return StandingAnswer(
        standings=tuple(
            SupplierStanding(
                supplier_id=one.supplier_id,
                colour=one.colour,
                consequence=one.consequence,
                on_time_in_full_ratio=one.on_time_in_full_ratio,
                line_count=one.line_count,
            )
            for one in found
        )
    )
