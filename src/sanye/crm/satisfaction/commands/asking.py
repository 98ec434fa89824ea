"""Asking a customer how satisfied he is: by policy after a delivery or case, or by hand."""

from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from sanye.crm.consent.queries import Channel, Purpose, find_contactable
from sanye.crm.satisfaction.domain.asking import (
    Policy,
    SubjectType,
    is_chosen,
    is_too_soon,
    language_of,
    wants,
)
from sanye.crm.satisfaction.domain.words import mail_text
from sanye.crm.satisfaction.errors import (
    AlreadyAsked,
    ContactNotTheirs,
    MayNotBeAsked,
    PolicyOutOfRange,
)
from sanye.crm.satisfaction.models import (
    DeliveredGoods,
    OutgoingMail,
    SatisfactionPolicy,
    SatisfactionRequest,
)
from sanye.crm.satisfaction.publishing import asked
from sanye.crm.satisfaction.queries import get_satisfaction_policy, link_of
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.identity.models import Company
from sanye.stem.masterdata.models import Party, PartyContact
from sanye.stem.masterdata.queries import get_party
from sanye.stem.rows.bulk import put_rows

LONGEST_DAYS = 365


@command
def remember_delivery(
    *,
    delivery_id: UUID,
    sales_order_ids: Collection[UUID],
    item_ids: Collection[UUID],
    by: Actor,
    at: datetime,
) -> None:
    """Keep what a delivery carried, to say it when the customer has it and is asked."""
    goods = DeliveredGoods(
        company_id=by.company_id,
        delivery_id=delivery_id,
        sales_order_ids=sorted(set(sales_order_ids)),
        item_ids=sorted(set(item_ids)),
    )
    put_rows(
        [goods],
        unique=("company_id", "delivery_id"),
        columns=("sales_order_ids", "item_ids"),
    )


@command
def ask_about(
    *,
    subject_type: SubjectType,
    subject_id: UUID,
    subject_number: str,
    customer_id: UUID,
    sales_order_ids: Collection[UUID] = (),
    item_ids: Collection[UUID] = (),
    by: Actor,
    at: datetime,
) -> SatisfactionRequest | None:
    """Ask if the policy wants it; None if it does not, or nobody wants to be asked."""
    carried = _take_carried(subject_id)
    policy = get_satisfaction_policy(by=by)
    party = Party.objects.select_for_update().filter(id=customer_id).first()
    if party is None or not _is_wanted(policy, subject_type, subject_id, customer_id, at):
        return None
    contacts = _askable(party, by)
    if not contacts and party.contacts.filter(archived_at__isnull=True).exists():
        return None
    return _ask(
        party,
        contacts[0] if contacts else None,
        policy,
        SatisfactionRequest(
            subject_type=subject_type,
            subject_id=subject_id,
            subject_number=subject_number,
            sales_order_ids=sorted(set(carried.sales_order_ids if carried else sales_order_ids)),
            item_ids=sorted(set(carried.item_ids if carried else item_ids)),
        ),
        by,
        at,
    )


@command
def ask_for_satisfaction(
    *,
    subject_type: SubjectType,
    subject_id: UUID,
    subject_number: str,
    customer_id: UUID,
    contact_id: UUID | None = None,
    sales_order_ids: Collection[UUID] = (),
    item_ids: Collection[UUID] = (),
    by: Actor,
    at: datetime,
) -> SatisfactionRequest:
    """Ask by hand, whatever share and pause the policy has; a no of the contact still counts.

    Raises MasterUnknown, AlreadyAsked, ContactNotTheirs, MayNotBeAsked.
    """
    party = get_party(party_id=customer_id, by=by)
    if _was_asked(subject_type, subject_id):
        raise AlreadyAsked(subject_type=subject_type, number=subject_number, field="subject_id")
    contact = _contact(party, contact_id, by)
    return _ask(
        party,
        contact,
        get_satisfaction_policy(by=by),
        SatisfactionRequest(
            subject_type=subject_type,
            subject_id=subject_id,
            subject_number=subject_number,
            sales_order_ids=sorted(set(sales_order_ids)),
            item_ids=sorted(set(item_ids)),
        ),
        by,
        at,
    )


