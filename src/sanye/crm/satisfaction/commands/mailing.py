"""Mails on their way: claimed before they are handed to the server, noted after.

The server is spoken to between two commands, so that no lock is held across the network.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from sanye.crm.consent.queries import Channel, Purpose, find_contactable
from sanye.crm.satisfaction.domain.asking import MailState
from sanye.crm.satisfaction.errors import MailNotFailed, MailUnknown
from sanye.crm.satisfaction.models import OutgoingMail
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.rows.forgetting import forget_some

MOST_ATTEMPTS = 5
KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail ready to be handed over; the address is only here and with the contact."""

    mail_id: UUID
    recipient: str
    subject: str
    text: str


@command
def claim_mail(*, passing_over: Collection[UUID] = (), by: Actor, at: datetime) -> Letter | None:
    """The next mail to send but those passed over, None if there is none.

    One whose contact is gone or wants no mail any more is dropped on the way.
    """
    waiting = OutgoingMail.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state=MailState.WAITING, request__expires_at__gt=at
    )
    waiting = waiting.exclude(id__in=passing_over).select_related("contact")
    while (mail := next(iter(waiting.order_by("written_at", "id")[:1]), None)) is not None:
        if mail.contact is None or not mail.contact.email or not _is_willing(mail.contact_id, by):
            mail.state = MailState.DROPPED
            mail.save()
            continue
        mail.state, mail.attempts = MailState.SENDING, mail.attempts + 1
        mail.save()
        return Letter(
            mail_id=mail.id, recipient=mail.contact.email, subject=mail.subject, text=mail.text
        )
    return None


@command
def recover_mail(*, by: Actor, at: datetime) -> int:
    """Let mails wait again that a sender had claimed when he died; returns how many.

    For the one sender of a company, before he begins. Such a mail may reach its contact twice.
    Mails whose link has expired are dropped.
    """
    late = OutgoingMail.objects.filter(state=MailState.WAITING, request__expires_at__lte=at)
    late.update(state=MailState.DROPPED)
    count: int = OutgoingMail.objects.filter(state=MailState.SENDING).update(
        state=MailState.WAITING
    )
    return count


@command
def note_mail_sent(*, mail_id: UUID, by: Actor, at: datetime) -> OutgoingMail:
    """The server took it. Raises MailUnknown."""
    mail = _locked(mail_id)
    mail.state, mail.sent_at, mail.error = MailState.SENT, at, ""
    mail.save()
    return mail


@command
def note_mail_failed(*, mail_id: UUID, error: str, by: Actor, at: datetime) -> OutgoingMail:
    """The server did not take it; tried again until it failed five times. Raises MailUnknown."""
    mail = _locked(mail_id)
    is_last = mail.attempts >= MOST_ATTEMPTS
    mail.state = MailState.FAILED if is_last else MailState.WAITING
    mail.error = error[:200]
    mail.save()
    return mail


@command
def retry_mail(*, mail_id: UUID, by: Actor, at: datetime) -> OutgoingMail:
    """Send a failed mail once more. Raises MailUnknown, MailNotFailed."""
    mail = _locked(mail_id)
    if mail.state != MailState.FAILED:
        raise MailNotFailed(state=mail.state)
    mail.state, mail.attempts = MailState.WAITING, 0
    mail.save()
    return mail


@command(logged=False)
def forget_mails(*, by: Actor, at: datetime) -> int:
    """Throw away some mails written more than 90 days ago; until it returns 0.

    A mail whose link is still good stays while it waits or may be tried again.
    """
    old = OutgoingMail.objects.filter(written_at__lt=at - KEPT)
    is_over = Q(state__in=[MailState.SENT, MailState.DROPPED]) | Q(request__expires_at__lte=at)
    done = old.filter(is_over).exclude(state=MailState.SENDING)
    return forget_some(done.order_by("written_at", "id"))


def _is_willing(contact_id: UUID, by: Actor) -> bool:
    willing = find_contactable(
        contact_ids=[contact_id], purpose=Purpose.SATISFACTION, channel=Channel.EMAIL, by=by
    )
    return bool(willing)


def _locked(mail_id: UUID) -> OutgoingMail:
    found = OutgoingMail.objects.select_for_update().filter(id=mail_id).first()
    if found is None:
        raise MailUnknown(id=mail_id)
    mail: OutgoingMail = found
    return mail
