"""`/shipments`."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from sanye.scm.transport import commands, queries
from sanye.scm.transport.http import schemas
from sanye.stem.http import Page, Router, actor_of, now, page_of

shipments = Router(tags=["shipments"])


def _shown(request: HttpRequest, shipment_id: UUID) -> object:
    return queries.get_shipment(shipment_id=shipment_id, by=actor_of(request))


def _loads(given: Sequence[schemas.LoadIn]) -> dict[UUID, commands.StopLoad]:
    return {
        load.delivery_id: commands.StopLoad(
            weight=load.weight, volume=load.volume, pallet_count=load.pallet_count
        )
        for load in given
    }


@shipments.get("", response=Page[schemas.ShipmentRowOut])
def list_shipments(
    request: HttpRequest,
    status: str | None = None,
    carrier_id: UUID | None = None,
    site_id: UUID | None = None,
    delivery_id: UUID | None = None,
    customer_id: UUID | None = None,
    tracking_number: str | None = None,
) -> HttpResponse:
    """Shipments the caller may see; a carrier sees its own."""
    rows = queries.list_shipments(
        status=status,
        carrier_id=carrier_id,
        site_id=site_id,
        delivery_id=delivery_id,
        customer_id=customer_id,
        tracking_number=tracking_number,
        by=actor_of(request),
    )
    sortable = ["number", "planned_date", "dispatched_at"]
    return page_of(request, rows, schemas.ShipmentRowOut, sortable=sortable)


@shipments.post("", response={201: schemas.ShipmentOut})
def create_shipment(request: HttpRequest, body: schemas.ShipmentIn) -> object:
    """Let deliveries of one site leave together."""
    shipment = commands.create_shipment(
        **(body.dict() | {"loads": _loads(body.loads)}), by=actor_of(request), at=now()
    )
    return _shown(request, shipment.id)


@shipments.post("/tracking", response={201: schemas.TrackOut})
def record_tracking_by_number(request: HttpRequest, body: schemas.TrackByNumberIn) -> object:
    """News by tracking number, for carriers; the same news sent twice is taken once."""
    return commands.record_tracking(**body.dict(), by=actor_of(request), at=now())


@shipments.post("/signatures/erase", response=schemas.ErasedOut)
def erase_signatures(request: HttpRequest, body: schemas.EraseIn) -> object:
    """Forget who signed for a delivery, or for all of a customer's."""
    count = commands.erase_signatures(**body.dict(), by=actor_of(request), at=now())
    return {"erased": count}


@shipments.get("/{uuid:shipment_id}", response=schemas.ShipmentOut)
def get_shipment(request: HttpRequest, shipment_id: UUID) -> object:
    """One shipment with its stops."""
    return _shown(request, shipment_id)


@shipments.patch("/{uuid:shipment_id}", response=schemas.ShipmentOut)
def change_shipment(
    request: HttpRequest, shipment_id: UUID, body: schemas.ShipmentChangeIn
) -> object:
    """Change stops, their order, loads, day or distance before it leaves."""
    commands.change_shipment(
        shipment_id=shipment_id,
        **(body.dict() | {"loads": _loads(body.loads)}),
        by=actor_of(request),
        at=now(),
    )
    return _shown(request, shipment_id)


@shipments.get("/{uuid:shipment_id}/offers", response=list[schemas.OfferOut])
def list_offers(request: HttpRequest, shipment_id: UUID) -> object:
    """What every carrier would ask and when it would be there, cheapest first."""
    return queries.list_offers(shipment_id=shipment_id, at=now(), by=actor_of(request))


@shipments.post("/{uuid:shipment_id}/carrier", response=schemas.ShipmentOut)
def choose_carrier(request: HttpRequest, shipment_id: UUID, body: schemas.ChoiceIn) -> object:
    """Choose a tariff, or a carrier with or without a quote."""
    commands.choose_carrier(shipment_id=shipment_id, **body.dict(), by=actor_of(request), at=now())
    return _shown(request, shipment_id)


@shipments.post("/{uuid:shipment_id}/dispatch", response=schemas.ShipmentOut)
def dispatch_shipment(request: HttpRequest, shipment_id: UUID, body: schemas.DispatchIn) -> object:
    """It leaves: its deliveries are shipped, freight is accrued."""
    commands.dispatch_shipment(
        shipment_id=shipment_id, **body.dict(), by=actor_of(request), at=now()
    )
    return _shown(request, shipment_id)


@shipments.get("/{uuid:shipment_id}/tracking", response=Page[schemas.TrackOut])
def list_track_events(
    request: HttpRequest, shipment_id: UUID, delivery_id: UUID | None = None
) -> HttpResponse:
    """News of the shipment."""
    rows = queries.list_track_events(
        shipment_id=shipment_id, delivery_id=delivery_id, by=actor_of(request)
    )
    return page_of(request, rows, schemas.TrackOut, sortable=["happened_at"])


@shipments.post("/{uuid:shipment_id}/tracking", response={201: schemas.TrackOut})
def record_tracking(request: HttpRequest, shipment_id: UUID, body: schemas.TrackIn) -> object:
    """News of the shipment or of one delivery on it."""
    return commands.record_tracking(
        shipment_id=shipment_id, **body.dict(), by=actor_of(request), at=now()
    )


@shipments.post("/{uuid:shipment_id}/proof", response=schemas.ShipmentOut)
def record_proof(request: HttpRequest, shipment_id: UUID, body: schemas.ProofIn) -> object:
    """A delivery has arrived."""
    shortages = [commands.Shortage(**one.dict()) for one in body.shortages]
    commands.record_proof(
        shipment_id=shipment_id,
        **(body.dict() | {"shortages": shortages}),
        by=actor_of(request),
        at=now(),
    )
    return _shown(request, shipment_id)


@shipments.post("/{uuid:shipment_id}/freight", response=schemas.ShipmentOut)
def correct_freight(request: HttpRequest, shipment_id: UUID, body: schemas.FreightIn) -> object:
    """The carrier is to get another amount than was accrued."""
    commands.correct_freight(shipment_id=shipment_id, **body.dict(), by=actor_of(request), at=now())
    return _shown(request, shipment_id)


@shipments.post("/{uuid:shipment_id}/cancel", response=schemas.ShipmentOut)
def cancel_shipment(request: HttpRequest, shipment_id: UUID, body: schemas.CancelIn) -> object:
    """Nothing leaves with it; its deliveries are free again."""
    commands.cancel_shipment(
        shipment_id=shipment_id, reason=body.reason, by=actor_of(request), at=now()
    )
    return _shown(request, shipment_id)
