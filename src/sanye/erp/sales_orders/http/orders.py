"""`/sales-orders`."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from sanye.erp.sales_orders import commands, queries
from sanye.erp.sales_orders.http import schemas
from sanye.stem.http import Page, Router, actor_of, now, page_of

router = Router(tags=["sales orders"])


def _shown(request: HttpRequest, order_id: UUID) -> object:
    return queries.get_sales_order(order_id=order_id, by=actor_of(request))


@router.get("", response=Page[schemas.OrderRowOut])
def list_sales_orders(
    request: HttpRequest,
    status: str | None = None,
    customer_id: UUID | None = None,
    number: str | None = None,
    quotation_id: UUID | None = None,
    is_endangered: bool | None = None,  # noqa: FBT001
) -> HttpResponse:
    """Orders the caller may see; a customer sees own orders."""
    rows = queries.list_sales_orders(
        status=status,
        customer_id=customer_id,
        number=number,
        quotation_id=quotation_id,
        is_endangered=is_endangered,
        by=actor_of(request),
    )
    sortable = ["number", "order_date", "gross_amount"]
    return page_of(request, rows, schemas.OrderRowOut, sortable=sortable)


@router.post("", response={201: schemas.OrderOut})
def place_sales_order(request: HttpRequest, body: schemas.OrderIn) -> object:
    """Take down an order; confirming it is the next step."""
    given = body.dict() | {"lines": [line.to_line() for line in body.lines]}
    order = commands.place_sales_order(**given, by=actor_of(request), at=now())
    return _shown(request, order.id)


@router.post("/bulk", response={201: list[schemas.PlacedOut]})
def place_sales_orders(request: HttpRequest, body: schemas.OrdersIn) -> object:
    """Take down up to a thousand orders, all or none; the answer is in their order."""
    asked = [order.to_order() for order in body.orders]
    return commands.place_sales_orders(orders=asked, by=actor_of(request), at=now())


@router.get("/exposure", response=schemas.ExposureOut)
def get_exposure(request: HttpRequest, customer_id: UUID) -> object:
    """What a customer owes or will owe."""
    return queries.get_exposure(customer_id=customer_id, by=actor_of(request))


@router.get("/endangered-lines", response=Page[schemas.EndangeredLineOut])
def list_endangered_lines(
    request: HttpRequest,
    owner_id: UUID | None = None,
    customer_id: UUID | None = None,
    has_proposal: bool | None = None,  # noqa: FBT001
) -> HttpResponse:
    """Promises that cannot be kept, with the dates proposed: tell the customer, accept or keep."""
    rows = queries.list_endangered_lines(
        owner_id=owner_id,
        customer_id=customer_id,
        has_proposal=has_proposal,
        by=actor_of(request),
    )
    return page_of(request, rows, schemas.EndangeredLineOut, sortable=["promised_date"])


@router.get("/{uuid:order_id}", response=schemas.OrderOut)
def get_sales_order(request: HttpRequest, order_id: UUID) -> object:
    """One order with lines, schedule and taxes."""
    return _shown(request, order_id)


@router.get("/{uuid:order_id}/amendments", response=Page[schemas.AmendmentOut])
def list_amendments(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """What was changed after placing, in order."""
    queries.get_sales_order(order_id=order_id, by=actor_of(request))
    rows = queries.list_amendments(order_id=order_id, by=actor_of(request))
    return page_of(request, rows, schemas.AmendmentOut, order="amendment_number")


@router.post("/{uuid:order_id}/confirm", response=schemas.OrderOut)
def confirm_sales_order(request: HttpRequest, order_id: UUID) -> object:
    """Hold supply, check credit, confirm; the answer shows what it waits for if it does."""
    commands.confirm_sales_order(order_id=order_id, by=actor_of(request), at=now())
    return _shown(request, order_id)


@router.post("/{uuid:order_id}/promise", response=schemas.OrderOut)
def promise_by_hand(request: HttpRequest, order_id: UUID, body: schemas.PromisesIn) -> object:
    """Confirm without planning, with the seller's own dates."""
    dates = {one.schedule_line_id: one.promised_date for one in body.promises}
    commands.promise_by_hand(order_id=order_id, dates=dates, by=actor_of(request), at=now())
    return _shown(request, order_id)


@router.post("/{uuid:order_id}/release-credit", response=schemas.OrderOut)
def release_credit(request: HttpRequest, order_id: UUID, body: schemas.ReasonIn) -> object:
    """Let the order pass although the limit is used up."""
    commands.release_credit(order_id=order_id, reason=body.reason, by=actor_of(request), at=now())
    return _shown(request, order_id)


@router.post("/{uuid:order_id}/amend", response=schemas.OrderOut)
def amend_sales_order(request: HttpRequest, order_id: UUID, body: schemas.AmendmentIn) -> object:
    """Change lines, cancel them with a reason, or add new ones."""
    commands.amend_sales_order(
        order_id=order_id,
        reason=body.reason,
        changes=[change.to_change() for change in body.changes],
        new_lines=[line.to_line() for line in body.new_lines],
        by=actor_of(request),
        at=now(),
    )
    return _shown(request, order_id)


@router.post("/{uuid:order_id}/cancel", response=schemas.OrderOut)
def cancel_sales_order(request: HttpRequest, order_id: UUID, body: schemas.ReasonIn) -> object:
    """Cancel an order of which nothing is shipped."""
    commands.cancel_sales_order(
        order_id=order_id, reason=body.reason, by=actor_of(request), at=now()
    )
    return _shown(request, order_id)


@router.post("/{uuid:order_id}/accept-proposed-dates", response=schemas.OrderOut)
def accept_proposed_dates(request: HttpRequest, order_id: UUID, body: schemas.ChosenIn) -> object:
    """Proposed dates become promises."""
    commands.accept_proposed_dates(
        order_id=order_id, schedule_line_ids=body.schedule_line_ids, by=actor_of(request), at=now()
    )
    return _shown(request, order_id)


@router.post("/{uuid:order_id}/keep-promised-dates", response=schemas.OrderOut)
def keep_promised_dates(request: HttpRequest, order_id: UUID, body: schemas.KeptIn) -> object:
    """The promise stays; supply has to follow."""
    commands.keep_promised_dates(**body.dict(), order_id=order_id, by=actor_of(request), at=now())
    return _shown(request, order_id)
