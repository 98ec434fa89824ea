"""A customer on one page, and a person given his data and forgotten."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from sanye.contracts.crm import events as crm
from sanye.contracts.erp import events as erp
from sanye.contracts.scm import events as scm
from sanye.crm.accounts import commands as accounts
from sanye.crm.consent.commands import give_consent
from sanye.crm.consent.domain.decisions import Channel, Purpose
from sanye.crm.loyalty.models import KnownLine
from sanye.crm.marketing.commands import LeadSaid, capture_lead
from sanye.crm.pipeline.commands import open_opportunity
from sanye.crm.profiles import commands, queries
from sanye.crm.profiles.errors import CustomerUnknown, PersonUnknown
from sanye.crm.satisfaction import commands as satisfaction
from sanye.crm.satisfaction.domain.asking import SubjectType
from sanye.crm.service.commands import About, open_case
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.ports import wire, wired
from sanye.stem.identity.models import User
from sanye.stem.masterdata.models import Party, PartyContact
from tests.conftest import Cursors
from tests.crm.test_http import client_of, get, post
from tests.factories import masterdata as make
from tests.factories.facts import fact, tell
from tests.factories.service import make_house

TODAY = date(2026, 3, 2)
OURS = ("crm.loyalty.facts", "crm.loyalty.reviews", "crm.accounts.timeline")
D = Decimal


@pytest.fixture
def customer(by: Actor) -> Party:
    party = make.make_customer(by, receivable_term=make.make_payment_term("NET30"))
    PartyContact.objects.create(
        party=party, name="王芳", email="wang@aurora.cn", phone="13812345678", is_primary=True
    )
    return party


def contact_of(customer: Party) -> PartyContact:
    return PartyContact.objects.get(party=customer)


def a_busy_customer(customer: Party, by: Actor, at: datetime) -> None:
    """Lines kept, late and endangered; an overdue invoice, a case, a return, an answer."""
    lines = [
        fact(
            erp.OrderScheduleLine,
            quantity=D(5),
            open_quantity=D(5),
            first_promised_date=first,
            promised_date=promised,
        )
        for first, promised in (
            (date(2026, 3, 9), date(2026, 3, 9)),
            (date(2026, 2, 20), date(2026, 3, 10)),
            (date(2026, 3, 11), date(2026, 3, 11)),
        )
    ]
    endangered = fact(
        scm.PromiseChange,
        schedule_line_id=lines[2].schedule_line_id,
        new_promised_date=date(2026, 3, 20),
    )
    of = {"customer_id": customer.id}
    order_id = new_id()
    tell(
        facts=[
            fact(
                erp.SalesOrderConfirmed,
                sales_order_id=order_id,
                number="SO-1",
                currency="CNY",
                net_amount=D(900),
                lines=tuple(lines),
                **of,
            ),
            fact(scm.PromiseEndangered, sales_order_id=order_id, changes=(endangered,), **of),
            fact(
                erp.SalesInvoiceIssued,
                number="IN-1",
                currency="CNY",
                gross_amount=D(113),
                due_date=date(2026, 2, 1),
                **of,
            ),
            fact(crm.CaseOpened, number="CS-1", kind="FAULT", **of),
            fact(
                erp.CustomerReturnReceived,
                number="RT-1",
                lines=(fact(erp.CustomerReturnLine),),
                **of,
            ),
        ],
        by=by,
        at=at,
    )
    request = satisfaction.ask_for_satisfaction(
        subject_type=SubjectType.DELIVERY,
        subject_id=new_id(),
        subject_number="DN-1",
        customer_id=customer.id,
        by=by,
        at=at,
    )
    satisfaction.answer_request(request_id=request.id, score=4, comment="call 王芳", by=by, at=at)


def talk(customer: Party, by: Actor, at: datetime) -> None:
    accounts.record_interaction(
        customer_id=customer.id,
        kind="CALL",
        direction="IN",
        happened_at=at,
        text="王芳 wants tea",
        contact_ids=[contact_of(customer).id],
        by=by,
        at=at,
    )


def test_shows_on_one_page_what_all_know(
    customer: Party, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    a_busy_customer(customer, by, at)
    talk(customer, by, at)
    open_opportunity(customer_id=customer.id, title="more", expected_close_date=TODAY, by=by, at=at)
    run_cursors(*OURS)

    page = queries.get_customer_profile(customer_id=customer.id, as_of=TODAY, by=by)

    assert [line.promise for line in page.open_lines] == ["KEPT", "LATE", "ENDANGERED"]
    assert page.open_lines[2].new_promised_date == date(2026, 3, 20)
    assert [row["document_number"] for row in page.late_lines] == ["SO-1"]
    assert [row.number for row in page.overdue_invoices] == ["IN-1"]
    assert [row.number for row in page.open_cases] == ["CS-1"]
    assert [(row.number, row.line_count) for row in page.returns] == [("RT-1", 1)]
    assert (page.satisfaction.answer_count, page.satisfaction.mean_score) == (1, 4)
    assert [row.comment for row in page.answers] == ["call 王芳"]
    assert [row.title for row in page.opportunities] == ["more"]
    assert [one.row.name for one in page.contacts] == ["王芳"]
    assert (page.contacts[0].may_get_marketing, page.contacts[0].may_be_asked) == (False, True)
    assert page.terms is not None
    assert page.account.party_id == customer.id
    assert page.behaviour.order_count == 1
    assert {row.reason for row in page.health.reasons.all()} >= {"OPEN_CASE", "OVERDUE_INVOICE"}
    assert len(page.interactions) == 1
    assert len(page.timeline) >= 6
    assert page.credit is not None
    assert page.credit.currency == "CNY"


def test_shows_machines_that_are_with_the_customer(
    by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    house = make_house(by, at)
    house.deliver(house.drill, serial_number="SN-1")
    run_cursors("crm.service.installed_base")

    page = queries.get_customer_profile(customer_id=house.customer.id, as_of=TODAY, by=by)

    assert [(row.serial_number, row.item.code) for row in page.units] == [
        ("SN-1", house.drill.code)
    ]


def test_an_amendment_ends_the_danger(
    customer: Party, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    a_busy_customer(customer, by, at)
    run_cursors("crm.loyalty.facts")
    row = KnownLine.unscoped.get(endangered_date__isnull=False)
    line = fact(
        erp.OrderScheduleLine,
        schedule_line_id=row.line_id,
        quantity=D(5),
        open_quantity=D(5),
        first_promised_date=date(2026, 3, 11),
        promised_date=date(2026, 3, 20),
    )
    amended = fact(
        erp.SalesOrderAmended, sales_order_id=row.order_id, customer_id=customer.id, lines=(line,)
    )
    tell(facts=[amended], by=by, at=at)
    run_cursors("crm.loyalty.facts")

    lines = queries.get_customer_profile(customer_id=customer.id, as_of=TODAY, by=by).open_lines

    assert [line.promise for line in lines] == ["KEPT", "LATE", "LATE"]


def test_shows_a_new_customer_and_does_without_erp(customer: Party, by: Actor) -> None:
    before = wired()
    wire({name: one for name, one in before.items() if not name.startswith("erp.")})
    page = queries.get_customer_profile(customer_id=customer.id, as_of=TODAY, by=by)
    wire(before)

    assert (page.credit, page.account, page.behaviour, page.health) == (None, None, None, None)
    assert (page.open_lines, page.timeline, page.satisfaction.answer_count) == ([], [], 0)


def test_shows_nobody_who_is_no_customer_or_not_ones_own(
    customer: Party, by: Actor, at: datetime
) -> None:
    anna, ben = User.objects.create_user("anna"), User.objects.create_user("ben")
    accounts.open_account(party_id=customer.id, owner_id=anna.id, by=by, at=at)

    def look(customer_id: UUID, actor: Actor) -> Any:
        return queries.get_customer_profile(customer_id=customer_id, as_of=TODAY, by=actor)

    assert look(customer.id, replace(by, user_id=anna.id, own_only=True)).customer == customer
    wrong = [
        (customer.id, replace(by, user_id=ben.id, own_only=True)),
        (make.make_supplier(by).id, by),
        (new_id(), by),
    ]
    for customer_id, actor in wrong:
        with pytest.raises(CustomerUnknown):
            look(customer_id, actor)


def a_case(customer: Party, by: Actor, at: datetime) -> None:
    open_case(
        about=About(customer_id=customer.id),
        title="王芳 rang",
        text="the mixer of 王芳 hums",
        by=by,
        at=at,
    )


def everything_kept() -> str:
    """Every row of every table of ours but the masters' names that are not asked about."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            " AND (tablename LIKE 'crm_%%' OR tablename LIKE 'stem_%%')"
        )
        kept = []
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT to_jsonb(row)::text FROM "{table}" AS row')
            kept += [row[0] for row in cursor.fetchall()]
    return "\n".join(kept)


