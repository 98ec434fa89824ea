"""Finished documents of all kinds in one call: rows, stock, values, books, facts."""

from datetime import date
from decimal import Decimal

from sanye.erp.costing.models import ItemValue
from sanye.erp.history.commands import Imported, import_closed_documents
from sanye.erp.inventory.models import StockLedgerLine
from sanye.erp.inventory.queries import get_on_hand, get_on_hand_at
from sanye.erp.past.queries import instant
from sanye.stem.events.models import EventRow
from tests.factories.history import FEB, JAN, MAR

D = Decimal


def import_all(maker, by, at, **more):
    """100 bolts at 2 were there, 50 came at 3, 10 bikes took 40, 4 bikes were sold at 250."""
    return import_closed_documents(
        stock=[maker.opening()],
        purchase_orders=[maker.bought()],
        production_orders=[maker.made()],
        sales_orders=[maker.sold()],
        by=by,
        at=at,
        **more,
    )


def test_every_invariant_holds_and_nothing_reacts(maker, problems, by, at):
    done = import_all(maker, by, at)

    assert problems() == {}
    assert done == Imported(
        sales_orders=1,
        purchase_orders=1,
        production_orders=1,
        stock_movements=5,
        journal_entries=10,
        passed_over=0,
    )


def test_the_books_say_what_was_worth_what(maker, books, by, at):
    import_all(maker, by, at)

    assert books("OPENING_BALANCE") == -D(200)
    assert books("GOODS_RECEIVED_NOT_INVOICED") == 0
    assert books("PAYABLE") == 0
    assert books("MACHINE_ABSORBED") == -D(300)
    # Bolts cost (200 + 150) / 150 each, forty of them 93.33; ten hours cost 300 at 30.
    assert books("PRODUCTION_VARIANCE") == D("93.33") + 300 - 1000
    assert books("COST_OF_GOODS_SOLD") == D(400)
    assert books("REVENUE") == -D(1000)
    assert books("RECEIVABLE") == D(1000)
    assert books("BANK") == -D(150)
    assert books("STOCK") == (D(350) - D("93.33")) + 600
    assert books("WORK_IN_PROCESS") == 0


def test_stock_is_dated_and_right_at_the_end(maker, by, at):
    import_all(maker, by, at)

    def held(item, day):
        return get_on_hand_at(
            item_id=item.id, site_id=maker.site.id, instant=instant(day, 1439), by=by
        )

    assert [held(maker.bolt, day) for day in (date(2025, 1, 9), JAN, FEB)] == [100, 110, 110]
    assert [held(maker.bike, day) for day in (JAN, FEB, MAR)] == [0, 10, 6]
    assert get_on_hand(item_id=maker.bike.id, site_id=maker.site.id, by=by) == 6


def test_within_a_day_goods_come_before_they_go(maker, by, at):
    import_closed_documents(
        stock=[maker.opening(quantity=40)],
        production_orders=[maker.made(actual_start_date=FEB)],
        sales_orders=[maker.sold(quantity=10, shipped_date=FEB)],
        by=by,
        at=at,
    )

    value = ItemValue.unscoped.get(item=maker.bike)
    assert (value.quantity, value.value) == (0, 0)


def test_one_fact_tells_planning_what_all_movements_came_to(maker, by, at):
    import_all(maker, by, at)

    (fact,) = EventRow.objects.filter(type="sanye.erp.stock.imported.v1")
    assert (fact.data["first_date"], fact.data["last_date"]) == ("2025-01-01", "2025-03-10")
    assert {line["item_id"]: D(line["quantity"]) for line in fact.data["lines"]} == {
        str(maker.bolt.id): D(110),
        str(maker.bike.id): D(6),
    }
    assert not EventRow.objects.filter(type="sanye.erp.stock.moved.v1").exists()


def test_a_second_call_passes_over_what_came_before_by_id_or_number(maker, problems, by, at):
    documents = {
        "stock": [maker.opening(number="OPENED")],
        "purchase_orders": [maker.bought(number="4711")],
        "sales_orders": [maker.sold(quantity=1, item_id=maker.bolt.id, number="A-1")],
    }
    import_closed_documents(**documents, by=by, at=at)
    lines = StockLedgerLine.unscoped.count()

    done = import_closed_documents(**documents, by=by, at=at)

    assert done == Imported(passed_over=2)
    assert StockLedgerLine.unscoped.count() == lines
    assert problems() == {}


def test_live_business_goes_on_from_it(maker, problems, books, by, at):
    from tests.factories.erp_stock import make_stock

    import_all(maker, by, at)

    make_stock(maker.bolt, maker.site, 10, by=by, at=at)

    assert problems() == {}
    assert books("OPENING_BALANCE") == -D(300)
