"""What suppliers, shop floor, carrier and customer do about one order."""

from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sanye.project.loop.shares import Every
from sanye.project.loop.world import Refused, World

Row = dict[str, Any]

OPEN_PURCHASES = ("DRAFT", "AWAITING_APPROVAL", "APPROVED", "SENT", "CONFIRMED")
OPEN_PRODUCTION = ("CREATED", "RELEASED", "STARTED")
GONE = 404
CONFLICT = 409
LATE_DAYS = 5
"""By how many days a late supplier confirms later than asked."""


class NotReady(Exception):
    """The plant stood still before these orders could be shipped."""


def ask_and_accept(
    world: World, *, customer_id: str, item_id: str, quantity: Decimal, in_days: int, today: date
) -> str:
    """A customer asks, gets a quotation and takes it. Returns the quotation's id."""
    quotation = world.post(
        "/quotations",
        {
            "customer_id": customer_id,
            "lines": [
                {
                    "item_id": item_id,
                    "quantity": str(quantity),
                    "requested_date": str(today + timedelta(days=in_days)),
                }
            ],
        },
    )
    world.post(f"/quotations/{quotation['id']}/send")
    world.post(f"/quotations/{quotation['id']}/accept")
    return str(quotation["id"])


def find_confirmed(world: World, quotation_id: str) -> Row:
    """Wait for the order that follows from a quotation to be confirmed with a promise."""

    def look() -> Row | None:
        for row in world.all("/sales-orders", quotation_id=quotation_id):
            if row["status"] in {"CONFIRMED", "CLOSED"}:
                return dict(world.get(f"/sales-orders/{row['id']}"))
        return None

    return world.wait(f"the order of quotation {quotation_id} to be confirmed", look)


def wait_confirmed(world: World, order_id: str) -> Row:
    """Wait for an order to be confirmed with a promise."""

    def look() -> Row | None:
        order = world.get(f"/sales-orders/{order_id}")
        return order if order["status"] == "CONFIRMED" else None

    return world.wait(f"order {order_id} to be confirmed", look)


def release(world: World, sales_order_ids: Collection[str]) -> int:
    """The planner hands over what is planned for these orders. Returns the number handed over."""
    rows = {
        row["id"]
        for order_id in sales_order_ids
        for row in world.all("/planning/planned-orders", status="PLANNED", sales_order_id=order_id)
    }
    if rows:
        try:
            world.post("/planning/planned-orders/release", {"planned_order_ids": sorted(rows)})
        except Refused as refused:
            if refused.status not in {
                GONE,
                CONFLICT,
            }:  # a run has replaced them meanwhile: look again
                raise
            return 0
    return len(rows)


def linked(world: World, number: str) -> set[str]:
    """Ids of all documents that follow from an order so far."""
    try:
        journey = world.get(f"/journeys/{number}")
    except Refused as refused:
        if refused.status != GONE:  # the order is too new: look again
            raise
        return set()
    return {step["document_id"] for step in journey["steps"]}


def supply(world: World, chosen: Collection[str] | None, today: date, late: Every) -> int:
    """Suppliers confirm, deliver and invoice what is ordered: chosen orders, or (None) all.

    Late ones confirm a later day; the goods come all the same.
    """
    rows = open_orders(world, "/purchase-orders", OPEN_PURCHASES, chosen)
    return sum(_supply(world, row["id"], today, late) for row in rows)


def open_orders(
    world: World, path: str, statuses: Collection[str], chosen: Collection[str] | None
) -> list[Row]:
    """Orders in one of these states, oldest first: of the chosen ones, or (None) of all. There may
    be years of closed ones, so each state is asked for."""
    rows = [row for status in statuses for row in world.all(path, status=status)]
    wanted = [row for row in rows if chosen is None or row["id"] in chosen]
    return sorted(wanted, key=lambda row: str(row["id"]))


def _supply(world: World, order_id: str, today: date, late: Every) -> bool:
    try:
        _bring(world, order_id, today, late)
    except Refused as refused:
        if refused.status != CONFLICT:  # planning has cancelled it meanwhile
            raise
        return False
    return True


