"""The documents behind each reason of a customer's health, as of a day."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, DateField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, TruncDate

from sanye.crm.loyalty.domain.facts import CaseState
from sanye.crm.loyalty.domain.health import Basis, Counted, Reason, Weight
from sanye.crm.loyalty.models import (
    Behaviour,
    KnownAnswer,
    KnownCase,
    KnownInvoice,
    KnownLine,
    KnownOrder,
    KnownReturn,
)

DISSATISFIED_UP_TO = 2
Rows = QuerySet[Any]


def _answers(_as_of: date, since: date) -> Rows:
    return KnownAnswer.objects.filter(answered_at__date__gt=since)


def _cases(_as_of: date, since: date) -> Rows:
    return KnownCase.objects.filter(opened_at__date__gt=since).exclude(state=CaseState.GONE)


def _lines(as_of: date, since: date) -> Rows:
    """Lines that left us in the window, and those that should have."""
    left = Q(open_quantity=0, last_shipped_date__gt=since, last_shipped_date__lte=as_of)
    return KnownLine.objects.filter(left | Q(open_quantity__gt=0, first_promised_date__lt=as_of))


def _shipped_orders(as_of: date, since: date) -> Rows:
    lines = KnownLine.objects.filter(
        order_id=OuterRef("order_id"), last_shipped_date__gt=since, last_shipped_date__lte=as_of
    )
    return KnownOrder.objects.filter(Exists(lines), is_cancelled=False)


def _paid(as_of: date, since: date) -> Rows:
    return KnownInvoice.objects.filter(settled_date__gt=since, settled_date__lte=as_of)


def _late_cases(as_of: date, since: date) -> Rows:
    still = Q(state=CaseState.OPEN, due_at__date__lt=as_of)
    return KnownCase.objects.exclude(state=CaseState.GONE).filter(
        Q(is_late=True, opened_at__date__gt=since) | still
    )


def _quiet(as_of: date, _since: date) -> Rows:
    """The last orders of those who have gone quiet."""
    of_quiet = Behaviour.objects.filter(
        customer_id=OuterRef("customer_id"),
        last_order_date=OuterRef("order_date"),
        is_quiet=True,
        as_of_date=as_of,
    )
    return KnownOrder.objects.filter(Exists(of_quiet), is_cancelled=False)


_FOUND: dict[Reason, Callable[[date, date], Rows]] = {
    Reason.DISSATISFIED: lambda as_of, since: _answers(as_of, since).filter(
        score__lte=DISSATISFIED_UP_TO
    ),
    Reason.OPEN_CASE: lambda _as_of, _since: KnownCase.objects.filter(state=CaseState.OPEN),
    Reason.LATE_CASE: _late_cases,
    Reason.COMPLAINT: lambda as_of, since: _cases(as_of, since).filter(
        Q(kind="COMPLAINT") | Q(is_our_fault=True)
    ),
    Reason.LATE_LINE: lambda as_of, since: _lines(as_of, since).filter(
        Q(open_quantity__gt=0) | Q(last_shipped_date__gt=F("first_promised_date"))
    ),
    Reason.RETURN: lambda as_of, since: KnownReturn.objects.filter(
        received_date__gt=since, received_date__lte=as_of
    ),
    Reason.OVERDUE_INVOICE: lambda as_of, _since: KnownInvoice.objects.filter(
        settled_date__isnull=True, due_date__lt=as_of, gross_amount__gt=0
    ),
    Reason.LATE_PAYMENT: lambda as_of, since: _paid(as_of, since).filter(
        settled_date__gt=F("due_date")
    ),
    Reason.GONE_QUIET: _quiet,
}
_WHOLE: dict[Reason, Callable[[date, date], Rows]] = {
    Reason.DISSATISFIED: _answers,
    Reason.LATE_LINE: _lines,
    Reason.RETURN: _shipped_orders,
    Reason.LATE_PAYMENT: _paid,
}
"""What a share is of; of other reasons a share is of the documents found."""

_COLUMNS: dict[type[Any], tuple[str, str, str, Any]] = {
    KnownAnswer: (
        "crm.satisfaction",
        "request_id",
        "subject_number",
        TruncDate("answered_at"),
    ),
    KnownCase: ("crm.case", "case_id", "number", TruncDate("opened_at")),
    KnownLine: (
        "erp.sales_order",
        "order_id",
        "order_number",
        Coalesce("last_shipped_date", "first_promised_date"),
    ),
    KnownOrder: ("erp.sales_order", "order_id", "number", F("order_date")),
    KnownReturn: ("erp.customer_return", "return_id", "number", F("received_date")),
    KnownInvoice: (
        "erp.sales_invoice",
        "invoice_id",
        "number",
        Coalesce("settled_date", "due_date", output_field=DateField()),
    ),
}


def found_rows(reason: Reason, weight: Weight, as_of: date) -> Rows:
    """The rows behind a reason, of all customers."""
    return _FOUND[reason](as_of, _since(weight, as_of))


def _since(weight: Weight, as_of: date) -> date:
    return as_of - timedelta(days=weight.window_days)


def evidence_rows(reason: Reason, weight: Weight, as_of: date, customer_id: UUID) -> Rows:
    """The documents behind a customer's reason: type, id, number, day."""
    rows = found_rows(reason, weight, as_of).filter(customer_id=customer_id)
    document_type, id_column, number_column, day = _COLUMNS[rows.model]
    documents: Rows = rows.annotate(on_date=day, reason=Value(reason)).values(
        "reason",
        "on_date",
        document_type=Value(document_type),
        document_id=F(id_column),
        document_number=F(number_column),
    )
    return documents


def count_found(
    weights: Mapping[Reason, Weight], as_of: date, customer_ids: Collection[UUID]
) -> dict[UUID, dict[Reason, Counted]]:
    """How many documents are behind each reason, of how many, by customer; reasons without any are
    left out."""
    found = _counts(
        {reason: found_rows(reason, weight, as_of) for reason, weight in weights.items()},
        dict.fromkeys(weights, customer_ids),
    )
    shares = {
        reason: _WHOLE[reason](as_of, _since(weights[reason], as_of))
        for reason in found
        if reason in _WHOLE and weights[reason].basis is Basis.SHARE
    }
    whole = _counts(shares, found)
    counted: dict[UUID, dict[Reason, Counted]] = defaultdict(dict)
    for reason, counts in found.items():
        of = whole[reason] if reason in shares else counts
        for customer_id, count in counts.items():
            counted[customer_id][reason] = Counted(found=count, of=of.get(customer_id, 0))
    return counted


def _counts(
    rows: Mapping[Reason, Rows], customer_ids: Mapping[Reason, Collection[UUID]]
) -> dict[Reason, dict[UUID, int]]:
    """How many rows the customers have for each reason, by one statement."""
    counted = [
        of_reason.filter(customer_id__in=customer_ids[reason])
        .order_by()
        .values("customer_id")
        .annotate(count=Count("id"), reason=Value(reason))
        .values_list("reason", "customer_id", "count")
        for reason, of_reason in rows.items()
    ]
    found: dict[Reason, dict[UUID, int]] = defaultdict(dict)
    if counted:
        for reason, customer_id, count in counted[0].union(*counted[1:], all=True):
            found[Reason(reason)][customer_id] = count
    return found
