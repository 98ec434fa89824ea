"""Sending mail, where the installation names a server (SANYE_SMTP_URL)."""

from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from sanye.crm.satisfaction import commands
from sanye.crm.satisfaction.commands.mailing import Letter
from sanye.kernel.actors import Actor
from sanye.stem.jobs import Progress, job, scheduled

MOST_AT_ONCE = 500


@scheduled("*/2 * * * *")
@job
def send_waiting_mail(*, progress: Progress, by: Actor, at: datetime) -> str:
    """Hand waiting mails to the server; without one they wait and sales copies the links."""
    if not settings.SANYE_SMTP_URL:
        return "no mail server"
    commands.recover_mail(by=by, at=at)
    sent = failed = 0
    with get_connection() as server:
        for _ in range(MOST_AT_ONCE):
            letter = commands.claim_mail(by=by, at=at)
            if letter is None:
                break
            error, is_of_all = _send(letter, server)
            if error:
                commands.note_mail_failed(mail_id=letter.mail_id, error=error, by=by, at=at)
                failed += 1
                if is_of_all:
                    break
                continue
            commands.note_mail_sent(mail_id=letter.mail_id, by=by, at=at)
            sent += 1
            progress.step()
    return f"{sent} sent, {failed} failed"


def _send(letter: Letter, server: BaseEmailBackend) -> tuple[str, bool]:
    """Empty if the server took it, else what went wrong, without the address; and whether other
    letters would fare no better. An address that is none keeps nobody else waiting."""
    mail = EmailMessage(letter.subject, letter.text, to=[letter.recipient], connection=server)
    try:
        mail.send()
    except (SMTPException, OSError) as error:
        return type(error).__name__, True
    except ValueError as error:
        return type(error).__name__, False
    return "", False
