"""Credit: checked under the customer's lock, released by a person with a reason."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sanye.erp.sales_orders.domain.credit import CreditDecision, decide, is_limited
from sanye.erp.sales_orders.domain.states import STEPS, CreditStatus, OrderStatus
from sanye.erp.sales_orders.errors import CreditExceeded, CreditNotBlocked, ReasonMissing
from sanye.erp.sales_orders.models import SalesOrder
from sanye.erp.sales_orders.queries.exposure import get_exposure
from sanye.erp.sales_orders.queries.parts import get_parts
from sanye.kernel.actors import Actor
from sanye.kernel.money import round_money
from sanye.kernel.states import check_step
from sanye.stem.commands import command
from sanye.stem.masterdata.models import PartyCompany
from sanye.stem.masterdata.queries import get_party


def check_credit(
    order: SalesOrder, customer: PartyCompany, *, added_amount: Decimal, by: Actor
) -> CreditDecision:
    """Hold the customer's exposure plus `added_amount` (the order's currency) against the limit.

    The caller has locked `customer`, so that two orders cannot pass on the same free credit.
    Notes the outcome on the order, in memory. Without a limit nothing is added up.
    """
    if not is_limited(customer.credit_limit, customer.credit_policy):
        order.credit_status, order.credit_excess_amount = CreditStatus.PASSED, Decimal(0)
        return CreditDecision(status=CreditStatus.PASSED)
    exposure = get_exposure(customer_id=order.customer_id, by=by)
    decision = decide(
        limit=customer.credit_limit,
        policy=customer.credit_policy,
        exposure=exposure.total + added_amount * order.exchange_rate,
        order_amount=order.gross_amount,
        released_amount=order.credit_released_amount,
    )
    order.credit_status = decision.status
    order.credit_excess_amount = round_money(decision.excess, exposure.currency)
    return decision


def refuse_excess(
    order: SalesOrder, customer: PartyCompany, *, added_amount: Decimal, by: Actor
) -> None:
    """As `check_credit`, but raise CreditExceeded if it blocks."""
    decision = check_credit(order, customer, added_amount=added_amount, by=by)
    if decision.status is CreditStatus.BLOCKED:
        raise CreditExceeded(
            customer=get_party(party_id=order.customer_id, by=by).code,
            order=order.number,
            limit=customer.credit_limit,
            currency=get_exposure(customer_id=order.customer_id, by=by).currency,
            excess=order.credit_excess_amount,
        )


@command
def release_credit(*, order_id: UUID, reason: str, by: Actor, at: datetime) -> SalesOrder:
    """Let the order pass up to its present amount, at confirmation and at delivery.

    A blocked order is PLACED again and may be confirmed. Raises ReasonMissing, CreditNotBlocked.
    """
    if not reason.strip():
        raise ReasonMissing(field="reason")
    order = get_parts(order_id, lock=True).order
    if order.status not in {OrderStatus.CREDIT_BLOCKED, OrderStatus.CONFIRMED}:
        raise CreditNotBlocked(number=order.number, status=order.status)
    if order.status == OrderStatus.CREDIT_BLOCKED:
        check_step(STEPS, OrderStatus(order.status), OrderStatus.PLACED, subject=order.number)
        order.status = OrderStatus.PLACED
        order.await_reason = ""
    order.credit_status = CreditStatus.RELEASED
    order.credit_released_amount = order.gross_amount
    order.credit_release_reason = reason
    order.save()
    return order
