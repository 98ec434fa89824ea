"""What people answers when others ask."""

from sanye.contracts.erp.ports import CapacityAnswer, CapacityRequest, WorkCenterDay
from sanye.erp.people import queries


def answer_capacity(request: CapacityRequest) -> CapacityAnswer:
    """Port `work_center_capacity`: the calendar's minutes as far as people are rostered."""
    rows = queries.list_work_center_capacity(
        site_id=request.site_id,
        first_date=request.first_date,
        last_date=request.last_date,
        work_center_ids=request.work_center_ids,
        by=request.by,
    )
    return CapacityAnswer(
        days=tuple(
            WorkCenterDay(
                work_center_id=row.work_center.id,
                work_date=row.work_date,
                minutes=row.minutes,
                machine_minutes=row.machine_minutes,
                basis=row.basis.value,
                rostered_count=row.rostered_count,
                on_leave_count=row.on_leave_count,
                unskilled_count=row.unskilled_count,
            )
            for row in rows
        )
    )
