"""Golden cases of moving average and standard cost, down to the ledger."""

from decimal import Decimal

from sanye.erp.costing.models import ItemValue, ReceivedNotInvoiced
from sanye.kernel.ids import new_id
from tests.factories.masterdata import make_item, make_item_company, make_site

D = Decimal


def test_two_at_1_00_and_one_at_1_01_leave_nothing_behind(move, value, books):
    move("PURCHASE_RECEIPT", 2, "1.00", line_id=new_id())
    move("PURCHASE_RECEIPT", 1, "1.01", line_id=new_id())

    move("SHIPMENT", -3)

    assert value() == (D(0), D("0.00"))
    assert books("STOCK") == D("0.00")
    assert books("COST_OF_GOODS_SOLD") == D("3.01")


def test_delivered_one_by_one_the_last_takes_what_rounding_left(move, value, books):
    move("PURCHASE_RECEIPT", 2, "1.00", line_id=new_id())
    move("PURCHASE_RECEIPT", 1, "1.01", line_id=new_id())

    for _ in range(3):
        move("SHIPMENT", -1)

    assert value() == (D(0), D("0.00"))
    assert books("COST_OF_GOODS_SOLD") == D("3.01")


def test_twenty_at_3_30_into_minus_two_average_3_30(move, value, books):
    move("PURCHASE_RECEIPT", 1, "5.00", line_id=new_id())
    move("SHIPMENT", -3)
    assert value() == (D(-2), D("-10.00"))

    move("PURCHASE_RECEIPT", 20, "3.30", line_id=new_id())

    assert value() == (D(18), D("59.40"))
    assert ItemValue.unscoped.get().unit_cost == D("3.30")
    assert books("STOCK") == D("59.40")
    assert books("GOODS_RECEIVED_NOT_INVOICED") == D("-71.00")
    assert books("COST_OF_GOODS_SOLD") + books("NEGATIVE_STOCK_ADJUSTMENT") == D("11.60")


def test_a_bill_at_5_for_goods_at_2000_never_makes_the_cost_negative(move, bill, value, books):
    line = new_id()
    move("PURCHASE_RECEIPT", 10, "2000.00", line_id=line)
    move("SHIPMENT", -6)

    bill(10, "50.00", line_id=line, matched="20000.00")

    assert value() == (D(4), D("20.00"))
    assert books("PURCHASE_PRICE_VARIANCE") == D("-11970.00")
    assert books("GOODS_RECEIVED_NOT_INVOICED") == D("0.00")
    assert books("PAYABLE") == D("-50.00")


def test_a_difference_greater_than_the_stock_is_worth_goes_to_variance(move, bill, value, books):
    line = new_id()
    move("PURCHASE_RECEIPT", 100, "1.00", line_id=new_id())
    move("PURCHASE_RECEIPT", 10, "2000.00", line_id=line)
    move("SHIPMENT", -109)

    bill(10, "50.00", line_id=line, matched="20000.00")

    quantity, worth = value()
    assert quantity == D(1)
    assert worth >= 0
    assert books("STOCK") == worth


def test_average_of_receipts_at_different_prices(move, value, books):
    move("PURCHASE_RECEIPT", 10, "10", line_id=new_id())
    move("PURCHASE_RECEIPT", 30, "14", line_id=new_id())

    move("SHIPMENT", -10)

    assert value() == (D(30), D("390.00"))
    assert books("COST_OF_GOODS_SOLD") == D("130.00")


def test_at_standard_the_purchase_price_variance_is_told_at_receipt(
    by, move, bill, value, books, item
):
    make_item_company(by, item, cost_method="STANDARD", standard_cost=D("12"))
    line = new_id()

    move("PURCHASE_RECEIPT", 10, "12.50", line_id=line)
    bill(10, "126.00", line_id=line, matched="125.00")

    assert value() == (D(10), D("120.00"))
    assert books("PURCHASE_PRICE_VARIANCE") == D("6.00")
    assert books("GOODS_RECEIVED_NOT_INVOICED") == D(0)


def test_a_changed_standard_cost_revalues_the_stock_first(by, move, value, books, item):
    row = make_item_company(by, item, cost_method="STANDARD", standard_cost=D("12"))
    move("OPENING", 10)
    type(row).unscoped.filter(id=row.id).update(standard_cost=D("13"))

    move("SHIPMENT", -4)

    assert value() == (D(6), D("78.00"))
    assert books("INVENTORY_REVALUATION") == D("-10.00")
    assert books("COST_OF_GOODS_SOLD") == D("52.00")


def test_a_return_to_the_supplier_leaves_the_clearing_account_clean(move, bill, value, books):
    line = new_id()
    move("PURCHASE_RECEIPT", 10, "3.00", line_id=line)

    move("SUPPLIER_RETURN", -4, line_id=line)
    bill(6, "18.00", line_id=line)

    assert value() == (D(6), D("18.00"))
    assert books("GOODS_RECEIVED_NOT_INVOICED") == D(0)
    row = ReceivedNotInvoiced.unscoped.get()
    assert (row.received_quantity, row.invoiced_quantity) == (D(6), D(6))


