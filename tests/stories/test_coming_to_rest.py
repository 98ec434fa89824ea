"""Planning and the orders that follow it come to rest, whatever lots, calendars and changes.

`SOAK=1` walks many more small networks; one that fails is walked again by `-k "[7]"`.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from sanye.contracts.erp.sales import SalesOrderConfirmed
from sanye.erp.inventory import commands as inventory
from sanye.erp.inventory.models import TransferOrder
from sanye.erp.production import commands as production
from sanye.erp.production.models import ProductionOrder
from sanye.erp.purchasing import commands as purchasing
from sanye.erp.purchasing.models import PurchaseOrder
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.scm.planning import commands as planning
from sanye.scm.planning.models import ActionMessage, KnownSupply, PlannedOrder
from sanye.stem.events.cursors import registered_cursors
from sanye.stem.events.models import EventRow
from sanye.stem.masterdata.models import (
    ItemSite,
    SupplierTerm,
)
from tests.conftest import Cursors
from tests.factories.erp_stock import make_stock
from tests.factories.scm import report, sales_amended, sales_cancelled, sales_line, sales_order
from tests.stories.network import LOTS, PLAIN, Network

SEEDS = range(1, 81) if os.environ.get("SOAK") else range(1, 3)
CHANGES = 20 if os.environ.get("SOAK") else 12
LEAVES = ("scm.planning.", "erp.inventory.", "erp.production.", "erp.purchasing.")
PLAYING = [name for name in registered_cursors if name.startswith(LEAVES)]
MOST_ROUNDS = 30


class Changing(Network):
    """A network that has been planned, and what may happen to it."""

    def __init__(self, seed: int, by: Actor, at: datetime, run_cursors: Cursors) -> None:
        super().__init__(seed, by, at)
        self.run_cursors = run_cursors
        self.run_cursors.most_rounds = MOST_ROUNDS
        self.run_cursors.arrange = lambda cursors: self.random.sample(cursors, len(cursors))
        self.orders: list[SalesOrderConfirmed] = []
        self.steps = {
            self.sell: 4,
            self.amend: 5,
            self.cancel: 2,
            self.stock: 1,
            self.release: 1,
            self.obey: 1,
            self.wait: 2,
            self.send_by_hand: 1,
            self.make_by_hand: 1,
            self.buy_by_hand: 1,
            self.think_anew: 1,
        }
        planning.run_planning(by=by, at=at)
        self.rest()

    def change(self) -> str:
        """One thing that happens at random, named."""
        (happen,) = self.random.choices(list(self.steps), list(self.steps.values()))
        try:
            with transaction.atomic():
                return happen()
        except Refusal as refusal:
            return f"{happen.__name__}: {refusal.code}"

    def sell(self) -> str:
        places = self.random.sample(self.sold, self.random.randint(1, 3))
        lines = [sales_line(*place, *self._wanted()) for place in places]
        order = sales_order(*lines, number=f"SO-{len(self.orders) + 1}")
        self.orders.append(order)
        self.report(order)
        return f"sell {order.number}"

    def amend(self) -> str:
        if not self.orders:
            return self.sell()
        index = self.random.randrange(len(self.orders))
        order = self.orders[index]
        lines = list(order.lines)
        at = self.random.randrange(len(lines))
        quantity, due = self._wanted()
        if self.random.random() < 0.5:
            quantity = lines[at].quantity
        else:
            due = lines[at].promised_date or due
        lines[at] = replace(lines[at], quantity=quantity, open_quantity=quantity, promised_date=due)
        self.orders[index] = replace(order, lines=tuple(lines))
        self.report(sales_amended(order, *lines))
        return f"amend {order.number} {quantity} {due}"

    def cancel(self) -> str:
        if not self.orders:
            return self.sell()
        order = self.orders.pop(self.random.randrange(len(self.orders)))
        self.report(sales_cancelled(order))
        return f"cancel {order.number}"

    def stock(self) -> str:
        item, site = self.random.choice(self.sold)
        quantity = self.random.randint(1, 30)
        make_stock(item, site, quantity, by=self.by, at=self.now)
        return f"stock {item.code} {quantity}"

    def release(self) -> str:
        """Somebody outside knows of an order from now on; it changes only by hand."""
        kinds: list[tuple[Any, str, Callable[[Any], Any]]] = [
            (PurchaseOrder, "DRAFT", self._send),
            (ProductionOrder, "CREATED", self._start),
            (TransferOrder, "CREATED", self._ship),
        ]
        table, status, release = self.random.choice(kinds)
        order = table.unscoped.filter(status=status).order_by("number").first()
        if order is None:
            return "nothing to release"
        try:
            release(order)
        except Refusal as refusal:
            return f"not released: {refusal.code}"
        return f"release {order.number}"

    def _send(self, order: PurchaseOrder) -> None:
        purchasing.send_purchase_order(purchase_order_id=order.id, by=self.by, at=self.now)

    def _start(self, order: ProductionOrder) -> None:
        production.release_production_order(production_order_id=order.id, by=self.by, at=self.now)

    def _ship(self, order: TransferOrder) -> None:
        inventory.ship_transfer_order(
            transfer_order_id=order.id, posting_date=self.today, by=self.by, at=self.now
        )

    def obey(self) -> str:
        """A planner applies what is advised and not applied by itself."""
        kinds = ["EXPEDITE", "DEFER", "INCREASE", "DECREASE", "CANCEL"]
        rows = ActionMessage.unscoped.filter(status="OPEN", kind__in=kinds).order_by("id")
        for row in rows:
            planning.apply_action_message(action_message_id=row.id, by=self.by, at=self.now)
        return f"obey {len(rows)}"

    def send_by_hand(self) -> str:
        """A transfer of several things that somebody wants."""
        first = self.today + timedelta(days=self.random.randint(0, 20))
        items = self.random.sample([item for item, site in self.sold if site is self.depot], 2)
        order = inventory.create_transfer_order(
            from_site_id=self.plant.id,
            to_site_id=self.depot.id,
            ship_date=first,
            due_date=first + timedelta(days=self.random.randint(0, 5)),
            lines=[
                inventory.TransferRequest(item_id=item.id, quantity=self._wanted()[0])
                for item in items
            ],
            by=self.by,
            at=self.now,
        )
        return f"send {order.number}"

    def make_by_hand(self) -> str:
        """An order that nobody planned."""
        quantity, due = self._wanted()
        item = self.random.choice(self.made)
        order = production.create_production_order(
            item_id=item.id,
            site_id=self.plant.id,
            quantity=quantity,
            due_date=due,
            by=self.by,
            at=self.now,
        )
        return f"make {order.number}"

    def buy_by_hand(self) -> str:
        """As much as some suppliers sell, and others do not."""
        quantity, due = Decimal(self.random.randint(1, 9) * 10), self._wanted()[1]
        item = self.random.choice(self.bought)
        term = SupplierTerm.unscoped.filter(item=item).order_by("id")[0]
        order = purchasing.place_purchase_order(
            supplier_id=term.supplier_id,
            site_id=self.plant.id,
            lines=[purchasing.NewLine(item_id=item.id, quantity=quantity, requested_date=due)],
            by=self.by,
            at=self.now,
        )
        return f"buy {order.number}"

    def think_anew(self) -> str:
        """Other lots and days for an item; the run of the night knows."""
        draw = self.random
        rows = ItemSite.unscoped.order_by("item__code", "site__code")
        row = draw.choice(list(rows))
        for name, value in {**PLAIN, **draw.choice(LOTS)}.items():
            setattr(row, name, value)
        row.safety_lead_time_days = draw.choice([0, 2])
        row.lead_time_days = draw.randint(0, 6)
        row.save()
        planning.run_planning(by=self.by, at=self.now)
        return f"think anew of {row.item.code}"

    def wait(self) -> str:
        """Days go by, and a night's run plans everything."""
        self.now += timedelta(days=self.random.randint(1, 5))
        planning.run_planning(by=self.by, at=self.now)
        return f"until {self.today}"

    @property
    def today(self) -> date:
        return self.now.date()

    def report(self, fact: Any) -> None:
        report(fact, by=self.by, at=self.now)

    def _wanted(self) -> tuple[Decimal, date]:
        due = self.today + timedelta(days=self.random.randint(0, 35))
        return Decimal(self.random.randint(1, 60)), due

    # What must be so whenever all is done

    def rest(self) -> None:
        """Everybody reacts, some sooner than others."""
        for name in self.random.sample(PLAYING, 4):
            self.run_cursors(name, at=self.now)
        self.run_cursors(*PLAYING, at=self.now)

    def asked(self) -> list[Any]:
        rows = EventRow.objects.filter(type="sanye.scm.supply_change.requested.v1")
        return list(rows.order_by("position").values_list("data", flat=True))

    def plan(self) -> list[tuple[Any, ...]]:
        rows = PlannedOrder.unscoped.exclude(status="HANDED_OVER").order_by("id")
        return list(rows.values_list("id", "quantity", "start_date", "due_date", "status"))

    def unfollowed(self) -> list[tuple[Any, ...]]:
        """Advice that counts as applied, is still given, and nobody will see."""
        unreleased = KnownSupply.unscoped.filter(is_released=False).values("line_id")
        rows = ActionMessage.unscoped.filter(status="APPLIED", order_line_id__in=unreleased)
        return list(
            rows.values_list(
                "kind",
                "order_number",
                "item__code",
                "current_quantity",
                "suggested_quantity",
                "current_date",
                "suggested_date",
            )
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_planning_finds_itself_satisfied_by_what_follows_it(
    seed: int, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    network = Changing(seed, by, at, run_cursors)
    trail = []
    try:
        for _ in range(CHANGES):
            trail.append(network.change())
            network.rest()
            asked, plan = network.asked(), network.plan()
            planning.run_planning(by=by, at=network.now)
            network.rest()
            assert network.asked()[len(asked) :] == []
            assert network.plan() == plan
            assert network.unfollowed() == []
    except AssertionError as error:
        error.add_note("\n".join(trail))
        raise
