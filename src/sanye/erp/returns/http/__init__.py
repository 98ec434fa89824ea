"""`/customer-returns`."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from sanye.contracts.erp.returns import ReturnOutcome
from sanye.erp.returns import commands, queries
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.types import Day, Many, Quantity, Serials

router = Router(tags=["customer returns"])
routers: list[tuple[str, Router]] = [("/customer-returns", router)]


class LineIn(Schema):
    """Goods by delivery line, serial number, order, or item; quantity in the stock unit, without
    it all that is left."""

    item_id: UUID | None = None
    quantity: Quantity | None = None
    serial_number: str = Field("", max_length=40)
    lot: str = Field("", max_length=40)
    delivery_line_id: UUID | None = None
    sales_order_id: UUID | None = None
    reason_code: str = Field("", max_length=40)
    failure_code: str = Field("", max_length=40)
    wanted_outcome: ReturnOutcome | None = None
    is_in_warranty: bool = False


class ReturnIn(Schema):
    customer_id: UUID
    site_id: UUID | None = None
    note: str = ""
    lines: Many[LineIn]


class BackIn(Schema):
    line_id: UUID
    quantity: Quantity
    lot: str = Field("", max_length=40)
    serial_numbers: Serials = []
    location_id: UUID | None = None


class ReceiptIn(Schema):
    lines: Many[BackIn]
    posting_date: Day | None = None


class OperationIn(Schema):
    """Minutes per piece."""

    work_center_id: UUID
    minutes: Decimal
    name: str = Field("", max_length=200)


class PartIn(Schema):
    """Quantity per piece, in the part's stock unit."""

    item_id: UUID
    quantity: Quantity


class SettledIn(Schema):
    line_id: UUID
    quantity: Quantity
    outcome: ReturnOutcome
    defect_code: str = Field("", max_length=40)
    requested_date: Day | None = None
    operations: Many[OperationIn] = []
    parts: Many[PartIn] = []


class SettlementIn(Schema):
    lines: Many[SettledIn]
    posting_date: Day | None = None


class RefundedIn(Schema):
    """`net_amount` credits another amount than was invoiced."""

    line_id: UUID
    quantity: Quantity
    net_amount: Decimal | None = None


class RefundIn(Schema):
    lines: Many[RefundedIn]
    posting_date: Day | None = None


class ReasonIn(Schema):
    reason: str


class PolicyBody(Schema):
    unsold_credit_ratio: Decimal


class LineOut(Schema):
    """Quantities in the item's stock unit."""

    id: UUID
    line_number: int
    item_id: UUID
    item_code: str = Field(alias="item.code")
    quantity: Decimal
    received_quantity: Decimal
    settled_quantity: Decimal
    unit: str
    lot: str
    serial_number: str
    sales_order_id: UUID | None
    delivery_line_id: UUID | None
    is_sold_by_us: bool
    reason_code: str
    failure_code: str
    wanted_outcome: str
    is_in_warranty: bool


class SettledOut(Schema):
    line_id: UUID
    quantity: Decimal
    outcome: str
    credit_amount: Decimal
    cost_amount: Decimal


class SettlementOut(Schema):
    id: UUID
    settled_at: datetime
    posting_date: date
    credit_note_id: UUID | None
    sales_order_id: UUID | None
    production_order_id: UUID | None
    currency: str
    credit_amount: Decimal
    cost_amount: Decimal
    lines: list[SettledOut]


class ReturnOut(Schema):
    id: UUID
    number: str
    status: str
    customer_id: UUID
    customer_code: str = Field(alias="customer.code")
    site_id: UUID
    case_id: UUID | None
    case_number: str
    request_id: UUID | None
    note: str
    is_imported: bool
    closed_at: datetime | None
    cancel_reason: str
    lines: list[LineOut]
    settlements: list[SettlementOut]


def _shown(request: HttpRequest, customer_return_id: UUID) -> object:
    return queries.get_customer_return(customer_return_id=customer_return_id, by=actor_of(request))


