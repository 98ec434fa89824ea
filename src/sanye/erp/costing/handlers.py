"""Every fact that changes what stock or work in process is worth, in the order of the log."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any
from uuid import UUID

from sanye.contracts.erp.inventory import StockMoved
from sanye.contracts.erp.ports import (
    StockFigures,
    StockFiguresRequest,
    StockHeaps,
    StockHeapsRequest,
)
from sanye.contracts.erp.production import (
    OperationReported,
    ProductionOrderCancelled,
    ProductionOrderChanged,
    ProductionOrderClosed,
    ProductionOrderCompleted,
    ProductionOrderCreated,
    ProductionOrderReleased,
)
from sanye.contracts.erp.purchasing import SupplierInvoiceLine, SupplierInvoicePosted
from sanye.contracts.erp.returns import CustomerReturnSettled, ReturnOutcome
from sanye.erp.costing import commands, queries
from sanye.erp.costing.commands.invoices import in_functional
from sanye.erp.costing.commands.writing import Cause
from sanye.erp.costing.domain.roles import special_role
from sanye.erp.ledger.queries import get_functional_currency
from sanye.kernel.actors import Actor
from sanye.kernel.money import round_money
from sanye.stem.events.cursors import Cursor, Recorded
from sanye.stem.identity.fixed import fixed_of
from sanye.stem.masterdata.domain.units import ItemUnits
from sanye.stem.masterdata.queries import get_item_units, get_items

valuation = Cursor("erp.costing.valuation", kind="REACTION", on_failure="HALT")


class _Masters:
    """What facts are read with: once for all of a batch, and only if one of them needs it."""

    def __init__(self, batch: Sequence[Recorded], by: Actor) -> None:
        self._batch = batch
        self._by = by
        self.company = fixed_of(by)

    @cached_property
    def units(self) -> dict[UUID, ItemUnits]:
        """Of the goods that suppliers invoice; services are not among them."""
        item_ids = {
            line.item_id
            for event in self._batch
            if isinstance(event.data, SupplierInvoicePosted)
            for line in event.data.lines
            if line.purchase_order_line_id and line.item_id
        }
        items = get_items(item_ids=item_ids, by=self._by)
        goods = [item.id for item in items.values() if item.kind != "SERVICE"]
        return get_item_units(item_ids=goods, by=self._by)


def _movement(event: Recorded, _masters: _Masters) -> commands.FactToValue:
    """Each movement is valued against the account of its kind."""
    fact: StockMoved = event.data
    cause = Cause(
        kind=fact.kind,
        source_type=fact.source_type,
        source_id=fact.source_id or fact.movement_id,
        source_number=fact.source_number or fact.number,
        movement_id=fact.movement_id,
        document_date=fact.posting_date,
        event_id=event.event_id,
        correlation_id=event.correlation_id,
        role=special_role(fact.kind, fact.source_type, fact.reason_code),
    )
    parts = commands.parts_of(fact.kind, fact.lines)
    return commands.MovementToValue(kind=fact.kind, parts=parts, cause=cause)


def _settlement(event: Recorded, _masters: _Masters) -> commands.FactToValue:
    """Goods that came back without a refund lessen what the warranty costs."""
    fact: CustomerReturnSettled = event.data
    goods = [
        commands.KeptGoods(
            return_line_id=line.line_id,
            item_id=line.item_id,
            site_id=line.site_id,
            quantity=line.quantity,
        )
        for line in fact.lines
        if line.outcome is not ReturnOutcome.REFUND
    ]
    cause = Cause(
        kind="RETURN_SETTLEMENT",
        source_type="customer_return",
        source_id=fact.customer_return_id,
        source_number=fact.number,
        document_date=fact.posting_date,
        event_id=event.event_id,
        correlation_id=event.correlation_id,
    )
    return commands.SettlementToValue(goods=goods, cause=cause)


def _invoice(event: Recorded, masters: _Masters) -> commands.FactToValue:
    """Clears goods received; what their price differs by is valued."""
    fact: SupplierInvoicePosted = event.data
    own = masters.company.functional_currency
    cause = Cause(
        kind="PRICE_DIFFERENCE",
        source_type="supplier_invoice",
        source_id=fact.invoice_id,
        source_number=fact.number,
        document_date=fact.posting_date,
        event_id=event.event_id,
        correlation_id=event.correlation_id,
    )
    goods = [
        commands.InvoicedGoods(
            purchase_order_line_id=line.purchase_order_line_id,
            item_id=line.item_id,
            quantity=masters.units[line.item_id].convert(line.quantity, line.unit)
            if line.stock_quantity is None
            else line.stock_quantity,
            amount=in_functional(line.net_amount, fact.exchange_rate, own),
            matched_amount=None
            if fact.currency == own
            else in_functional(_at_order_price(line, fact.currency), fact.exchange_rate, own),
        )
        for line in fact.lines
        if line.purchase_order_line_id and line.item_id and line.item_id in masters.units
    ]
    return commands.InvoiceToValue(goods=goods, cause=cause)


def _at_order_price(line: SupplierInvoiceLine, currency: str) -> Decimal:
    """The line without a difference in price; what of it matched no receipt has none."""
    if line.matched_quantity is None or line.matched_quantity == line.quantity:
        return line.matched_amount
    unmatched = 1 - Fraction(line.matched_quantity) / Fraction(line.quantity)
    return line.matched_amount + round_money(Fraction(line.net_amount) * unmatched, currency)


def _followed(event: Recorded, _masters: _Masters) -> commands.FactToValue:
    """What the order is to make is known before anything goes in."""
    fact: ProductionOrderChanged = event.data
    return commands.OrderToFollow(
        production_order_id=fact.production_order_id,
        number=fact.number,
        item_id=fact.state.item_id,
        site_id=fact.state.site_id,
        quantity=fact.state.quantity,
        open_quantity=fact.state.open_quantity,
    )


def _work(event: Recorded, _masters: _Masters) -> commands.FactToValue:
    """Time goes into process at the work center's rate."""
    fact: OperationReported = event.data
    return commands.WorkToValue(
        work_center_id=fact.work_center_id,
        minutes=fact.setup_minutes + fact.run_minutes,
        cost_rate=fact.cost_rate,
        cause=_order_cause(event, "OPERATION", fact.posting_date),
    )


