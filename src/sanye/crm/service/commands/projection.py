"""What stands at customers and what came back, as the facts of others tell it.

Facts are applied in their order to rows in memory; each batch reads and writes once per table.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cached_property, singledispatchmethod
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from sanye.contracts.erp.history import SalesOrderImported
from sanye.contracts.erp.inventory import MovementKind, StockLine, StockMoved
from sanye.contracts.erp.returns import (
    CustomerReturnClosed,
    CustomerReturnCreated,
    CustomerReturnImported,
    CustomerReturnLine,
    CustomerReturnReceived,
    CustomerReturnSettled,
)
from sanye.contracts.erp.sales import (
    DeliveryCreated,
    DeliveryProven,
    DeliveryShipped,
    SalesOrderPlaced,
)
from sanye.crm.service.domain.states import DocumentKind, ReturnStatus
from sanye.crm.service.models import CaseReturn, InstalledUnit, ServiceDocument
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.identity.fixed import fixed_of
from sanye.stem.rows.bulk import insert_rows, update_rows

Key = tuple[UUID, str, str]
SHIPPED_BY = "delivery"
_CHANGED = (
    "customer_id",
    "sales_order_id",
    "quantity",
    "returned_quantity",
    "received_date",
)


@command(logged=False)
def record_goods(*, facts: Sequence[Any], by: Actor, at: datetime) -> None:
    """Apply facts of orders, deliveries, stock and returns, in the order of the log."""
    told = _Goods(facts, by)
    for fact in facts:
        told.take(fact)
    told.store()


@command(logged=False)
def empty_units(*, by: Actor, at: datetime) -> None:
    """Forget goods and documents, to be told again."""
    InstalledUnit.objects.all().delete()
    ServiceDocument.objects.all().delete()


class _Goods:
    """The rows that a batch of facts touches."""

    def __init__(self, facts: Sequence[Any], by: Actor) -> None:
        self.by = by
        self.documents: dict[UUID, ServiceDocument] = {}
        self.units: dict[Key, InstalledUnit] = {
            _key(unit): unit for unit in InstalledUnit.objects.filter(_touched(facts))
        }
        self.known = {unit.id for unit in self.units.values()}

    @cached_property
    def zone(self) -> ZoneInfo:
        """Where the company's days begin."""
        return fixed_of(self.by).zone

    def store(self) -> None:
        ServiceDocument.objects.bulk_create(self.documents.values(), ignore_conflicts=True)
        rows = list(self.units.values())
        insert_rows([unit for unit in rows if unit.id not in self.known])
        update_rows([unit for unit in rows if unit.id in self.known], _CHANGED)

    @singledispatchmethod
    def take(self, fact: Any) -> None:
        raise TypeError(type(fact).__name__)

    @take.register
    def _(self, fact: SalesOrderPlaced) -> None:
        self._document(fact.sales_order_id, DocumentKind.ORDER, fact.number, fact.customer_id)

    @take.register
    def _(self, fact: DeliveryCreated) -> None:
        self._document(fact.delivery_id, DocumentKind.DELIVERY, fact.number, fact.customer_id)

    @take.register
    def _(self, fact: SalesOrderImported) -> None:
        """Goods of the time before Sanye, without serial numbers; the order's day if no other."""
        self._document(fact.sales_order_id, DocumentKind.ORDER, fact.number, fact.customer_id)
        for line in fact.lines:
            if line.delivered_quantity > 0:
                unit = self._unit((line.schedule_line_id, "", ""), line.item_id, line.site_id)
                unit.unit, unit.shipped_date = line.unit, line.shipped_date or fact.order_date
                unit.quantity, unit.received_date = line.delivered_quantity, line.received_date
                unit.customer_id, unit.sales_order_id = fact.customer_id, fact.sales_order_id

    @take.register
    def _(self, fact: StockMoved) -> None:
        """Only what a delivery took out; a movement that takes it back has the other sign."""
        if not _is_shipment(fact):
            return
        for line in fact.lines:
            if line.source_line_id is not None:
                self._shipped(line, line.source_line_id, fact)

    def _shipped(self, line: StockLine, source_line_id: UUID, fact: StockMoved) -> None:
        key = (source_line_id, line.serial_number, line.lot)
        unit = self._unit(key, line.item_id, line.site_id)
        unit.unit, unit.delivery_id = line.unit, fact.source_id
        if unit.id not in self.known and not unit.quantity:
            unit.shipped_date = fact.posting_date
        unit.quantity -= line.quantity

    @take.register
    def _(self, fact: DeliveryShipped) -> None:
        orders = {line.delivery_line_id: line.sales_order_id for line in fact.lines}
        for unit in self.units.values():
            if unit.source_line_id in orders:
                unit.customer_id = fact.customer_id
                unit.sales_order_id = orders[unit.source_line_id]

    @take.register
    def _(self, fact: DeliveryProven) -> None:
        day = fact.received_at.astimezone(self.zone).date()
        for unit in self.units.values():
            if unit.delivery_id == fact.delivery_id:
                unit.received_date = max(day, unit.shipped_date)

    @take.register(CustomerReturnReceived)
    @take.register(CustomerReturnImported)
    def _(self, fact: Any) -> None:
        for line in fact.lines:
            self._take_back(line, fact.customer_id)

    def _take_back(self, line: CustomerReturnLine, customer_id: UUID) -> None:
        """From the shipment it names, else from the customer's oldest that fit."""
        missing = line.received_quantity
        for unit in self._candidates(line, customer_id):
            taken = min(missing, unit.quantity - unit.returned_quantity)
            if taken > 0:
                unit.returned_quantity += taken
                missing -= taken

    def _candidates(self, line: CustomerReturnLine, customer_id: UUID) -> list[InstalledUnit]:
        found = [
            unit
            for unit in self.units.values()
            if unit.item_id == line.item_id
            and line.serial_number in ("", unit.serial_number)
            and line.lot in ("", unit.lot)
            and (
                unit.source_line_id == line.delivery_line_id
                if line.delivery_line_id
                else unit.customer_id == customer_id
                and line.sales_order_id in (None, unit.sales_order_id)
            )
        ]
        return sorted(found, key=lambda unit: (unit.shipped_date, unit.id))

    def _unit(self, key: Key, item_id: UUID, site_id: UUID) -> InstalledUnit:
        if key not in self.units:
            source_line_id, serial_number, lot = key
            self.units[key] = InstalledUnit(
                id=new_id(),
                company_id=self.by.company_id,
                source_line_id=source_line_id,
                serial_number=serial_number,
                lot=lot,
                item_id=item_id,
                site_id=site_id,
                quantity=Decimal(0),
                returned_quantity=Decimal(0),
            )
        return self.units[key]

    def _document(self, row_id: UUID, kind: DocumentKind, number: str, customer_id: UUID) -> None:
        self.documents[row_id] = ServiceDocument(
            id=row_id,
            company_id=self.by.company_id,
            kind=kind,
            number=number,
            customer_id=customer_id,
        )


