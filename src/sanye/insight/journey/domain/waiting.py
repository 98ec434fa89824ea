"""What an order waits for, read from the last fact of each document that belongs to it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sanye.contracts.erp import events as erp
from sanye.contracts.scm import events as scm


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """`what` is a code (SUPPLIER, PRODUCTION, SHIPMENT, …); `until` the day it is expected."""

    what: str
    document_type: str
    document_id: UUID
    number: str
    until: date | None
    text_en: str
    text_zh: str


def waiting_for(facts: Iterable[tuple[str, UUID, Any]], zone: ZoneInfo) -> list[Waiting]:
    """Open things among (document type, document id, fact) given in the log's order; days are
    those of `zone`."""
    last: dict[tuple[str, str, UUID], Any] = {}
    arrivals: dict[UUID, date] = {}
    for document_type, document_id, fact in facts:
        arrivals.update(_arrivals(fact, zone))
        place = (_aspect(fact), document_type, document_id)
        last[place] = _with_others(fact, last.pop(place, None))
    found = [
        _on_day(item, arrivals)
        for (_, kind, key), fact in last.items()
        for item in _open_parts(kind, key, fact)
    ]
    settled = {item.document_number for fact in last.values() for item in _settlements(fact)}
    return [item for item in found if item.what != "PAYMENT" or item.number not in settled]


def _arrivals(fact: Any, zone: ZoneInfo) -> dict[UUID, date]:
    """What a shipment's news says of each delivery."""
    if not isinstance(fact, scm.ShipmentDispatched | scm.ShipmentTracked):
        return {}
    return {
        stop.delivery_id: stop.expected_at.astimezone(zone).date()
        for stop in fact.stops
        if stop.expected_at
    }


def _on_day(item: Waiting, arrivals: dict[UUID, date]) -> Waiting:
    """A delivery under way with the day its carrier is expected."""
    day = arrivals.get(item.document_id)
    if item.what != "ARRIVAL" or day is None:
        return item
    words = (f"for arrival, expected {day}", f"等待到货，预计 {day}")
    return replace(item, until=day, text_en=words[0], text_zh=words[1])


def _with_others(fact: Any, before: Any) -> Any:
    """The fact; one that tells some lines of an order with the others that stand as told before."""
    if before is None or not isinstance(fact, erp.PurchaseOrderExtended):
        return fact
    told = {line.schedule_line_id for line in fact.lines}
    others = (line for line in before.lines if line.schedule_line_id not in told)
    return replace(fact, lines=(*others, *fact.lines))


def _aspect(fact: Any) -> str:
    """Facts of one aspect replace one another; others stand beside."""
    for aspect, classes in _ASPECTS.items():
        if isinstance(fact, classes):
            return aspect
    return type(fact).__name__


_ASPECTS: dict[str, tuple[type, ...]] = {
    "purchase": (
        erp.PurchaseOrderCreated,
        erp.PurchaseOrderExtended,
        erp.PurchaseOrderConfirmed,
        erp.PurchaseOrderChanged,
        erp.PurchaseOrderCancelled,
    ),
    "production": (
        erp.ProductionOrderCreated,
        erp.ProductionOrderReleased,
        erp.ProductionOrderChanged,
        erp.ProductionOrderCompleted,
        erp.ProductionOrderCancelled,
        erp.ProductionOrderClosed,
    ),
    "order": (
        erp.SalesOrderPlaced,
        erp.SalesOrderPromiseAwaited,
        erp.SalesOrderConfirmed,
        erp.SalesOrderAmended,
        erp.SalesOrderCancelled,
        erp.SalesOrderClosed,
    ),
    "delivery": (
        erp.DeliveryCreated,
        erp.DeliveryCancelled,
        erp.DeliveryShipped,
        erp.DeliveryProven,
    ),
    "supplier_invoice": (erp.SupplierInvoiceBlocked, erp.SupplierInvoicePosted),
}


