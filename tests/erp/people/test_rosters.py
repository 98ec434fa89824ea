from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from sanye.erp.people import commands, errors, queries
from sanye.erp.people.checks import nobody_works_twice
from sanye.erp.people.models import Roster, RosterLine
from sanye.kernel.errors import Refusals
from sanye.stem.events.models import EventRow as Event
from tests.factories import masterdata
from tests.factories.people import MONDAY, SUNDAY

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + timedelta(1)


@pytest.fixture
def saw(works):
    return masterdata.make_work_center(works.site, "SAW")


def told(suffix: str) -> list[dict]:
    return [row.data for row in Event.objects.order_by("position") if row.type.endswith(suffix)]


def test_publishing_tells_the_roster_and_the_capacity(works, saw):
    works.hire("E1")

    roster = works.roster(("E1", MONDAY, "DAY", saw), ("E1", TUESDAY, "DAY", saw))

    assert (roster.status, roster.version, roster.published_at) == ("PUBLISHED", 1, works.at)
    assert told("roster.published.v1")[0]["first_date"] == "2026-03-02"
    assert told("work_center_capacity.changed.v1") == [
        {
            "work_center_id": str(saw.id),
            "site_id": str(works.site.id),
            "first_date": "2026-03-02",
            "last_date": "2026-03-08",
        }
    ]


def test_refuses_what_the_policy_refuses_and_publishes_nothing(works, saw):
    works.hire("E1")
    works.hire("E2")
    works.need(saw, "WELDING")
    works.skill("E1", "WELDING")
    drafted = works.roster(
        ("E1", MONDAY, "DAY", saw),
        ("E2", MONDAY, "DAY", saw),
        ("E1", MONDAY, "LATE", saw),
        publish=False,
    )
    before = Event.objects.count()

    with pytest.raises(Refusals) as refused:
        commands.publish_roster(roster_id=drafted.id, by=works.by, at=works.at)

    found = sorted((one.code.rpartition(".")[2], one.data["number"]) for one in refused.value.items)
    assert found == [("double_booked", "E1"), ("skill_missing", "E2")]
    drafted.refresh_from_db()
    assert drafted.status == "DRAFT"
    assert Event.objects.count() == before


def test_short_rest_only_warns_by_default_and_stops_by_policy(works, saw):
    works.hire("E1")
    drafted = works.roster(("E1", MONDAY, "LATE", saw), ("E1", TUESDAY, "DAY", saw), publish=False)
    commands.put_roster_policies(
        roster_policies=[{"site": works.site.code, "on_rest": "REFUSE"}], by=works.by, at=works.at
    )
    with pytest.raises(Refusals) as refused:
        commands.publish_roster(roster_id=drafted.id, by=works.by, at=works.at)
    assert refused.value.items[0].data["found"] == 600
    commands.put_roster_policies(
        roster_policies=[{"site": works.site.code, "on_rest": "WARN"}], by=works.by, at=works.at
    )

    roster, warnings = commands.publish_roster(roster_id=drafted.id, by=works.by, at=works.at)

    assert roster.status == "PUBLISHED"
    assert [(one.finding.kind, one.number) for one in warnings] == [("REST_TOO_SHORT", "E1")]


def test_leave_approved_later_shows_as_a_finding_of_the_published_roster(works, saw):
    anna = works.hire("E1")
    roster = works.roster(("E1", MONDAY, "DAY", saw))
    kind = works.leave_kind()
    leave = commands.request_leave(
        employee_id=anna.id,
        kind_id=kind.id,
        first_date=MONDAY,
        last_date=MONDAY,
        by=works.by,
        at=works.at,
    )
    assert queries.list_roster_findings(roster_id=roster.id, by=works.by) == []

    commands.approve_leave(leave_id=leave.id, by=works.by, at=works.at)

    found = queries.list_roster_findings(roster_id=roster.id, by=works.by)
    assert [(one.finding.kind, one.line.work_date) for one in found] == [("ON_LEAVE", MONDAY)]
    assert len(told("work_center_capacity.changed.v1")) == 2


def test_last_week_is_copied_so_many_days_later(works, saw):
    works.hire("E1")
    roster = works.roster(("E1", MONDAY, "DAY", saw), ("E1", SUNDAY, "NIGHT", None))

    copy = commands.copy_roster(
        roster_id=roster.id, first_date=MONDAY + timedelta(7), by=works.by, at=works.at
    )

    lines = RosterLine.unscoped.filter(roster=copy).order_by("work_date")
    assert (copy.status, copy.first_date, copy.last_date) == (
        "DRAFT",
        date(2026, 3, 9),
        date(2026, 3, 15),
    )
    assert [(row.work_date, row.shift.code, row.work_center_id) for row in lines] == [
        (date(2026, 3, 9), "DAY", saw.id),
        (date(2026, 3, 15), "NIGHT", None),
    ]