@router.get("", response=Page[ReturnOut])
def list_customer_returns(
    request: HttpRequest,
    status: str | None = None,
    customer_id: UUID | None = None,
    site_id: UUID | None = None,
    case_id: UUID | None = None,
    request_id: UUID | None = None,
    item_id: UUID | None = None,
    sales_order_id: UUID | None = None,
    serial_number: str | None = None,
    number: str | None = None,
) -> HttpResponse:
    """Returns with their lines and what was settled."""
    rows = queries.list_customer_returns(
        status=status,
        customer_id=customer_id,
        site_id=site_id,
        case_id=case_id,
        request_id=request_id,
        item_id=item_id,
        sales_order_id=sales_order_id,
        serial_number=serial_number,
        number=number,
        by=actor_of(request),
    )
    return page_of(request, rows, ReturnOut, sortable=["number", "closed_at"])


@router.post("", response={201: ReturnOut})
def create_return(request: HttpRequest, body: ReturnIn) -> object:
    """Announce goods that will come back."""
    lines = [
        commands.ReturnRequest(
            **line.dict() | {"wanted_outcome": line.wanted_outcome or ""},
        )
        for line in body.lines
    ]
    row = commands.create_return(
        customer_id=body.customer_id,
        site_id=body.site_id,
        note=body.note,
        lines=lines,
        by=actor_of(request),
        at=now(),
    )
    return _shown(request, row.id)


@router.get("/policy", response=PolicyBody)
def get_return_policy(request: HttpRequest) -> object:
    """What goods that we never sold are credited with."""
    return queries.get_return_policy(by=actor_of(request))


@router.put("/policy", response=PolicyBody)
def set_return_policy(request: HttpRequest, body: PolicyBody) -> object:
    """Set what goods that we never sold are credited with."""
    return commands.set_return_policy(**body.dict(), by=actor_of(request), at=now())


@router.get("/{uuid:customer_return_id}", response=ReturnOut)
def get_customer_return(request: HttpRequest, customer_return_id: UUID) -> object:
    """One return."""
    return _shown(request, customer_return_id)


@router.post("/{uuid:customer_return_id}/receive", response=ReturnOut)
def receive_return(request: HttpRequest, customer_return_id: UUID, body: ReceiptIn) -> object:
    """Goods are here."""
    lines = [
        commands.Back(**line.dict() | {"serial_numbers": tuple(line.serial_numbers)})
        for line in body.lines
    ]
    commands.receive_return(
        customer_return_id=customer_return_id,
        lines=lines,
        posting_date=body.posting_date,
        by=actor_of(request),
        at=now(),
    )
    return _shown(request, customer_return_id)


@router.post("/{uuid:customer_return_id}/settle", response=ReturnOut)
def settle_return(request: HttpRequest, customer_return_id: UUID, body: SettlementIn) -> object:
    """Replace, repair, scrap, or send to the supplier."""
    lines = [
        commands.Asked(
            **line.dict()
            | {
                "operations": tuple(
                    commands.ReworkOperation(**one.dict()) for one in line.operations
                ),
                "parts": tuple(commands.ReworkPart(**one.dict()) for one in line.parts),
            }
        )
        for line in body.lines
    ]
    commands.settle_return(
        customer_return_id=customer_return_id,
        lines=lines,
        posting_date=body.posting_date,
        by=actor_of(request),
        at=now(),
    )
    return _shown(request, customer_return_id)


@router.post("/{uuid:customer_return_id}/refund", response=ReturnOut)
def refund_return(request: HttpRequest, customer_return_id: UUID, body: RefundIn) -> object:
    """Credit what is back and inspected."""
    lines = [commands.Asked(**line.dict(), outcome=ReturnOutcome.REFUND) for line in body.lines]
    commands.refund_return(
        customer_return_id=customer_return_id,
        lines=lines,
        posting_date=body.posting_date,
        by=actor_of(request),
        at=now(),
    )
    return _shown(request, customer_return_id)


@router.post("/{uuid:customer_return_id}/close", response=ReturnOut)
def close_return(request: HttpRequest, customer_return_id: UUID) -> object:
    """Nothing more will come."""
    commands.close_return(customer_return_id=customer_return_id, by=actor_of(request), at=now())
    return _shown(request, customer_return_id)


@router.post("/{uuid:customer_return_id}/cancel", response=ReturnOut)
def cancel_return(request: HttpRequest, customer_return_id: UUID, body: ReasonIn) -> object:
    """The goods will not come."""
    commands.cancel_return(
        customer_return_id=customer_return_id,
        reason=body.reason,
        by=actor_of(request),
        at=now(),
    )
    return _shown(request, customer_return_id)
