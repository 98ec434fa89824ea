"""What service costs, and who bears it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sanye.crm.service import queries
from sanye.crm.service.commands import (
    About,
    report_cost,
    resolve_case,
    reverse_cost,
    set_service_policy,
)
from sanye.crm.service.errors import (
    AlreadyReversed,
    AmountNotPositive,
    AmountTooFine,
    ChoiceUnknown,
    DateInTheFuture,
    MinutesOnlyForLabor,
    RateMissing,
)
from sanye.crm.service.models import Case, ServiceCost
from sanye.kernel.errors import Refusal
from sanye.stem.events.models import EventRow
from tests.factories import masterdata as make
from tests.factories.service import MONDAY, House


@pytest.fixture
def case(house: House) -> Case:
    set_service_policy(labor_rate=Decimal("100"), by=house.by, at=MONDAY)
    return house.open(about=About(customer_id=house.customer.id, item_id=house.drill.id))


def report(house: House, case: Case, kind: str = "LABOR", **given: Any) -> ServiceCost:
    return report_cost(case_id=case.id, kind=kind, by=house.by, at=MONDAY, **given)


def facts() -> list[dict[str, Any]]:
    rows = EventRow.objects.filter(type="sanye.crm.service_cost.reported.v1").order_by("position")
    return [row.data for row in rows]


def test_labor_is_minutes_at_the_companys_rate_rounded_once(house: House, case: Case) -> None:
    cost = report(house, case, minutes=Decimal(50))

    assert (cost.amount, cost.rate, cost.currency) == (Decimal("83.33"), 100, "CNY")
    (fact,) = facts()
    assert (fact["amount"], fact["item_id"], fact["customer_id"]) == (
        "83.33",
        str(house.drill.id),
        str(house.customer.id),
    )


def test_sums_net_of_what_was_taken_back(house: House, case: Case) -> None:
    other = house.open(about=About(customer_id=make.make_customer(house.by).id))
    wrong = report(house, case, minutes=Decimal(60))
    report(house, case, "PART", amount=Decimal("12.50"))
    report(house, case, "TRAVEL", amount=Decimal(40))
    report(house, other, "OTHER", amount=Decimal(7))

    opposite = reverse_cost(cost_id=wrong.id, by=house.by, at=MONDAY)

    assert (opposite.amount, opposite.minutes, opposite.reverses_id) == (-100, -60, wrong.id)
    total = queries.get_case_cost(case_id=case.id, by=house.by)
    assert (total.amount, total.minutes, total.report_count) == (Decimal("52.50"), 0, 4)
    by_customer = queries.list_cost_sums(group="customer", by=house.by)
    assert [row.amount for row in by_customer] == [Decimal("52.50"), 7]
    by_item = queries.list_cost_sums(group="item", by=house.by)
    assert [(row.item_id, row.amount) for row in by_item] == [
        (house.drill.id, Decimal("52.50")),
        (None, 7),
    ]
    until = queries.list_cost_sums(group="case", until_date=date(2026, 3, 1), by=house.by)
    assert until == []
    assert sum(Decimal(fact["amount"]) for fact in facts()) == Decimal("59.50")


def test_is_taken_back_once(house: House, case: Case) -> None:
    cost = report(house, case, minutes=Decimal(60))
    opposite = reverse_cost(cost_id=cost.id, by=house.by, at=MONDAY)

    for again in (cost, opposite):
        with pytest.raises(AlreadyReversed):
            reverse_cost(cost_id=again.id, by=house.by, at=MONDAY)

    assert len(facts()) == 2


def test_an_ended_case_may_still_cost(house: House, case: Case) -> None:
    resolve_case(case_id=case.id, resolution_code="REPAIRED", by=house.by, at=MONDAY)

    assert report(house, case, minutes=Decimal(6)).amount == 10


@pytest.mark.parametrize(
    ("kind", "given", "refusal", "field"),
    [
        ("GIFT", {"amount": Decimal(1)}, ChoiceUnknown, "kind"),
        ("LABOR", {}, AmountNotPositive, "amount"),
        ("LABOR", {"minutes": Decimal(-5)}, AmountNotPositive, "minutes"),
        ("LABOR", {"minutes": Decimal("0.001")}, AmountNotPositive, "minutes"),
        ("PART", {"minutes": Decimal(5)}, MinutesOnlyForLabor, "minutes"),
        ("PART", {}, AmountNotPositive, "amount"),
        ("PART", {"amount": Decimal(0)}, AmountNotPositive, "amount"),
        ("PART", {"amount": Decimal("0.001")}, AmountTooFine, "amount"),
        (
            "PART",
            {"amount": Decimal(1), "posting_date": date(2026, 3, 3)},
            DateInTheFuture,
            "posting_date",
        ),
    ],
)
def test_refuses_and_costs_nothing(
    house: House,
    case: Case,
    kind: str,
    given: dict[str, Any],
    refusal: type[Refusal],
    field: str,
) -> None:
    with pytest.raises(refusal) as caught:
        report(house, case, kind, **given)

    assert caught.value.field == field
    assert not ServiceCost.unscoped.exists()
    assert facts() == []


def test_needs_a_rate_to_count_minutes(house: House) -> None:
    case = house.open()

    with pytest.raises(RateMissing):
        report(house, case, minutes=Decimal(5))
    labor = report(house, case, amount=Decimal(20), posting_date=MONDAY.date() - timedelta(days=1))

    assert (labor.amount, labor.posting_date) == (20, date(2026, 3, 1))
