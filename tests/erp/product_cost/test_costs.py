from datetime import date, timedelta
from decimal import Decimal

import pytest

from sanye.contracts.erp.history import ImportedSalesLine, SalesOrderImported
from sanye.contracts.erp.returns import ReturnOutcome
from sanye.erp.product_cost import checks, commands, errors, queries
from sanye.erp.product_cost.models import ProductCostDay, ProductServiceCost
from sanye.erp.production import commands as production
from sanye.erp.production.models import ProductionOrder
from sanye.erp.returns import commands as returns
from sanye.kernel.ids import new_id
from tests.erp.ledger.test_service_cost import report
from tests.factories import masterdata
from tests.factories.erp_purchasing import facts_of
from tests.factories.sales import put_stock

COSTS = "erp.product_cost.costs"


@pytest.fixture
def cost(shop, run_cursors):
    """The item's row after everything was read."""

    def of(item=None):
        run_cursors(COSTS)
        return ProductServiceCost.unscoped.get(item=item or shop.trader.bike)

    return of


def told(shop):
    return facts_of(shop.by.company_id, "ProductServiceCostChanged")


def test_service_is_spread_over_the_pieces_sold(shop, tell, cost):
    shop.sell(4)
    tell(report(100, item_id=shop.trader.bike.id))

    row = cost()

    assert (row.shipped_quantity, row.service_amount, row.unit_service_cost) == (4, 100, 25)
    (fact,) = told(shop)
    assert (fact.item_id, fact.service_amount, fact.shipped_quantity) == (row.item_id, 100, 4)


def test_a_report_taken_back_costs_nothing(shop, tell, cost):
    shop.sell(4)
    tell(report(100, item_id=shop.trader.bike.id))
    tell(report(-100, item_id=shop.trader.bike.id))

    assert cost().unit_service_cost == 0


def test_a_return_costs_what_is_lost_beyond_the_credit(shop, cost):
    row = shop.returned(4)
    shop.inspect(row, 3, 1, "BROKEN", "SCRAP")
    shop.refund(row, 4)

    found = cost()

    assert (found.return_amount, found.unit_service_cost) == (700, 175)


def test_what_is_sent_at_no_charge_is_no_further_sale(shop, cost):
    from tests.erp.returns.test_settle_return import free_order, ship_free

    row = shop.returned(2)
    shop.inspect(row, 0, 2, "BROKEN", "SCRAP")
    shop.settle(row, 2, "REPLACE")
    ship_free(shop, free_order(row))

    found = cost()

    assert (found.shipped_quantity, found.return_amount) == (2, 1400)


def test_a_repair_costs_its_work_and_parts_but_not_the_goods_themselves(shop, cost):
    center = masterdata.make_work_center(shop.trader.site, cost_rate=60)
    part = shop.trader.chain
    put_stock(shop.trader, part, 5, unit_cost=Decimal(12))
    row = shop.returned(2)
    shop.settle(
        row,
        1,
        "REPAIR",
        operations=(returns.ReworkOperation(work_center_id=center.id, minutes=Decimal(30)),),
        parts=(returns.ReworkPart(item_id=part.id, quantity=Decimal(1)),),
    )
    repair = ProductionOrder.unscoped.get()
    at, by = shop.at, shop.by
    production.report_operation(
        production_order_id=repair.id,
        operation_number=10,
        good_quantity=Decimal(1),
        run_minutes=Decimal(30),
        posting_date=at.date(),
        by=by,
        at=at,
    )
    production.issue_components(production_order_id=repair.id, posting_date=at.date(), by=by, at=at)
    shop.run_cursors("erp.costing.valuation", "erp.ledger.posting")

    found = cost()

    assert (found.repair_amount, found.unit_service_cost) == (42, 21)


def test_what_happened_before_sanye_counts(shop, tell, cost, by, at):
    bike = shop.trader.bike
    line = ImportedSalesLine(
        order_line_id=new_id(),
        schedule_line_id=new_id(),
        line_number=1,
        item_id=bike.id,
        site_id=shop.trader.site.id,
        quantity=Decimal(100),
        delivered_quantity=Decimal(100),
        unit="C62",
        net_amount=Decimal(120000),
        requested_date=date(2025, 11, 1),
        first_promised_date=None,
        promised_date=None,
        shipped_date=date(2025, 11, 3),
        received_date=None,
    )
    tell(
        SalesOrderImported(
            sales_order_id=new_id(),
            number="OLD-7",
            customer_id=shop.trader.customer.id,
            order_date=date(2025, 10, 1),
            currency="CNY",
            exchange_rate=Decimal(1),
            net_amount=Decimal(120000),
            gross_amount=Decimal(135600),
            invoice_number="",
            invoiced_date=None,
            due_date=None,
            paid_date=None,
            amendment_count=0,
            is_cancelled=False,
            lines=(line,),
        )
    )
    returns.import_closed_returns(
        returns=[
            returns.ClosedReturn(
                number="OLD-R",
                customer_id=shop.trader.customer.id,
                site_id=shop.trader.site.id,
                posting_date=date(2025, 12, 1),
                lines=(
                    returns.ClosedReturnLine(
                        item_id=bike.id,
                        quantity=Decimal(2),
                        outcome=ReturnOutcome.REFUND,
                        cost_amount=Decimal(500),
                    ),
                ),
            )
        ],
        by=by,
        at=at,
    )

    found = cost()

    assert (found.shipped_quantity, found.return_amount, found.unit_service_cost) == (100, 500, 5)