_TO_BE_CONFIRMED = ("to be confirmed", "等待确认")
AWAITED = {
    "PLANNING_OFF": ("for a promise: planning is off", "等待承诺：计划模块未启用"),
    "NO_SUPPLY": ("for a promise: nothing supplies it", "等待承诺：无供应"),
    "REFUSED": ("for a promise: it was refused", "等待承诺：已被拒绝"),
    "HOLD_EXPIRED": ("for a promise again: the last expired", "等待重新承诺：原承诺已过期"),
    "CREDIT_EXCEEDED": ("for credit: the limit is exceeded", "等待信用：已超出信用额度"),
    "CUSTOMER_BLOCKED": ("for the customer, who is blocked", "等待客户解除冻结"),
}


def _open_parts(kind: str, key: UUID, fact: Any) -> list[Waiting]:
    if isinstance(fact, erp.SalesOrderPlaced):
        return [_one("CONFIRMATION", kind, key, fact.number, None, _TO_BE_CONFIRMED)]
    if isinstance(fact, erp.SalesOrderPromiseAwaited):
        words = AWAITED.get(fact.reason_code, _TO_BE_CONFIRMED)
        return [_one("PROMISE", kind, key, fact.number, None, words)]
    if hasattr(fact, "lines") and _aspect(fact) == "purchase":
        return _open_purchase(kind, key, fact)
    if hasattr(fact, "state"):
        return _open_production(kind, key, fact)
    return _open_sale(kind, key, fact)


def _open_purchase(kind: str, key: UUID, fact: Any) -> list[Waiting]:
    days = [line.expected_date for line in fact.lines if line.open_quantity > 0]
    if not days:
        return []
    words = (f"for the supplier until {max(days)}", f"等待供应商，预计 {max(days)}")
    return [_one("SUPPLIER", kind, key, fact.number, max(days), words)]


def _open_production(kind: str, key: UUID, fact: Any) -> list[Waiting]:
    if not hasattr(fact.state, "open_quantity") or fact.state.open_quantity <= 0:
        return []
    day = fact.state.due_date
    words = (f"for production until {day}", f"等待生产，预计 {day}")
    return [_one("PRODUCTION", kind, key, fact.number, day, words)]


def _open_sale(kind: str, key: UUID, fact: Any) -> list[Waiting]:
    if isinstance(fact, erp.DeliveryCreated):
        words = (f"for shipment on {fact.planned_ship_date}", f"等待发货 {fact.planned_ship_date}")
        return [_one("SHIPMENT", kind, key, fact.number, fact.planned_ship_date, words)]
    if isinstance(fact, erp.DeliveryShipped):
        return [
            _one("ARRIVAL", kind, key, fact.number, None, ("for proof of delivery", "等待签收"))
        ]
    if isinstance(fact, erp.SupplierInvoiceBlocked):
        reasons = ", ".join(fact.reason_codes)
        words = (f"for a blocked invoice: {reasons}", f"等待处理被冻结的发票：{reasons}")
        return [_one("INVOICE_RELEASE", kind, key, fact.number, None, words)]
    if isinstance(fact, erp.SalesInvoiceIssued):
        words = (f"for payment by {fact.due_date}", f"等待付款，到期 {fact.due_date}")
        return [_one("PAYMENT", kind, key, fact.number, fact.due_date, words)]
    if isinstance(fact, erp.SalesOrderConfirmed | erp.SalesOrderAmended):
        return _open_order(kind, key, fact)
    return []


def _open_order(kind: str, key: UUID, fact: Any) -> list[Waiting]:
    days = [line.promised_date for line in fact.lines if line.quantity > 0 and line.promised_date]
    if not days:
        return []
    words = (f"to be delivered, promised {max(days)}", f"等待交付，承诺 {max(days)}")
    return [_one("DELIVERY", kind, key, fact.number, max(days), words)]


def _settlements(fact: Any) -> Iterable[Any]:
    return getattr(fact, "settlements", ())


def _one(
    what: str, kind: str, key: UUID, number: str, until: date | None, words: tuple[str, str]
) -> Waiting:
    return Waiting(
        what=what,
        document_type=kind,
        document_id=key,
        number=number,
        until=until,
        text_en=words[0],
        text_zh=words[1],
    )
