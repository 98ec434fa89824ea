"""Every fact that changes what stock or work in process is worth, in the order of the log."""

from collections.abc import Sequence
from datetime import date, datetime
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
from sanye.erp.costing.commands.invoices import InvoicedGoods, in_functional
from sanye.erp.costing.commands.writing import Cause
from sanye.erp.costing.domain.roles import special_role
from sanye.erp.ledger.queries import get_functional_currency
from sanye.kernel.actors import Actor
from sanye.stem.events.cursors import Cursor, Recorded
from sanye.stem.masterdata.domain.units import ItemUnits
from sanye.stem.masterdata.queries import get_business_date, get_item_units, get_items

valuation = Cursor("erp.costing.valuation", kind="REACTION", on_failure="HALT")


@valuation.on(StockMoved, together=True)
def stock_moved(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Value each movement against the account of its kind."""
    commands.value_movements(movements=[_movement(event) for event in batch], by=by, at=at)


def _movement(event: Recorded) -> commands.MovementToValue:
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
    return commands.MovementToValue(kind=fact.kind, lines=fact.lines, cause=cause)


@valuation.on(CustomerReturnSettled)
def return_settled(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Goods that came back without a refund lessen what the warranty costs."""
    for event in batch:
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
        )
        if goods:
            commands.value_settlement(goods=goods, cause=cause, by=by, at=at)


@valuation.on(SupplierInvoicePosted)
def supplier_invoice_posted(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Clear goods received, and value what their price differs by."""
    for event in batch:
        fact: SupplierInvoicePosted = event.data
        cause = Cause(
            kind="PRICE_DIFFERENCE",
            source_type="supplier_invoice",
            source_id=fact.invoice_id,
            source_number=fact.number,
            document_date=fact.posting_date,
            event_id=event.event_id,
        )
        commands.value_invoice(goods=_goods(fact, by=by), cause=cause, by=by, at=at)


def _goods(fact: SupplierInvoicePosted, *, by: Actor) -> list[InvoicedGoods]:
    ordered = [line for line in fact.lines if line.purchase_order_line_id and line.item_id]
    items = get_items(item_ids={line.item_id for line in ordered if line.item_id}, by=by)
    functional = get_functional_currency(by=by)
    units = get_item_units(item_ids=items.keys(), by=by)
    return [
        _goods_line(line, fact, functional, units[line.item_id])
        for line in ordered
        if line.item_id and items[line.item_id].kind != "SERVICE"
    ]


def _goods_line(
    line: SupplierInvoiceLine, fact: SupplierInvoicePosted, functional: str, units: ItemUnits
) -> InvoicedGoods:
    if line.purchase_order_line_id is None or line.item_id is None:
        raise ValueError("a line without an order has no goods")
    is_foreign = fact.currency != functional
    matched = in_functional(line.matched_amount, fact.exchange_rate, functional)
    return InvoicedGoods(
        purchase_order_line_id=line.purchase_order_line_id,
        item_id=line.item_id,
        quantity=units.convert(line.quantity, line.unit),
        amount=in_functional(line.net_amount, fact.exchange_rate, functional),
        matched_amount=matched if is_foreign else None,
    )


@valuation.on(
    ProductionOrderCreated,
    ProductionOrderReleased,
    ProductionOrderChanged,
    ProductionOrderCompleted,
    together=True,
)
def production_order_followed(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Know what the orders are to make."""
    commands.follow_orders(orders=[_followed(event.data) for event in batch], by=by, at=at)


def _followed(fact: ProductionOrderChanged) -> commands.OrderToFollow:
    return commands.OrderToFollow(
        production_order_id=fact.production_order_id,
        number=fact.number,
        item_id=fact.state.item_id,
        site_id=fact.state.site_id,
        quantity=fact.state.quantity,
        open_quantity=fact.state.open_quantity,
    )


@valuation.on(OperationReported)
def operation_reported(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Time goes into process at the work center's rate."""
    for event in batch:
        fact: OperationReported = event.data
        commands.value_operation(
            work_center_id=fact.work_center_id,
            minutes=fact.setup_minutes + fact.run_minutes,
            cost_rate=fact.cost_rate,
            cause=_order_cause(
                event, "OPERATION", fact.production_order_id, fact.number, fact.posting_date
            ),
            by=by,
            at=at,
        )


@valuation.on(ProductionOrderClosed)
def production_order_closed(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """What remains in process is a variance."""
    for event in batch:
        fact: ProductionOrderClosed = event.data
        _close(event, fact.production_order_id, fact.number, fact.posting_date, by=by, at=at)


@valuation.on(ProductionOrderCancelled)
def production_order_cancelled(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """What a cancelled order had taken in is a variance of the day it was cancelled."""
    for event in batch:
        fact: ProductionOrderCancelled = event.data
        day = get_business_date(at=event.recorded_at, by=by)
        _close(event, fact.production_order_id, fact.number, day, by=by, at=at)


def _close(
    event: Recorded, order_id: UUID, number: str, day: date, *, by: Actor, at: datetime
) -> None:
    commands.close_order(
        cause=_order_cause(event, "PRODUCTION_VARIANCE", order_id, number, day),
        closed_date=day,
        by=by,
        at=at,
    )


def _order_cause(event: Recorded, kind: str, order_id: UUID, number: str, day: date) -> Cause:
    return Cause(
        kind=kind,
        source_type="production_order",
        source_id=order_id,
        source_number=number,
        document_date=day,
        event_id=event.event_id,
    )


def answer_stock_figures(request: StockFiguresRequest) -> StockFigures:
    days = queries.list_stock_days(
        from_date=request.from_date, to_date=request.to_date, by=request.by
    )
    return StockFigures(currency=get_functional_currency(by=request.by), days=tuple(days))


def answer_stock_heaps(request: StockHeapsRequest) -> StockHeaps:
    return StockHeaps(heaps=tuple(queries.list_stock_heaps(as_of=request.as_of, by=request.by)))