def test_a_small_change_is_not_told(shop, tell, cost):
    bike = shop.trader.bike
    shop.sell(4)
    tell(report(100, item_id=bike.id))
    cost()
    tell(report(4, item_id=bike.id))
    cost()
    assert len(told(shop)) == 1

    tell(report(4, item_id=bike.id))
    cost()

    assert [fact.service_amount for fact in told(shop)] == [100, 108]


def test_the_window_moves_on(shop, tell, cost, by, at):
    shop.sell(4)
    tell(report(100, item_id=shop.trader.bike.id))
    cost()

    commands.refresh_service_costs(by=by, at=at + timedelta(days=364))
    assert cost().service_amount == 100
    commands.refresh_service_costs(by=by, at=at + timedelta(days=365))

    row = ProductServiceCost.unscoped.get()
    assert (row.service_amount, row.unit_service_cost) == (0, None)


def test_a_replay_finds_the_same_and_tells_nothing_again(shop, tell, run_cursors, by, at):
    shop.sell(4)
    tell(report(100, item_id=shop.trader.bike.id))
    run_cursors(COSTS)
    before = list(ProductCostDay.unscoped.values_list("item_id", "day", "service_amount"))

    commands.empty_product_costs(by=by, at=at)
    assert not ProductCostDay.unscoped.exists()
    run_cursors.positions.clear()
    later = at + timedelta(hours=3)
    run_cursors(COSTS, at=later)

    after = list(ProductCostDay.unscoped.values_list("item_id", "day", "service_amount"))
    assert sorted(after) == sorted(before)
    assert len(told(shop)) == 1
    assert not checks.costs_are_sums_of_days(by.company_id).problems
    assert not checks.service_is_in_the_days(by.company_id).problems
    assert not checks.returns_are_in_the_days(by.company_id).problems


def test_a_backlog_counts_as_soon_as_it_is_handled_and_is_told_by_the_daily_job(
    shop, tell, run_cursors, by, at
):
    later = at + timedelta(hours=3)
    shop.sell(4)
    run_cursors(COSTS)

    tell(report(100, item_id=shop.trader.bike.id))
    run_cursors(COSTS, at=later)

    assert ProductServiceCost.unscoped.get().unit_service_cost == 25
    assert not checks.costs_are_sums_of_days(by.company_id).problems
    assert not told(shop)
    commands.refresh_service_costs(by=by, at=later)
    assert [fact.service_amount for fact in told(shop)] == [100]


def test_a_check_finds_a_forgotten_day(shop, tell, run_cursors, by):
    shop.sell(4)
    tell(report(100, item_id=shop.trader.bike.id))
    run_cursors(COSTS)
    ProductCostDay.unscoped.update(service_amount=1)

    assert len(checks.costs_are_sums_of_days(by.company_id).problems) == 1
    assert len(checks.service_is_in_the_days(by.company_id).problems) == 1


def test_the_policy_refuses_nonsense(by, at):
    with pytest.raises(errors.WindowOutOfRange):
        commands.set_product_cost_policy(window_days=1, change_ratio=Decimal(0), by=by, at=at)
    with pytest.raises(errors.RatioOutOfRange):
        commands.set_product_cost_policy(window_days=30, change_ratio=Decimal(2), by=by, at=at)

    assert queries.get_product_cost_policy(by=by).window_days == 365


def test_costs_and_policy_over_the_api(shop, tell, run_cursors, api):
    shop.sell(4)
    tell(report(100, item_id=shop.trader.bike.id))
    run_cursors(COSTS)

    (row,) = api.get("/api/v1/product-costs").json()["items"]
    assert row["unit_service_cost"] == "25.000000"
    body = {"window_days": 90, "change_ratio": "0.100000"}
    answer = api.put("/api/v1/product-costs/policy", body, content_type="application/json")
    assert answer.json() == body
