"""The history of demand: what was asked for, when it was asked for."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from sanye.contracts.erp.returns import CustomerReturnImported, ReturnOutcome
from sanye.contracts.erp.sales import SalesOrderCancelled
from sanye.kernel.ids import new_id
from sanye.scm.demand import commands, queries
from sanye.scm.demand.domain.states import Bucket
from sanye.scm.demand.models import DemandEntry, StockDay
from tests.factories.demand import imported_line, imported_order, settled_return, shipped
from tests.factories.facts import fact
from tests.factories.masterdata import make_party
from tests.factories.scm import (
    MONDAY,
    day,
    report,
    sales_amended,
    sales_line,
    sales_order,
    stock_moved,
)

MARCH = date(2026, 3, 1)


@pytest.fixture
def march(item, site, by):
    """What March looks like."""

    def read(**options):
        given = {"first_date": MARCH, "last_date": MARCH, **options}
        return queries.list_demand_history(item_id=item.id, site_id=site.id, by=by, **given)[0]

    return read


def test_an_order_counts_in_the_period_for_which_it_was_asked(item, site, by, at, settle):
    line = sales_line(item, site, 10, date(2026, 4, 2), promised_date=date(2026, 5, 20))
    report(sales_order(line), shipped(line, 10, datetime(2026, 5, 21, tzinfo=UTC)), by=by, at=at)

    settle()

    found = queries.list_demand_history(
        item_id=item.id, site_id=site.id, first_date=MARCH, last_date=date(2026, 5, 31), by=by
    )
    assert [period.ordered_quantity for period in found] == [0, 10, 0]


def test_weeks_begin_on_monday(item, site, by, at, settle):
    lines = [sales_line(item, site, 1, day(offset)) for offset in (-1, 0, 6, 7)]
    report(sales_order(*lines), by=by, at=at)

    settle()

    found = queries.list_demand_history(
        item_id=item.id, bucket=Bucket.WEEK, first_date=day(-7), last_date=day(7), by=by
    )
    assert [(p.period_date, p.ordered_quantity) for p in found] == [
        (day(-7), 1),
        (day(0), 2),
        (day(7), 1),
    ]


def test_an_amendment_takes_the_place_of_what_was_ordered(item, site, by, at, settle, march):
    line = sales_line(item, site, 10, day(3))
    order = sales_order(line)
    report(order, by=by, at=at)
    settle()

    fewer = sales_line(item, site, 4, day(3), schedule_line_id=line.schedule_line_id)
    gone = sales_line(item, site, 0, day(3))
    report(sales_amended(order, fewer, gone), by=by, at=at)
    settle()

    assert march().ordered_quantity == 4
    assert DemandEntry.unscoped.count() == 1


def test_a_cancelled_order_was_no_demand(item, site, by, at, settle, march):
    order = sales_order(sales_line(item, site, 10, day(3)))
    gone = SalesOrderCancelled(
        sales_order_id=order.sales_order_id,
        number="SO-1",
        customer_id=order.customer_id,
        reason="x",
    )
    report(order, gone, by=by, at=at)

    settle()

    assert march().ordered_quantity == 0


def test_orders_of_the_past_count_and_cancelled_ones_are_lost(item, site, by, at, settle, march):
    customer_id = make_party().id
    report(
        imported_order(imported_line(item, site, 7, day(1)), customer_id=customer_id),
        imported_order(
            imported_line(item, site, 3, day(2), delivered_quantity=Decimal(0)),
            customer_id=customer_id,
            is_cancelled=True,
        ),
        by=by,
        at=at,
    )

    settle()

    assert (march().ordered_quantity, march().lost_quantity) == (7, 3)
    assert march().demand_quantity == 10


def test_what_is_given_back_is_taken_off_the_period_for_which_it_was_wanted(
    item, site, by, at, settle, march
):
    line = sales_line(item, site, 10, day(3))
    back = settled_return(line, 4, date(2026, 6, 10))
    report(sales_order(line), back, by=by, at=at)

    settle()

    assert (march().ordered_quantity, march().returned_quantity) == (10, 4)
    assert (march().net_quantity, march().demand_quantity) == (6, 6)


def test_a_line_settled_in_parts_counts_each_part_once(item, site, by, at, settle, march):
    """7 came: 3 are refunded, then 1 is refunded and 2 are scrapped in one document."""
    line = sales_line(item, site, 10, day(3))
    first = settled_return(line, 3, day(5), received_quantity=Decimal(7))
    [told] = first.lines
    later = replace(
        first,
        lines=(
            replace(told, quantity=Decimal(1)),
            replace(told, quantity=Decimal(2), outcome=ReturnOutcome.SCRAP),
        ),
    )
    report(sales_order(line), first, later, by=by, at=at)

    settle()

    assert march().returned_quantity == 6


@pytest.mark.parametrize("outcome", [ReturnOutcome.REPLACE, ReturnOutcome.REPAIR])
def test_what_goes_out_again_at_no_charge_changes_nothing(
    outcome, item, site, by, at, settle, march
):
    """10 wanted in March, 4 of them replaced in June by an order of that day."""
    june = date(2026, 6, 10)
    line = sales_line(item, site, 10, day(3))
    again = sales_order(sales_line(item, site, 4, june, net_amount=Decimal(0)))
    report(sales_order(line), settled_return(line, 4, june, outcome=outcome), again, by=by, at=at)

    settle()

    assert march().net_quantity == 10
    assert march(first_date=june, last_date=june).net_quantity == 0


def test_of_returns_of_the_past_only_what_was_not_replaced_counts(
    item, site, by, at, settle, march
):
    line = sales_line(item, site, 10, day(3))
    [told] = settled_return(line, 2, day(9)).lines
    back = fact(
        CustomerReturnImported,
        customer_id=make_party().id,
        posting_date=day(9),
        lines=(
            told,
            replace(told, line_id=new_id(), outcome=ReturnOutcome.REPLACE),
        ),
    )
    report(sales_order(line), back, back, by=by, at=at)

    settle()

    assert march().returned_quantity == 2


def test_a_return_without_an_order_counts_on_its_own_day(item, site, by, at, settle, march):
    line = sales_line(item, site, 10, day(3))
    report(settled_return(line, 4, MONDAY), by=by, at=at)

    settle()

    assert march().returned_quantity == 4


def test_days_without_stock_while_an_order_waits_are_marked(item, site, by, at, settle, march):
    """5 come in on the 2nd and leave on the 4th; an order for the 6th is shipped on the 10th."""
    late = sales_line(item, site, 2, day(4))
    report(
        stock_moved(item, site, 5),
        sales_order(late),
        by=by,
        at=at,
    )
    gone = stock_moved(item, site, -5)
    fields = {name: getattr(gone, name) for name in gone.__slots__}
    report(type(gone)(**{**fields, "posting_date": day(2)}), by=by, at=at)
    report(shipped(late, 2, datetime(2026, 3, 10, 4, tzinfo=UTC)), by=by, at=at)

    settle()

    [found] = queries.list_stock_outs(item_ids=[item.id], until=date(2026, 4, 1), by=by)
    assert (found.first_date, found.end_date) == (day(4), day(8))
    assert march().stock_out_days == 4


def test_nobody_waits_for_what_was_given_up(item, site, by, at, settle):
    """10 ordered for last week, 6 shipped, the rest given up today."""
    line = sales_line(item, site, 10, day(-5))
    order = sales_order(line)
    report(stock_moved(item, site, 1), stock_moved(item, site, -1), by=by, at=at)
    report(order, shipped(line, 6, at, left=4), by=by, at=at)
    settle()
    waiting = queries.list_stock_outs(until=date(2100, 1, 1), by=by)

    rest = {"schedule_line_id": line.schedule_line_id, "open_quantity": Decimal(0)}
    report(sales_amended(order, sales_line(item, site, 6, day(-5), **rest)), by=by, at=at)
    settle()

    assert [out.end_date for out in waiting] == [date(2100, 1, 1)]
    assert DemandEntry.unscoped.get(kind="ORDER").served_date is not None


def test_when_a_line_was_shipped_stays_known_when_another_is_amended(item, site, by, at, settle):
    one, two = (sales_line(item, site, 10, day(3)) for _ in range(2))
    order = sales_order(one, two)
    report(order, shipped(one, 10, datetime(2026, 3, 4, tzinfo=UTC)), by=by, at=at)
    settle()

    done = {"schedule_line_id": one.schedule_line_id, "open_quantity": Decimal(0)}
    more = {"schedule_line_id": two.schedule_line_id}
    lines = sales_line(item, site, 10, day(3), **done), sales_line(item, site, 12, day(3), **more)
    report(sales_amended(order, *lines), by=by, at=at)
    settle()

    found = dict(DemandEntry.unscoped.values_list("line_id", "served_date"))
    assert found == {one.schedule_line_id: date(2026, 3, 4), two.schedule_line_id: None}


def test_no_stock_is_no_stock_out_while_nobody_waits(item, site, by, at, settle):
    line = sales_line(item, site, 2, day(4))
    report(
        stock_moved(item, site, 5),
        stock_moved(item, site, -5),
        sales_order(line),
        shipped(line, 2, datetime(2026, 3, 6, tzinfo=UTC)),
        by=by,
        at=at,
    )

    settle()

    assert queries.list_stock_outs(until=date(2026, 4, 1), by=by) == []


def test_what_is_in_quarantine_is_no_stock(item, site, by, at, settle):
    report(stock_moved(item, site, 5, status="QUARANTINE"), by=by, at=at)

    settle()

    assert StockDay.unscoped.count() == 0


def test_a_replay_tells_the_same(item, site, by, at, settle, run_cursors, march):
    line = sales_line(item, site, 10, day(3))
    report(
        sales_order(line),
        settled_return(line, 1, MONDAY),
        stock_moved(item, site, 5),
        shipped(line, 10, datetime(2026, 3, 9, tzinfo=UTC)),
        by=by,
        at=at,
    )
    settle()
    columns = ("kind", "line_id", "quantity", "demand_date", "served_date")
    before = set(DemandEntry.unscoped.values_list(*columns))
    stock = set(StockDay.unscoped.values_list("stock_date", "quantity"))

    commands.forget_history(by=by, at=at)
    run_cursors.positions.pop("scm.demand.history")
    settle()

    assert set(DemandEntry.unscoped.values_list(*columns)) == before
    assert set(StockDay.unscoped.values_list("stock_date", "quantity")) == stock
    assert len(before) == 2


def test_another_company_sees_nothing(item, site, by, other_by, at, settle):
    report(sales_order(sales_line(item, site, 10, day(3))), by=by, at=at)
    settle()

    assert list(queries.list_demand_entries(by=other_by)) == []
