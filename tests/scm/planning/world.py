"""Random days at a plant, and all that a plan says."""

import random
from dataclasses import replace

from sanye.contracts.erp.purchasing import PurchaseOrderCancelled, PurchaseOrderChanged
from sanye.scm.planning import queries
from sanye.scm.planning.models import (
    ActionMessage,
    LateNeed,
    PlannedOrder,
    PlanPeg,
    PlanRequirement,
    PromiseRisk,
)
from tests.factories.scm import (
    acting,
    day,
    production_order,
    purchase_order,
    report,
    sales_amended,
    sales_cancelled,
    sales_line,
    sales_order,
    stock_moved,
)


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
        due = day(self.draw.choice([3, 8, 15, 40, 90]))
        return sales_line(self.item(), self.site, self.draw.randint(1, 20), due)

    def place(self):
        self.orders.append(sales_order(self.line(), self.line()))
        return self.orders[-1]

    def amend(self):
        order = self.draw.choice(self.orders)
        line = replace(order.lines[0], open_quantity=order.lines[0].quantity * 2)
        return sales_amended(order, line, self.line())

    def cancel(self):
        return sales_cancelled(self.orders.pop())

    def buy(self):
        due = day(self.draw.randint(1, 60))
        self.purchases.append(purchase_order(self.item(), self.site, self.draw.randint(1, 60), due))
        return self.purchases[-1]

    def move(self):
        order = self.draw.choice(self.purchases)
        return moved(order, day(self.draw.randint(1, 80)))

    def drop(self):
        order = self.purchases.pop()
        return PurchaseOrderCancelled(
            purchase_order_id=order.purchase_order_id,
            number=order.number,
            supplier_id=order.supplier_id,
            reason="",
        )

    def make(self):
        name, part_name = ("A1", "A2") if "A1" in self.items else ("S1", "P3")
        part = (self.items[part_name], self.draw.randint(1, 9))
        start = self.draw.randint(1, 30)
        made = self.items[name]
        return production_order(made, self.site, 3, day(start), day(start + 3), (part,))

    def count(self):
        return stock_moved(self.item(), self.site, self.draw.randint(0, 30))


def plan_of(by, at):
    """What is released by a run is a planned order to it and a receipt to the next, so that kinds
    of supply are left out."""
    with acting(by, at):
        orders = queries.list_planned_orders(by=by).exclude(status="CANCELLED")
        pegs = PlanPeg.objects.values_list(
            "item__code", "supply_id", "need_id", "quantity", "supply_date", "need_date"
        )
        needs = PlanRequirement.objects.values_list(
            "item__code", "id", "quantity", "need_date", "priority", "sequence"
        )
        risks = PromiseRisk.objects.values_list("line_id", "promised_date", "new_date")
        late = LateNeed.objects.values_list("item__code", "order_id", "days")
        messages = ActionMessage.objects.exclude(status="OVERTAKEN").values_list(
            "item__code", "kind", "status", "order_line_id", "suggested_date", "sales_order_ids"
        )
        return {
            "orders": sorted(orders.values_list("id", "quantity", "start_date", "due_date")),
            "pegs": sorted(map(str, pegs)),
            "needs": sorted(needs),
            "risks": sorted(map(str, risks)),
            "late": sorted(map(str, late)),
            "messages": sorted(map(str, messages)),
        }


def content(by):
    """What the plan says, whatever its rows are called."""
    columns = {
        PlannedOrder: ("kind", "status", "quantity", "start_date", "due_date", "need_date"),
        PlanRequirement: ("quantity", "need_date", "priority", "sequence", "is_phantom"),
        PlanPeg: ("supply_kind", "supply_date", "need_kind", "need_date", "quantity"),
        LateNeed: ("days",),
        PromiseRisk: ("line_id", "new_date"),
    }
    rows = {
        table.__name__: table.unscoped.filter(company_id=by.company_id).values_list(
            "item__code", *names
        )
        for table, names in columns.items()
    }
    live = ActionMessage.unscoped.exclude(status="OVERTAKEN")
    rows["messages"] = live.values_list(
        "item__code", "kind", "data_error", "order_number", "suggested_date", "suggested_quantity"
    )
    return {name: sorted(map(str, found)) for name, found in rows.items()}


def moved(order, to):
    return PurchaseOrderChanged(
        purchase_order_id=order.purchase_order_id,
        number=order.number,
        supplier_id=order.supplier_id,
        reason="",
        lines=(replace(order.lines[0], expected_date=to),),
    )
