"""Drafts as the finished documents that history takes over."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from sanye.erp.history.commands import (
    ClosedComponent,
    ClosedOperation,
    ClosedProductionOrder,
    ClosedPurchaseLine,
    ClosedPurchaseOrder,
    ClosedSalesLine,
    ClosedSalesOrder,
    ClosedSalesPart,
    PastTransfer,
)
from sanye.kernel.payment_terms import due_date
from sanye.project.demo.past.chance import around, happens, stream
from sanye.project.demo.past.drafts import (
    MakingDraft,
    PurchaseDraft,
    PurchaseLine,
    SalesDraft,
    SalesLine,
    SalesPart,
    Taken,
    TransferDraft,
)
from sanye.project.demo.past.paying import due, paid_on, settled_early, we_paid_on
from sanye.project.demo.past.vendors import INVOICE_DAYS, PRICE_OFF, WRONG_PRICE
from sanye.project.demo.past.world import Good, Recipe, World

MINUTES_SCATTER = 0.08
"""How the minutes of an operation differ from the plan (log-normal)."""
MINUTE = Decimal("0.01")
PRICE_STEP = Decimal("0.0001")
CENT = Decimal("0.01")
WHY_CANCELLED = ("客户取消", "交期无法满足", "重复下单", "客户资金安排变化")
SCRAP_REASONS = ("MATERIAL", "WORKMANSHIP", "SETUP")


# Sales


def close_sales(world: World, orders: Iterable[SalesDraft]) -> list[ClosedSalesOrder]:
    """Orders with prices, invoices and payments."""
    known = list(orders)
    heads = {order.id: _money(world, order) for order in known}
    unpaid = (
        (order.buyer, order.id, found[0], _worth(world, order))
        for order in known
        if (found := heads[order.id]) is not None and found[2] is None
    )
    early = settled_early(world, unpaid)
    return [_sales_order(world, order, heads[order.id], early.get(order.id)) for order in known]


def _money(world: World, order: SalesDraft) -> tuple[date, date, date | None] | None:
    """Invoiced when all has arrived, due and paid; None of what was not shipped. Fills in the
    prices."""
    buyer = order.buyer
    for line in order.lines:
        line.price = _price(world, order, line)
    invoiced = order.arrived or order.shipped
    if invoiced is None:
        return None
    source = stream(world.seed, "paid", order.buyer.customer.code, order.ordered)
    until = due(invoiced, buyer)
    return invoiced, until, paid_on(world, buyer, until, invoiced, source)


def _price(world: World, order: SalesDraft, line: SalesLine) -> Decimal:
    """In the customer's currency; where no list has that, our own price at the day's rate."""
    customer = order.buyer.customer
    quantity = sum((part.quantity for part in line.parts), Decimal(0))
    whose = (customer.price_list_id, customer.id, customer.group, "")
    found = world.prices.of(line.good.id, quantity, customer.currency, whose)
    if found is not None:
        return found
    own = world.prices.of(line.good.id, quantity, world.rates.currency, whose)
    rate = world.rates.on(customer.currency, order.ordered) or Decimal(1)
    return ((own or line.good.cost) / rate).quantize(CENT)


def _worth(world: World, order: SalesDraft) -> Decimal:
    """What the customer owes for it, tax included, in functional currency."""
    rate = world.rates.on(order.buyer.customer.currency, order.ordered) or Decimal(1)
    kept = 1 - Decimal(order.buyer.discount) / 100
    return sum(
        (
            part.taken.quantity * line.price * kept * (1 + _tax(order, line)[1]) * rate
            for line in order.lines
            for part in line.parts
            if part.taken is not None
        ),
        Decimal(0),
    )


def _tax(order: SalesDraft, line: SalesLine) -> tuple[str, Decimal]:
    own = order.buyer.customer.tax
    return line.good.sales_tax if own is None else own


def _sales_order(
    world: World,
    order: SalesDraft,
    money: tuple[date, date, date | None] | None,
    paid_early: date | None,
) -> ClosedSalesOrder:
    customer = order.buyer.customer
    invoiced, until, paid = money or (None, None, None)
    paid = paid or paid_early
    source = stream(world.seed, "why", customer.code, order.ordered)
    return ClosedSalesOrder(
        id=order.id,
        customer_id=customer.id,
        site_id=order.lines[0].site_id,
        order_date=order.ordered,
        lines=tuple(_sales_line(order, line) for line in order.lines),
        currency=customer.currency,
        exchange_rate=world.rates.on(customer.currency, order.ordered),
        customer_reference=f"{customer.code}/{order.ordered:%y%m%d}",
        owner_id=customer.owner_id,
        amendment_count=order.amendments,
        invoiced_date=invoiced,
        due_date=until,
        paid_date=paid,
        paid_exchange_rate=None if paid is None else world.rates.on(customer.currency, paid),
        is_cancelled=order.is_cancelled,
        cancel_reason=source.choice(WHY_CANCELLED) if order.is_cancelled else "",
    )


def _sales_line(order: SalesDraft, line: SalesLine) -> ClosedSalesLine:
    code, ratio = _tax(order, line)
    return ClosedSalesLine(
        id=line.id,
        item_id=line.good.id,
        unit_price=line.price,
        discount_ratio=Decimal(order.buyer.discount) / 100,
        tax_code=code,
        tax_ratio=ratio,
        parts=tuple(each for part in line.parts for each in _sales_parts(line, part)),
    )


def _sales_parts(line: SalesLine, part: SalesPart) -> Iterable[ClosedSalesPart]:
    """One per lot; what is given up is the last one's."""
    taken = part.taken
    if taken is None:
        yield _sales_part(line, part, part.quantity, Decimal(0))
    elif line.good.tracking == "SERIAL":
        numbers = tuple(name for name, _ in taken.pieces)
        yield _sales_part(line, part, part.quantity, taken.quantity, serial_numbers=numbers)
    else:
        pieces = taken.pieces or [("", taken.quantity)]
        for lot, quantity in pieces[:-1]:
            yield _sales_part(line, part, quantity, quantity, lot=lot)
        lot, quantity = pieces[-1]
        given_up = part.quantity - taken.quantity
        yield _sales_part(line, part, quantity + given_up, quantity, lot=lot)


