"""What changes of an item's masters is planned with the item, and with what is below it alone.
`SOAK=1` draws more changes, and longer."""

import os
import random
from collections import Counter

import pytest
from django.db import transaction

from sanye.scm.planning import commands
from sanye.scm.planning.commands import reaching, runs
from sanye.scm.planning.models import ActionMessage, PlannedOrder
from sanye.scm.planning.queries.input import load_input
from sanye.scm.planning.queries.looking import Reach
from sanye.stem.masterdata.models import (
    Bill,
    BillLine,
    ItemSite,
    ItemUnit,
    SupplierTerm,
)
from tests.factories import masterdata as make
from tests.factories.scm import (
    day,
    production_order,
    report,
    sales_line,
    sales_order,
    stock_moved,
)
from tests.scm.planning.world import World, content

pytestmark = pytest.mark.django_db(transaction=True)
SEEDS, STEPS = (range(40), 25) if os.environ.get("SOAK") else (range(6), 15)


class Engineering:
    """Somebody who changes masters of single items at random."""

    def __init__(self, seed, site, items):
        self.draw = random.Random(seed)
        self.site, self.items = site, items

    def step(self):
        self.draw.choice([
            self.bill, self.bill_line, self.rule, self.term, self.phantom, self.unit, self.planned
        ])()  # fmt: skip

    def of(self, *names):
        return self.items[self.draw.choice(names)]

    def site_of(self, item):
        return ItemSite.unscoped.filter(item=item, site=self.site)

    def bill(self):
        """Nobody makes by it for a while, or soon by another version."""
        item = self.of("A", "B", "C", "D", "S1", "S2")
        first, second = (Bill.objects.filter(item=item, version=number) for number in ("1", "2"))
        if second.exists():
            second.update(version=f"given up {self.draw.random()}", status="DRAFT")
            first.update(valid_to_date=None)
        elif self.draw.random() < 0.5:
            first.update(status="DRAFT" if first.get().status == "RELEASED" else "RELEASED")
        else:
            first.update(valid_to_date=day(9))
            make.make_bill(item, [(self.of("P1", "P5"), 3)], version="2", valid_from_date=day(10))

    def bill_line(self):
        line = self.draw.choice(list(BillLine.objects.order_by("id")))
        BillLine.objects.filter(id=line.id).update(quantity=self.draw.randint(1, 5))

    def rule(self):
        rules = [
            {"lead_time_days": self.draw.randint(1, 9)},
            {"safety_stock": self.draw.randint(0, 9)},
            {"multiple_quantity": self.draw.choice([None, 4, 10])},
        ]
        self.site_of(self.of(*self.items)).update(**self.draw.choice(rules))

    def term(self):
        rows = SupplierTerm.unscoped.filter(item=self.of("P1", "P2", "P3", "P4", "P5"))
        rows.update(lead_time_days=self.draw.randint(1, 12))

    def phantom(self):
        """A part here and passed on there, or the same in both bills."""
        line = self.draw.choice(list(BillLine.objects.filter(component=self.items["KIT"])))
        BillLine.objects.filter(id=line.id).update(is_phantom=not line.is_phantom)

    def unit(self):
        """A bill counts a part by the box, of which the item says how many are in it."""
        part = self.of("P3", "P4")
        box, is_new = ItemUnit.objects.get_or_create(
            item=part, unit="DZN", defaults={"numerator": 12, "denominator": 1}
        )
        if is_new:
            line = BillLine.objects.filter(component=part).order_by("id").first()
            BillLine.objects.filter(id=line.id).update(unit="DZN", quantity=1)
        ItemUnit.objects.filter(id=box.id).update(numerator=self.draw.randint(2, 12))

    def planned(self):
        rows = self.site_of(self.of("P5", "S2"))
        rows.update(is_planned=not rows.get().is_planned)


@pytest.fixture
def reaches(monkeypatch):
    """How far the runs have looked, as it is added to."""
    found = []
    monkeypatch.setattr(
        reaching, "load_input", lambda **how: found.append(how["reach"]) or load_input(**how)
    )
    return found


@pytest.fixture
def settled(by, run_cursors, settle):
    """What the plan would say if everything were handled now."""

    def say():
        positions = dict(run_cursors.positions)
        with transaction.atomic():
            settle()
            found = content(by)
            transaction.set_rollback(True)
        run_cursors.positions = positions
        return found

    return say


@pytest.mark.parametrize("seed", SEEDS)
def test_random_changes_of_masters_are_planned_as_by_a_run_over_everything(
    plant, by, at, settle, settled, seed, reaches, monkeypatch
):
    site, items = plant
    world, engineering = World(seed, site, items, by, at), Engineering(seed, site, items)
    everything = [reaching._Way(Reach.ALL)]
    # What is released is a receipt to the next run, which deals out supply anew.
    monkeypatch.setattr(runs, "_inside_release_fence", lambda _rows, _given: iter(()))
    seen: Counter[str] = Counter()
    commands.run_planning(by=by, at=at)
    for _ in range(STEPS):
        engineering.step()
        world.step()
        found = settled()
        with monkeypatch.context() as patch:
            patch.setattr(reaching, "_ways", lambda _scope, _as_of: everything)
            assert found == settled()
        settle()
        seen.update({name: len(rows) for name, rows in found.items()})

    assert set(reaches) == {Reach.ALL, Reach.BELOW}
    assert seen["PlannedOrder"]


def test_what_is_planned_no_more_leaves_nothing_behind(plant, by, at, settle):
    """Neither its suggestions stay, nor what they would have taken: after a net change, and after a
    run over everything."""
    site, items = plant
    commands.run_planning(by=by, at=at)
    report(sales_order(sales_line(items["A"], site, 5, day(60))), by=by, at=at)
    settle()
    suggested = PlannedOrder.unscoped.filter(status="PLANNED")
    made = set(suggested.values_list("item__code", flat=True))

    ItemSite.unscoped.filter(item=items["S1"]).update(is_planned=False)
    report(sales_order(sales_line(items["C"], site, 1, day(60))), by=by, at=at)
    settle()
    after_a_change = set(suggested.values_list("item__code", flat=True))
    ItemSite.unscoped.filter(item=items["A"]).update(is_planned=False)
    commands.run_planning(by=by, at=at)

    assert {"A", "S1", "P2"} <= made
    assert not {"S1", "P2"} & after_a_change
    assert "A" in after_a_change
    assert "A" not in suggested.values_list("item__code", flat=True)


def test_parts_of_an_open_order_follow_its_advice_though_no_bill_names_them(
    plant, by, at, settle, reaches
):
    site, items = plant
    work = production_order(items["S1"], site, 3, day(20), day(25), ((items["P5"], 6),))
    report(sales_order(sales_line(items["S1"], site, 3, day(25))), work, by=by, at=at)
    settle()
    commands.run_planning(by=by, at=at)
    needed = PlannedOrder.unscoped.filter(item=items["P5"], status="PLANNED").count()

    report(stock_moved(items["S1"], site, 3), by=by, at=at)  # so that nobody needs the order
    settle()

    cancelled = ActionMessage.unscoped.filter(kind="CANCEL", order_number=work.number)
    assert needed == 1
    assert cancelled.exists()
    assert not PlannedOrder.unscoped.filter(item=items["P5"], status="PLANNED").exists()
    assert reaches[-1] is Reach.BELOW
