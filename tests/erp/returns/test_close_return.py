from decimal import Decimal

import pytest

from sanye.erp.returns import commands, errors
from tests.factories.erp_purchasing import facts_of


def test_closing_gives_back_what_never_came(shop):
    sold = shop.sell(3)
    row = shop.announce({"delivery_line_id": sold.id})
    shop.receive(row, 1)
    shop.inspect(row, 1)
    shop.refund(row, 1)

    commands.close_return(customer_return_id=row.id, by=shop.by, at=shop.at)

    sold.refresh_from_db()
    assert sold.returned_quantity == 1
    (fact,) = facts_of(shop.by.company_id, "CustomerReturnClosed")
    assert not fact.is_cancelled
    shop.announce({"delivery_line_id": sold.id, "quantity": Decimal(2)})


def test_refuses_to_close_what_is_not_settled(shop):
    row = shop.returned(2)

    with pytest.raises(errors.NotSettled):
        commands.close_return(customer_return_id=row.id, by=shop.by, at=shop.at)


def test_refuses_to_cancel_what_came_or_without_reason(shop):
    row = shop.returned(2)

    with pytest.raises(errors.SomethingCame):
        commands.cancel_return(customer_return_id=row.id, reason="x", by=shop.by, at=shop.at)
    with pytest.raises(errors.ReasonMissing):
        commands.cancel_return(customer_return_id=row.id, reason=" ", by=shop.by, at=shop.at)


def test_cancelling_tells_that_nothing_ever_came(shop):
    sold = shop.sell(3)
    row = shop.announce({"delivery_line_id": sold.id})

    commands.cancel_return(customer_return_id=row.id, reason="kept", by=shop.by, at=shop.at)

    (fact,) = facts_of(shop.by.company_id, "CustomerReturnClosed")
    assert fact.is_cancelled
