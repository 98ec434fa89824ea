"""Leads from every door, warned about, assigned; whatever is wrong keeps nothing."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from sanye.crm.marketing import commands, queries
from sanye.crm.marketing.commands import LeadSaid
from sanye.crm.marketing.domain.mails import read_mail
from sanye.crm.marketing.errors import (
    CampaignUnknown,
    CodeTaken,
    EmailNotValid,
    LeadSaysNothing,
    MailNotReadable,
    NobodyToAssign,
    OwnerUnknown,
    PhoneNotValid,
    RedirectNotValid,
)
from sanye.crm.marketing.models import AssignmentRule, Lead, LeadDuplicate, LeadForm
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusals
from sanye.kernel.ids import new_id
from sanye.stem.events.models import EventRow
from sanye.stem.exchange.commands import import_file
from sanye.stem.identity.models import Membership, Role, User
from sanye.stem.masterdata.models import Party, PartyContact
from tests.factories import masterdata as make

D = Decimal


def capture(by: Actor, at: datetime, **said: Any) -> Lead:
    row = {"person_name": "Ann", "email": "ann@example.com", **said}
    return commands.capture_lead(said=LeadSaid(**row), by=by, at=at)


def warnings(lead: Lead) -> list[tuple[str, Decimal, UUID]]:
    rows = LeadDuplicate.unscoped.filter(lead=lead).order_by("-score", "likeness")
    return [(row.likeness, row.score, row.party_id or row.other_lead_id) for row in rows]


@pytest.fixture
def known(by: Actor) -> Party:
    party = make.make_customer(by)
    Party.objects.filter(id=party.id).update(name="晨曦电器有限公司")
    PartyContact.objects.create(
        party=party, name="王芳", email="Wang@Aurora.cn", phone="+86 138 1234 5678"
    )
    return party


def test_warns_of_a_customer_by_mail_telephone_and_name_and_merges_nothing(
    known: Party, by: Actor, at: datetime
) -> None:
    lead = capture(
        by, at, company_name="北京晨曦电器公司", email="wang@aurora.CN", phone="13812345678"
    )

    assert warnings(lead) == [
        ("EMAIL", D(1), known.id),
        ("PHONE", D("0.95"), known.id),
        ("NAME", D("0.90"), known.id),
    ]
    assert (lead.status, lead.customer_id) == ("NEW", None)
    told = EventRow.objects.get(type="sanye.crm.lead.captured.v1")
    assert told.data["duplicate_of_ids"] == [str(known.id)]
    for personal in ("wang", "13812345678", "晨曦"):
        assert personal not in str(told.data)


def test_warns_of_earlier_leads_also_within_one_file(by: Actor, at: datetime) -> None:
    first = capture(by, at, company_name="Boreas Tools Ltd")
    rows = commands.capture_leads(
        said=[
            LeadSaid(email="x@y.cn", company_name="Boreas Tool"),
            LeadSaid(email="X@Y.cn"),
            LeadSaid(email="z@y.cn"),
        ],
        by=by,
        at=at,
    )

    # boreastools and boreastool: 2·9 / (10+9), and contained
    assert warnings(rows[0]) == [("NAME", D("0.95"), first.id)]
    assert warnings(rows[1]) == [("EMAIL", D(1), rows[0].id)]
    assert warnings(rows[2]) == []
    assert warnings(first) == []


def test_other_companies_leads_are_nobodys_warning(
    by: Actor, other_by: Actor, at: datetime
) -> None:
    capture(other_by, at)

    assert warnings(capture(by, at)) == []


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"email": " "}, LeadSaysNothing),
        ({"email": "ann@"}, EmailNotValid),
        ({"phone": "call me"}, PhoneNotValid),
        ({"campaign_code": "NONE"}, CampaignUnknown),
    ],
)
def test_refuses_what_cannot_be_answered(
    said: dict[str, str], refusal: type[Exception], by: Actor, at: datetime
) -> None:
    with pytest.raises(refusal):
        capture(by, at, **said)

    assert not Lead.unscoped.exists()
    assert not EventRow.objects.exists()


def members(by: Actor, *names: str) -> list[UUID]:
    role = Role.objects.create(code="SELLER", name="Seller", permissions=[])
    users = [User.objects.create_user(name) for name in names]
    for user in users:
        Membership.objects.create(user=user, company_id=by.company_id, role=role)
    return [user.id for user in users]


def test_leads_go_in_turn_to_those_of_their_region_country_or_the_rest(
    by: Actor, at: datetime
) -> None:
    anna, ben, chen, dora = members(by, "anna", "ben", "chen", "dora")
    commands.put_assignment_rule(user_ids=[anna, ben], country="cn", by=by, at=at)
    commands.put_assignment_rule(user_ids=[chen], country="CN", region="上海", by=by, at=at)
    commands.put_assignment_rule(user_ids=[dora], by=by, at=at)

    places = [("CN", ""), ("cn", "江苏"), ("CN", "上海"), ("DE", ""), ("CN", ""), ("", "")]
    owners = [
        capture(by, at, country=country, region=region).owner_id for country, region in places
    ]

    assert owners == [anna, ben, chen, dora, anna, dora]


def test_refuses_rules_for_nobody_and_strangers(by: Actor, at: datetime) -> None:
    with pytest.raises(NobodyToAssign):
        commands.put_assignment_rule(user_ids=[], by=by, at=at)
    with pytest.raises(OwnerUnknown):
        commands.put_assignment_rule(user_ids=[new_id()], by=by, at=at)

    assert not AssignmentRule.unscoped.exists()


MAIL = """From: =?utf-8?b?546L6Iqz?= <wang@aurora.cn>
To: sales@example.com
Subject: =?utf-8?b?6K+i5Lu3?=
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b"