def _touched(facts: Iterable[Any]) -> Q:
    """The stored units that the facts may change."""
    line_ids: set[UUID] = set()
    delivery_ids: set[UUID] = set()
    loose = Q(pk__in=[])
    for fact in facts:
        if isinstance(fact, StockMoved) and _is_shipment(fact):
            line_ids.update(line.source_line_id for line in fact.lines if line.source_line_id)
        elif isinstance(fact, DeliveryShipped):
            line_ids.update(line.delivery_line_id for line in fact.lines)
        elif isinstance(fact, SalesOrderImported):
            line_ids.update(line.schedule_line_id for line in fact.lines)
        elif isinstance(fact, DeliveryProven):
            delivery_ids.add(fact.delivery_id)
        elif isinstance(fact, CustomerReturnReceived | CustomerReturnImported):
            line_ids.update(line.delivery_line_id for line in fact.lines if line.delivery_line_id)
            items = {line.item_id for line in fact.lines if not line.delivery_line_id}
            if items:
                loose |= Q(customer_id=fact.customer_id, item_id__in=items)
    return Q(source_line_id__in=line_ids) | Q(delivery_id__in=delivery_ids) | loose


def _is_shipment(fact: StockMoved) -> bool:
    return fact.kind == MovementKind.SHIPMENT and fact.source_type == SHIPPED_BY


def _key(unit: InstalledUnit) -> Key:
    return (unit.source_line_id, unit.serial_number, unit.lot)


@command(logged=False)
def record_returns(*, facts: Sequence[Any], by: Actor, at: datetime) -> None:
    """Apply facts of return orders, in the order of the log."""
    ids = {fact.customer_return_id for fact in facts}
    known = CaseReturn.objects.in_bulk(ids)
    rows = dict(known)
    for fact in facts:
        row = rows.get(fact.customer_return_id) or CaseReturn(
            id=fact.customer_return_id,
            company_id=by.company_id,
            number=fact.number,
            customer_id=fact.customer_id,
            case_id=fact.case_id,
            status=ReturnStatus.CREATED,
            credit_amount=Decimal(0),
            cost_amount=Decimal(0),
        )
        _apply(row, fact)
        rows[row.id] = row
    insert_rows([row for row_id, row in rows.items() if row_id not in known])
    changed = ["request_id", "status", "credit_amount", "cost_amount", "currency"]
    update_rows([row for row_id, row in rows.items() if row_id in known], changed)


@command(logged=False)
def empty_returns(*, by: Actor, at: datetime) -> None:
    """Forget return orders, to be told again."""
    CaseReturn.objects.all().delete()


def _apply(row: CaseReturn, fact: Any) -> None:
    """A status never goes back: goods may still come after the first were settled."""
    if isinstance(fact, CustomerReturnCreated):
        row.request_id = fact.request_id
        return
    if isinstance(fact, CustomerReturnSettled | CustomerReturnImported):
        row.credit_amount += fact.credit_amount
        row.cost_amount += fact.cost_amount
        row.currency = fact.currency
    order = list(ReturnStatus)
    row.status = max(ReturnStatus(row.status), _status_after(fact), key=order.index)


def _status_after(fact: Any) -> ReturnStatus:
    if isinstance(fact, CustomerReturnClosed):
        return ReturnStatus.CANCELLED if fact.is_cancelled else ReturnStatus.CLOSED
    if isinstance(fact, CustomerReturnImported):
        return ReturnStatus.CLOSED
    return (
        ReturnStatus.SETTLED if isinstance(fact, CustomerReturnSettled) else ReturnStatus.RECEIVED
    )
