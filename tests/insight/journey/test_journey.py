from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from sanye.contracts.crm.events import QuotationAccepted
from sanye.contracts.erp import events as erp
from sanye.contracts.scm.events import PlannedOrderKind, PlannedOrdersReleased, ReleasedOrder
from sanye.erp.sales_orders.domain.states import AwaitReason
from sanye.insight.journey.domain.waiting import AWAITED
from sanye.insight.journey.errors import OrderUnknown
from sanye.insight.journey.queries import get_journey
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from tests.conftest import Cursors

DAY = date(2026, 3, 20)
ONE = Decimal(1)


@command
def tell(*, facts: list[object], by: Actor, at: datetime) -> None:
    publish(*facts)  # type: ignore[arg-type]


def quotation(quotation_id: UUID) -> QuotationAccepted:
    return QuotationAccepted(
        quotation_id=quotation_id,
        number="QU-1",
        version=1,
        customer_id=new_id(),
        opportunity_id=None,
        site_id=new_id(),
        ship_to_address_id=None,
        customer_reference="",
        currency="CNY",
        payment_terms_code=None,
        order_discount_ratio=Decimal(0),
        prices_include_tax=False,
        owner_id=None,
        lines=(),
    )


def placed(order_id: UUID, number: str, quotation_id: UUID | None = None) -> erp.SalesOrderPlaced:
    return erp.SalesOrderPlaced(
        sales_order_id=order_id,
        number=number,
        customer_id=new_id(),
        quotation_id=quotation_id,
        currency="CNY",
        net_amount=ONE,
        lines=(),
    )


def released(planned_id: UUID, *sales_order_ids: UUID) -> PlannedOrdersReleased:
    return PlannedOrdersReleased(
        release_id=new_id(),
        orders=(
            ReleasedOrder(
                planned_order_id=planned_id,
                kind=PlannedOrderKind.BUY,
                item_id=new_id(),
                site_id=new_id(),
                quantity=ONE,
                unit="C62",
                start_date=DAY,
                due_date=DAY,
                supplier_id=new_id(),
                supplying_site_id=None,
                sales_order_ids=sales_order_ids,
            ),
        ),
    )


def bought(purchase_id: UUID, planned_id: UUID) -> erp.PurchaseOrderCreated:
    line = erp.PurchaseScheduleLine(
        schedule_line_id=new_id(),
        purchase_order_line_id=new_id(),
        line_number=1,
        item_id=new_id(),
        site_id=new_id(),
        quantity=ONE,
        open_quantity=ONE,
        unit="C62",
        unit_price=ONE,
        requested_date=DAY,
        confirmed_date=None,
        expected_date=DAY,
        planned_order_id=planned_id,
    )
    return erp.PurchaseOrderCreated(
        purchase_order_id=purchase_id,
        number="PO-1",
        supplier_id=new_id(),
        site_id=new_id(),
        currency="CNY",
        net_amount=ONE,
        lines=(line,),
    )


def test_a_journey_holds_what_follows_from_the_order_and_no_other_order(
    by: Actor, at: datetime, run_cursors: Callable[..., int]
) -> None:
    first, second, quote, planned, purchase = (new_id() for _ in range(5))
    order = bought(purchase, planned)
    tell(facts=[quotation(quote), placed(first, "SO-1", quote)], by=by, at=at)
    tell(facts=[placed(second, "SO-2"), released(planned, first, second), order], by=by, at=at)
    run_cursors("insight.journey.links")

    journey = get_journey(number="SO-1", by=by)

    assert [step.type.split(".", 1)[1] for step in journey.steps] == [
        "crm.quotation.accepted.v1",
        "erp.sales_order.placed.v1",
        "scm.planned_orders.released.v1",
        "erp.purchase_order.created.v1",
    ]
    assert [step.lane for step in journey.steps] == ["crm", "erp", "scm", "erp"]
    waits = [(item.what, item.number, item.until) for item in journey.waiting]
    assert waits == [("CONFIRMATION", "SO-1", None), ("SUPPLIER", "PO-1", DAY)]

    done = replace(order.lines[0], open_quantity=Decimal(0))
    change = erp.PurchaseOrderChanged(
        purchase_order_id=purchase,
        number="PO-1",
        supplier_id=order.supplier_id,
        reason="received",
        lines=(done,),
    )
    tell(facts=[change], by=by, at=at)
    assert [item.what for item in get_journey(number="SO-1", by=by).waiting] == ["CONFIRMATION"]


def test_of_a_release_a_journey_tells_what_serves_its_order(
    by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    """A release of a large plan names thousands of planned orders, and whom each of them serves."""
    mine, other = new_id(), new_id()
    shared, of_other = new_id(), new_id()
    release = released(shared, *sorted((mine, other)))
    release = replace(release, orders=(*release.orders, *released(of_other, other).orders))
    facts = [placed(mine, "SO-1"), placed(other, "SO-2"), release]
    tell(facts=facts, by=by, at=at)
    run_cursors("insight.journey.links")

    step = get_journey(number="SO-1", by=by).steps[-1]

    assert step.data["release_id"] == str(release.release_id)
    (order,) = step.data["orders"]
    assert order["planned_order_id"] == str(shared)
    assert order["sales_order_ids"] == [str(mine)]
    assert len(get_journey(number="SO-2", by=by).steps[-1].data["orders"]) == 2


def test_who_waits_for_a_supplier_waits_for_all_lines_of_his_order(
    by: Actor, at: datetime, run_cursors: Callable[..., int]
) -> None:
    """What joins a draft is told alone: the lines before it are still to come."""
    first, planned, joined, purchase = (new_id() for _ in range(4))
    order = bought(purchase, planned)
    more = replace(
        order.lines[0],
        schedule_line_id=new_id(),
        expected_date=DAY - timedelta(days=2),
        planned_order_id=joined,
    )
    extended = erp.PurchaseOrderExtended(
        purchase_order_id=purchase, number="PO-1", supplier_id=order.supplier_id, lines=(more,)
    )
    placing = placed(first, "SO-1")
    tell(facts=[placing, released(joined, first), order, extended], by=by, at=at)
    run_cursors("insight.journey.links")

    waits = [(w.what, w.until) for w in get_journey(number="SO-1", by=by).waiting]
    assert waits == [("CONFIRMATION", None), ("SUPPLIER", DAY)]


@pytest.mark.parametrize("reason", AwaitReason)
def test_it_is_told_what_an_unconfirmed_order_waits_for(
    reason: AwaitReason, by: Actor, at: datetime, run_cursors: Callable[..., int]
) -> None:
    order_id = new_id()
    awaited = erp.SalesOrderPromiseAwaited(
        sales_order_id=order_id,
        number="SO-1",
        customer_id=new_id(),
        reason_code=reason,
        lines=(),
    )
    tell(facts=[placed(order_id, "SO-1"), awaited], by=by, at=at)
    run_cursors("insight.journey.links")

    (waiting,) = get_journey(number="SO-1", by=by).waiting
    assert (waiting.text_en, waiting.text_zh) == AWAITED[reason]


def test_an_order_nobody_knows_is_refused(by: Actor) -> None:
    with pytest.raises(OrderUnknown):
        get_journey(number="SO-9", by=by)
