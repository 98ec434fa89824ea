"""What `sanye verify` proves of service."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from sanye.crm.service import checks
from sanye.crm.service.commands import (
    ReturnLine,
    ask_for_return,
    report_cost,
    resume_case,
    reverse_cost,
    set_service_policy,
    wait_for_customer,
)
from sanye.crm.service.models import Case, CaseStep, InstalledUnit, ReturnRequestLine
from sanye.stem.events.commands import open_cursors_for_company
from tests.factories.sales import put_stock
from tests.factories.service import MONDAY, House

ALL = (
    checks.units_are_what_was_shipped,
    checks.steps_lead_to_status,
    checks.every_case_was_told_once,
    checks.nothing_asked_back_twice,
    checks.reversals_take_all_back,
    checks.due_dates_follow_the_clock,
)


@pytest.fixture
def busy(house: House, run_cursors: Any, company_id: UUID) -> House:
    """Goods delivered, a case that waited, goods asked back, a cost taken back."""
    open_cursors_for_company(company_id)
    set_service_policy(labor_rate=Decimal(100), by=house.by, at=MONDAY)
    house.deliver(house.drill, serial_number="SN-1")
    house.deliver(house.paint, 5, lot="L-7")
    run_cursors()
    case = house.open(at=MONDAY)
    wait_for_customer(case_id=case.id, text="?", by=house.by, at=MONDAY)
    resume_case(case_id=case.id, by=house.by, at=MONDAY + timedelta(days=1))
    line = ReturnLine(lot="L-7", reason_code="DAMAGED")
    ask_for_return(case_id=case.id, lines=[line], by=house.by, at=MONDAY)
    cost = report_cost(case_id=case.id, kind="LABOR", minutes=Decimal(30), by=house.by, at=MONDAY)
    reverse_cost(cost_id=cost.id, by=house.by, at=MONDAY)
    return house


def test_finds_nothing_wrong_and_looks_at_everything(busy: House, company_id: UUID) -> None:
    found = {check.__name__: check(company_id) for check in ALL}

    assert {name: outcome.problems for name, outcome in found.items()} == dict.fromkeys(found, ())
    assert {name: outcome.checked for name, outcome in found.items()} == {
        "units_are_what_was_shipped": 2,
        "steps_lead_to_status": 1,
        "every_case_was_told_once": 1,
        "nothing_asked_back_twice": 1,
        "reversals_take_all_back": 2,
        "due_dates_follow_the_clock": 1,
    }


def test_finds_what_is_broken(busy: House, company_id: UUID) -> None:
    InstalledUnit.unscoped.filter(lot="L-7").update(quantity=4)
    ReturnRequestLine.unscoped.update(quantity=6)
    CaseStep.unscoped.filter(change__in=["RESUMED", "RETURN_ASKED"]).delete()
    Case.unscoped.update(resolution_due_at=MONDAY + timedelta(days=30))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE crm_service_cost SET amount = -49 WHERE amount < 0")

    broken = {check.__name__ for check in ALL if check(company_id).problems}

    assert broken == {check.__name__ for check in ALL} - {"every_case_was_told_once"}


def test_finds_a_case_that_nobody_was_told_of(busy: House, company_id: UUID) -> None:
    case = Case.unscoped.get()
    case.pk, case.number = None, "CS-2026-999999"
    from sanye.kernel.ids import new_id

    case.id = new_id()
    case.save(force_insert=True)

    (problem,) = checks.every_case_was_told_once(company_id).problems

    assert "CS-2026-999999" in problem


def test_two_pieces_of_one_delivery_line_may_both_be_asked_back(
    house: House, run_cursors: Any, company_id: UUID
) -> None:
    open_cursors_for_company(company_id)
    for number in ("SN-1", "SN-2"):
        put_stock(house.trader, house.drill, 1, serial_number=number)
    house.ship(house.drill, 2, house.customer)
    run_cursors()
    case = house.open(at=MONDAY)
    for number in ("SN-1", "SN-2"):
        line = ReturnLine(serial_number=number, reason_code="DAMAGED")
        ask_for_return(case_id=case.id, lines=[line], by=house.by, at=MONDAY)

    assert checks.nothing_asked_back_twice(company_id).problems == ()

    ReturnRequestLine.unscoped.filter(serial_number="SN-1").update(serial_number="SN-2")
    (problem,) = checks.nothing_asked_back_twice(company_id).problems
    assert "SN-2" in problem
