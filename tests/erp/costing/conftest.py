from datetime import date
from decimal import Decimal

import pytest

from sanye.contracts.erp.inventory import MovementKind, StockLine, StockMoved
from sanye.contracts.erp.production import (
    OperationReported,
    ProductionOrderChanged,
    ProductionOrderClosed,
    ProductionOrderCreated,
    ProductionOrderState,
)
from sanye.contracts.erp.purchasing import SupplierInvoiceLine, SupplierInvoicePosted
from sanye.erp.costing.models import ItemValue
from sanye.kernel.ids import new_id
from tests.factories.masterdata import make_item, make_site, make_work_center

DAY = date(2026, 3, 2)


@pytest.fixture
def site(by):
    return make_site(by)


@pytest.fixture
def item():
    return make_item()


@pytest.fixture
def move(tell, site, item):
    """`move("SHIPMENT", -3)`: one line of the item at the site, valued and posted."""

    def run(
        kind, quantity, unit_cost=None, *, line_id=None, source_id=None, of=None, to=None, day=DAY
    ):
        thing = of or item

        def line(where, amount):
            return StockLine(
                stock_ledger_id=1,
                item_id=thing.id,
                site_id=where.id,
                location_id=new_id(),
                lot="",
                serial_number="",
                status="AVAILABLE",
                owner_id=None,
                quantity=Decimal(str(amount)),
                unit="C62",
                unit_cost=None if unit_cost is None else Decimal(str(unit_cost)),
                source_line_id=line_id,
            )

        lines = [line(site, quantity)]
        if to is not None:
            lines.append(line(to, -quantity))
        tell(
            StockMoved(
                movement_id=new_id(),
                number="SM-1",
                kind=MovementKind(kind),
                posting_date=day,
                source_type="test",
                source_id=source_id or new_id(),
                source_number="T-1",
                reason_code="",
                lines=tuple(lines),
            )
        )

    return run


@pytest.fixture
def bill(tell, item):
    """A supplier invoice for goods of one order line, without tax."""

    def run(
        quantity, amount, *, line_id, of=None, matched=None, received=None, currency="CNY", rate=1
    ):
        net = Decimal(str(amount))
        tell(
            SupplierInvoicePosted(
                invoice_id=new_id(),
                number="PI-1",
                supplier_reference="X",
                supplier_id=new_id(),
                currency=currency,
                exchange_rate=Decimal(str(rate)),
                rate_date=DAY,
                posting_date=DAY,
                due_date=DAY,
                net_amount=net,
                tax_amount=Decimal(0),
                gross_amount=net,
                lines=(
                    SupplierInvoiceLine(
                        invoice_line_id=new_id(),
                        purchase_order_line_id=line_id,
                        item_id=(of or item).id,
                        text="",
                        quantity=Decimal(str(quantity)),
                        unit="C62",
                        net_amount=net,
                        matched_amount=net if matched is None else Decimal(str(matched)),
                        tax_amount=Decimal(0),
                        tax_code=None,
                        matched_quantity=None if received is None else Decimal(str(received)),
                    ),
                ),
                taxes=(),
            )
        )

    return run


@pytest.fixture
def product():
    return make_item(kind="MAKE")


@pytest.fixture
def plan(tell, site, product):
    """`plan()`: an order for ten pieces that costing knows of; `plan(order, open_quantity=…)`:
    how it goes on."""

    def run(order_id=None, *, of=None, open_quantity=10):
        state = ProductionOrderState(
            item_id=(of or product).id,
            site_id=site.id,
            quantity=Decimal(10),
            open_quantity=Decimal(open_quantity),
            unit="C62",
            start_date=DAY,
            due_date=DAY,
            status="RELEASED",
            planned_order_id=None,
            components=(),
        )
        told = {"production_order_id": order_id or new_id(), "number": "MO-1", "state": state}
        if order_id is None:
            tell(ProductionOrderCreated(**told))
        else:
            tell(ProductionOrderChanged(reason="SCRAP", **told))
        return told["production_order_id"]

    return run


@pytest.fixture
def order(plan):
    return plan()


@pytest.fixture
def report(tell, site):
    """`report(order, "LABOR", 15, 45, "60")`: minutes of setup and run at a rate per hour."""

    def run(order_id, kind, setup, work, rate):
        center = make_work_center(site, kind=kind)
        tell(
            OperationReported(
                report_id=new_id(),
                production_order_id=order_id,
                number="MO-1",
                operation_number=10,
                work_center_id=center.id,
                posting_date=DAY,
                good_quantity=Decimal(1),
                scrap_quantity=Decimal(0),
                scrap_reason_code="",
                setup_minutes=Decimal(setup),
                run_minutes=Decimal(work),
                cost_rate=Decimal(rate),
            )
        )

    return run


@pytest.fixture
def close(tell, product):
    def run(order_id, *, of=None):
        tell(
            ProductionOrderClosed(
                production_order_id=order_id,
                number="MO-1",
                item_id=(of or product).id,
                posting_date=DAY,
            )
        )

    return run


@pytest.fixture
def value(site, item):
    """(quantity, value) of an item at a site."""

    def of(thing=None, where=None):
        row = ItemValue.unscoped.get(item=thing or item, site=where or site)
        return (row.quantity, row.value)

    return of
