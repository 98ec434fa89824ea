"""What people can do, and what work centers ask for."""

import pghistory
from django.db import models
from django.db.models import F, Q

from sanye.erp.people.models.employees import Employee
from sanye.stem.masterdata.models.columns import Named
from sanye.stem.rows.constraints import positive
from sanye.stem.rows.fields import code_field
from sanye.stem.rows.models import CompanyRow

HIGHEST_LEVEL = 5


@pghistory.track()
class Skill(CompanyRow, Named):
    """Something that has to be learned, perhaps renewed: welding, a crane licence."""

    code = code_field()
    is_active = models.BooleanField(default=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_skill"
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="erp_skill_unique")]


@pghistory.track()
class EmployeeSkill(CompanyRow):
    """A skill of an employee at a level (1-5); `expires_date` is the last day on which it holds."""

    scope_site = "employee__site_id"
    scope_own = "employee__user_id"

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="skills")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(default=1)
    acquired_date = models.DateField()
    expires_date = models.DateField(null=True, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "erp_employee_skill"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "employee", "skill"], name="erp_employee_skill_unique"
            ),
            models.CheckConstraint(
                name="erp_employee_skill_level", condition=Q(level__range=(1, HIGHEST_LEVEL))
            ),
            models.CheckConstraint(
                name="erp_employee_skill_days",
                condition=Q(expires_date__isnull=True) | Q(expires_date__gte=F("acquired_date")),
            ),
        ]
        indexes = [
            models.Index(fields=["company", "expires_date"], name="erp_employee_skill_expires")
        ]


@pghistory.track()
class WorkCenterSkill(CompanyRow):
    """How many people with a skill, at least at a level, one operation at the work center takes."""

    scope_site = "work_center__site_id"

    work_center = models.ForeignKey("stem.WorkCenter", models.PROTECT, related_name="+")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(default=1)
    people_needed = models.PositiveSmallIntegerField(default=1)

    class Meta(CompanyRow.Meta):
        db_table = "erp_work_center_skill"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "work_center", "skill"], name="erp_work_center_skill_unique"
            ),
            models.CheckConstraint(
                name="erp_work_center_skill_level", condition=Q(level__range=(1, HIGHEST_LEVEL))
            ),
            positive("erp_work_center_skill_people", "people_needed"),
        ]
