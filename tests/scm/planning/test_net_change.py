"""Planning only what changed gives the plan that planning everything gives."""

import random
from dataclasses import replace

import pytest

from sanye.contracts.erp.purchasing import PurchaseOrderCancelled, PurchaseOrderChanged
from sanye.contracts.erp.sales import SalesOrderAmended, SalesOrderCancelled
from sanye.scm.planning import commands, queries
from sanye.scm.planning.models import PlanPeg, PlanRequirement
from tests.factories import masterdata as make
from tests.factories.scm import (
    acting,
    day,
    production_order,
    purchase_order,
    report,
    sales_line,
    sales_order,
    stock_moved,
)

STEPS = 15


@pytest.fixture
def company(by):
    """Two families of three levels that share a part."""
    site = make.make_site(by)
    supplier = make.make_supplier(by)
    items = {}
    for name in ("A", "A1", "A2", "B", "B1", "SHARED"):
        is_made = name in ("A", "A1", "B")
        items[name] = make.make_item(name, kind="MAKE" if is_made else "BUY")
        lots = {"multiple_quantity": 6} if name in ("A1", "SHARED") else {}
        make.make_item_site(items[name], site, lead_time_days=3, **lots)
        if not is_made:
            make.make_supplier_term(by, supplier, items[name], lead_time_days=4)
    make.make_bill(items["A"], [(items["A1"], 2), (items["SHARED"], 1)])
    make.make_bill(items["A1"], [(items["A2"], 3)])
    make.make_bill(items["B"], [(items["B1"], 1), (items["SHARED"], 4)])
    return site, items


class World:
    """Somebody who places, changes and cancels orders at random."""

    def __init__(self, seed, site, items, by, at):
        self.draw = random.Random(seed)
        self.site, self.items, self.by, self.at = site, items, by, at
        self.orders, self.purchases = [], []

    def step(self):
        choose = [self.place, self.buy, self.make, self.count]
        choose += [self.amend, self.cancel] if self.orders else []
        choose += [self.move, self.drop] if self.purchases else []
        report(self.draw.choice(choose)(), by=self.by, at=self.at)

    def item(self):
        return self.items[self.draw.choice(sorted(self.items))]

    def line(self):
        due = day(self.draw.randint(5, 90))
        return sales_line(self.item(), self.site, self.draw.randint(1, 20), due)

    def place(self):
        self.orders.append(sales_order(self.line(), self.line()))
        return self.orders[-1]

    def amend(self):
        order = self.draw.choice(self.orders)
        fields = {
            name: getattr(order, name) for name in ("sales_order_id", "number", "customer_id")
        }
        return SalesOrderAmended(
            **fields,
            amendment_number=1,
            hold_id=None,
            priority=5,
            reason="",
            currency="CNY",
            net_amount=order.net_amount,
            lines=(replace(order.lines[0], open_quantity=order.lines[0].quantity * 2), self.line()),
        )

    def cancel(self):
        order = self.orders.pop()
        return SalesOrderCancelled(
            sales_order_id=order.sales_order_id,
            number=order.number,
            customer_id=order.customer_id,
            reason="",
        )

    def buy(self):
        due = day(self.draw.randint(1, 60))
        self.purchases.append(purchase_order(self.item(), self.site, self.draw.randint(1, 60), due))
        return self.purchases[-1]

    def move(self):
        order = self.draw.choice(self.purchases)
        line = replace(order.lines[0], expected_date=day(self.draw.randint(1, 80)))
        return PurchaseOrderChanged(
            purchase_order_id=order.purchase_order_id,
            number=order.number,
            supplier_id=order.supplier_id,
            reason="",
            lines=(line,),
        )

    def drop(self):
        order = self.purchases.pop()
        return PurchaseOrderCancelled(
            purchase_order_id=order.purchase_order_id,
            number=order.number,
            supplier_id=order.supplier_id,
            reason="",
        )

    def make(self):
        part = (self.items["A2"], self.draw.randint(1, 9))
        start = self.draw.randint(1, 30)
        made = self.items["A1"]
        return production_order(made, self.site, 3, day(start), day(start + 3), (part,))

    def count(self):
        return stock_moved(self.item(), self.site, self.draw.randint(0, 30))


def plan_of(by, at):
    with acting(by, at):
        orders = queries.list_planned_orders(by=by).exclude(status="CANCELLED")
        pegs = PlanPeg.objects.values_list(
            "item__code", "supply_kind", "need_kind", "quantity", "supply_date", "need_date"
        )
        needs = PlanRequirement.objects.values_list("item__code", "quantity", "need_date")
        return (
            sorted(orders.values_list("id", "quantity", "start_date", "due_date", "status")),
            sorted(pegs),
            sorted(needs),
        )


@pytest.mark.parametrize("seed", range(3))
def test_a_full_run_after_random_changes_changes_nothing(company, by, at, settle, seed):
    site, items = company
    world = World(seed, site, items, by, at)

    for _ in range(STEPS):
        world.step()
        settle()
    before = plan_of(by, at)
    run = commands.run_planning(by=by, at=at)

    assert (run.created_count, run.changed_count, run.dropped_count) == (0, 0, 0)
    assert plan_of(by, at) == before
