"""Tables of quality."""

from typing import Any

import pghistory
from django.db import models
from django.db.models import F, GeneratedField, Q

from sanye.erp.quality.domain.states import (
    STEPS,
    Disposition,
    InspectionStatus,
    SourceType,
    Stock,
)
from sanye.stem.rows.constraints import not_negative, one_of, positive, steps
from sanye.stem.rows.fields import (
    choice_field,
    code_field,
    number_field,
    quantity_field,
    unit_field,
)
from sanye.stem.rows.models import CompanyRow


def _master(table: str, **options: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(table, on_delete=models.PROTECT, related_name="+", **options)


@pghistory.track()
class DefectCode(CompanyRow):
    """What can be wrong, in the company's words; inspections, returns and cases share the codes."""

    code = code_field()
    name = models.CharField(max_length=200)
    name_zh = models.CharField(max_length=200, blank=True)
    archived_at = models.DateTimeField(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_defect_code"
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="erp_defect_code_unique")
        ]


@pghistory.track()
class Inspection(CompanyRow):
    """Goods that wait in quarantine until somebody decides. Quantities in the item's stock unit.

    `source_line_id` is the line of the receipt or return; `from_status` what goods opened by hand
    were before. `is_settled`: a customer has an answer that rests on it.
    """

    scope_site = "site_id"
    scope_party = "supplier_id"

    number = number_field()
    status = choice_field(InspectionStatus, default=InspectionStatus.OPEN)
    source_type = models.CharField(max_length=40)
    source_id = models.UUIDField(null=True)
    source_line_id = models.UUIDField(null=True)
    source_number = number_field(blank=True)
    receipt_line = models.ForeignKey(
        "erp.GoodsReceiptLine", on_delete=models.PROTECT, null=True, related_name="+"
    )
    purchase_order = models.ForeignKey(
        "erp.PurchaseOrder", on_delete=models.PROTECT, null=True, related_name="+"
    )
    supplier = _master("stem.Party", null=True)
    customer = _master("stem.Party", null=True)
    item = _master("stem.Item")
    site = _master("stem.Site")
    location = _master("stem.Location")
    lot = models.CharField(max_length=40, blank=True, default="")
    serial_number = models.CharField(max_length=40, blank=True, default="")
    from_status = models.CharField(max_length=24, blank=True, default="")
    quantity = quantity_field()
    passed_quantity = quantity_field(default=0)
    failed_quantity = quantity_field(default=0)
    open_quantity = GeneratedField(
        expression=F("quantity") - F("passed_quantity") - F("failed_quantity"),
        output_field=quantity_field(),
        db_persist=True,
    )
    unit = unit_field()
    note = models.CharField(max_length=400, blank=True)
    is_settled = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=200, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_inspection"
        triggers = [steps("steps", "status", STEPS)]
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="erp_inspection_number"),
            models.UniqueConstraint(
                fields=["company", "source_line_id", "serial_number"],
                condition=Q(source_type="goods_receipt") & ~Q(status="CANCELLED"),
                name="erp_inspection_once",
            ),
            one_of("erp_inspection_status", "status", InspectionStatus),
            one_of("erp_inspection_source", "source_type", SourceType),
            positive("erp_inspection_quantity", "quantity"),
            not_negative("erp_inspection_parts", "passed_quantity", "failed_quantity"),
            models.CheckConstraint(
                name="erp_inspection_whole",
                condition=Q(quantity__gte=F("passed_quantity") + F("failed_quantity")),
            ),
            models.CheckConstraint(
                name="erp_inspection_decided",
                condition=~Q(status="DECIDED")
                | Q(quantity=F("passed_quantity") + F("failed_quantity")),
            ),
            models.CheckConstraint(
                name="erp_inspection_from",
                condition=Q(from_status="") | Q(from_status__in=[status.value for status in Stock]),
            ),
        ]
        indexes = [
            models.Index(fields=["company", "status", "id"], name="erp_inspection_list"),
            models.Index(fields=["company", "item", "id"], name="erp_inspection_item"),
            models.Index(fields=["company", "supplier", "id"], name="erp_inspection_supplier"),
        ]


class InspectionDecision(CompanyRow):
    """What of the goods is good and what is not. Never changed: `reverses` takes back another,
    with the opposite quantities.

    The movements are what stock did about the passed and the failed part; goods that went back
    are a return to the supplier (several receipts may be concerned).
    """

    scope_site = "inspection__site_id"
    scope_party = "inspection__supplier_id"

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="decisions")
    position = models.PositiveIntegerField()
    passed_quantity = quantity_field()
    failed_quantity = quantity_field()
    defect_code = code_field(blank=True)
    disposition = models.CharField(max_length=24, blank=True)
    note = models.CharField(max_length=400, blank=True)
    decided_date = models.DateField()
    decided_at = models.DateTimeField()
    decided_by_id = models.UUIDField(null=True)
    passed_movement_id = models.UUIDField(null=True)
    failed_movement_id = models.UUIDField(null=True)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="reversed_by"
    )

    class Meta(CompanyRow.Meta):
        db_table = "erp_inspection_decision"
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "position"], name="erp_inspection_decision_position"
            ),
            models.CheckConstraint(
                name="erp_inspection_decision_sign",
                condition=Q(reverses__isnull=True, passed_quantity__gte=0, failed_quantity__gte=0)
                | Q(reverses__isnull=False, passed_quantity__lte=0, failed_quantity__lte=0),
            ),
            models.CheckConstraint(
                name="erp_inspection_decision_something",
                condition=~Q(passed_quantity=0, failed_quantity=0),
            ),
            models.CheckConstraint(
                name="erp_inspection_decision_failed",
                condition=Q(failed_quantity=0, defect_code="", disposition="")
                | (
                    ~Q(failed_quantity=0)
                    & ~Q(defect_code="")
                    & Q(disposition__in=[choice.value for choice in Disposition])
                ),
            ),
        ]
