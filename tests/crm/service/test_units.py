"""What stands at customers, and its warranty."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanye.contracts.erp.history import ImportedSalesLine, SalesOrderImported
from sanye.contracts.erp.returns import CustomerReturnLine, CustomerReturnReceived
from sanye.crm.service import commands, queries
from sanye.crm.service.commands import About, put_warranty_term
from sanye.crm.service.domain.warranty import Term, add_months, families_up, months_for
from sanye.crm.service.errors import MonthsOutOfRange, NothingToCheck, TermAmbiguous
from sanye.crm.service.models import InstalledUnit, ServiceDocument, WarrantyTerm
from sanye.crm.service.queries import UnitFilter
from sanye.kernel.ids import new_id
from sanye.stem.masterdata.models import ItemFamily
from tests.factories.service import MONDAY, House, units

CURSOR = "crm.service.installed_base"
FIRST = date(2020, 1, 1)


def returned(house: House, unit: InstalledUnit | None, quantity: int, **given: Any) -> None:
    line = {
        "line_id": new_id(),
        "item_id": unit.item_id if unit else None,
        "site_id": house.trader.site.id,
        "quantity": Decimal(quantity),
        "received_quantity": Decimal(quantity),
        "unit": "C62",
        "lot": "",
        "serial_number": "",
        "sales_order_id": None,
        "order_line_id": None,
        "delivery_line_id": unit.source_line_id if unit else None,
        "reason_code": "DEFECTIVE",
        "failure_code": "",
        "outcome": None,
        "is_in_warranty": False,
        **given,
    }
    fact = CustomerReturnReceived(
        customer_return_id=new_id(),
        number="RT-1",
        customer_id=house.customer.id,
        case_id=None,
        posting_date=date(2026, 3, 9),
        lines=(CustomerReturnLine(**line),),
    )
    commands.record_goods(facts=[fact], by=house.by, at=MONDAY)


def test_notes_what_left_to_whom_by_serial_number_and_lot(house: House, run_cursors: Any) -> None:
    drill = house.deliver(house.drill, serial_number="SN-1")
    house.deliver(house.paint, 5, lot="L-7")
    house.deliver(house.nail, 100)

    run_cursors(CURSOR)

    shown = [
        (unit.item_id, unit.serial_number, unit.lot, unit.quantity, unit.customer_id)
        for unit in units()
    ]
    customer = house.customer.id
    assert sorted(shown, key=str) == sorted(
        [
            (house.drill.id, "SN-1", "", 1, customer),
            (house.paint.id, "", "L-7", 5, customer),
            (house.nail.id, "", "", 100, customer),
        ],
        key=str,
    )
    assert InstalledUnit.unscoped.get(serial_number="SN-1").delivery_id == drill.id
    assert ServiceDocument.unscoped.filter(kind="ORDER").count() == 3


def test_read_again_it_tells_the_same(house: House, run_cursors: Any, company_id: Any) -> None:
    delivery = house.deliver(house.drill, serial_number="SN-1")
    house.deliver(house.paint, 5, lot="L-7")
    house.prove(delivery, MONDAY + timedelta(days=2))
    run_cursors(CURSOR)
    columns = ("source_line_id", "serial_number", "lot", "quantity", "received_date", "customer_id")
    before = set(InstalledUnit.unscoped.values_list(*columns))

    commands.empty_units(by=house.by, at=MONDAY)
    run_cursors.positions.pop(CURSOR)
    run_cursors(CURSOR)

    assert len(before) == 2
    assert set(InstalledUnit.unscoped.values_list(*columns)) == before


def test_warranty_runs_from_the_proof_else_from_the_shipment(
    house: House, run_cursors: Any
) -> None:
    put_warranty_term(
        months=12, valid_from_date=FIRST, item_id=house.drill.id, by=house.by, at=MONDAY
    )
    proven = house.deliver(house.drill, serial_number="SN-1")
    house.deliver(house.drill, serial_number="SN-2")
    house.prove(proven, datetime(2026, 3, 9, 17, tzinfo=UTC))
    run_cursors(CURSOR)

    def asked(serial: str, day: date) -> queries.Warranty:
        return queries.check_warranty(
            of=UnitFilter(serial_number=serial), at=MONDAY, on_date=day, by=house.by
        )

    last = asked("SN-1", date(2027, 3, 8))
    assert (last.is_in_warranty, last.starts_date, last.until_date) == (
        True,
        date(2026, 3, 9),
        date(2027, 3, 9),
    )
    assert asked("SN-1", date(2027, 3, 9)).reason == "EXPIRED"
    assert asked("SN-1", date(2026, 3, 8)).reason == "BEFORE_START"
    assert asked("SN-2", date(2027, 3, 1)).is_in_warranty
    assert asked("SN-2", date(2027, 3, 2)).reason == "EXPIRED"
    assert asked("SN-3", date(2026, 3, 9)).reason == "NOT_SHIPPED_BY_US"


def test_goods_without_serial_number_are_asked_by_item_and_document(
    house: House, run_cursors: Any
) -> None:
    put_warranty_term(months=6, valid_from_date=FIRST, by=house.by, at=MONDAY)
    delivery = house.deliver(house.nail, 10)
    run_cursors(CURSOR)
    day = date(2026, 9, 1)

    found = queries.check_warranty(
        of=UnitFilter(item_id=house.nail.id, delivery_id=delivery.id),
        at=MONDAY,
        on_date=day,
        by=house.by,
    )

    assert (found.is_in_warranty, found.months) == (True, 6)
    for nothing in (UnitFilter(), UnitFilter(item_id=house.nail.id), UnitFilter(lot="L")):
        with pytest.raises(NothingToCheck):
            queries.check_warranty(of=nothing, at=MONDAY, on_date=day, by=house.by)


def test_a_case_knows_whether_its_goods_are_in_warranty(house: House, run_cursors: Any) -> None:
    put_warranty_term(months=12, valid_from_date=FIRST, by=house.by, at=MONDAY)
    house.deliver(house.drill, serial_number="SN-1")
    run_cursors(CURSOR)

    assert house.open(about=About(serial_number="SN-1")).is_in_warranty
    late = house.open(about=About(serial_number="SN-1"), at=MONDAY + timedelta(days=366))
    assert not late.is_in_warranty


def test_what_came_back_is_taken_from_its_shipment(house: House, run_cursors: Any) -> None:
    put_warranty_term(months=12, valid_from_date=FIRST, by=house.by, at=MONDAY)
    house.deliver(house.drill, serial_number="SN-1")
    house.deliver(house.paint, 5, lot="L-7")
    run_cursors(CURSOR)
    drill = InstalledUnit.unscoped.get(serial_number="SN-1")
    paint = InstalledUnit.unscoped.get(lot="L-7")

    returned(house, drill, 1, serial_number="SN-1")
    returned(house, paint, 2, lot="L-7", delivery_line_id=None)

    answer = queries.check_warranty(
        of=UnitFilter(serial_number="SN-1"), at=MONDAY, on_date=date(2026, 3, 9), by=house.by
    )
    assert answer.reason == "TAKEN_BACK"
    assert InstalledUnit.unscoped.get(lot="L-7").returned_quantity == 2
    here = queries.list_units(is_with_customer=True, by=house.by)
    assert [unit.lot for unit in here] == ["L-7"]


def test_a_piece_that_goes_out_again_keeps_its_first_start(house: House, run_cursors: Any) -> None:
    put_warranty_term(months=12, valid_from_date=FIRST, by=house.by, at=MONDAY)
    house.deliver(house.drill, serial_number="SN-1")
    run_cursors(CURSOR)
    first = InstalledUnit.unscoped.get()
    returned(house, first, 1, serial_number="SN-1")
    InstalledUnit.unscoped.create(
        company_id=first.company_id,
        source_line_id=new_id(),
        item_id=first.item_id,
        serial_number="SN-1",
        customer_id=first.customer_id,
        site_id=first.site_id,
        quantity=1,
        unit="C62",
        shipped_date=date(2026, 6, 1),
    )

    answer = queries.check_warranty(
        of=UnitFilter(serial_number="SN-1"), at=MONDAY, on_date=date(2026, 6, 2), by=house.by
    )

    assert (answer.is_in_warranty, answer.starts_date) == (True, date(2026, 3, 2))


def test_orders_of_the_time_before_count_too(house: House) -> None:
    line = ImportedSalesLine(
        order_line_id=new_id(),
        schedule_line_id=new_id(),
        line_number=1,
        item_id=house.nail.id,
        site_id=house.trader.site.id,
        quantity=Decimal(10),
        delivered_quantity=Decimal(8),
        unit="C62",
        net_amount=Decimal(20),
        requested_date=date(2025, 5, 1),
        first_promised_date=None,
        promised_date=None,
        shipped_date=date(2025, 5, 3),
        received_date=date(2025, 5, 6),
    )
    fact = SalesOrderImported(
        sales_order_id=new_id(),
        number="OLD-1",
        customer_id=house.customer.id,
        order_date=date(2025, 4, 1),
        currency="CNY",
        exchange_rate=Decimal(1),
        net_amount=Decimal(20),
        gross_amount=Decimal(20),
        invoice_number="",
        invoiced_date=None,
        due_date=None,
        paid_date=None,
        amendment_count=0,
        is_cancelled=False,
        lines=(line,),
    )

    commands.record_goods(facts=[fact], by=house.by, at=MONDAY)

    (unit,) = units()
    assert (unit.quantity, unit.shipped_date, unit.received_date, unit.customer_id) == (
        8,
        date(2025, 5, 3),
        date(2025, 5, 6),
        house.customer.id,
    )
    case = house.open(about=About(sales_order_id=fact.sales_order_id))
    assert (case.customer_id, case.item_id) == (house.customer.id, house.nail.id)


def test_the_nearest_term_of_the_day_of_shipment_holds() -> None:
    item, family, above = new_id(), new_id(), new_id()

    def term(months: int, since: date = FIRST, **of: Any) -> Term:
        return Term(
            item_id=of.get("item"), family_id=of.get("family"), months=months, valid_from_date=since
        )

    terms = [
        term(6),
        term(12, family=above),
        term(24, since=date(2026, 1, 1), family=above),
        term(36, since=date(2027, 1, 1), item=item),
    ]

    def months(day: date, *families: Any) -> int | None:
        return months_for(terms, item_id=item, family_ids=families, shipped_date=day)

    assert months(date(2025, 6, 1)) == 6
    assert months(date(2025, 6, 1), family, above) == 12
    assert months(date(2026, 6, 1), family, above) == 24
    assert months(date(2027, 6, 1), family, above) == 36
    assert months(date(2019, 6, 1), family, above) is None
    assert families_up(family, {family: above, above: family}) == [family, above]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
    ],
)
def test_months_end_where_a_month_is_shorter(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 600), st.integers(0, 600))
def test_more_months_never_end_earlier(day: date, fewer: int, more: int) -> None:
    low, high = sorted((fewer, more))

    assert day <= add_months(day, low) <= add_months(day, high)
    assert (add_months(day, low).year * 12 + add_months(day, low).month) - (
        day.year * 12 + day.month
    ) == low


def test_refuses_terms_that_make_no_sense(house: House) -> None:
    family = ItemFamily.objects.create(code="TOOLS", name="Tools")
    with pytest.raises(TermAmbiguous):
        put_warranty_term(
            months=1,
            valid_from_date=FIRST,
            item_id=house.drill.id,
            family_id=family.id,
            by=house.by,
            at=MONDAY,
        )
    with pytest.raises(MonthsOutOfRange):
        put_warranty_term(months=601, valid_from_date=FIRST, by=house.by, at=MONDAY)

    assert not WarrantyTerm.unscoped.exists()
