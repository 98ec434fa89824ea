"""What service costs: reported, and taken back."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.crm.service.commands.rows import chosen, lock_case
from sanye.crm.service.domain.states import CostKind
from sanye.crm.service.errors import (
    AlreadyReversed,
    AmountNotPositive,
    AmountTooFine,
    CostUnknown,
    DateInTheFuture,
    MinutesOnlyForLabor,
    RateMissing,
)
from sanye.crm.service.models import ServiceCost
from sanye.crm.service.publishing import publish_cost
from sanye.crm.service.queries import get_policy
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.money import round_money
from sanye.stem.commands import command
from sanye.stem.identity.fixed import fixed_of
from sanye.stem.masterdata.queries import get_business_date

MINUTES_PER_HOUR = 60


@command
def report_cost(
    *,
    case_id: UUID,
    kind: str,
    minutes: Decimal | None = None,
    amount: Decimal | None = None,
    posting_date: date | None = None,
    by: Actor,
    at: datetime,
) -> ServiceCost:
    """Work in minutes at the company's rate, or travel, parts and other by amount.

    Functional currency; not charged to the customer. An ended case may still cost. Raises
    CaseUnknown, ChoiceUnknown, AmountNotPositive, AmountTooFine, MinutesOnlyForLabor, RateMissing,
    DateInTheFuture.
    """
    case = lock_case(case_id)
    what = chosen(CostKind, kind, field="kind")
    today = get_business_date(at=at, by=by)
    if posting_date is not None and posting_date > today:
        raise DateInTheFuture(date=posting_date, today=today, field="posting_date")
    currency = fixed_of(by).functional_currency
    rate = get_policy(by=by).labor_rate if what == CostKind.LABOR else Decimal(0)
    cost = ServiceCost(
        id=new_id(),
        company_id=by.company_id,
        case=case,
        customer_id=case.customer_id,
        item_id=case.item_id,
        kind=what,
        minutes=minutes or Decimal(0),
        rate=rate,
        amount=_amount(what, minutes, amount, rate, currency),
        currency=currency,
        posting_date=posting_date or today,
        is_in_warranty=case.is_in_warranty,
        reported_by_id=by.user_id,
        reported_at=at,
    )
    cost.save(force_insert=True)
    publish_cost(cost, case)
    return cost


@command
def reverse_cost(*, cost_id: UUID, by: Actor, at: datetime) -> ServiceCost:
    """Take a report back by its opposite, dated today. Raises CostUnknown, AlreadyReversed."""
    rows = ServiceCost.objects.select_for_update(of=("self",))
    cost: ServiceCost | None = rows.filter(id=cost_id).first()
    if cost is None:
        raise CostUnknown(id=cost_id)
    if cost.reverses_id is not None or ServiceCost.objects.filter(reverses=cost).exists():
        raise AlreadyReversed
    opposite = ServiceCost(
        id=new_id(),
        company_id=cost.company_id,
        case_id=cost.case_id,
        customer_id=cost.customer_id,
        item_id=cost.item_id,
        kind=cost.kind,
        minutes=-cost.minutes,
        rate=cost.rate,
        amount=-cost.amount,
        currency=cost.currency,
        posting_date=get_business_date(at=at, by=by),
        is_in_warranty=cost.is_in_warranty,
        reported_by_id=by.user_id,
        reported_at=at,
        reverses=cost,
    )
    opposite.save(force_insert=True)
    publish_cost(opposite, cost.case)
    return opposite


def _amount(
    kind: CostKind,
    minutes: Decimal | None,
    amount: Decimal | None,
    rate: Decimal,
    currency: str,
) -> Decimal:
    """The amount as given, or minutes x rate / 60 rounded once."""
    if minutes is not None and kind != CostKind.LABOR:
        raise MinutesOnlyForLabor(field="minutes")
    if minutes is not None and minutes <= 0:
        raise AmountNotPositive(amount=minutes, field="minutes")
    if amount is None and minutes is not None:
        return _worked(minutes, rate, currency)
    if amount is None or amount <= 0:
        raise AmountNotPositive(amount=amount or 0, field="amount")
    if round_money(amount, currency) != amount:
        raise AmountTooFine(amount=amount, currency=currency, field="amount")
    return amount


def _worked(minutes: Decimal, rate: Decimal, currency: str) -> Decimal:
    if rate <= 0:
        raise RateMissing(field="minutes")
    worked = round_money(minutes * rate / MINUTES_PER_HOUR, currency)
    if worked <= 0:
        raise AmountNotPositive(amount=worked, field="minutes")
    return worked