def _closed(event: Recorded, _masters: _Masters) -> commands.FactToValue:
    """What remains in process is a variance."""
    fact: ProductionOrderClosed = event.data
    return commands.OrderToClose(
        cause=_order_cause(event, "PRODUCTION_VARIANCE", fact.posting_date)
    )


def _cancelled(event: Recorded, masters: _Masters) -> commands.FactToValue:
    """What a cancelled order had taken in is a variance of the day it was cancelled."""
    day = masters.company.day_at(event.recorded_at)
    return commands.OrderToClose(cause=_order_cause(event, "PRODUCTION_VARIANCE", day))


def _order_cause(event: Recorded, kind: str, day: date) -> Cause:
    return Cause(
        kind=kind,
        source_type="production_order",
        source_id=event.data.production_order_id,
        source_number=event.data.number,
        document_date=day,
        event_id=event.event_id,
        correlation_id=event.correlation_id,
    )


_READ: dict[Any, Callable[[Recorded, _Masters], commands.FactToValue]] = {
    StockMoved: _movement,
    CustomerReturnSettled: _settlement,
    SupplierInvoicePosted: _invoice,
    ProductionOrderCreated: _followed,
    ProductionOrderReleased: _followed,
    ProductionOrderChanged: _followed,
    ProductionOrderCompleted: _followed,
    OperationReported: _work,
    ProductionOrderClosed: _closed,
    ProductionOrderCancelled: _cancelled,
}


@valuation.on(*_READ, together=True)
def facts_told(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Value all facts of a batch together."""
    masters = _Masters(batch, by)
    facts = [_READ[type(event.data)](event, masters) for event in batch]
    commands.value_facts(facts=facts, by=by, at=at)


def answer_stock_figures(request: StockFiguresRequest) -> StockFigures:
    days = queries.list_stock_days(
        from_date=request.from_date, to_date=request.to_date, by=request.by
    )
    return StockFigures(currency=get_functional_currency(by=request.by), days=tuple(days))


def answer_stock_heaps(request: StockHeapsRequest) -> StockHeaps:
    return StockHeaps(heaps=tuple(queries.list_stock_heaps(as_of=request.as_of, by=request.by)))
