"""Cases from scratch, from an order, a delivery, a serial number, a lot."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sanye.crm.service import queries
from sanye.crm.service.commands import About, assign_case, put_queue
from sanye.crm.service.errors import (
    ChoiceUnknown,
    CodeUnknown,
    ContactOfAnother,
    CustomerMissing,
    DocumentOfAnother,
    DocumentUnknown,
    NotACustomer,
    OwnerNotInQueue,
    QueueUnknown,
    SerialOfAnother,
    SerialOfSeveralItems,
    TextEmpty,
    UserNotHere,
)
from sanye.crm.service.models import Case, CaseMessage, CaseStep, ServiceCode
from sanye.kernel.errors import Refusal
from sanye.kernel.ids import new_id
from sanye.stem.events.models import EventRow
from tests.factories import masterdata as make
from tests.factories.service import House, make_agent


def told(type_: str) -> list[dict[str, Any]]:
    rows = EventRow.objects.filter(type=f"sanye.crm.case.{type_}.v1").order_by("position")
    return [row.data for row in rows]


def test_finds_queue_promise_and_codes_at_the_first_case_of_a_company(house: House) -> None:
    case = house.open(failure_code="NOISE", text="It rattles", priority="HIGH")

    assert (case.number, case.status, case.queue.code) == ("CS-2026-000001", "NEW", "TECHNICAL")
    # Monday 9:00 in Shanghai: 240 working minutes are 3 h to noon and 1 h from 13:00
    assert case.response_due_at == datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
    # 960 minutes are two days of 8 h: Wednesday 9:00
    assert case.resolution_due_at == datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
    assert case.site_id == house.trader.site.id
    assert ServiceCode.unscoped.filter(kind="FAILURE").count() == 12
    fact = told("opened")[0]
    assert (fact["number"], fact["queue_code"], fact["failure_code"]) == (
        "CS-2026-000001",
        "TECHNICAL",
        "NOISE",
    )
    assert "rattles" not in str(list(EventRow.objects.values_list("data", flat=True)))
    message = CaseMessage.unscoped.get()
    assert (message.kind, message.text) == ("IN", "It rattles")
    assert CaseStep.unscoped.get().change == "OPENED"


def test_from_a_serial_number_knows_customer_item_delivery_and_order(
    house: House, run_cursors: Any
) -> None:
    delivery = house.deliver(house.drill, serial_number="SN-1")
    run_cursors("crm.service.installed_base")

    case = house.open(about=About(serial_number=" SN-1 "))

    assert (case.customer_id, case.item_id) == (house.customer.id, house.drill.id)
    assert case.delivery_id == delivery.id
    assert case.sales_order_id is not None
    assert told("opened")[0]["subject"]["serial_number"] == "SN-1"


def test_from_an_order_a_delivery_or_a_lot(house: House, run_cursors: Any) -> None:
    delivery = house.deliver(house.paint, 5, lot="L-7")
    run_cursors("crm.service.installed_base")

    by_delivery = house.open(about=About(delivery_id=delivery.id))
    by_order = house.open(about=About(sales_order_id=by_delivery.sales_order_id))
    by_lot = house.open(about=About(customer_id=house.customer.id, lot="L-7"))

    for case in (by_delivery, by_order, by_lot):
        assert (case.customer_id, case.item_id) == (house.customer.id, house.paint.id)
        assert case.delivery_id == delivery.id


def test_takes_a_serial_number_that_we_never_shipped(house: House) -> None:
    about = About(customer_id=house.customer.id, item_id=house.drill.id, serial_number="OLD-9")

    case = house.open(about=about)

    assert (case.serial_number, case.delivery_id, case.is_in_warranty) == ("OLD-9", None, False)


@pytest.mark.parametrize(
    ("given", "refusal", "field"),
    [
        ({"title": " "}, TextEmpty, "title"),
        ({"kind": "ANGER"}, ChoiceUnknown, "kind"),
        ({"priority": "YESTERDAY"}, ChoiceUnknown, "priority"),
        ({"channel": "PIGEON"}, ChoiceUnknown, "channel"),
        ({"failure_code": "GHOST"}, CodeUnknown, "failure_code"),
        ({"queue_code": "NOWHERE"}, QueueUnknown, "queue_code"),
        ({"owner_id": new_id()}, UserNotHere, "owner_id"),
        ({"contact_id": new_id()}, ContactOfAnother, "contact_id"),
        ({"about": About()}, CustomerMissing, "customer_id"),
        ({"about": About(serial_number="NOBODYS")}, CustomerMissing, "customer_id"),
        ({"about": About(sales_order_id=new_id())}, DocumentUnknown, "sales_order_id"),
        ({"about": About(delivery_id=new_id())}, DocumentUnknown, "delivery_id"),
    ],
)
def test_refuses_what_is_wrong_and_changes_nothing(
    house: House, given: dict[str, Any], refusal: type[Refusal], field: str
) -> None:
    with pytest.raises(refusal) as caught:
        house.open(**given)

    assert caught.value.field == field
    assert not Case.unscoped.exists()
    assert not told("opened")


def test_refuses_goods_of_another_customer(house: House, run_cursors: Any) -> None:
    delivery = house.deliver(house.drill, serial_number="SN-1")
    run_cursors("crm.service.installed_base")
    other = make.make_customer(house.by)

    with pytest.raises(DocumentOfAnother):
        house.open(about=About(customer_id=other.id, delivery_id=delivery.id))
    with pytest.raises(SerialOfAnother):
        house.open(about=About(customer_id=other.id, serial_number="SN-1"))

    assert not Case.unscoped.exists()


def test_refuses_a_supplier_as_customer(house: House) -> None:
    supplier = make.make_supplier(house.by)

    with pytest.raises(NotACustomer):
        house.open(about=About(customer_id=supplier.id))


def test_asks_which_item_when_two_share_a_serial_number(house: House, run_cursors: Any) -> None:
    saw = make.make_item(tracking="SERIAL")
    make.make_item_company(house.by, saw, sales_tax=house.trader.tax)
    make.make_price_list(house.by, [(saw, 70)])
    house.deliver(house.drill, serial_number="SN-1")
    house.deliver(saw, serial_number="SN-1")
    run_cursors("crm.service.installed_base")

    with pytest.raises(SerialOfSeveralItems):
        house.open(about=About(serial_number="SN-1"))
    case = house.open(about=About(serial_number="SN-1", item_id=saw.id))

    assert case.item_id == saw.id


def test_only_members_of_a_queue_get_its_cases(house: House) -> None:
    first, second = (make_agent(house.by, house.at, name) for name in ("ann", "ben"))
    put_queue(code="VIP", name="VIP", member_ids=[first.id], by=house.by, at=house.at)
    case = house.open(queue_code="VIP")

    with pytest.raises(OwnerNotInQueue):
        assign_case(case_id=case.id, owner_id=second.id, by=house.by, at=house.at)
    assigned = assign_case(case_id=case.id, owner_id=first.id, by=house.by, at=house.at)

    assert (assigned.status, assigned.owner_id) == ("OPEN", first.id)
    assert told("changed")[0]["change"] == "ASSIGNED"
    worker = queries.list_my_work(by=_acting(house, first.id))
    assert [row.id for row in worker] == [case.id]


def _acting(house: House, user_id: Any) -> Any:
    from dataclasses import replace

    return replace(house.by, user_id=user_id)
