"""What people do with alerts, and what suppliers do, stands, whatever judges them meanwhile."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sanye.contracts.erp.purchasing import PurchaseOrderConfirmed
from sanye.scm.suppliers import commands
from sanye.scm.suppliers.commands import alerting, attending, evaluating
from sanye.scm.suppliers.models import SupplierAlert, SupplierLine, SupplierToEvaluate
from tests.factories.scm import report, sales_line, sales_order
from tests.factories.suppliers import moment
from tests.racing import race
from tests.scm.suppliers.conftest import TODAY

pytestmark = pytest.mark.usefixtures("log_db")

PLANNING = ("scm.planning.supply_demand", "scm.planning.net_change")


def sold(market, number):
    """A customer waits for the part."""
    line = sales_line(market.item, market.site, 50, TODAY + timedelta(days=14))
    report(sales_order(line, number=number), by=market.by, at=moment(TODAY))


@pytest.fixture
def red(market):
    """The supplier will be late, and breaks a promise."""
    order = market.order(TODAY, TODAY + timedelta(days=14))
    sold(market, "SO-1")
    market.judge()
    order.answer(TODAY, (100, TODAY + timedelta(days=21)))
    market.judge()
    return SupplierAlert.unscoped.get(kind="CONFIRMED_LATE")


def test_what_is_acknowledged_while_the_plan_changes_stays_so(
    market, red, by, run_cursors, monkeypatch
):
    sold(market, "SO-2")
    run_cursors(*PLANNING)

    race(
        monkeypatch,
        lambda: commands.refresh_supplier_alerts(by=by, at=moment(TODAY)),
        lambda: commands.acknowledge_supplier_alert(alert_id=red.id, by=by, at=moment(TODAY)),
        at=(alerting, "_refresh"),
    )

    red.refresh_from_db()
    assert (red.status, red.sales_order_numbers) == ("ACKNOWLEDGED", ["SO-1", "SO-2"])


def test_what_is_acknowledged_while_suppliers_are_judged_stays_so(
    market, red, by, run_cursors, monkeypatch
):
    sold(market, "SO-2")
    run_cursors(*PLANNING)

    race(
        monkeypatch,
        lambda: commands.evaluate_suppliers(by=by, at=moment(TODAY)),
        lambda: commands.acknowledge_supplier_alert(alert_id=red.id, by=by, at=moment(TODAY)),
        at=(alerting, "_refresh"),
    )

    red.refresh_from_db()
    assert (red.status, red.sales_order_numbers) == ("ACKNOWLEDGED", ["SO-1", "SO-2"])


def test_what_is_closed_while_alerts_are_escalated_is_closed(red, by, monkeypatch):
    later = moment(TODAY + timedelta(days=7))

    race(
        monkeypatch,
        lambda: commands.escalate_waiting_alerts(by=by, at=later),
        lambda: commands.close_supplier_alert(alert_id=red.id, note="called", by=by, at=later),
        at=(attending, "rules_of"),
    )

    red.refresh_from_db()
    assert (red.status, red.owner_role) == ("CLOSED", "MANAGER")


def test_a_fact_that_comes_while_suppliers_are_judged_waits_with_empty_hands(
    market, by, run_cursors, monkeypatch
):
    """Both write the supplier's lines."""
    order = market.order(TODAY - timedelta(days=20), TODAY - timedelta(days=1))
    run_cursors("scm.suppliers.history")
    answered = confirmed(order, TODAY + timedelta(days=7))

    race(
        monkeypatch,
        lambda: commands.evaluate_suppliers(by=by, at=moment(TODAY)),
        lambda: commands.record_facts(facts=[(answered, moment(TODAY))], by=by, at=moment(TODAY)),
        at=(evaluating, "update_rows"),
    )

    line = SupplierLine.unscoped.get()
    assert line.confirmed_date == TODAY + timedelta(days=7)
    assert SupplierToEvaluate.unscoped.get().supplier_id == market.supplier.id


def confirmed(order, day):
    return PurchaseOrderConfirmed(
        purchase_order_id=order.order_id,
        number=order.number,
        supplier_id=order.supplier_id,
        lines=(replace(order.line, confirmed_date=day, expected_date=day),),
    )
