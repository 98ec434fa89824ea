"""Reads of customer accounts."""

from uuid import UUID

from django.db.models import QuerySet

from sanye.crm.accounts.errors import AccountUnknown
from sanye.crm.accounts.models import Account, AccountNote
from sanye.kernel.actors import Actor
from sanye.stem.commands import query


@query
def get_account(*, account_id: UUID, by: Actor) -> Account:
    """One account with its customer. Raises AccountUnknown."""
    found = Account.objects.select_related("party").filter(id=account_id).first()
    if found is None:
        raise AccountUnknown(id=account_id)
    account: Account = found
    return account


@query
def list_accounts(
    *, status: str | None = None, segment: str | None = None, by: Actor
) -> QuerySet[Account]:
    """Accounts the actor may see."""
    rows: QuerySet[Account] = Account.objects.select_related("party")
    if status is not None:
        rows = rows.filter(status=status)
    if segment is not None:
        rows = rows.filter(segment=segment)
    return rows


@query
def list_notes(*, account_id: UUID, by: Actor) -> QuerySet[AccountNote]:
    """What was written down about a customer. Raises AccountUnknown."""
    get_account(account_id=account_id, by=by)
    rows: QuerySet[AccountNote] = AccountNote.objects.filter(account_id=account_id)
    return rows
