"""Mail and web forms: into a case where it is certain whose they are, else before a person.

Nobody but a known contact of a customer can open or touch a case without signing in, and whoever
writes learns nothing of what we know.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from sanye.crm.service.commands.ending import hear_customer
from sanye.crm.service.commands.opening import open_case
from sanye.crm.service.commands.rows import LONGEST_TEXT, chosen, lock_case, write_message
from sanye.crm.service.commands.subjects import About
from sanye.crm.service.domain.mail import read_mail
from sanye.crm.service.domain.states import (
    CaseKind,
    Channel,
    DocumentKind,
    DropReason,
    IncomingStatus,
    MessageKind,
)
from sanye.crm.service.errors import (
    AlreadySorted,
    FormFull,
    FormUnknown,
    IncomingUnknown,
    MailUnreadable,
)
from sanye.crm.service.models import Case, IncomingMessage, ServiceDocument, ServiceForm
from sanye.crm.service.queries import UnitFilter, contacts_of, get_policy, key_digest, list_units
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.masterdata.models import PartyContact

WINDOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormBody:
    """What a stranger wrote. `website` is not shown to people: whoever fills it is a robot."""

    name: str = ""
    email: str = ""
    subject: str = ""
    text: str
    serial_number: str = ""
    document_number: str = ""
    website: str = ""


@command
def take_mail(*, raw: bytes, by: Actor, at: datetime) -> IncomingMessage:
    """A mail as it came (RFC 5322). The same mail again changes nothing.

    With the number of a case in its subject it is put to that case if the sender belongs to its
    customer; else it opens a case for the one customer whose contact wrote; else it waits to be
    sorted. Answers of machines are dropped. Raises MailUnreadable.
    """
    mail = read_mail(raw)
    if mail is None:
        raise MailUnreadable(field="body")
    known = mail.message_id and IncomingMessage.objects.filter(message_id=mail.message_id).first()
    if known:
        again: IncomingMessage = known
        return again
    incoming = IncomingMessage(
        id=new_id(),
        company_id=by.company_id,
        channel=Channel.MAIL,
        message_id=mail.message_id,
        sender_name=mail.sender_name,
        sender_email=mail.sender_email,
        subject=mail.subject,
        text=mail.text or mail.subject,
        received_at=at,
    )
    if mail.is_automatic:
        return _drop(incoming, DropReason.AUTO_REPLY)
    case = _named_case(mail.case_number)
    contacts = contacts_of(mail.sender_email, by=by)
    if case is not None:
        contacts = [contact for contact in contacts if contact.party_id == case.customer_id]
    return _put_to_case(incoming, contacts, case, by=by, at=at)


@command
def take_form(*, form_key: str, body: FormBody, by: Actor, at: datetime) -> IncomingMessage:
    """What was sent by a form. A robot's is dropped without a word.

    Raises FormUnknown, FormFull, TextEmpty.
    """
    form = ServiceForm.objects.select_for_update().filter(key_sha256=key_digest(form_key)).first()
    if form is None or form.closed_at is not None:
        raise FormUnknown
    recent = IncomingMessage.objects.filter(form=form, received_at__gt=at - WINDOW)
    if recent.count() >= form.most_per_hour:
        raise FormFull
    incoming = IncomingMessage(
        id=new_id(),
        company_id=by.company_id,
        channel=Channel.WEB_FORM,
        form=form,
        sender_name=body.name[:200],
        sender_email=body.email.strip().lower()[:254],
        subject=body.subject.strip()[:200] or body.text.strip()[:60],
        text=body.text.strip()[:LONGEST_TEXT],
        serial_number=body.serial_number.strip()[:40],
        document_number=body.document_number.strip()[:40],
        received_at=at,
    )
    if body.website or not incoming.text:
        return _drop(incoming, DropReason.SPAM)
    contacts = contacts_of(incoming.sender_email, by=by) if incoming.sender_email else []
    return _put_to_case(incoming, contacts, None, by=by, at=at)


@command
def sort_incoming(
    *,
    incoming_id: UUID,
    case_id: UUID | None = None,
    about: About | None = None,
    kind: str = "",
    queue_code: str = "",
    by: Actor,
    at: datetime,
) -> IncomingMessage:
    """A person says whose it is: put it to a case, or open one.

    Raises IncomingUnknown, AlreadySorted, CaseUnknown, and what `open_case` refuses.
    """
    incoming = _unsorted(incoming_id)
    if case_id is not None:
        return _append(incoming, lock_case(case_id), None, by=by, at=at)
    usual_kind, usual_queue = _place(incoming)
    kind = chosen(CaseKind, kind or usual_kind, field="kind")
    queue_code = queue_code or usual_queue
    return _open(incoming, about or About(), None, kind, queue_code, by=by, at=at)


@command
def drop_incoming(
    *, incoming_id: UUID, reason_code: str, by: Actor, at: datetime
) -> IncomingMessage:
    """It is nothing for us; its words are forgotten. Raises IncomingUnknown, AlreadySorted,
    ChoiceUnknown."""
    reason = chosen(DropReason, reason_code, field="reason_code")
    return _drop(_unsorted(incoming_id), reason)


def _put_to_case(
    incoming: IncomingMessage,
    contacts: list[PartyContact],
    case: Case | None,
    *,
    by: Actor,
    at: datetime,
) -> IncomingMessage:
    """Where exactly one customer can have written; what a rule refuses waits for a person."""
    if len({contact.party_id for contact in contacts}) != 1:
        incoming.save(force_insert=True)
        return incoming
    contact = contacts[0]
    try:
        with transaction.atomic():
            if case is not None and _may_go_on(case, by=by, at=at):
                return _append(incoming, case, contact, by=by, at=at)
            about = _about(incoming, contact.party_id, by=by)
            return _open(incoming, about, contact, *_place(incoming), by=by, at=at)
    except Refusal:
        incoming.status, incoming.case = IncomingStatus.UNSORTED, None
        incoming.save(force_insert=True)
        return incoming


def _named_case(number: str) -> Case | None:
    """The case of that number, or the one that goes on for it."""
    rows = Case.objects.select_related("merged_into")
    case: Case | None = rows.filter(number=number).first() if number else None
    return case.merged_into or case if case is not None else None


def _may_go_on(case: Case, *, by: Actor, at: datetime) -> bool:
    ended_at = case.resolved_at or case.closed_at
    days = get_policy(by=by).reopen_days
    return ended_at is None or at <= ended_at + timedelta(days=days)


def _place(incoming: IncomingMessage) -> tuple[str, str]:
    """Kind and queue that its form gives it."""
    form = incoming.form
    if form is None:
        return CaseKind.QUESTION, ""
    return form.kind, form.queue.code if form.queue else ""


def _append(
    incoming: IncomingMessage, case: Case, contact: PartyContact | None, *, by: Actor, at: datetime
) -> IncomingMessage:
    locked = lock_case(case.id)
    hear_customer(locked, by=by, at=at)
    write_message(
        locked,
        MessageKind.IN,
        incoming.text,
        channel=incoming.channel,
        contact_id=contact.id if contact else None,
        by=by,
        at=at,
    )
    return _sorted_into(incoming, locked)


def _open(
    incoming: IncomingMessage,
    about: About,
    contact: PartyContact | None,
    kind: str,
    queue_code: str,
    *,
    by: Actor,
    at: datetime,
) -> IncomingMessage:
    case = open_case(
        about=about,
        title=incoming.subject or incoming.text[:60],
        kind=kind,
        channel=incoming.channel,
        text=incoming.text,
        contact_id=contact.id if contact else None,
        queue_code=queue_code,
        by=by,
        at=at,
    )
    return _sorted_into(incoming, case)


def _about(incoming: IncomingMessage, customer_id: UUID, *, by: Actor) -> About:
    """What the sender named, as far as it is his; the rest stays words."""
    wanted = UnitFilter(customer_id=customer_id, serial_number=incoming.serial_number)
    is_own = incoming.serial_number and list_units(filters=wanted, by=by).exists()
    found = (
        incoming.document_number
        and ServiceDocument.objects.filter(
            number=incoming.document_number, customer_id=customer_id
        ).first()
    )
    return About(
        customer_id=customer_id,
        serial_number=incoming.serial_number if is_own else "",
        sales_order_id=found.id if found and found.kind == DocumentKind.ORDER else None,
        delivery_id=found.id if found and found.kind == DocumentKind.DELIVERY else None,
    )


def _sorted_into(incoming: IncomingMessage, case: Case) -> IncomingMessage:
    incoming.case, incoming.status = case, IncomingStatus.SORTED
    return _emptied(incoming)


def _drop(incoming: IncomingMessage, reason: DropReason) -> IncomingMessage:
    incoming.status, incoming.drop_reason = IncomingStatus.DROPPED, reason
    return _emptied(incoming)


def _emptied(incoming: IncomingMessage) -> IncomingMessage:
    """The words stand in the case now, or nowhere."""
    incoming.text = incoming.sender_email = incoming.sender_name = incoming.subject = ""
    incoming.save()
    return incoming


def _unsorted(incoming_id: UUID) -> IncomingMessage:
    rows = IncomingMessage.objects.select_for_update(of=("self",))
    found: IncomingMessage | None = rows.filter(id=incoming_id).first()
    if found is None:
        raise IncomingUnknown(id=incoming_id)
    if found.status != IncomingStatus.UNSORTED:
        raise AlreadySorted(status=found.status)
    return found
