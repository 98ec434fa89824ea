"""Sending mail, where the installation names a server (SANYE_SMTP_URL), and forgetting it."""

from datetime import datetime
from smtplib import SMTPException, SMTPSenderRefused, SMTPServerDisconnected
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from sanye.crm.satisfaction import commands
from sanye.crm.satisfaction.commands.mailing import Letter
from sanye.kernel.actors import Actor
from sanye.stem.jobs import Progress, job, scheduled

MOST_AT_ONCE = 500
MOST_IN_A_ROW = 20
"""Mails that the server does not take one after the other before it is left alone for a while."""


@scheduled("*/2 * * * *")
@job
def send_waiting_mail(*, progress: Progress, by: Actor, at: datetime) -> str:
    """Hand waiting mails to the server; without one they wait and sales copies the links."""
    if not settings.SANYE_SMTP_URL:
        return "no mail server"
    commands.recover_mail(by=by, at=at)
    sent, in_a_row = 0, 0
    failed: list[UUID] = []
    with get_connection() as server:
        while len(failed) + sent < MOST_AT_ONCE and in_a_row < MOST_IN_A_ROW:
            letter = commands.claim_mail(passing_over=failed, by=by, at=at)
            if letter is None:
                break
            error = _send(letter, server)
            if error is not None:
                name = type(error).__name__
                commands.note_mail_failed(mail_id=letter.mail_id, error=name, by=by, at=at)
                failed.append(letter.mail_id)
                in_a_row = MOST_IN_A_ROW if _is_away(error) else in_a_row + 1
                continue
            commands.note_mail_sent(mail_id=letter.mail_id, by=by, at=at)
            sent, in_a_row = sent + 1, 0
            progress.step()
    return f"{sent} sent, {len(failed)} failed"


@scheduled("10 3 * * *")
@job
def forget_old_mail(*, progress: Progress, by: Actor, at: datetime) -> str:
    """Mails are kept for 90 days: their words are for one person."""
    return f"{progress.drain(commands.forget_mails, by=by, at=at)} mails"


def _send(letter: Letter, server: BaseEmailBackend) -> Exception | None:
    """None if the server took it, else what went wrong."""
    mail = EmailMessage(letter.subject, letter.text, to=[letter.recipient], connection=server)
    try:
        mail.send()
    except (SMTPException, OSError, ValueError) as error:
        return error
    return None


def _is_away(error: Exception) -> bool:
    """Whether other mails would fare no better; an address that is none is that mail's own."""
    nobodys = (SMTPServerDisconnected, SMTPSenderRefused)
    return isinstance(error, nobodys) or not isinstance(error, SMTPException | ValueError)
