"""Leave: its kinds, who asked for it, what was decided."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value

from sanye.erp.people.domain.choices import LEAVE_STEPS, Accrual, LeaveStatus
from sanye.erp.people.models.employees import Employee
from sanye.stem.masterdata.models.columns import DateRange, Named
from sanye.stem.rows.constraints import not_negative, one_of, steps
from sanye.stem.rows.fields import choice_field, code_field, number_field, quantity_field
from sanye.stem.rows.models import CompanyRow


@pghistory.track()
class LeaveKind(CompanyRow, Named):
    """Annual leave, sick leave and the like. Without `days_per_year` it has no balance.

    `is_prorated`: who is employed for a part of the year has that part of the days.
    `carry_over_days`: how much of a year's rest the next year takes over, at most.
    """

    code = code_field()
    days_per_year = quantity_field(null=True, blank=True)
    accrual = choice_field(Accrual, default=Accrual.YEARLY)
    is_prorated = models.BooleanField(default=True)
    carry_over_days = quantity_field(default=0)
    is_paid = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_leave_kind"
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="erp_leave_kind_unique"),
            one_of("erp_leave_kind_accrual", "accrual", Accrual),
            not_negative("erp_leave_kind_days", "days_per_year", "carry_over_days"),
        ]


@pghistory.track(exclude=["note"])
class LeaveRequest(CompanyRow):
    """Days off, both ends included. `dates` are the working days among them that it costs."""

    scope_site = "employee__site_id"
    scope_own = "employee__user_id"

    number = number_field()
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    kind = models.ForeignKey(LeaveKind, models.PROTECT, related_name="+")
    first_date = models.DateField()
    last_date = models.DateField()
    dates = ArrayField(models.DateField(), default=list)
    status = choice_field(LeaveStatus, default=LeaveStatus.REQUESTED)
    requested_by = models.ForeignKey("stem.User", models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey("stem.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=400, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_leave_request"
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="erp_leave_request_unique"),
            one_of("erp_leave_request_status", "status", LeaveStatus),
            models.CheckConstraint(
                name="erp_leave_request_days", condition=Q(last_date__gte=F("first_date"))
            ),
            models.CheckConstraint(
                name="erp_leave_request_four_eyes",
                condition=~Q(status__in=[LeaveStatus.APPROVED.value, LeaveStatus.REFUSED.value])
                | Q(decided_by__isnull=True)
                | Q(requested_by__isnull=True)
                | ~Q(decided_by=F("requested_by")),
            ),
            ExclusionConstraint(
                name="erp_leave_request_apart",
                expressions=[
                    ("employee", RangeOperators.EQUAL),
                    (DateRange("first_date", "last_date", Value("[]")), RangeOperators.OVERLAPS),
                ],
                condition=Q(status__in=[LeaveStatus.REQUESTED.value, LeaveStatus.APPROVED.value]),
            ),
        ]
        indexes = [
            models.Index(fields=["company", "first_date", "id"], name="erp_leave_request_first"),
            models.Index(fields=["company", "status", "first_date"], name="erp_leave_request_open"),
            models.Index(fields=["company", "employee", "first_date"], name="erp_leave_who"),
        ]
        triggers = [steps("erp_leave_request_steps", "status", LEAVE_STEPS)]


@pghistory.track()
class LeaveAdjustment(CompanyRow):
    """Days given or taken by hand from a day on: a rest from another system, a jubilee."""

    scope_site = "employee__site_id"
    scope_own = "employee__user_id"

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    kind = models.ForeignKey(LeaveKind, models.PROTECT, related_name="+")
    effective_date = models.DateField()
    days = quantity_field()
    reason = models.CharField(max_length=400)

    class Meta(CompanyRow.Meta):
        db_table = "erp_leave_adjustment"
        constraints = [
            models.CheckConstraint(name="erp_leave_adjustment_days", condition=~Q(days=0)),
        ]
        indexes = [
            models.Index(fields=["company", "employee", "kind"], name="erp_leave_adjustment_who")
        ]
