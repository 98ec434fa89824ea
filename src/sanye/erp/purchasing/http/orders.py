"""`/purchase-orders`."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from sanye.erp.purchasing import commands, queries
from sanye.erp.purchasing.http import schemas
from sanye.stem.http import Page, Router, actor_of, now, page_of

router = Router(tags=["purchase orders"])


def _shown(request: HttpRequest, purchase_order_id: UUID) -> object:
    return queries.get_purchase_order(purchase_order_id=purchase_order_id, by=actor_of(request))


@router.get("", response=Page[schemas.OrderRowOut])
def list_purchase_orders(
    request: HttpRequest,
    status: str | None = None,
    supplier_id: UUID | None = None,
    site_id: UUID | None = None,
    item_id: UUID | None = None,
    number: str | None = None,
    unanswered_on: date | None = None,
) -> HttpResponse:
    """Orders the caller may see; a supplier sees own orders that were sent."""
    rows = queries.list_purchase_orders(
        status=status,
        supplier_id=supplier_id,
        site_id=site_id,
        item_id=item_id,
        number=number,
        unanswered_on=unanswered_on,
        by=actor_of(request),
    )
    sortable = ["number", "order_date", "answer_by_date"]
    return page_of(request, rows, schemas.OrderRowOut, sortable=sortable)


@router.post("", response={201: schemas.OrderOut})
def place_purchase_order(request: HttpRequest, body: schemas.OrderIn) -> object:
    """A draft on the supplier's terms."""
    lines = [commands.NewLine(**line.dict()) for line in body.lines]
    given = body.dict() | {"lines": lines}
    order = commands.place_purchase_order(**given, by=actor_of(request), at=now())
    return _shown(request, order.id)


@router.get("/open-lines", response=Page[schemas.OpenLineOut])
def list_open_lines(
    request: HttpRequest,
    supplier_id: UUID | None = None,
    item_id: UUID | None = None,
    site_id: UUID | None = None,
    overdue_on: date | None = None,
) -> HttpResponse:
    """What suppliers still owe; `overdue_on` keeps what is expected before that day."""
    rows = queries.list_open_schedule_lines(
        supplier_id=supplier_id,
        item_id=item_id,
        site_id=site_id,
        overdue_on=overdue_on,
        by=actor_of(request),
    )
    return page_of(request, rows, schemas.OpenLineOut, sortable=["expected_date"])


@router.get("/{uuid:purchase_order_id}", response=schemas.OrderOut)
def get_purchase_order(request: HttpRequest, purchase_order_id: UUID) -> object:
    """One order with its lines and schedule lines."""
    return _shown(request, purchase_order_id)


@router.post("/{uuid:purchase_order_id}/submit", response=schemas.OrderOut)
def submit_purchase_order(request: HttpRequest, purchase_order_id: UUID) -> object:
    """Ask for approval; below the limit it is approved by that."""
    commands.submit_purchase_order(
        purchase_order_id=purchase_order_id, by=actor_of(request), at=now()
    )
    return _shown(request, purchase_order_id)


@router.post("/{uuid:purchase_order_id}/approve", response=schemas.OrderOut)
def approve_purchase_order(request: HttpRequest, purchase_order_id: UUID) -> object:
    """Approve what somebody else asked for."""
    commands.approve_purchase_order(
        purchase_order_id=purchase_order_id, by=actor_of(request), at=now()
    )
    return _shown(request, purchase_order_id)


@router.post("/{uuid:purchase_order_id}/give-back", response=schemas.OrderOut)
def return_purchase_order(
    request: HttpRequest, purchase_order_id: UUID, body: schemas.ReasonIn
) -> object:
    """Give it back to the buyer as a draft."""
    commands.return_purchase_order(
        purchase_order_id=purchase_order_id, reason=body.reason, by=actor_of(request), at=now()
    )
    return _shown(request, purchase_order_id)


