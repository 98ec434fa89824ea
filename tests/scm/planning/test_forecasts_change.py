"""What changes of a forecast, and of what orders leave of it, is planned when it changes: no run
over everything finds more. `SOAK=1` draws more changes, and longer."""

import os
import random
from decimal import Decimal

import pytest
from django.db import transaction

from sanye.contracts.crm.selling import OpportunityLost, OpportunityMoved, OpportunityWon
from sanye.scm.demand import commands as demand
from sanye.scm.demand.domain.states import Bucket
from sanye.scm.demand.models import ForecastLine, ForecastOverride, ForecastVersion
from sanye.scm.planning import commands
from sanye.scm.planning.commands import runs
from sanye.stem.events.cursors import registered_cursors
from tests.factories import masterdata as make
from tests.factories.demand import opportunity
from tests.factories.scm import day, report
from tests.scm.planning.world import World, content

pytestmark = pytest.mark.django_db(transaction=True)
SEEDS, STEPS = (range(40), 25) if os.environ.get("SOAK") else (range(6), 12)
WEEKS = 8


class Forecasting:
    """Somebody who expects now this, now that, at random."""

    def __init__(self, seed, site, items, by, at):
        self.draw = random.Random(seed)
        self.site = site
        self.acting = {"by": by, "at": at}
        self.customer = make.make_customer(by, site=site)
        self.chances = []
        self.expected = [items[name] for name in ("A", "B", "S1", "P4")]
        for item in self.expected:
            self.use(item)
        self.rule("1")
        self.publish()

    def step(self):
        self.draw.choice([
            self.publish, self.override, self.withdraw, self.use_or_not, self.rule,
            self.hope, self.hope, self.think_anew, self.end,
        ])()  # fmt: skip

    def item(self):
        return self.draw.choice(self.expected)

    def publish(self):
        version = ForecastVersion.unscoped.create(
            company_id=self.acting["by"].company_id,
            code=f"V{ForecastVersion.unscoped.count() + 1}",
            as_of_date=day(0),
            bucket=Bucket.WEEK,
            first_period_date=day(0),
            period_count=WEEKS,
            history_periods=1,
            made_at=self.acting["at"],
        )
        for item in self.draw.sample(self.expected, 3):
            for week in range(WEEKS):
                quantity = self.draw.choice([0, 5, 40])
                ForecastLine.unscoped.create(
                    version=version,
                    company_id=version.company_id,
                    item=item,
                    site=self.site,
                    period_date=day(7 * week),
                    statistical_quantity=quantity,
                    quantity=quantity,
                )
        demand.publish_forecast(version_id=version.id, **self.acting)

    def override(self):
        lines = list(ForecastLine.unscoped.filter(version__status="PUBLISHED").order_by("id"))
        if lines:
            line = self.draw.choice(lines)
            edit = demand.Edit(
                item_id=line.item_id,
                site_id=line.site_id,
                period_date=line.period_date,
                quantity=Decimal(self.draw.randint(0, 60)),
            )
            demand.override_forecast(
                version_id=line.version_id, edits=[edit], reason="a fair", **self.acting
            )

    def withdraw(self):
        if row := ForecastOverride.unscoped.filter(ended_at=None).order_by("id").first():
            demand.withdraw_override(override_id=row.id, **self.acting)

    def use_or_not(self):
        self.use(self.item(), is_used=self.draw.random() < 0.7)

    def use(self, item, *, is_used=True):
        setting = demand.Setting(
            item_id=item.id,
            site_id=self.site.id,
            uses_forecast=is_used,
            backward_days=self.draw.choice([None, 0, 5]),
        )
        demand.put_forecast_settings(settings=[setting], **self.acting)

    def rule(self, ratio=""):
        demand.set_demand_policy(
            bucket=Bucket.WEEK,
            horizon_periods=WEEKS,
            backward_days=self.draw.choice([0, 7, 30]),
            forward_days=self.draw.choice([0, 7, 30]),
            pipeline_ratio=Decimal(ratio or self.draw.choice(["0", "0.5", "1"])),
            **self.acting,
        )

    def hope(self):
        quantity, closes = self.draw.randint(1, 30), day(self.draw.randint(0, 40))
        made = opportunity(
            self.item(), quantity, "0.5", closes, customer_id=self.customer.id, number="OPP"
        )
        self.chances.append(made)
        report(made, **self.acting)

    def think_anew(self):
        if self.chances:
            had = self.draw.choice(self.chances)
            chance = self.draw.choice([Decimal("0.1"), Decimal("0.9")])
            self.told(OpportunityMoved, had, "from_stage", "to_stage",
                      probability_ratio=chance, expected_close_date=had.expected_close_date,
                      lines=had.lines)  # fmt: skip

    def end(self):
        if self.chances:
            had = self.chances.pop()
            if self.draw.random() < 0.5:
                self.told(OpportunityWon, had)
            else:
                self.told(OpportunityLost, had, "reason_code")

    def told(self, fact, had, *words, **more):
        fields = {"opportunity_id": had.opportunity_id, "number": had.number}
        fields |= {"customer_id": had.customer_id, **dict.fromkeys(words, "X")}
        report(fact(**fields, **more), **self.acting)


@pytest.mark.parametrize("first", ["scm.planning.", "scm.demand."])
@pytest.mark.parametrize("seed", SEEDS)
def test_random_changes_of_forecasts_are_planned_as_by_a_run_over_everything(
    plant, by, at, settle, run_cursors, seed, first, monkeypatch
):
    """Whoever hears first of it, planning or demand."""
    site, items = plant
    world = World(seed, site, items, by, at)
    forecasting = Forecasting(seed, site, items, by, at)
    ahead = [name for name in registered_cursors if name.startswith(first)]
    # What is released is a receipt to the next run, which deals out supply anew.
    monkeypatch.setattr(runs, "_inside_release_fence", lambda _rows, _given: iter(()))
    commands.run_planning(by=by, at=at)
    for _ in range(STEPS):
        forecasting.step()
        world.step()
        run_cursors(*ahead)
        settle()
        found = content(by)
        with transaction.atomic():
            commands.run_planning(by=by, at=at)
            everything = content(by)
            transaction.set_rollback(True)
        assert found == everything

    assert found["PlannedOrder"]
