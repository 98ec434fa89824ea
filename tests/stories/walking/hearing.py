"""What customers write and are asked: mails, forms, answers; how service is set up meanwhile."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from weakref import WeakKeyDictionary

from sanye.crm.loyalty import commands as loyalty
from sanye.crm.loyalty.domain.health import Basis, Level, Reason
from sanye.crm.satisfaction import commands as satisfaction
from sanye.crm.satisfaction.domain.asking import AnswerReason, SubjectType
from sanye.crm.satisfaction.models import OutgoingMail, SatisfactionRequest
from sanye.crm.service import commands as service
from sanye.crm.service.commands.incoming import FormBody
from sanye.crm.service.models import Case, IncomingMessage, InstalledUnit, ServiceQueue
from sanye.crm.service.queries import list_canned_answers
from sanye.erp.delivery.models import Delivery
from sanye.kernel.ids import new_id
from tests.stories.walking.courting import contacts, person, users
from tests.stories.walking.walk import Walk, step
from tests.stories.walking.world import CUSTOMERS

QUEUES = ("GENERAL", "NIGHT", "DAY")
_KEYS: WeakKeyDictionary[Walk, dict[str, str]] = WeakKeyDictionary()
"""The keys of each walk's forms by code: they are told once."""


@step(1)
def put_satisfaction_policy(walk: Walk) -> None:
    satisfaction.put_satisfaction_policy(
        asked_ratio=Decimal(walk.random.choice(["0", "0.5", "1", "1"])),
        minimum_days=walk.random.choice([0, 0, 1, 30]),
        expires_days=walk.random.choice([1, 1, 14]),
        asks_after_delivery=walk.chance(0.8),
        asks_after_case=walk.chance(0.8),
        **walk.who,
    )


def _subject(walk: Walk) -> dict[str, Any]:
    if walk.chance(0.5):
        case = walk.pick(Case.unscoped)
        return {
            "subject_type": SubjectType.CASE, "subject_id": case.id,
            "subject_number": case.number, "customer_id": case.customer_id,
        }  # fmt: skip
    delivery = walk.pick(Delivery.unscoped)
    return {
        "subject_type": SubjectType.DELIVERY, "subject_id": delivery.id,
        "subject_number": delivery.number, "customer_id": delivery.customer_id,
    }  # fmt: skip


@step(2)
def ask_for_satisfaction(walk: Walk) -> None:
    subject = _subject(walk)
    theirs = contacts(walk).filter(party_id=subject["customer_id"]).order_by("id")
    chosen = walk.random.choice([None, *theirs, *contacts(walk).order_by("id")[:1]])
    satisfaction.ask_for_satisfaction(contact_id=chosen and chosen.id, **subject, **walk.who)


@step(2)
def change_answer(walk: Walk) -> None:
    request = walk.pick_late(SatisfactionRequest.unscoped)
    satisfaction.answer_request(
        request_id=request.id,
        score=walk.random.choice([1, 3, 5, 5, 0, 6]),
        reason_codes=walk.some(list(AnswerReason)),
        comment=walk.random.choice(["", "good tea"]),
        **walk.who,
    )


@step(1)
def import_answers(walk: Walk) -> None:
    subject = _subject(walk)
    subject["subject_id"] = walk.random.choice([subject["subject_id"], new_id()])
    one = satisfaction.ImportedAnswer(
        **subject,
        score=walk.random.randint(1, 5),
        answered_at=walk.now - timedelta(days=walk.random.choice([-1, 0, 5, 500])),
    )
    satisfaction.import_answers(answers=[one] * walk.random.choice([0, 1, 1, 2]), **walk.who)


@step(2)
def send_mails(walk: Walk) -> None:
    """As the job does: some are taken, some are not, at times the sender dies."""
    satisfaction.recover_mail(**walk.who)
    failed: list[Any] = []
    while (letter := satisfaction.claim_mail(passing_over=failed, **walk.who)) is not None:
        if walk.chance(0.1):
            return
        if walk.chance(0.6):
            failed.append(letter.mail_id)
            satisfaction.note_mail_failed(mail_id=letter.mail_id, error="no", **walk.who)
        else:
            satisfaction.note_mail_sent(mail_id=letter.mail_id, **walk.who)


@step(1)
def retry_mail(walk: Walk) -> None:
    mails = OutgoingMail.unscoped
    chosen = mails.filter(state="FAILED") if walk.chance(0.7) else mails.all()
    satisfaction.retry_mail(mail_id=walk.pick(chosen).id, **walk.who)


@step(1)
def forget_mails(walk: Walk) -> None:
    satisfaction.forget_mails(by=walk.by, at=walk.now + timedelta(days=walk.random.choice([0, 99])))


@step(3)
def take_mail(walk: Walk) -> None:
    sender = walk.pick(contacts(walk)).email if walk.chance(0.7) else person(walk)["email"]
    case = walk.pick(Case.unscoped).number if walk.chance(0.4) else ""
    automatic = "Auto-Submitted: auto-replied\n" if walk.chance(0.05) else ""
    number = walk.random.randint(1, 40)
    raw = (
        f"From: Guest <{sender}>\nMessage-ID: <{number}@x>\n{automatic}"
        f"Subject: Re: {case}\n\nstill drips\n"
    )
    service.take_mail(raw=raw.encode(), **walk.who)


@step(1)
def open_or_close_form(walk: Walk) -> None:
    code = walk.random.choice(["WEB", "SHOP"])
    if walk.chance(0.25):
        service.close_form(code=code, **walk.who)
        return
    made = service.open_form(
        code=code, queue_code=walk.random.choice(["", *QUEUES]), most_per_hour=3, **walk.who
    )
    _KEYS.setdefault(walk, {})[code] = made.key


