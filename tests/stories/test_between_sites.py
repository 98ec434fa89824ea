"""What an outlet sells is carried there from the plant: planned once, shipped, received."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from sanye.erp.inventory.commands import receive_transfer_order, ship_transfer_order
from sanye.erp.inventory.queries import get_available, list_transfer_orders
from sanye.kernel.actors import Actor
from sanye.project.verification import verify
from sanye.scm.planning import queries as planning
from tests.factories.erp_stock import make_stock, make_stock_site
from tests.factories.masterdata import make_item, make_item_site
from tests.factories.scm import day, report, sales_line, sales_order


def test_from_the_plant_to_the_outlet(
    by: Actor, at: datetime, run_cursors: Callable[..., int]
) -> None:
    plant, outlet, item = make_stock_site(by), make_stock_site(by, kind="OUTLET"), make_item()
    make_item_site(item, plant, lead_time_days=2)
    make_item_site(item, outlet, source="TRANSFER", supplying_site=plant, lead_time_days=2)
    make_stock(item, plant, 10, by=by, at=at)

    # The outlet has sold seven for the day after tomorrow and has none.
    report(sales_order(sales_line(item, outlet, 7, day(2))), by=by, at=at)
    run_cursors()
    (order,) = list_transfer_orders(by=by)
    (planned,) = planning.list_planned_orders(by=by)
    assert [line.quantity for line in order.lines.all()] == [7]
    assert (planned.kind, planned.status) == ("TRANSFER", "HANDED_OVER")

    # On its way it is nobody's stock, yet planning counts on it and orders nothing more.
    ship_transfer_order(transfer_order_id=order.id, posting_date=day(0), by=by, at=at)
    run_cursors()
    assert get_available(item_id=item.id, site_id=plant.id, by=by) == 3
    assert get_available(item_id=item.id, site_id=outlet.id, by=by) == 0
    assert planning.list_planned_orders(by=by).count() == 1

    receive_transfer_order(transfer_order_id=order.id, posting_date=day(2), by=by, at=at)
    run_cursors()
    assert get_available(item_id=item.id, site_id=outlet.id, by=by) == 7
    assert planning.list_planned_orders(by=by).count() == 1
    findings = verify(by.company_id, "STORY")
    assert [f for f in findings if f.problems and f.check.startswith("erp.")] == []
    assert Decimal(10) == sum(
        get_available(item_id=item.id, site_id=site.id, by=by) for site in (plant, outlet)
    )
