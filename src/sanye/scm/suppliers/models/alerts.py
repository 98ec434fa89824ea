"""Alerts about suppliers: what endangers whom, whose it is, and how it ended."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from sanye.scm.suppliers.domain.states import (
    ALERT_STEPS,
    AlertKind,
    AlertStatus,
    CloseReason,
    Severity,
)
from sanye.scm.suppliers.models.history import OfSupplier
from sanye.stem.rows.constraints import not_negative, one_of, share, steps
from sanye.stem.rows.fields import (
    amount_field,
    choice_field,
    currency_field,
    number_field,
    quantity_field,
    ratio_field,
    unit_field,
)


class SupplierAlert(OfSupplier):
    """Something a person should look at, as long as its cause lasts.

    `subject_id` is the schedule line, the inspection's decision, or the supplier for his score;
    `subject_date` the day the alert is about: closed by a person, it is raised again only for
    another day. Sales orders are those that the plan serves from the line.
    """

    scope_site: ClassVar[str] = "site_id"

    kind = choice_field(AlertKind)
    severity = choice_field(Severity)
    status = choice_field(AlertStatus, default=AlertStatus.OPEN)
    subject_id = models.UUIDField()
    subject_date = models.DateField(null=True)
    order_id = models.UUIDField(null=True)
    order_number = number_field(blank=True)
    line_id = models.UUIDField(null=True)
    item = models.ForeignKey(
        "stem.Item", models.PROTECT, null=True, related_name="+", db_index=False
    )
    site = models.ForeignKey(
        "stem.Site", models.PROTECT, null=True, related_name="+", db_index=False
    )
    quantity = quantity_field(null=True)
    unit = unit_field(blank=True)
    asked_date = models.DateField(null=True)
    expected_date = models.DateField(null=True)
    late_ratio = ratio_field(null=True)
    sales_order_ids = ArrayField(models.UUIDField(), default=list)
    sales_order_numbers = ArrayField(number_field(), default=list)
    customer_ids = ArrayField(models.UUIDField(), default=list)
    breaks_promise = models.BooleanField(default=False)
    money_at_stake = amount_field(default=0)
    currency = currency_field(blank=True)
    owner = models.ForeignKey(
        "stem.User", models.PROTECT, null=True, related_name="+", db_index=False
    )
    owner_role = models.CharField(max_length=24)
    raised_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    snoozed_until_date = models.DateField(null=True)
    escalated_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        "stem.User", models.PROTECT, null=True, related_name="+", db_index=False
    )
    is_closed_by_hand = models.BooleanField(default=False)
    close_reason = choice_field(CloseReason, blank=True)
    close_note = models.CharField(max_length=400, blank=True)
    is_false_alarm = models.BooleanField(null=True)

    class Meta(OfSupplier.Meta):
        db_table = "scm_supplier_alert"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "kind", "subject_id"],
                condition=~Q(status="CLOSED"),
                name="scm_supplier_alert_one_live",
            ),
            one_of("scm_supplier_alert_kind", "kind", AlertKind),
            one_of("scm_supplier_alert_severity", "severity", Severity),
            share("scm_supplier_alert_late", "late_ratio"),
            not_negative("scm_supplier_alert_stake", "money_at_stake"),
            models.CheckConstraint(
                name="scm_supplier_alert_closed",
                condition=Q(status="CLOSED", closed_at__isnull=False) & ~Q(close_reason="")
                | ~Q(status="CLOSED") & Q(closed_at__isnull=True, close_reason=""),
            ),
            models.CheckConstraint(
                name="scm_supplier_alert_snoozed",
                condition=~Q(status="SNOOZED") | Q(snoozed_until_date__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "status", "severity", "raised_at"],
                name="scm_supplier_alert_work",
            ),
            models.Index(fields=["company", "supplier", "status"], name="scm_supplier_alert_who"),
            models.Index(fields=["company", "subject_id"], name="scm_supplier_alert_subject"),
        ]
        triggers = [steps("scm_supplier_alert_steps", "status", ALERT_STEPS)]
