"""Purchase orders for tests, made by the product's own commands."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sanye.erp.purchasing import commands
from sanye.erp.purchasing.models import (
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseScheduleLine,
)
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.identity.models import User
from tests.factories.masterdata import (
    make_item,
    make_item_company,
    make_location,
    make_site,
    make_supplier,
    make_supplier_term,
    make_tax,
)

DUE = date(2026, 3, 20)


@dataclass
class Market:
    """A site, a supplier and an item he sells at 5.00 CNY with 13 % tax."""

    by: Actor
    at: datetime
    site: Any
    supplier: Any
    item: Any
    term: Any

    def place(self, quantity: Any = 100, *, due: date = DUE, **fields: Any) -> PurchaseOrder:
        """A draft with one line."""
        line = {"item_id": self.item.id, "quantity": Decimal(quantity), "requested_date": due}
        return commands.place_purchase_order(
            supplier_id=self.supplier.id,
            site_id=self.site.id,
            lines=[commands.NewLine(**{**line, **fields})],
            by=self.by,
            at=self.at,
        )

    def sent(self, quantity: Any = 100, **fields: Any) -> PurchaseOrder:
        order = self.place(quantity, **fields)
        return commands.send_purchase_order(purchase_order_id=order.id, by=self.by, at=self.at)

    def receive(self, order: PurchaseOrder, quantity: Any, **fields: Any) -> Any:
        arrival = commands.Arrival(
            purchase_order_line_id=line_of(order).id, quantity=Decimal(quantity), **fields
        )
        return commands.receive_goods(
            purchase_order_id=order.id, lines=[arrival], by=self.by, at=self.at
        )

    def need(self, quantity: Any, due: date = DUE, **fields: Any) -> commands.Need:
        row = {
            "planned_order_id": new_id(),
            "item_id": self.item.id,
            "site_id": self.site.id,
            "quantity": Decimal(quantity),
            "due_date": due,
            "supplier_id": self.supplier.id,
        }
        return commands.Need(**{**row, **fields})


def make_market(by: Actor, at: datetime, *, price: Any = 5, **term: Any) -> Market:
    site = make_site(by)
    make_location(site)
    supplier = make_supplier(by)
    item = make_item()
    tax = make_tax(by, code=f"VAT13-{item.code}")
    make_item_company(by, item, purchase_tax=tax)
    row = make_supplier_term(by, supplier, item, price=price, **term)
    return Market(by, at, site, supplier, item, row)


def make_user(login: str = "") -> User:
    return User.objects.create_user(login or f"user-{new_id().hex[-8:]}")


def lines_of(order: PurchaseOrder) -> list[PurchaseOrderLine]:
    rows = PurchaseOrderLine.unscoped.filter(purchase_order_id=order.id)
    return list(rows.order_by("line_number"))


def line_of(order: PurchaseOrder) -> PurchaseOrderLine:
    return lines_of(order)[0]


def schedule_of(order: PurchaseOrder) -> list[PurchaseScheduleLine]:
    rows = PurchaseScheduleLine.unscoped.filter(line__purchase_order_id=order.id)
    return list(rows.order_by("line__line_number", "number"))


def fresh(order: PurchaseOrder) -> PurchaseOrder:
    found: PurchaseOrder = PurchaseOrder.unscoped.get(id=order.id)
    return found


def facts_of(company_id: UUID, *names: str) -> list[Any]:
    """The published facts with these class names, oldest first."""
    from sanye.kernel.events import from_data
    from sanye.stem.events.models import EventRow

    rows = EventRow.objects.filter(company_id=company_id).order_by("position")
    facts = [from_data(row.type, row.data) for row in rows]
    return [fact for fact in facts if not names or type(fact).__name__ in names]
