"""Mail and web forms: into the right case, or before a person; never into a stranger's."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from sanye.crm.service import queries
from sanye.crm.service.commands import (
    About,
    FormBody,
    close_form,
    drop_incoming,
    erase_words,
    open_form,
    resolve_case,
    sort_incoming,
    take_form,
    take_mail,
    wait_for_customer,
)
from sanye.crm.service.domain.mail import read_mail, without_quote
from sanye.crm.service.errors import AlreadySorted, FormFull, FormUnknown, MailUnreadable
from sanye.crm.service.models import Case, CaseMessage, IncomingMessage
from sanye.kernel.errors import NotAllowed
from sanye.stem.events.models import EventRow
from sanye.stem.exchange.domain.mails import words_of_html
from tests.factories import masterdata as make
from tests.factories.service import MONDAY, House

DAY = timedelta(days=1)


def mail(
    subject: str = "泵坏了", text: str = "It leaks.", sender: str = "li@kunde.cn", **headers: str
) -> bytes:
    message = EmailMessage()
    message["From"] = f"李雷 <{sender}>"
    message["To"] = "service@aurora.cn"
    message["Subject"] = subject
    message["Message-ID"] = headers.pop("message_id", f"<{hash((subject, text, sender))}@kunde>")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def take(house: House, raw: bytes, at: Any = MONDAY) -> IncomingMessage:
    return take_mail(raw=raw, by=house.by, at=at)


def test_a_known_contact_opens_a_case(house: House) -> None:
    contact = house.contact("Li@Kunde.cn")

    incoming = take(house, mail())

    case = Case.unscoped.get()
    assert (case.customer_id, case.contact_id, case.channel, case.title) == (
        house.customer.id,
        contact.id,
        "MAIL",
        "泵坏了",
    )
    assert CaseMessage.unscoped.get().text == "It leaks."
    assert (incoming.status, incoming.case_id) == ("SORTED", case.id)
    assert (incoming.text, incoming.sender_email, incoming.subject) == ("", "", "")


def test_the_number_in_the_subject_leads_to_the_case_and_starts_its_clock(house: House) -> None:
    house.contact("li@kunde.cn")
    case = house.open(priority="HIGH")
    wait_for_customer(case_id=case.id, text="Which one?", by=house.by, at=MONDAY)

    take(
        house, mail(f"回复：案件{case.number}的问题", "The red one.\n\n> Which one?"), MONDAY + DAY
    )

    again = Case.unscoped.get()
    assert (again.status, again.waited_minutes) == ("OPEN", 480)
    assert CaseMessage.unscoped.filter(kind="IN").get().text == "The red one."


def test_nobody_else_gets_at_the_case_by_its_number(house: House) -> None:
    house.contact("li@kunde.cn")
    other = make.make_customer(house.by)
    house.contact("spy@other.cn", other)
    case = house.open()

    stranger = take(house, mail(f"Re: {case.number}", sender="who@nowhere.cn"))
    rival = take(house, mail(f"Re: {case.number}", sender="spy@other.cn"))

    assert not CaseMessage.unscoped.filter(case=case).exists()
    assert (stranger.status, rival.status) == ("UNSORTED", "UNSORTED")
    assert Case.unscoped.count() == 1


def test_an_unknown_sender_opens_nothing_until_a_person_says_whose_it_is(house: House) -> None:
    incoming = take(house, mail(sender="new@nowhere.cn"))
    assert not Case.unscoped.exists()

    sorted_ = sort_incoming(
        incoming_id=incoming.id,
        about=About(customer_id=house.customer.id),
        kind="COMPLAINT",
        by=house.by,
        at=MONDAY,
    )

    case = Case.unscoped.get()
    assert (case.kind, case.queue.code, sorted_.case_id) == ("COMPLAINT", "COMPLAINTS", case.id)
    with pytest.raises(AlreadySorted):
        drop_incoming(incoming_id=incoming.id, reason_code="SPAM", by=house.by, at=MONDAY)


def test_the_same_mail_twice_is_one(house: House) -> None:
    house.contact("li@kunde.cn")

    first = take(house, mail(message_id="<1@kunde.cn>"))
    second = take(house, mail(message_id="<1@kunde.cn>"))

    assert (first.id, Case.unscoped.count(), CaseMessage.unscoped.count()) == (second.id, 1, 1)


def test_an_address_of_two_customers_waits_for_a_person(house: House) -> None:
    house.contact("li@kunde.cn")
    house.contact("li@kunde.cn", make.make_customer(house.by))

    assert take(house, mail()).status == "UNSORTED"
    assert not Case.unscoped.exists()


def test_what_nobody_sorted_is_forgotten_with_its_customer(house: House) -> None:
    house.contact("Li@kunde.cn")
    house.contact("li@kunde.cn", make.make_customer(house.by))
    waiting = take(house, mail())
    other = take(house, mail("Other", sender="who@nowhere.cn"))

    count = erase_words(customer_id=house.customer.id, by=house.by, at=MONDAY)

    waiting.refresh_from_db()
    other.refresh_from_db()
    assert (count, waiting.status, waiting.text, waiting.sender_email) == (1, "DROPPED", "", "")
    assert (other.status, other.text) == ("UNSORTED", "It leaks.")


def test_machines_are_not_answered(house: House) -> None:
    house.contact("li@kunde.cn")

    incoming = take(house, mail("Out of office", Auto_Submitted="auto-replied"))

    assert (incoming.status, incoming.drop_reason, incoming.text) == ("DROPPED", "AUTO_REPLY", "")
    assert not Case.unscoped.exists()


def test_what_ended_too_long_ago_becomes_a_new_case(house: House) -> None:
    house.contact("li@kunde.cn")
    case = house.open()
    resolve_case(case_id=case.id, resolution_code="EXPLAINED", by=house.by, at=MONDAY)

    take(house, mail(f"Re: {case.number}", "Hm", message_id="<a@k>"), MONDAY + 13 * DAY)
    resolve_case(case_id=case.id, resolution_code="EXPLAINED", by=house.by, at=MONDAY + 13 * DAY)
    take(house, mail(f"Re: {case.number}", "Hm!", message_id="<b@k>"), MONDAY + 28 * DAY)

    first, second = Case.unscoped.order_by("number")
    assert (first.status, first.reopened_count, second.status) == ("RESOLVED", 1, "NEW")


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\x00\xfe", b"Subject: no sender\n\nHello", b"From: x\n\n"]
)
def test_refuses_what_is_no_mail(house: House, raw: bytes) -> None:
    with pytest.raises(MailUnreadable):
        take(house, raw)

    assert not IncomingMessage.unscoped.exists()


def test_reads_words_of_html_wrong_charsets_and_nul() -> None:
    html = EmailMessage()
    html["From"], html["Subject"] = "a@b.cn", "x"
    html.set_content("<html><style>p{}</style><p>漏<b>水</b></p><p>今天</p></html>", subtype="html")
    odd = (
        b"From: a@b.cn\nSubject: =?utf-8?b?5rS=?=\nContent-Type: text/plain; charset=klingon\n\n"
        b"a\x00b"
    )

    read_html, read_odd = read_mail(html.as_bytes()), read_mail(odd)

    assert read_html is not None
    assert read_html.text == "漏水\n今天"
    assert read_odd is not None
    assert read_odd.text == "ab"
    gbk = "From: a@b.cn\n\n很急".encode("gb18030")
    assert getattr(read_mail(gbk), "text", None) == "很急"
    assert words_of_html("<script>x()</script>a<br>b") == "a\nb"
    assert without_quote("Ja\n\nOn Monday, Ann wrote:\n> Nein") == "Ja"
    assert without_quote("好的\n在2026年3月2日，张三写道：\n> 请确认") == "好的"
    assert without_quote("> only quoted") == "> only quoted"


def test_a_form_opens_a_case_for_a_known_sender_with_his_goods(
    house: House, run_cursors: Any
) -> None:
    house.contact("li@kunde.cn")
    house.deliver(house.drill, serial_number="SN-1")
    run_cursors("crm.service.installed_base")
    made = open_form(code="WEB", kind="FAULT", by=house.by, at=MONDAY)

    send(house, made.key, email=" LI@kunde.cn", serial_number="SN-1")

    case = Case.unscoped.get()
    assert (case.channel, case.kind, case.item_id) == ("WEB_FORM", "FAULT", house.drill.id)


def send(house: House, key: str, at: Any = MONDAY, **given: str) -> IncomingMessage:
    actor = queries.form_actor(key)
    body = FormBody(**{"text": "Please help", **given})
    return take_form(form_key=key, body=body, by=actor, at=at)


def test_a_form_shows_and_opens_nothing_to_strangers_and_robots(house: House) -> None:
    made = open_form(code="WEB", by=house.by, at=MONDAY)

    stranger = send(house, made.key, email="who@nowhere.cn")
    robot = send(house, made.key, website="http://cheap.example")

    assert (stranger.status, robot.status, robot.drop_reason) == ("UNSORTED", "DROPPED", "SPAM")
    assert not Case.unscoped.exists()
    assert not EventRow.objects.filter(type__startswith="sanye.crm.case").exists()


def test_a_form_takes_so_many_an_hour(house: House) -> None:
    made = open_form(code="WEB", most_per_hour=2, by=house.by, at=MONDAY)
    send(house, made.key)
    send(house, made.key)

    with pytest.raises(FormFull):
        send(house, made.key)
    send(house, made.key, at=MONDAY + timedelta(hours=1))

    assert IncomingMessage.unscoped.count() == 3


def test_a_key_that_is_closed_or_wrong_opens_nothing(house: House) -> None:
    made = open_form(code="WEB", by=house.by, at=MONDAY)
    close_form(code="WEB", by=house.by, at=MONDAY)

    for key in (made.key, "guess", ""):
        with pytest.raises(FormUnknown):
            queries.form_actor(key)


def test_a_form_may_do_nothing_else(house: House) -> None:
    made = open_form(code="WEB", by=house.by, at=MONDAY)
    actor = queries.form_actor(made.key)

    with pytest.raises(NotAllowed):
        house.open(by=actor)
