"""A small network of a plant and a depot, as chance has it: lots, offers, days off, losses."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sanye.kernel.actors import Actor
from sanye.scm.demand import commands as demand
from sanye.scm.demand.domain.states import Bucket
from sanye.scm.demand.models import ForecastLine, ForecastVersion
from sanye.stem.masterdata.models import (
    CalendarException,
    Item,
    ItemUnit,
    Site,
)
from tests.factories import masterdata as make
from tests.factories.erp_stock import make_stock_site
from tests.factories.scm import day

LOTS: list[dict[str, Any]] = [
    {},
    {"minimum_quantity": 20},
    {"multiple_quantity": 7},
    {"minimum_quantity": 15, "multiple_quantity": 4, "maximum_quantity": 40},
    {"lot_sizing": "PERIOD_ORDER_QUANTITY", "period_days": 5},
    {"lot_sizing": "FIXED_ORDER_QUANTITY", "fixed_quantity": 25},
    {"lot_sizing": "MIN_MAX", "reorder_point": 10, "maximum_quantity": 40},
]
PLAIN = {
    "lot_sizing": "LOT_FOR_LOT",
    "minimum_quantity": 0,
    "multiple_quantity": None,
    "maximum_quantity": None,
}
OFFERS: list[dict[str, Any]] = [
    {},
    {"minimum_order_quantity": 30, "multiple_quantity": 10},
    {"unit": "DZN"},
    {"unit": "DZN", "minimum_order_quantity": 2, "multiple_quantity": 2},
    {"unit": "DZN", "maximum_order_quantity": 3},
    {"unit": "KGM", "minimum_order_quantity": "2.5"},
]


class Network:
    """A plant that buys and makes, and a depot that it supplies; chance drew how."""

    def __init__(self, seed: int, by: Actor, at: datetime) -> None:
        self.random = Random(seed)
        self.by = by
        self.now = at
        self.plant, self.depot = self._site("PLANT"), self._site("OUTLET")
        self.bought = parts = [self._bought(f"PART-{number}") for number in (1, 2)]
        body = self._made("BODY", parts[:1])
        unit = self._made("UNIT", [body, parts[1]])
        self.made = [body, unit]
        self.sold = [(unit, self.plant), (parts[1], self.plant)]
        for item in (unit, parts[1]):
            self._carried(item)
            self.sold.append((item, self.depot))
        if self.random.random() < 0.5:
            self._expected()

    def _site(self, kind: str) -> Site:
        calendar = make.make_calendar()
        for _ in range(4):
            off = day(self.random.randint(0, 40))
            CalendarException.objects.get_or_create(calendar=calendar, exception_date=off)
        return make_stock_site(self.by, kind=kind, calendar=calendar)

    def _planned(self, item: Item, site: Site, **fields: Any) -> None:
        draw = self.random
        make.make_item_site(
            item,
            site,
            lead_time_days=draw.randint(0, 4),
            safety_stock=draw.choice([0, 0, 6]),
            safety_lead_time_days=draw.choice([0, 0, 2]),
            release_fence_days=draw.choice([0, 10, 40]),
            planning_time_fence_days=draw.choice([0, 0, 3]),
            **draw.choice(LOTS),
            **fields,
        )

    def _bought(self, code: str) -> Item:
        item = make.make_item(code)
        for unit, pieces in (("DZN", 12), ("KGM", 5)):
            ItemUnit.objects.create(item=item, unit=unit, numerator=pieces)
        self._planned(item, self.plant)
        last = self.random.choice([None, day(self.random.randint(5, 30))])
        self._offered(item, valid_to_date=last)
        if last is not None:
            self._offered(item, valid_from_date=last + timedelta(days=1))
        return item

    def _offered(self, item: Item, **validity: Any) -> None:
        days = self.random.randint(0, 6)
        offer = {"lead_time_days": days, **self.random.choice(OFFERS), **validity}
        make.make_supplier_term(self.by, make.make_supplier(self.by), item, **offer)

    def _made(self, code: str, parts: list[Item]) -> Item:
        item = make.make_item(code, kind="MAKE")
        self._planned(item, self.plant, scrap_ratio=self.random.choice([0, 0, "0.1"]))
        bill = make.make_bill(item, [(part, self.random.randint(1, 3)) for part in parts])
        if self.random.random() < 0.3:
            bill.lines.filter(component=parts[-1]).update(is_fixed=True, quantity=5)
        elif self.random.random() < 0.3:
            bill.lines.update(scrap_ratio="0.07")
        return item

    def _carried(self, item: Item) -> None:
        self._planned(item, self.depot, source="TRANSFER", supplying_site=self.plant)

    def _expected(self) -> None:
        """A forecast of what is sold for the next weeks."""
        version = ForecastVersion.unscoped.create(
            company_id=self.by.company_id,
            code="V1",
            as_of_date=day(0),
            bucket=Bucket.WEEK,
            first_period_date=day(0),
            period_count=6,
            history_periods=1,
            made_at=self.now,
        )
        for item, site in self.sold:
            for week in range(6):
                quantity = Decimal(self.random.randint(0, 30))
                ForecastLine.unscoped.create(
                    version=version,
                    company_id=self.by.company_id,
                    item=item,
                    site=site,
                    period_date=day(7 * week),
                    statistical_quantity=quantity,
                    quantity=quantity,
                )
        settings = [
            demand.Setting(item_id=item.id, site_id=site.id, uses_forecast=True)
            for item, site in self.sold
        ]
        who = {"by": self.by, "at": self.now}
        demand.put_forecast_settings(settings=settings, **who)
        demand.publish_forecast(version_id=version.id, **who)
