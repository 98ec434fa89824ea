"""Many ask at once; nobody is promised what another has."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connections

from sanye.contracts.scm.holds import HoldLine, HoldRequest, hold_supply
from sanye.contracts.scm.ports import EstimateRequest, estimate_promise
from sanye.kernel.ids import new_id
from sanye.stem.events.advancing import ensure_cursors
from sanye.stem.events.cursors import registered_cursors
from sanye.stem.masterdata.models import SupplierTerm
from tests.factories import masterdata as make
from tests.factories.scm import day, report, stock_moved

ASKERS, ON_HAND = 20, 10


@pytest.fixture
def shop(by, at, log_db, drain):
    """A rare item that is bought in twenty days, ten of it on hand."""
    site, item = make.make_site(by), make.make_item("RARE")
    make.make_item_site(item, site, lead_time_days=20)
    make.make_supplier_term(by, make.make_supplier(by), item, lead_time_days=20)
    report(stock_moved(item, site, ON_HAND), by=by, at=at)
    ours = [c for name, c in registered_cursors.items() if name.startswith("scm.")]
    ensure_cursors([by.company_id], ours, done="1:1:")
    drain(*ours, company_id=by.company_id, at=at)
    return site, item


def line_of(shop, quantity):
    site, item = shop
    return HoldLine(
        line_id=new_id(),
        item_id=item.id,
        site_id=site.id,
        quantity=Decimal(quantity),
        requested_date=day(1),
    )


@pytest.mark.django_db(transaction=True)
def test_ten_of_twenty_askers_get_the_ten_units_on_hand(by, at, shop):
    customer = make.make_customer(by)

    def ask(_):
        request = HoldRequest(
            request_id=new_id(),
            customer_id=customer.id,
            priority=5,
            lines=(line_of(shop, 1),),
            expires_at=at + timedelta(minutes=15),
            replaces_hold_id=None,
            by=by,
            at=at,
        )
        try:
            return hold_supply(request).lines[0].promised_date
        finally:
            connections.close_all()

    with ThreadPoolExecutor(ASKERS) as pool:
        promised = list(pool.map(ask, range(ASKERS)))

    assert sorted(promised) == [day(1)] * ON_HAND + [day(28)] * (ASKERS - ON_HAND)


@pytest.mark.django_db(transaction=True)
def test_what_was_worked_out_of_masters_is_forgotten_with_them(by, at, shop):
    def promised():
        asked = EstimateRequest(customer_id=None, lines=(line_of(shop, 11),), by=by, at=at)
        return estimate_promise(asked).lines[0].promised_date

    assert [promised(), promised()] == [day(28), day(28)]

    SupplierTerm.unscoped.update(lead_time_days=15)

    assert promised() == day(21)
