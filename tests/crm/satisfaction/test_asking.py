"""Customers are asked after delivery and after a case, as the policy says."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanye.contracts.crm import events as crm
from sanye.contracts.erp import events as erp
from sanye.crm.consent.commands import withdraw_consent
from sanye.crm.consent.domain.decisions import Channel, Purpose
from sanye.crm.satisfaction import commands
from sanye.crm.satisfaction.domain.asking import SubjectType, is_chosen
from sanye.crm.satisfaction.errors import (
    AlreadyAsked,
    ContactNotTheirs,
    MayNotBeAsked,
    PolicyOutOfRange,
)
from sanye.crm.satisfaction.models import (
    DeliveredGoods,
    OutgoingMail,
    SatisfactionPolicy,
    SatisfactionRequest,
)
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.events.models import EventRow
from sanye.stem.masterdata.models import Party, PartyContact
from tests.conftest import Cursors
from tests.factories import masterdata as make
from tests.factories.facts import fact, tell

ASKING = "crm.satisfaction.asking"
D = Decimal


@pytest.fixture
def customer(by: Actor) -> Party:
    party = make.make_customer(by)
    Party.objects.filter(id=party.id).update(language="zh")
    PartyContact.objects.create(party=party, name="No mail", is_primary=True)
    PartyContact.objects.create(party=party, name="王芳", email="wang@example.com")
    return party


def proven(customer: Party, delivery_id: UUID | None = None, **given: Any) -> Any:
    return fact(
        erp.DeliveryProven,
        delivery_id=delivery_id or new_id(),
        customer_id=customer.id,
        number="DN-1",
        **given,
    )


def policy(by: Actor, at: datetime, **given: Any) -> None:
    row = {"asked_ratio": D(1), "minimum_days": 0, "expires_days": 10, **given}
    commands.put_satisfaction_policy(**row, by=by, at=at)


def test_asks_when_the_customer_has_the_goods_and_says_what_they_were(
    customer: Party, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    delivery_id = new_id()
    lines = (fact(erp.DeliveryLine), fact(erp.DeliveryLine))
    tell(
        facts=[
            fact(erp.DeliveryShipped, delivery_id=delivery_id, lines=lines),
            proven(customer, delivery_id),
        ],
        by=by,
        at=at,
    )

    run_cursors(ASKING)

    row = SatisfactionRequest.unscoped.get()
    assert (row.subject_type, row.subject_id, row.subject_number) == (
        "DELIVERY",
        delivery_id,
        "DN-1",
    )
    assert set(row.sales_order_ids) == {line.sales_order_id for line in lines}
    assert set(row.item_ids) == {line.item_id for line in lines}
    assert not DeliveredGoods.unscoped.exists()
    assert (row.contact.name, row.language) == ("王芳", "zh")
    assert row.expires_at == at + timedelta(days=14)
    mail = OutgoingMail.unscoped.get()
    assert (mail.subject, mail.state) == ("您对交货单 DN-1 满意吗？", "WAITING")
    assert "http://127.0.0.1:8000/s/" in mail.text
    assert "wang" not in mail.text
    assert "王芳" not in mail.text
    told = EventRow.objects.get(type="sanye.crm.satisfaction.asked.v1")
    assert told.data["subject_number"] == "DN-1"


def test_asks_once_about_a_case_whether_resolved_or_closed(
    customer: Party, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    case_id, item_id = new_id(), new_id()
    case = {"case_id": case_id, "customer_id": customer.id, "number": "CS-1"}
    about = fact(crm.CaseSubject, item_id=item_id)
    tell(
        facts=[fact(crm.CaseResolved, **case, subject=about), fact(crm.CaseClosed, **case)],
        by=by,
        at=at,
    )

    run_cursors(ASKING)

    row = SatisfactionRequest.unscoped.get()
    assert (row.subject_type, row.item_ids) == ("CASE", [item_id])


def test_a_customer_is_left_alone_for_a_while(
    customer: Party, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    policy(by, at, minimum_days=30)
    moments = (at, at + timedelta(days=29), at + timedelta(days=30))
    for moment in moments:
        tell(facts=[proven(customer)], by=by, at=moment)
        run_cursors(ASKING, at=moment)

    asked = list(SatisfactionRequest.unscoped.values_list("asked_at", flat=True))
    assert asked == [moments[0], moments[2]]


def test_asks_nobody_where_the_policy_does_not_want_it(
    customer: Party, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    policy(by, at, asks_after_delivery=False)
    tell(facts=[proven(customer)], by=by, at=at)
    run_cursors(ASKING)
    policy(by, at, asked_ratio=D(0))
    tell(facts=[proven(customer)], by=by, at=at)
    run_cursors(ASKING)

    assert not SatisfactionRequest.unscoped.exists()


def test_asks_nobody_who_does_not_want_it(
    customer: Party, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    contact = PartyContact.objects.get(party=customer, name="王芳")
    withdraw_consent(
        contact_id=contact.id, purpose=Purpose.ANYTHING, channel=Channel.ANY, by=by, at=at
    )
    tell(facts=[proven(customer)], by=by, at=at)

    run_cursors(ASKING)

    assert not SatisfactionRequest.unscoped.exists()
    with pytest.raises(MayNotBeAsked):
        ask(customer, by, at, contact_id=contact.id)


def test_a_customer_without_contacts_gets_a_link_that_sales_copies(
    by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    tell(facts=[proven(make.make_customer(by)), proven(Party(id=new_id()))], by=by, at=at)

    run_cursors(ASKING)

    row = SatisfactionRequest.unscoped.get()
    assert (row.contact_id, row.language) == (None, "en")
    assert not OutgoingMail.unscoped.exists()


def ask(customer: Party, by: Actor, at: datetime, **given: Any) -> SatisfactionRequest:
    row = {
        "subject_type": SubjectType.DELIVERY,
        "subject_id": new_id(),
        "subject_number": "DN-2",
        "customer_id": customer.id,
        **given,
    }
    return commands.ask_for_satisfaction(**row, by=by, at=at)


def test_by_hand_asks_whatever_the_pause_but_only_once_and_only_their_contacts(
    customer: Party, by: Actor, at: datetime
) -> None:
    subject = new_id()
    ask(customer, by, at)
    ask(customer, by, at, subject_id=subject)
    stranger = PartyContact.objects.create(party=make.make_customer(by), email="x@y.cn")

    with pytest.raises(AlreadyAsked):
        ask(customer, by, at, subject_id=subject)
    with pytest.raises(ContactNotTheirs):
        ask(customer, by, at, contact_id=stranger.id)

    assert SatisfactionRequest.unscoped.count() == 2


def test_refuses_a_policy_that_means_nothing(by: Actor, at: datetime) -> None:
    for wrong in ({"asked_ratio": D("1.1")}, {"minimum_days": -1}, {"expires_days": 0}):
        with pytest.raises(PolicyOutOfRange):
            policy(by, at, **wrong)

    assert not SatisfactionPolicy.unscoped.exists()


@given(st.uuids(), st.decimals(0, 1, places=4), st.decimals(0, 1, places=4))
def test_who_is_chosen_at_a_share_is_chosen_at_every_greater(
    subject: UUID, one: Decimal, other: Decimal
):
    small, great = sorted((one, other))

    assert is_chosen(subject, great) or not is_chosen(subject, small)
    assert not is_chosen(subject, D(0))
    assert is_chosen(subject, D(1))


def test_about_the_share_is_chosen() -> None:
    subjects = [UUID(int=n) for n in range(2000)]

    assert 540 < sum(is_chosen(one, D("0.3")) for one in subjects) < 660
