"""Cases of the time before Sanye, in bulk."""

from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from typing import Any

import pytest

from sanye.crm.service import queries
from sanye.crm.service.commands import ClosedCase, import_closed_cases, set_up_service
from sanye.crm.service.models import Case
from sanye.kernel.errors import Refusals
from sanye.kernel.ids import new_id
from sanye.stem.events.models import EventRow
from tests.factories.service import MONDAY, House

START = datetime(2025, 1, 15, 3, tzinfo=UTC)


def old(house: House, number: int = 0, **given: Any) -> ClosedCase:
    opened_at = START + timedelta(hours=7 * number)
    values = {
        "customer_id": house.customer.id,
        "item_id": house.drill.id,
        "failure_code": "NOISE",
        "cause_code": "MATERIAL",
        "resolution_code": "REPAIRED",
        "opened_at": opened_at,
        "resolved_at": opened_at + timedelta(days=2),
        **given,
    }
    return ClosedCase(**values)


def take(house: House, *cases: ClosedCase) -> list[Case]:
    return import_closed_cases(cases=cases, by=house.by, at=MONDAY)


def test_takes_them_with_their_real_instants_and_tells_of_each(house: House) -> None:
    given = old(house, number=0)
    named = old(house, number=1, **{"is_in_time": False})

    first, second = take(house, given, ClosedCase(**{**_values(named), "number": "T-77"}))

    assert (first.number, second.number) == ("CS-2025-000001", "T-77")
    stored = Case.unscoped.get(number="CS-2025-000001")
    assert (stored.status, stored.opened_at, stored.is_our_fault) == ("CLOSED", START, True)
    facts = EventRow.objects.filter(type="sanye.crm.case.imported.v1").order_by("position")
    assert [(row.data["number"], row.data["is_in_time"]) for row in facts] == [
        ("CS-2025-000001", True),
        ("T-77", False),
    ]
    assert facts[0].data["resolved_at"] == "2025-01-17T03:00:00Z"
    assert not EventRow.objects.filter(type="sanye.crm.case.opened.v1").exists()


def _values(case: ClosedCase) -> dict[str, Any]:
    return {name: getattr(case, name) for name in case.__slots__}


def test_takes_thousands_in_seconds(house: House) -> None:
    set_up_service(by=house.by, at=MONDAY)
    cases = [old(house, number=number) for number in range(3000)]

    began = perf_counter()
    take(house, *cases)
    took = perf_counter() - began

    assert Case.unscoped.count() == 3000
    assert EventRow.objects.filter(type="sanye.crm.case.imported.v1").count() == 3000
    assert took < 60  # 2 s on an idle core; far from one statement per row on a busy one


@pytest.mark.parametrize("time_zone", ["Asia/Shanghai"])
def test_numbers_them_by_the_year_it_was_where_the_company_is(house: House) -> None:
    moments = (
        datetime(2024, 12, 31, 17, tzinfo=UTC),
        datetime(2024, 12, 31, 15, tzinfo=UTC),
        datetime(2025, 12, 31, 17, tzinfo=UTC),
    )

    cases = take(house, *(old(house, opened_at=one, resolved_at=one) for one in moments))

    numbers = [case.number for case in cases]
    assert numbers == ["CS-2025-000001", "CS-2024-000001", "CS-2026-000001"]


@pytest.mark.parametrize("time_zone", ["Asia/Shanghai"])
def test_counts_them_by_item_failure_and_month(house: House) -> None:
    cases = [old(house, number=number, is_in_warranty=number < 2) for number in range(3)]
    # 31 January 17:00 UTC is February where the company is
    self_dated = old(
        house,
        opened_at=datetime(2025, 1, 31, 17, tzinfo=UTC),
        resolved_at=datetime(2025, 2, 3, tzinfo=UTC),
    )
    take(house, *cases, self_dated)

    rows = queries.count_failures(
        from_date=date(2025, 1, 1), until_date=date(2025, 2, 28), by=house.by
    )

    assert [(row.month, row.count, row.in_warranty_count) for row in rows] == [
        (date(2025, 1, 1), 3, 2),
        (date(2025, 2, 1), 1, 0),
    ]
    assert (rows[0].item_code, rows[0].failure_code) == (house.drill.code, "NOISE")
    january = queries.count_failures(
        from_date=date(2025, 1, 1), until_date=date(2025, 1, 31), by=house.by
    )
    assert [row.count for row in january] == [3]


def test_all_or_nothing_with_every_wrong_row_named(house: House) -> None:
    take(house, old(house))
    taken = Case.unscoped.get().number
    rows = [
        old(house),
        old(house, customer_id=new_id()),
        old(house, failure_code="GHOST"),
        old(house, resolution_code=""),
        old(house, resolved_at=START - timedelta(days=1)),
        ClosedCase(**{**_values(old(house)), "number": taken}),
        old(house, kind="ANGER"),
        old(house, queue_code="NOWHERE"),
        ClosedCase(**{**_values(old(house)), "number": "A"}),
        ClosedCase(**{**_values(old(house)), "number": "A"}),
        old(house, item_id=new_id()),
    ]

    with pytest.raises(Refusals) as caught:
        take(house, *rows)

    found = sorted((item.row, item.field) for item in caught.value.items)
    assert found == [
        (2, "customer_id"),
        (3, "failure_code"),
        (4, "resolution_code"),
        (5, "resolved_at"),
        (6, "number"),
        (7, "kind"),
        (8, "queue_code"),
        (10, "number"),
        (11, "item_id"),
    ]
    assert Case.unscoped.count() == 1
