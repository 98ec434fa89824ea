from datetime import date
from decimal import Decimal

import pytest

from sanye.contracts.erp.returns import ReturnOutcome
from sanye.erp.returns import checks, commands, errors
from sanye.erp.returns.models import CustomerReturn
from tests.factories.erp_purchasing import facts_of


def past(shop, number="OLD-1", **line):
    return commands.ClosedReturn(
        number=number,
        customer_id=shop.trader.customer.id,
        site_id=shop.trader.site.id,
        posting_date=date(2024, 5, 6),
        lines=(
            commands.ClosedReturnLine(
                **{
                    "item_id": shop.trader.bike.id,
                    "quantity": Decimal(2),
                    "outcome": ReturnOutcome.REFUND,
                    "credit_amount": Decimal(2400),
                    "cost_amount": Decimal(300),
                    "failure_code": "NOISE",
                    **line,
                }
            ),
        ),
    )


def test_tells_facts_of_the_past_and_touches_no_stock(shop, by, at):
    rows = commands.import_closed_returns(returns=[past(shop), past(shop, "OLD-2")], by=by, at=at)

    assert [row.number for row in rows] == ["OLD-1", "OLD-2"]
    first, _ = facts_of(by.company_id, "CustomerReturnImported")
    assert (first.posting_date, first.credit_amount, first.cost_amount) == (
        date(2024, 5, 6),
        2400,
        300,
    )
    assert first.lines[0].outcome == "REFUND"
    assert shop.stock() == {"AVAILABLE": 10}
    assert not checks.stock_took_what_came_back(by.company_id).problems


def test_takes_a_number_once(shop, by, at):
    commands.import_closed_returns(returns=[past(shop)], by=by, at=at)

    assert commands.import_closed_returns(returns=[past(shop)], by=by, at=at) == []

    assert CustomerReturn.unscoped.count() == 1


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ({"quantity": Decimal(0)}, errors.QuantityNotPositive),
        ({"cost_amount": Decimal(-1)}, errors.AmountNegative),
    ],
)
def test_refuses_bad_rows_and_takes_none(shop, by, at, line, refusal):
    with pytest.raises(refusal) as caught:
        commands.import_closed_returns(
            returns=[past(shop), past(shop, "OLD-2", **line)], by=by, at=at
        )

    assert caught.value.row == 2
    assert not CustomerReturn.unscoped.exists()