def test_a_credit_for_what_was_invoiced_and_went_back(move, bill, books):
    line = new_id()
    move("PURCHASE_RECEIPT", 10, "3.00", line_id=line)
    bill(10, "30.00", line_id=line)

    move("SUPPLIER_RETURN", -4, line_id=line)
    bill(-4, "-12.00", line_id=line)

    assert books("GOODS_RECEIVED_NOT_INVOICED") == D(0)
    assert books("PAYABLE") == D("-18.00")
    assert books("STOCK") == D("18.00")


def test_an_invoice_before_the_goods_gives_them_its_price(move, bill, value, books):
    line = new_id()
    bill(10, "31.00", line_id=line)
    assert books("GOODS_RECEIVED_NOT_INVOICED") == D("31.00")

    move("PURCHASE_RECEIPT", 10, "3.00", line_id=line)

    assert value() == (D(10), D("31.00"))
    assert books("GOODS_RECEIVED_NOT_INVOICED") == D(0)


def test_another_rate_at_the_invoice_is_an_exchange_difference(move, bill, value, books):
    line = new_id()
    move("PURCHASE_RECEIPT", 10, "70.00", line_id=line)  # 10 USD at 7.0

    bill(10, "100.00", line_id=line, currency="USD", rate="7.2")

    assert value() == (D(10), D("700.00"))
    assert books("EXCHANGE_DIFFERENCE") == D("20.00")
    assert books("PURCHASE_PRICE_VARIANCE") == D(0)
    assert books("GOODS_RECEIVED_NOT_INVOICED") == D(0)
    assert books("PAYABLE") == D("-720.00")


def test_more_invoiced_than_came_is_no_difference_of_the_rate(move, bill, value, books):
    line = new_id()
    move("PURCHASE_RECEIPT", 8, "70.00", line_id=line)  # 8 at 10 USD, at 7.0

    bill(10, "105.00", line_id=line, received=8, matched="80.00", currency="USD", rate="7.2")

    assert value() == (D(8), D("588.80"))  # the 8 cost 0.50 USD more
    assert books("EXCHANGE_DIFFERENCE") == D("16.00")
    assert books("GOODS_RECEIVED_NOT_INVOICED") == D("151.20")
    assert books("PURCHASE_PRICE_VARIANCE") == D(0)


def test_a_transfer_carries_its_value(by, move, value, books, site, item):
    other = make_site(by)
    move("PURCHASE_RECEIPT", 3, "1.00", line_id=new_id())
    move("PURCHASE_RECEIPT", 3, "1.01", line_id=new_id())

    move("TRANSFER", -3, to=other)

    assert value() == (D(3), D("3.01"))
    assert value(where=other) == (D(3), D("3.02"))
    assert books("STOCK") == D("6.03")


def test_a_transfer_in_two_steps_waits_in_transit(by, move, value, books, site):
    order = new_id()
    move("PURCHASE_RECEIPT", 10, "1.23", line_id=new_id())

    move("TRANSFER", -10, source_id=order)
    assert (books("STOCK"), books("STOCK_IN_TRANSIT")) == (D(0), D("12.30"))
    move("TRANSFER", 4, source_id=order)
    move("TRANSFER", 6, source_id=order)

    assert value() == (D(10), D("12.30"))
    assert books("STOCK_IN_TRANSIT") == D(0)


def test_raw_materials_and_products_stand_on_their_own_accounts(by, move):
    from sanye.erp.ledger.models import Posting

    move("OPENING", 1, "5", of=make_item(kind="MAKE"))
    move("OPENING", 1, "7", of=make_item(kind="BUY"))

    accounts = Posting.unscoped.filter(role="STOCK").values_list("account__code", "debit")
    assert dict(accounts) == {"1210": D(5), "1200": D(7)}


def test_stock_of_others_has_no_value(move, tell, item, site):
    from sanye.contracts.erp.inventory import MovementKind, StockLine, StockMoved
    from tests.erp.costing.conftest import DAY

    line = StockLine(
        stock_ledger_id=1,
        item_id=item.id,
        site_id=site.id,
        location_id=new_id(),
        lot="",
        serial_number="",
        status="AVAILABLE",
        owner_id=new_id(),
        quantity=D(5),
        unit="C62",
        unit_cost=D(1),
        source_line_id=None,
    )
    tell(
        StockMoved(
            movement_id=new_id(),
            number="SM-1",
            kind=MovementKind.PURCHASE_RECEIPT,
            posting_date=DAY,
            source_type="test",
            source_id=None,
            source_number="",
            reason_code="",
            lines=(line,),
        )
    )

    assert not ItemValue.unscoped.exists()
