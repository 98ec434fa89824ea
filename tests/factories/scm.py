"""Facts for planning and promising: what the other leaves would report."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from sanye.contracts.erp.inventory import MovementKind, StockLine, StockMoved
from sanye.contracts.erp.production import (
    ComponentLine,
    ProductionOrderCreated,
    ProductionOrderState,
)
from sanye.contracts.erp.purchasing import PurchaseOrderCreated, PurchaseScheduleLine
from sanye.contracts.erp.sales import (
    OrderScheduleLine,
    SalesOrderAmended,
    SalesOrderCancelled,
    SalesOrderConfirmed,
)
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.unit_of_work import UnitOfWork, entered
from sanye.stem.events.log import publish
from sanye.stem.masterdata.models import Item, Site
from tests.factories.masterdata import make_party

MONDAY = date(2026, 3, 2)


def day(offset: int) -> date:
    """So many calendar days after the Monday on which the tests stand."""
    return MONDAY + timedelta(days=offset)


@contextmanager
def acting(by: Actor, at: datetime) -> Iterator[None]:
    """The unit of work of some command elsewhere."""
    unit = UnitOfWork(
        actor=by, name="test", at=at, command_id=new_id(), correlation_id=new_id(), writes=True
    )
    with transaction.atomic(), entered(unit):
        yield


def report(*facts: Any, by: Actor, at: datetime) -> None:
    """Put facts into the log."""
    with acting(by, at):
        publish(*facts)


def sales_line(
    item: Item, site: Site, quantity: Any, due: date, **fields: Any
) -> OrderScheduleLine:
    given = {
        "schedule_line_id": new_id(),
        "order_line_id": new_id(),
        "line_number": 1,
        "item_id": item.id,
        "site_id": site.id,
        "quantity": Decimal(quantity),
        "open_quantity": Decimal(quantity),
        "unit": item.unit,
        "net_amount": Decimal(quantity) * 100,
        "requested_date": due,
        "first_promised_date": due,
        "promised_date": due,
    }
    return OrderScheduleLine(**{**given, **fields})


def sales_order(*lines: OrderScheduleLine, **fields: Any) -> SalesOrderConfirmed:
    given = {
        "sales_order_id": new_id(),
        "number": "SO-1",
        "customer_id": None,
        "hold_id": None,
        "priority": 5,
        "currency": "CNY",
        "net_amount": sum((line.net_amount for line in lines), Decimal(0)),
        "gross_amount": sum((line.net_amount for line in lines), Decimal(0)),
        "lines": lines,
    }
    given.update(fields)
    if given["customer_id"] is None:
        given["customer_id"] = make_party().id
    return SalesOrderConfirmed(**given)


def sales_amended(
    order: SalesOrderConfirmed, *lines: OrderScheduleLine, **fields: Any
) -> SalesOrderAmended:
    """The order with these lines from now on."""
    given = {
        "sales_order_id": order.sales_order_id,
        "number": order.number,
        "customer_id": order.customer_id,
        "amendment_number": 1,
        "hold_id": None,
        "priority": order.priority,
        "reason": "",
        "currency": order.currency,
        "net_amount": order.net_amount,
        "lines": lines,
    }
    return SalesOrderAmended(**{**given, **fields})


def sales_cancelled(order: SalesOrderConfirmed) -> SalesOrderCancelled:
    return SalesOrderCancelled(
        sales_order_id=order.sales_order_id,
        number=order.number,
        customer_id=order.customer_id,
        reason="",
    )


def purchase_order(
    item: Item,
    site: Site,
    quantity: Any,
    due: date,
    *,
    supplier_id: UUID | None = None,
    **fields: Any,
) -> PurchaseOrderCreated:
    line = {
        "schedule_line_id": new_id(),
        "purchase_order_line_id": new_id(),
        "line_number": 1,
        "item_id": item.id,
        "site_id": site.id,
        "quantity": Decimal(quantity),
        "open_quantity": Decimal(quantity),
        "unit": item.unit,
        "unit_price": Decimal(1),
        "requested_date": due,
        "confirmed_date": None,
        "expected_date": due,
        "planned_order_id": None,
    }
    number = fields.pop("number", "PO-1")
    order_id = fields.pop("purchase_order_id", None) or new_id()
    return PurchaseOrderCreated(
        purchase_order_id=order_id,
        number=number,
        supplier_id=supplier_id or make_party(roles=["SUPPLIER"]).id,
        site_id=site.id,
        currency="CNY",
        net_amount=Decimal(quantity),
        lines=(PurchaseScheduleLine(**{**line, **fields}),),
    )


def production_order(
    item: Item,
    site: Site,
    quantity: Any,
    start: date,
    due: date,
    components: tuple[tuple[Item, Any], ...] = (),
    **fields: Any,
) -> ProductionOrderCreated:
    number = fields.pop("number", "WO-1")
    state = {
        "item_id": item.id,
        "site_id": site.id,
        "quantity": Decimal(quantity),
        "open_quantity": Decimal(quantity),
        "unit": item.unit,
        "start_date": start,
        "due_date": due,
        "status": "RELEASED",
        "planned_order_id": None,
        "components": tuple(
            ComponentLine(
                component_line_id=new_id(),
                item_id=part.id,
                site_id=site.id,
                quantity=Decimal(needed),
                open_quantity=Decimal(needed),
                unit=part.unit,
                required_date=start,
            )
            for part, needed in components
        ),
    }
    return ProductionOrderCreated(
        production_order_id=new_id(),
        number=number,
        state=ProductionOrderState(**{**state, **fields}),
    )


def stock_moved(item: Item, site: Site, quantity: Any, **fields: Any) -> StockMoved:
    line = {
        "stock_ledger_id": 1,
        "item_id": item.id,
        "site_id": site.id,
        "location_id": new_id(),
        "lot": "",
        "serial_number": "",
        "status": "AVAILABLE",
        "owner_id": None,
        "quantity": Decimal(quantity),
        "unit": item.unit,
        "unit_cost": None,
        "source_line_id": None,
    }
    return StockMoved(
        movement_id=new_id(),
        number="MOVE-1",
        kind=MovementKind.OPENING,
        posting_date=MONDAY,
        source_type="test",
        source_id=None,
        source_number="",
        reason_code="",
        lines=(StockLine(**{**line, **fields}),),
    )
