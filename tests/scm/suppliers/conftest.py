"""A site in Shanghai, a supplier who plans ten working days for a part."""

from datetime import date, timedelta

import pytest

from tests.factories import masterdata as make
from tests.factories.suppliers import moment, place

TODAY = date(2026, 3, 2)


class Market:
    """Orders of one part from suppliers, and a today on which they are judged."""

    def __init__(self, by, settle):
        self.by, self.settle = by, settle
        self.site = make.make_site(by)
        self.item = make.make_item("PART")
        make.make_item_site(self.item, self.site, lead_time_days=10)
        self.supplier = self.add_supplier("S-1")

    def add_supplier(self, code, days=10):
        supplier = make.make_supplier(self.by, code)
        make.make_supplier_term(self.by, supplier, self.item, lead_time_days=days)
        return supplier

    def order(self, sent, due, supplier=None, **fields):
        return place(
            self.by,
            supplier or self.supplier,
            fields.pop("item", self.item),
            self.site,
            sent=sent,
            due=due,
            **fields,
        )

    def delivered(self, count, *, late=0, until=TODAY, supplier=None, **fields):
        """So many orders, one a week, the last due today; each 14 days after it was sent."""
        for week in range(count):
            due = until - timedelta(days=7 * week)
            order = self.order(due - timedelta(days=14), due, supplier, **fields)
            order.answer(due - timedelta(days=13))
            order.receive(due + timedelta(days=late))

    def judge(self, on=TODAY):
        self.settle(at=moment(on))


@pytest.fixture
def market(by, settle):
    return Market(by, settle)
