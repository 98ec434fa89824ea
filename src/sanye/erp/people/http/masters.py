"""Units, positions, skills, shifts, policies, kinds of leave."""

from sanye.erp.people import commands, queries
from sanye.erp.people.commands import masters
from sanye.stem.http import Router
from sanye.stem.masterdata.http.resources import Resource, router_of

_RESOURCES = (
    Resource(
        "org_unit",
        "org_units",
        masters.ORG_UNITS,
        queries.list_org_units,
        commands.put_org_units,
        listed_rights=True,
    ),
    Resource(
        "position",
        "positions",
        masters.POSITIONS,
        queries.list_positions,
        commands.put_positions,
        listed_rights=True,
    ),
    Resource(
        "skill",
        "skills",
        masters.SKILLS,
        queries.list_skills,
        commands.put_skills,
        listed_rights=True,
    ),
    Resource(
        "work_center_skill",
        "work_center_skills",
        masters.WORK_CENTER_SKILLS,
        queries.list_work_center_skills,
        commands.put_work_center_skills,
        ("work_center_id",),
        listed_rights=True,
    ),
    Resource(
        "shift_pattern",
        "shift_patterns",
        masters.SHIFT_PATTERNS,
        queries.list_shift_patterns,
        commands.put_shift_patterns,
        listed_rights=True,
    ),
    Resource(
        "roster_policy",
        "roster_policies",
        masters.ROSTER_POLICIES,
        queries.list_roster_policies,
        commands.put_roster_policies,
        listed_rights=True,
    ),
    Resource(
        "leave_kind",
        "leave_kinds",
        masters.LEAVE_KINDS,
        queries.list_leave_kinds,
        commands.put_leave_kinds,
        listed_rights=True,
    ),
)


def routers() -> list[tuple[str, Router]]:
    """(path prefix, router) of every master of people."""
    return [(f"/{one.many.replace('_', '-')}", router_of(one)) for one in _RESOURCES]
