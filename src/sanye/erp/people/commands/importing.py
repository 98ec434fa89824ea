"""Many at once, by codes and numbers: from files, and for loading a whole company."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models

from sanye.erp.people.commands.employing import (
    FULL_WEEK,
    ONE_DAY,
    WEEK_MINUTES,
    Placement,
    change_employee,
    end_employment,
)
from sanye.erp.people.commands.locking import lock_numbered
from sanye.erp.people.commands.personal import write_personal
from sanye.erp.people.domain.choices import EmploymentKind, LeavingReason
from sanye.erp.people.domain.privacy import PERSONAL_COLUMNS
from sanye.erp.people.errors import (
    BadgeTaken,
    BeforeHired,
    CodeUnknown,
    NothingChanges,
    NumberTaken,
    RowsMissing,
    ValueNotReadable,
    WeekNotPossible,
)
from sanye.erp.people.models import Assignment, Employee, EmployeePersonal, OrgUnit, Position
from sanye.erp.people.publishing import hired, left
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal, Refusals
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.masterdata.commands.masters import Put
from sanye.stem.masterdata.commands.values import read_value
from sanye.stem.masterdata.models import Site
from sanye.stem.rows.bulk import insert_rows
from sanye.stem.rows.fields import choice_field, code_field, number_field

AT_ONCE = 1000
LAST_DAY = date(2199, 12, 31)
"""As in requests: some write 9999-12-31 for never, after which there is no day."""
PERSONAL: dict[str, Any] = {
    column.name: column
    for column in EmployeePersonal._meta.concrete_fields  # noqa: SLF001 - documented model API
    if column.name in PERSONAL_COLUMNS
}
COLUMNS: dict[str, Any] = {
    "number": number_field(),
    "from_date": models.DateField(),
    "position": code_field(),
    "org_unit": code_field(blank=True),
    "site": code_field(blank=True),
    "employment_kind": choice_field(EmploymentKind, default=EmploymentKind.PERMANENT),
    "weekly_minutes": models.PositiveIntegerField(default=FULL_WEEK),
    "last_date": models.DateField(null=True),
    "leaving_reason": choice_field(LeavingReason, blank=True, default=""),
    **PERSONAL,
}
"""How each column of employees is read."""

for _name, _column in COLUMNS.items():
    _column.name = _name


@dataclass
class _Row:
    """A row as read: values by column, those that the row names, and where it stands."""

    place: int
    values: dict[str, Any]
    named: dict[str, Any]
    personal: dict[str, Any]
    codes: dict[str, UUID | None] = field(default_factory=dict)


@command
def put_employees(*, employees: Sequence[Mapping[str, Any]], by: Actor, at: datetime) -> Put:
    """Hire those whose number is new; of known ones change personal data and, from the day on, the
    placement; a last day says that they leave. Codes for position, unit and site.

    All or none: raises Refusals with the row and column of everything that is wrong.
    """
    if not employees:
        raise RowsMissing
    refused: list[Refusal] = []
    rows = [_read(row, place, refused) for place, row in enumerate(employees, start=1)]
    good = [row for row in rows if row is not None]
    _resolve(good, refused)
    known = lock_numbered({row.values["number"] for row in good})
    new = [row for row in good if row.values["number"] not in known]
    _check_new(new, good, by, refused)
    if refused:
        raise Refusals(sorted(refused, key=lambda refusal: refusal.row or 0))
    made = _hire(new, by)
    changed = 0
    for row in good:
        if row.values["number"] in known:
            changed += _change(known[row.values["number"]], row, refused, by=by, at=at)
    if refused:
        raise Refusals(refused)
    by_number = known | made
    return Put(
        rows=[by_number[row.values["number"]] for row in good],
        created=len(made),
        changed=changed,
        unchanged=len(good) - len(made) - changed,
    )


def read_columns(
    columns: Mapping[str, Any], cells: Mapping[str, Any], place: int, refused: list[Refusal]
) -> dict[str, Any]:
    """The cells as values of the columns; what cannot be read goes to `refused`."""
    values: dict[str, Any] = {}
    for name, column in columns.items():
        try:
            values[name] = value = read_value(column, cells.get(name))
            if isinstance(value, date) and value > LAST_DAY:
                raise ValueNotReadable(column=name, value=value)
        except Refusal as refusal:
            refusal.row, refusal.field = place, name
            refused.append(refusal)
    return values


def ids_by_code(
    codes: set[str], rows: "models.QuerySet[Any]", column: str = "code"
) -> dict[str, UUID]:
    """Codes → ids of the rows that have them."""
    return dict(rows.filter(**{f"{column}__in": codes}).values_list(column, "id"))


def _read(cells: Mapping[str, Any], place: int, refused: list[Refusal]) -> _Row | None:
    place = int(cells.get("_row", place))
    before = len(refused)
    values = read_columns(COLUMNS, cells, place, refused)
    if len(refused) > before:
        return None
    named = {name: values[name] for name in COLUMNS if cells.get(name) not in (None, "")}
    personal = {name: named[name] for name in PERSONAL if name in named}
    return _Row(place, values, named, personal)


def _resolve(rows: Sequence[_Row], refused: list[Refusal]) -> None:
    """Codes to ids, one read per table."""
    tables: dict[str, models.QuerySet[Any]] = {
        "position": Position.objects.filter(is_active=True),
        "org_unit": OrgUnit.objects.filter(is_active=True),
        "site": Site.objects.filter(archived_at__isnull=True),
    }
    for name, table in tables.items():
        ids = ids_by_code({row.values[name] for row in rows if row.values[name]}, table)
        for row in rows:
            code = row.values[name]
            row.codes[name] = ids.get(code)
            if code and code not in ids:
                refused.append(CodeUnknown(what=name, value=code, field=name, row=row.place))


def _check_new(
    new: Sequence[_Row], rows: Sequence[_Row], by: Actor, refused: list[Refusal]
) -> None:
    seen: set[str] = set()
    taken = {
        badge: number
        for badge, number in EmployeePersonal.unscoped.filter(company_id=by.company_id)
        .exclude(badge_number="")
        .values_list("badge_number", "employee__number")
    }
    for row in rows:
        number, badge = row.values["number"], row.personal.get("badge_number")
        if number in seen:
            refused.append(NumberTaken(number=number, field="number", row=row.place))
        seen.add(number)
        if badge and taken.setdefault(badge, number) != number:
            refused.append(BadgeTaken(field="badge_number", row=row.place))
        if not 1 <= row.values["weekly_minutes"] <= WEEK_MINUTES:
            minutes = row.values["weekly_minutes"]
            refused.append(WeekNotPossible(minutes=minutes, field="weekly_minutes", row=row.place))
    for row in new:
        last, first = row.values["last_date"], row.values["from_date"]
        if last is not None and last < first:
            refused.append(
                BeforeHired(
                    number=row.values["number"],
                    hired_date=first,
                    date=last,
                    field="last_date",
                    row=row.place,
                )
            )


def _hire(rows: Sequence[_Row], by: Actor) -> dict[str, Employee]:
    employees = [_employee(row, by) for row in rows]
    insert_rows(employees)
    assignments = [_assignment(one, row) for one, row in zip(employees, rows, strict=True)]
    insert_rows(assignments)
    insert_rows(
        [
            EmployeePersonal(id=new_id(), company_id=by.company_id, employee=one, **row.personal)
            for one, row in zip(employees, rows, strict=True)
        ]
    )
    codes = dict(Position.objects.values_list("id", "code"))
    for assignment in assignments:
        assignment.position = Position(
            id=assignment.position_id, code=codes[assignment.position_id]
        )
    facts: list[Any] = [hired(a.employee, a) for a in assignments]
    facts += [left(one) for one in employees if one.last_date is not None]
    for start in range(0, len(facts), AT_ONCE):
        publish(*facts[start : start + AT_ONCE])
    return {one.number: one for one in employees}


def _employee(row: _Row, by: Actor) -> Employee:
    values = row.values
    return Employee(
        id=new_id(),
        company_id=by.company_id,
        number=values["number"],
        site_id=row.codes["site"],
        hired_date=values["from_date"],
        last_date=values["last_date"],
        leaving_reason=values["leaving_reason"] if values["last_date"] else "",
    )


def _assignment(employee: Employee, row: _Row) -> Assignment:
    last: date | None = employee.last_date
    position_id = row.codes["position"]
    if position_id is None:
        raise ValueError("a position was not looked up")
    return Assignment(
        id=new_id(),
        company_id=employee.company_id,
        employee=employee,
        valid_from_date=employee.hired_date,
        valid_to_date=None if last is None else last + ONE_DAY,
        position_id=position_id,
        org_unit_id=row.codes["org_unit"],
        site_id=row.codes["site"],
        employment_kind=row.values["employment_kind"],
        weekly_minutes=row.values["weekly_minutes"],
    )


def _change(
    employee: Employee, row: _Row, refused: list[Refusal], *, by: Actor, at: datetime
) -> int:
    """1 if anything of a known employee changes; what the row leaves empty stays."""
    kind = row.named.get("employment_kind")
    placement = Placement(
        position_id=row.codes["position"],
        org_unit_id=row.codes["org_unit"],
        site_id=row.codes["site"],
        employment_kind=None if kind is None else EmploymentKind(kind),
        weekly_minutes=row.named.get("weekly_minutes"),
    )
    try:
        is_changed = _write_if_other(employee, row.personal)
        is_changed |= _place_if_other(employee, row, placement, by=by, at=at)
        is_changed |= _end_if_other(employee, row, by=by, at=at)
    except Refusal as refusal:
        refusal.row = row.place
        refused.append(refusal)
        return 0
    return int(is_changed)


def _place_if_other(
    employee: Employee, row: _Row, placement: Placement, *, by: Actor, at: datetime
) -> bool:
    try:
        change_employee(
            employee_id=employee.id,
            from_date=row.values["from_date"],
            placement=placement,
            by=by,
            at=at,
        )
    except NothingChanges:
        return False
    return True


def _end_if_other(employee: Employee, row: _Row, *, by: Actor, at: datetime) -> bool:
    last = row.values["last_date"]
    if last is None or last == employee.last_date:
        return False
    reason = LeavingReason(row.values["leaving_reason"] or LeavingReason.OTHER)
    end_employment(employee_id=employee.id, last_date=last, reason=reason, by=by, at=at)
    return True


def _write_if_other(employee: Employee, personal: Mapping[str, Any]) -> bool:
    stored = EmployeePersonal.unscoped.filter(employee_id=employee.id).first()
    if stored is not None and all(getattr(stored, name) == new for name, new in personal.items()):
        return False
    write_personal(employee, personal)
    return bool(personal)
