"""`/receivables/…`: open items, payments, ageing, statements."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from sanye.erp.receivables import commands, queries
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.stale import may_be_stale
from sanye.stem.http.types import Day, Many

router = Router(tags=["receivables"])
routers: list[tuple[str, Router]] = [("/receivables", router)]


class SettleIn(Schema):
    open_item_id: UUID
    amount: Decimal
    discount_amount: Decimal = Decimal(0)


class PaymentIn(Schema):
    customer_id: UUID
    currency: str
    amount: Decimal
    posting_date: Day
    bank_account_code: str = ""
    settle: Many[SettleIn] | None = None
    reference: str = ""
    exchange_rate: Decimal | None = None


class NettingIn(Schema):
    customer_id: UUID
    currency: str
    settle: Many[SettleIn]
    posting_date: Day


class WriteOffIn(Schema):
    amount: Decimal
    posting_date: Day
    reason: str


class ReversalIn(Schema):
    posting_date: Day
    reason: str


class OpenItemOut(Schema):
    id: UUID
    kind: str
    document_type: str
    document_id: UUID
    document_number: str
    party_id: UUID
    currency: str
    amount: Decimal
    functional_amount: Decimal
    exchange_rate: Decimal
    rate_date: date
    posting_date: date
    due_date: date
    discount_date: date | None
    discount_ratio: Decimal
    open_amount: Decimal
    open_functional_amount: Decimal
    settled_date: date | None


class PaymentOut(Schema):
    id: UUID
    number: str
    party_id: UUID
    currency: str
    amount: Decimal
    unapplied_amount: Decimal
    exchange_rate: Decimal
    rate_date: date
    posting_date: date
    bank_account_code: str
    reference: str
    reversed_date: date | None
    created_at: datetime


class SettlementOut(Schema):
    settlement_id: UUID


class AgeingOut(Schema):
    party_id: UUID
    currency: str
    not_due_amount: Decimal
    overdue_amounts: list[Decimal]
    open_amount: Decimal
    open_functional_amount: Decimal


class StatementEntryOut(Schema):
    posting_date: date
    kind: str
    document_number: str
    amount: Decimal
    balance_amount: Decimal


class StatementOut(Schema):
    party_id: UUID
    currency: str
    from_date: date
    to_date: date
    opening_amount: Decimal
    closing_amount: Decimal
    entries: list[StatementEntryOut]


class PositionOut(Schema):
    currency: str
    open_amount: Decimal
    overdue_amount: Decimal


def _wishes(settle: list[SettleIn]) -> list[commands.SettleItem]:
    return [commands.SettleItem(**wish.dict()) for wish in settle]


@router.get("/open-items", response=Page[OpenItemOut])
def list_open_items(
    request: HttpRequest,
    customer_id: UUID | None = None,
    is_open: bool | None = None,  # noqa: FBT001 - a filter
) -> HttpResponse:
    """Open items and settled ones."""
    rows = queries.list_receivables(customer_id=customer_id, is_open=is_open, by=actor_of(request))
    return page_of(request, rows, OpenItemOut, sortable=["due_date", "posting_date"])


@router.post("/open-items/{uuid:open_item_id}/write-off", response=SettlementOut)
def write_off(request: HttpRequest, open_item_id: UUID, body: WriteOffIn) -> object:
    """Give up a part of an open item."""
    settlement_id = commands.write_off_receivable(
        open_item_id=open_item_id, **body.dict(), by=actor_of(request), at=now()
    )
    return {"settlement_id": settlement_id}


@router.post("/nettings", response={201: SettlementOut})
def net(request: HttpRequest, body: NettingIn) -> object:
    """Settle invoices with credit notes or prepayments."""
    given = body.dict() | {"settle": _wishes(body.settle)}
    settlement_id = commands.net_receivables(**given, by=actor_of(request), at=now())
    return {"settlement_id": settlement_id}


@router.get("/receipts", response=Page[PaymentOut])
def list_receipts(request: HttpRequest, customer_id: UUID | None = None) -> HttpResponse:
    """Payments, the latest first."""
    rows = queries.list_receipts(customer_id=customer_id, by=actor_of(request))
    return page_of(request, rows, PaymentOut, sortable=["posting_date", "number"])


@router.post("/receipts", response={201: PaymentOut})
def receive_payment(request: HttpRequest, body: PaymentIn) -> object:
    """Money settles open items; the rest stays as a prepayment."""
    settle = None if body.settle is None else _wishes(body.settle)
    given = body.dict() | {"settle": settle}
    return commands.receive_payment(**given, by=actor_of(request), at=now())


@router.post("/receipts/{uuid:payment_id}/reverse", response=PaymentOut)
def reverse_receipt(request: HttpRequest, payment_id: UUID, body: ReversalIn) -> object:
    """The money did not come about."""
    return commands.reverse_receipt(
        payment_id=payment_id, **body.dict(), by=actor_of(request), at=now()
    )


@router.get("/ageing", response=list[AgeingOut])
@may_be_stale
def get_ageing(request: HttpRequest, as_of: date, customer_id: UUID | None = None) -> object:
    """What was open at the end of a day; overdue by 1-30, 31-60, 61-90 and more days."""
    return queries.get_receivable_ageing(as_of=as_of, customer_id=customer_id, by=actor_of(request))


@router.get("/statements/{uuid:customer_id}", response=StatementOut)
def get_statement(
    request: HttpRequest, customer_id: UUID, currency: str, from_date: date, to_date: date
) -> object:
    """The account of one customer in one currency."""
    return queries.get_customer_statement(
        customer_id=customer_id,
        currency=currency,
        from_date=from_date,
        to_date=to_date,
        by=actor_of(request),
    )


@router.get("/positions/{uuid:customer_id}", response=PositionOut)
def get_position(request: HttpRequest, customer_id: UUID, as_of: date) -> object:
    """Open and overdue amounts of one customer in functional currency."""
    return queries.get_receivable_position(
        customer_id=customer_id, as_of=as_of, by=actor_of(request)
    )
