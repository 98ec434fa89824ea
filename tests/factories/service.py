"""A company that serves its customers: goods shipped by serial number and lot, cases about them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sanye.crm.service import commands
from sanye.crm.service.commands import About
from sanye.crm.service.models import Case, InstalledUnit
from sanye.erp.delivery.commands import (
    create_delivery,
    pick_delivery,
    prove_delivery,
    ship_delivery,
)
from sanye.erp.delivery.models import Delivery
from sanye.kernel.actors import Actor
from sanye.stem.identity import commands as identity
from sanye.stem.identity.models import User
from sanye.stem.masterdata.models import Item, Party, PartyContact
from tests.factories import masterdata as make
from tests.factories.sales import Trader, make_confirmed, make_trader, put_stock, schedule_of

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""9:00 in Shanghai, an hour after work began."""


@dataclass
class House:
    """`drill` by serial number, `paint` by lot, `nail` by the piece; sold to one customer."""

    by: Actor
    at: datetime
    trader: Trader
    customer: Party
    drill: Item
    paint: Item
    nail: Item

    def open(self, *, at: datetime | None = None, **given: Any) -> Case:
        """A case of the customer, from scratch if nothing else is said."""
        about = given.pop("about", None) or About(customer_id=self.customer.id)
        given = {"title": "Does not start", "kind": "FAULT", **given}
        return commands.open_case(
            about=about, by=given.pop("by", self.by), at=at or self.at, **given
        )

    def deliver(self, item: Item, quantity: Any = 1, **key: Any) -> Delivery:
        """Sold, shipped now from stock of that serial number or lot, not proven."""
        put_stock(self.trader, item, quantity, **key)
        return self.ship(item, quantity, key.pop("customer", self.customer))

    def ship(self, item: Item, quantity: Any, customer: Party) -> Delivery:
        """Sold and shipped now from what there is, by one line."""
        order = make_confirmed(self.trader, self.trader.line(item, quantity), customer=customer)
        wanted = {part.id: Decimal(str(quantity)) for part in schedule_of(order)}
        delivery = create_delivery(quantities=wanted, by=self.by, at=self.at)
        pick_delivery(delivery_id=delivery.id, by=self.by, at=self.at)
        return ship_delivery(delivery_id=delivery.id, by=self.by, at=self.at)

    def prove(self, delivery: Delivery, received_at: datetime) -> None:
        prove_delivery(delivery_id=delivery.id, received_at=received_at, by=self.by, at=received_at)

    def contact(self, email: str, party: Party | None = None) -> PartyContact:
        return PartyContact.objects.create(party=party or self.customer, email=email, name="李雷")


def make_house(by: Actor, at: datetime = MONDAY) -> House:
    trader = make_trader(by, at)
    items = []
    for tracking, price in (("SERIAL", "900"), ("LOT", "60"), ("NONE", "2")):
        item = make.make_item(tracking=tracking)
        make.make_item_company(by, item, sales_tax=trader.tax)
        make.make_price_list(by, [(item, price)], code=f"PL-{tracking}")
        items.append(item)
    return House(by, at, trader, trader.customer, *items)


def make_agent(by: Actor, at: datetime, login: str = "agent", role: str = "SERVICE") -> User:
    """Somebody who works here."""
    user = identity.create_user(login=login, by=by, at=at)
    identity.grant_membership(user_id=user.id, role_code=role, by=by, at=at)
    return user


def units() -> list[InstalledUnit]:
    """Everything installed, oldest first."""
    return list(InstalledUnit.unscoped.order_by("shipped_date", "id"))
