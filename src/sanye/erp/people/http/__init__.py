"""Doors of people, all below `/people`."""

from sanye.erp.people.http import (
    attendance,
    capacity,
    employees,
    leave,
    masters,
    me,
    pay,
    rosters,
    skills,
)
from sanye.stem.http import Router

router = Router(tags=["people"])
router.add_router("/employees", employees.router)
router.add_router("/employees", pay.router)
router.add_router("/me", me.router)
router.add_router("/employee-skills", skills.router)
router.add_router("/rosters", rosters.router)
router.add_router("/roster-lines", rosters.lines)
router.add_router("/attendance", attendance.router)
router.add_router("/leave", leave.router)
router.add_router("/work-center-capacity", capacity.router)
for prefix, master in masters.routers():
    router.add_router(prefix, master)

routers: list[tuple[str, Router]] = [("/people", router)]
