"""A failed lot, from its receipt to the supplier's score, the product's cost and the next offer."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sanye.contracts.erp.returns import ReturnOutcome
from sanye.crm.quoting import commands as quoting
from sanye.crm.quoting.queries import get_quotation_margin
from sanye.crm.service import commands as service
from sanye.erp.costing.queries import get_item_value
from sanye.erp.delivery import commands as delivery
from sanye.erp.inventory import commands as inventory
from sanye.erp.inventory.queries import list_balances
from sanye.erp.invoicing import commands as invoicing
from sanye.erp.ledger.queries import list_postings
from sanye.erp.product_cost.queries import list_service_costs
from sanye.erp.purchasing import commands as purchasing
from sanye.erp.quality import commands as quality
from sanye.erp.quality.queries import list_alerts, list_inspections
from sanye.erp.returns import commands as returns
from sanye.erp.returns.queries import list_customer_returns
from sanye.erp.sales_orders import commands as sales
from sanye.erp.sales_orders.queries import get_sales_order, get_sales_order_parts
from sanye.insight.journey.queries import get_journey
from sanye.scm.suppliers.queries import get_supplier_scorecard
from sanye.stem.masterdata import commands as masterdata
from tests.stories.conftest import Aurora

KETTLE, HEATER = "EK-100", "HEATER"
LOT = "K-2602"


def test_from_the_failed_lot_to_the_next_quotation(
    aurora: Aurora, at: datetime, problems: Callable[[], list[str]]
) -> None:
    inspector = aurora.person("boss", "QUALITY")

    # Heaters are inspected. Of two hundred that come, fifty are wrong and go back.
    receive_heaters(aurora, at)
    (inspection,) = list_inspections(status="OPEN", by=aurora.by)
    assert (inspection.quantity, stock(aurora, HEATER)["QUARANTINE"]) == (200, 200)
    quality.decide_inspection(
        inspection_id=inspection.id,
        passed_quantity=Decimal(150),
        failed_quantity=Decimal(50),
        defect_code="MATERIAL",
        disposition="BACK_TO_SUPPLIER",
        replacement=True,
        by=inspector,
        at=at,
    )
    aurora.run_cursors()
    assert "QUARANTINE" not in stock(aurora, HEATER)

    # The supplier's score knows it, and owes fifty again.
    card = get_supplier_scorecard(supplier_id=aurora.party("S-ELEC"), by=aurora.by)
    heaters = [row for row in card.items if row.item_code == HEATER]
    assert [row.rejected_quantity for row in heaters] == [50]
    assert problems() == []

    # Twenty kettles are sold. Three months later five of them overheat within days.
    order_id = sell_kettles(aurora, at)
    later = at + timedelta(days=91)
    cases = [complain(aurora, order_id, later) for _ in range(5)]
    aurora.run_cursors(at=later)

    # Chance does not explain it: quality has an alert, with an owner.
    (alert,) = list_alerts(by=aurora.by)
    assert (alert.item.code, alert.failure_code, alert.count) == (KETTLE, "OVERHEATS", 5)
    assert (alert.status, alert.owner_role) == ("OPEN", "QUALITY")
    quality.acknowledge_alert(alert_id=alert.id, by=inspector, at=later)

    # They come back, are scrapped and refunded; the visit to the customer costs 85.
    bring_back(aurora, cases[0], order_id, later)
    care = aurora.person("care", "SERVICE")
    service.report_cost(case_id=cases[0], kind="TRAVEL", amount=Decimal(85), by=care, at=later)
    aurora.run_cursors(at=later)
    assert stock(aurora, KETTLE) == {"AVAILABLE": Decimal(80)}
    quantity, value = get_item_value(
        item_id=aurora.item(KETTLE), site_id=aurora.plant, by=aurora.by
    )
    assert (quantity, value) == (80, 80 * 62)
    assert spent_on_service(aurora) == 5 * 62 + 85
    assert problems() == []

    # A sold kettle costs 19.75 afterwards, and the next quotation says so.
    cost = list_service_costs(item_id=aurora.item(KETTLE), by=aurora.by).get()
    assert (cost.shipped_quantity, cost.return_amount, cost.service_amount) == (20, 310, 85)
    assert cost.unit_service_cost == Decimal("19.75")
    margin = quote(aurora, later)
    assert margin.margin_ratio == Decimal("0.519380")
    assert margin.margin_after_service_ratio == Decimal("0.366279")

    # The order's journey tells of all of it.
    order = get_sales_order(order_id=order_id, by=aurora.by)
    told = {step.document_type for step in get_journey(number=order.number, by=aurora.by).steps}
    assert {"erp.delivery", "erp.customer_return", "erp.inspection", "erp.credit_note"} <= told
    quality.close_alert(alert_id=alert.id, reason_code="SUPPLIER", by=inspector, at=later)


def stock(aurora: Aurora, code: str) -> dict[str, Decimal]:
    """What stands at the plant of an item, by status."""
    found: dict[str, Decimal] = {}
    for heap in list_balances(item_id=aurora.item(code), site_id=aurora.plant, by=aurora.by):
        found[heap.status] = found.get(heap.status, Decimal(0)) + heap.on_hand
    return found


def receive_heaters(aurora: Aurora, at: datetime) -> None:
    buyer, store = aurora.person("buyer", "BUYER"), aurora.person("store", "STOREKEEPER")
    masterdata.put_item_sites(
        items=[{"item": HEATER, "site": "PLANT", "inspection_days": 1}], by=buyer, at=at
    )
    order = purchasing.place_purchase_order(
        supplier_id=aurora.party("S-ELEC"),
        site_id=aurora.plant,
        lines=[
            purchasing.NewLine(
                item_id=aurora.item(HEATER),
                quantity=Decimal(200),
                requested_date=date(2026, 3, 10),
            )
        ],
        by=buyer,
        at=at,
    )
    purchasing.submit_purchase_order(purchase_order_id=order.id, by=buyer, at=at)
    purchasing.send_purchase_order(purchase_order_id=order.id, by=buyer, at=at)
    purchasing.answer_purchase_order(purchase_order_id=order.id, by=buyer, at=at)
    line = order.lines.model.unscoped.get(purchase_order=order)
    purchasing.receive_goods(
        purchase_order_id=order.id,
        lines=[purchasing.Arrival(purchase_order_line_id=line.id, quantity=Decimal(200))],
        by=store,
        at=at,
    )
    aurora.run_cursors()


def sell_kettles(aurora: Aurora, at: datetime) -> UUID:
    seller, carrier = aurora.person("sales", "SALES"), aurora.person("ship", "LOGISTICS")
    inventory.post_opening_stock(
        lines=[
            inventory.MovementLine(
                item_id=aurora.item(KETTLE),
                site_id=aurora.plant,
                quantity=Decimal(100),
                lot=LOT,
                unit_cost=Decimal(62),
            )
        ],
        posting_date=at.date(),
        by=aurora.by,
        at=at,
    )
    aurora.run_cursors()
    wanted = sales.NewLine(
        item_id=aurora.item(KETTLE), quantity=Decimal(20), requested_date=at.date()
    )
    order = sales.place_sales_order(
        customer_id=aurora.party("C-HUAYU"), lines=[wanted], by=seller, at=at
    )
    sales.confirm_sales_order(order_id=order.id, by=seller, at=at)
    parts = get_sales_order_parts(order_id=order.id, by=aurora.by)
    assert parts.order.status == "CONFIRMED"
    goods = delivery.create_delivery(
        quantities={row.id: None for rows in parts.schedule.values() for row in rows},
        by=carrier,
        at=at,
    )
    delivery.pick_delivery(delivery_id=goods.id, by=carrier, at=at)
    delivery.ship_delivery(delivery_id=goods.id, by=carrier, at=at)
    delivery.prove_delivery(delivery_id=goods.id, by=carrier, at=at)
    invoicing.issue_invoices(
        delivery_ids=[goods.id], by=aurora.person("books", "ACCOUNTANT"), at=at
    )
    aurora.run_cursors()
    return order.id


def complain(aurora: Aurora, order_id: UUID, at: datetime) -> UUID:
    case = service.open_case(
        about=service.About(sales_order_id=order_id, item_id=aurora.item(KETTLE)),
        title="The kettle gets too hot",
        kind="FAULT",
        failure_code="OVERHEATS",
        by=aurora.person("care", "SERVICE"),
        at=at,
    )
    return case.id


def bring_back(aurora: Aurora, case_id: UUID, order_id: UUID, at: datetime) -> None:
    line = service.ReturnLine(
        sales_order_id=order_id,
        item_id=aurora.item(KETTLE),
        quantity=Decimal(5),
        reason_code="DEFECTIVE",
        failure_code="OVERHEATS",
    )
    service.ask_for_return(
        case_id=case_id, lines=[line], by=aurora.person("care", "SERVICE"), at=at
    )
    aurora.run_cursors(at=at)
    (row,) = list_customer_returns(case_id=case_id, by=aurora.by)
    (announced,) = row.lines.all()
    assert (announced.quantity, announced.sales_order_id) == (5, order_id)
    returns.receive_return(
        customer_return_id=row.id,
        lines=[returns.Back(line_id=announced.id, quantity=Decimal(5), lot=LOT)],
        by=aurora.person("store", "STOREKEEPER"),
        at=at,
    )
    (inspection,) = list_inspections(source_id=row.id, by=aurora.by)
    quality.decide_inspection(
        inspection_id=inspection.id,
        failed_quantity=Decimal(5),
        defect_code="OVERHEATS",
        disposition="SCRAP",
        by=aurora.person("boss", "QUALITY"),
        at=at,
    )
    aurora.run_cursors(at=at)
    asked = returns.Asked(line_id=announced.id, quantity=Decimal(5), outcome=ReturnOutcome.REFUND)
    returns.refund_return(
        customer_return_id=row.id,
        lines=[asked],
        by=aurora.person("books", "ACCOUNTANT"),
        at=at,
    )
    aurora.run_cursors(at=at)


def spent_on_service(aurora: Aurora) -> Decimal:
    """What the books hold as warranty and service."""
    return sum(
        (
            line.debit - line.credit
            for line in list_postings(by=aurora.by)
            if line.role in {"WARRANTY_EXPENSE", "SERVICE_EXPENSE"}
        ),
        Decimal(0),
    )


def quote(aurora: Aurora, at: datetime) -> Any:
    """Twenty kettles more: what is earned of them."""
    seller = aurora.person("sales", "SALES")
    wanted = quoting.LineAsked(
        item_id=aurora.item(KETTLE),
        quantity=Decimal(20),
        requested_date=at.date() + timedelta(days=10),
    )
    quotation = quoting.draft_quotation(
        customer_id=aurora.party("C-HUAYU"), lines=[wanted], by=seller, at=at
    )
    return get_quotation_margin(quotation_id=quotation.id, by=seller)
