"""What a production order has taken in and given out."""

from decimal import Decimal
from fractions import Fraction

from sanye.contracts.erp.finance import AccountRole
from sanye.kernel.money import round_money

MINUTES_PER_HOUR = 60
ABSORBED_BY = {
    "LABOR": AccountRole.LABOR_ABSORBED,
    "MACHINE": AccountRole.MACHINE_ABSORBED,
    "OUTSIDE": AccountRole.OUTSIDE_WORK_ABSORBED,
}


def conversion_cost(minutes: Decimal, cost_rate: Decimal, currency: str) -> Decimal:
    """Minutes at a rate per hour."""
    return round_money(Fraction(minutes) * Fraction(cost_rate) / MINUTES_PER_HOUR, currency)


def actual_so_far(
    in_process: Decimal, completed: Decimal, remaining: Decimal, currency: str
) -> Decimal:
    """The share of what is in process that goes with `completed` of the `remaining` quantity.

    The last of it takes everything; nothing in process gives nothing.
    """
    if in_process <= 0:
        return Decimal(0)
    if completed >= remaining:
        return in_process
    share = Fraction(completed) / Fraction(remaining)
    return round_money(Fraction(in_process) * share, currency)
