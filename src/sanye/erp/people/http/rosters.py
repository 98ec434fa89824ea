"""`/people/rosters`: drafting, checking and publishing who works when."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Body
from pydantic import Field

from sanye.erp.people import commands, queries
from sanye.erp.people.http.employees import PutOut
from sanye.erp.people.http.schemas import NamedLineOut, today
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.types import Code, Day

router = Router(tags=["people"])
lines = Router(tags=["people"])
MOST_ROSTERS = 100
"""In one request: each is published for itself, as it is checked against those before it."""


class LineIn(Schema):
    employee_id: UUID
    work_date: Day
    shift_id: UUID
    work_center_id: UUID | None = None


class RosterIn(Schema):
    """Both days included."""

    site_id: UUID
    first_date: Day
    last_date: Day
    lines: list[LineIn] = Field([], max_length=5000)


class LinesIn(Schema):
    lines: list[LineIn] = Field(max_length=5000)


class CodedLineIn(Schema):
    """Employee by number, shift and work center by code."""

    employee: Code
    work_date: Day
    shift: Code
    work_center: Code = ""


class CodedRosterIn(Schema):
    """Site by code; `publish` makes it count at once."""

    site: Code
    first_date: Day
    last_date: Day
    publish: bool = False
    lines: list[CodedLineIn] = Field(max_length=5000)


CodedRosters = Annotated[list[CodedRosterIn], Body(max_length=MOST_ROSTERS)]


class CopyIn(Schema):
    first_date: Day


class RosterOut(Schema):
    id: UUID
    site_id: UUID
    first_date: date
    last_date: date
    version: int
    status: str
    revises_id: UUID | None
    published_at: datetime | None


class FindingOut(Schema):
    """What speaks against a line; `severity` REFUSE stops publishing, WARN does not."""

    kind: str = Field(alias="finding.kind")
    severity: str = Field(alias="finding.severity")
    line_id: UUID = Field(alias="line.id")
    employee_id: UUID = Field(alias="line.employee_id")
    employee_number: str = Field(alias="number")
    work_date: date = Field(alias="line.work_date")
    found_minutes: int | None = Field(alias="finding.found_minutes")
    wanted_minutes: int | None = Field(alias="finding.wanted_minutes")


class PublishedOut(RosterOut):
    warnings: list[FindingOut]


@router.get("", response=Page[RosterOut])
def list_rosters(
    request: HttpRequest,
    site_id: UUID | None = None,
    status: str | None = None,
    from_date: Day | None = None,
    to_date: Day | None = None,
) -> HttpResponse:
    """Rosters with a day in from … to."""
    rows = queries.list_rosters(
        site_id=site_id,
        status=status,
        from_date=from_date,
        to_date=to_date,
        by=actor_of(request),
    )
    return page_of(request, rows, RosterOut, sortable=["first_date", "version"])


@router.post("", response={201: RosterOut})
def draft_roster(request: HttpRequest, body: RosterIn) -> object:
    """Begin a roster."""
    return commands.draft_roster(
        site_id=body.site_id,
        first_date=body.first_date,
        last_date=body.last_date,
        lines=_lines(body.lines),
        by=actor_of(request),
        at=now(),
    )


@router.post("/bulk", response=PutOut)
def put_rosters(request: HttpRequest, rows: CodedRosters) -> object:
    """Rosters by codes; what is published already and differs is revised."""
    given = [row.model_dump() for row in rows]
    put = commands.put_rosters(rosters=given, by=actor_of(request), at=now())
    ids = [row.pk for row in put.rows]
    return {
        "created": put.created,
        "changed": put.changed,
        "unchanged": put.unchanged,
        "ids": ids,
    }


@router.get("/{uuid:roster_id}", response=RosterOut)
def get_roster(request: HttpRequest, roster_id: UUID) -> object:
    """One roster."""
    return queries.get_roster(roster_id=roster_id, by=actor_of(request))


@router.get("/{uuid:roster_id}/lines", response=Page[NamedLineOut])
def list_lines_of_roster(request: HttpRequest, roster_id: UUID) -> HttpResponse:
    """Its shifts, by day."""
    queries.get_roster(roster_id=roster_id, by=actor_of(request))
    rows = queries.list_roster_lines(on=today(request), roster_id=roster_id, by=actor_of(request))
    return page_of(request, rows, NamedLineOut, order="work_date")


@router.put("/{uuid:roster_id}/lines", response=RosterOut)
def set_roster_lines(request: HttpRequest, roster_id: UUID, body: LinesIn) -> object:
    """Replace the lines of a draft."""
    return commands.set_roster_lines(
        roster_id=roster_id, lines=_lines(body.lines), by=actor_of(request), at=now()
    )


@router.get("/{uuid:roster_id}/findings", response=list[FindingOut])
def list_roster_findings(request: HttpRequest, roster_id: UUID) -> object:
    """What speaks against it now."""
    return queries.list_roster_findings(roster_id=roster_id, by=actor_of(request))


@router.post("/{uuid:roster_id}/copy", response={201: RosterOut})
def copy_roster(request: HttpRequest, roster_id: UUID, body: CopyIn) -> object:
    """The same shifts from another day on, as a draft."""
    return commands.copy_roster(
        roster_id=roster_id, first_date=body.first_date, by=actor_of(request), at=now()
    )


@router.post("/{uuid:roster_id}/publish", response=PublishedOut)
def publish_roster(request: HttpRequest, roster_id: UUID) -> object:
    """It counts from now on; findings that the policy refuses stop it."""
    roster, warnings = commands.publish_roster(roster_id=roster_id, by=actor_of(request), at=now())
    shown = RosterOut.from_orm(roster).model_dump()
    return {**shown, "warnings": [FindingOut.from_orm(one).model_dump() for one in warnings]}


@router.post("/{uuid:roster_id}/revise", response={201: RosterOut})
def revise_roster(request: HttpRequest, roster_id: UUID) -> object:
    """A draft of the next version."""
    return commands.revise_roster(roster_id=roster_id, by=actor_of(request), at=now())


@router.post("/{uuid:roster_id}/discard", response=RosterOut)
def discard_roster(request: HttpRequest, roster_id: UUID) -> object:
    """The draft is not wanted."""
    return commands.discard_roster(roster_id=roster_id, by=actor_of(request), at=now())


@lines.get("", response=Page[NamedLineOut])
def list_roster_lines(
    request: HttpRequest,
    site_id: UUID | None = None,
    employee_id: UUID | None = None,
    work_center_id: UUID | None = None,
    from_date: Day | None = None,
    to_date: Day | None = None,
) -> HttpResponse:
    """Shifts of all published rosters."""
    rows = queries.list_roster_lines(
        on=today(request),
        site_id=site_id,
        employee_id=employee_id,
        work_center_id=work_center_id,
        from_date=from_date,
        to_date=to_date,
        by=actor_of(request),
    )
    return page_of(request, rows, NamedLineOut, order="work_date")


def _lines(rows: list[LineIn]) -> list[commands.NewLine]:
    return [commands.NewLine(**_given(row)) for row in rows]


def _given(row: LineIn) -> dict[str, Any]:
    return row.model_dump()
