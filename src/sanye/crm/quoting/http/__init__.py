"""`/quotations`."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from sanye.crm.quoting import commands, queries
from sanye.crm.quoting.domain.states import DeclineReason, LineKind
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.types import Day, Many, Quantity

router = Router(tags=["quotations"])


class LineIn(Schema):
    item_id: UUID
    quantity: Quantity
    requested_date: Day
    unit: str = ""
    text: str = ""
    unit_price: Decimal | None = None
    is_tax_included: bool = False
    discount_ratio: Decimal = Decimal(0)
    tax_codes: Many[str] | None = None
    kind: LineKind = LineKind.NORMAL


class RevisionIn(Schema):
    lines: Many[LineIn]
    order_discount_ratio: Decimal = Decimal(0)
    valid_until_date: Day | None = None
    payment_term_code: str | None = None


class QuotationIn(RevisionIn):
    customer_id: UUID
    opportunity_id: UUID | None = None
    site_id: UUID | None = None
    currency: str | None = None
    ship_to_address_id: UUID | None = None
    customer_reference: str = ""
    owner_id: UUID | None = None


class NoteIn(Schema):
    note: str = ""


class AcceptanceIn(Schema):
    chosen_lines: Many[int] = []
    customer_reference: str | None = None


class DeclineIn(Schema):
    reason: DeclineReason
    note: str = ""


class PolicyBody(Schema):
    maximum_discount_ratio: Decimal
    minimum_margin_ratio: Decimal
    minimum_margin_after_service_ratio: Decimal | None = None
    valid_days: int


class LineOut(Schema):
    line_number: int
    kind: str
    is_chosen: bool
    item_id: UUID
    text: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    is_tax_included: bool
    price_source: str
    price_source_code: str
    promotion_code: str
    discount_ratio: Decimal
    tax_codes: list[str]
    net_amount: Decimal
    tax_amount: Decimal
    requested_date: date
    estimated_date: date | None
    estimate_note_en: str
    estimate_note_zh: str


class VersionOut(Schema):
    version: int
    status: str
    quoted_date: date
    valid_until_date: date
    currency: str
    order_discount_ratio: Decimal
    net_amount: Decimal
    tax_amount: Decimal
    gross_amount: Decimal
    sent_at: datetime | None
    answered_at: datetime | None
    decline_reason: str
    lines: list[LineOut]


class QuotationOut(Schema):
    id: UUID
    number: str
    customer_id: UUID
    site_id: UUID
    owner_id: UUID | None
    opportunity_id: UUID | None
    ship_to_address_id: UUID | None
    customer_reference: str
    latest_version: int
    versions: list[VersionOut]


class LineMarginOut(Schema):
    """Costs per unit in the quotation's currency; empty: not known."""

    line_number: int
    item_id: UUID
    net_amount: Decimal
    unit_cost: Decimal | None
    unit_service_cost: Decimal | None


class MarginOut(Schema):
    """Shares of the net amount; `margin_after_service_ratio` takes off what sold goods cost
    afterwards: service, returns, repairs."""

    version: int
    currency: str
    net_amount: Decimal
    margin_ratio: Decimal | None
    margin_after_service_ratio: Decimal | None
    lines: list[LineMarginOut]


class LineDifferenceOut(Schema):
    line_number: int
    older: LineOut | None
    newer: LineOut | None
    changed: dict[str, Any]


class DifferenceOut(Schema):
    older: VersionOut
    newer: VersionOut
    net_amount_change: Decimal
    lines: list[LineDifferenceOut]


class PromiseOut(Schema):
    line_id: UUID
    promised_date: date | None
    quantity_on_requested_date: Decimal
    constraint_code: str
    explanation_en: str
    explanation_zh: str


class EstimateOut(Schema):
    lines: list[PromiseOut]


def _asked(lines: list[LineIn]) -> list[commands.LineAsked]:
    return [
        commands.LineAsked(
            **line.dict() | {"tax_codes": None if line.tax_codes is None else tuple(line.tax_codes)}
        )
        for line in lines
    ]


def _shown(request: HttpRequest, quotation_id: UUID) -> object:
    return queries.get_quotation(quotation_id=quotation_id, by=actor_of(request))


@router.get("", response=Page[QuotationOut])
def list_quotations(
    request: HttpRequest, status: str | None = None, customer_id: UUID | None = None
) -> HttpResponse:
    """Quotations the caller may see."""
    rows = queries.list_quotations(status=status, customer_id=customer_id, by=actor_of(request))
    return page_of(request, rows, QuotationOut, sortable=["number"])