def test_a_revision_takes_the_place_of_the_version_before(works, saw):
    works.hire("E1")
    first = works.roster(("E1", MONDAY, "DAY", saw))

    second = commands.revise_roster(roster_id=first.id, by=works.by, at=works.at)
    commands.set_roster_lines(
        roster_id=second.id,
        lines=works.lines(("E1", TUESDAY, "DAY", saw)),
        by=works.by,
        at=works.at,
    )
    commands.publish_roster(roster_id=second.id, by=works.by, at=works.at)

    first.refresh_from_db()
    assert first.status == "SUPERSEDED"
    assert [row["version"] for row in told("roster.published.v1")] == [1, 2]
    last = told("work_center_capacity.changed.v1")[-1]
    assert (last["first_date"], last["last_date"]) == ("2026-03-02", "2026-03-08")


def test_refuses_a_second_roster_for_the_same_days(works, saw):
    works.hire("E1")
    works.roster(("E1", MONDAY, "DAY", saw))
    other = works.roster(
        ("E1", SUNDAY, "DAY", saw), first=SUNDAY, last=SUNDAY + timedelta(3), publish=False
    )

    with pytest.raises(errors.RosterOverlaps):
        commands.publish_roster(roster_id=other.id, by=works.by, at=works.at)

    with pytest.raises(IntegrityError, match="erp_roster_apart"), transaction.atomic():
        Roster.unscoped.filter(id=other.id).update(status="PUBLISHED")


def test_a_published_roster_does_not_change(works, saw):
    works.hire("E1")
    roster = works.roster(("E1", MONDAY, "DAY", saw))

    with pytest.raises(errors.RosterNotDraft):
        commands.set_roster_lines(roster_id=roster.id, lines=[], by=works.by, at=works.at)
    with pytest.raises(errors.RosterNotDraft):
        commands.discard_roster(roster_id=roster.id, by=works.by, at=works.at)

    assert RosterLine.unscoped.count() == 1


def test_refuses_an_empty_roster(works):
    drafted = works.roster(publish=False)

    with pytest.raises(errors.RosterEmpty):
        commands.publish_roster(roster_id=drafted.id, by=works.by, at=works.at)


def test_wrong_lines_are_all_named_and_none_is_kept(works, saw):
    works.hire("E1")
    elsewhere = masterdata.make_work_center(masterdata.make_site(works.by), "PRESS")
    good = works.lines(("E1", MONDAY, "DAY", saw))[0]
    wrong = works.lines(
        ("E1", SUNDAY + timedelta(1), "DAY", saw), ("E1", TUESDAY, "DAY", elsewhere)
    )
    drafted = works.roster(publish=False)

    with pytest.raises(Refusals) as refused:
        commands.set_roster_lines(
            roster_id=drafted.id, lines=[good, *wrong, good], by=works.by, at=works.at
        )

    assert [(one.row, type(one).__name__) for one in refused.value.items] == [
        (2, "DayOutsideRoster"),
        (3, "WorkCenterElsewhere"),
        (4, "LineTwice"),
    ]
    assert not RosterLine.unscoped.exists()


def coded(works, *lines, publish=True, **head):
    return {
        "site": works.site.code,
        "first_date": MONDAY,
        "last_date": SUNDAY,
        "publish": publish,
        "lines": [
            {"employee": number, "work_date": day, "shift": shift, "work_center": center}
            for number, day, shift, center in lines
        ],
        **head,
    }


def test_rosters_are_put_by_codes_published_and_revised_when_they_differ(works, saw):
    works.hire("E1")
    one = coded(works, ("E1", MONDAY, "DAY", "SAW"))

    made = commands.put_rosters(rosters=[one], by=works.by, at=works.at)
    same = commands.put_rosters(rosters=[one], by=works.by, at=works.at)
    other = commands.put_rosters(
        rosters=[coded(works, ("E1", TUESDAY, "DAY", "SAW"))], by=works.by, at=works.at
    )

    assert (made.created, same.unchanged, other.changed) == (1, 1, 1)
    assert (other.row.version, other.row.status) == (2, "PUBLISHED")
    assert Roster.unscoped.count() == 2


def test_a_put_roster_with_unknown_codes_writes_nothing(works, saw):
    works.hire("E1")

    with pytest.raises(Refusals) as refused:
        commands.put_rosters(
            rosters=[
                coded(works, ("E1", MONDAY, "DAY", "SAW")),
                coded(works, ("E9", MONDAY, "DUSK", "SAW"), first_date=SUNDAY),
            ],
            by=works.by,
            at=works.at,
        )

    assert [(one.row, one.field) for one in refused.value.items] == [(2, "employee"), (2, "shift")]
    assert not Roster.unscoped.exists()
    assert told("roster.published.v1") == []


def test_the_times_of_a_shift_on_a_published_roster_stay(works, saw):
    works.hire("E1")
    works.roster(("E1", MONDAY, "NIGHT", saw), ("E1", TUESDAY, "DAY", saw))
    renamed = {"code": "NIGHT", "name": "Nights", "start_minute": 1320, "end_minute": 1800}
    commands.put_shift_patterns(shift_patterns=[renamed], by=works.by, at=works.at)

    with pytest.raises(errors.ShiftRostered):
        commands.put_shift_patterns(
            shift_patterns=[{**renamed, "end_minute": 2000}], by=works.by, at=works.at
        )

    assert nobody_works_twice(works.by.company_id).problems == ()
