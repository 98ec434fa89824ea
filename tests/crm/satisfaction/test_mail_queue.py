"""Mails that cannot be sent hold up no others."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanye.crm.satisfaction import commands
from sanye.crm.satisfaction.domain.asking import SubjectType
from sanye.crm.satisfaction.jobs import forget_old_mail, send_waiting_mail
from sanye.crm.satisfaction.models import OutgoingMail, SatisfactionRequest
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.jobs.models import Job
from sanye.stem.jobs.progress import Progress
from sanye.stem.masterdata.models import PartyContact
from sanye.stem.rows import forgetting
from tests.factories import masterdata as make

taken: list[str] = []


class Picky(BaseEmailBackend):
    """A server that knows nobody called gone, and hangs up on whoever writes to hangup."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            (recipient,) = message.to
            if recipient.startswith("gone"):
                raise SMTPRecipientsRefused({recipient: (550, b"no such user")})
            if recipient.startswith("hangup"):
                raise SMTPServerDisconnected
            taken.append(recipient)
        return len(messages)


@pytest.fixture(autouse=True)
def server(settings: Any) -> None:
    taken.clear()
    settings.SANYE_SMTP_URL = "smtp://localhost"
    settings.EMAIL_BACKEND = f"{__name__}.Picky"


def ask(email: str, by: Actor, at: datetime) -> None:
    customer = make.make_customer(by)
    PartyContact.objects.create(party=customer, name="Ann", email=email)
    commands.ask_for_satisfaction(
        subject_type=SubjectType.DELIVERY,
        subject_id=new_id(),
        subject_number="DN-1",
        customer_id=customer.id,
        by=by,
        at=at,
    )


def run(by: Actor, at: datetime) -> str | None:
    job = Job.unscoped.create(company_id=by.company_id, name="mail", enqueued_at=at)
    return send_waiting_mail.run(progress=Progress(job.id), by=by, at=at)


def states() -> list[tuple[str, int]]:
    return list(OutgoingMail.unscoped.order_by("written_at").values_list("state", "attempts"))


@pytest.mark.django_db
def test_an_address_that_is_not_known_is_passed_over(by: Actor, at: datetime) -> None:
    for minute, name in enumerate(("gone1", "gone2", "ann", "gone3", "bea")):
        ask(f"{name}@example.com", by, at + timedelta(minutes=minute))

    told = run(by, at + timedelta(hours=1))

    assert (told, taken) == ("2 sent, 3 failed", ["ann@example.com", "bea@example.com"])
    assert states() == [("WAITING", 1), ("WAITING", 1), ("SENT", 1), ("WAITING", 1), ("SENT", 1)]


@pytest.mark.django_db
def test_a_server_that_hangs_up_is_left_alone(by: Actor, at: datetime) -> None:
    ask("hangup@example.com", by, at)
    ask("ann@example.com", by, at + timedelta(minutes=1))

    assert run(by, at + timedelta(hours=1)) == "0 sent, 1 failed"
    assert (taken, states()) == ([], [("WAITING", 1), ("WAITING", 0)])


@pytest.mark.django_db
def test_mails_whose_link_has_expired_wait_no_longer(by: Actor, at: datetime) -> None:
    ask("ann@example.com", by, at)

    assert run(by, at + timedelta(days=15)) == "0 sent, 0 failed"
    assert states() == [("DROPPED", 0)]


@pytest.mark.django_db
def test_one_mail_is_claimed_and_no_other_row_is_locked(by: Actor, at: datetime) -> None:
    for minute in range(5):
        ask("ann@example.com", by, at + timedelta(minutes=minute))

    with CaptureQueriesContext(connection) as sent:
        commands.claim_mail(by=by, at=at + timedelta(hours=1))

    locking = [q["sql"] for q in sent if "crm_outgoing_mail" in q["sql"] and "FOR" in q["sql"]]
    assert len(locking) == 1
    assert "LIMIT 1" in locking[0]


@pytest.mark.django_db
def test_mails_are_forgotten_after_ninety_days(
    by: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "MOST_AT_ONCE", 2)
    for minute, name in enumerate(("ann", "bea", "cid", "gone")):
        ask(f"{name}@example.com", by, at + timedelta(minutes=minute))
    run(by, at + timedelta(hours=1))
    ask("dora@example.com", by, at + timedelta(days=1))

    def forget(days: int) -> str | None:
        job = Job.unscoped.create(company_id=by.company_id, name="forget", enqueued_at=at)
        moment = at + timedelta(days=days, hours=1)
        return forget_old_mail.run(progress=Progress(job.id), by=by, at=moment)

    assert [forget(89), forget(90)] == ["0 mails", "4 mails"]
    assert states() == [("WAITING", 0)]
    assert SatisfactionRequest.unscoped.count() == 5


@pytest.mark.django_db
def test_a_mail_whose_link_is_good_waits_on(by: Actor, at: datetime) -> None:
    ask("ann@example.com", by, at)
    SatisfactionRequest.unscoped.update(expires_at=at + timedelta(days=200))

    assert commands.forget_mails(by=by, at=at + timedelta(days=199)) == 0
    assert commands.forget_mails(by=by, at=at + timedelta(days=200)) == 1
