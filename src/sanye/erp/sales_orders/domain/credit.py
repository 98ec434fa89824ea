"""Is the customer good for it? Amounts in the company's functional currency."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeGuard

from sanye.erp.sales_orders.domain.states import CreditStatus

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What the customer owes or will owe: open receivables, and confirmed orders not invoiced."""

    currency: str
    receivable: Decimal
    not_invoiced: Decimal

    @property
    def total(self) -> Decimal:
        return self.receivable + self.not_invoiced


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditDecision:
    status: CreditStatus
    excess: Decimal = ZERO


def is_limited(limit: Decimal | None, policy: str) -> TypeGuard[Decimal]:
    """Whether what the customer owes is held against anything."""
    return limit is not None and policy != "NONE"


def is_released(order_amount: Decimal, released_amount: Decimal | None) -> bool:
    """Whether a person let the order pass, up to what it amounts to now."""
    return released_amount is not None and order_amount <= released_amount


def decide(
    *,
    limit: Decimal | None,
    policy: str,
    exposure: Decimal,
    order_amount: Decimal,
    released_amount: Decimal | None,
) -> CreditDecision:
    """Whether exposure (this order included) stays within the limit.

    No limit passes. A release holds as long as the order is not above the released amount.
    """
    if not is_limited(limit, policy) or exposure <= limit:
        return CreditDecision(status=CreditStatus.PASSED)
    excess = exposure - limit
    if is_released(order_amount, released_amount):
        return CreditDecision(status=CreditStatus.RELEASED, excess=excess)
    blocked = policy == "BLOCK"
    return CreditDecision(
        status=CreditStatus.BLOCKED if blocked else CreditStatus.WARNED, excess=excess
    )