@router.post("", response={201: QuotationOut})
def draft_quotation(request: HttpRequest, body: QuotationIn) -> object:
    """A first version with prices, taxes and totals."""
    given = body.dict() | {"lines": _asked(body.lines)}
    quotation = commands.draft_quotation(**given, by=actor_of(request), at=now())
    return _shown(request, quotation.id)


@router.get("/policy", response=PolicyBody)
def get_policy(request: HttpRequest) -> object:
    """What may be sent without approval."""
    return queries.get_policy(by=actor_of(request))


@router.put("/policy", response=PolicyBody)
def set_policy(request: HttpRequest, body: PolicyBody) -> object:
    """Set what may be sent without approval."""
    return commands.set_quoting_policy(**body.dict(), by=actor_of(request), at=now())


@router.get("/{uuid:quotation_id}", response=QuotationOut)
def get_quotation(request: HttpRequest, quotation_id: UUID) -> object:
    """One quotation with all its versions."""
    return queries.get_quotation(quotation_id=quotation_id, by=actor_of(request))


@router.get("/{uuid:quotation_id}/margin", response=MarginOut)
def get_quotation_margin(request: HttpRequest, quotation_id: UUID) -> object:
    """What is earned, before and after what the goods cost when they are sold."""
    return queries.get_quotation_margin(quotation_id=quotation_id, by=actor_of(request))


@router.get("/{uuid:quotation_id}/difference", response=DifferenceOut)
def compare_versions(request: HttpRequest, quotation_id: UUID, older: int, newer: int) -> object:
    """Two versions side by side."""
    return queries.compare_versions(
        quotation_id=quotation_id, older=older, newer=newer, by=actor_of(request)
    )


@router.post("/{uuid:quotation_id}/revise", response=QuotationOut)
def revise_quotation(request: HttpRequest, quotation_id: UUID, body: RevisionIn) -> object:
    """The next version; the one before is superseded."""
    given = body.dict() | {"lines": _asked(body.lines)}
    quotation = commands.revise_quotation(
        quotation_id=quotation_id, **given, by=actor_of(request), at=now()
    )
    return _shown(request, quotation.id)


@router.post("/{uuid:quotation_id}/estimate", response=EstimateOut)
def estimate_quotation(request: HttpRequest, quotation_id: UUID) -> object:
    """When each line could be there; reserves nothing."""
    return commands.estimate_quotation(quotation_id=quotation_id, by=actor_of(request), at=now())


@router.post("/{uuid:quotation_id}/ask-approval", response=QuotationOut)
def ask_approval(request: HttpRequest, quotation_id: UUID) -> object:
    """Put the draft before somebody else."""
    quotation = commands.ask_approval(quotation_id=quotation_id, by=actor_of(request), at=now())
    return _shown(request, quotation.id)


@router.post("/{uuid:quotation_id}/approve", response=QuotationOut)
def approve_quotation(request: HttpRequest, quotation_id: UUID, body: NoteIn) -> object:
    """Allow it to be sent."""
    quotation = commands.approve_quotation(
        quotation_id=quotation_id, note=body.note, by=actor_of(request), at=now()
    )
    return _shown(request, quotation.id)


@router.post("/{uuid:quotation_id}/refuse-approval", response=QuotationOut)
def refuse_approval(request: HttpRequest, quotation_id: UUID, body: NoteIn) -> object:
    """Give the draft back with a note."""
    quotation = commands.refuse_approval(
        quotation_id=quotation_id, note=body.note, by=actor_of(request), at=now()
    )
    return _shown(request, quotation.id)


@router.post("/{uuid:quotation_id}/send", response=QuotationOut)
def send_quotation(request: HttpRequest, quotation_id: UUID) -> object:
    """Offer the latest version to the customer."""
    quotation = commands.send_quotation(quotation_id=quotation_id, by=actor_of(request), at=now())
    return _shown(request, quotation.id)


@router.post("/{uuid:quotation_id}/accept", response=QuotationOut)
def accept_quotation(request: HttpRequest, quotation_id: UUID, body: AcceptanceIn) -> object:
    """The customer takes the latest version; a sales order follows."""
    quotation = commands.accept_quotation(
        quotation_id=quotation_id, **body.dict(), by=actor_of(request), at=now()
    )
    return _shown(request, quotation.id)


@router.post("/{uuid:quotation_id}/decline", response=QuotationOut)
def decline_quotation(request: HttpRequest, quotation_id: UUID, body: DeclineIn) -> object:
    """The customer says no."""
    quotation = commands.decline_quotation(
        quotation_id=quotation_id, **body.dict(), by=actor_of(request), at=now()
    )
    return _shown(request, quotation.id)
