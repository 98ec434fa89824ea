"""A change of demand reaches the shop floor: nothing is produced that nobody wants unseen."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sanye.contracts.scm.events import (
    PlannedOrderKind,
    PlannedOrdersReleased,
    ReleasedOrder,
    SupplyChangeRequested,
)
from sanye.erp.production.commands import (
    accept_proposal,
    complete_production_order,
    issue_components,
    reject_proposal,
    release_production_order,
)
from sanye.erp.production.errors import CancelUndecided, ProposalUnknown
from sanye.erp.production.models import ProductionOrder, ProductionProposal
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.states import StepNotAllowed
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.events.models import EventRow
from tests.erp.production.conftest import DAY, Shop

CURSOR = "erp.production.orders"
Run = Callable[..., int]


@command
def _tell(*, fact: Any, by: Actor, at: Any) -> None:
    publish(fact)


def planned(shop: Shop, quantity: Any = 3, **fields: Any) -> ReleasedOrder:
    row = {
        "planned_order_id": new_id(),
        "kind": PlannedOrderKind.MAKE,
        "item_id": shop.bike.id,
        "site_id": shop.site.id,
        "quantity": Decimal(quantity),
        "unit": "C62",
        "start_date": DAY,
        "due_date": date(2026, 3, 6),
        "supplier_id": None,
        "supplying_site_id": None,
        "sales_order_ids": (new_id(),),
        **fields,
    }
    return ReleasedOrder(**row)


def release_plan(shop: Shop, run: Run, *orders: ReleasedOrder) -> list[ProductionOrder]:
    _tell(fact=PlannedOrdersReleased(release_id=new_id(), orders=orders), by=shop.by, at=shop.at)
    run(CURSOR)
    return list(ProductionOrder.unscoped.order_by("number"))


def ask(shop: Shop, run: Run, order: ProductionOrder, kind: str, **fields: Any) -> None:
    row = {"new_date": None, "new_quantity": None, **fields}
    fact = SupplyChangeRequested(
        action_message_id=new_id(),
        kind=kind,
        order_type="production_order",
        order_id=order.id,
        order_line_id=None,
        reason="DEMAND",
        **row,
    )
    _tell(fact=fact, by=shop.by, at=shop.at)
    run(CURSOR)
    order.refresh_from_db()


def test_planned_orders_become_production_orders(shop: Shop, run_cursors: Run) -> None:
    make = planned(shop)
    buy = planned(shop, kind=PlannedOrderKind.BUY, item_id=shop.frame.id, supplier_id=new_id())

    (order,) = release_plan(shop, run_cursors, make, buy)

    assert order.planned_order_id == make.planned_order_id
    assert order.sales_order_ids == list(make.sales_order_ids)
    created = EventRow.objects.get(key=order.id)
    told = EventRow.objects.get(
        company_id=shop.by.company_id, type="sanye.scm.planned_orders.released.v1"
    )
    assert created.correlation_id == told.correlation_id


def test_cancelling_to_nothing_cancels_what_is_not_released(shop: Shop, run_cursors: Run) -> None:
    (order,) = release_plan(shop, run_cursors, planned(shop, 3))

    ask(shop, run_cursors, order, "CANCEL")

    assert order.status == "CANCELLED"
    last = EventRow.objects.filter(key=order.id).order_by("-position")[0]
    assert last.type == "sanye.erp.production_order.cancelled.v1"
    with pytest.raises(StepNotAllowed):
        release_production_order(production_order_id=order.id, by=shop.by, at=shop.at)


def test_cancelling_to_nothing_asks_about_what_is_released(shop: Shop, run_cursors: Run) -> None:
    shop.stock(shop.wheel, 6, lot="W")
    shop.stock(shop.frame, 3)
    (order,) = release_plan(shop, run_cursors, planned(shop, 3))
    release_production_order(production_order_id=order.id, by=shop.by, at=shop.at)

    ask(shop, run_cursors, order, "CANCEL")

    proposal = ProductionProposal.unscoped.get()
    assert (proposal.status, proposal.kind, proposal.owner_role) == (
        "OPEN",
        "CANCEL",
        "PRODUCTION",
    )
    assert proposal.decide_by_date == DAY
    for start in (
        lambda: issue_components(
            production_order_id=order.id, posting_date=DAY, by=shop.by, at=shop.at
        ),
        lambda: complete_production_order(
            production_order_id=order.id,
            quantity=Decimal(3),
            posting_date=DAY,
            by=shop.by,
            at=shop.at,
        ),
    ):
        with pytest.raises(CancelUndecided):
            start()
    accept_proposal(proposal_id=proposal.id, by=shop.by, at=shop.at)
    order.refresh_from_db()
    proposal.refresh_from_db()
    assert (order.status, proposal.status) == ("CANCELLED", "ACCEPTED")


def test_a_rejected_cancel_lets_work_go_on(shop: Shop, run_cursors: Run) -> None:
    shop.stock(shop.wheel, 6, lot="W")
    shop.stock(shop.frame, 3)
    order = shop.order(3)
    ask(shop, run_cursors, order, "CANCEL")
    proposal = ProductionProposal.unscoped.get()

    reject_proposal(proposal_id=proposal.id, reason="NEEDED ELSEWHERE", by=shop.by, at=shop.at)
    issue_components(production_order_id=order.id, posting_date=DAY, by=shop.by, at=shop.at)

    order.refresh_from_db()
    assert order.status == "STARTED"
    with pytest.raises(StepNotAllowed):
        accept_proposal(proposal_id=proposal.id, by=shop.by, at=shop.at)
    with pytest.raises(ProposalUnknown):
        accept_proposal(proposal_id=new_id(), by=shop.by, at=shop.at)


def test_unreleased_orders_follow_date_and_quantity(shop: Shop, run_cursors: Run) -> None:
    order = shop.order(3, released=False)

    ask(shop, run_cursors, order, "RESCHEDULE", new_date=date(2026, 3, 13))
    ask(shop, run_cursors, order, "CHANGE_QUANTITY", new_quantity=Decimal(5))

    assert (order.start_date, order.due_date, order.quantity) == (
        date(2026, 3, 9),
        date(2026, 3, 13),
        5,
    )
    assert not ProductionProposal.unscoped.exists()


def test_a_later_request_overtakes_an_open_one(shop: Shop, run_cursors: Run) -> None:
    order = shop.order(3)

    ask(shop, run_cursors, order, "RESCHEDULE", new_date=date(2026, 3, 13))
    ask(shop, run_cursors, order, "RESCHEDULE", new_date=date(2026, 3, 16))
    ask(shop, run_cursors, order, "CHANGE_QUANTITY", new_quantity=Decimal(5))

    rows = ProductionProposal.unscoped.order_by("id").values_list("kind", "status")
    assert list(rows) == [
        ("RESCHEDULE", "OVERTAKEN"),
        ("RESCHEDULE", "OPEN"),
        ("CHANGE_QUANTITY", "OPEN"),
    ]
    for proposal in ProductionProposal.unscoped.filter(status="OPEN"):
        accept_proposal(proposal_id=proposal.id, by=shop.by, at=shop.at)
    order.refresh_from_db()
    assert (order.due_date, order.quantity) == (date(2026, 3, 16), 5)


def test_an_ended_order_is_left_alone(shop: Shop, run_cursors: Run) -> None:
    order = shop.order(3, released=False)
    ask(shop, run_cursors, order, "CANCEL")

    ask(shop, run_cursors, order, "CANCEL")

    assert order.status == "CANCELLED"
    assert not ProductionProposal.unscoped.exists()
