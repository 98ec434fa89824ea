"""Transfer orders."""

from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from sanye.erp.inventory import commands, queries
from sanye.erp.inventory.http.schemas import (
    LineQuantityIn,
    ReasonIn,
    TransferBookingIn,
    TransferChangeIn,
    TransferClosingIn,
    TransferIn,
    TransferOut,
    TransferReceiptIn,
)
from sanye.stem.http import Page, Router, actor_of, now, page_of

router = Router(tags=["transfer-orders"])


@router.get("", response=Page[TransferOut])
def list_transfer_orders(
    request: HttpRequest,
    status: str | None = None,
    from_site_id: UUID | None = None,
    to_site_id: UUID | None = None,
) -> HttpResponse:
    """Transfer orders with their lines."""
    rows = queries.list_transfer_orders(
        status=status, from_site_id=from_site_id, to_site_id=to_site_id, by=actor_of(request)
    )
    return page_of(request, rows, TransferOut, sortable=["number", "ship_date", "due_date"])


@router.get("/{uuid:transfer_order_id}", response=TransferOut)
def get_transfer_order(request: HttpRequest, transfer_order_id: UUID) -> object:
    """One transfer order."""
    return queries.get_transfer_order(transfer_order_id=transfer_order_id, by=actor_of(request))


@router.post("", response={201: TransferOut})
def create_transfer_order(request: HttpRequest, body: TransferIn) -> object:
    """Order stock from one site to another."""
    lines = [commands.TransferRequest(**row.dict()) for row in body.lines]
    return commands.create_transfer_order(
        **body.dict(exclude={"lines"}), lines=lines, by=actor_of(request), at=now()
    )


@router.post("/{uuid:transfer_order_id}/change", response=TransferOut)
def change_transfer_order(
    request: HttpRequest, transfer_order_id: UUID, body: TransferChangeIn
) -> object:
    """Other days or quantities before anything left; zero gives a line up."""
    return commands.change_transfer_order(
        transfer_order_id=transfer_order_id,
        ship_date=body.ship_date,
        due_date=body.due_date,
        quantities=_quantities(body.lines),
        reason=body.reason,
        by=actor_of(request),
        at=now(),
    )


@router.post("/{uuid:transfer_order_id}/ship", response=TransferOut)
def ship_transfer_order(
    request: HttpRequest, transfer_order_id: UUID, body: TransferBookingIn
) -> object:
    """Let stock leave; it is in transit until it is received."""
    by = actor_of(request)
    commands.ship_transfer_order(
        transfer_order_id=transfer_order_id,
        posting_date=body.posting_date,
        quantities=_quantities(body.lines),
        by=by,
        at=now(),
    )
    return queries.get_transfer_order(transfer_order_id=transfer_order_id, by=by)


@router.post("/{uuid:transfer_order_id}/receive", response=TransferOut)
def receive_transfer_order(
    request: HttpRequest, transfer_order_id: UUID, body: TransferReceiptIn
) -> object:
    """Take what is in transit into stock."""
    by = actor_of(request)
    commands.receive_transfer_order(
        transfer_order_id=transfer_order_id,
        posting_date=body.posting_date,
        quantities=_quantities(body.lines),
        location_id=body.location_id,
        by=by,
        at=now(),
    )
    return queries.get_transfer_order(transfer_order_id=transfer_order_id, by=by)


@router.post("/{uuid:transfer_order_id}/cancel", response=TransferOut)
def cancel_transfer_order(request: HttpRequest, transfer_order_id: UUID, body: ReasonIn) -> object:
    """Give the order up before anything left."""
    return commands.cancel_transfer_order(
        transfer_order_id=transfer_order_id, reason=body.reason, by=actor_of(request), at=now()
    )


@router.post("/{uuid:transfer_order_id}/close", response=TransferOut)
def close_transfer_order(
    request: HttpRequest, transfer_order_id: UUID, body: TransferClosingIn
) -> object:
    """Expect nothing more; what is in transit is written off."""
    return commands.close_transfer_order(
        transfer_order_id=transfer_order_id, **body.dict(), by=actor_of(request), at=now()
    )


def _quantities(rows: list[LineQuantityIn] | None) -> dict[UUID, Decimal] | None:
    return None if rows is None else {row.line_id: row.quantity for row in rows}
