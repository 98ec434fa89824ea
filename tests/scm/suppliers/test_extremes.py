"""Suppliers, prices and lead times out of all proportion do not keep others from being judged."""

from datetime import timedelta
from decimal import Decimal

from sanye.scm.suppliers import commands, queries
from sanye.scm.suppliers.domain.lead_times import MOST_DAYS
from tests.factories import masterdata as make
from tests.factories.scm import report
from tests.factories.suppliers import inspected, moment
from tests.scm.suppliers.conftest import TODAY


def test_a_standard_cost_of_next_to_nothing(market, by):
    make.make_item_company(by, market.item, standard_cost=Decimal("0.0001"))
    market.delivered(2, unit_price=Decimal(2000))

    market.judge()

    (row,) = queries.list_supplier_scores(by=by)
    assert row.price_variance_ratio == Decimal("999999.999999")


def test_a_receipt_two_years_late(market, by):
    other = market.add_supplier("S-2", days=1)
    values = commands.PolicyValues(lead_time_ratio=Decimal("0.99"))
    commands.put_supplier_policy(values=values, by=by, at=moment(TODAY))
    sent = TODAY - timedelta(days=700)
    order = market.order(sent, sent + timedelta(days=1), other)
    order.receive(TODAY - timedelta(days=7))
    market.delivered(2)

    market.judge()

    assert queries.list_supplier_scores(by=by).count() == 2
    row = queries.list_learned_lead_times(supplier_id=other.id, by=by).get()
    assert row.suggested_days == MOST_DAYS


def test_a_lot_of_long_ago_turns_out_bad_and_little_came_since(market, by):
    order = market.order(TODAY - timedelta(days=14), TODAY - timedelta(days=7), quantity=1)
    order.receive(TODAY - timedelta(days=7))
    found = inspected(order, None, 20_000, TODAY, source_type="stock")
    report(found, by=by, at=moment(TODAY))

    market.judge()

    (row,) = queries.list_supplier_scores(by=by)
    assert (row.received_quantity, row.rejected_quantity) == (1, 20_000)
    assert row.rejected_ppm == Decimal("9999999999.99")
