from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from sanye.erp.people import commands, errors, queries
from sanye.erp.people.models import Attendance
from sanye.kernel.errors import Refusals
from sanye.stem.audit.queries import list_history
from tests.factories.people import MONDAY

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + timedelta(1)


def shanghai(day: date, hour: int, minute: int = 0) -> datetime:
    """Eight hours ahead of UTC, all year."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(
        hours=hour - 8, minutes=minute
    )


def test_a_day_with_its_rostered_break_is_eight_hours(works):
    works.hire("E1")
    works.roster(("E1", MONDAY, "DAY", None))

    commands.clock_in(number="E1", by=works.by, at=shanghai(MONDAY, 7, 50))
    row = commands.clock_out(number="E1", by=works.by, at=shanghai(MONDAY, 17))

    assert (row.work_date, row.break_minutes, row.worked_minutes) == (MONDAY, 60, Decimal(490))


def test_without_a_roster_every_minute_counts(works):
    works.hire("E1")

    commands.clock_in(number="E1", by=works.by, at=shanghai(MONDAY, 8))
    row = commands.clock_out(number="E1", by=works.by, at=shanghai(MONDAY, 17))

    assert (row.break_minutes, row.worked_minutes) == (0, Decimal(540))


def test_who_comes_late_to_a_night_belongs_to_the_evening_before(works):
    works.hire("E1")
    works.roster(("E1", MONDAY, "NIGHT", None))

    row = commands.clock_in(number="E1", by=works.by, at=shanghai(TUESDAY, 0, 20))

    assert row.work_date == MONDAY


def test_a_badge_opens_as_well_as_a_number(works):
    works.hire("E1", badge_number="B-77")

    row = commands.clock_in(badge_number="B-77", by=works.by, at=shanghai(MONDAY, 8))

    assert row.employee.number == "E1"


@pytest.mark.parametrize("who", [{}, {"number": "E1", "badge_number": "B"}])
def test_refuses_nobody_and_two_at_once(works, who):
    works.hire("E1")

    with pytest.raises(errors.WhoMissing):
        commands.clock_in(**who, by=works.by, at=works.at)


def test_refuses_to_come_twice_and_to_go_without_coming(works):
    works.hire("E1")
    with pytest.raises(errors.NotClockedIn):
        commands.clock_out(number="E1", by=works.by, at=works.at)
    commands.clock_in(number="E1", by=works.by, at=shanghai(MONDAY, 8))

    with pytest.raises(errors.AlreadyClockedIn):
        commands.clock_in(number="E1", by=works.by, at=shanghai(MONDAY, 9))

    assert Attendance.unscoped.count() == 1


def test_refuses_who_has_left(works):
    works.hire("E1", last_date="2026-02-28")

    with pytest.raises(errors.NotEmployed):
        commands.clock_in(number="E1", by=works.by, at=shanghai(MONDAY, 8))

    assert not Attendance.unscoped.exists()


def test_a_correction_keeps_what_stood_there_and_why_it_changed(works):
    works.hire("E1")
    commands.clock_in(number="E1", by=works.by, at=shanghai(MONDAY, 8))
    row = commands.clock_out(number="E1", by=works.by, at=shanghai(MONDAY, 9))

    corrected = commands.correct_attendance(
        attendance_id=row.id,
        started_at=shanghai(MONDAY, 8),
        ended_at=shanghai(MONDAY, 16),
        reason="clock was broken",
        by=works.by,
        at=shanghai(TUESDAY, 9),
    )

    assert (corrected.worked_minutes, corrected.source) == (Decimal(480), "CORRECTED")
    history = list_history(table="erp_attendance", row_id=row.id, by=works.by)
    assert [change.new.get("worked_minutes") for change in history] == [
        None,
        Decimal(60),
        Decimal(480),
    ]
    assert history[-1].new["correction_reason"] == "clock was broken"
    assert history[-1].command == "erp.people.correct_attendance"


@pytest.mark.parametrize(
    ("reason", "ends", "refusal"),
    [
        (" ", 16, errors.ReasonMissing),
        ("why", 8, errors.PresenceNotPossible),
        ("why", 33, errors.PresenceNotPossible),
    ],
)
def test_refuses_a_correction_that_cannot_be(works, reason, ends, refusal):
    works.hire("E1")
    commands.clock_in(number="E1", by=works.by, at=shanghai(MONDAY, 8))
    row = commands.clock_out(number="E1", by=works.by, at=shanghai(MONDAY, 9))

    with pytest.raises(refusal):
        commands.correct_attendance(
            attendance_id=row.id,
            started_at=shanghai(MONDAY, 8),
            ended_at=shanghai(MONDAY, ends),
            reason=reason,
            by=works.by,
            at=shanghai(MONDAY + timedelta(5), 9),
        )

    row.refresh_from_db()
    assert row.worked_minutes == 60


def test_refuses_two_presences_at_once_and_so_does_the_database(works):
    anna = works.hire("E1")
    span = {"started_at": shanghai(MONDAY, 8), "ended_at": shanghai(MONDAY, 12)}
    late = shanghai(TUESDAY, 8)
    commands.record_attendance(employee_id=anna.id, **span, by=works.by, at=late)

    with pytest.raises(errors.PresenceOverlaps):
        commands.record_attendance(employee_id=anna.id, **span, by=works.by, at=late)

    with pytest.raises(IntegrityError, match="erp_attendance_apart"), transaction.atomic():
        Attendance.unscoped.create(
            company_id=works.by.company_id,
            employee=anna,
            work_date=MONDAY,
            source="CLOCK",
            worked_minutes=1,
            **span,
        )


def test_what_is_odd_is_listed(works):
    """E1 stays away, E2 never clocks out, E3 comes unasked, E4 comes on leave, E5 is on leave."""
    for number in ("E1", "E2", "E3", "E4", "E5", "E6"):
        works.hire(number)
    works.roster(*[(number, MONDAY, "DAY", None) for number in ("E1", "E2", "E6")])
    works.leave_kind()
    for number in ("E4", "E5"):
        commands.put_leave(
            leave=[
                {"employee": number, "kind": "ANNUAL", "first_date": MONDAY, "last_date": MONDAY}
            ],
            by=works.by,
            at=works.at,
        )
    commands.clock_in(number="E2", by=works.by, at=shanghai(MONDAY, 8))
    for number in ("E3", "E4", "E6"):
        commands.put_attendance(
            attendance=[
                {
                    "employee": number,
                    "started_at": shanghai(MONDAY, 8),
                    "ended_at": shanghai(MONDAY, 17),
                }
            ],
            by=works.by,
            at=shanghai(TUESDAY, 8),
        )

    found = queries.list_attendance_anomalies(
        from_date=MONDAY, to_date=MONDAY, as_of=shanghai(TUESDAY, 9), by=works.by
    )

    assert [(one.number, one.kind) for one in found] == [
        ("E1", "ABSENT"),
        ("E2", "CLOCK_OUT_MISSING"),
        ("E3", "NOT_ROSTERED"),
        ("E4", "PRESENT_ON_LEAVE"),
    ]


def test_many_presences_are_put_at_once_all_or_none(works):
    works.hire("E1")
    good = {
        "employee": "E1",
        "started_at": "2026-03-02T00:00:00+00:00",
        "ended_at": "2026-03-02T09:00:00+00:00",
    }
    later = shanghai(TUESDAY, 20)
    with pytest.raises(Refusals) as refused:
        commands.put_attendance(
            attendance=[
                good,
                {**good, "employee": "E9"},
                {**good, "started_at": "noon"},
                {**good, "started_at": "2026-03-02T08:00:00+00:00"},
            ],
            by=works.by,
            at=later,
        )
    assert [(one.row, one.field) for one in refused.value.items] == [
        (2, "employee"),
        (3, "started_at"),
        (4, "started_at"),
    ]
    assert not Attendance.unscoped.exists()

    done = commands.put_attendance(attendance=[good], by=works.by, at=later)

    assert (done.row.work_date, done.row.worked_minutes) == (MONDAY, Decimal(540))


def test_nobody_corrects_their_own_attendance(works):
    anna = works.hire("E1")
    commands.clock_in(number="E1", by=works.by, at=shanghai(MONDAY, 8))
    row = commands.clock_out(number="E1", by=works.by, at=shanghai(MONDAY, 9))
    herself = works.signed_in("E1", "PEOPLE")
    span = {"started_at": shanghai(MONDAY, 10), "ended_at": shanghai(MONDAY, 16)}
    late = {"by": herself, "at": shanghai(TUESDAY, 8)}

    with pytest.raises(errors.OwnAttendance):
        commands.correct_attendance(attendance_id=row.id, reason="x", **span, **late)
    with pytest.raises(errors.OwnAttendance):
        commands.record_attendance(employee_id=anna.id, **span, **late)

    assert Attendance.unscoped.get().worked_minutes == 60


def test_a_presence_put_while_somebody_is_clocked_in_since_days_is_refused(works):
    works.hire("E1")
    commands.clock_in(number="E1", by=works.by, at=shanghai(MONDAY, 8))
    day = MONDAY + timedelta(5)
    row = {"employee": "E1", "started_at": shanghai(day, 8), "ended_at": shanghai(day, 9)}

    with pytest.raises(Refusals) as refused:
        commands.put_attendance(attendance=[row], by=works.by, at=shanghai(day, 10))

    assert [one.code for one in refused.value.items] == ["erp.people.presence_overlaps"]


def test_who_left_while_still_there_goes_home_all_the_same(works):
    anna = works.hire("E1")
    commands.clock_in(number="E1", by=works.by, at=shanghai(TUESDAY, 8))
    commands.end_employment(
        employee_id=anna.id, last_date=MONDAY, by=works.by, at=shanghai(TUESDAY, 9)
    )

    row = commands.clock_out(number="E1", by=works.by, at=shanghai(TUESDAY, 10))

    assert (row.work_date, row.worked_minutes) == (TUESDAY, Decimal(120))
    with pytest.raises(errors.NotEmployed):
        commands.clock_in(number="E1", by=works.by, at=shanghai(TUESDAY, 11))
