"""Shipments, what they carry, and what is ready to go."""

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from sanye.kernel.actors import Actor
from sanye.scm.transport.domain.states import CARRIABLE, StopStatus
from sanye.scm.transport.errors import ShipmentUnknown
from sanye.scm.transport.models import (
    KnownDelivery,
    Shipment,
    ShipmentStop,
    StopShortage,
    TrackEvent,
)
from sanye.stem.commands import query


@query
def list_shipments(
    *,
    status: str | None = None,
    carrier_id: UUID | None = None,
    site_id: UUID | None = None,
    delivery_id: UUID | None = None,
    customer_id: UUID | None = None,
    tracking_number: str | None = None,
    by: Actor,
) -> QuerySet[Shipment]:
    """Shipments that the actor may see; a carrier its own."""
    wanted = {
        "status": status,
        "carrier_id": carrier_id,
        "site_id": site_id,
        "tracking_number": tracking_number,
    }
    rows: QuerySet[Shipment] = Shipment.objects.select_related("carrier", "site").filter(
        **{key: value for key, value in wanted.items() if value is not None}
    )
    stops = ShipmentStop.unscoped.filter(shipment_id=OuterRef("id")).exclude(
        status=StopStatus.REMOVED
    )
    if delivery_id is not None:
        rows = rows.filter(Exists(stops.filter(delivery_id=delivery_id)))
    if customer_id is not None:
        rows = rows.filter(Exists(stops.filter(customer_id=customer_id)))
    return rows


@query
def get_shipment(*, shipment_id: UUID, by: Actor) -> Shipment:
    """A shipment with its stops, those removed left out. Raises ShipmentUnknown."""
    shortages = Prefetch(
        "shortages", StopShortage.unscoped.select_related("item").order_by("id"), to_attr="short"
    )
    stops = (
        ShipmentStop.unscoped.exclude(status=StopStatus.REMOVED)
        .select_related("customer")
        .prefetch_related(shortages)
        .order_by("position", "id")
    )
    found: Shipment | None = (
        Shipment.objects.select_related("carrier", "site", "term")
        .prefetch_related(Prefetch("stops", stops, to_attr="on_board"))
        .filter(id=shipment_id)
        .first()
    )
    if found is None:
        raise ShipmentUnknown(id=str(shipment_id))
    return found


@query
def list_track_events(
    *, shipment_id: UUID, delivery_id: UUID | None = None, by: Actor
) -> QuerySet[TrackEvent]:
    """News of a shipment; of one delivery: its own and that of the whole.

    Raises ShipmentUnknown.
    """
    if not Shipment.objects.filter(id=shipment_id).exists():
        raise ShipmentUnknown
    rows: QuerySet[TrackEvent] = TrackEvent.objects.filter(shipment_id=shipment_id)
    if delivery_id is not None:
        rows = rows.filter(stop__isnull=True) | rows.filter(stop__delivery_id=delivery_id)
    return rows.select_related("stop")


@query
def list_deliveries_to_ship(
    *,
    site_id: UUID | None = None,
    status: str | None = None,
    customer_id: UUID | None = None,
    until_date: date | None = None,
    by: Actor,
) -> QuerySet[KnownDelivery]:
    """Deliveries that may be put on a shipment and stand on none; PICKED ones are ready."""
    taken = ShipmentStop.unscoped.filter(
        company_id=OuterRef("company_id"), delivery_id=OuterRef("delivery_id")
    ).exclude(status=StopStatus.REMOVED)
    wanted = {
        "site_id": site_id,
        "status": status,
        "customer_id": customer_id,
        "planned_ship_date__lte": until_date,
    }
    rows: QuerySet[KnownDelivery] = KnownDelivery.objects.filter(
        ~Exists(taken),
        status__in=CARRIABLE,
        **{key: value for key, value in wanted.items() if value is not None},
    )
    return rows.select_related("customer", "site")
