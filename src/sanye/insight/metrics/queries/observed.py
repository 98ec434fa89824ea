"""Metrics made of what was told: each a list of observations, in SQL.

An observation has its day, a numerator, a denominator, and the document it is about. All that is
asked of such a metric (value, trend, documents) follows from its observations alone.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import (
    Case,
    DecimalField,
    DurationField,
    ExpressionWrapper,
    F,
    Func,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, TruncDate

from sanye.insight.metrics.domain.kinds import OfferKind
from sanye.insight.metrics.models import AnswerFact, DocumentFact, LineFact, OfferFact, OrderFact
from sanye.insight.metrics.queries.span import Span

Rows = QuerySet[Any]
NUMBER: "DecimalField[Any, Any]" = DecimalField(max_digits=20, decimal_places=6)
ONE = Value(1, output_field=NUMBER)
DAY_SECONDS = timedelta(days=1).total_seconds()
STEPS = {
    "ORDER_CYCLE_TIME": ("placed_at", "arrived_at"),
    "STEP_DECIDE": ("offered_at", "accepted_at"),
    "STEP_PROMISE": ("placed_at", "confirmed_at"),
    "STEP_SUPPLY": ("confirmed_at", "picking_at"),
    "STEP_SHIP": ("picking_at", "shipped_at"),
    "STEP_TRANSPORT": ("shipped_at", "arrived_at"),
    "STEP_INVOICE": ("arrived_at", "invoiced_at"),
    "STEP_PAYMENT": ("invoiced_at", "paid_at"),
}
_DUE = {
    "OTIF_ASKED": "requested_date",
    "OTIF_FIRST_PROMISE": "first_promised_date",
    "OTIF_PROMISE": "promised_date",
}
_OFFERS = {
    "LEAD_CONVERSION": OfferKind.LEAD,
    "OPPORTUNITY_CONVERSION": OfferKind.OPPORTUNITY,
    "QUOTATION_CONVERSION": OfferKind.QUOTATION,
}
_ERRORS = {
    "DOCUMENTS_CORRECTED": Q(corrected_at__isnull=False),
    "DOCUMENTS_CANCELLED": Q(cancelled_at__isnull=False),
    "DOCUMENTS_REKEYED": Q(rekeyed_at__isnull=False),
    "DOCUMENT_ERRORS": Q(corrected_at__isnull=False)
    | Q(cancelled_at__isnull=False)
    | Q(rekeyed_at__isnull=False),
}


def observations(code: str, span: Span) -> Rows:
    """Rows with day, numerator, denominator, document_type, document_id and number."""
    for codes, made in _MADE:
        if code in codes:
            return made(code, span)
    raise KeyError(code)


def is_observed(code: str) -> bool:
    """Whether the metric is made of what was told."""
    return any(code in codes for codes, _ in _MADE)


def _steps(code: str, span: Span) -> Rows:
    """Closed orders, so that no part still on its way makes a step look short."""
    begins, ends = STEPS[code]
    rows = OrderFact.objects.filter(
        **{
            f"{ends}__gte": span.starts_at,
            f"{ends}__lt": span.ends_at,
            f"{begins}__isnull": False,
            "cancelled_at__isnull": True,
        }
    )
    if code not in {"STEP_DECIDE", "STEP_PROMISE"}:
        rows = rows.filter(closed_at__isnull=False)
    return _observed(rows, day_count(begins, ends), _day(ends, span), "erp.sales_order", "order_id")


def _otif(code: str, span: Span) -> Rows:
    """Due by yesterday, or shipped in full already: of the others nothing is known yet."""
    due = _DUE[code]
    done = Q(open_quantity=0, shipped_date__isnull=False)
    rows = LineFact.objects.filter(
        **{f"{due}__range": (span.from_date, span.to_date)}, quantity__gt=0
    ).filter(done | Q(**{f"{due}__lt": span.as_of}))
    in_time = done & Q(shipped_date__lte=F(due))
    return _observed(rows, _counted(in_time), F(due), "erp.sales_order", "order_id")


def _offers(code: str, span: Span) -> Rows:
    rows = OfferFact.objects.filter(
        kind=_OFFERS[code], decided_at__gte=span.starts_at, decided_at__lt=span.ends_at
    )
    kind = f"crm.{_OFFERS[code].lower()}"
    return _observed(rows, _counted(Q(is_won=True)), _day("decided_at", span), kind, "offer_id")


def _answers(_: str, span: Span) -> Rows:
    rows = AnswerFact.objects.filter(answered_at__gte=span.starts_at, answered_at__lt=span.ends_at)
    day = _day("answered_at", span)
    score = Cast("score", NUMBER)
    return _observed(rows, score, day, "crm.satisfaction_request", "request_id")


def _documents(code: str, span: Span) -> Rows:
    rows = DocumentFact.objects.filter(opened_at__gte=span.starts_at, opened_at__lt=span.ends_at)
    counted = _observed(rows, _counted(_ERRORS[code]), _day("opened_at", span), "", "document_id")
    told: Rows = counted.annotate(document_type=F("type"))
    return told


_MADE: tuple[tuple[Any, Callable[[str, Span], Rows]], ...] = (
    (STEPS, _steps),
    (_DUE, _otif),
    (_OFFERS, _offers),
    ({"SATISFACTION"}, _answers),
    (_ERRORS, _documents),
)


def _observed(rows: Rows, numerator: Any, day: Any, kind: str, id_column: str) -> Rows:
    made: Rows = rows.annotate(numerator=numerator, denominator=ONE, day=day)
    if id_column != "document_id":
        made = made.annotate(document_id=F(id_column))
    return made.annotate(document_type=Value(kind)) if kind else made


def _counted(rule: Q) -> Case:
    """1 where the rule holds, else 0."""
    return Case(When(rule, then=ONE), default=Value(0, output_field=NUMBER), output_field=NUMBER)


def _day(instant: str, span: Span) -> TruncDate:
    return TruncDate(instant, tzinfo=span.zone)


def day_count(begins: str, ends: str) -> Any:
    """Days from one instant to another, as a number."""
    gap = ExpressionWrapper(F(ends) - F(begins), output_field=DurationField())
    seconds = Func(gap, function="EXTRACT", template="EXTRACT(EPOCH FROM %(expressions)s)::numeric")
    return ExpressionWrapper(
        Cast(seconds, NUMBER) / Value(int(DAY_SECONDS), output_field=NUMBER), output_field=NUMBER
    )