def _sales_part(
    line: SalesLine,
    part: SalesPart,
    quantity: Decimal,
    delivered: Decimal,
    *,
    lot: str = "",
    serial_numbers: tuple[str, ...] = (),
) -> ClosedSalesPart:
    return ClosedSalesPart(
        quantity=quantity,
        requested_date=part.requested,
        delivered_quantity=delivered,
        first_promised_date=part.promised,
        promised_date=part.promised,
        shipped_date=part.shipped,
        received_date=part.received,
        site_id=line.site_id,
        lot=lot,
        serial_numbers=serial_numbers,
    )


# Production


def close_making(world: World, orders: Iterable[MakingDraft]) -> list[ClosedProductionOrder]:
    """Orders with what they took and how long it took."""
    return [_production_order(world, order) for order in orders]


def _production_order(world: World, order: MakingDraft) -> ClosedProductionOrder:
    source = stream(world.seed, "minutes", order.good.code, order.start)
    brought = order.brought
    return ClosedProductionOrder(
        item_id=order.good.id,
        site_id=order.place[1],
        quantity=order.quantity,
        completed_quantity=order.completed,
        scrapped_quantity=order.scrapped,
        scrap_reason_code=source.choice(SCRAP_REASONS) if order.scrapped else "",
        planned_start_date=order.planned_start,
        planned_due_date=order.planned_due,
        actual_start_date=order.start,
        actual_end_date=brought.on,
        components=tuple(
            component for taken in order.needs for component in _components(world, taken)
        ),
        operations=tuple(_operations(world.recipes[order.place], order.quantity, source)),
        **_names(order.good, brought.pieces),
    )


def _names(good: Good, pieces: Sequence[tuple[str, Decimal]]) -> dict[str, Any]:
    """Lot or serial numbers of goods of one lot."""
    if good.tracking == "SERIAL":
        return {"serial_numbers": tuple(name for name, _ in pieces)}
    return {"lot": pieces[0][0] if pieces else ""}


def close_transfers(orders: Iterable[TransferDraft]) -> list[PastTransfer]:
    """One row per lot, one for all pieces."""
    return [row for order in orders for row in _transfers(order)]


