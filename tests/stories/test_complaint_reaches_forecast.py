"""A complaint, from the call to the forecast: what comes back is expected no more.

Two years of steady orders; then pumps of a winter's deliveries leak, and half of them come back.
The demand of those months was not what was ordered, and the plan buys less.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from sanye.contracts.crm.service import CaseOpened, CaseSubject, ReturnAsked, ReturnAskedFor
from sanye.contracts.erp.returns import CustomerReturnCreated, CustomerReturnReceived
from sanye.kernel.actors import Actor
from sanye.kernel.checks import all_checks
from sanye.kernel.ids import new_id
from sanye.scm.demand import commands, queries
from sanye.scm.demand.commands import Setting
from sanye.scm.planning import queries as planning
from sanye.stem.events.cursors import registered_cursors
from tests.factories import masterdata as make
from tests.factories.demand import months, settled_return
from tests.factories.facts import fact
from tests.factories.scm import report, sales_line, sales_order

FEBRUARY = date(2026, 2, 1)


@pytest.fixture
def settle(run_cursors: Callable[..., int]) -> Callable[..., int]:
    """Let the supply side hear what the others say."""

    def run(**options: object) -> int:
        names = [name for name in registered_cursors if name.startswith("scm.")]
        return run_cursors(*names, **options)

    return run


def test_from_the_call_to_the_forecast(by: Actor, at: datetime, settle: Callable[..., int]) -> None:
    site, pump = make.make_site(by, calendar=make.make_calendar()), make.make_item("PUMP")
    customer = make.make_customer(by, site=site)
    make.make_item_site(pump, site, lead_time_days=2)
    make.make_supplier_term(by, make.make_supplier(by), pump, lead_time_days=2)
    steady = ([98, 102, 101, 99] * 6)[:22]
    report(*months(pump, site, steady, date(2024, 2, 1)), by=by, at=at)
    winter = [date(2025, 12, 16), date(2026, 1, 16), date(2026, 2, 16)]
    lines = [sales_line(pump, site, 100, on) for on in winter]
    report(sales_order(*lines, customer_id=customer.id), by=by, at=at)
    settle()
    setting = Setting(item_id=pump.id, site_id=site.id, uses_forecast=True)
    commands.put_forecast_settings(settings=[setting], by=by, at=at)
    before = publish(by, at)
    settle()
    planned_before = planned(by)
    assert net(pump, by) == (100, 0, 100)
    assert Decimal(1150) < before < Decimal(1250)

    # The call: half of them leak. The case asks for them back.
    case_id, request_id = new_id(), new_id()
    about = fact(CaseSubject, item_id=pump.id)
    told = {"case_id": case_id, "customer_id": customer.id}
    report(
        fact(CaseOpened, **told, kind="COMPLAINT", failure_code="LEAK", subject=about),
        fact(
            ReturnAskedFor,
            **told,
            lines=(fact(ReturnAsked, item_id=pump.id, quantity=Decimal(150), unit=pump.unit),),
        ),
        by=by,
        at=at,
    )

    # They come back. Nothing is decided yet, and nothing is taken off.
    parts = [settled_return(line, 50, date(2026, 3, 2)).lines[0] for line in lines]
    back = replace(settled_return(lines[0], 50, date(2026, 3, 2)), lines=tuple(parts))
    known = {
        "customer_return_id": back.customer_return_id,
        "customer_id": customer.id,
        "case_id": case_id,
        "request_id": request_id,
        "lines": back.lines,
    }
    created = fact(CustomerReturnCreated, **known)
    known.pop("request_id")
    received = fact(CustomerReturnReceived, **known, posting_date=date(2026, 3, 2))
    report(created, received, by=by, at=at)
    settle()
    assert net(pump, by) == (100, 0, 100)

    # They are refunded: each month's demand was fifty. The history keeps both numbers.
    report(back, by=by, at=at)
    settle()
    assert net(pump, by) == (100, 50, 50)

    # Monday's forecast is lower, and the plan buys less, without anybody's doing.
    after = publish(by, at + timedelta(days=7))
    settle(at=at + timedelta(days=7))
    assert after < before * Decimal("0.8")
    assert planned(by) < planned_before

    # Told again, it counts once.
    report(back, by=by, at=at)
    settle()
    assert net(pump, by) == (100, 50, 50)
    assert all_checks["scm.planning.nothing_pegged_twice"](by.company_id).problems == ()


def publish(by: Actor, at: datetime) -> Decimal:
    """What Monday's job does; the answer: what is expected of the next twelve months."""
    version = commands.run_forecast(by=by, at=at)
    commands.publish_forecast(version_id=version.id, by=by, at=at)
    rows = queries.list_forecast_lines(version_id=version.id, by=by)
    return sum(rows.values_list("quantity", flat=True), Decimal(0))


def net(item: make.Item, by: Actor) -> tuple[Decimal, Decimal, Decimal]:
    """Ordered, returned and net of February, beside the month's order of the past."""
    [period] = queries.list_demand_history(
        item_id=item.id, first_date=FEBRUARY, last_date=FEBRUARY, by=by
    )
    return period.ordered_quantity, period.returned_quantity, period.net_quantity


def planned(by: Actor) -> Decimal:
    """All that the plan wants, whatever became of it."""
    rows = planning.list_planned_orders(by=by)
    return sum(rows.values_list("quantity", flat=True), Decimal(0))