@router.post("/{uuid:purchase_order_id}/send", response=schemas.OrderOut)
def send_purchase_order(request: HttpRequest, purchase_order_id: UUID) -> object:
    """Give it to the supplier."""
    commands.send_purchase_order(
        purchase_order_id=purchase_order_id, by=actor_of(request), at=now()
    )
    return _shown(request, purchase_order_id)


@router.post("/{uuid:purchase_order_id}/answer", response=schemas.OrderOut)
def answer_purchase_order(
    request: HttpRequest, purchase_order_id: UUID, body: schemas.AnswerIn
) -> object:
    """The supplier's confirmation: accept, other date, other quantity, split, reject."""
    answers = None if body.answers is None else [_answer(line) for line in body.answers]
    commands.answer_purchase_order(
        purchase_order_id=purchase_order_id,
        answers=answers,
        supplier_reference=body.supplier_reference,
        by=actor_of(request),
        at=now(),
    )
    return _shown(request, purchase_order_id)


@router.post("/{uuid:purchase_order_id}/change", response=schemas.OrderOut)
def change_purchase_order(
    request: HttpRequest, purchase_order_id: UUID, body: schemas.ChangeIn
) -> object:
    """Change a draft at once; propose the change of a sent order to its supplier."""
    changes = [commands.LineChange(**change.dict()) for change in body.changes]
    commands.change_purchase_order(
        purchase_order_id=purchase_order_id,
        changes=changes,
        reason=body.reason,
        by=actor_of(request),
        at=now(),
    )
    return _shown(request, purchase_order_id)


@router.post("/{uuid:purchase_order_id}/cancel", response=schemas.OrderOut)
def cancel_purchase_order(
    request: HttpRequest, purchase_order_id: UUID, body: schemas.ReasonIn
) -> object:
    """Cancel what is open: at once, or as proposals to the supplier."""
    commands.cancel_purchase_order(
        purchase_order_id=purchase_order_id, reason=body.reason, by=actor_of(request), at=now()
    )
    return _shown(request, purchase_order_id)


@router.post("/{uuid:purchase_order_id}/close-short", response=schemas.OrderOut)
def close_short(
    request: HttpRequest, purchase_order_id: UUID, body: schemas.CloseShortIn
) -> object:
    """Take nothing more of these schedule lines, or of the whole order."""
    commands.close_purchase_order_short(
        purchase_order_id=purchase_order_id, **body.dict(), by=actor_of(request), at=now()
    )
    return _shown(request, purchase_order_id)


@router.post("/{uuid:purchase_order_id}/receipts", response={201: schemas.ReceiptOut})
def receive_goods(request: HttpRequest, purchase_order_id: UUID, body: schemas.ReceiptIn) -> object:
    """Take goods into stock."""
    lines = [commands.Arrival(**_tuples(line.dict())) for line in body.lines]
    return commands.receive_goods(
        purchase_order_id=purchase_order_id,
        **body.dict() | {"lines": lines},
        by=actor_of(request),
        at=now(),
    )


@router.post("/{uuid:purchase_order_id}/returns", response={201: schemas.ReceiptOut})
def return_goods(request: HttpRequest, purchase_order_id: UUID, body: schemas.ReturnIn) -> object:
    """Send goods back."""
    lines = [commands.GoingBack(**_tuples(line.dict())) for line in body.lines]
    return commands.return_goods(
        purchase_order_id=purchase_order_id,
        **body.dict() | {"lines": lines},
        by=actor_of(request),
        at=now(),
    )


def _answer(line: schemas.LineAnswerIn) -> commands.LineAnswer:
    parts = tuple(commands.Part(part.quantity, part.confirmed_date) for part in line.parts)
    return commands.LineAnswer(**line.dict() | {"parts": parts})


def _tuples(fields: dict[str, Any]) -> dict[str, Any]:
    return fields | {"serial_numbers": tuple(fields["serial_numbers"])}
