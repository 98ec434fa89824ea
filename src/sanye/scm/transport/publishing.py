"""From our rows to our published events."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sanye.contracts.scm import transport as contract
from sanye.scm.transport.models import FreightCharge, Shipment, ShipmentStop, TrackEvent
from sanye.stem.events.log import publish


def publish_created(shipment: Shipment, stops: Sequence[ShipmentStop]) -> None:
    """It is planned."""
    publish(
        contract.ShipmentCreated(
            shipment_id=shipment.id,
            number=shipment.number,
            carrier_id=shipment.carrier_id,
            site_id=shipment.site_id,
            stops=_values(stops),
        )
    )


def publish_changed(shipment: Shipment, stops: Sequence[ShipmentStop]) -> None:
    """It is planned otherwise."""
    publish(
        contract.ShipmentChanged(
            shipment_id=shipment.id,
            number=shipment.number,
            carrier_id=shipment.carrier_id,
            site_id=shipment.site_id,
            stops=_values(stops),
        )
    )


def publish_dispatched(shipment: Shipment, stops: Sequence[ShipmentStop]) -> None:
    """It has left with all its stops."""
    if shipment.dispatched_at is None:
        raise ValueError("a shipment that has not left")
    publish(
        contract.ShipmentDispatched(
            shipment_id=shipment.id,
            number=shipment.number,
            carrier_id=shipment.carrier_id,
            tracking_number=shipment.tracking_number,
            dispatched_at=shipment.dispatched_at,
            stops=_values(stops),
        )
    )


def publish_tracked(shipment: Shipment, news: TrackEvent, stops: Sequence[ShipmentStop]) -> None:
    """News of the stops it is about, with what is expected now."""
    publish(
        contract.ShipmentTracked(
            shipment_id=shipment.id,
            number=shipment.number,
            code=news.code,
            happened_at=news.happened_at,
            stops=_values(stops),
        )
    )


def publish_delivered(shipment: Shipment, stop: ShipmentStop, *, is_last: bool) -> None:
    """One delivery has arrived. Who signed is personal and stays in the row."""
    if shipment.dispatched_at is None or stop.delivered_at is None:
        raise ValueError("a delivery that has not arrived")
    publish(
        contract.ShipmentDelivered(
            shipment_id=shipment.id,
            number=shipment.number,
            carrier_id=shipment.carrier_id,
            delivery_id=stop.delivery_id,
            delivery_number=stop.delivery_number,
            customer_id=stop.customer_id,
            dispatched_at=shipment.dispatched_at,
            expected_at=stop.expected_at,
            delivered_at=stop.delivered_at,
            is_damaged=stop.is_damaged,
            is_last=is_last,
        )
    )


def publish_cancelled(shipment: Shipment) -> None:
    """Nothing leaves with it."""
    publish(
        contract.ShipmentCancelled(
            shipment_id=shipment.id, number=shipment.number, reason=shipment.cancel_reason
        )
    )


def publish_accrued(
    shipment: Shipment, charge: FreightCharge, shares: Mapping[ShipmentStop, Decimal]
) -> None:
    """Freight that we owe the carrier and have no invoice for."""
    publish(
        contract.FreightAccrued(
            accrual_id=charge.id,
            shipment_id=shipment.id,
            number=shipment.number,
            carrier_id=shipment.carrier_id,
            posting_date=charge.posting_date,
            currency=charge.currency,
            amount=charge.amount,
            shares=tuple(
                contract.FreightShare(
                    delivery_id=stop.delivery_id, customer_id=stop.customer_id, amount=amount
                )
                for stop, amount in shares.items()
            ),
        )
    )


def _values(stops: Sequence[ShipmentStop]) -> tuple[contract.ShipmentStop, ...]:
    return tuple(
        contract.ShipmentStop(
            delivery_id=stop.delivery_id,
            delivery_number=stop.delivery_number,
            customer_id=stop.customer_id,
            expected_at=stop.expected_at,
        )
        for stop in stops
    )
