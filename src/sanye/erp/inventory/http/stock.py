"""Balances, movements, allocations, lots, serial numbers."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query
from pydantic import AwareDatetime, Field

from sanye.erp.inventory import commands, queries
from sanye.erp.inventory.http.schemas import (
    AllocationOut,
    BalanceOut,
    GenealogyStepOut,
    LotIn,
    LotOut,
    LotStatusIn,
    MoveIn,
    MovementOut,
    OnHandOut,
    OpeningIn,
    PickProposalOut,
    ReversalIn,
    ScrapIn,
    SerialNumberOut,
    StatusChangeIn,
)
from sanye.stem.http import Page, Router, actor_of, now, page_of
from sanye.stem.http.types import Day, Positive

router = Router(tags=["stock"])


@router.get("/balances", response=Page[BalanceOut])
def list_balances(
    request: HttpRequest,
    item_id: UUID | None = None,
    site_id: UUID | None = None,
    lot: str | None = None,
    status: str | None = None,
) -> HttpResponse:
    """What is on hand, heap by heap."""
    rows = queries.list_balances(
        item_id=item_id, site_id=site_id, lot=lot, status=status, by=actor_of(request)
    )
    return page_of(request, rows, BalanceOut, sortable=["on_hand"])


@router.get("/on-hand", response=OnHandOut)
def get_on_hand(
    request: HttpRequest, item_id: UUID, site_id: UUID, instant: AwareDatetime | None = None
) -> dict[str, object]:
    """On hand and available now, or on hand at a past instant."""
    by = actor_of(request)
    row: dict[str, object] = {"item_id": item_id, "site_id": site_id, "available": None}
    if instant is not None:
        row["on_hand"] = queries.get_on_hand_at(
            item_id=item_id, site_id=site_id, instant=instant, by=by
        )
        return row
    row["on_hand"] = queries.get_on_hand(item_id=item_id, site_id=site_id, by=by)
    row["available"] = queries.get_available(item_id=item_id, site_id=site_id, by=by)
    return row


@router.get("/movements", response=Page[MovementOut])
def list_movements(
    request: HttpRequest,
    kind: str | None = None,
    source_type: str | None = None,
    source_id: UUID | None = None,
    item_id: UUID | None = None,
    posted_from_date: Annotated[Day | None, Query()] = None,
    posted_to_date: Annotated[Day | None, Query()] = None,
) -> HttpResponse:
    """The stock ledger by document."""
    rows = queries.list_movements(
        kind=kind,
        source_type=source_type,
        source_id=source_id,
        item_id=item_id,
        posted_from_date=posted_from_date,
        posted_to_date=posted_to_date,
        by=actor_of(request),
    )
    return page_of(request, rows, MovementOut, sortable=["number", "posting_date"])


@router.get("/movements/{uuid:movement_id}", response=MovementOut)
def get_movement(request: HttpRequest, movement_id: UUID) -> object:
    """One document of the stock ledger."""
    return queries.get_movement(movement_id=movement_id, by=actor_of(request))


@router.post("/movements/{uuid:movement_id}/reverse", response={201: MovementOut})
def reverse_movement(request: HttpRequest, movement_id: UUID, body: ReversalIn) -> object:
    """Take back a movement that stock itself posted."""
    return commands.reverse_movement(
        movement_id=movement_id, **body.dict(), by=actor_of(request), at=now()
    )


@router.post("/openings", response={201: MovementOut})
def post_opening_stock(request: HttpRequest, body: OpeningIn) -> object:
    """Stock that was there when the books were opened, with its unit costs."""
    lines = [row.line() for row in body.lines]
    return commands.post_opening_stock(
        lines=lines, posting_date=body.posting_date, by=actor_of(request), at=now()
    )


@router.post("/scrap", response={201: MovementOut})
def scrap_stock(request: HttpRequest, body: ScrapIn) -> object:
    """Take stock out for good, with the reason."""
    return commands.scrap_stock(
        lines=[row.line() for row in body.lines],
        reason_code=body.reason_code,
        posting_date=body.posting_date,
        by=actor_of(request),
        at=now(),
    )


@router.post("/status-changes", response={201: MovementOut})
def change_stock_status(request: HttpRequest, body: StatusChangeIn) -> object:
    """Let stock pass from one status into another."""
    return commands.change_stock_status(
        lines=[row.line() for row in body.lines],
        to_status=body.to_status,
        reason_code=body.reason_code,
        posting_date=body.posting_date,
        by=actor_of(request),
        at=now(),
    )


@router.post("/moves", response={201: MovementOut})
def move_stock(request: HttpRequest, body: MoveIn) -> object:
    """Carry stock to another location of its site."""
    return commands.move_stock(
        lines=[row.line() for row in body.lines],
        to_location_id=body.to_location_id,
        posting_date=body.posting_date,
        by=actor_of(request),
        at=now(),
    )


@router.get("/allocations", response=Page[AllocationOut])
def list_allocations(
    request: HttpRequest, demand_type: str | None = None, demand_id: UUID | None = None
) -> HttpResponse:
    """Stock that is promised and not taken yet."""
    rows = queries.list_allocations(
        demand_type=demand_type, demand_id=demand_id, by=actor_of(request)
    )
    return page_of(request, rows, AllocationOut)


@router.get("/lots", response=Page[LotOut])
def list_lots(
    request: HttpRequest, item_id: UUID | None = None, number: str | None = None
) -> HttpResponse:
    """Lots with expiry, origin and status."""
    rows = queries.list_lots(item_id=item_id, number=number, by=actor_of(request))
    return page_of(request, rows, LotOut, sortable=["number", "expires_date"])


@router.post("/lots", response={201: LotOut})
def register_lot(request: HttpRequest, body: LotIn) -> object:
    """Write down what is known of a lot; again replaces it."""
    return commands.register_lot(**body.dict(), by=actor_of(request), at=now())


@router.post("/lots/status", response=LotOut)
def change_lot_status(request: HttpRequest, body: LotStatusIn) -> object:
    """Give a lot and all of it on hand a status."""
    return commands.change_lot_status(**body.dict(), by=actor_of(request), at=now())


@router.get("/serial-numbers", response=Page[SerialNumberOut])
def list_serial_numbers(
    request: HttpRequest, item_id: UUID | None = None, number: str | None = None
) -> HttpResponse:
    """Serial numbers and where they are."""
    rows = queries.list_serial_numbers(item_id=item_id, number=number, by=actor_of(request))
    return page_of(request, rows, SerialNumberOut, sortable=["number"])


@router.get("/picks", response=PickProposalOut)
def propose_picks(
    request: HttpRequest,
    item_id: UUID,
    site_id: UUID,
    quantity: Annotated[Positive, Query()],
    on_date: Annotated[Day, Query()],
    minimum_remaining_days: Annotated[int, Field(ge=0, le=3650)] = 0,
) -> object:
    """What to take first: the order of expiry."""
    return queries.propose_picks(
        item_id=item_id,
        site_id=site_id,
        quantity=quantity,
        on_date=on_date,
        minimum_remaining_days=minimum_remaining_days,
        by=actor_of(request),
    )


@router.get("/genealogy", response=list[GenealogyStepOut])
def get_genealogy(
    request: HttpRequest,
    item_id: UUID,
    lot: str = "",
    serial_number: str = "",
    direction: queries.Direction = queries.Direction.UP,
) -> object:
    """What a lot or serial number was made of (UP), or what was made of it (DOWN)."""
    return queries.get_genealogy(
        item_id=item_id,
        lot=lot,
        serial_number=serial_number,
        direction=direction,
        by=actor_of(request),
    )
