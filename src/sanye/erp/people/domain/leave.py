"""Leave in days: what a year brings, what it leaves over, what is there on a day.

Of a year's days somebody has the part of the year (in calendar days) for which they are employed,
if the kind is prorated; MONTHLY then gives a twelfth of it with every month completed. What is not
taken at the end of a year goes over, up to the kind's limit; what was taken too much goes over
whole. Exact fractions are rounded once, half up to a hundredth of a day, where they are shown.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sanye.erp.people.domain.choices import Accrual
from sanye.kernel.money import round_to

DAY_DECIMALS = 2
MONTHS = 12


@dataclass(frozen=True, slots=True)
class LeaveRule:
    days_per_year: Decimal
    accrual: Accrual = Accrual.YEARLY
    is_prorated: bool = True
    carry_over_days: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class LeaveAccount:
    """One employee and one kind: employed from … to (None: still), days off, corrections."""

    hired_date: date
    last_date: date | None
    taken: Sequence[date] = ()
    adjustments: Sequence[tuple[date, Decimal]] = ()


@dataclass(frozen=True, slots=True)
class LeaveBalance:
    """All in days, on a day: carried + entitled + adjusted − taken = balance.

    `planned`: approved days of the same year that are still to come.
    """

    carried: Decimal
    entitled: Decimal
    adjusted: Decimal
    taken: Decimal
    planned: Decimal
    balance: Decimal


def balance_on(rule: LeaveRule, account: LeaveAccount, on: date) -> LeaveBalance:
    """What is there at the end of the day; nothing before the employee was hired."""
    carried = Fraction(0)
    for year in range(account.hired_date.year, on.year):
        carried = _carry(rule, account, year, carried)
    entitled = entitled_by(rule, account, on)
    adjusted = _adjusted(account, on)
    taken = sum(1 for day in account.taken if day.year == on.year and day <= on)
    planned = sum(1 for day in account.taken if day.year == on.year and day > on)
    return LeaveBalance(
        carried=_days(carried),
        entitled=_days(entitled),
        adjusted=_days(adjusted),
        taken=Decimal(taken),
        planned=Decimal(planned),
        balance=_days(carried + entitled + adjusted - taken),
    )


def first_overdrawn(rule: LeaveRule, account: LeaveAccount, from_day: date) -> date | None:
    """The first day off, from a day on, that there is no balance for."""
    for day in sorted({day for day in account.taken if day >= from_day}):
        if balance_on(rule, account, day).balance < 0:
            return day
    return None


def entitled_by(rule: LeaveRule, account: LeaveAccount, on: date) -> Fraction:
    """What the year of the day has brought until it."""
    first, last = _employed_in(account, on.year)
    if first > last or on < first:
        return Fraction(0)
    whole = Fraction(rule.days_per_year)
    if rule.is_prorated:
        whole *= Fraction((last - first).days + 1, _days_of_year(on.year))
    if rule.accrual == Accrual.YEARLY:
        return whole
    months = range(first.month, last.month + 1)
    passed = sum(1 for month in months if _end_of_month(on.year, month, last) <= on)
    return whole * Fraction(passed, len(months))


def _carry(rule: LeaveRule, account: LeaveAccount, year: int, carried: Fraction) -> Fraction:
    """What a year leaves to the next."""
    end = date(year, MONTHS, 31)
    taken = sum(1 for day in account.taken if day.year == year)
    rest = carried + entitled_by(rule, account, end) + _adjusted(account, end) - taken
    return min(rest, Fraction(rule.carry_over_days))


def _adjusted(account: LeaveAccount, on: date) -> Fraction:
    given = (days for day, days in account.adjustments if day.year == on.year and day <= on)
    return sum((Fraction(days) for days in given), Fraction(0))


def _employed_in(account: LeaveAccount, year: int) -> tuple[date, date]:
    last = account.last_date or date.max
    return max(account.hired_date, date(year, 1, 1)), min(last, date(year, MONTHS, 31))


def _end_of_month(year: int, month: int, last: date) -> date:
    return min(date(year, month, monthrange(year, month)[1]), last)


def _days_of_year(year: int) -> int:
    return (date(year, MONTHS, 31) - date(year, 1, 1)).days + 1


def _days(value: Fraction) -> Decimal:
    return round_to(value, DAY_DECIMALS)
