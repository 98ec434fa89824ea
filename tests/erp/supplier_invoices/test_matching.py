"""The three-way match as a rule, without a database."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanye.erp.supplier_invoices.domain.matching import (
    Invoiced,
    Ordered,
    Tolerance,
    match_credit,
    match_line,
    total_differs,
)
from sanye.kernel.payment_terms import PaymentTerms, discount_date, due_date

DAY = date(2026, 3, 10)


def matched(
    *, quantity=10, price=5, matchable=10, order_price=5, received=DAY, day=DAY, **tolerance
):
    return match_line(
        Invoiced(quantity=Decimal(quantity), unit_price=Decimal(price), document_date=day),
        Ordered(
            unit_price=Decimal(order_price),
            matchable=Decimal(matchable),
            first_receipt_date=received,
        ),
        Tolerance(**tolerance),
        "CNY",
    )


def test_matches_what_agrees():
    match = matched()

    assert match.differences == ()
    assert (match.matched_quantity, match.matched_amount) == (10, Decimal("50.00"))


@pytest.mark.parametrize(
    ("facts", "differences"),
    [
        ({"price": "5.01"}, ("PRICE_ABOVE",)),
        ({"price": "4.99"}, ("PRICE_BELOW",)),
        ({"price": "5.10", "price_ratio": Decimal("0.02")}, ()),
        ({"price": "5.11", "price_ratio": Decimal("0.02")}, ("PRICE_ABOVE",)),
        ({"price": "5.01", "price_amount": Decimal("0.10")}, ()),
        ({"price": "5.02", "price_amount": Decimal("0.10")}, ("PRICE_ABOVE",)),
        ({"quantity": 11}, ("QUANTITY_ABOVE",)),
        ({"quantity": 11, "quantity_ratio": Decimal("0.1")}, ()),
        ({"quantity": 1, "matchable": 0, "received": None}, ("QUANTITY_ABOVE",)),
        ({"quantity": 4}, ()),
        ({"day": date(2026, 3, 9)}, ("DATE_EARLY",)),
        ({"day": date(2026, 3, 3), "days": 7}, ()),
        ({"day": date(2026, 3, 2), "days": 7}, ("DATE_EARLY",)),
        ({"price": 6, "quantity": 11}, ("PRICE_ABOVE", "QUANTITY_ABOVE")),
    ],
)
def test_names_each_difference(facts, differences):
    assert matched(**facts).differences == differences


def test_never_matches_more_than_is_received():
    match = matched(quantity=11, quantity_ratio=Decimal("0.1"))

    assert (match.matched_quantity, match.matched_amount) == (10, 50)


def test_a_credit_matches_what_went_back():
    def credit(quantity):
        return match_credit(
            Invoiced(quantity=Decimal(quantity), unit_price=Decimal(5), document_date=DAY),
            Ordered(unit_price=Decimal(5), matchable=Decimal(3), first_receipt_date=DAY),
            "CNY",
        )

    assert (credit(3).matched_quantity, credit(3).differences) == (3, ())
    assert (credit(4).matched_quantity, credit(4).differences) == (3, ("CREDIT_ABOVE_RETURNED",))
    assert credit(0).matched_amount == 0


def test_a_total_on_paper_may_differ_a_little():
    tolerance = Tolerance(total_amount=Decimal("0.05"))

    assert not total_differs(None, Decimal(100), tolerance)
    assert not total_differs(Decimal("100.05"), Decimal(100), tolerance)
    assert total_differs(Decimal("99.94"), Decimal(100), tolerance)


quantities = st.decimals("0.001", "1000", places=3)


@given(quantity=quantities, matchable=quantities, ratio=st.decimals("0", "1", places=2))
def test_what_passes_is_never_beyond_tolerance(quantity, matchable, ratio):
    match = matched(quantity=quantity, matchable=matchable, quantity_ratio=ratio)

    assert match.matched_quantity == min(quantity, matchable)
    assert bool(match.differences) == (quantity > matchable * (1 + ratio))


def test_terms_count_from_the_day_or_the_months_end():
    assert due_date(DAY, PaymentTerms(net_days=30)) == date(2026, 4, 9)
    assert due_date(DAY, PaymentTerms(net_days=10, is_from_month_end=True)) == date(2026, 4, 10)
    early = PaymentTerms(net_days=30, discount_days=8, discount_ratio=Decimal("0.02"))
    assert discount_date(DAY, early) == date(2026, 3, 18)
    assert discount_date(DAY, PaymentTerms(net_days=30)) is None
