"""What was learned of a supplier moves the plan and the promise, where the policy says so."""

from datetime import timedelta
from decimal import Decimal

import pytest

from sanye.contracts.scm.holds import HoldLine
from sanye.contracts.scm.ports import EstimateRequest, estimate_promise
from sanye.kernel.ids import new_id
from sanye.scm.planning import commands as planning
from sanye.scm.planning.queries import list_planned_orders
from sanye.scm.suppliers import commands, queries
from tests.factories.erp_purchasing import facts_of
from tests.factories.scm import report, sales_line, sales_order
from tests.factories.suppliers import moment
from tests.scm.suppliers.conftest import TODAY


@pytest.fixture
def slow(market):
    """Ten orders took 15 working days each; the terms say ten, 16 are kept four times of five."""
    market.delivered(10, late=7, until=TODAY - timedelta(days=7))
    line = sales_line(market.item, market.site, 40, TODAY + timedelta(days=120))
    report(sales_order(line), by=market.by, at=moment(TODAY))
    market.judge()
    return market


def use(market, learned_use):
    commands.put_supplier_policy(
        values=commands.PolicyValues(learned_use=learned_use), by=market.by, at=moment(TODAY)
    )
    market.judge()


def release_of(market):
    order = list_planned_orders(by=market.by).get(item=market.item)
    return order.start_date, order.due_date


def promised(market):
    line = HoldLine(
        line_id=new_id(),
        item_id=market.item.id,
        site_id=market.site.id,
        quantity=Decimal(5000),
        requested_date=TODAY,
    )
    request = EstimateRequest(customer_id=None, lines=(line,), by=market.by, at=moment(TODAY))
    return estimate_promise(request).lines[0].promised_date


def test_what_differs_is_advised_and_not_used(slow, by):
    (row,) = queries.list_learned_lead_times(differs=True, by=by)

    assert (row.planned_days, row.suggested_days, row.receipt_count) == (10, 16, 10)
    assert (row.is_used, round(row.mean_days)) == (False, 15)
    (fact,) = facts_of(by.company_id, "LeadTimeLearned")
    assert (fact.suggested_days, fact.is_used) == (16, False)
    calendar_days = (release_of(slow)[1] - release_of(slow)[0]).days
    assert calendar_days == 14


def test_used_it_moves_the_planned_release_and_the_promise(slow):
    start, due = release_of(slow)
    day = promised(slow)

    use(slow, commands.LearnedUse.USE)

    assert release_of(slow) == (start - timedelta(days=8), due)
    assert promised(slow) == day + timedelta(days=8)


def test_given_up_it_moves_them_back(slow, by):
    before = release_of(slow), promised(slow)
    use(slow, commands.LearnedUse.USE)

    use(slow, commands.LearnedUse.OFF)

    assert (release_of(slow), promised(slow)) == before
    assert [fact.is_used for fact in facts_of(by.company_id, "LeadTimeLearned")] == [
        False,
        True,
        False,
    ]


def test_the_same_facts_give_the_same_plan(slow, by):
    use(slow, commands.LearnedUse.USE)

    run = planning.run_planning(by=by, at=moment(TODAY))
    commands.evaluate_suppliers(by=by, at=moment(TODAY))
    slow.judge()

    assert (run.created_count, run.changed_count, run.dropped_count) == (0, 0, 0)
    assert planning.plan_net_change(by=by, at=moment(TODAY)) is None


def test_replay_of_the_plans_facts_keeps_what_was_learned(slow, by, at):
    use(slow, commands.LearnedUse.USE)
    before = release_of(slow)

    planning.forget_supply_and_demand(by=by, at=at)
    slow.settle.again("scm.planning.supply_demand")
    slow.judge()

    assert release_of(slow) == before


def test_orders_of_another_system_teach_nothing(market, by):
    """When the supplier got them is not known."""
    from dataclasses import replace

    from sanye.contracts.erp.purchasing import PurchaseOrderSent
    from tests.factories.scm import purchase_order

    due = TODAY - timedelta(days=1)
    fact = purchase_order(market.item, market.site, 10, due, supplier_id=market.supplier.id)
    sent = PurchaseOrderSent(
        purchase_order_id=fact.purchase_order_id, number="X", supplier_id=market.supplier.id
    )
    report(replace(fact, origin="IMPORT"), sent, by=by, at=moment(TODAY - timedelta(days=3)))
    from tests.factories.suppliers import Order

    order = Order(by, fact.purchase_order_id, fact.number, market.supplier.id, fact.lines[0])
    order.receive(TODAY)
    market.judge()

    assert not queries.list_learned_lead_times(by=by).exists()
    assert queries.list_supplier_lines(by=by).get().asked_result == "LATE"
