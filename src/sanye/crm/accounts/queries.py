"""Reads of customer accounts."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from sanye.crm.accounts.errors import AccountUnknown, InteractionUnknown
from sanye.crm.accounts.models import Account, AccountNote, CustomerEvent, Interaction
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


@query
def find_account(*, customer_id: UUID, by: Actor) -> Account | None:
    """The account of a customer, where somebody opened one."""
    found: Account | None = (
        Account.objects.select_related("party").filter(party_id=customer_id).first()
    )
    return found


def of_own_customers(rows: QuerySet[Any], by: Actor) -> QuerySet[Any]:
    """Rows with a `customer_id`: for an actor who sees only his own, of his own customers."""
    if not by.own_only:
        return rows
    return rows.filter(customer_id__in=Account.objects.order_by().values("party_id"))


@query
def get_interaction(*, interaction_id: UUID, by: Actor) -> Interaction:
    """One interaction with those who took part. Raises InteractionUnknown."""
    found = _interactions().filter(id=interaction_id).first()
    if found is None:
        raise InteractionUnknown(id=interaction_id)
    return found


@query
def list_interactions(
    *,
    customer_id: UUID | None = None,
    lead_id: UUID | None = None,
    kind: str | None = None,
    follow_up_due_by: date | None = None,
    by: Actor,
) -> QuerySet[Interaction]:
    """Interactions the actor may see; `follow_up_due_by` lists open follow-ups up to that day."""
    rows = _interactions()
    if customer_id is not None:
        rows = rows.filter(account__party_id=customer_id)
    if lead_id is not None:
        rows = rows.filter(lead_id=lead_id)
    if kind is not None:
        rows = rows.filter(kind=kind)
    if follow_up_due_by is not None:
        rows = rows.filter(follow_up_date__lte=follow_up_due_by, followed_up_at__isnull=True)
    return rows


@query
def list_interactions_of_contact(*, contact_id: UUID, by: Actor) -> QuerySet[Interaction]:
    """Interactions that a contact took part in."""
    rows: QuerySet[Interaction] = Interaction.objects.filter(people__contact_id=contact_id)
    return rows


@query
def list_customer_events(
    *,
    customer_id: UUID | None = None,
    lead_id: UUID | None = None,
    kinds: Collection[str] = (),
    from_at: datetime | None = None,
    to_at: datetime | None = None,
    by: Actor,
) -> QuerySet[CustomerEvent]:
    """The timeline of a customer or lead, from a moment (included) to another (excluded)."""
    rows: QuerySet[CustomerEvent] = of_own_customers(CustomerEvent.objects.all(), by)
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    if lead_id is not None:
        rows = rows.filter(lead_id=lead_id)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if from_at is not None:
        rows = rows.filter(happened_at__gte=from_at)
    return rows if to_at is None else rows.filter(happened_at__lt=to_at)


def _interactions() -> QuerySet[Interaction]:
    rows: QuerySet[Interaction] = Interaction.objects.select_related("account")
    return rows.prefetch_related("people")
