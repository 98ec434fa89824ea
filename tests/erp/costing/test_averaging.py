"""Rules of valuation hold for any history, without a database."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sanye.erp.costing.domain.averaging import Balance, at_standard, issue, receive, take_difference
from sanye.erp.costing.domain.clearing import Clearing, invoice_clears, receipt_value
from sanye.erp.costing.domain.process import actual_so_far, conversion_cost

D = Decimal
quantities = st.integers(min_value=1, max_value=10_000).map(lambda n: D(n) / 10)
costs = st.decimals(min_value=0, max_value=5000, places=4)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("receive"), quantities, costs),
        st.tuples(st.just("issue"), quantities, st.just(D(0))),
        st.tuples(st.just("difference"), quantities, st.decimals(-9999, 9999, places=2)),
    ),
    max_size=40,
)


@given(steps)
def test_no_quantity_no_value_and_no_negative_value(history):
    balance, booked = Balance(), D(0)
    for step, quantity, cost in history:
        if step == "receive":
            change = receive(balance, quantity, round(quantity * cost, 2), "CNY")
        elif step == "issue":
            change = issue(balance, quantity, "CNY")
        else:
            change = take_difference(balance, quantity, cost, "CNY")
        balance, booked = change.balance, booked + change.amount + change.adjustment
        assert balance.value == booked
        if balance.quantity > 0:
            assert balance.value >= 0
        elif balance.quantity == 0:
            assert balance.value == 0
        else:
            assert balance.value <= 0


@given(st.lists(st.tuples(st.booleans(), quantities), max_size=30), costs)
def test_at_standard_value_is_quantity_times_standard(history, cost):
    balance = Balance()
    for is_in, quantity in history:
        balance = at_standard(balance, quantity if is_in else -quantity, cost, "CNY").balance

    assert abs(balance.value - balance.quantity * cost) <= D("0.005")


@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(-50, 50).filter(bool), costs), min_size=1, max_size=30
    )
)
def test_nothing_is_left_to_clear_when_all_that_came_is_invoiced(history):
    clearing = Clearing()
    for is_receipt, number, cost in history:
        quantity = D(number)
        if is_receipt:
            value = receipt_value(clearing, quantity, cost, "CNY")
            clearing = Clearing(
                received_quantity=clearing.received_quantity + quantity,
                received_value=clearing.received_value + value,
                invoiced_quantity=clearing.invoiced_quantity,
                cleared_value=clearing.cleared_value,
            )
        else:
            value = invoice_clears(clearing, quantity, round(quantity * cost, 2), "CNY")
            clearing = Clearing(
                received_quantity=clearing.received_quantity,
                received_value=clearing.received_value,
                invoiced_quantity=clearing.invoiced_quantity + quantity,
                cleared_value=clearing.cleared_value + value,
            )
        if clearing.open_quantity == 0:
            assert clearing.open_value == 0
        assert clearing.open_value * clearing.open_quantity >= 0


def test_conversion_cost_is_minutes_at_a_rate_per_hour():
    assert conversion_cost(D("20"), D("65.50"), "CNY") == D("21.83")


def test_completions_share_what_is_in_process_and_the_last_takes_all():
    assert actual_so_far(D("100.00"), D(1), D(3), "CNY") == D("33.33")
    assert actual_so_far(D("66.67"), D(2), D(2), "CNY") == D("66.67")
    assert actual_so_far(D("0"), D(2), D(2), "CNY") == D("0")
