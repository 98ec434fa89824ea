"""Reads of skills."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from sanye.erp.people.domain.findings import Skilled
from sanye.erp.people.models import EmployeeSkill, Skill, WorkCenterSkill
from sanye.erp.people.queries.employees import employed_on
from sanye.erp.people.queries.privacy import shown_name
from sanye.kernel.actors import Actor
from sanye.stem.commands import query

Needs = dict[UUID, dict[UUID, tuple[int, int]]]


@query
def list_skills(*, by: Actor) -> QuerySet[Skill]:
    """All skills that the company knows."""
    return Skill.objects.all()


@query
def list_employee_skills(
    *,
    on: date,
    employee_id: UUID | None = None,
    skill_id: UUID | None = None,
    expires_before: date | None = None,
    by: Actor,
) -> QuerySet[EmployeeSkill]:
    """Who can do what; with `expires_before` what people who are still employed lose until then."""
    rows: QuerySet[EmployeeSkill] = EmployeeSkill.objects.select_related(
        "employee", "skill"
    ).annotate(name=shown_name(on=on, by=by))
    if employee_id is not None:
        rows = rows.filter(employee_id=employee_id)
    if skill_id is not None:
        rows = rows.filter(skill_id=skill_id)
    if expires_before is not None:
        rows = rows.filter(employed_on(on, "employee__"), expires_date__lt=expires_before)
    return rows


@query
def list_work_center_skills(
    *, work_center_id: UUID | None = None, by: Actor
) -> QuerySet[WorkCenterSkill]:
    """What work centers ask for."""
    rows = WorkCenterSkill.objects.select_related("work_center", "skill")
    return rows if work_center_id is None else rows.filter(work_center_id=work_center_id)


def needs_of(work_center_ids: Collection[UUID]) -> Needs:
    """Per work center the skills needed with level and number of people."""
    found: Needs = defaultdict(dict)
    for row in WorkCenterSkill.unscoped.filter(work_center__in=work_center_ids):
        found[row.work_center_id][row.skill_id] = (row.level, row.people_needed)
    return dict(found)


def skills_of(employee_ids: Collection[UUID]) -> dict[UUID, list[Skilled]]:
    """Per employee the skills with level and days."""
    found: dict[UUID, list[Skilled]] = defaultdict(list)
    for row in EmployeeSkill.unscoped.filter(employee__in=employee_ids):
        found[row.employee_id].append(
            Skilled(row.skill_id, row.level, row.acquired_date, row.expires_date or date.max)
        )
    return dict(found)
