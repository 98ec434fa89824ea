"""A market seen by planning's side: what purchasing would report of suppliers' orders."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sanye.contracts.erp.history import ImportedPurchaseLine, PurchaseOrderImported
from sanye.contracts.erp.purchasing import (
    GoodsReceived,
    PurchaseOrderCancelled,
    PurchaseOrderChanged,
    PurchaseOrderConfirmed,
    PurchaseOrderExtended,
    PurchaseOrderSent,
    PurchaseScheduleLine,
    ReceivedLine,
)
from sanye.contracts.erp.quality import InspectionDecided
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.masterdata.models import Item, Party, Site
from tests.factories.scm import purchase_order, report


def moment(day: date, hour: int = 2) -> datetime:
    """An instant of that day, by default 10:00 in Shanghai."""
    return datetime.combine(day, time(hour), tzinfo=UTC)


@dataclass
class Order:
    """One purchase order with its line, telling the log what happens to it."""

    by: Actor
    order_id: UUID
    number: str
    supplier_id: UUID
    line: PurchaseScheduleLine

    def answer(
        self, on: date, *parts: tuple[Any, date], refused: bool = False
    ) -> list[PurchaseScheduleLine]:
        """The supplier's answer: parts (quantity, day), the first stays on the line."""
        given = [] if refused else list(parts) or [(self.line.quantity, self.line.requested_date)]
        lines = [self._said(n, Decimal(q), day) for n, (q, day) in enumerate(given)]
        if refused:
            lines = [replace(self.line, quantity=Decimal(0), open_quantity=Decimal(0))]
        fact = PurchaseOrderConfirmed(
            purchase_order_id=self.order_id,
            number=self.number,
            supplier_id=self.supplier_id,
            lines=tuple(lines),
        )
        report(fact, by=self.by, at=moment(on))
        self.line = lines[0]
        return lines

    def _said(self, place: int, quantity: Decimal, day: date) -> PurchaseScheduleLine:
        line_id = self.line.schedule_line_id if place == 0 else new_id()
        return replace(
            self.line,
            schedule_line_id=line_id,
            quantity=quantity,
            open_quantity=quantity,
            confirmed_date=day,
            expected_date=day,
        )

    def change(self, on: date, cause: str, **fields: Any) -> None:
        """All lines as they are after a change."""
        self.line = replace(self.line, **fields)
        fact = PurchaseOrderChanged(
            purchase_order_id=self.order_id,
            number=self.number,
            supplier_id=self.supplier_id,
            reason="",
            cause=cause,
            lines=(self.line,),
        )
        report(fact, by=self.by, at=moment(on))

    def extend(self, on: date, *lines: PurchaseScheduleLine) -> None:
        """Lines that are new or another now, beside the order's others."""
        fact = PurchaseOrderExtended(
            purchase_order_id=self.order_id,
            number=self.number,
            supplier_id=self.supplier_id,
            lines=lines,
        )
        report(fact, by=self.by, at=moment(on))

    def cancel(self, on: date) -> None:
        fact = PurchaseOrderCancelled(
            purchase_order_id=self.order_id,
            number=self.number,
            supplier_id=self.supplier_id,
            reason="",
        )
        report(fact, by=self.by, at=moment(on))

    def receive(self, on: date, quantity: Any = None, *, open_quantity: Any = None) -> UUID:
        """The receipt line's id."""
        came = self.line.open_quantity if quantity is None else Decimal(quantity)
        left = max(self.line.open_quantity - came, Decimal(0))
        left = left if open_quantity is None else Decimal(open_quantity)
        self.line = replace(self.line, open_quantity=left)
        received = ReceivedLine(
            receipt_line_id=new_id(),
            purchase_order_line_id=self.line.purchase_order_line_id,
            schedule_line_id=self.line.schedule_line_id,
            item_id=self.line.item_id,
            site_id=self.line.site_id,
            quantity=came,
            unit=self.line.unit,
            open_quantity=left,
            lot="L-1",
            status="AVAILABLE",
        )
        fact = GoodsReceived(
            receipt_id=new_id(),
            number="GR-1",
            purchase_order_id=self.order_id,
            purchase_order_number=self.number,
            supplier_id=self.supplier_id,
            posting_date=on,
            lines=(received,),
        )
        report(fact, by=self.by, at=moment(on))
        return received.receipt_line_id


def place(
    by: Actor,
    supplier: Party,
    item: Item,
    site: Site,
    *,
    sent: date | None,
    due: date,
    quantity: Any = 100,
    number: str = "",
    **fields: Any,
) -> Order:
    """An order, created and sent on a day (None: still a draft)."""
    number = number or f"PO-{new_id().hex[-6:]}"
    fact = purchase_order(
        item, site, quantity, due, supplier_id=supplier.id, number=number, **fields
    )
    report(fact, by=by, at=moment(sent or due - timedelta(days=30)))
    order = Order(by, fact.purchase_order_id, number, supplier.id, fact.lines[0])
    if sent is not None:
        told = PurchaseOrderSent(
            purchase_order_id=order.order_id, number=number, supplier_id=supplier.id
        )
        report(told, by=by, at=moment(sent))
    return order


def inspected(
    order: Order, receipt_line_id: UUID | None, failed: Any, on: date, **fields: Any
) -> InspectionDecided:
    """An inspection that found so much not good."""
    given = {
        "inspection_id": new_id(),
        "decision_id": new_id(),
        "number": "IN-1",
        "source_type": "goods_receipt",
        "source_id": new_id(),
        "source_line_id": receipt_line_id,
        "purchase_order_id": order.order_id,
        "supplier_id": order.supplier_id,
        "customer_id": None,
        "item_id": order.line.item_id,
        "site_id": order.line.site_id,
        "lot": "L-1",
        "serial_number": "",
        "passed_quantity": Decimal(0),
        "failed_quantity": Decimal(failed),
        "unit": order.line.unit,
        "defect_code": "CRACK",
        "disposition": "BACK_TO_SUPPLIER",
        "decided_date": on,
    }
    return InspectionDecided(**{**given, **fields})


def imported(
    supplier: Party,
    item: Item,
    site: Site,
    *,
    ordered: date,
    due: date,
    received: date | None,
    quantity: Any = 100,
    **fields: Any,
) -> PurchaseOrderImported:
    """A closed order from before."""
    line = {
        "purchase_order_line_id": new_id(),
        "line_number": 1,
        "item_id": item.id,
        "site_id": site.id,
        "quantity": Decimal(quantity),
        "received_quantity": Decimal(quantity if received else 0),
        "rejected_quantity": Decimal(0),
        "unit": item.unit,
        "unit_price": Decimal(1),
        "requested_date": due,
        "confirmed_date": None,
        "received_date": received,
    }
    return PurchaseOrderImported(
        purchase_order_id=new_id(),
        number=f"OLD-{new_id().hex[-6:]}",
        supplier_id=supplier.id,
        order_date=ordered,
        answered_date=None,
        currency="CNY",
        exchange_rate=Decimal(1),
        net_amount=Decimal(quantity),
        lines=(ImportedPurchaseLine(**{**line, **fields}),),
    )
