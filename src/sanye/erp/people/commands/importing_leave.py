"""Leave in lists, by codes and numbers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models

from sanye.erp.people.commands.asking import COUNTED, Standing, standing_of
from sanye.erp.people.commands.importing import read_columns
from sanye.erp.people.commands.leave import tell
from sanye.erp.people.commands.locking import lock_numbered
from sanye.erp.people.domain.choices import LeaveStatus
from sanye.erp.people.errors import CodeUnknown, RowsMissing
from sanye.erp.people.models import Employee, LeaveKind, LeaveRequest
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal, Refusals
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.masterdata.commands.masters import Put
from sanye.stem.numbering.commands import draw_numbers
from sanye.stem.rows.bulk import insert_rows
from sanye.stem.rows.fields import code_field, number_field

LEAVE: dict[str, Any] = {
    "employee": number_field(),
    "kind": code_field(),
    "first_date": models.DateField(),
    "last_date": models.DateField(),
    "status": models.CharField(
        max_length=24,
        choices=[(status.value, status.value) for status in COUNTED],
        default=LeaveStatus.APPROVED,
    ),
}
for _name, _column in LEAVE.items():
    _column.name = _name


@command
def put_leave(*, leave: Sequence[Mapping[str, Any]], by: Actor, at: datetime) -> Put:
    """Leave as another system or a paper has it: `employee`, `kind`, first and last day, `status`
    (REQUESTED or, by default, APPROVED). What is already there is left alone.

    All or none: raises Refusals with the row of everything that is wrong.
    """
    if not leave:
        raise RowsMissing
    refused: list[Refusal] = []
    read: list[tuple[int, dict[str, Any]]] = []
    for number, cells in enumerate(leave, start=1):
        here, before = int(cells.get("_row", number)), len(refused)
        values = read_columns(LEAVE, cells, here, refused)
        if len(refused) == before:
            read.append((here, values))
    kinds = {row.code: row for row in LeaveKind.objects.filter(is_active=True)}
    people = lock_numbered({values["employee"] for _here, values in read})
    standing = standing_of(list(people.values()), by)
    rows: list[LeaveRequest] = []
    new: list[LeaveRequest] = []
    for here, values in read:
        try:
            row, is_new = _row(values, kinds, people, standing, by=by, at=at)
        except Refusal as refusal:
            refusal.row = here
            refused.append(refusal)
            continue
        rows.append(row)
        new += [row] if is_new else []
    if refused:
        raise Refusals(sorted(refused, key=lambda refusal: refusal.row or 0))
    _store(new, at)
    return Put(rows=rows, created=len(new), changed=0, unchanged=len(rows) - len(new))


def _row(
    values: Mapping[str, Any],
    kinds: Mapping[str, LeaveKind],
    people: Mapping[str, Employee],
    standing: Standing,
    *,
    by: Actor,
    at: datetime,
) -> tuple[LeaveRequest, bool]:
    """The request, and whether it is new."""
    kind = kinds.get(values["kind"])
    if kind is None:
        raise CodeUnknown(what="leave kind", value=values["kind"], field="kind")
    employee = people.get(values["employee"])
    if employee is None:
        raise CodeUnknown(what="employee", value=values["employee"], field="employee")
    span = (values["first_date"], values["last_date"])
    known = standing.find(employee, kind, span)
    if known is not None:
        return known, False
    is_approved = values["status"] == LeaveStatus.APPROVED
    row = LeaveRequest(
        id=new_id(),
        company_id=by.company_id,
        employee=employee,
        kind=kind,
        first_date=span[0],
        last_date=span[1],
        dates=standing.check(employee, kind, span),
        status=LeaveStatus.APPROVED if is_approved else LeaveStatus.REQUESTED,
        requested_by_id=by.user_id,
        requested_at=at,
        decided_at=at if is_approved else None,
    )
    standing.requests[employee.id].append(row)
    return row, True


def _store(rows: Sequence[LeaveRequest], at: datetime) -> None:
    if not rows:
        return
    for row, number in zip(rows, draw_numbers("LV", len(rows), at=at), strict=True):
        row.number = number
    insert_rows(rows)
    tell([row for row in rows if row.status == LeaveStatus.APPROVED])
