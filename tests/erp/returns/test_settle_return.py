from decimal import Decimal

import pytest

from sanye.erp.delivery import commands as delivery
from sanye.erp.invoicing import commands as invoicing
from sanye.erp.invoicing.errors import NothingToInvoice
from sanye.erp.production import commands as production
from sanye.erp.production.models import ProductionOrder
from sanye.erp.purchasing.models import GoodsReceiptLine
from sanye.erp.quality.models import Inspection
from sanye.erp.returns import commands, errors
from sanye.erp.returns.models import CustomerReturn, ReturnSettlement
from sanye.erp.sales_orders.commands import promise_by_hand
from sanye.erp.sales_orders.models import SalesOrder
from tests.factories import masterdata
from tests.factories.erp_purchasing import facts_of, make_market
from tests.factories.sales import schedule_of


def ship_free(shop, order):
    """What the customer gets instead leaves, and nobody is asked for money."""
    promise_by_hand(order_id=order.id, dates={}, by=shop.by, at=shop.at)
    goods = delivery.create_delivery(
        quantities={row.id: None for row in schedule_of(order)}, by=shop.by, at=shop.at
    )
    delivery.pick_delivery(delivery_id=goods.id, by=shop.by, at=shop.at)
    delivery.ship_delivery(delivery_id=goods.id, by=shop.by, at=shop.at)
    with pytest.raises(NothingToInvoice):
        invoicing.issue_invoices(delivery_ids=[goods.id], by=shop.by, at=shop.at)
    shop.run_cursors("erp.costing.valuation", "erp.ledger.posting")


def free_order(row):
    return SalesOrder.unscoped.get(customer_return_id=row.id)


def test_replaced_goods_go_out_at_no_charge_and_the_warranty_bears_them(shop, books, run_cursors):
    row = shop.returned(2)
    shop.inspect(row, 0, 2, "BROKEN", "SCRAP")

    shop.settle(row, 2, "REPLACE")
    run_cursors("erp.returns.confirmation")

    order = free_order(row)
    assert (order.net_amount, order.gross_amount, order.status) == (0, 0, "AWAITING_PROMISE")
    (fact,) = facts_of(shop.by.company_id, "CustomerReturnSettled")
    assert (fact.sales_order_id, fact.cost_amount, fact.credit_amount) == (order.id, 1400, 0)
    ship_free(shop, order)
    order.refresh_from_db()
    assert order.status == "CLOSED"
    # The sale stands with its revenue and its cost; making the goods anew is the warranty's.
    assert books("REVENUE") == -2400
    assert books("COST_OF_GOODS_SOLD") == 1400
    assert books("WARRANTY_EXPENSE") == 1400
    assert shop.stock() == {"AVAILABLE": 6}
    assert CustomerReturn.unscoped.get().status == "CLOSED"


def test_goods_as_good_as_new_make_a_replacement_cost_nothing(shop, books):
    row = shop.returned(2)
    shop.inspect(row, 2)

    shop.settle(row, 2, "REPLACE")
    ship_free(shop, free_order(row))

    (fact,) = facts_of(shop.by.company_id, "CustomerReturnSettled")
    assert fact.cost_amount == 0
    assert (books("COST_OF_GOODS_SOLD"), books("WARRANTY_EXPENSE")) == (1400, 0)


def test_a_repair_is_a_production_order_that_takes_in_what_came_back(shop, books):
    center = masterdata.make_work_center(shop.trader.site, cost_rate=60)
    row = shop.returned(1)

    shop.settle(
        row,
        1,
        "REPAIR",
        operations=(commands.ReworkOperation(work_center_id=center.id, minutes=Decimal(30)),),
    )

    repair = ProductionOrder.unscoped.get()
    assert (repair.bill_id, repair.status, repair.quantity) == (None, "STARTED", 1)
    assert books("WORK_IN_PROCESS") == 700
    assert Inspection.unscoped.get().status == "DECIDED"
    production.report_operation(
        production_order_id=repair.id,
        operation_number=10,
        good_quantity=Decimal(1),
        run_minutes=Decimal(30),
        posting_date=shop.at.date(),
        by=shop.by,
        at=shop.at,
    )
    production.complete_production_order(
        production_order_id=repair.id,
        quantity=Decimal(1),
        posting_date=shop.at.date(),
        by=shop.by,
        at=shop.at,
    )
    production.close_production_order(
        production_order_id=repair.id, posting_date=shop.at.date(), by=shop.by, at=shop.at
    )
    ship_free(shop, free_order(row))
    assert (books("WORK_IN_PROCESS"), books("PRODUCTION_VARIANCE")) == (0, 0)
    assert books("COST_OF_GOODS_SOLD") == 700
    # 9 at 700 and one at 730 leave at their average of 703.
    assert books("WARRANTY_EXPENSE") == 3
    assert books("STOCK") == 9 * 703


def test_scrap_leaves_the_sale_as_it_was(shop, books):
    row = shop.returned(2)

    shop.settle(row, 2, "SCRAP", defect_code="BROKEN")

    assert shop.stock() == {"AVAILABLE": 8}
    assert (books("COST_OF_GOODS_SOLD"), books("WARRANTY_EXPENSE")) == (1400, 0)
    (fact,) = facts_of(shop.by.company_id, "InspectionDecided")
    assert (fact.defect_code, fact.disposition) == ("BROKEN", "SCRAP")


def test_goods_go_back_to_the_supplier_who_made_them(shop, by, at, run_cursors):
    market = make_market(by, at, price=600)
    bike = market.item
    shop.trader.bike = bike
    order = market.sent(5)
    market.receive(order, 5)
    row = shop.announce(
        {"item_id": bike.id, "quantity": Decimal(2), "failure_code": "MATERIAL"},
        site_id=market.site.id,
    )
    shop.receive(row)

    shop.settle(row, 2, "BACK_TO_SUPPLIER")

    assert GoodsReceiptLine.unscoped.get(receipt__kind="RETURN").quantity == 2
    assert shop.stock() == {"AVAILABLE": 5}


@pytest.mark.parametrize("outcome", ["SCRAP", "REPAIR", "BACK_TO_SUPPLIER"])
def test_refuses_goods_that_are_gone_elsewhere(shop, outcome):
    row = shop.returned(2)
    shop.inspect(row, 2)

    with pytest.raises(errors.GoodsNotThere):
        shop.settle(row, 2, outcome)

    assert not ReturnSettlement.unscoped.exists()
    assert shop.stock() == {"AVAILABLE": 10}


def test_uses_first_what_was_put_aside(shop):
    row = shop.returned(3)
    shop.inspect(row, 0, 1, "NOISE", "REWORK")

    shop.settle(row, 2, "REPAIR", defect_code="NOISE")

    assert Inspection.unscoped.get().open_quantity == 1
    assert ProductionOrder.unscoped.get().quantity == 2


def test_refuses_a_refund_here(shop):
    row = shop.returned(2)
    shop.inspect(row, 2)

    with pytest.raises(errors.OutcomeUnknown):
        shop.settle(row, 2, "REFUND")
