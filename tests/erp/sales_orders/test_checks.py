"""`sanye verify` finds totals that are not what stands below them."""

from collections.abc import Callable

import pytest
from django.db.models import F

from sanye.erp.sales_orders.checks import totals_are_sums
from sanye.erp.sales_orders.models import SalesOrder, SalesOrderLine, SalesOrderLineTax
from sanye.kernel.ids import new_id
from tests.factories.sales import Trader


def _net_of_order(number: str) -> None:
    SalesOrder.unscoped.filter(number=number).update(
        net_amount=F("net_amount") + 1, gross_amount=F("gross_amount") + 1
    )


def _tax_of_line(number: str) -> None:
    SalesOrderLine.unscoped.filter(order__number=number, line_number=1).update(
        tax_amount=F("tax_amount") + 1
    )


def _tax_row(number: str) -> None:
    SalesOrderLineTax.unscoped.filter(line__order__number=number).update(
        tax_amount=F("tax_amount") + 1
    )


def _no_tax_rows(number: str) -> None:
    SalesOrderLineTax.unscoped.filter(line__order__number=number).delete()


@pytest.mark.parametrize("spoil", [_net_of_order, _tax_of_line, _tax_row, _no_tax_rows])
def test_an_order_that_is_not_the_sum_of_its_lines_is_named(
    trader: Trader, spoil: Callable[[str], None]
) -> None:
    """And no other one; two lines, so that nothing is counted twice."""
    orders = [trader.place(trader.line(), trader.line(trader.chain, 3)) for _ in range(3)]
    sound = totals_are_sums(trader.by.company_id)
    assert (sound.checked, sound.problems) == (3, ())

    spoil(orders[1].number)

    (problem,) = totals_are_sums(trader.by.company_id).problems
    assert problem.startswith(f"number {orders[1].number},")
    assert totals_are_sums(new_id()).problems == ()