def _bring(world: World, order_id: str, today: date, late: Every) -> None:
    order = world.get(f"/purchase-orders/{order_id}")
    if order["status"] == "DRAFT":
        order = world.post(f"/purchase-orders/{order_id}/submit")
    if order["status"] == "AWAITING_APPROVAL":
        order = world.second.post(f"/purchase-orders/{order_id}/approve")
    if order["status"] == "APPROVED":
        order = world.post(f"/purchase-orders/{order_id}/send")
    if order["status"] == "SENT":
        body = {"answers": _later(order)} if late.is_hit() else {}
        order = world.post(f"/purchase-orders/{order_id}/answer", body)
    arrived = [
        {
            "purchase_order_line_id": line["id"],
            "quantity": str(_open_of(line)),
            "lot": order["number"] if _is_kept_by_lot(world, line["item_id"]) else "",
        }
        for line in order["lines"]
        if _open_of(line) > 0
    ]
    if arrived:
        world.post(f"/purchase-orders/{order_id}/receipts", {"lines": arrived})
        _invoice_supply(world, world.get(f"/purchase-orders/{order_id}"), today)


def _is_kept_by_lot(world: World, item_id: str) -> bool:
    return bool(world.get(f"/items/{item_id}")["tracking"] == "LOT")


def _later(order: Row) -> list[Row]:
    """All that is open, some days later than asked."""
    return [
        {
            "schedule_line_id": part["id"],
            "kind": "CHANGE",
            "parts": [{"quantity": part["open_quantity"], "confirmed_date": _late_day(part)}],
        }
        for line in order["lines"]
        for part in line["schedule_lines"]
        if Decimal(part["open_quantity"]) > 0
    ]


def _late_day(part: Row) -> str:
    return str(date.fromisoformat(part["requested_date"]) + timedelta(days=LATE_DAYS))


def _invoice_supply(world: World, order: Row, today: date) -> None:
    """The supplier invoices what he delivered and has not invoiced; what he replaces is free."""
    lines = [
        {
            "purchase_order_line_id": line["id"],
            "quantity": str(_uninvoiced(line)),
            "unit_price": line["unit_price"],
        }
        for line in order["lines"]
        if _uninvoiced(line) > 0
    ]
    if not lines:
        return
    received = sum(Decimal(line["received_quantity"]) for line in order["lines"])
    invoice = world.post(
        "/supplier-invoices",
        {
            "supplier_id": order["supplier_id"],
            "supplier_reference": f"{order['number']}/{received}",
            "document_date": str(today),
            "lines": lines,
        },
    )
    if invoice["status"] == "MATCHED":
        world.post(f"/supplier-invoices/{invoice['id']}/post")


def _uninvoiced(line: Row) -> Decimal:
    kept = Decimal(line["received_quantity"]) - Decimal(line["returned_quantity"])
    return kept - Decimal(line["invoiced_quantity"])


def _open_of(line: Row) -> Decimal:
    return sum((Decimal(part["open_quantity"]) for part in line["schedule_lines"]), Decimal(0))


def produce(world: World, chosen: Collection[str] | None, today: date) -> int:
    """The shop floor finishes what has its material: chosen orders, or (None) all of them."""
    rows = open_orders(world, "/production-orders", OPEN_PRODUCTION, chosen)
    return sum(_produce(world, row, today) for row in rows)


def _produce(world: World, order: Row, today: date) -> bool:
    path = f"/production-orders/{order['id']}"
    left = (
        Decimal(order["quantity"])
        - Decimal(order["completed_quantity"])
        - Decimal(order["scrapped_quantity"])
    )
    try:
        if order["status"] == "CREATED":
            world.post(f"{path}/release")
        world.post(
            f"{path}/complete",
            {"quantity": str(left), "posting_date": str(today), "backflush": True},
        )
    except Refused as refused:
        if refused.status != CONFLICT:  # material is missing, or planning cancelled it meanwhile
            raise
        return False
    world.post(f"{path}/close", {"posting_date": str(today)})
    return True


def deliver(world: World, order: Row, today: date) -> str:
    """Storekeeper and carrier bring the order to its customer. Returns the delivery's id."""
    lines = [
        {"schedule_line_id": part["id"]}
        for line in order["lines"]
        for part in line["schedule"]
        if Decimal(part["open_quantity"]) > 0
    ]
    goods = world.post("/deliveries", {"lines": lines})
    path = f"/deliveries/{goods['id']}"
    world.post(f"{path}/pick")
    if has(world, "/shipments"):
        carry(world, goods, today)
    else:
        world.post(f"{path}/ship", {"carrier": "SF", "tracking_number": goods["number"]})
        world.post(f"{path}/prove", {"received_by": "dock"})
    return str(goods["id"])