@command
def put_satisfaction_policy(
    *,
    asked_ratio: Decimal,
    minimum_days: int,
    expires_days: int,
    asks_after_delivery: bool = True,
    asks_after_case: bool = True,
    by: Actor,
    at: datetime,
) -> SatisfactionPolicy:
    """Say whom to ask and how often. Raises PolicyOutOfRange."""
    _check("asked_ratio", asked_ratio, 0, 1)
    _check("minimum_days", Decimal(minimum_days), 0, LONGEST_DAYS)
    _check("expires_days", Decimal(expires_days), 1, LONGEST_DAYS)
    policy: SatisfactionPolicy
    policy, _ = SatisfactionPolicy.objects.update_or_create(
        company_id=by.company_id,
        defaults={
            "asked_ratio": asked_ratio,
            "minimum_days": minimum_days,
            "expires_days": expires_days,
            "asks_after_delivery": asks_after_delivery,
            "asks_after_case": asks_after_case,
        },
    )
    return policy


def _take_carried(delivery_id: UUID) -> DeliveredGoods | None:
    """What the delivery carried; nobody asks for it again."""
    found: DeliveredGoods | None = DeliveredGoods.objects.filter(delivery_id=delivery_id).first()
    if found is not None:
        DeliveredGoods.objects.filter(id=found.id).delete()
    return found


def _check(name: str, value: Decimal, least: int, most: int) -> None:
    if not least <= value <= most:
        raise PolicyOutOfRange(name=name, least=least, most=most, value=value, field=name)


def _is_wanted(
    policy: Policy, subject_type: SubjectType, subject_id: UUID, customer_id: UUID, at: datetime
) -> bool:
    if not wants(policy, subject_type) or not is_chosen(subject_id, policy.asked_ratio):
        return False
    if _was_asked(subject_type, subject_id):
        return False
    last = SatisfactionRequest.objects.filter(customer_id=customer_id, asked_at__lte=at)
    newest = last.order_by("-asked_at").values_list("asked_at", flat=True).first()
    return not is_too_soon(newest, at, policy.minimum_days)


def _was_asked(subject_type: SubjectType, subject_id: UUID) -> bool:
    rows = SatisfactionRequest.objects.filter(subject_type=subject_type, subject_id=subject_id)
    return bool(rows.exists())


def _askable(party: Party, by: Actor) -> list[PartyContact]:
    """Contacts with an address who may be asked by mail, the primary one first."""
    rows = party.contacts.filter(archived_at__isnull=True).exclude(email="")
    contacts = list(rows.order_by("-is_primary", "id"))
    willing = find_contactable(
        contact_ids=[one.id for one in contacts],
        purpose=Purpose.SATISFACTION,
        channel=Channel.EMAIL,
        by=by,
    )
    return [one for one in contacts if one.id in willing]


def _contact(party: Party, contact_id: UUID | None, by: Actor) -> PartyContact | None:
    if contact_id is None:
        return next(iter(_askable(party, by)), None)
    contact = party.contacts.filter(id=contact_id, archived_at__isnull=True).first()
    if contact is None:
        raise ContactNotTheirs(contact_id=contact_id, field="contact_id")
    willing = find_contactable(
        contact_ids=[contact.id], purpose=Purpose.SATISFACTION, channel=Channel.EMAIL, by=by
    )
    if not willing:
        raise MayNotBeAsked(field="contact_id")
    return contact


def _ask(
    party: Party,
    contact: PartyContact | None,
    policy: Policy,
    row: SatisfactionRequest,
    by: Actor,
    at: datetime,
) -> SatisfactionRequest:
    row.company_id = by.company_id
    row.customer, row.contact = party, contact
    row.language = language_of(contact.language if contact else "", party.language)
    row.asked_at, row.expires_at = at, at + timedelta(days=policy.expires_days)
    row.save(force_insert=True)
    if contact is not None and contact.email:
        _write_mail(row, at)
    publish(asked(row))
    return row


def _write_mail(row: SatisfactionRequest, at: datetime) -> None:
    company = Company.objects.get(id=row.company_id)
    name = company.name_zh if row.language == "zh" and company.name_zh else company.name
    subject, text = mail_text(
        row.language,
        row.subject_type,
        number=row.subject_number,
        link=link_of(row.id),
        until=row.expires_at.astimezone(ZoneInfo(company.time_zone)).date().isoformat(),
        company=name,
    )
    OutgoingMail.objects.create(
        company_id=row.company_id,
        contact_id=row.contact_id,
        request=row,
        subject=subject,
        text=text,
        written_at=at,
    )