@step(2)
def take_form(walk: Walk) -> None:
    keys = _KEYS.get(walk, {})
    key = keys[walk.pick(sorted(keys))]
    unit = walk.pick(InstalledUnit.unscoped) if walk.chance(0.5) else None
    sender = walk.pick(contacts(walk)).email if walk.chance(0.7) else person(walk)["email"]
    body = FormBody(
        name="Guest",
        email=sender,
        text=walk.random.choice(["broken", "broken", " "]),
        serial_number=unit.serial_number if unit else "",
        document_number=walk.pick(Delivery.unscoped).number if walk.chance(0.3) else "",
    )
    service.take_form(form_key=key, body=body, **walk.who)


@step(2)
def sort_incoming(walk: Walk) -> None:
    rows = IncomingMessage.unscoped
    this = {"incoming_id": walk.pick(rows.filter(status="UNSORTED")).id, **walk.who}
    if walk.chance(0.2):
        this["incoming_id"] = walk.pick(rows).id
    drawn = walk.random.random()
    if drawn < 0.2:
        service.drop_incoming(reason_code=walk.random.choice(["SPAM", "NOT_FOR_US"]), **this)
    elif drawn < 0.6:
        service.sort_incoming(case_id=walk.pick(Case.unscoped).id, **this)
    else:
        customer = walk.aurora.party(walk.random.choice(CUSTOMERS))
        queue = walk.random.choice(["", *QUEUES])
        service.sort_incoming(about=service.About(customer_id=customer), queue_code=queue, **this)


@step(2)
def set_up_service(walk: Walk) -> None:
    drawn = walk.random.random()
    if drawn < 0.4:
        service.set_service_policy(
            labor_rate=Decimal(walk.random.choice([0, 90])),
            reopen_days=walk.random.choice([0, 14]),
            silence_days=walk.random.choice([0, 7]),
            risk_ratio=Decimal(walk.random.choice(["0", "0.75", "1"])),
            **walk.who,
        )
    elif drawn < 0.7:
        service.put_queue(
            code=walk.random.choice(QUEUES),
            name="queue",
            member_ids=walk.random.choice([[], walk.some(users(walk))]),
            escalate_to_id=walk.random.choice([None, *users(walk)]),
            is_archived=walk.chance(0.3),
            **walk.who,
        )
    else:
        level = service.NewLevel(
            priority=walk.random.choice(["", "URGENT"]),
            queue_code=walk.random.choice(["", *QUEUES]),
            response_minutes=walk.random.choice([None, 1, 600]),
            resolution_minutes=walk.random.choice([None, 1, 1_000_000]),
        )
        service.put_levels(levels=[level], **walk.who)


@step(2)
def hand_case_over(walk: Walk) -> None:
    case = walk.pick(Case.unscoped)
    queues = [*ServiceQueue.unscoped.order_by("code").values_list("code", flat=True)]
    service.assign_case(
        case_id=case.id,
        owner_id=walk.random.choice([None, *users(walk)]),
        queue_code=walk.random.choice(["", *queues]),
        **walk.who,
    )


@step(1)
def answer_by_text(walk: Walk) -> None:
    texts = [one.code for one in list_canned_answers(by=walk.by).order_by("id")]
    if not texts or walk.chance(0.3):
        service.put_canned_answer(
            code=walk.random.choice(["HI", "BYE"]),
            language=walk.random.choice(["en", "zh"]),
            title="text",
            text="good day",
            is_archived=walk.chance(0.3),
            **walk.who,
        )
        return
    case = walk.pick(Case.unscoped)
    code = walk.random.choice([*texts, "GONE"])
    service.answer_customer(case_id=case.id, answer_code=code, language="fr", **walk.who)


@step(1)
def act_as_customer(walk: Walk) -> None:
    case = walk.pick(Case.unscoped)
    if walk.chance(0.5):
        service.answer_own_case(case_id=case.id, text="again", **walk.who)
    elif walk.chance(0.5):
        service.close_own_case(case_id=case.id, **walk.who)
    else:
        about = service.About(customer_id=case.customer_id, item_id=case.item_id)
        service.open_own_case(about=about, title="drips", text="drips", **walk.who)


@step(1)
def judge_health(walk: Walk) -> None:
    drawn = walk.random.random()
    if drawn < 0.35:
        loyalty.put_health_levels(
            watch_below=Decimal(walk.random.choice([1, 60, 100])),
            at_risk_below=Decimal(walk.random.choice([0, 30, 60])),
            margin=Decimal(walk.random.choice([0, 5, 100])),
            **walk.who,
        )
    elif drawn < 0.7:
        loyalty.put_health_weight(
            reason=walk.random.choice(list(Reason)),
            basis=walk.random.choice(list(Basis)),
            points_each=Decimal(walk.random.choice(["0", "7.5", "100"])),
            points_most=Decimal(walk.random.choice(["0", "20", "100"])),
            share_at_most=Decimal(walk.random.choice(["0.000001", "0.3", "1"])),
            window_days=walk.random.choice([1, 90, 3650]),
            **walk.who,
        )
    else:
        code = walk.random.choice(["BEST", "QUIET"])
        if walk.chance(0.3):
            loyalty.drop_segment(code=code, **walk.who)
            return
        loyalty.save_segment(
            code=code,
            name="segment",
            recency=walk.random.choice([(1, 5), (5, 5), (4, 2)]),
            levels=walk.some(list(Level)),
            is_quiet=walk.random.choice([None, True]),
            **walk.who,
        )
