"""A site with goods to send, carriers with tariffs, and deliveries as their owner reports them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sanye.contracts.erp.sales import (
    DeliveryCancelled,
    DeliveryCreated,
    DeliveryLine,
    DeliveryPicked,
    DeliveryProven,
    DeliveryShipped,
)
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.scm.transport import commands
from sanye.scm.transport.commands import NewRate, NewTerm
from sanye.scm.transport.domain.states import RateBasis
from sanye.scm.transport.models import CarrierTerm, Shipment, ShipmentStop
from sanye.stem.masterdata.models import Item, Party, PartyAddress, Site
from tests.factories import masterdata as make
from tests.factories.scm import report

D = Decimal
MONDAY = date(2026, 3, 2)


@dataclass
class Road:
    """`kettle` weighs 1.5 kg and 0.01 m³ a piece; `mystery` has no weight."""

    by: Actor
    at: datetime
    site: Site
    kettle: Item
    mystery: Item
    settle: Callable[..., int]
    count: int = 0
    lines: dict[UUID, tuple[DeliveryLine, ...]] = field(default_factory=dict)
    facts: dict[UUID, dict[str, Any]] = field(default_factory=dict)

    def customer(self, region: str = "上海", **address: Any) -> tuple[Party, PartyAddress]:
        party = make.make_customer(self.by)
        return party, make.make_address(party, region=region, **address)

    def carrier(self, code: str = "SF") -> Party:
        carrier = make.make_party(code, roles=["CARRIER"])
        make.make_party_company(self.by, carrier)
        return carrier

    def term(self, carrier: Party, code: str = "STD", **fields: Any) -> CarrierTerm:
        """1 CNY a kilogram anywhere in China within two working days, unless told otherwise."""
        given = {
            "basis": RateBasis.WEIGHT,
            "currency": "CNY",
            "rates": [NewRate(country="CN", unit_amount=D(1), transit_days=2)],
            **fields,
        }
        new = NewTerm(carrier_id=carrier.id, code=code, **given)
        return commands.put_carrier_term(term=new, by=self.by, at=self.at)

    def delivery(
        self,
        quantity: Any = 10,
        to: tuple[Party, PartyAddress] | None = None,
        *,
        item: Item | None = None,
        site: Site | None = None,
        picked: bool = True,
    ) -> UUID:
        """A delivery that its owner reports as created and, normally, picked."""
        party, address = to or self.customer()
        what, delivery_id = item or self.kettle, new_id()
        self.count += 1
        line = DeliveryLine(
            delivery_line_id=new_id(),
            sales_order_id=new_id(),
            order_line_id=new_id(),
            schedule_line_id=new_id(),
            item_id=what.id,
            site_id=(site or self.site).id,
            quantity=D(str(quantity)),
            unit=what.unit,
            open_quantity=D(0),
        )
        self.lines[delivery_id] = (line,)
        self.facts[delivery_id] = {
            "delivery_id": delivery_id,
            "number": f"DN-{self.count}",
            "customer_id": party.id,
        }
        self.report(
            delivery_id,
            DeliveryCreated,
            planned_ship_date=MONDAY,
            ship_to_address_id=address.id,
            lines=self.lines[delivery_id],
        )
        if picked:
            self.report(delivery_id, DeliveryPicked, lines=self.lines[delivery_id])
        self.settle()
        return delivery_id

    def report(self, delivery_id: UUID, fact: Any, **fields: Any) -> None:
        report(fact(**self.facts[delivery_id], **fields), by=self.by, at=self.at)

    def cancelled(self, delivery_id: UUID) -> None:
        self.report(delivery_id, DeliveryCancelled, lines=self.lines[delivery_id])
        self.settle()

    def shipped(self, delivery_id: UUID) -> None:
        self.report(
            delivery_id,
            DeliveryShipped,
            shipped_at=self.at,
            carrier="",
            tracking_number="",
            lines=self.lines[delivery_id],
        )
        self.settle()

    def proven(self, delivery_id: UUID, received_at: datetime) -> None:
        self.report(delivery_id, DeliveryProven, received_at=received_at, received_by="")
        self.settle()

    def shipment(self, *delivery_ids: UUID, **options: Any) -> Shipment:
        return commands.create_shipment(
            delivery_ids=delivery_ids or [self.delivery()], by=self.by, at=self.at, **options
        )

    def dispatch(self, shipment: Shipment, **options: Any) -> Shipment:
        return commands.dispatch_shipment(
            shipment_id=shipment.id, **{"by": self.by, "at": self.at, **options}
        )

    def stops(self, shipment: Shipment) -> list[ShipmentStop]:
        return list(ShipmentStop.unscoped.filter(shipment=shipment).order_by("position", "id"))


def make_road(by: Actor, at: datetime, settle: Callable[..., int]) -> Road:
    kettle = make.make_item(
        "KETTLE", weight=D(1500), weight_unit="GRM", volume=D("0.01"), volume_unit="MTQ"
    )
    site = make.make_site(by, kind="WAREHOUSE")
    return Road(by, at, site, kettle, make.make_item("MYSTERY"), settle)
