"""What was taken over from the past is stock that planning knows, and nothing else of it."""

from decimal import Decimal

from sanye.erp.history.commands import import_closed_documents
from sanye.scm.planning.models import KnownDemand, KnownStock, KnownSupply
from tests.factories.history import make_maker


def test_stock_of_the_past_is_known_and_its_orders_are_no_demand(by, at, run_cursors):
    maker = make_maker(by, at)
    import_closed_documents(
        stock=[maker.opening()],
        purchase_orders=[maker.bought()],
        production_orders=[maker.made()],
        sales_orders=[maker.sold()],
        by=by,
        at=at,
    )

    run_cursors("scm.planning.supply_demand")

    known = KnownStock.unscoped.values_list("item_id", "quantity")
    assert dict(known) == {maker.bolt.id: Decimal(110), maker.bike.id: Decimal(6)}
    assert not KnownDemand.unscoped.exists()
    assert not KnownSupply.unscoped.exists()
