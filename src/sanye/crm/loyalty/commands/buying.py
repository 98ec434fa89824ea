"""Working out how customers buy."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Sum

from sanye.crm.loyalty.domain.behaviour import WINDOW_DAYS, Bought, buying_of, share_of
from sanye.crm.loyalty.models import (
    Behaviour,
    KnownInvoice,
    KnownLine,
    KnownOrder,
    KnownReturn,
)
from sanye.kernel.actors import Actor
from sanye.stem.rows.bulk import put_rows

_COLUMNS = (
    "as_of_date",
    "first_order_date",
    "last_order_date",
    "order_count",
    "amount",
    "gap_days",
    "spread_days",
    "next_expected_date",
    "is_quiet",
    "trend_ratio",
    "late_line_ratio",
    "return_ratio",
    "overdue_ratio",
)
_SCORE = """
    UPDATE crm_behaviour AS row
       SET recency_score = given.recency, frequency_score = given.frequency,
           value_score = given.value
      FROM (SELECT id,
                   1 + 5 * (rank() OVER (ORDER BY last_order_date) - 1)
                       / count(*) OVER () AS recency,
                   1 + 5 * (rank() OVER (ORDER BY order_count) - 1)
                       / count(*) OVER () AS frequency,
                   1 + 5 * (rank() OVER (ORDER BY amount) - 1)
                       / count(*) OVER () AS value
              FROM crm_behaviour
             WHERE company_id = %(company)s AND last_order_date IS NOT NULL) AS given
     WHERE row.id = given.id
       AND (row.recency_score, row.frequency_score, row.value_score)
           IS DISTINCT FROM (given.recency, given.frequency, given.value)
"""
Pairs = dict[UUID, tuple[int, int]]


def review_behaviour(customer_ids: Sequence[UUID], as_of: date, by: Actor) -> None:
    """Work out and store how these customers buy; scores of all follow."""
    orders = _orders_of(customer_ids, as_of)
    since = as_of - timedelta(days=WINDOW_DAYS)
    lines, returned = _lines_of(customer_ids, since, as_of), _returned(customer_ids, since, as_of)
    invoices = _invoices_of(customer_ids, since, as_of)
    put_rows(
        [
            Behaviour(
                company_id=by.company_id,
                customer_id=one,
                as_of_date=as_of,
                **_buying(orders.get(one, []), as_of),
                late_line_ratio=share_of(*lines.get(one, (0, 0))),
                return_ratio=share_of(returned.get(one, 0), lines.get(one, (0, 0))[1]),
                overdue_ratio=share_of(*invoices.get(one, (0, 0))),
            )
            for one in customer_ids
        ],
        unique=("company_id", "customer_id"),
        columns=_COLUMNS,
    )
    with connection.cursor() as cursor:
        cursor.execute(_SCORE, {"company": by.company_id})


def _buying(orders: Sequence[Bought], as_of: date) -> dict[str, Any]:
    buying = buying_of(orders, as_of)
    rhythm = buying.rhythm
    return {
        "first_order_date": buying.first_order_date,
        "last_order_date": buying.last_order_date,
        "order_count": buying.order_count,
        "amount": buying.amount,
        "gap_days": rhythm and rhythm.gap_days,
        "spread_days": rhythm and rhythm.spread_days,
        "next_expected_date": rhythm and rhythm.next_expected_date,
        "is_quiet": buying.is_quiet,
        "trend_ratio": buying.trend_ratio,
    }


def _orders_of(customer_ids: Sequence[UUID], as_of: date) -> dict[UUID, list[Bought]]:
    rows = KnownOrder.objects.filter(
        customer_id__in=customer_ids, is_cancelled=False, order_date__lte=as_of
    )
    found: dict[UUID, list[Bought]] = defaultdict(list)
    for customer_id, on, amount in rows.values_list(
        "customer_id", "order_date", "functional_amount"
    ):
        found[customer_id].append(Bought(on=on, amount=amount))
    return found


def _lines_of(customer_ids: Sequence[UUID], since: date, as_of: date) -> Pairs:
    """Late lines, and all that left us in the window or should have."""
    left = Q(open_quantity=0, last_shipped_date__gt=since, last_shipped_date__lte=as_of)
    missing = Q(open_quantity__gt=0, first_promised_date__lt=as_of)
    late = missing | Q(last_shipped_date__gt=F("first_promised_date"))
    return _pairs(KnownLine.objects.filter(left | missing), customer_ids, late)


def _invoices_of(customer_ids: Sequence[UUID], since: date, as_of: date) -> Pairs:
    """Invoices paid late or still open, of those due in the window."""
    late = Q(settled_date__isnull=True) | Q(settled_date__gt=F("due_date"))
    due = KnownInvoice.objects.filter(due_date__gt=since, due_date__lt=as_of)
    return _pairs(due, customer_ids, late)


def _returned(customer_ids: Sequence[UUID], since: date, as_of: date) -> dict[UUID, int]:
    rows = KnownReturn.objects.filter(
        customer_id__in=customer_ids, received_date__gt=since, received_date__lte=as_of
    )
    sums = rows.order_by().values("customer_id").annotate(lines=Sum("line_count"))
    return dict(sums.values_list("customer_id", "lines"))


def _pairs(rows: QuerySet[Any], customer_ids: Sequence[UUID], part: Q) -> Pairs:
    counts: Iterable[tuple[UUID, int, int]] = (
        rows.filter(customer_id__in=customer_ids)
        .order_by()
        .values("customer_id")
        .annotate(part=Count("id", filter=part), whole=Count("id"))
        .values_list("customer_id", "part", "whole")
    )
    return {customer_id: (part_count, whole) for customer_id, part_count, whole in counts}
