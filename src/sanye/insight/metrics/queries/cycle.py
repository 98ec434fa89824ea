"""Where an order's time goes, and which step takes most of it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count

from sanye.insight.metrics.domain.registry import CYCLE_STEPS, METRICS, Metric
from sanye.insight.metrics.models import OrderFact
from sanye.insight.metrics.queries.observed import STEPS, day_count
from sanye.insight.metrics.queries.span import Span, span_of
from sanye.kernel.actors import Actor
from sanye.kernel.errors import NotAllowed
from sanye.kernel.money import round_to
from sanye.stem.commands import query

DECIMALS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleStep:
    """`share_ratio` of the whole cycle; None where no order told both ends."""

    metric: Metric
    mean_days: Decimal | None
    share_ratio: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCycle:
    """Orders that arrived in the period, with the mean of each step of the very same orders."""

    from_date: date
    to_date: date
    order_count: int
    mean_days: Decimal | None
    steps: tuple[CycleStep, ...]
    bottleneck: str


@query
def get_order_cycle(*, from_date: date, to_date: date, at: datetime, by: Actor) -> OrderCycle:
    """Means add up, for every step is taken over the same orders: those that told all of them.

    Raises PeriodReversed, NotAllowed.
    """
    whole = METRICS["ORDER_CYCLE_TIME"]
    if not by.may(whole.needs):
        raise NotAllowed(actor=by.name, permission=whole.needs)
    span = span_of(from_date=from_date, to_date=to_date, at=at, by=by)
    found = _means(span)
    mean = found["ORDER_CYCLE_TIME"]
    steps = tuple(_step(METRICS[code], found[code], mean) for code in CYCLE_STEPS)
    known = [step for step in steps if step.mean_days is not None]
    longest = max(known, key=lambda step: step.mean_days or Decimal(0), default=None)
    return OrderCycle(
        from_date=from_date,
        to_date=to_date,
        order_count=found["count"],
        mean_days=_rounded(mean),
        steps=steps,
        bottleneck=longest.metric.code if longest else "",
    )


def _means(span: Span) -> dict[str, Any]:
    ends = {name: "isnull" for code in CYCLE_STEPS for name in STEPS[code]}
    told = {f"{name}__{lookup}": False for name, lookup in ends.items()}
    rows = OrderFact.objects.filter(
        **told,
        arrived_at__gte=span.starts_at,
        arrived_at__lt=span.ends_at,
        closed_at__isnull=False,
        cancelled_at__isnull=True,
    )
    codes = ("ORDER_CYCLE_TIME", *CYCLE_STEPS)
    means = {code: Avg(day_count(*STEPS[code])) for code in codes}
    return rows.aggregate(count=Count("id"), **means)


def _step(metric: Metric, mean: Decimal | None, whole: Decimal | None) -> CycleStep:
    share = mean / whole if mean is not None and whole else None
    return CycleStep(metric=metric, mean_days=_rounded(mean), share_ratio=_rounded(share))


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else round_to(value, DECIMALS)
