"""Reads of inspections and failure codes."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Prefetch, QuerySet, Sum

from sanye.erp.quality.domain.states import Disposition, SourceType
from sanye.erp.quality.errors import InspectionUnknown
from sanye.erp.quality.models import DefectCode, Inspection, InspectionDecision
from sanye.kernel.actors import Actor
from sanye.stem.commands import query

__all__ = [
    "Decided",
    "SourceType",
    "get_decided",
    "get_inspection",
    "list_defect_codes",
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
