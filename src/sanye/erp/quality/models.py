"""Tables of quality."""

from typing import Any

import pghistory
from django.db import models
from django.db.models import F, GeneratedField, Q

from sanye.erp.quality.domain.alerts import ALERT_STEPS, AlertStatus
from sanye.erp.quality.domain.states import (
    STEPS,
    Disposition,
    InspectionStatus,
    SourceType,
    Stock,
)
from sanye.stem.rows.constraints import not_negative, one_of, positive, share, steps
from sanye.stem.rows.fields import (
    choice_field,
    code_field,
    number_field,
    quantity_field,
    ratio_field,
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
            models.Index(fields=["company", "source_id"], name="erp_inspection_by_source"),
            models.Index(fields=["company", "decided_at", "id"], name="erp_inspection_by_decided"),
            models.Index(fields=["company", "opened_at", "id"], name="erp_inspection_opened"),
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

    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="decisions", db_index=False
    )
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


@pghistory.track()
class QualityPolicy(CompanyRow):
    """When failures are so frequent that somebody must find out why, and who that is.

    Columns as in `domain.trend.TrendPolicy`; the owner is a user, else everybody of a role.
    """

    window_days = models.PositiveIntegerField()
    base_days = models.PositiveIntegerField()
    minimum_count = models.PositiveIntegerField()
    raise_ratio = ratio_field()
    quiet_ratio = ratio_field()
    owner = _master("stem.User", null=True, db_index=False)
    owner_role = code_field()

    class Meta(CompanyRow.Meta):
        db_table = "erp_quality_policy"
        constraints = [
            models.UniqueConstraint(fields=["company"], name="erp_quality_policy_one"),
            positive("erp_quality_policy_days", "window_days", "base_days", "minimum_count"),
            share("erp_quality_policy_shares", "raise_ratio", "quiet_ratio"),
            models.CheckConstraint(
                name="erp_quality_policy_order", condition=Q(raise_ratio__lt=F("quiet_ratio"))
            ),
        ]


class Failure(CompanyRow):
    """One failure of an item, from a case, a returned line or an inspection. A projection."""

    root_id = models.UUIDField()
    source_type = code_field()
    item = _master("stem.Item", db_index=False)
    failure_code = code_field()
    failed_date = models.DateField()
    supplier = _master("stem.Party", null=True, db_index=False)

    class Meta(CompanyRow.Meta):
        db_table = "erp_failure"
        constraints = [
            models.UniqueConstraint(fields=["company", "root_id"], name="erp_failure_unique")
        ]
        indexes = [
            models.Index(fields=["company", "failed_date", "id"], name="erp_failure_date"),
            models.Index(
                fields=["company", "item", "failure_code", "failed_date"],
                name="erp_failure_counted",
            ),
        ]


class FailureTrend(CompanyRow):
    """How often a failure code came up on an item in the window and before, and by what chance.

    `is_armed`: the next improbable count raises an alert; one that was raised arms again only
    when the trend was quiet.
    """

    item = _master("stem.Item", db_index=False)
    failure_code = code_field()
    window_days = models.PositiveIntegerField()
    base_days = models.PositiveIntegerField()
    count = models.PositiveIntegerField()
    count_before = models.PositiveIntegerField()
    probability_ratio = ratio_field()
    as_of_date = models.DateField()
    is_armed = models.BooleanField(default=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_failure_trend"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "item", "failure_code"], name="erp_failure_trend_unique"
            ),
            share("erp_failure_trend_share", "probability_ratio"),
        ]
        indexes = [
            models.Index(fields=["company", "probability_ratio"], name="erp_failure_trend_list")
        ]


@pghistory.track()
class QualityAlert(CompanyRow):
    """Somebody owns finding out why a failure comes up more often than it used to."""

    number = number_field()
    status = choice_field(AlertStatus, default=AlertStatus.OPEN)
    item = _master("stem.Item")
    failure_code = code_field()
    supplier = _master("stem.Party", null=True)
    window_days = models.PositiveIntegerField()
    count = models.PositiveIntegerField()
    count_before = models.PositiveIntegerField()
    probability_ratio = ratio_field()
    owner = _master("stem.User", null=True)
    owner_role = code_field(blank=True)
    raised_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    close_reason_code = code_field(blank=True)
    close_note = models.CharField(max_length=400, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_quality_alert"
        triggers = [steps("steps", "status", ALERT_STEPS)]
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="erp_quality_alert_number"),
            models.UniqueConstraint(
                fields=["company", "item", "failure_code"],
                condition=~Q(status="CLOSED"),
                name="erp_quality_alert_one_open",
            ),
            one_of("erp_quality_alert_status", "status", AlertStatus),
            models.CheckConstraint(
                name="erp_quality_alert_owned",
                condition=Q(owner__isnull=False) | ~Q(owner_role=""),
            ),
            models.CheckConstraint(
                name="erp_quality_alert_closed",
                condition=~Q(status="CLOSED") | ~Q(close_reason_code=""),
            ),
        ]
        indexes = [models.Index(fields=["company", "status", "id"], name="erp_quality_alert_list")]
