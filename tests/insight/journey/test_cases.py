"""A complaint and what it brings back belong to the order's journey."""

from decimal import Decimal
from typing import Any

from sanye.crm.service.commands import About, ReturnLine, ask_for_return, report_cost
from sanye.erp.sales_orders.models import SalesOrder
from sanye.insight.journey.models import Document
from sanye.insight.journey.queries import get_journey
from sanye.kernel.actors import Actor
from tests.factories.service import MONDAY, make_house


def test_the_case_and_its_return_follow_from_the_delivery(by: Actor, run_cursors: Any) -> None:
    house = make_house(by)
    house.deliver(house.paint, 5, lot="L-7")
    run_cursors()
    case = house.open(about=About(customer_id=house.customer.id, lot="L-7"))
    line = ReturnLine(lot="L-7", quantity=Decimal(2), reason_code="DAMAGED")
    ask_for_return(case_id=case.id, lines=[line], by=by, at=MONDAY)
    report_cost(case_id=case.id, kind="TRAVEL", amount=Decimal(10), by=by, at=MONDAY)
    run_cursors()

    journey = get_journey(number=SalesOrder.unscoped.get().number, by=by)

    told = [(step.type, step.number) for step in journey.steps]
    assert ("sanye.crm.case.opened.v1", case.number) in told
    assert ("sanye.crm.return.asked.v1", case.number) in told
    assert ("sanye.crm.service_cost.reported.v1", case.number) in told
    assert "sanye.erp.customer_return.created.v1" in dict(told)
    document = Document.unscoped.filter(document_id=case.id).values_list("type", "number")
    assert list(document) == [("crm.case", case.number)]
