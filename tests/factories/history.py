"""A small maker of the past: a bolt is bought, a bike is made of four of them and sold."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sanye.erp.history.commands import (
    ClosedComponent,
    ClosedOperation,
    ClosedProductionOrder,
    ClosedPurchaseLine,
    ClosedPurchaseOrder,
    ClosedSalesLine,
    ClosedSalesOrder,
    ClosedSalesPart,
    PastStock,
)
from sanye.kernel.actors import Actor
from sanye.stem.masterdata.models import Item, Location, Party, Site, WorkCenter
from tests.factories import masterdata as make

D = Decimal
JAN, FEB, MAR = (date(2025, month, 10) for month in (1, 2, 3))


@dataclass
class Maker:
    """Bolts at moving average, bikes at a standard cost of 100, freight as a service."""

    by: Actor
    at: datetime
    site: Site
    location: Location
    bolt: Item
    bike: Item
    freight: Item
    saw: WorkCenter
    customer: Party
    supplier: Party

    def opening(self, quantity: Any = 100, cost: Any = 2, **fields: Any) -> PastStock:
        row = {"item_id": self.bolt.id, "posting_date": date(2025, 1, 1), **fields}
        return PastStock(site_id=self.site.id, quantity=D(quantity), unit_cost=D(str(cost)), **row)

    def bought(self, quantity: Any = 50, price: Any = 3, **fields: Any) -> ClosedPurchaseOrder:
        """Bolts, come on JAN, invoiced then and paid on FEB."""
        names = ClosedPurchaseLine.__dataclass_fields__.keys()
        line = {
            "item_id": self.bolt.id,
            "requested_date": JAN,
            "received_date": JAN,
            **{name: fields.pop(name) for name in list(fields) if name in names - {"id"}},
        }
        head = {
            "supplier_id": self.supplier.id,
            "site_id": self.site.id,
            "order_date": date(2025, 1, 2),
            "invoiced_date": JAN,
            "paid_date": FEB,
            **fields,
        }
        bolts = ClosedPurchaseLine(quantity=D(quantity), unit_price=D(str(price)), **line)
        return ClosedPurchaseOrder(lines=(bolts,), **head)

    def made(self, quantity: Any = 10, **fields: Any) -> ClosedProductionOrder:
        """Bikes of four bolts each, sawed for an hour each, begun on JAN and done on FEB."""
        quantity = D(quantity)
        row = {
            "item_id": self.bike.id,
            "site_id": self.site.id,
            "completed_quantity": quantity,
            "planned_start_date": JAN,
            "planned_due_date": FEB,
            "actual_start_date": JAN,
            "actual_end_date": FEB,
            "components": (ClosedComponent(item_id=self.bolt.id, quantity=4 * quantity),),
            "operations": (
                ClosedOperation(number=10, work_center_id=self.saw.id, run_minutes=60 * quantity),
            ),
            **fields,
        }
        return ClosedProductionOrder(quantity=quantity, **row)

    def sold(self, quantity: Any = 4, price: Any = 250, **fields: Any) -> ClosedSalesOrder:
        """Bikes asked for and shipped on MAR, invoiced then, not paid."""
        names = ClosedSalesPart.__dataclass_fields__.keys() - {"site_id", "id"}
        part = {
            "requested_date": MAR,
            "promised_date": MAR,
            "shipped_date": MAR,
            **{name: fields.pop(name) for name in list(fields) if name in names},
        }
        names = ClosedSalesLine.__dataclass_fields__.keys() - {"id", "parts"}
        line = {
            "item_id": self.bike.id,
            **{name: fields.pop(name) for name in list(fields) if name in names},
        }
        bikes = ClosedSalesLine(
            unit_price=D(str(price)),
            parts=(ClosedSalesPart(quantity=D(quantity), **part),),
            **line,
        )
        head = {
            "customer_id": self.customer.id,
            "site_id": self.site.id,
            "order_date": FEB,
            "lines": (bikes,),
            **fields,
        }
        return ClosedSalesOrder(**head)


def make_maker(by: Actor, at: datetime, **item: Any) -> Maker:
    site = make.make_site(by)
    location = make.make_location(site)
    bolt = make.make_item(**item)
    bike = make.make_item(kind="MAKE", **item)
    freight = make.make_item(kind="SERVICE")
    make.make_item_company(by, bolt)
    make.make_item_company(by, bike, cost_method="STANDARD", standard_cost=D(100))
    make.make_bill(bike, [(bolt, 4)])
    return Maker(
        by=by,
        at=at,
        site=site,
        location=location,
        bolt=bolt,
        bike=bike,
        freight=freight,
        saw=make.make_work_center(site, cost_rate=D(30)),
        customer=make.make_customer(by),
        supplier=make.make_supplier(by),
    )