def test_a_person_is_given_all_and_then_forgotten_everywhere(
    customer: Party, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    contact = contact_of(customer)
    a_busy_customer(customer, by, at)
    talk(customer, by, at)
    said = LeadSaid(person_name="王芳", email="WANG@aurora.cn", message="hello from wang")
    capture_lead(said=said, by=by, at=at)
    capture_lead(said=LeadSaid(email="other@b.cn", message="stays"), by=by, at=at)
    give_consent(
        contact_id=contact.id,
        purpose=Purpose.MARKETING,
        channel=Channel.EMAIL,
        proof="mail of wang",
        by=by,
        at=at,
    )
    account = accounts.open_account(party_id=customer.id, by=by, at=at)
    accounts.note_on_account(account_id=account.id, text="王芳 likes tea", by=by, at=at)
    a_case(customer, by, at)
    run_cursors(*OURS)

    data = queries.get_person_data(contact_id=contact.id, by=by)
    done = commands.erase_person(contact_id=contact.id, by=by, at=at)
    again = commands.erase_person(contact_id=contact.id, by=by, at=at)

    assert data["contact"]["email"] == "wang@aurora.cn"
    assert [len(data[name]) for name in ("consents", "interactions", "answers", "leads")] == [1] * 4
    assert (done.interactions, done.notes, done.answers) == (1, 1, 1)
    assert (done.consents, done.leads, done.case_messages, done.contacts) == (1, 1, 1, 1)
    assert (again.interactions, again.notes, again.leads) == (0, 0, 0)
    kept = everything_kept()
    for personal in ("wang", "WANG", "王芳", "13812345678", "812345678", "likes tea"):
        assert personal not in kept, personal
    assert "stays" in kept
    page = queries.get_customer_profile(customer_id=customer.id, as_of=TODAY, by=by)
    assert (page.contacts, page.satisfaction.mean_score) == ([], 4)
    assert [row.text for row in page.interactions] == [""]


def test_a_person_who_is_the_customer_loses_name_and_address(by: Actor, at: datetime) -> None:
    party = make.make_customer(by)
    Party.objects.filter(id=party.id).update(kind="PERSON", name="Hans Muster")
    make.make_address(party, street="Gasse 1", recipient="Hans Muster")
    contact = PartyContact.objects.create(party=party, name="Hans Muster", email="h@m.de")

    commands.erase_person(contact_id=contact.id, by=by, at=at)

    party.refresh_from_db()
    assert party.name == party.code
    address = party.addresses.get()
    assert (address.street, address.recipient, address.country) == ("", "", "CN")


def test_erases_nobody_who_does_not_exist(by: Actor, at: datetime) -> None:
    with pytest.raises(PersonUnknown):
        commands.erase_person(contact_id=new_id(), by=by, at=at)
    with pytest.raises(PersonUnknown):
        queries.get_person_data(contact_id=new_id(), by=by)


def test_the_doors_show_give_and_erase_to_those_who_may(
    customer: Party, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    a_busy_customer(customer, by, datetime.now(UTC))
    run_cursors(*OURS, at=datetime.now(UTC))
    seller, service = client_of(by, "SALES"), client_of(by, "SERVICE")
    contact = contact_of(customer)

    page = get(seller, f"/customer-profiles/{customer.id}")
    data = get(service, f"/persons/{contact.id}/data")
    post(seller, f"/persons/{contact.id}/erase", status=403)
    done = post(service, f"/persons/{contact.id}/erase")

    assert page["customer"]["code"] == customer.code
    assert page["terms"]["payment_term"] == "NET30"
    assert page["contacts"][0]["email"] == "wang@aurora.cn"
    assert len(page["open_lines"]) == 3
    assert page["health"]["reasons"]
    assert data["contact"]["name"] == "王芳"
    assert done["contacts"] == 1
    assert "王芳" not in json.dumps(get(service, f"/persons/{contact.id}/data"), ensure_ascii=False)
    get(seller, f"/customer-profiles/{new_id()}", 404)
