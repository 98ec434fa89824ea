"""Deliveries and the road: picked, dispatched in part, cancelled, proven, short."""

from datetime import timedelta
from decimal import Decimal

from django.db.models import F

from sanye.erp.delivery import commands as delivery
from sanye.erp.delivery.models import Delivery, DeliveryLine
from sanye.erp.sales_orders.models import SalesScheduleLine
from sanye.scm.transport import commands as transport
from sanye.scm.transport.domain.states import TrackCode
from sanye.scm.transport.models import CarrierTerm, Shipment, ShipmentStop
from tests.stories.walking.walk import Walk, step


@step(16)
def create_delivery(walk: Walk) -> None:
    ready = SalesScheduleLine.unscoped.filter(
        open_quantity__gt=F("delivering_quantity"), line__order__status="CONFIRMED"
    ).select_related("line__order")
    first = walk.pick(ready)
    same = [
        part
        for part in ready.order_by("id")
        if part.line.order.customer_id == first.line.order.customer_id
        and (part.line.order_id == first.line.order_id or walk.chance(0.3))
    ]
    quantities = {
        part.id: None if walk.chance(0.8) else walk.share(part.open_quantity)
        for part in walk.some(same)
    }
    delivery.create_delivery(quantities=quantities, **walk.who)


@step(2)
def create_due_deliveries(walk: Walk) -> None:
    delivery.create_due_deliveries(until_date=walk.soon(5), **walk.who)


@step(18)
def pick_delivery(walk: Walk) -> None:
    one = walk.pick(Delivery.unscoped.filter(status="CREATED"))
    picks = None
    if walk.chance(0.3):
        lines = DeliveryLine.unscoped.filter(delivery=one, is_service=False).order_by("id")
        picks = [
            delivery.Pick(delivery_line_id=line.id, quantity=walk.share(line.quantity))
            for line in lines
        ]
    delivery.pick_delivery(delivery_id=one.id, picks=picks, **walk.who)


@step(1)
def pick_again(walk: Walk) -> None:
    one = walk.pick(Delivery.unscoped.filter(status="PICKED"))
    delivery.pick_delivery(delivery_id=one.id, **walk.who)


@step(14)
def ship_delivery(walk: Walk) -> None:
    one = walk.pick(Delivery.unscoped.filter(status="PICKED"))
    day = walk.lately() if walk.chance(0.3) else None
    delivery.ship_delivery(delivery_id=one.id, carrier="SF", posting_date=day, **walk.who)


@step(6)
def prove_delivery(walk: Walk) -> None:
    one = walk.pick(Delivery.unscoped.filter(status="SHIPPED"))
    delivery.prove_delivery(delivery_id=one.id, received_by="dock", **walk.who)


@step(3)
def cancel_delivery(walk: Walk) -> None:
    one = walk.pick(Delivery.unscoped)
    delivery.cancel_delivery(delivery_id=one.id, reason="called off", **walk.who)


@step(6)
def create_shipment(walk: Walk) -> None:
    ready = list(Delivery.unscoped.filter(status__in=["CREATED", "PICKED"]).order_by("id"))
    chosen = walk.some(ready[-5:])
    term = walk.pick(CarrierTerm.unscoped) if walk.chance(0.7) else None
    transport.create_shipment(
        delivery_ids=[one.id for one in chosen], term_id=term and term.id, **walk.who
    )


@step(2)
def change_shipment(walk: Walk) -> None:
    shipment = walk.pick(Shipment.unscoped.filter(status="PLANNED"))
    ready = list(Delivery.unscoped.filter(status__in=["CREATED", "PICKED"]).order_by("id"))
    transport.change_shipment(
        shipment_id=shipment.id,
        delivery_ids=[one.id for one in walk.some(ready[-5:])],
        planned_date=walk.soon(3),
        **walk.who,
    )


@step(2)
def choose_carrier(walk: Walk) -> None:
    shipment = walk.pick_late(Shipment.unscoped)
    term = walk.pick(CarrierTerm.unscoped)
    if walk.chance(0.5):
        transport.choose_carrier(shipment_id=shipment.id, term_id=term.id, **walk.who)
    else:
        transport.choose_carrier(
            shipment_id=shipment.id,
            carrier_id=term.carrier_id,
            quoted_amount=walk.quantity(300),
            currency=walk.random.choice(["CNY", "EUR"]),
            **walk.who,
        )


@step(8)
def dispatch_shipment(walk: Walk) -> None:
    shipment = walk.pick(Shipment.unscoped.filter(status="PLANNED"))
    transport.dispatch_shipment(shipment_id=shipment.id, **walk.who)


@step(2)
def track_shipment(walk: Walk) -> None:
    shipment = walk.pick_late(Shipment.unscoped)
    transport.record_tracking(
        code=walk.random.choice(list(TrackCode)),
        happened_at=walk.now - timedelta(minutes=3),
        shipment_id=shipment.id,
        delay_days=walk.random.choice([None, 2]),
        **walk.who,
    )


@step(9)
def prove_stop(walk: Walk) -> None:
    stop = walk.pick(ShipmentStop.unscoped.filter(status="UNDERWAY"))
    lines = DeliveryLine.unscoped.filter(delivery_id=stop.delivery_id, shipped_quantity__gt=0)
    short = [
        transport.Shortage(delivery_line_id=line.id, quantity=Decimal(1), reason_code="MISSING")
        for line in lines.order_by("id")
        if walk.chance(0.1)
    ]
    transport.record_proof(
        shipment_id=stop.shipment_id,
        delivery_id=stop.delivery_id,
        shortages=short,
        is_damaged=walk.chance(0.1),
        **walk.who,
    )


@step(1)
def cancel_shipment(walk: Walk) -> None:
    shipment = walk.pick_late(Shipment.unscoped)
    transport.cancel_shipment(shipment_id=shipment.id, reason="no lorry", **walk.who)


@step(1)
def correct_freight(walk: Walk) -> None:
    shipment = walk.pick_late(Shipment.unscoped.filter(status__in=["DISPATCHED", "DELIVERED"]))
    transport.correct_freight(
        shipment_id=shipment.id, amount=walk.quantity(400), reason="toll", **walk.who
    )
