"""Demand that was lost: recorded by people, or seen in what happened."""

from decimal import Decimal

import pytest

from sanye.contracts.crm.selling import QuotationDeclined, QuotedLine
from sanye.contracts.erp.sales import SalesOrderCancelled
from sanye.kernel.ids import new_id
from sanye.scm.demand import commands, queries
from sanye.scm.demand.commands import Loss
from sanye.scm.demand.domain.states import LossReason
from sanye.scm.demand.errors import (
    CustomerUnknown,
    ItemUnknown,
    NothingGiven,
    QuantityNotPositive,
    SiteUnknown,
)
from sanye.scm.demand.models import DemandEntry, LostDemand
from tests.factories.erp_purchasing import facts_of
from tests.factories.facts import fact
from tests.factories.masterdata import make_item, make_party
from tests.factories.scm import day, report, sales_amended, sales_line, sales_order


def loss(item, site, **fields) -> Loss:
    given = {
        "item_id": item.id,
        "site_id": site.id,
        "quantity": Decimal(5),
        "wanted_date": day(3),
        "reason": LossReason.STOCK_OUT,
    }
    return Loss(**{**given, **fields})


def lost(by):
    rows = queries.list_lost_demand(by=by).order_by("id")
    return [(row.reason, row.quantity, row.source_type) for row in rows]


def test_a_recorded_loss_is_told_and_counts_as_demand(item, site, by, at, settle):
    commands.record_lost_demand(losses=[loss(item, site)], by=by, at=at)

    settle()

    [told] = facts_of(by.company_id, "DemandLost")
    assert (told.quantity, told.reason_code) == (5, "STOCK_OUT")
    [period] = queries.list_demand_history(
        item_id=item.id, first_date=day(0), last_date=day(0), by=by
    )
    assert (period.lost_quantity, period.net_quantity, period.demand_quantity) == (5, 0, 5)


def test_a_loss_is_kept_in_the_items_unit(item, site, by, at):
    item.units.create(unit="BX", numerator=12, denominator=1)

    commands.record_lost_demand(losses=[loss(item, site, unit="BX")], by=by, at=at)

    row = LostDemand.unscoped.get()
    assert (row.quantity, row.unit) == (60, "C62")


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"quantity": Decimal(0)}, QuantityNotPositive),
        ({"quantity": Decimal(-1)}, QuantityNotPositive),
        ({"item_id": new_id()}, ItemUnknown),
        ({"site_id": new_id()}, SiteUnknown),
        ({"customer_id": new_id()}, CustomerUnknown),
    ],
)
def test_a_wrong_row_is_refused_and_nothing_is_kept(fields, refusal, item, site, by, at):
    good = loss(item, site)

    with pytest.raises(refusal) as refused:
        commands.record_lost_demand(losses=[good, loss(item, site, **fields)], by=by, at=at)

    assert refused.value.row == 2
    assert not LostDemand.unscoped.exists()
    assert facts_of(by.company_id, "DemandLost") == []


def test_nothing_to_record_is_refused(by, at):
    with pytest.raises(NothingGiven):
        commands.record_lost_demand(losses=[], by=by, at=at)


def declined(item, site, reason):
    line = fact(
        QuotedLine, item_id=item.id, quantity=Decimal(4), unit=item.unit, requested_date=day(3)
    )
    return fact(
        QuotationDeclined,
        customer_id=make_party().id,
        reason_code=reason,
        site_id=site.id,
        lines=(line,),
    )


def test_an_offer_declined_for_its_dates_is_lost_demand(item, site, by, at, settle):
    report(declined(item, site, "DELIVERY_DATE"), declined(item, site, "PRICE"), by=by, at=at)

    settle()

    assert lost(by) == [("DECLINED", 4, "quotation")]


def test_a_service_is_no_demand(site, by, at, settle):
    report(declined(make_item(kind="SERVICE"), site, "DELIVERY_DATE"), by=by, at=at)

    settle()

    assert lost(by) == []


def cancelled(order, line, reason):
    gone = {**{n: getattr(line, n) for n in line.__slots__}, "quantity": Decimal(0)}
    gone |= {"open_quantity": Decimal(0), "cancelled_quantity": line.quantity}
    return SalesOrderCancelled(
        sales_order_id=order.sales_order_id,
        number=order.number,
        customer_id=order.customer_id,
        reason=reason,
        lines=(type(line)(**{**gone, "cancel_reason": reason}),),
    )


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("TOO_LATE: bought elsewhere", [("TOO_LATE", 10, "sales_order")]),
        ("ordered twice", []),
    ],
)
def test_an_order_cancelled_because_it_is_too_late_is_lost_demand(
    reason, expected, item, site, by, at, settle
):
    line = sales_line(item, site, 10, day(3))
    order = sales_order(line)
    report(order, cancelled(order, line, reason), by=by, at=at)

    settle()

    assert lost(by) == expected
    kinds = DemandEntry.unscoped.values_list("kind", "quantity")
    assert list(kinds) == [("LOST", quantity) for _, quantity, _ in expected]


def test_a_back_order_closed_short_is_lost_demand_once(item, site, by, at, settle):
    """10 ordered for last week, 6 shipped, the rest given up; then told again unchanged."""
    line = sales_line(item, site, 10, day(-5))
    order = sales_order(line)
    short = sales_line(
        item,
        site,
        6,
        day(-5),
        schedule_line_id=line.schedule_line_id,
        open_quantity=Decimal(0),
        cancelled_quantity=Decimal(4),
        cancel_reason="rest not needed any more",
    )
    report(order, sales_amended(order, short), sales_amended(order, short), by=by, at=at)

    settle()

    assert lost(by) == [("SHORT_SHIPPED", 4, "sales_order")]
    [period] = queries.list_demand_history(
        item_id=item.id, first_date=day(-5), last_date=day(-5), by=by
    )
    assert (period.ordered_quantity, period.lost_quantity, period.demand_quantity) == (6, 4, 10)


def test_a_line_cut_before_it_was_due_is_no_loss(item, site, by, at, settle):
    line = sales_line(item, site, 10, day(500))
    order = sales_order(line)
    fewer = sales_line(
        item,
        site,
        6,
        day(500),
        schedule_line_id=line.schedule_line_id,
        cancelled_quantity=Decimal(4),
        cancel_reason="fewer shops",
    )
    report(order, sales_amended(order, fewer), by=by, at=at)

    settle()

    assert lost(by) == []
