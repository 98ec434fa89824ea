"""Cases, their steps, and the words of customers."""

import pghistory
from django.db import models
from django.db.models import F, Q

from sanye.crm.service.domain.states import (
    STEPS,
    CaseKind,
    CaseStatus,
    Change,
    Channel,
    CloseReason,
    MessageKind,
    Priority,
)
from sanye.crm.service.models.rules import ServiceQueue, master
from sanye.stem.rows.constraints import not_negative, one_of, positive, steps
from sanye.stem.rows.fields import choice_field, code_field, number_field
from sanye.stem.rows.models import CompanyRow

STOPPED = ("WAITING", "RESOLVED", "CLOSED", "MERGED")


@pghistory.track(exclude=["title"])
class Case(CompanyRow):
    """Something a customer needs from us. `title` may be personal: erasable, not in the history.

    The clock: `waited_minutes` of finished pauses, `clock_stopped_at` where one runs; minutes are
    working minutes of the site's calendar.
    """

    scope_party = "customer_id"
    scope_own = "owner_id"
    scope_site = "site_id"

    number = number_field()
    kind = choice_field(CaseKind)
    channel = choice_field(Channel)
    status = choice_field(CaseStatus, default=CaseStatus.NEW.value)
    priority = choice_field(Priority)
    title = models.CharField(max_length=200, blank=True)
    queue = models.ForeignKey(
        ServiceQueue, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    owner = master("stem.User", null=True, db_index=False)
    customer = master("stem.Party", db_index=False)
    contact = models.ForeignKey(
        "stem.PartyContact", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    site = master("stem.Site", null=True, db_index=False)
    item = master("stem.Item", null=True, db_index=False)
    sales_order_id = models.UUIDField(null=True)
    delivery_id = models.UUIDField(null=True)
    serial_number = code_field(blank=True)
    lot = code_field(blank=True)
    failure_code = code_field(blank=True)
    cause_code = code_field(blank=True)
    resolution_code = code_field(blank=True)
    is_our_fault = models.BooleanField(default=False)
    is_in_warranty = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    response_minutes = models.PositiveIntegerField(null=True)
    response_due_at = models.DateTimeField(null=True)
    response_risk_at = models.DateTimeField(null=True)
    responded_at = models.DateTimeField(null=True)
    resolution_minutes = models.PositiveIntegerField(null=True)
    resolution_due_at = models.DateTimeField(null=True)
    resolution_risk_at = models.DateTimeField(null=True)
    waited_minutes = models.PositiveIntegerField(default=0)
    clock_stopped_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    close_reason = models.CharField(
        max_length=24, blank=True, choices=[(one.value, one.value) for one in CloseReason]
    )
    reopened_count = models.PositiveSmallIntegerField(default=0)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="merged"
    )
    is_imported = models.BooleanField(default=False)

    class Meta(CompanyRow.Meta):
        db_table = "crm_case"
        triggers = [steps("steps", "status", STEPS)]
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="crm_case_number"),
            one_of("crm_case_status", "status", CaseStatus),
            one_of("crm_case_kind", "kind", CaseKind),
            one_of("crm_case_priority", "priority", Priority),
            models.CheckConstraint(
                name="crm_case_clock",
                condition=Q(status__in=STOPPED, clock_stopped_at__isnull=False)
                | (~Q(status__in=STOPPED) & Q(clock_stopped_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="crm_case_resolved",
                condition=~Q(status="RESOLVED")
                | (Q(resolved_at__isnull=False) & ~Q(resolution_code="")),
            ),
            models.CheckConstraint(
                name="crm_case_closed",
                condition=~Q(status="CLOSED") | (Q(closed_at__isnull=False) & ~Q(close_reason="")),
            ),
            models.CheckConstraint(
                name="crm_case_merged",
                condition=Q(status="MERGED", merged_into__isnull=False)
                | (~Q(status="MERGED") & Q(merged_into__isnull=True)),
            ),
            models.CheckConstraint(
                name="crm_case_not_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
            ),
            models.CheckConstraint(
                name="crm_case_times",
                condition=Q(resolved_at__isnull=True) | Q(resolved_at__gte=F("opened_at")),
            ),
            positive("crm_case_targets", "response_minutes", "resolution_minutes"),
            not_negative("crm_case_waited", "waited_minutes"),
        ]
        indexes = [
            models.Index(fields=["company", "response_due_at", "id"], name="crm_case_response"),
            models.Index(fields=["company", "resolution_due_at", "id"], name="crm_case_resolution"),
            models.Index(fields=["company", "status", "resolution_due_at"], name="crm_case_due"),
            models.Index(fields=["company", "customer", "id"], name="crm_case_customer"),
            models.Index(fields=["company", "owner", "status"], name="crm_case_owner"),
            models.Index(fields=["company", "queue", "status"], name="crm_case_queue"),
            models.Index(fields=["company", "item", "opened_at"], name="crm_case_item"),
            models.Index(fields=["company", "opened_at"], name="crm_case_opened"),
            models.Index(
                fields=["company", "serial_number"],
                condition=~Q(serial_number=""),
                name="crm_case_serial",
            ),
            models.Index(
                fields=["company", "sales_order_id"],
                condition=Q(sales_order_id__isnull=False),
                name="crm_case_order",
            ),
            models.Index(
                fields=["company", "delivery_id"],
                condition=Q(delivery_id__isnull=False),
                name="crm_case_delivery",
            ),
        ]


class CaseStep(CompanyRow):
    """One thing that happened to a case: never changed, ids and codes only."""

    scope_party = "case__customer_id"
    scope_own = "case__owner_id"
    scope_site = "case__site_id"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    change = choice_field(Change)
    status = choice_field(CaseStatus)
    detail = models.CharField(max_length=100, blank=True)
    user = master("stem.User", null=True, db_index=False)
    happened_at = models.DateTimeField()

    class Meta(CompanyRow.Meta):
        db_table = "crm_case_step"
        constraints = [one_of("crm_case_step_change", "change", Change)]


class CaseMessage(CompanyRow):
    """Words said about a case. Personal: erasable, without history."""

    scope_party = "case__customer_id"
    scope_own = "case__owner_id"
    scope_site = "case__site_id"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    kind = choice_field(MessageKind)
    channel = choice_field(Channel)
    text = models.TextField(blank=True)
    user = master("stem.User", null=True, db_index=False)
    contact = models.ForeignKey(
        "stem.PartyContact", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    written_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "crm_case_message"
        constraints = [
            one_of("crm_case_message_kind", "kind", MessageKind),
            models.CheckConstraint(
                name="crm_case_message_erased",
                condition=Q(erased_at__isnull=True) | Q(text=""),
            ),
        ]
