"""Jobs of the service desk leave nothing to the next night, however much is due."""

from datetime import date, datetime, timedelta

import pytest

from sanye.crm.service import jobs
from sanye.crm.service.commands import ending, escalating, resolve_case
from sanye.crm.service.jobs import close_silent_cases, escalate_late_cases, follow_calendars
from sanye.crm.service.models import Case
from sanye.stem.jobs.models import Job
from sanye.stem.jobs.progress import Progress
from sanye.stem.masterdata.models import CalendarException
from tests.factories import masterdata as make
from tests.factories.service import MONDAY, House
from tests.sql.counting import queries_of

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _two_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ending, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(escalating, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(jobs, "MOST_AT_ONCE", 2)


def progress(house: House, at: datetime) -> Progress:
    row = Job.unscoped.create(company_id=house.by.company_id, name="service", enqueued_at=at)
    return Progress(row.id)


def test_all_silent_cases_are_closed_in_one_night(house: House) -> None:
    for _ in range(5):
        case = house.open()
        resolve_case(case_id=case.id, resolution_code="REPAIRED", by=house.by, at=MONDAY)
    at = MONDAY + 9 * DAY

    told = close_silent_cases.run(progress=progress(house, at), by=house.by, at=at)

    assert told == "5 cases closed"
    assert Case.unscoped.filter(status="CLOSED").count() == 5


def test_all_late_cases_go_up_at_once(house: House) -> None:
    for _ in range(5):
        house.open(priority="URGENT")
    at = MONDAY + DAY

    told = escalate_late_cases.run(progress=progress(house, at), by=house.by, at=at)

    assert told == "5 cases escalated"
    assert Case.unscoped.filter(escalated_at=at).count() == 5


def test_calendars_are_followed_with_few_cases_locked_at_a_time(house: House) -> None:
    calendar = make.make_calendar()
    house.trader.site.calendar = calendar
    house.trader.site.save()
    cases = [house.open(priority="URGENT") for _ in range(5)]
    CalendarException.objects.create(calendar=calendar, exception_date=date(2026, 3, 3), shifts=[])
    told: list[str] = []

    def run() -> None:
        told.append(follow_calendars.run(progress=progress(house, MONDAY), by=house.by, at=MONDAY))

    sent = queries_of(run)

    locking = [given for sql, given in sent if sql.endswith("UPDATE") and '"crm_case"' in sql]
    assert told == ["5 cases moved"]
    locked = [
        sum(case.id.hex in str(given).replace("-", "") for case in cases) for given in locking
    ]
    assert locked == [2, 2, 1]
