"""Answers by link, by telephone and from the past; mail; erasure."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.test import Client

from sanye.crm.consent.commands import withdraw_consent
from sanye.crm.consent.domain.decisions import Channel, Purpose
from sanye.crm.satisfaction import checks, commands, queries
from sanye.crm.satisfaction.commands import ImportedAnswer
from sanye.crm.satisfaction.domain.asking import SubjectType
from sanye.crm.satisfaction.errors import (
    MailNotFailed,
    ReasonUnknown,
    RequestExpired,
    RequestUnknown,
    ScoreOutOfRange,
)
from sanye.crm.satisfaction.jobs import send_waiting_mail
from sanye.crm.satisfaction.models import OutgoingMail, SatisfactionRequest
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusals
from sanye.kernel.ids import new_id
from sanye.stem.events.models import EventRow
from sanye.stem.jobs.models import Job
from sanye.stem.jobs.progress import Progress
from sanye.stem.masterdata.models import Party, PartyContact
from tests.conftest import Cursors
from tests.crm.test_http import client_of, get, post
from tests.factories import masterdata as make

ANSWERED = "sanye.crm.satisfaction.answered.v1"


@pytest.fixture
def customer(by: Actor) -> Party:
    party = make.make_customer(by)
    PartyContact.objects.create(party=party, name="Ann", email="ann@example.com", language="en")
    return party


def ask(customer: Party, by: Actor, at: datetime) -> SatisfactionRequest:
    return commands.ask_for_satisfaction(
        subject_type=SubjectType.DELIVERY,
        subject_id=new_id(),
        subject_number="DN-1",
        customer_id=customer.id,
        by=by,
        at=at,
    )


@pytest.fixture
def request_now(customer: Party, by: Actor) -> SatisfactionRequest:
    """Asked just now: the page reads the clock."""
    return ask(customer, by, datetime.now(UTC))


def path_of(row: SatisfactionRequest) -> str:
    return queries.link_of(row.id).removeprefix("http://127.0.0.1:8000")


def scores_told() -> list[int]:
    rows = EventRow.objects.filter(type=ANSWERED).order_by("position")
    return [row.data["score"] for row in rows]


def test_is_answered_by_link_without_signing_in_and_changed_until_it_expires(
    request_now: SatisfactionRequest,
) -> None:
    anybody, path = Client(), path_of(request_now)

    shown = anybody.get(path)
    first = anybody.post(path, {"score": "2", "reason": ["QUALITY"], "comment": "<b>scratched</b>"})
    second = anybody.post(path, {"score": "4", "reason": []})

    assert (shown.status_code, first.status_code, second.status_code) == (200, 200, 200)
    assert "How satisfied are you?" in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    assert not shown.cookies
    assert "&lt;b&gt;scratched&lt;/b&gt;" in first.content.decode()
    request_now.refresh_from_db()
    assert (request_now.score, request_now.reason_codes, request_now.comment) == (4, [], "")
    assert request_now.answer_channel == "LINK"
    assert scores_told() == [2, 4]
    assert "scratched" not in str(list(EventRow.objects.values_list("data", flat=True)))


def test_the_page_speaks_chinese_to_those_who_do(customer: Party, by: Actor) -> None:
    PartyContact.objects.filter(party=customer).update(language="zh-Hans")
    row = ask(customer, by, datetime.now(UTC))

    text = Client().get(path_of(row)).content.decode()

    assert '<html lang="zh-Hans">' in text
    for words in ("您对我们满意吗？", "交货单", "非常不满意", "商品质量"):
        assert words in text


def test_reading_changes_nothing_and_bad_answers_neither(request_now: SatisfactionRequest) -> None:
    anybody, path = Client(), path_of(request_now)

    anybody.get(path)
    answers: list[dict[str, Any]] = [{}, {"score": "6"}, {"score": "x"}, {"score": "3.5"}]
    refused = [anybody.post(path, given).status_code for given in answers]
    refused.append(anybody.post(path, {"score": "3", "reason": "NONSENSE"}).status_code)

    assert refused == [422] * 5
    request_now.refresh_from_db()
    assert request_now.score is None
    assert scores_told() == []


def test_a_changed_link_and_an_expired_one_show_nothing(customer: Party, by: Actor) -> None:
    old = ask(customer, by, datetime.now(UTC) - timedelta(days=15))
    anybody, path = Client(), path_of(old)

    for wrong in (f"{path[:-2]}xx", "/s/nonsense", f"/s/{old.id.hex}"):
        assert anybody.get(wrong).status_code == 404
    expired = anybody.post(path, {"score": "5"})

    assert expired.status_code == 410
    assert "DN-1" not in expired.content.decode()
    old.refresh_from_db()
    assert old.score is None


def test_the_pages_forbid_what_a_page_for_strangers_must_not_do(
    request_now: SatisfactionRequest,
) -> None:
    response = Client().get(path_of(request_now))

    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert not re.search(r"<script|https?://", response.content.decode())


def test_refuses_answers_that_mean_nothing(customer: Party, by: Actor, at: datetime) -> None:
    row = ask(customer, by, at)

    def answer(request_id: UUID = row.id, moment: datetime = at, **given: Any) -> None:
        commands.answer_request(request_id=request_id, **given, by=by, at=moment)

    with pytest.raises(ScoreOutOfRange):
        answer(score=0)
    with pytest.raises(ReasonUnknown):
        answer(score=3, reason_codes=["NONSENSE"])
    with pytest.raises(RequestUnknown):
        answer(request_id=new_id(), score=3)
    with pytest.raises(RequestExpired):
        answer(score=3, moment=row.expires_at)

    row.refresh_from_db()
    assert row.score is None
    assert scores_told() == []


def past(customer: Party, score: int = 4, **given: Any) -> ImportedAnswer:
    row = {
        "customer_id": customer.id,
        "subject_type": SubjectType.CASE,
        "subject_id": new_id(),
        "subject_number": "CS-OLD",
        "score": score,
        "answered_at": datetime(2024, 5, 1, tzinfo=UTC),
        **given,
    }
    return ImportedAnswer(**row)


def test_takes_over_answers_of_the_past(
    customer: Party, company_id: UUID, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    rows = commands.import_answers(answers=[past(customer), past(customer, 2)], by=by, at=at)
    run_cursors("crm.loyalty.facts", "crm.accounts.timeline")

    told = EventRow.objects.filter(type="sanye.crm.satisfaction.imported.v1")
    assert [row.data["score"] for row in told.order_by("position")] == [4, 2]
    assert rows[0].answer_channel == "IMPORT"
    assert checks.answers_are_told(company_id).checked == 2
    assert checks.answers_are_told(company_id).problems == ()
    assert checks.answers_reach_the_customer(company_id).problems == ()


def test_takes_over_all_answers_or_none_and_names_the_wrong_rows(
    customer: Party, by: Actor, at: datetime
) -> None:
    twice = new_id()
    answers = [
        past(customer, subject_id=twice),
        past(customer, 9),
        past(Party(id=new_id())),
        past(customer, subject_id=twice),
        past(customer, answered_at=at + timedelta(days=1)),
    ]

    with pytest.raises(Refusals) as refused:
        commands.import_answers(answers=answers, by=by, at=at)

    assert [(item.row, item.field) for item in refused.value.items] == [
        (2, "score"),
        (3, "customer_id"),
        (4, "subject_id"),
        (5, "answered_at"),
    ]
    assert not SatisfactionRequest.unscoped.exists()
    assert not EventRow.objects.exists()


def run_mail(by: Actor, at: datetime) -> str | None:
    job = Job.unscoped.create(company_id=by.company_id, name="mail", enqueued_at=at)
    return send_waiting_mail.run(progress=Progress(job.id), by=by, at=at)


def test_mail_goes_to_the_contact_once(
    customer: Party, by: Actor, at: datetime, settings: Any
) -> None:
    row = ask(customer, by, at)
    without_server = run_mail(by, at)
    settings.SANYE_SMTP_URL = "smtp://localhost"

    first, second = run_mail(by, at), run_mail(by, at)

    assert (without_server, first, second) == (
        "no mail server",
        "1 sent, 0 failed",
        "0 sent, 0 failed",
    )
    assert [one.to for one in mail.outbox] == [["ann@example.com"]]
    assert queries.link_of(row.id) in mail.outbox[0].body
    sent = OutgoingMail.unscoped.get()
    assert (sent.state, sent.sent_at) == ("SENT", at)


def test_mail_is_dropped_when_the_contact_changed_his_mind(
    customer: Party, by: Actor, at: datetime, settings: Any
) -> None:
    settings.SANYE_SMTP_URL = "smtp://localhost"
    ask(customer, by, at)
    contact = PartyContact.objects.get(party=customer)
    withdraw_consent(
        contact_id=contact.id, purpose=Purpose.SATISFACTION, channel=Channel.ANY, by=by, at=at
    )

    run_mail(by, at)

    assert mail.outbox == []
    assert OutgoingMail.unscoped.get().state == "DROPPED"


@pytest.mark.parametrize("address", ["王小明", f"ann@{'公' * 60}.cn"])
def test_mail_that_cannot_be_written_keeps_no_other_waiting(
    customer: Party, by: Actor, at: datetime, settings: Any, address: str
) -> None:
    settings.SANYE_SMTP_URL = "smtp://localhost"
    row = ask(customer, by, at)
    other = make.make_customer(by, "Other")
    PartyContact.objects.filter(party=customer).update(email=address)
    PartyContact.objects.create(party=other, name="Bob", email="bob@example.com", language="en")
    ask(other, by, at)

    told = [run_mail(by, at) for _ in range(5)]

    assert told == ["1 sent, 1 failed", *["0 sent, 1 failed"] * 4]
    assert [one.to for one in mail.outbox] == [["bob@example.com"]]
    unsent = OutgoingMail.unscoped.get(request_id=row.id)
    assert (unsent.state, unsent.error.endswith("Error")) == ("FAILED", True)


def test_mail_that_no_server_takes_is_tried_five_times_and_again_when_asked(
    customer: Party, by: Actor, at: datetime, settings: Any
) -> None:
    settings.SANYE_SMTP_URL = "smtp://127.0.0.1:9"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    ask(customer, by, at)
    with pytest.raises(OSError, match="refused"):
        run_mail(by, at)
    row = OutgoingMail.unscoped.get()
    assert (row.state, row.attempts) == ("WAITING", 0)
    with pytest.raises(MailNotFailed):
        commands.retry_mail(mail_id=row.id, by=by, at=at)

    for _ in range(5):
        letter = commands.claim_mail(by=by, at=at)
        assert letter is not None
        commands.note_mail_failed(mail_id=letter.mail_id, error="SMTPError", by=by, at=at)
    row.refresh_from_db()
    failed = (row.state, row.attempts, row.error)
    commands.retry_mail(mail_id=row.id, by=by, at=at)
    commands.claim_mail(by=by, at=at)
    recovered = commands.recover_mail(by=by, at=at)

    row.refresh_from_db()
    assert failed == ("FAILED", 5, "SMTPError")
    assert (recovered, row.state) == (1, "WAITING")


def test_loses_what_was_written_with_the_person_and_keeps_the_score(
    customer: Party, by: Actor, at: datetime
) -> None:
    row = ask(customer, by, at)
    commands.answer_request(request_id=row.id, score=1, comment="call me, Ann", by=by, at=at)
    contact = PartyContact.objects.get(party=customer)

    commands.erase_comments(contact_ids=[contact.id], by=by, at=at)

    row.refresh_from_db()
    assert (row.comment, row.contact_id, row.score) == ("", None, 1)


def test_the_doors_ask_answer_list_and_hide_other_companies(
    customer: Party, by: Actor, other_by: Actor
) -> None:
    seller, stranger = client_of(by, "SALES"), client_of(other_by, "SALES")
    body = {
        "subject_type": "DELIVERY",
        "subject_id": str(new_id()),
        "subject_number": "DN-3",
        "customer_id": str(customer.id),
        "item_ids": [str(new_id())],
    }

    asked = post(seller, "/satisfaction/requests", body, 201)
    path = f"/satisfaction/requests/{asked['id']}"
    answered = post(seller, f"{path}/answer", {"score": 2, "reason_codes": ["PRICE"]})
    found = get(seller, f"/satisfaction/requests?item_id={body['item_ids'][0]}&score_up_to=2")
    policy = get(seller, "/satisfaction/policy")
    mails = get(seller, "/satisfaction/mails?state=WAITING")

    assert Client().get(asked["link"].removeprefix("http://127.0.0.1:8000")).status_code == 200
    assert (answered["score"], answered["answer_channel"]) == (2, "API")
    assert [row["id"] for row in found["items"]] == [asked["id"]]
    assert policy["minimum_days"] == 30
    assert [row["request_id"] for row in mails["items"]] == [asked["id"]]
    assert get(stranger, "/satisfaction/requests")["items"] == []
    get(stranger, path, 404)
    post(stranger, f"{path}/answer", {"score": 5}, 404)
