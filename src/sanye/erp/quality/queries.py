"""Reads of inspections and failure codes."""

from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db.models import Prefetch, QuerySet, Sum

from sanye.erp.quality.domain.states import Disposition, SourceType
from sanye.erp.quality.domain.trend import TrendPolicy
from sanye.erp.quality.errors import AlertUnknown, InspectionUnknown
from sanye.erp.quality.models import (
    DefectCode,
    Failure,
    FailureTrend,
    Inspection,
    InspectionDecision,
    QualityAlert,
    QualityPolicy,
)
from sanye.kernel.actors import Actor
from sanye.stem.commands import query

__all__ = [
    "Decided",
    "SourceType",
    "get_alert",
    "get_decided",
    "get_inspection",
    "get_quality_policy",
    "list_alerts",
    "list_defect_codes",
    "list_failure_trends",
    "list_failures",
    "list_inspections",
]

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What inspections decided about one line of a document, in the item's stock unit."""

    passed: Decimal = ZERO
    use_as_is: Decimal = ZERO
    rework: Decimal = ZERO
    scrap: Decimal = ZERO
    back_to_supplier: Decimal = ZERO
    waiting: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return self.passed + self.use_as_is + self.rework + self.scrap + self.back_to_supplier


OWNER_ROLE = "QUALITY"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertPolicy:
    """When alerts are raised, and whose they are."""

    trend: TrendPolicy = field(default_factory=TrendPolicy)
    owner_id: UUID | None = None
    owner_role: str = OWNER_ROLE


@query
def list_inspections(
    *,
    status: str | None = None,
    source_type: str | None = None,
    source_id: UUID | None = None,
    item_id: UUID | None = None,
    site_id: UUID | None = None,
    supplier_id: UUID | None = None,
    customer_id: UUID | None = None,
    lot: str | None = None,
    number: str | None = None,
    by: Actor,
) -> QuerySet[Inspection]:
    """Inspections with what was decided, by any of these."""
    wanted = {
        "status": status,
        "source_type": source_type,
        "source_id": source_id,
        "item_id": item_id,
        "site_id": site_id,
        "supplier_id": supplier_id,
        "customer_id": customer_id,
        "lot": lot,
        "number": number,
    }
    rows = Inspection.objects.filter(
        **{name: value for name, value in wanted.items() if value is not None}
    )
    decisions = InspectionDecision.objects.order_by("position")
    return rows.select_related("item", "site", "supplier", "customer").prefetch_related(
        Prefetch("decisions", queryset=decisions)
    )


@query
def get_inspection(*, inspection_id: UUID, by: Actor) -> Inspection:
    """One inspection with its decisions. Raises InspectionUnknown."""
    found: Inspection | None = list_inspections(by=by).filter(id=inspection_id).first()
    if found is None:
        raise InspectionUnknown(id=str(inspection_id))
    return found


@query
def list_defect_codes(
    *,
    archived: bool = False,
    by: Actor,
) -> QuerySet[DefectCode]:
    """The company's failure codes."""
    return DefectCode.objects.filter(archived_at__isnull=not archived)


@query
def get_decided(*, source_line_ids: Collection[UUID], by: Actor) -> dict[UUID, Decided]:
    """What was decided about lines of receipts or returns; lines never inspected are missing."""
    inspections = Inspection.objects.filter(source_line_id__in=source_line_ids).exclude(
        status="CANCELLED"
    )
    waiting = dict(
        inspections.values_list("source_line_id").annotate(quantity=Sum("open_quantity"))
    )
    sums = (
        InspectionDecision.objects.filter(inspection__in=inspections)
        .values("inspection__source_line_id", "disposition")
        .annotate(passed=Sum("passed_quantity"), failed=Sum("failed_quantity"))
    )
    found: dict[UUID, dict[str, Decimal]] = {
        line_id: {"waiting": quantity} for line_id, quantity in waiting.items()
    }
    for row in sums:
        parts = found[row["inspection__source_line_id"]]
        parts["passed"] = parts.get("passed", ZERO) + row["passed"]
        if row["disposition"]:
            parts[Disposition(row["disposition"]).lower()] = row["failed"]
    return {line_id: Decided(**parts) for line_id, parts in found.items()}


@query
def get_quality_policy(*, by: Actor) -> AlertPolicy:
    """The company's policy, or the defaults."""
    found = QualityPolicy.objects.first()
    if found is None:
        return AlertPolicy()
    return AlertPolicy(
        trend=TrendPolicy(
            window_days=found.window_days,
            base_days=found.base_days,
            minimum_count=found.minimum_count,
            raise_ratio=found.raise_ratio,
            quiet_ratio=found.quiet_ratio,
        ),
        owner_id=found.owner_id,
        owner_role=found.owner_role,
    )


@query
def list_alerts(
    *,
    status: str | None = None,
    item_id: UUID | None = None,
    failure_code: str | None = None,
    supplier_id: UUID | None = None,
    owner_id: UUID | None = None,
    owner_role: str | None = None,
    by: Actor,
) -> QuerySet[QualityAlert]:
    """Quality alerts, by any of these."""
    wanted = {
        "status": status,
        "item_id": item_id,
        "failure_code": failure_code,
        "supplier_id": supplier_id,
        "owner_id": owner_id,
        "owner_role": owner_role,
    }
    rows: QuerySet[QualityAlert] = QualityAlert.objects.filter(
        **{name: value for name, value in wanted.items() if value is not None}
    )
    return rows.select_related("item")


@query
def get_alert(*, alert_id: UUID, by: Actor) -> QualityAlert:
    """One alert. Raises AlertUnknown."""
    found: QualityAlert | None = list_alerts(by=by).filter(id=alert_id).first()
    if found is None:
        raise AlertUnknown(id=str(alert_id))
    return found


@query
def list_failure_trends(
    *, item_id: UUID | None = None, failure_code: str | None = None, by: Actor
) -> QuerySet[FailureTrend]:
    """How often failures came up in the window and before, and by what chance."""
    wanted = {"item_id": item_id, "failure_code": failure_code}
    rows: QuerySet[FailureTrend] = FailureTrend.objects.filter(
        **{name: value for name, value in wanted.items() if value is not None}
    )
    return rows.select_related("item")


@query
def list_failures(
    *,
    item_id: UUID | None = None,
    failure_code: str | None = None,
    source_type: str | None = None,
    by: Actor,
) -> QuerySet[Failure]:
    """The failures behind the counts: each names its case, returned line or decision."""
    wanted = {"item_id": item_id, "failure_code": failure_code, "source_type": source_type}
    rows: QuerySet[Failure] = Failure.objects.filter(
        **{name: value for name, value in wanted.items() if value is not None}
    )
    return rows.select_related("item")
