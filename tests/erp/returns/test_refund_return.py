from decimal import Decimal

import pytest

from sanye.contracts.erp.returns import ReturnOutcome
from sanye.erp.invoicing.models import SalesInvoice
from sanye.erp.returns import commands, errors
from sanye.erp.returns.models import CustomerReturn, ReturnSettlement
from tests.factories.erp_purchasing import facts_of


def test_credits_what_was_invoiced(shop, books):
    row = shop.returned(2)
    shop.inspect(row, 2)

    shop.refund(row, 2)

    note = SalesInvoice.unscoped.get(kind="CREDIT_NOTE")
    assert (note.net_amount, note.tax_amount) == (2400, 312)
    (fact,) = facts_of(shop.by.company_id, "CustomerReturnSettled")
    assert (fact.credit_note_id, fact.credit_amount, fact.cost_amount) == (note.id, 2400, 0)
    assert [(line.outcome, line.credit_amount) for line in fact.lines] == [("REFUND", 2400)]
    assert (books("SALES_RETURNS"), books("RECEIVABLE"), books("WARRANTY_EXPENSE")) == (2400, 0, 0)
    assert CustomerReturn.unscoped.get().status == "CLOSED"


def test_what_had_to_be_scrapped_is_what_it_cost_us(shop, books):
    row = shop.returned(2)
    shop.inspect(row, 1, 1, "BROKEN", "SCRAP")

    shop.refund(row, 2)

    (fact,) = facts_of(shop.by.company_id, "CustomerReturnSettled")
    assert (fact.credit_amount, fact.cost_amount) == (2400, 700)
    assert books("WARRANTY_EXPENSE") == 700
    assert books("SCRAP_LOSS") == 0
    assert shop.stock() == {"AVAILABLE": 9}


def test_parts_add_up_to_the_invoice(shop):
    row = shop.returned(3)
    shop.inspect(row, 3)

    shop.refund(row, 1)
    assert CustomerReturn.unscoped.get().status == "OPEN"
    shop.refund(row, 2)

    notes = SalesInvoice.unscoped.filter(kind="CREDIT_NOTE").order_by("number")
    assert [note.net_amount for note in notes] == [1200, 2400]
    assert CustomerReturn.unscoped.get().status == "CLOSED"


def test_another_amount_may_be_agreed(shop):
    row = shop.returned(2)
    shop.inspect(row, 2)

    shop.refund(row, 2, net_amount=Decimal("1000"))

    assert SalesInvoice.unscoped.get(kind="CREDIT_NOTE").net_amount == 1000


def test_another_amount_for_some_leaves_the_price_of_the_others(shop):
    row = shop.returned(10)
    shop.inspect(row, 10)
    worn = shop.asked(row, 4, ReturnOutcome.REFUND, net_amount=Decimal(10))
    good = shop.asked(row, 6, ReturnOutcome.REFUND)

    commands.refund_return(customer_return_id=row.id, lines=[worn, good], by=shop.by, at=shop.at)

    assert SalesInvoice.unscoped.get(kind="CREDIT_NOTE").net_amount == 10 + 6 * 1200


def test_goods_we_never_sold_are_credited_at_the_policys_share(shop):
    commands.set_return_policy(unsold_credit_ratio=Decimal("0.3"), by=shop.by, at=shop.at)
    row = shop.receive(shop.announce({"item_id": shop.trader.bike.id, "quantity": Decimal(2)}))
    shop.inspect(row, 2)

    shop.refund(row, 2)

    note = SalesInvoice.unscoped.get(kind="CREDIT_NOTE")
    assert (note.corrects_id, note.net_amount, note.tax_amount) == (
        None,
        Decimal("720.00"),
        Decimal("93.60"),
    )


def test_several_orders_make_several_credit_notes(shop):
    first, second = shop.sell(1), shop.sell(2)
    row = shop.announce({"delivery_line_id": first.id}, {"delivery_line_id": second.id})
    shop.receive(row)
    shop.inspect(row, 1)
    shop.inspect(row, 2)

    asked = [
        commands.Asked(line_id=line.id, quantity=line.quantity, outcome="REFUND")
        for line in shop.lines(row)
    ]
    commands.refund_return(customer_return_id=row.id, lines=asked, by=shop.by, at=shop.at)

    amounts = ReturnSettlement.unscoped.order_by("position").values_list("credit_amount", flat=True)
    assert sorted(amounts) == [1200, 2400]


def test_refuses_before_it_is_inspected_and_changes_nothing(shop):
    row = shop.returned(2)

    with pytest.raises(errors.NotInspected):
        shop.refund(row, 2)

    assert not SalesInvoice.unscoped.filter(kind="CREDIT_NOTE").exists()
    assert shop.lines(row)[0].settled_quantity == 0


def test_refuses_more_than_is_back(shop):
    row = shop.returned(2)
    shop.inspect(row, 2)
    shop.refund(row, 1)

    with pytest.raises(errors.SettledTooMuch):
        shop.refund(row, 2)


def test_refuses_what_is_not_invoiced(shop):
    sold = shop.deliver(2)
    row = shop.receive(shop.announce({"delivery_line_id": sold.id}))
    shop.inspect(row, 2)

    with pytest.raises(errors.NotInvoiced):
        shop.refund(row, 2)

    assert not ReturnSettlement.unscoped.exists()


def test_refuses_another_outcome(shop):
    row = shop.returned(2)
    asked = shop.asked(row, 1, "REPLACE")

    with pytest.raises(errors.OutcomeUnknown):
        commands.refund_return(customer_return_id=row.id, lines=[asked], by=shop.by, at=shop.at)
