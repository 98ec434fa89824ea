"""Customer accounts: opened on a party, cared for by somebody, annotated."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sanye.crm.accounts.domain.states import STEPS, AccountStatus
from sanye.crm.accounts.errors import AccountUnknown, NotACustomer, NoteEmpty
from sanye.crm.accounts.models import Account, AccountNote
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.states import check_step
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import get_party


@command
def open_account(
    *,
    party_id: UUID,
    owner_id: UUID | None = None,
    segment: str = "",
    status: AccountStatus = AccountStatus.PROSPECT,
    by: Actor,
    at: datetime,
) -> Account:
    """Make a party somebody's customer; one that has an account keeps it.

    Raises MasterUnknown, NotACustomer.
    """
    party = get_party(party_id=party_id, by=by)
    if "CUSTOMER" not in party.roles:
        raise NotACustomer(party=party.code, field="party_id")
    account, _ = Account.objects.get_or_create(
        party_id=party_id,
        defaults={
            "id": new_id(),
            "company_id": by.company_id,
            "owner_id": owner_id or by.user_id,
            "segment": segment,
            "status": status,
        },
    )
    opened: Account = account
    return opened


@command
def change_account(
    *,
    account_id: UUID,
    owner_id: UUID | None = None,
    segment: str | None = None,
    status: AccountStatus | None = None,
    by: Actor,
    at: datetime,
) -> Account:
    """Hand over, segment or move an account; what is None stays.

    Raises AccountUnknown, StepNotAllowed.
    """
    account = _locked(account_id)
    if status is not None and status != account.status:
        check_step(STEPS, AccountStatus(account.status), status, subject=str(account.party))
        account.status = status
    account.owner_id = owner_id or account.owner_id
    account.segment = account.segment if segment is None else segment
    account.save()
    return account


@command
def note_on_account(*, account_id: UUID, text: str, by: Actor, at: datetime) -> AccountNote:
    """Write something down about a customer. Raises AccountUnknown, NoteEmpty."""
    if not text.strip():
        raise NoteEmpty(field="text")
    account = _locked(account_id)
    note: AccountNote = AccountNote.objects.create(
        company_id=by.company_id,
        account=account,
        text=text.strip(),
        noted_at=at,
        noted_by_id=by.user_id,
    )
    return note


@command
def erase_notes(*, account_ids: Collection[UUID], by: Actor, at: datetime) -> int:
    """Erase what was written down about customers; when and by whom stays. Returns how many."""
    notes = AccountNote.objects.filter(account_id__in=account_ids).exclude(text="")
    count: int = notes.update(text="")
    return count


def _locked(account_id: UUID) -> Account:
    found = Account.objects.select_for_update().filter(id=account_id).first()
    if found is None:
        raise AccountUnknown(id=account_id)
    account: Account = found
    return account
