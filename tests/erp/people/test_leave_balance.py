"""Leave in days, worked out by hand."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sanye.erp.people.domain.choices import Accrual
from sanye.erp.people.domain.leave import LeaveAccount, LeaveRule, balance_on, first_overdrawn

ANNUAL = LeaveRule(Decimal(10), carry_over_days=Decimal(3))


def test_a_whole_year_brings_the_whole_entitlement_on_its_first_day():
    found = balance_on(ANNUAL, LeaveAccount(date(2025, 1, 1), None), date(2025, 1, 1))

    assert (found.carried, found.entitled, found.balance) == (0, 10, 10)


def test_half_a_year_brings_its_share_of_calendar_days():
    """2 July to 31 December 2025 are 183 of 365 days: 10 × 183/365 = 5.0137."""
    found = balance_on(ANNUAL, LeaveAccount(date(2025, 7, 2), None), date(2025, 7, 2))

    assert found.entitled == Decimal("5.01")


def test_nothing_is_there_before_hiring():
    found = balance_on(ANNUAL, LeaveAccount(date(2025, 7, 2), None), date(2025, 7, 1))

    assert found.balance == 0


def test_the_rest_goes_over_up_to_the_limit():
    """2025: 10 - 2 = 8 left, 3 go over; 2026: 3 + 10 - 1."""
    taken = [date(2025, 5, 5), date(2025, 5, 6), date(2026, 2, 2)]

    found = balance_on(ANNUAL, LeaveAccount(date(2025, 1, 1), None, taken), date(2026, 3, 1))

    assert (found.carried, found.taken, found.balance) == (3, 1, 12)


def test_what_was_taken_too_much_goes_over_whole():
    taken = [date(2025, 6, day) for day in range(1, 15)]

    found = balance_on(ANNUAL, LeaveAccount(date(2025, 1, 1), None, taken), date(2026, 1, 1))

    assert (found.carried, found.balance) == (-4, 6)


def test_a_monthly_kind_grows_with_every_month_completed():
    """12 days a year: after three months 3; on the last day of April the fourth comes."""
    rule = LeaveRule(Decimal(12), accrual=Accrual.MONTHLY)
    account = LeaveAccount(date(2025, 1, 1), None)

    assert balance_on(rule, account, date(2026, 4, 29)).entitled == 3
    assert balance_on(rule, account, date(2026, 4, 30)).entitled == 4


def test_who_leaves_in_spring_has_a_quarter():
    """1 January to 31 March 2025: 90 of 365 days, 10 × 90/365 = 2.4658."""
    account = LeaveAccount(date(2024, 1, 1), date(2025, 3, 31))
    rule = LeaveRule(Decimal(10))

    assert balance_on(rule, account, date(2025, 2, 1)).entitled == Decimal("2.47")


def test_a_kind_that_is_not_prorated_gives_all_to_newcomers():
    rule = LeaveRule(Decimal(5), is_prorated=False)

    found = balance_on(rule, LeaveAccount(date(2025, 12, 1), None), date(2025, 12, 1))

    assert found.entitled == 5


def test_days_to_come_are_planned_and_still_there():
    taken = [date(2025, 6, 2), date(2025, 8, 4)]

    found = balance_on(ANNUAL, LeaveAccount(date(2025, 1, 1), None, taken), date(2025, 7, 1))

    assert (found.taken, found.planned, found.balance) == (1, 1, 9)


def test_an_adjustment_counts_from_its_day():
    account = LeaveAccount(date(2025, 1, 1), None, adjustments=[(date(2025, 3, 1), Decimal("1.5"))])

    assert balance_on(ANNUAL, account, date(2025, 2, 28)).balance == 10
    assert balance_on(ANNUAL, account, date(2025, 3, 1)).balance == Decimal("11.5")


def test_the_first_day_without_balance_is_found():
    taken = [date(2025, 6, day) for day in range(1, 13)]
    account = LeaveAccount(date(2025, 1, 1), None, taken)

    assert first_overdrawn(ANNUAL, account, date(2025, 6, 1)) == date(2025, 6, 11)


@given(
    offsets=st.sets(st.integers(0, 1460), max_size=30),
    offset=st.integers(0, 1460),
    carry=st.integers(0, 10),
)
def test_a_day_taken_costs_exactly_one_day_that_year(offsets, offset, carry):
    days = [date(2023, 1, 1) + timedelta(days=number) for number in sorted(offsets)]
    on = date(2023, 1, 1) + timedelta(days=offset)
    rule = LeaveRule(Decimal(10), carry_over_days=Decimal(carry))
    account = LeaveAccount(date(2023, 1, 1), None, [day for day in days if day != on])
    more = LeaveAccount(date(2023, 1, 1), None, [*account.taken, on])

    assert balance_on(rule, more, on).balance == balance_on(rule, account, on).balance - 1
