"""What may be asked of any metric."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Max, Sum

from sanye.insight.metrics.domain.registry import METRICS, Kind, Metric
from sanye.insight.metrics.errors import MetricUnknown, PeriodTooLong
from sanye.insight.metrics.models import OrderFact
from sanye.insight.metrics.queries.asked import (
    Seen,
    is_of_suppliers,
    level_documents,
    levels,
    supplier_lines,
)
from sanye.insight.metrics.queries.observed import Rows, is_observed, observations
from sanye.insight.metrics.queries.span import Span, span_of
from sanye.kernel.actors import Actor
from sanye.kernel.days import days_between
from sanye.kernel.errors import NotAllowed
from sanye.kernel.money import round_to
from sanye.kernel.ports import LeafOff
from sanye.stem.commands import query
from sanye.stem.identity.fixed import fixed_of

DECIMALS = 6
MOST_POINTS = 800


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A metric's value over a period, or (LEVEL) at its end.

    None: there was nothing to measure, or `is_off`: the leaf that knows is switched off. `count`
    is the number of observations; of a LEVEL it is not counted.
    """

    metric: Metric
    from_date: date
    to_date: date
    value: Decimal | None
    count: int | None
    currency: str
    is_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    day: date
    value: Decimal | None
    count: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One point a day; days without observations have no value."""

    metric: Metric
    currency: str
    points: tuple[Point, ...]


@query
def list_metrics(*, by: Actor) -> list[Metric]:
    """The metrics the actor may see: who may read what a metric is made of may read it."""
    return [metric for metric in METRICS.values() if by.may(metric.needs)]


@query
def get_metric_value(
    *, code: str, from_date: date, to_date: date, at: datetime, by: Actor
) -> Value:
    """Raises MetricUnknown, NotAllowed, PeriodReversed, LeafOff."""
    metric = _allowed(code, by)
    return _value(metric, span_of(from_date=from_date, to_date=to_date, at=at, by=by), by)


@query
def list_metric_values(*, from_date: date, to_date: date, at: datetime, by: Actor) -> list[Value]:
    """All metrics the actor may see over one period. Raises PeriodReversed."""
    span = span_of(from_date=from_date, to_date=to_date, at=at, by=by)
    return [_value_if_on(metric, span, by) for metric in list_metrics(by=by)]


@query
def find_last_order_day(*, by: Actor) -> date | None:
    """The day of the latest order that metrics know, None without one."""
    placed_at = OrderFact.objects.aggregate(last=Max("placed_at"))["last"]
    return None if placed_at is None else placed_at.astimezone(fixed_of(by).zone).date()


@query
def get_metric_trend(
    *, code: str, from_date: date, to_date: date, at: datetime, by: Actor
) -> Trend:
    """Raises MetricUnknown, NotAllowed, PeriodReversed, PeriodTooLong, LeafOff."""
    metric = _allowed(code, by)
    span = span_of(from_date=from_date, to_date=to_date, at=at, by=by)
    days = days_between(from_date, to_date)
    if len(days) > MOST_POINTS:
        raise PeriodTooLong(most=MOST_POINTS, count=len(days), field="to_date")
    if metric.kind is Kind.LEVEL:
        currency, found = levels(code, span, by=by)
        points = [Point(day=day, value=_rounded(value), count=None) for day, value in found]
        return Trend(metric=metric, currency=currency, points=tuple(points))
    sums = _sums_by_day(code, span, by)
    points = [_point(day, *sums.get(day, (Decimal(0), 0))) for day in days]
    return Trend(metric=metric, currency="", points=tuple(points))


@query
def list_metric_documents(
    *, code: str, from_date: date, to_date: date, at: datetime, by: Actor
) -> Rows | list[Seen]:
    """The observations behind a value, each with its document.

    Raises MetricUnknown, NotAllowed, PeriodReversed, LeafOff.
    """
    metric = _allowed(code, by)
    span = span_of(from_date=from_date, to_date=to_date, at=at, by=by)
    if is_observed(code):
        return observations(code, span)
    if is_of_suppliers(code):
        return supplier_lines(code, span, by=by)
    return level_documents(metric.code, span, by=by)


def _allowed(code: str, by: Actor) -> Metric:
    metric = METRICS.get(code)
    if metric is None:
        raise MetricUnknown(metric=code, field="code")
    if not by.may(metric.needs):
        raise NotAllowed(actor=by.name, permission=metric.needs)
    return metric


def _value_if_on(metric: Metric, span: Span, by: Actor) -> Value:
    try:
        return _value(metric, span, by)
    except LeafOff:
        return Value(
            metric=metric,
            from_date=span.from_date,
            to_date=span.to_date,
            value=None,
            count=None,
            currency="",
            is_off=True,
        )


def _value(metric: Metric, span: Span, by: Actor) -> Value:
    if metric.kind is Kind.LEVEL:
        last = Span(from_date=span.to_date, to_date=span.to_date, as_of=span.as_of, zone=span.zone)
        currency, found = levels(metric.code, last, by=by)
        value, count = found[-1][1], None
    else:
        currency = ""
        total, count = _sums(metric.code, span, by)
        value = total / count if count else None
    return Value(
        metric=metric,
        from_date=span.from_date,
        to_date=span.to_date,
        value=_rounded(value),
        count=count,
        currency=currency,
    )


def _sums(code: str, span: Span, by: Actor) -> tuple[Decimal, int]:
    """Sum of numerators and of denominators."""
    if is_of_suppliers(code):
        return _added(supplier_lines(code, span, by=by))
    sums = observations(code, span).aggregate(top=Sum("numerator"), bottom=Sum("denominator"))
    return sums["top"] or Decimal(0), int(sums["bottom"] or 0)


def _sums_by_day(code: str, span: Span, by: Actor) -> dict[date, tuple[Decimal, int]]:
    if is_of_suppliers(code):
        seen: dict[date, list[Seen]] = defaultdict(list)
        for line in supplier_lines(code, span, by=by):
            seen[line.day].append(line)
        return {day: _added(lines) for day, lines in seen.items()}
    rows = observations(code, span).order_by().values("day")
    sums = rows.annotate(top=Sum("numerator"), bottom=Sum("denominator"))
    return {row["day"]: (row["top"], int(row["bottom"])) for row in sums}


def _added(seen: Iterable[Seen]) -> tuple[Decimal, int]:
    rows = list(seen)
    top = sum((row.numerator for row in rows), Decimal(0))
    return top, int(sum((row.denominator for row in rows), Decimal(0)))


def _point(day: date, total: Decimal, count: int) -> Point:
    return Point(day=day, value=_rounded(total / count) if count else None, count=count)


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else round_to(value, DECIMALS)
