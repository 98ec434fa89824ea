"""The doors of people."""

import json
from datetime import date, timedelta

import pytest

from sanye.erp.people.models import Employee, EmployeePersonal, OrgUnit, Position, ShiftPattern
from sanye.stem.commands.models import IdempotencyKey
from tests.factories import masterdata
from tests.factories.people import MONDAY, SUNDAY

pytestmark = pytest.mark.django_db
HERE = "/api/v1/people"


def post(client, path, body, **headers):
    return client.post(
        f"{HERE}/{path}", json.dumps(body, default=str), "application/json", headers=headers
    )


@pytest.fixture
def people(door):
    return door("erp.people.*", "stem.masterdata.get_*", "stem.exchange.*")


def test_a_person_is_hired_changed_seen_and_leaves(works, people):
    position = Position.unscoped.get(code="OPERATOR")
    office = OrgUnit.unscoped.get(code="OFFICE")
    hired = post(
        people,
        "employees",
        {
            "from_date": "2026-01-01",
            "number": "E1",
            "placement": {"position_id": position.id},
            "personal": {"name": "林小雨", "birth_date": "1990-03-07"},
        },
        **{"Idempotency-Key": "hire-1"},
    )
    assert hired.status_code == 201, hired.content
    employee_id = hired.json()["id"]

    changed = post(
        people,
        f"employees/{employee_id}/change",
        {"from_date": "2026-06-01", "placement": {"org_unit_id": office.id}},
    )
    seen = people.get(f"{HERE}/employees/{employee_id}?on=2026-06-01").json()
    listed = people.get(f"{HERE}/employees?on=2026-06-01&search=林").json()["items"]
    ended = post(people, f"employees/{employee_id}/end", {"last_date": "2026-07-31"})

    assert changed.json()["org_unit_id"] == str(office.id)
    assert (seen["sight"], seen["personal"]["birth_date"]) == ("ALL", "1990-03-07")
    assert [(row["number"], row["name"]) for row in listed] == [("E1", "林小雨")]
    assert ended.json()["last_date"] == "2026-07-31"


def test_an_answer_kept_for_repeats_holds_nothing_personal(works, people):
    post(
        people,
        "employees",
        {
            "from_date": "2026-01-01",
            "number": "E1",
            "placement": {"position_id": Position.unscoped.get(code="OPERATOR").id},
            "personal": {"name": "Lin Xiaoyu"},
        },
        **{"Idempotency-Key": "hire-1"},
    )

    kept = b"".join(bytes(row.body or b"") for row in IdempotencyKey.unscoped.all())
    assert b"E1" in kept
    assert b"Lin" not in kept


def test_who_may_list_but_not_see_gets_numbers(works, door):
    works.hire("E1")
    client = door(
        "erp.people.list_employees", "erp.people.get_employee", "stem.masterdata.get_business_date"
    )

    row = client.get(f"{HERE}/employees").json()["items"][0]
    one = client.get(f"{HERE}/employees/{row['id']}").json()
    closed = client.get(f"{HERE}/employees/{row['id']}/personal")

    assert (row["number"], row["name"], row["work_email"]) == ("E1", "", "")
    assert (one["sight"], set(one["personal"].values())) == ("NUMBER", {None})
    assert closed.status_code == 403


def test_personal_data_are_changed_where_given_only(works, people):
    anna = works.hire("E1")

    answer = people.put(
        f"{HERE}/employees/{anna.id}/personal",
        json.dumps({"work_phone": "021-555"}),
        "application/json",
    )

    assert answer.status_code == 200
    stored = EmployeePersonal.unscoped.get()
    assert (stored.name, stored.work_phone) == ("Name of E1", "021-555")


def test_a_week_is_rostered_checked_published_and_counted(works, people):
    saw = masterdata.make_work_center(works.site, "SAW")
    anna = works.hire("E1")
    day = ShiftPattern.unscoped.get(code="DAY")
    line = {
        "employee_id": anna.id,
        "work_date": MONDAY,
        "shift_id": day.id,
        "work_center_id": saw.id,
    }
    roster = post(
        people,
        "rosters",
        {"site_id": works.site.id, "first_date": MONDAY, "last_date": SUNDAY, "lines": [line]},
    ).json()
    tomorrow = {**line, "work_date": MONDAY + timedelta(1)}
    people.put(
        f"{HERE}/rosters/{roster['id']}/lines",
        json.dumps({"lines": [line, tomorrow]}, default=str),
        "application/json",
    )

    findings = people.get(f"{HERE}/rosters/{roster['id']}/findings").json()
    published = post(people, f"rosters/{roster['id']}/publish", {}).json()
    lines = people.get(f"{HERE}/roster-lines?work_center_id={saw.id}").json()["items"]
    capacity = people.get(
        f"{HERE}/work-center-capacity?site_id={works.site.id}&from_date={MONDAY}&to_date={MONDAY}"
    ).json()
    copied = post(people, f"rosters/{roster['id']}/copy", {"first_date": "2026-03-09"})

    assert findings == []
    assert (published["status"], published["warnings"]) == ("PUBLISHED", [])
    assert [(row["employee_number"], row["name"]) for row in lines] == [("E1", "Name of E1")] * 2
    assert [(row["minutes"], row["basis"]) for row in capacity] == [("480.000000", "MACHINE")]
    assert (copied.status_code, copied.json()["status"]) == (201, "DRAFT")


