"""Calls, visits, mails and chats: recorded, followed up, their words erased."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sanye.contracts.crm.events import InteractionRecorded
from sanye.crm.accounts.commands.opening import open_account
from sanye.crm.accounts.domain.interactions import Direction, InteractionKind, is_in_future
from sanye.crm.accounts.errors import (
    ContactNotTheirs,
    FollowUpInPast,
    HappenedInFuture,
    InteractionUnknown,
    NobodyTalkedWith,
    NothingToFollowUp,
)
from sanye.crm.accounts.models import Account, Interaction, InteractionPerson
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.masterdata.queries import get_business_date, get_party


@command
def record_interaction(
    *,
    customer_id: UUID | None = None,
    lead_id: UUID | None = None,
    kind: InteractionKind,
    direction: Direction,
    happened_at: datetime,
    subject: str = "",
    text: str = "",
    contact_ids: Collection[UUID] = (),
    user_ids: Collection[UUID] = (),
    follow_up_date: date | None = None,
    follow_up_by_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> Interaction:
    """Write down that we were in touch with a customer, whose account is opened if he has none,
    or with a lead.

    Without `user_ids` it was the actor who took part. Raises NobodyTalkedWith, MasterUnknown,
    NotACustomer, HappenedInFuture, ContactNotTheirs, FollowUpInPast.
    """
    if is_in_future(happened_at, at):
        raise HappenedInFuture(happened_at=happened_at, field="happened_at")
    account = _account(customer_id, lead_id, contact_ids, by, at)
    interaction = Interaction(
        company_id=by.company_id,
        account=account,
        lead_id=lead_id,
        kind=kind,
        direction=direction,
        happened_at=happened_at,
        subject=subject.strip(),
        text=text.strip(),
        recorded_by_id=by.user_id,
    )
    if follow_up_date is not None:
        _plan(interaction, follow_up_date, follow_up_by_id, by)
    interaction.save(force_insert=True)
    _note_people(interaction, contact_ids, user_ids or ([by.user_id] if by.user_id else []))
    publish(
        InteractionRecorded(
            interaction_id=interaction.id,
            customer_id=customer_id,
            lead_id=lead_id,
            kind=kind,
            direction=direction,
            happened_at=happened_at,
        )
    )
    return interaction


@command
def plan_follow_up(
    *,
    interaction_id: UUID,
    follow_up_date: date,
    follow_up_by_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> Interaction:
    """Say who comes back to it and when; one planned before is replaced.

    Raises InteractionUnknown, FollowUpInPast.
    """
    interaction = _locked(interaction_id)
    _plan(interaction, follow_up_date, follow_up_by_id, by)
    interaction.save()
    return interaction


@command
def finish_follow_up(*, interaction_id: UUID, by: Actor, at: datetime) -> Interaction:
    """Somebody came back to it. Raises InteractionUnknown, NothingToFollowUp."""
    interaction = _locked(interaction_id)
    if interaction.follow_up_date is None or interaction.followed_up_at is not None:
        raise NothingToFollowUp
    interaction.followed_up_at = at
    interaction.save()
    return interaction


@command
def take_over_interactions(*, lead_id: UUID, account_id: UUID, by: Actor, at: datetime) -> int:
    """A lead became a customer: its interactions are his. Returns how many."""
    count: int = Interaction.objects.filter(lead_id=lead_id).update(account_id=account_id)
    return count


@command
def erase_interactions(
    *,
    contact_ids: Collection[UUID] = (),
    lead_ids: Collection[UUID] = (),
    by: Actor,
    at: datetime,
) -> int:
    """Erase the words of every interaction these contacts or leads took part in, and their part.

    The interactions stay with kind, direction and moment. Returns how many.
    """
    people = InteractionPerson.objects.filter(contact_id__in=contact_ids)
    ids = set(people.values_list("interaction_id", flat=True))
    ids |= set(Interaction.objects.filter(lead_id__in=lead_ids).values_list("id", flat=True))
    Interaction.objects.filter(id__in=ids).update(subject="", text="", erased_at=at)
    people.delete()
    return len(ids)


def _account(
    customer_id: UUID | None,
    lead_id: UUID | None,
    contact_ids: Collection[UUID],
    by: Actor,
    at: datetime,
) -> Account | None:
    if customer_id is None:
        if lead_id is None:
            raise NobodyTalkedWith(field="customer_id")
        return None
    _check_contacts(customer_id, contact_ids, by)
    return open_account(party_id=customer_id, by=by, at=at)


def _check_contacts(customer_id: UUID, contact_ids: Collection[UUID], by: Actor) -> None:
    party = get_party(party_id=customer_id, by=by)
    rows = party.contacts.filter(id__in=contact_ids)
    theirs = {contact.id for contact in rows if not contact.is_erased}
    for contact_id in contact_ids:
        if contact_id not in theirs:
            raise ContactNotTheirs(contact_id=contact_id, party=party.code, field="contact_ids")


def _plan(interaction: Interaction, on: date, user_id: UUID | None, by: Actor) -> None:
    if on < get_business_date(at=interaction.happened_at, by=by):
        raise FollowUpInPast(date=on, field="follow_up_date")
    interaction.follow_up_date = on
    interaction.follow_up_by_id = user_id or by.user_id
    interaction.followed_up_at = None


def _note_people(
    interaction: Interaction, contact_ids: Collection[UUID], user_ids: Collection[UUID]
) -> None:
    pairs: list[tuple[UUID | None, UUID | None]] = [(one, None) for one in sorted(set(contact_ids))]
    pairs += [(None, one) for one in sorted(set(user_ids))]
    InteractionPerson.objects.bulk_create(
        InteractionPerson(
            company_id=interaction.company_id,
            interaction=interaction,
            contact_id=contact_id,
            user_id=user_id,
        )
        for contact_id, user_id in pairs
    )


def _locked(interaction_id: UUID) -> Interaction:
    found = Interaction.objects.select_for_update(of=("self",)).filter(id=interaction_id).first()
    if found is None:
        raise InteractionUnknown(id=interaction_id)
    interaction: Interaction = found
    return interaction
