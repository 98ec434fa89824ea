"""Journal entries and postings, from an account down to the document."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from sanye.contracts.erp.finance import AccountRole
from sanye.erp.ledger import commands, queries
from sanye.erp.ledger.domain.entries import EntryKind
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.types import Many

entries = Router(tags=["journal entries"])
postings = Router(tags=["postings"])


class LineIn(Schema):
    account_code: str
    debit: Decimal = Decimal(0)
    credit: Decimal = Decimal(0)
    text: str = ""
    party_id: UUID | None = None
    item_id: UUID | None = None
    site_id: UUID | None = None


class EntryIn(Schema):
    posting_date: date
    text: str
    lines: Many[LineIn]
    currency: str | None = None
    exchange_rate: Decimal = Decimal(1)


class ReversalIn(Schema):
    posting_date: date
    text: str


class PostingOut(Schema):
    line_number: int
    account_code: str
    account_name: str
    role: str
    posting_date: date
    debit: Decimal
    credit: Decimal
    currency: str
    amount: Decimal
    exchange_rate: Decimal
    rate_date: date
    item_id: UUID | None
    site_id: UUID | None
    party_id: UUID | None
    quantity: Decimal | None
    tax_code: str
    text: str

    @staticmethod
    def resolve_account_code(row: object) -> str:
        return str(getattr(getattr(row, "account"), "code"))  # noqa: B009 - any row with an account

    @staticmethod
    def resolve_account_name(row: object) -> str:
        return str(getattr(getattr(row, "account"), "name"))  # noqa: B009


class EntryHead(Schema):
    id: UUID
    number: str
    kind: str
    posting_date: date
    document_date: date
    source_type: str
    source_id: UUID | None
    source_number: str
    reverses_id: UUID | None
    text: str
    debit_amount: Decimal
    posted_at: datetime
    posted_by: str


class EntryOut(EntryHead):
    postings: list[PostingOut]


class AccountPostingOut(PostingOut):
    journal_entry: EntryHead


@entries.get("", response=Page[EntryHead])
def list_entries(
    request: HttpRequest,
    source_id: UUID | None = None,
    kind: EntryKind | None = None,
    from_date: date | None = None,
    to_date: date | None = None,
) -> HttpResponse:
    """Entries, the latest first."""
    rows = queries.list_entries(
        source_id=source_id, kind=kind, from_date=from_date, to_date=to_date, by=actor_of(request)
    )
    return page_of(request, rows, EntryHead, sortable=["number", "posting_date"])


@entries.post("", response={201: EntryOut})
def post_manual_entry(request: HttpRequest, body: EntryIn) -> object:
    """An entry that no document makes."""
    lines = [commands.ManualLine(**line.dict()) for line in body.lines]
    given = body.dict() | {"lines": lines}
    return commands.post_manual_entry(**given, by=actor_of(request), at=now())


@entries.get("/{uuid:entry_id}", response=EntryOut)
def get_entry(request: HttpRequest, entry_id: UUID) -> object:
    """One entry with its postings."""
    return queries.get_entry(entry_id=entry_id, by=actor_of(request))


@entries.post("/{uuid:entry_id}/reverse", response={201: EntryOut})
def reverse_entry(request: HttpRequest, entry_id: UUID, body: ReversalIn) -> object:
    """The opposite of a manual entry."""
    return commands.reverse_entry(entry_id=entry_id, **body.dict(), by=actor_of(request), at=now())


@postings.get("", response=Page[AccountPostingOut])
def list_postings(
    request: HttpRequest,
    account_code: str | None = None,
    role: AccountRole | None = None,
    party_id: UUID | None = None,
    item_id: UUID | None = None,
    from_date: date | None = None,
    to_date: date | None = None,
) -> HttpResponse:
    """Postings with the entry and, through it, the document behind each."""
    rows = queries.list_postings(
        account_code=account_code,
        role=role,
        party_id=party_id,
        item_id=item_id,
        from_date=from_date,
        to_date=to_date,
        by=actor_of(request),
    )
    return page_of(request, rows, AccountPostingOut)
