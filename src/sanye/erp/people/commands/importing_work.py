"""Rosters and attendance in lists, by codes and numbers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import models

from sanye.erp.people.commands.attendance import ONE_DAY, check_presence, place
from sanye.erp.people.commands.importing import AT_ONCE, ids_by_code, read_columns
from sanye.erp.people.commands.locking import lock_numbered
from sanye.erp.people.commands.rosters import (
    NewLine,
    draft_roster,
    publish_roster,
    revise_roster,
    set_roster_lines,
)
from sanye.erp.people.domain.choices import AttendanceSource, RosterStatus
from sanye.erp.people.errors import (
    CodeUnknown,
    PresenceOverlaps,
    RowsMissing,
    ValueNotReadable,
)
from sanye.erp.people.models import (
    Attendance,
    Employee,
    Roster,
    RosterLine,
    ShiftPattern,
)
from sanye.erp.people.publishing import attendance_fact
from sanye.erp.people.queries.rosters import published_lines
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal, Refusals
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.identity.fixed import fixed_of
from sanye.stem.masterdata import queries as masters
from sanye.stem.masterdata.commands.masters import Put
from sanye.stem.masterdata.models import Site, WorkCenter
from sanye.stem.rows.bulk import insert_rows
from sanye.stem.rows.fields import code_field, number_field

Rows = Sequence[Mapping[str, Any]]
HEAD: dict[str, Any] = {
    "site": code_field(),
    "first_date": models.DateField(),
    "last_date": models.DateField(),
    "publish": models.BooleanField(default=False),
}
LINE: dict[str, Any] = {
    "employee": number_field(),
    "work_date": models.DateField(),
    "shift": code_field(),
    "work_center": code_field(blank=True),
}
_NO_END = datetime.max.replace(tzinfo=UTC)
PRESENCE: dict[str, Any] = {"employee": number_field(), "site": code_field(blank=True)}

for _columns in (HEAD, LINE, PRESENCE):
    for _name, _column in _columns.items():
        _column.name = _name


@command
def put_rosters(*, rosters: Rows, by: Actor, at: datetime) -> Put:
    """Rosters by site and days with their `lines`; `publish` makes them count.

    A draft of the same site and days gets the lines; a published one that differs is revised. All
    or none: raises Refusals with the row of everything that is wrong.
    """
    if not rosters:
        raise RowsMissing
    refused: list[Refusal] = []
    rows: list[Roster] = []
    counts = {"created": 0, "changed": 0, "unchanged": 0}
    for number, cells in enumerate(rosters, start=1):
        here = int(cells.get("_row", number))
        try:
            head = _values(HEAD, cells, here)
            lines = _lines(head, cells.get("lines") or [], here, by)
            roster, what = _put_roster(head, lines, by=by, at=at)
            rows.append(roster)
            counts[what] += 1
        except Refusals as several:
            refused += several.items
        except Refusal as refusal:
            refusal.row = refusal.row or here
            refused.append(refusal)
    if refused:
        raise Refusals(refused)
    return Put(rows=rows, **counts)


@command
def put_attendance(*, attendance: Rows, by: Actor, at: datetime) -> Put:
    """Presences that are over: `employee`, `started_at`, `ended_at` (instants), `site`.

    All or none: raises Refusals with the row of everything that is wrong.
    """
    if not attendance:
        raise RowsMissing
    refused: list[Refusal] = []
    rows = _presences(attendance, refused, by=by, at=at)
    if refused:
        raise Refusals(refused)
    insert_rows(rows)
    facts = [attendance_fact(row) for row in rows]
    for start in range(0, len(facts), AT_ONCE):
        publish(*facts[start : start + AT_ONCE])
    return Put(rows=rows, created=len(rows), changed=0, unchanged=0)


def _values(columns: Mapping[str, Any], cells: Mapping[str, Any], here: int) -> dict[str, Any]:
    refused: list[Refusal] = []
    values = read_columns(columns, cells, here, refused)
    if refused:
        raise Refusals(refused)
    return values


def _lines(head: Mapping[str, Any], rows: Rows, here: int, by: Actor) -> list[NewLine]:
    """Codes to ids, one read per table. Raises Refusals."""
    refused: list[Refusal] = []
    places = [int(row.get("_row", here)) for row in rows]
    values = [
        read_columns(LINE, row, at_row, refused) for row, at_row in zip(rows, places, strict=True)
    ]
    if refused:
        raise Refusals(refused)
    tables: dict[str, dict[str, UUID]] = {
        "employee": ids_by_code({v["employee"] for v in values}, Employee.objects.all(), "number"),
        "shift": ids_by_code({v["shift"] for v in values}, ShiftPattern.objects.all()),
        "work_center": ids_by_code(
            {v["work_center"] for v in values if v["work_center"]},
            WorkCenter.objects.filter(site__code=head["site"]),
        ),
    }
    for value, at_row in zip(values, places, strict=True):
        for name, ids in tables.items():
            if value[name] and value[name] not in ids:
                refused.append(CodeUnknown(what=name, value=value[name], field=name, row=at_row))
    if refused:
        raise Refusals(refused)
    return [
        NewLine(
            employee_id=tables["employee"][value["employee"]],
            work_date=value["work_date"],
            shift_id=tables["shift"][value["shift"]],
            work_center_id=tables["work_center"].get(value["work_center"]),
            row=at_row,
        )
        for value, at_row in zip(values, places, strict=True)
    ]


def _put_roster(
    head: Mapping[str, Any], lines: Sequence[NewLine], *, by: Actor, at: datetime
) -> tuple[Roster, str]:
    """The roster, and whether it was created, changed or unchanged."""
    site = masters.get_site(code=head["site"], by=by)
    same = Roster.objects.filter(
        site=site,
        first_date=head["first_date"],
        last_date=head["last_date"],
        status__in=[RosterStatus.DRAFT, RosterStatus.PUBLISHED],
    ).order_by("-version", "-id")
    roster = same.first()
    if roster is None:
        what = "created"
        roster = draft_roster(
            site_id=site.id,
            first_date=head["first_date"],
            last_date=head["last_date"],
            lines=lines,
            by=by,
            at=at,
        )
    else:
        if _says_the_same(roster, lines, is_published=head["publish"]):
            return roster, "unchanged"
        what = "changed"
        if roster.status == RosterStatus.PUBLISHED:
            roster = revise_roster(roster_id=roster.id, by=by, at=at)
        set_roster_lines(roster_id=roster.id, lines=lines, by=by, at=at)
    if head["publish"]:
        roster, _warned = publish_roster(roster_id=roster.id, by=by, at=at)
    return roster, what


def _says_the_same(roster: Roster, lines: Sequence[NewLine], *, is_published: bool) -> bool:
    if is_published and roster.status != RosterStatus.PUBLISHED:
        return False
    stored = RosterLine.unscoped.filter(roster_id=roster.id).values_list(
        "employee_id", "work_date", "shift_id", "work_center_id"
    )
    given = {(one.employee_id, one.work_date, one.shift_id, one.work_center_id) for one in lines}
    return set(stored) == given


def _presences(cells: Rows, refused: list[Refusal], *, by: Actor, at: datetime) -> list[Attendance]:
    employees = lock_numbered({str(row.get("employee", "")) for row in cells})
    sites = {row.code: row for row in Site.objects.all()}
    by_id = {row.id: row for row in sites.values()}
    home = fixed_of(by).zone.key
    rows: list[tuple[int, Attendance]] = []
    for number, row in enumerate(cells, start=1):
        here = int(row.get("_row", number))
        try:
            values = _values(PRESENCE, row, here)
            employee = employees.get(values["employee"])
            if employee is None:
                raise CodeUnknown(what="employee", value=values["employee"], field="employee")
            if values["site"] and values["site"] not in sites:
                raise CodeUnknown(what="site", value=values["site"], field="site")
            site = sites.get(values["site"]) or by_id.get(employee.site_id)
            rows.append((here, _presence(employee, site, row, at)))
        except Refusals as several:
            refused += several.items
        except Refusal as refusal:
            refusal.row = here
            refused.append(refusal)
    _place_all([row for _here, row in rows], str(home), rows, refused)
    return [row for _here, row in rows]


def _presence(
    employee: Employee, site: Site | None, cells: Mapping[str, Any], at: datetime
) -> Attendance:
    row = Attendance(
        id=new_id(),
        company_id=employee.company_id,
        employee=employee,
        site=site,
        started_at=_instant(cells, "started_at"),
        ended_at=_instant(cells, "ended_at"),
        source=AttendanceSource.ENTERED,
    )
    check_presence(row, at)
    return row


def _instant(cells: Mapping[str, Any], column: str) -> datetime:
    value = cells.get(column)
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise ValueNotReadable(column=column, value=value, field=column) from None
    if found.tzinfo is None:
        raise ValueNotReadable(column=column, value=value, field=column)
    return found


def _place_all(
    rows: Sequence[Attendance],
    home: str,
    numbered: Sequence[tuple[int, Attendance]],
    refused: list[Refusal],
) -> None:
    """Day, break and minutes of every presence, and that no two of one person overlap."""
    if not rows:
        return
    first = min(row.started_at for row in rows).date() - 2 * ONE_DAY
    last = max(row.started_at for row in rows).date() + 2 * ONE_DAY
    people = {row.employee_id for row in rows}
    lines: dict[tuple[UUID, date], list[RosterLine]] = defaultdict(list)
    found = published_lines(company_id=rows[0].company_id, first=first, last=last)
    for line in found.filter(employee__in=people):
        lines[line.employee_id, line.work_date].append(line)
    spans: dict[UUID, list[tuple[datetime, datetime]]] = defaultdict(list)
    stored = Attendance.unscoped.filter(
        models.Q(work_date__range=(first, last)) | models.Q(ended_at__isnull=True),
        employee__in=people,
    )
    for who, begins, ends in stored.values_list("employee_id", "started_at", "ended_at"):
        spans[who].append((begins, ends or _NO_END))
    for here, row in numbered:
        day = row.started_at.date()
        near = [
            line
            for offset in (-2, -1, 0, 1, 2)
            for line in lines.get((row.employee_id, day + offset * ONE_DAY), ())
        ]
        try:
            place(row, near, row.site.time_zone if row.site is not None else home)
            _check_apart(row, spans[row.employee_id])
        except Refusal as refusal:
            refusal.row = here
            refused.append(refusal)


def _check_apart(row: Attendance, spans: list[tuple[datetime, datetime]]) -> None:
    begins, ends = row.started_at, row.ended_at
    if ends is None or any(begins < until and since < ends for since, until in spans):
        raise PresenceOverlaps(number=row.employee.number, field="started_at")
    spans.append((begins, ends))
