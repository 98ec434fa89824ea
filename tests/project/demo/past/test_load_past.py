"""A quarter of the small company taken over: what projections and checks say of it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db.models import Sum

from sanye.crm.accounts.models import Interaction
from sanye.crm.satisfaction.models import SatisfactionRequest
from sanye.crm.service.models import Case
from sanye.erp.ledger.models import FiscalPeriod, Posting
from sanye.erp.returns.models import CustomerReturn
from sanye.erp.sales_orders.models import SalesOrder
from sanye.kernel.actors import Actor, system_actor
from sanye.kernel.checks import all_checks
from sanye.kernel.unit_of_work import UnitOfWork, entered
from sanye.project.demo import company
from sanye.project.demo.foreseeing import foresee
from sanye.project.demo.past import load_past
from sanye.scm.demand.models import DemandEntry, ForecastVersion
from sanye.stem.identity.models import Company

NOW = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)


@pytest.fixture
def boss(db: None, monkeypatch: pytest.MonkeyPatch) -> Actor:
    """Who loads the small company; nothing is on hand yet."""
    monkeypatch.setattr(company, "post_stock", lambda *_: None)
    company.load_demo(at=NOW, size="SMALL")
    return system_actor(Company.objects.get().id, "demo")


def test_the_past_is_taken_over_and_every_check_holds(
    boss: Actor, run_cursors_of: Callable[[Actor], None]
) -> None:
    past = load_past(by=boss, at=NOW, months=6)
    run_cursors_of(boss)
    series = foresee(by=boss, at=NOW)

    assert (past.first, past.last) == (date(2025, 9, 1), date(2026, 3, 9))
    with entered(UnitOfWork(actor=boss)):
        problems = {name: check(boss.company_id).problems for name, check in all_checks.items()}
        assert {name: found for name, found in problems.items() if found} == {}
        _books_balance()
        assert past.sales_orders == SalesOrder.objects.count() > 20
        assert _months_of_demand() == 7
        assert ForecastVersion.objects.get(status="DRAFT").series_count == series > 0
        before = FiscalPeriod.objects.filter(ends_date__lt=date(2026, 3, 1))
        assert set(before.values_list("status", flat=True)) == {"CLOSED"}
        assert Case.objects.filter(failure_code="OVERHEATS").count() > 5
        for kind in (CustomerReturn, SatisfactionRequest, Interaction):
            assert kind.objects.exists()


def _books_balance() -> None:
    sums = Posting.objects.aggregate(debit=Sum("debit"), credit=Sum("credit"))
    assert sums["debit"] == sums["credit"] > 0
    process = Posting.objects.filter(role="WORK_IN_PROCESS").aggregate(
        debit=Sum("debit"), credit=Sum("credit")
    )
    assert process["debit"] == process["credit"] > Decimal(0)


def _months_of_demand() -> int:
    days = DemandEntry.objects.values_list("demand_date", flat=True)
    return len({(day.year, day.month) for day in days})
