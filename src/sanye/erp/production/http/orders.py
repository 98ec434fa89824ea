"""Production orders."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query

from sanye.erp.production import commands, queries
from sanye.erp.production.http.schemas import (
    AvailabilityOut,
    ClosingIn,
    CompletionIn,
    IssueIn,
    OrderDetailOut,
    OrderIn,
    OrderOut,
    PolicyIn,
    PolicyOut,
    QuantityIn,
    ReasonIn,
    ReleaseIn,
    ReleaseOut,
    ReportIn,
    ReportOut,
    RescheduleIn,
    ReturnIn,
    ReversalIn,
    SplitIn,
)
from sanye.stem.http import Page, Router, actor_of, now, page_of
from sanye.stem.http.types import Day

router = Router(tags=["production-orders"])


@router.get("", response=Page[OrderOut])
def list_production_orders(
    request: HttpRequest,
    status: str | None = None,
    item_id: UUID | None = None,
    site_id: UUID | None = None,
    planned_order_id: UUID | None = None,
    sales_order_id: UUID | None = None,
    due_to_date: Annotated[Day | None, Query()] = None,
) -> HttpResponse:
    """Production orders."""
    rows = queries.list_production_orders(
        status=status,
        item_id=item_id,
        site_id=site_id,
        planned_order_id=planned_order_id,
        sales_order_id=sales_order_id,
        due_to_date=due_to_date,
        by=actor_of(request),
    )
    return page_of(request, rows, OrderOut, sortable=["number", "start_date", "due_date"])


@router.get("/policy", response=PolicyOut)
def get_policy(request: HttpRequest, site_id: UUID) -> object:
    """What a site allows."""
    return queries.get_policy(site_id=site_id, by=actor_of(request))


@router.put("/policy", response=PolicyOut)
def set_production_policy(request: HttpRequest, body: PolicyIn) -> object:
    """Set what a site allows."""
    return commands.set_production_policy(**body.dict(), by=actor_of(request), at=now())


@router.get("/{uuid:production_order_id}", response=OrderDetailOut)
def get_production_order(request: HttpRequest, production_order_id: UUID) -> object:
    """One order with components and operations."""
    return queries.get_production_order(
        production_order_id=production_order_id, by=actor_of(request)
    )


@router.get("/{uuid:production_order_id}/availability", response=list[AvailabilityOut])
def list_component_availability(request: HttpRequest, production_order_id: UUID) -> object:
    """What the order still takes, and what is there."""
    return queries.list_component_availability(
        production_order_id=production_order_id, by=actor_of(request)
    )


@router.post("", response={201: OrderDetailOut})
def create_production_order(request: HttpRequest, body: OrderIn) -> object:
    """An order by hand."""
    return commands.create_production_order(**body.dict(), by=actor_of(request), at=now())


@router.post("/{uuid:production_order_id}/release", response=ReleaseOut)
def release_production_order(
    request: HttpRequest, production_order_id: UUID, body: ReleaseIn
) -> object:
    """Let work begin; what is missing is shown."""
    return commands.release_production_order(
        production_order_id=production_order_id, **body.dict(), by=actor_of(request), at=now()
    )


@router.post("/{uuid:production_order_id}/issue", response=OrderDetailOut)
def issue_components(request: HttpRequest, production_order_id: UUID, body: IssueIn) -> object:
    """Take components out of stock into the order."""
    lines = None
    if body.lines is not None:
        lines = [commands.ComponentIssue(**row.dict()) for row in body.lines]
    return commands.issue_components(
        production_order_id=production_order_id,
        posting_date=body.posting_date,
        lines=lines,
        by=actor_of(request),
        at=now(),
    )


@router.post("/{uuid:production_order_id}/return", response=OrderDetailOut)
def return_components(request: HttpRequest, production_order_id: UUID, body: ReturnIn) -> object:
    """Put issued components back into stock."""
    return commands.return_components(
        production_order_id=production_order_id,
        posting_date=body.posting_date,
        lines=[commands.ComponentIssue(**row.dict()) for row in body.lines],
        by=actor_of(request),
        at=now(),
    )


@router.post("/{uuid:production_order_id}/report", response={201: ReportOut})
def report_operation(request: HttpRequest, production_order_id: UUID, body: ReportIn) -> object:
    """Report the work of an operation."""
    return commands.report_operation(
        production_order_id=production_order_id, **body.dict(), by=actor_of(request), at=now()
    )


@router.post("/{uuid:production_order_id}/complete", response=OrderDetailOut)
def complete_production_order(
    request: HttpRequest, production_order_id: UUID, body: CompletionIn
) -> object:
    """Put finished goods into stock."""
    return commands.complete_production_order(
        production_order_id=production_order_id, **body.dict(), by=actor_of(request), at=now()
    )


@router.get("/{uuid:production_order_id}/reports", response=list[ReportOut])
def list_reports(request: HttpRequest, production_order_id: UUID) -> object:
    """The work reported on the order."""
    return queries.list_reports(production_order_id=production_order_id, by=actor_of(request))


@router.post("/reports/{uuid:report_id}/reverse", response={201: ReportOut})
def reverse_report(request: HttpRequest, report_id: UUID, body: ReversalIn) -> object:
    """Take back a report."""
    return commands.reverse_report(
        report_id=report_id, **body.dict(), by=actor_of(request), at=now()
    )


@router.post("/completions/{uuid:completion_id}/reverse", response=OrderDetailOut)
def reverse_completion(request: HttpRequest, completion_id: UUID, body: ReversalIn) -> object:
    """Take finished goods out of stock again."""
    return commands.reverse_completion(
        completion_id=completion_id, **body.dict(), by=actor_of(request), at=now()
    )


@router.post("/{uuid:production_order_id}/reschedule", response=OrderDetailOut)
def reschedule_production_order(
    request: HttpRequest, production_order_id: UUID, body: RescheduleIn
) -> object:
    """Other days."""
    return commands.reschedule_production_order(
        production_order_id=production_order_id, **body.dict(), by=actor_of(request), at=now()
    )


@router.post("/{uuid:production_order_id}/quantity", response=OrderDetailOut)
def change_production_quantity(
    request: HttpRequest, production_order_id: UUID, body: QuantityIn
) -> object:
    """Another quantity; components and minutes follow."""
    return commands.change_production_quantity(
        production_order_id=production_order_id, **body.dict(), by=actor_of(request), at=now()
    )


@router.post("/{uuid:production_order_id}/split", response={201: OrderDetailOut})
def split_production_order(
    request: HttpRequest, production_order_id: UUID, body: SplitIn
) -> object:
    """Move a part of what is open into an order of its own."""
    return commands.split_production_order(
        production_order_id=production_order_id, **body.dict(), by=actor_of(request), at=now()
    )


@router.post("/{uuid:production_order_id}/cancel", response=OrderDetailOut)
def cancel_production_order(
    request: HttpRequest, production_order_id: UUID, body: ReasonIn
) -> object:
    """Give the order up; what was issued must be returned first."""
    return commands.cancel_production_order(
        production_order_id=production_order_id, **body.dict(), by=actor_of(request), at=now()
    )


@router.post("/{uuid:production_order_id}/close", response=OrderDetailOut)
def close_production_order(
    request: HttpRequest, production_order_id: UUID, body: ClosingIn
) -> object:
    """Nothing more will be booked; what is still in process becomes a variance."""
    return commands.close_production_order(
        production_order_id=production_order_id, **body.dict(), by=actor_of(request), at=now()
    )
