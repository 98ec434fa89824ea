"""`/accounts`: customers as sales sees them."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import AwareDatetime

from sanye.crm.accounts import commands, queries
from sanye.crm.accounts.domain.states import AccountStatus
from sanye.crm.accounts.http.interactions import router as interactions
from sanye.crm.accounts.http.timeline import TimelineLine, timeline_page
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of

__all__ = ["interactions", "router"]

router = Router(tags=["accounts"])


class AccountIn(Schema):
    party_id: UUID
    owner_id: UUID | None = None
    segment: str = ""
    status: AccountStatus = AccountStatus.PROSPECT


class AccountChange(Schema):
    owner_id: UUID | None = None
    segment: str | None = None
    status: AccountStatus | None = None


class NoteIn(Schema):
    text: str


class NoteOut(Schema):
    id: UUID
    text: str
    noted_at: datetime
    noted_by_id: UUID | None


class PartyOut(Schema):
    id: UUID
    code: str
    name: str


class AccountOut(Schema):
    id: UUID
    party: PartyOut
    owner_id: UUID | None
    segment: str
    status: str


@router.get("", response=Page[AccountOut])
def list_accounts(
    request: HttpRequest, status: str | None = None, segment: str | None = None
) -> HttpResponse:
    """Accounts the caller may see."""
    rows = queries.list_accounts(status=status, segment=segment, by=actor_of(request))
    return page_of(request, rows, AccountOut)


@router.post("", response={201: AccountOut})
def open_account(request: HttpRequest, body: AccountIn) -> object:
    """Make a party somebody's customer."""
    return commands.open_account(**body.dict(), by=actor_of(request), at=now())


@router.get("/{uuid:account_id}", response=AccountOut)
def get_account(request: HttpRequest, account_id: UUID) -> object:
    """One account."""
    return queries.get_account(account_id=account_id, by=actor_of(request))


@router.patch("/{uuid:account_id}", response=AccountOut)
def change_account(request: HttpRequest, account_id: UUID, body: AccountChange) -> object:
    """Hand over, segment or move an account."""
    return commands.change_account(
        account_id=account_id, **body.dict(), by=actor_of(request), at=now()
    )


@router.get("/{uuid:account_id}/notes", response=Page[NoteOut])
def list_notes(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """What was written down about the customer."""
    rows = queries.list_notes(account_id=account_id, by=actor_of(request))
    return page_of(request, rows, NoteOut)


@router.post("/{uuid:account_id}/notes", response={201: NoteOut})
def note_on_account(request: HttpRequest, account_id: UUID, body: NoteIn) -> object:
    """Write something down about the customer."""
    return commands.note_on_account(
        account_id=account_id, **body.dict(), by=actor_of(request), at=now()
    )


@router.get("/{uuid:account_id}/timeline", response=Page[TimelineLine])
def get_timeline(
    request: HttpRequest,
    account_id: UUID,
    kind: str = "",
    from_at: AwareDatetime | None = None,
    to_at: AwareDatetime | None = None,
) -> HttpResponse:
    """What all departments did with the customer, newest first; several kinds with commas."""
    account = queries.get_account(account_id=account_id, by=actor_of(request))
    return timeline_page(
        request, customer_id=account.party_id, kind=kind, from_at=from_at, to_at=to_at
    )