def _transfers(order: TransferDraft) -> Iterable[PastTransfer]:
    taken, brought = order.taken, order.brought
    lots: Sequence[tuple[dict[str, Any], Decimal]]
    if order.good.tracking == "LOT":
        lots = [({"lot": lot}, quantity) for lot, quantity in taken.pieces]
    else:
        lots = [(_names(order.good, taken.pieces), taken.quantity)]
    for names, quantity in lots:
        yield PastTransfer(
            item_id=order.good.id,
            from_site_id=taken.place[1],
            to_site_id=brought.place[1],
            quantity=quantity,
            shipped_date=taken.on,
            received_date=brought.on,
            **names,
        )


def _components(world: World, taken: Taken) -> Iterable[ClosedComponent]:
    if world.goods[taken.place[0]].tracking == "SERIAL":
        numbers = tuple(name for name, _ in taken.pieces)
        yield ClosedComponent(
            item_id=taken.place[0], quantity=taken.quantity, serial_numbers=numbers
        )
        return
    for lot, quantity in taken.pieces or [("", taken.quantity)]:
        yield ClosedComponent(item_id=taken.place[0], quantity=quantity, lot=lot)


def _operations(recipe: Recipe, quantity: Decimal, source: Random) -> Iterable[ClosedOperation]:
    for step in recipe.steps:
        planned = (step.run_minutes * quantity).quantize(MINUTE)
        actual = around(float(planned), MINUTES_SCATTER, source)
        yield ClosedOperation(
            number=step.number,
            name=step.name,
            work_center_id=step.work_center_id,
            setup_minutes=step.setup_minutes,
            run_minutes=Decimal(str(actual)).quantize(MINUTE),
            planned_run_minutes=planned,
        )


# Purchases


def close_purchases(world: World, orders: Iterable[PurchaseDraft]) -> list[ClosedPurchaseOrder]:
    """Orders with invoices and payments."""
    counts: dict[UUID, count[int]] = defaultdict(lambda: count(1))
    return [_purchase_order(world, order, next(counts[order.supplier_id])) for order in orders]


def _purchase_order(world: World, order: PurchaseDraft, number: int) -> ClosedPurchaseOrder:
    supplier = world.suppliers[order.supplier_id]
    source = stream(world.seed, "invoiced", supplier.code, order.ordered, str(order.currency))
    came = max(line.brought.on for line in order.lines)
    invoiced: date | None = world.days.moved(came, source.randint(*INVOICE_DAYS))
    until = paid = None
    if invoiced is not None and invoiced <= world.days.last:
        until = due_date(invoiced, supplier.terms)
        paid = we_paid_on(world, until, invoiced, source)
    else:
        invoiced = None
    return ClosedPurchaseOrder(
        supplier_id=order.supplier_id,
        site_id=order.site_id,
        order_date=order.ordered,
        lines=tuple(_purchase_line(line, source) for line in order.lines),
        currency=order.currency,
        exchange_rate=world.rates.on(order.currency, order.ordered),
        answered_date=order.answered,
        invoice_reference=f"{supplier.code}-{number:05d}" if invoiced is not None else "",
        invoiced_date=invoiced,
        due_date=until,
        paid_date=paid,
        paid_exchange_rate=None if paid is None else world.rates.on(order.currency, paid),
    )


def _purchase_line(line: PurchaseLine, source: Random) -> ClosedPurchaseLine:
    invoiced_price = None
    if happens(WRONG_PRICE, source):
        invoiced_price = (line.unit_price * Decimal(1 + PRICE_OFF)).quantize(PRICE_STEP)
    code, ratio = line.good.purchase_tax
    return ClosedPurchaseLine(
        item_id=line.good.id,
        quantity=line.quantity,
        unit_price=line.unit_price,
        requested_date=line.requested,
        received_quantity=line.received,
        received_date=line.brought.on,
        rejected_quantity=line.rejected,
        first_confirmed_date=line.confirmed,
        confirmed_date=line.confirmed,
        invoiced_unit_price=invoiced_price,
        tax_code=code,
        tax_ratio=ratio,
        **_names(line.good, line.brought.pieces),
    )
