"""Shift patterns, and who works which shift on which day."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value

from sanye.erp.people.domain.choices import ROSTER_STEPS, RosterStatus, Severity
from sanye.erp.people.models.employees import Employee
from sanye.stem.masterdata.models.columns import DateRange, Named
from sanye.stem.rows.constraints import one_of, positive, steps
from sanye.stem.rows.fields import choice_field, code_field
from sanye.stem.rows.models import CompanyRow


@pghistory.track()
class ShiftPattern(CompanyRow, Named):
    """A shift in minutes after local midnight; one past midnight belongs to the day it starts on.

    The break stands where it is taken, in the same count of minutes; without one its start is
    empty.
    """

    code = code_field()
    start_minute = models.PositiveSmallIntegerField()
    end_minute = models.PositiveSmallIntegerField()
    break_start_minute = models.PositiveSmallIntegerField(null=True, blank=True)
    break_minutes = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_shift_pattern"
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="erp_shift_pattern_unique"),
            models.CheckConstraint(
                name="erp_shift_pattern_span",
                condition=Q(start_minute__lt=1440)
                & Q(end_minute__gt=F("start_minute"))
                & Q(end_minute__lte=F("start_minute") + 1440),
            ),
            models.CheckConstraint(
                name="erp_shift_pattern_break",
                condition=Q(break_start_minute__isnull=True, break_minutes=0)
                | Q(
                    break_start_minute__gte=F("start_minute"),
                    break_minutes__gt=0,
                    end_minute__gt=F("break_start_minute") + F("break_minutes"),
                ),
            ),
        ]


@pghistory.track()
class RosterPolicy(CompanyRow):
    """What a roster of a site must keep, and what becomes of it if it does not."""

    scope_site = "site_id"

    site = models.ForeignKey("stem.Site", models.PROTECT, related_name="+")
    min_rest_minutes = models.PositiveIntegerField(default=660)
    max_week_minutes = models.PositiveIntegerField(default=2880)
    on_leave = choice_field(Severity, default=Severity.REFUSE)
    on_skill = choice_field(Severity, default=Severity.REFUSE)
    on_rest = choice_field(Severity, default=Severity.WARN)
    on_week = choice_field(Severity, default=Severity.WARN)

    class Meta(CompanyRow.Meta):
        db_table = "erp_roster_policy"
        constraints = [
            models.UniqueConstraint(fields=["company", "site"], name="erp_roster_policy_unique"),
            *(
                one_of(f"erp_roster_policy_{name}", name, Severity)
                for name in ("on_leave", "on_skill", "on_rest", "on_week")
            ),
        ]


@pghistory.track()
class Roster(CompanyRow):
    """Who works when at a site, both days included. A published one never changes: it is revised.

    Two published rosters of a site never share a day.
    """

    scope_site = "site_id"

    site = models.ForeignKey("stem.Site", models.PROTECT, related_name="+")
    first_date = models.DateField()
    last_date = models.DateField()
    version = models.PositiveIntegerField(default=1)
    status = choice_field(RosterStatus, default=RosterStatus.DRAFT)
    revises = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="revisions"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_roster"
        constraints = [
            one_of("erp_roster_status", "status", RosterStatus),
            positive("erp_roster_version", "version"),
            models.CheckConstraint(
                name="erp_roster_days", condition=Q(last_date__gte=F("first_date"))
            ),
            ExclusionConstraint(
                name="erp_roster_apart",
                expressions=[
                    ("site", RangeOperators.EQUAL),
                    (DateRange("first_date", "last_date", Value("[]")), RangeOperators.OVERLAPS),
                ],
                condition=Q(status=RosterStatus.PUBLISHED.value),
            ),
        ]
        indexes = [models.Index(fields=["company", "site", "first_date"], name="erp_roster_site")]
        triggers = [steps("erp_roster_steps", "status", ROSTER_STEPS)]


class RosterLine(CompanyRow):
    """One shift of one employee, at a work center or, without one, elsewhere at the site."""

    scope_site = "roster__site_id"
    scope_own = "employee__user_id"

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="lines", db_index=False)
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    work_date = models.DateField()
    shift = models.ForeignKey(ShiftPattern, models.PROTECT, related_name="+")
    work_center = models.ForeignKey(
        "stem.WorkCenter", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(CompanyRow.Meta):
        db_table = "erp_roster_line"
        constraints = [
            models.UniqueConstraint(
                fields=["roster", "employee", "work_date", "shift"], name="erp_roster_line_unique"
            )
        ]
        indexes = [
            models.Index(fields=["company", "employee", "work_date"], name="erp_roster_line_day"),
            models.Index(fields=["company", "work_center", "work_date"], name="erp_roster_line_wc"),
        ]
