from datetime import date
from decimal import Decimal

import pytest

from sanye.contracts.erp.inventory import MovementKind, StockLine, StockMoved
from sanye.contracts.erp.purchasing import SupplierInvoiceLine, SupplierInvoicePosted
from sanye.erp.costing.models import ItemValue
from sanye.kernel.ids import new_id
from tests.factories.masterdata import make_item, make_site

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

    def run(quantity, amount, *, line_id, matched=None, currency="CNY", rate=1):
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
                        item_id=item.id,
                        text="",
                        quantity=Decimal(str(quantity)),
                        unit="C62",
                        net_amount=net,
                        matched_amount=net if matched is None else Decimal(str(matched)),
                        tax_amount=Decimal(0),
                        tax_code=None,
                    ),
                ),
                taxes=(),
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
