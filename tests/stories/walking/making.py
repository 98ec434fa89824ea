"""Production orders from release to close, and back again."""

from decimal import Decimal
from typing import Any

from sanye.erp.inventory.models import StockBalance
from sanye.erp.production import commands as production
from sanye.erp.production.models import (
    OperationReport,
    ProductionCompletion,
    ProductionComponent,
    ProductionOperation,
    ProductionOrder,
    ProductionProposal,
)
from sanye.stem.masterdata.models import WorkCenter
from tests.stories.walking.walk import Walk, step
from tests.stories.walking.world import MADE

WORKING = ["RELEASED", "STARTED"]


def _on(walk: Walk, order: ProductionOrder) -> dict[str, Any]:
    return {"production_order_id": order.id, **walk.who}


@step(3)
def create_production_order(walk: Walk) -> None:
    order = production.create_production_order(
        item_id=walk.aurora.item(walk.random.choice(MADE)),
        site_id=walk.aurora.plant,
        quantity=walk.quantity(30),
        due_date=walk.soon(15),
        **walk.who,
    )
    if walk.chance(0.7):  # what is not released goes with the next plan
        production.release_production_order(**_on(walk, order))


@step(10)
def release_production_order(walk: Walk) -> None:
    order = walk.pick(ProductionOrder.unscoped.filter(status="CREATED"))
    production.release_production_order(is_material_needed=walk.chance(0.2), **_on(walk, order))


@step(5)
def issue_components(walk: Walk) -> None:
    order = walk.pick(ProductionOrder.unscoped.filter(status__in=WORKING))
    lines = None
    if walk.chance(0.4):
        parts = list(ProductionComponent.unscoped.filter(production_order=order).order_by("id"))
        lines = [
            production.ComponentIssue(
                component_line_id=part.id, quantity=walk.share(part.quantity), lot=_lot(walk, part)
            )
            for part in walk.some(parts)
        ]
    production.issue_components(posting_date=walk.lately(), lines=lines, **_on(walk, order))


def _lot(walk: Walk, part: ProductionComponent) -> str:
    if part.item.tracking != "LOT":
        return ""
    found = StockBalance.unscoped.filter(item=part.item, on_hand__gt=0).order_by("id")
    return walk.pick(found).lot


@step(2)
def return_components(walk: Walk) -> None:
    part = walk.pick(ProductionComponent.unscoped.filter(issued_quantity__gt=0))
    line = production.ComponentIssue(
        component_line_id=part.id, quantity=walk.share(part.issued_quantity), lot=_lot(walk, part)
    )
    production.return_components(
        posting_date=walk.lately(), lines=[line], **_on(walk, part.production_order)
    )


@step(5)
def report_operation(walk: Walk) -> None:
    operation = walk.pick(ProductionOperation.unscoped.filter(production_order__status__in=WORKING))
    scrapped = Decimal(1) if walk.chance(0.3) else Decimal(0)
    production.report_operation(
        operation_number=operation.number,
        posting_date=walk.lately(),
        good_quantity=walk.share(operation.production_order.quantity) - scrapped,
        scrap_quantity=scrapped,
        scrap_reason_code="BENT" if scrapped else "",
        setup_minutes=Decimal(walk.random.choice([0, 15])),
        run_minutes=Decimal(walk.random.choice([0, 20, 61])),
        **_on(walk, operation.production_order),
    )


@step(18)
def complete_production_order(walk: Walk) -> None:
    order = walk.pick(ProductionOrder.unscoped.filter(status__in=WORKING))
    left = order.quantity - order.completed_quantity - order.scrapped_quantity
    production.complete_production_order(
        quantity=walk.share(max(left, Decimal(1))),
        posting_date=walk.lately(),
        lot=f"P-{walk.random.randint(1, 9)}" if order.item.tracking == "LOT" else "",
        status=walk.random.choice(["AVAILABLE"] * 5 + ["QUARANTINE", "BLOCKED"]),
        is_final=walk.chance(0.3),
        backflush=walk.random.choice([None, True, True, False]),
        **_on(walk, order),
    )


@step(14)
def close_production_order(walk: Walk) -> None:
    states = ["COMPLETED"] if walk.chance(0.8) else [*WORKING, "CLOSED"]
    order = walk.pick(ProductionOrder.unscoped.filter(status__in=states))
    production.close_production_order(posting_date=walk.lately(), **_on(walk, order))


@step(1)
def cancel_production_order(walk: Walk) -> None:
    order = walk.pick_late(ProductionOrder.unscoped)
    production.cancel_production_order(reason="no need", **_on(walk, order))


@step(2)
def change_production_order(walk: Walk) -> None:
    order = walk.pick(ProductionOrder.unscoped.filter(status__in=["CREATED", *WORKING]))
    what = walk.random.randint(0, 2)
    if what == 0:
        production.change_production_quantity(quantity=walk.quantity(40), **_on(walk, order))
    elif what == 1:
        production.reschedule_production_order(due_date=walk.soon(20), **_on(walk, order))
    else:
        production.split_production_order(quantity=walk.share(order.quantity), **_on(walk, order))


@step(2)
def answer_production_proposal(walk: Walk) -> None:
    one = walk.pick(ProductionProposal.unscoped.filter(status="OPEN"))
    answer = production.accept_proposal if walk.chance(0.7) else production.reject_proposal
    answer(proposal_id=one.id, reason="well", **walk.who)


@step(2)
def reverse_completion(walk: Walk) -> None:
    one = walk.pick_late(ProductionCompletion.unscoped.filter(reverses=None))
    production.reverse_completion(
        completion_id=one.id, posting_date=walk.lately(), reason_code="MISTAKE", **walk.who
    )


@step(1)
def reverse_report(walk: Walk) -> None:
    one = walk.pick_late(OperationReport.unscoped.filter(reverses=None))
    production.reverse_report(
        report_id=one.id, posting_date=walk.lately(), reason_code="MISTAKE", **walk.who
    )


@step(1)
def rework(walk: Walk) -> None:
    blocked = StockBalance.unscoped.filter(status="BLOCKED", on_hand__gt=0)
    heap = walk.pick(blocked)
    center = walk.pick(WorkCenter.unscoped)
    production.create_rework_order(
        item_id=heap.item_id,
        site_id=heap.site_id,
        quantity=walk.share(heap.on_hand),
        due_date=walk.soon(9),
        operations=[production.ReworkOperation(work_center_id=center.id, minutes=Decimal(12))],
        parts=[production.ReworkPart(item_id=walk.aurora.item("CORD"), quantity=Decimal(1))],
        lot=heap.lot,
        serial_number=heap.serial_number,
        location_id=heap.location_id,
        posting_date=walk.today,
        **walk.who,
    )
