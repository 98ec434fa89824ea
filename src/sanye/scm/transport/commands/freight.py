"""Charging freight: accrued at dispatch, corrected by people, settled by the carrier's invoice."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.money import round_money, split
from sanye.scm.transport.commands.choosing import check_amount
from sanye.scm.transport.commands.held import Held, hold_shipment
from sanye.scm.transport.domain.states import ChargeKind, FreightSource, ShipmentStatus
from sanye.scm.transport.errors import (
    CarrierMissing,
    FreightInvoiced,
    NotDispatched,
    ReasonMissing,
)
from sanye.scm.transport.models import FreightCharge, FreightShare, Shipment
from sanye.scm.transport.publishing import publish_accrued
from sanye.stem.commands import command
from sanye.stem.identity.fixed import fixed_of
from sanye.stem.masterdata.queries import get_business_date, get_exchange_rate
from sanye.stem.rows.bulk import insert_rows

_ON_THE_ROAD = frozenset({ShipmentStatus.DISPATCHED, ShipmentStatus.DELIVERED})


@command
def correct_freight(
    *,
    shipment_id: UUID,
    amount: Decimal,
    reason: str,
    currency: str | None = None,
    by: Actor,
    at: datetime,
) -> Shipment:
    """The carrier is to get another amount; 0 takes all back. The difference is accrued.

    Raises ShipmentUnknown, NotDispatched, ReasonMissing, CarrierMissing, AmountInvalid, RateMissing
    and, once the carrier's invoice has come, FreightInvoiced.
    """
    if not reason.strip():
        raise ReasonMissing(field="reason")
    held = hold_shipment(shipment_id)
    shipment = held.shipment
    if shipment.status not in _ON_THE_ROAD:
        raise NotDispatched(number=shipment.number)
    if shipment.carrier_id is None:
        raise CarrierMissing(number=shipment.number)
    if shipment.is_invoiced:
        raise FreightInvoiced(number=shipment.number)
    functional = fixed_of(by).functional_currency
    wanted = currency or shipment.freight_currency or functional
    check_amount(amount, wanted)
    shipment.freight_source = FreightSource.QUOTE
    shipment.freight_currency, shipment.freight_amount = wanted, amount
    day = get_business_date(at=at, by=by)
    difference = _worth(shipment, functional, day, by=by) - shipment.freight_cost
    _charge(held, ChargeKind.CORRECTED, difference, functional, day, reason)
    return shipment


def accrue_dispatched(held: Held, left_at: datetime, *, by: Actor) -> None:
    """What the carrier is to get for a shipment that has just left."""
    if held.shipment.freight_amount is None:
        return
    functional = fixed_of(by).functional_currency
    day = get_business_date(at=left_at, by=by)
    amount = _worth(held.shipment, functional, day, by=by)
    _charge(held, ChargeKind.DISPATCHED, amount, functional, day)


@command
def record_freight_invoice(
    *,
    shipment_id: UUID,
    net_amount: Decimal,
    exchange_rate: Decimal,
    cleared_amount: Decimal,
    number: str,
    posting_date: date,
    by: Actor,
    at: datetime,
) -> None:
    """The carrier's invoice asks `net_amount`, and cleared so much (functional currency) of what
    was accrued. The books have the difference already; here the deliveries bear it."""
    held = hold_shipment(shipment_id)
    held.shipment.is_invoiced = True
    functional = fixed_of(by).functional_currency
    difference = round_money(net_amount * exchange_rate, functional) - cleared_amount
    _charge(held, ChargeKind.INVOICED, difference, functional, posting_date, number)


def _worth(shipment: Shipment, functional: str, day: date, *, by: Actor) -> Decimal:
    """The freight in functional currency at the rate of a day."""
    if shipment.freight_amount is None:
        return Decimal(0)
    rate = get_exchange_rate(
        from_currency=shipment.freight_currency, to_currency=functional, on=day, by=by
    )
    return round_money(shipment.freight_amount * rate.rate, functional)


def _charge(
    held: Held,
    kind: ChargeKind,
    amount: Decimal,
    currency: str,
    posting_date: date,
    reason: str = "",
) -> None:
    """Note a change of the cost, share it by weight exactly, and tell what is owed by it."""
    shipment = held.shipment
    shipment.freight_cost = Decimal(shipment.freight_cost) + amount
    shipment.save()
    if not amount:
        return
    charge = FreightCharge.objects.create(
        id=new_id(),
        company_id=shipment.company_id,
        shipment=shipment,
        kind=kind,
        currency=currency,
        amount=amount,
        posting_date=posting_date,
        reason=reason[:200],
    )
    parts = split(amount, [stop.weight for stop in held.stops], currency)
    shares = dict(zip(held.stops, parts, strict=True))
    insert_rows(
        [
            FreightShare(
                id=new_id(),
                company_id=shipment.company_id,
                charge=charge,
                stop=stop,
                customer_id=stop.customer_id,
                amount=part,
            )
            for stop, part in shares.items()
        ]
    )
    if kind is not ChargeKind.INVOICED:
        publish_accrued(shipment, charge, shares)
