"""When people were there."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from sanye.erp.people.domain.choices import AttendanceSource
from sanye.erp.people.models.employees import Employee
from sanye.stem.rows.constraints import not_negative, one_of
from sanye.stem.rows.fields import choice_field, quantity_field
from sanye.stem.rows.models import CompanyRow


class InstantRange(Func):
    """A span of instants as a PostgreSQL range, its end excluded."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


@pghistory.track()
class Attendance(CompanyRow):
    """One presence, from clocking in to clocking out. The history keeps what was corrected.

    `work_date` is the day of the shift, so a night belongs to the evening it began. Worked minutes
    are the presence without the break of the rostered shift.
    """

    scope_site = "site_id"
    scope_own = "employee__user_id"

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    site = models.ForeignKey("stem.Site", models.PROTECT, null=True, blank=True, related_name="+")
    work_date = models.DateField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    break_minutes = quantity_field(default=0)
    worked_minutes = quantity_field(null=True, blank=True)
    source = choice_field(AttendanceSource)
    correction_reason = models.CharField(max_length=400, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_attendance"
        constraints = [
            one_of("erp_attendance_source", "source", AttendanceSource),
            not_negative("erp_attendance_minutes", "break_minutes", "worked_minutes"),
            models.CheckConstraint(
                name="erp_attendance_span",
                condition=Q(ended_at__isnull=True, worked_minutes__isnull=True)
                | Q(ended_at__gt=F("started_at"), worked_minutes__isnull=False),
            ),
            models.CheckConstraint(
                name="erp_attendance_reason",
                condition=~Q(source=AttendanceSource.CORRECTED.value) | ~Q(correction_reason=""),
            ),
            ExclusionConstraint(
                name="erp_attendance_apart",
                expressions=[
                    ("employee", RangeOperators.EQUAL),
                    (InstantRange("started_at", "ended_at"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [
            models.Index(fields=["company", "started_at", "id"], name="erp_attendance_started"),
            models.Index(fields=["company", "work_date"], name="erp_attendance_day"),
            models.Index(fields=["company", "employee", "work_date"], name="erp_attendance_person"),
        ]