--b
Content-Type: text/html; charset=utf-8

<p>ignored <b>where there is plain text</b></p>
--b
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

请报价 10 台。
公司：晨曦电器
电话: +86 138 1234 5678
--b--
"""


def test_a_mail_becomes_a_lead_of_its_sender(by: Actor, at: datetime) -> None:
    lead = commands.capture_mail(raw=MAIL, by=by, at=at)

    assert (lead.person_name, lead.email, lead.company_name) == (
        "王芳",
        "wang@aurora.cn",
        "晨曦电器",
    )
    assert (lead.phone, lead.phone_key, lead.channel) == ("+86 138 1234 5678", "812345678", "MAIL")
    assert lead.message.startswith("询价\n\n请报价 10 台。")


def test_reads_mail_of_old_programs_and_of_web_pages() -> None:
    page = read_mail(
        "From: a@b.cn\nContent-Type: text/html\n\n<style>x{}</style><p>Hi &amp; bye</p>"
    )
    odd = read_mail("From: a@b.cn\nContent-Type: text/plain; charset=nonsense\n\nhello")

    assert page is not None
    assert page.text == "Hi & bye"
    assert odd is not None
    assert odd.text == "hello"
    assert read_mail("no headers at all") is None


def test_refuses_mail_without_a_sender(by: Actor, at: datetime) -> None:
    with pytest.raises(MailNotReadable):
        commands.capture_mail(raw="Subject: x\n\nhello", by=by, at=at)

    assert not Lead.unscoped.exists()


def test_a_file_brings_leads_all_or_none(by: Actor, at: datetime) -> None:
    good = "company_name,email,phone,message\n晨曦电器,a@b.cn,,你好\nBoreas,,13812345678,\n"
    bad = good + "Nobody,,,\nWrong,not-an-address,,\n"

    with pytest.raises(Refusals) as refused:
        import_file(kind="leads", content=bad.encode(), name="leads.csv", by=by, at=at)
    nothing = Lead.unscoped.count()
    report = import_file(kind="leads", content=good.encode(), name="leads.csv", by=by, at=at)

    assert [(item.row, item.field) for item in refused.value.items] == [(4, "email"), (5, "email")]
    assert nothing == 0
    assert (report.rows, report.created) == (2, 2)
    assert set(Lead.unscoped.values_list("channel", flat=True)) == {"FILE"}


@pytest.fixture
def form(by: Actor, at: datetime) -> LeadForm:
    commands.open_campaign(code="FAIR", name="Canton Fair", by=by, at=at)
    return commands.issue_lead_form(
        code="HOME",
        campaign_code="FAIR",
        redirect_url="https://example.com/thanks",
        by=by,
        at=at,
    )


def entry(form: LeadForm) -> str:
    return f"/api/v1/lead-form-entries/{form.key}"


def test_a_script_on_any_page_leaves_a_lead(form: LeadForm) -> None:
    anybody = Client(headers={"Origin": "https://elsewhere.example"})

    asked = anybody.options(entry(form))
    sent = anybody.post(
        entry(form), {"email": "a@b.cn", "unknown": "x"}, content_type="application/json"
    )

    assert (asked.status_code, sent.status_code) == (204, 201)
    for response in (asked, sent):
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response
    assert "Content-Type" in asked["Access-Control-Allow-Headers"]
    lead = Lead.unscoped.select_related("campaign").get()
    assert (lead.channel, lead.form_id, lead.campaign.code) == ("WEB_FORM", form.id, "FAIR")


def test_a_form_without_script_leaves_a_lead_and_goes_on(form: LeadForm) -> None:
    sent = Client(enforce_csrf_checks=True).post(entry(form), {"phone": "021 5555 1234"})

    assert (sent.status_code, sent["Location"]) == (303, "https://example.com/thanks")
    assert Lead.unscoped.get().phone == "021 5555 1234"


def test_a_robot_is_thanked_and_forgotten(form: LeadForm) -> None:
    sent = Client().post(
        entry(form),
        {"email": "bot@b.cn", "website": "http://spam"},
        content_type="application/json",
    )

    assert sent.status_code == 201
    assert not Lead.unscoped.exists()


def test_a_wrong_entry_says_why_to_the_page_and_keeps_nothing(
    form: LeadForm, by: Actor, at: datetime
) -> None:
    anybody = Client(headers={"Accept-Language": "zh"})

    def send(body: Any, path: str = "") -> tuple[int, str]:
        response = anybody.post(path or entry(form), body, content_type="application/json")
        assert response["Access-Control-Allow-Origin"] == "*"
        return response.status_code, response.json()["code"]

    assert send({"email": "x"}) == (422, "crm.marketing.email_not_valid")
    assert send("[1]") == (422, "crm.marketing.entry_not_readable")
    assert send("{") == (422, "crm.marketing.entry_not_readable")
    assert send({"email": 5}) == (422, "crm.marketing.entry_not_readable")
    assert send({"email": "a@b.cn", "message": "x" * 20_001}) == (
        422,
        "crm.marketing.entry_too_long",
    )
    unknown = send({"email": "a@b.cn"}, "/api/v1/lead-form-entries/nonsense")
    commands.close_lead_form(form_id=form.id, by=by, at=at)
    closed = send({"email": "a@b.cn"})

    assert unknown == closed == (404, "crm.marketing.form_unknown")
    assert not Lead.unscoped.exists()


def test_one_address_enters_only_so_often(
    form: LeadForm, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    from sanye.crm.marketing.http import entries
    from sanye.stem.http.rates import CallerRate

    settings.SANYE_FORM_RATE = "2/h"
    monkeypatch.setattr(entries, "_rate", CallerRate("SANYE_FORM_RATE"))

    answers = [
        Client().post(entry(form), {"email": f"a{n}@b.cn"}, content_type="application/json")
        for n in range(3)
    ]

    assert [response.status_code for response in answers] == [201, 201, 429]
    assert Lead.unscoped.count() == 2


def test_refuses_a_second_form_of_a_code_and_a_page_that_is_none(
    form: LeadForm, by: Actor, at: datetime
) -> None:
    with pytest.raises(CodeTaken):
        commands.issue_lead_form(code="HOME", by=by, at=at)
    with pytest.raises(RedirectNotValid):
        commands.issue_lead_form(code="B", redirect_url="javascript:alert(1)", by=by, at=at)
    with pytest.raises(CodeTaken):
        commands.open_campaign(code="FAIR", name="x", by=by, at=at)

    assert LeadForm.unscoped.count() == 1


def test_a_closed_campaign_takes_no_leads(by: Actor, at: datetime) -> None:
    commands.open_campaign(code="OLD", name="Old", by=by, at=at)
    commands.close_campaign(code="OLD", by=by, at=at)

    with pytest.raises(CampaignUnknown):
        capture(by, at, campaign_code="OLD")
    with pytest.raises(CampaignUnknown):
        commands.close_campaign(code="OLD", by=by, at=at)
    assert [row.code for row in queries.list_campaigns(by=by)] == ["OLD"]


@pytest.mark.parametrize(
    "raw",
    [
        "From: =?utf-8?q?An=00n?= <ann@x.cn>\n\nhello",
        "From: Ann <ann@x.cn>\n\nCompany: Tea\x00 House\n",
        "From: Ann <ann@x.cn>\nContent-Type: text/plain; charset=utf-7\n\nCompany: +2AA-Tea\n",
        "From: Ann <ann@x.cn>\nContent-Type: text/plain; charset=idna\n\nhello..",
        'From: Ann <ann@x.cn>\nContent-Type: text/plain; charset="\x00"\n\nhello',
    ],
)
def test_a_mail_with_letters_that_are_none_is_a_lead(by: Actor, at: datetime, raw: str) -> None:
    lead = commands.capture_mail(raw=raw, by=by, at=at)

    assert (lead.person_name, lead.email) == ("Ann", "ann@x.cn")


def test_what_grows_when_it_is_compared_is_taken(by: Actor, at: datetime) -> None:
    lead = capture(by, at, company_name="㍿" * 100, country="ßß")

    assert (len(lead.name_key), lead.country) == (200, "SS")
    email = "ann@" + ".".join(["b" * 60] * 5) + ".cn"
    with pytest.raises(EmailNotValid):
        commands.capture_mail(raw=f"From: <{email}>\n\nhello", by=by, at=at)