def test_what_stops_a_roster_is_told_by_line(works, people):
    works.hire("E1")
    drafted = works.roster(("E1", MONDAY, "DAY", None), ("E1", MONDAY, "LATE", None), publish=False)

    answer = post(people, f"rosters/{drafted.id}/publish", {})

    assert answer.status_code == 422
    assert [(one["row"], one["code"]) for one in answer.json()["errors"]] == [
        (2, "erp.people.double_booked")
    ]


def test_a_clock_needs_only_the_right_to_clock(works, door):
    works.hire("E1", badge_number="B-1")
    clock = door("erp.people.clock_*")

    came = post(clock, "attendance/clock-in", {"badge_number": "B-1"})
    again = post(clock, "attendance/clock-in", {"number": "E1"})
    closed = clock.get(f"{HERE}/attendance")

    assert (came.status_code, came.json()["employee_number"]) == (201, "E1")
    assert (again.status_code, again.json()["code"]) == (409, "erp.people.already_clocked_in")
    assert closed.status_code == 403


def test_leave_goes_from_request_to_decision(works, people, door):
    anna = works.hire("E1")
    kind = works.leave_kind()
    asked = post(
        people,
        "leave",
        {"employee_id": anna.id, "kind_id": kind.id, "first_date": MONDAY, "last_date": MONDAY},
    ).json()

    own = post(people, f"leave/{asked['id']}/approve", {})
    other = post(door("erp.people.*"), f"leave/{asked['id']}/approve", {})
    balance = people.get(f"{HERE}/employees/{anna.id}/leave-balances?on={MONDAY}").json()

    assert (own.status_code, own.json()["code"]) == (403, "erp.people.own_leave")
    assert (other.status_code, other.json()["status"]) == (200, "APPROVED")
    assert balance[0]["taken"] == "1"


def test_masters_are_put_in_both_languages(works, people):
    made = post(people, "skills/bulk", [{"code": "PAINT", "name": "Painting", "name_zh": "喷漆"}])
    listed = people.get(f"{HERE}/skills?sort=code").json()["items"]

    assert made.json()["created"] == 1
    assert [row["code"] for row in listed] == ["CRANE", "PAINT", "WELDING"]


FILE = """number,from_date,position,site,name,weekly_minutes
M1,2025-01-01,OPERATOR,PLANT,王芳,2400
M2,2025-01-01,{position},PLANT,李强,2400
"""


def upload(client, text, **options):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("people.csv", text.encode(), "text/csv")
    query = "&".join(f"{name}={value}" for name, value in options.items())
    return client.post(f"/api/v1/imports/employees?{query}", {"file": file})


def test_employees_come_from_a_file_after_a_dry_run(works, people):
    wrong = upload(people, FILE.format(position="POPE"))
    dry = upload(people, FILE.format(position="FOREMAN"), dry_run="true")
    assert not Employee.unscoped.exists()

    done = upload(people, FILE.format(position="FOREMAN"))

    assert wrong.status_code == 422
    assert [(one["row"], one["field"]) for one in wrong.json()["errors"]] == [(3, "position")]
    assert dry.json()["created"] == 2
    assert done.json()["created"] == 2
    assert EmployeePersonal.unscoped.get(employee__number="M1").name == "王芳"


def test_employees_are_not_written_out(works, people):
    works.hire("E1")

    answer = people.get("/api/v1/exports/employees?format=csv")

    assert answer.status_code in {404, 422}
    assert b"Name of" not in answer.content


def test_expiring_skills_are_listed(works, people):
    works.hire("E1")
    works.skill("E1", "CRANE", expires_date="2026-04-30")
    works.skill("E1", "WELDING")

    rows = people.get(f"{HERE}/employee-skills?expires_before=2026-06-01").json()["items"]

    assert [(row["skill_code"], row["expires_date"]) for row in rows] == [("CRANE", "2026-04-30")]
    assert date.fromisoformat(rows[0]["acquired_date"]) == date(2024, 1, 1)
