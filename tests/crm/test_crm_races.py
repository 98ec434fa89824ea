"""Of two who act at once, the later decides by what the earlier did."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from sanye.crm.loyalty.commands import review_due_customers
from sanye.crm.loyalty.commands.due import ask_for_review
from sanye.crm.marketing import commands as marketing
from sanye.crm.marketing.commands import LeadSaid, converting
from sanye.crm.marketing.models import Lead
from sanye.crm.service.commands import ReturnLine, ask_for_return, returns
from sanye.crm.service.errors import NothingLeft
from sanye.crm.service.models import InstalledUnit, ReturnRequest, ReturnRequestLine
from sanye.erp.returns.models import CustomerReturn
from sanye.kernel.actors import Actor
from sanye.stem.commands import transactions
from sanye.stem.masterdata.commands import erase_contacts
from sanye.stem.masterdata.models import PartyContact
from sanye.stem.rows.bulk import update_rows
from tests.conftest import Cursors
from tests.factories import masterdata as make
from tests.factories.scm import acting
from tests.factories.service import MONDAY, make_house
from tests.racing import Overtaking, race


@pytest.fixture(autouse=True)
def _committed(log_db: None) -> None:
    """Each sees what the others have committed."""


def qualified(email: str, by: Actor, at: datetime) -> Lead:
    said = LeadSaid(company_name="Dawn Ltd", person_name=email[:3], email=email)
    lead = marketing.capture_lead(said=said, by=by, at=at)
    return marketing.qualify_lead(lead_id=lead.id, by=by, at=at)


def test_two_leads_of_one_customer_become_two_contacts(
    by: Actor, at: datetime, monkeypatch: Any
) -> None:
    customer = make.make_customer(by)
    ann, bob = (qualified(f"{name}@dawn.example", by, at) for name in ("ann", "bob"))

    def convert(lead: Lead) -> Lead:
        return marketing.convert_lead(lead_id=lead.id, customer_id=customer.id, by=by, at=at)

    race(monkeypatch, lambda: convert(ann), lambda: convert(bob), at=(converting, "_contact"))

    contacts = PartyContact.objects.filter(party=customer).values_list("email", flat=True)
    assert sorted(contacts) == ["ann@dawn.example", "bob@dawn.example"]


def test_who_is_erased_meanwhile_is_not_written_again(
    by: Actor, at: datetime, monkeypatch: Any
) -> None:
    customer = make.make_customer(by)
    cara = PartyContact.objects.create(party=customer, name="Cara", email="cara@dawn.example")
    lead = qualified("ann@dawn.example", by, at)

    race(
        monkeypatch,
        lambda: marketing.convert_lead(lead_id=lead.id, customer_id=customer.id, by=by, at=at),
        lambda: erase_contacts(contact_ids=[cara.id], by=by, at=at),
        at=(converting, "_contact"),
    )

    known = PartyContact.objects.filter(party=customer).values_list("email", flat=True)
    assert sorted(known) == ["", "ann@dawn.example"]


def test_customers_are_reviewed_in_the_order_in_which_they_are_noted(
    by: Actor, at: datetime, monkeypatch: Any
) -> None:
    """Whatever the order in which they were first; who notes them meanwhile would meet it."""
    monkeypatch.setattr(transactions, "_RETRIED", ())
    first, second = sorted(make.make_customer(by).id for _ in range(2))
    reviewing = Overtaking(lambda: review_due_customers(by=by, at=at))
    for customer_id in (second, first):
        with acting(by, at):
            ask_for_review([customer_id], by, at)

    with acting(by, at):
        ask_for_review([first], by, at)
        reviewing.come()
        ask_for_review([second], by, at)

    assert reviewing.end() == 2


def test_goods_are_asked_back_once(by: Actor, run_cursors: Cursors, monkeypatch: Any) -> None:
    house = make_house(by)
    house.deliver(house.nail, 100)
    run_cursors("crm.service.installed_base")
    order_id = InstalledUnit.unscoped.get().sales_order_id
    line = ReturnLine(reason_code="DEFECTIVE", quantity=Decimal(100), sales_order_id=order_id)
    cases = [house.open(), house.open()]

    def ask(case: Any) -> ReturnRequest:
        return ask_for_return(case_id=case.id, lines=[line], by=by, at=MONDAY)

    _, second = race(
        monkeypatch,
        lambda: ask(cases[0]),
        lambda: ask(cases[1]),
        at=(returns, "publish_return_asked"),
    )

    assert ReturnRequest.unscoped.count() == 1
    assert isinstance(second, NothingLeft)


def test_a_piece_that_we_never_sold_is_asked_back_once(
    by: Actor, run_cursors: Cursors, monkeypatch: Any
) -> None:
    house = make_house(by)
    line = ReturnLine(reason_code="DEFECTIVE", item_id=house.drill.id, serial_number="FOREIGN-1")
    cases = [house.open(), house.open()]

    def ask(case: Any) -> ReturnRequest:
        return ask_for_return(case_id=case.id, lines=[line], by=by, at=MONDAY)

    _, second = race(
        monkeypatch,
        lambda: ask(cases[0]),
        lambda: ask(cases[1]),
        at=(returns, "publish_return_asked"),
    )

    assert isinstance(second, NothingLeft)
    run_cursors("erp.returns.requests")
    assert CustomerReturn.unscoped.count() == 1


def test_who_asks_for_goods_holds_none_that_are_noted_as_moved(
    by: Actor, run_cursors: Cursors, monkeypatch: Any
) -> None:
    """Facts are noted in the order of the log, goods asked for in that of the lines."""
    house = make_house(by)
    house.deliver(house.nail, 100)
    house.deliver(house.nail, 50)
    run_cursors("crm.service.installed_base")
    moved = list(InstalledUnit.unscoped.order_by("created_at", "id"))
    lines = [
        ReturnLine(reason_code="DEFECTIVE", sales_order_id=unit.sales_order_id)
        for unit in reversed(moved)
    ]
    case = house.open()

    race(
        monkeypatch,
        lambda: ask_for_return(case_id=case.id, lines=lines, by=by, at=MONDAY),
        lambda: update_rows(moved, ["returned_quantity"]),
        at=(returns, "warranties_of"),
    )

    assert ReturnRequestLine.unscoped.count() == 2
