"""What service cost, by case, customer or item."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from sanye.crm.service.models import ServiceCost
from sanye.crm.service.queries.cases import get_case
from sanye.kernel.actors import Actor
from sanye.stem.commands import query

MOST_SUMS = 1000
Group = Literal["case", "customer", "item"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CostSum:
    """Net of what was taken back, in functional currency; `minutes` of labor."""

    case_id: UUID | None
    customer_id: UUID | None
    item_id: UUID | None
    minutes: Decimal
    amount: Decimal
    warranty_amount: Decimal
    report_count: int


@query
def list_costs(*, case_id: UUID, by: Actor) -> QuerySet[ServiceCost]:
    """Reports of one case, those taken back too. Raises CaseUnknown."""
    get_case(case_id=case_id, by=by)
    rows: QuerySet[ServiceCost] = ServiceCost.objects.filter(case_id=case_id)
    return rows


@query
def get_case_cost(*, case_id: UUID, by: Actor) -> CostSum:
    """What one case cost, with those merged into it. Raises CaseUnknown."""
    case = get_case(case_id=case_id, by=by)
    rows = ServiceCost.objects.filter(Q(case_id=case_id) | Q(case__merged_into_id=case_id))
    row = rows.aggregate(**_SUMS)
    return _sum(row | {"case_id": case.id, "customer_id": case.customer_id})


@query
def list_cost_sums(
    *,
    group: Group,
    customer_id: UUID | None = None,
    item_id: UUID | None = None,
    from_date: date | None = None,
    until_date: date | None = None,
    by: Actor,
) -> list[CostSum]:
    """Sums per case, customer or item, dearest first, at most 1,000; days both included."""
    exact = {
        "customer_id": customer_id,
        "item_id": item_id,
        "posting_date__gte": from_date,
        "posting_date__lte": until_date,
    }
    given = {name: value for name, value in exact.items() if value is not None}
    grouped = ServiceCost.objects.filter(**given).values(f"{group}_id").annotate(**_SUMS)
    return [_sum(row) for row in grouped.order_by("-amount_sum", f"{group}_id")[:MOST_SUMS]]


_SUMS = {
    "minutes_sum": Sum("minutes"),
    "amount_sum": Sum("amount"),
    "warranty_sum": Sum("amount", filter=Q(is_in_warranty=True)),
    "reports": Count("id"),
}


def _sum(row: dict[str, Any]) -> CostSum:
    return CostSum(
        case_id=row.get("case_id"),
        customer_id=row.get("customer_id"),
        item_id=row.get("item_id"),
        minutes=row["minutes_sum"] or Decimal(0),
        amount=row["amount_sum"] or Decimal(0),
        warranty_amount=row["warranty_sum"] or Decimal(0),
        report_count=row["reports"],
    )
