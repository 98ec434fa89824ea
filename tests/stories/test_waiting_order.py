"""An order for which there is no supply waits quietly: it is asked for again and again, and nobody
hears of it until something has changed."""

from datetime import timedelta

from sanye.erp.sales_orders.commands import confirm_sales_order
from sanye.erp.sales_orders.jobs import ask_again
from sanye.erp.sales_orders.models import SalesOrder
from sanye.kernel.ids import new_id
from sanye.scm.promising.models import Hold
from sanye.stem.events.models import EventRow
from sanye.stem.jobs.progress import Progress
from tests.factories.sales import make_trader, put_stock


def test_it_holds_nothing_and_says_nothing_until_there_is_supply(log_db, by, at, run_cursors):
    trader = make_trader(by, at)
    order = trader.place()

    def ask(hours):
        moment = at + timedelta(hours=hours)
        return ask_again.run(progress=Progress(new_id()), by=by, at=moment)

    waiting = confirm_sales_order(order_id=order.id, by=by, at=at)
    told = EventRow.objects.count()
    still = [ask(hours) for hours in (1, 2)]
    untold = EventRow.objects.count() - told
    put_stock(trader, trader.bike, 100)
    run_cursors("scm.planning.supply_demand")
    now = ask(3)

    assert (waiting.status, waiting.await_reason) == ("AWAITING_PROMISE", "NO_SUPPLY")
    assert still == ["0 of 1 confirmed"] * 2
    assert untold == 0
    assert now == "1 of 1 confirmed"
    assert SalesOrder.unscoped.get().hold_id == Hold.unscoped.get().id
