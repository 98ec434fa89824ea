"""What is judged by "today" is judged by the company's day: in Auckland half a morning is yesterday
in UTC, in New York the evening is tomorrow."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from sanye.erp.inventory.commands import allocate
from sanye.erp.inventory.commands.lots import register_lot
from sanye.erp.inventory.errors import NotEnoughStock
from sanye.erp.inventory.models import StockBalance
from sanye.erp.open_items import queries as open_items
from sanye.erp.open_items.domain.kinds import Side
from sanye.erp.open_items.models import OpenItem
from sanye.kernel.ids import new_id
from sanye.kernel.unit_of_work import UnitOfWork, entered
from sanye.scm.suppliers.models import SupplierLine
from tests.factories.erp_stock import make_stock, make_stock_site
from tests.factories.masterdata import make_item, make_site, make_supplier
from tests.factories.scm import purchase_order, report

MORNING_IN_AUCKLAND = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)  # 3 March, 9:00
EVENING_IN_NEW_YORK = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)  # 2 March, 20:00
DAYS = pytest.mark.parametrize(
    ("time_zone", "at", "today"),
    [
        ("Pacific/Auckland", MORNING_IN_AUCKLAND, date(2026, 3, 3)),
        ("America/New_York", EVENING_IN_NEW_YORK, date(2026, 3, 2)),
    ],
)
ONE_DAY = timedelta(days=1)


@DAYS
@pytest.mark.django_db
def test_an_invoice_is_overdue_from_the_day_after_it_is_due(by, at, today):
    customer_id = make_supplier(by, "C").id
    for days, amount in ((1, 100), (0, 10)):
        OpenItem.unscoped.create(
            company_id=by.company_id,
            side=Side.RECEIVABLE,
            kind="INVOICE",
            party_id=customer_id,
            document_type="sales_invoice",
            document_id=new_id(),
            document_number=f"SI-{days}",
            posting_date=today - ONE_DAY,
            due_date=today - days * ONE_DAY,
            currency="CNY",
            exchange_rate=1,
            rate_date=today,
            amount=amount,
            open_amount=amount,
            functional_amount=amount,
            open_functional_amount=amount,
        )

    with entered(UnitOfWork(actor=by, name="a command", at=at)):
        position = open_items.get_position(side=Side.RECEIVABLE, party_id=customer_id, by=by)

    assert (position.open_amount, position.overdue_amount) == (110, 100)


@DAYS
@pytest.mark.django_db
def test_a_lot_is_handed_out_to_the_end_of_its_last_day(by, at, today):
    site, item = make_stock_site(by), make_item(tracking="LOT")
    for lot, expires in (("GONE", today - ONE_DAY), ("LAST", today)):
        register_lot(item_id=item.id, number=lot, expires_date=expires, by=by, at=at)
        make_stock(item, site, 5, lot=lot, by=by, at=at)
    wanted = {"demand_type": "delivery", "item_id": item.id, "site_id": site.id}

    allocate(demand_id=new_id(), quantity=Decimal(5), **wanted, by=by, at=at)

    taken = StockBalance.unscoped.filter(allocated__gt=0)
    assert list(taken.values_list("lot", "allocated")) == [("LAST", 5)]
    with pytest.raises(NotEnoughStock):
        allocate(demand_id=new_id(), quantity=Decimal(1), **wanted, by=by, at=at)


@DAYS
@pytest.mark.django_db
def test_a_purchase_is_ordered_on_the_day_on_which_it_was(by, at, today, run_cursors):
    site, item, supplier = make_site(by), make_item("PART"), make_supplier(by, "S")
    due = today + timedelta(days=14)
    report(purchase_order(item, site, 1, due, supplier_id=supplier.id), by=by, at=at)
    run_cursors("scm.suppliers.history")

    assert SupplierLine.unscoped.get().ordered_date == today