def has(world: World, path: str) -> bool:
    """Whether there is such a list here: its leaf is on."""
    try:
        world.get(path, limit=1)
    except Refused as refused:
        if refused.status != GONE:
            raise
        return False
    return True


def carry(world: World, goods: Row, today: date) -> None:
    """A shipment takes the delivery, by the cheapest carrier that offers, which proves it and
    asks for its freight."""
    found = world.wait(f"{goods['number']} to be known to transport", lambda: _known(world, goods))
    shipment = world.post("/shipments", {"delivery_ids": [found["delivery_id"]]})
    path = f"/shipments/{shipment['id']}"
    offers = [offer for offer in world.get(f"{path}/offers") if not offer["problem"]]
    if offers:
        world.post(f"{path}/carrier", {"term_id": offers[0]["term_id"]})
    shipment = world.post(f"{path}/dispatch", {"tracking_number": goods["number"]})
    _wait_for(world, goods, "SHIPPED")
    world.post(f"{path}/proof", {"delivery_id": goods["id"], "signed_by": "dock"})
    _wait_for(world, goods, "PROVEN")
    if shipment["freight_amount"] is not None:
        _ask_for_freight(world, shipment, today)


def _ask_for_freight(world: World, shipment: Row, today: date) -> None:
    def accrued() -> bool | None:
        rows = world.all("/freight-accruals", is_open="true", carrier_id=shipment["carrier_id"])
        return any(row["shipment_id"] == shipment["id"] for row in rows) or None

    world.wait(f"freight of {shipment['number']} to be accrued", accrued)
    invoice = world.post(
        "/supplier-invoices",
        {
            "supplier_id": shipment["carrier_id"],
            "supplier_reference": shipment["number"],
            "document_date": str(today),
            "currency": shipment["freight_currency"],
            "lines": [
                {
                    "unit_price": shipment["freight_amount"],
                    "shipment_number": shipment["number"],
                }
            ],
        },
    )
    if invoice["status"] == "MATCHED":
        world.post(f"/supplier-invoices/{invoice['id']}/post")


def _known(world: World, goods: Row) -> Row | None:
    rows = world.all("/shipments/deliveries", status="PICKED", customer_id=goods["customer_id"])
    return next((row for row in rows if row["delivery_id"] == goods["id"]), None)


def _wait_for(world: World, goods: Row, status: str) -> None:
    def look() -> bool | None:
        return world.get(f"/deliveries/{goods['id']}")["status"] == status or None

    world.wait(f"{goods['number']} to be {status}", look)


def invoice_delivery(world: World, delivery_id: str) -> list[Row]:
    """The accountant invoices what was delivered."""
    return list(world.post("/sales-invoices", {"delivery_ids": [delivery_id]}))


def pay(world: World, invoice: Row, today: date) -> None:
    """The customer pays his invoice in full and names it: he may owe others since long."""
    rows = world.all("/receivables/open-items", customer_id=invoice["customer_id"], is_open="true")
    owed = next((row for row in rows if row["document_id"] == invoice["id"]), None)
    if owed is None:  # what he had paid before settled it
        return
    world.post(
        "/receivables/receipts",
        {
            "customer_id": invoice["customer_id"],
            "currency": invoice["currency"],
            "amount": owed["open_amount"],
            "posting_date": str(today),
            "settle": [{"open_item_id": owed["id"], "amount": owed["open_amount"]}],
        },
    )


def available(world: World, item_id: str, site_id: str) -> Decimal:
    """What of an item could be shipped from a site now."""
    answer = world.get("/stock/on-hand", item_id=item_id, site_id=site_id)
    return Decimal(answer["available"] or 0)


def in_stock(world: World, item_id: str) -> Decimal:
    """What of an item is free at all sites."""
    rows = world.all("/stock/balances", item_id=item_id, status="AVAILABLE")
    return sum((Decimal(row["on_hand"]) - Decimal(row["allocated"]) for row in rows), Decimal(0))
