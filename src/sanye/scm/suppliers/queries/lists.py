"""Lists of scores, lines, lead times and alerts."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from sanye.contracts.scm.ports import LineResult
from sanye.kernel.actors import Actor
from sanye.kernel.money import round_to
from sanye.scm.suppliers.domain.states import RANK, AlertStatus, Result, Severity
from sanye.scm.suppliers.errors import AlertUnknown
from sanye.scm.suppliers.models import (
    LearnedLeadTime,
    SupplierAlert,
    SupplierLine,
    SupplierRejection,
    SupplierScore,
)
from sanye.stem.commands import query


@query
def list_supplier_scores(
    *, colour: str | None = None, supplier_id: UUID | None = None, by: Actor
) -> QuerySet[SupplierScore]:
    """How suppliers stand, each number with its size beside it."""
    rows = SupplierScore.objects.select_related("supplier")
    if colour is not None:
        rows = rows.filter(colour=colour)
    return rows if supplier_id is None else rows.filter(supplier_id=supplier_id)


@query
def list_supplier_lines(
    *,
    supplier_id: UUID | None = None,
    item_id: UUID | None = None,
    site_id: UUID | None = None,
    order_id: UUID | None = None,
    asked_result: str | None = None,
    confirmed_result: str | None = None,
    is_open: bool | None = None,
    counted_from: date | None = None,
    counted_until: date | None = None,
    by: Actor,
) -> QuerySet[SupplierLine]:
    """The lines behind the numbers, of orders that suppliers have; `counted_until` exclusive."""
    rows = SupplierLine.objects.filter(sent_at__isnull=False).select_related("item", "supplier")
    given = {
        "supplier_id": supplier_id,
        "item_id": item_id,
        "site_id": site_id,
        "order_id": order_id,
        "asked_result": asked_result,
        "confirmed_result": confirmed_result,
        "counted_date__gte": counted_from,
        "counted_date__lt": counted_until,
    }
    rows = rows.filter(**{name: value for name, value in given.items() if value is not None})
    if is_open is None:
        return rows
    return rows.filter(open_quantity__gt=0) if is_open else rows.filter(open_quantity=0)


@query
def list_line_results(
    *, from_date: date, to_date: date, is_confirmed: bool, by: Actor
) -> list[LineResult]:
    """What became of the lines due in a period, by the day asked for or (confirmed) first told."""
    due, result = (
        ("first_confirmed_date", "confirmed_result")
        if is_confirmed
        else ("asked_date", "asked_result")
    )
    rows = SupplierLine.objects.filter(
        **{f"{due}__range": (from_date, to_date)}, sent_at__isnull=False
    ).exclude(**{result: Result.PENDING})
    return [
        LineResult(
            line_id=row.line_id,
            order_id=row.order_id,
            order_number=row.order_number,
            supplier_id=row.supplier_id,
            due_date=getattr(row, due),
            is_on_time_in_full=getattr(row, result) == Result.IN_FULL,
        )
        for row in rows.order_by(due, "id")
    ]


@query
def list_supplier_rejections(
    *, supplier_id: UUID | None = None, item_id: UUID | None = None, by: Actor
) -> QuerySet[SupplierRejection]:
    """Inspections that found goods of suppliers not good."""
    rows = SupplierRejection.objects.select_related("item")
    if supplier_id is not None:
        rows = rows.filter(supplier_id=supplier_id)
    return rows if item_id is None else rows.filter(item_id=item_id)


@query
def list_learned_lead_times(
    *,
    supplier_id: UUID | None = None,
    item_id: UUID | None = None,
    site_id: UUID | None = None,
    differs: bool | None = None,
    by: Actor,
) -> QuerySet[LearnedLeadTime]:
    """Lead times learned from receipts; `differs`: from what the supplier's terms say."""
    rows = LearnedLeadTime.objects.select_related("item", "supplier")
    given = {"supplier_id": supplier_id, "item_id": item_id, "site_id": site_id}
    rows = rows.filter(**{name: value for name, value in given.items() if value is not None})
    if differs is None:
        return rows
    same = Q(suggested_days=F("planned_days"))
    return rows.exclude(same) if differs else rows.filter(same)


@query
def list_supplier_alerts(
    *,
    status: str | None = None,
    is_live: bool | None = None,
    kind: str | None = None,
    least_severity: str | None = None,
    supplier_id: UUID | None = None,
    item_id: UUID | None = None,
    order_id: UUID | None = None,
    sales_order_id: UUID | None = None,
    owner_id: UUID | None = None,
    owner_role: str | None = None,
    by: Actor,
) -> QuerySet[SupplierAlert]:
    """Alerts; `is_live`: not closed; `sales_order_id`: those that endanger it."""
    rows = SupplierAlert.objects.select_related("supplier", "item")
    given = {
        "status": status,
        "kind": kind,
        "supplier_id": supplier_id,
        "item_id": item_id,
        "order_id": order_id,
        "owner_id": owner_id,
        "owner_role": owner_role,
    }
    rows = rows.filter(**{name: value for name, value in given.items() if value is not None})
    if is_live is not None:
        closed = Q(status=AlertStatus.CLOSED)
        rows = rows.exclude(closed) if is_live else rows.filter(closed)
    if least_severity in RANK:
        least = RANK[Severity(least_severity)]
        rows = rows.filter(severity__in=[s for s, rank in RANK.items() if rank >= least])
    if sales_order_id is not None:
        rows = rows.filter(sales_order_ids__contains=[sales_order_id])
    return rows


@query
def get_supplier_alert(*, alert_id: UUID, by: Actor) -> SupplierAlert:
    """Raises AlertUnknown."""
    found = list_supplier_alerts(by=by).filter(id=alert_id).first()
    if found is None:
        raise AlertUnknown(id=alert_id)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertQuality:
    """How good alerts of a kind were. `decided_count`: closed ones of which it can be said."""

    kind: str
    live_count: int
    closed_count: int
    decided_count: int
    false_count: int

    @property
    def false_ratio(self) -> Decimal | None:
        if self.decided_count == 0:
            return None
        return round_to(Decimal(self.false_count) / self.decided_count, 6)


@query
def list_alert_quality(
    *, raised_from: date | None = None, supplier_id: UUID | None = None, by: Actor
) -> list[AlertQuality]:
    """The false-alarm rate by kind."""
    rows = SupplierAlert.objects.all()
    if raised_from is not None:
        rows = rows.filter(raised_at__date__gte=raised_from)
    if supplier_id is not None:
        rows = rows.filter(supplier_id=supplier_id)
    closed = Q(status=AlertStatus.CLOSED)
    counted = rows.values("kind").annotate(
        live=Count("id", filter=~closed),
        closed=Count("id", filter=closed),
        decided=Count("id", filter=closed & Q(is_false_alarm__isnull=False)),
        false=Count("id", filter=closed & Q(is_false_alarm=True)),
    )
    return [
        AlertQuality(
            kind=row["kind"],
            live_count=row["live"],
            closed_count=row["closed"],
            decided_count=row["decided"],
            false_count=row["false"],
        )
        for row in counted.order_by("kind")
    ]
