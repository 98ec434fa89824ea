"""`/inspections`, `/defect-codes`."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from sanye.erp.quality import commands, queries
from sanye.erp.quality.domain.states import Disposition, Stock
from sanye.erp.quality.http.alerts import alerts, failures, trends
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.bulk import Rows
from sanye.stem.http.types import Day

inspections = Router(tags=["quality"])
codes = Router(tags=["quality"])
routers: list[tuple[str, Router]] = [
    ("/inspections", inspections),
    ("/defect-codes", codes),
    ("/quality-alerts", alerts),
    ("/failure-trends", trends),
    ("/failures", failures),
]


class InspectionIn(Schema):
    """Goods on hand to be looked at; quantity in the stock unit."""

    item_id: UUID
    site_id: UUID
    quantity: Decimal
    lot: str = Field("", max_length=40)
    serial_number: str = Field("", max_length=40)
    location_id: UUID | None = None
    stock_status: Stock = Stock.AVAILABLE
    production_order_id: UUID | None = None
    note: str = ""


class DecisionIn(Schema):
    passed_quantity: Decimal = Decimal(0)
    failed_quantity: Decimal = Decimal(0)
    defect_code: str = Field("", max_length=40)
    disposition: Disposition | None = None
    note: str = ""
    location_id: UUID | None = None
    replacement: bool = False
    decided_date: Day | None = None


class ReasonIn(Schema):
    reason: str


class DecisionOut(Schema):
    id: UUID
    position: int
    passed_quantity: Decimal
    failed_quantity: Decimal
    defect_code: str
    disposition: str
    note: str
    decided_date: date
    decided_at: datetime
    decided_by_id: UUID | None
    reverses_id: UUID | None


class InspectionOut(Schema):
    id: UUID
    number: str
    status: str
    source_type: str
    source_id: UUID | None
    source_line_id: UUID | None
    source_number: str
    purchase_order_id: UUID | None
    supplier_id: UUID | None
    customer_id: UUID | None
    item_id: UUID
    item_code: str = Field(alias="item.code")
    site_id: UUID
    location_id: UUID
    lot: str
    serial_number: str
    quantity: Decimal
    passed_quantity: Decimal
    failed_quantity: Decimal
    open_quantity: Decimal
    unit: str
    note: str
    opened_at: datetime
    decided_at: datetime | None
    cancel_reason: str
    decisions: list[DecisionOut]


class CodeBody(Schema):
    code: str = Field(max_length=40)
    name: str = Field(max_length=200)
    name_zh: str = Field("", max_length=200)
    is_archived: bool = False


class CodeOut(Schema):
    id: UUID
    code: str
    name: str
    name_zh: str
    archived_at: datetime | None


def _shown(request: HttpRequest, inspection_id: UUID) -> object:
    return queries.get_inspection(inspection_id=inspection_id, by=actor_of(request))


@inspections.get("", response=Page[InspectionOut])
def list_inspections(
    request: HttpRequest,
    status: str | None = None,
    source_type: str | None = None,
    source_id: UUID | None = None,
    item_id: UUID | None = None,
    site_id: UUID | None = None,
    supplier_id: UUID | None = None,
    customer_id: UUID | None = None,
    lot: str | None = None,
    number: str | None = None,
) -> HttpResponse:
    """Inspections with what was decided."""
    rows = queries.list_inspections(
        status=status,
        source_type=source_type,
        source_id=source_id,
        item_id=item_id,
        site_id=site_id,
        supplier_id=supplier_id,
        customer_id=customer_id,
        lot=lot,
        number=number,
        by=actor_of(request),
    )
    return page_of(request, rows, InspectionOut, sortable=["number", "opened_at", "decided_at"])


@inspections.post("", response={201: InspectionOut})
def open_inspection(request: HttpRequest, body: InspectionIn) -> object:
    """Take goods on hand out of use until somebody has looked at them."""
    row = commands.open_inspection(**body.dict(), by=actor_of(request), at=now())
    return _shown(request, row.id)


@inspections.get("/{uuid:inspection_id}", response=InspectionOut)
def get_inspection(request: HttpRequest, inspection_id: UUID) -> object:
    """One inspection with its decisions."""
    return _shown(request, inspection_id)


@inspections.post("/{uuid:inspection_id}/decide", response=InspectionOut)
def decide_inspection(request: HttpRequest, inspection_id: UUID, body: DecisionIn) -> object:
    """What is good, what is not, and what happens to it."""
    given = body.dict() | {"disposition": body.disposition or ""}
    commands.decide_inspection(inspection_id=inspection_id, **given, by=actor_of(request), at=now())
    return _shown(request, inspection_id)


@inspections.post(
    "/{uuid:inspection_id}/decisions/{uuid:decision_id}/reverse", response=InspectionOut
)
def reverse_decision(
    request: HttpRequest, inspection_id: UUID, decision_id: UUID, body: ReasonIn
) -> object:
    """Take a decision back."""
    commands.reverse_decision(
        inspection_id=inspection_id,
        decision_id=decision_id,
        reason=body.reason,
        by=actor_of(request),
        at=now(),
    )
    return _shown(request, inspection_id)


@inspections.post("/{uuid:inspection_id}/cancel", response=InspectionOut)
def cancel_inspection(request: HttpRequest, inspection_id: UUID, body: ReasonIn) -> object:
    """Nothing is decided."""
    commands.cancel_inspection(
        inspection_id=inspection_id, reason=body.reason, by=actor_of(request), at=now()
    )
    return _shown(request, inspection_id)


@codes.get("", response=Page[CodeOut])
def list_defect_codes(
    request: HttpRequest,
    archived: bool = False,  # noqa: FBT001, FBT002 - a filter
) -> HttpResponse:
    """The company's failure codes."""
    rows = queries.list_defect_codes(archived=archived, by=actor_of(request))
    return page_of(request, rows, CodeOut, sortable=["code"], order="code")


@codes.put("", response=list[CodeOut])
def put_defect_codes(request: HttpRequest, body: Rows[CodeBody]) -> object:
    """Make the codes that are new, change those that are known."""
    rows = [commands.CodeRow(**row.dict()) for row in body]
    return commands.put_defect_codes(codes=rows, by=actor_of(request), at=now())
