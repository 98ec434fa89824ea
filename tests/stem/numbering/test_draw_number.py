"""Numbers: ordinary ones wait for nobody, gapless ones leave no gap."""

import time
from datetime import UTC, date, datetime
from threading import Thread
from uuid import UUID

import pytest
from django.db import connection, transaction

from sanye.kernel.actors import Actor
from sanye.kernel.unit_of_work import UnitOfWork, entered
from sanye.stem.numbering.commands import draw_number, draw_numbers, draw_numbers_for
from sanye.stem.rows.errors import ScopeMissing
from tests.elsewhere import elsewhere


@pytest.fixture
def unit(by: Actor) -> UnitOfWork:
    return UnitOfWork(actor=by, name="test")


@pytest.mark.parametrize("gapless", [False, True])
def test_counts_per_prefix_and_year(unit: UnitOfWork, at: datetime, gapless: bool) -> None:
    with entered(unit):
        first = draw_number("SO", at=at, gapless=gapless)
        more = draw_numbers("SO", 3, at=at, gapless=gapless)
        other = draw_number("PO", at=at, gapless=gapless)
        later = draw_number("SO", at=at.replace(year=2027), gapless=gapless)

    assert first == "SO-2026-000001"
    assert more == ["SO-2026-000002", "SO-2026-000003", "SO-2026-000004"]
    assert (other, later) == ("PO-2026-000001", "SO-2027-000001")


@pytest.mark.parametrize("gapless", [False, True])
@pytest.mark.parametrize(
    ("time_zone", "moment", "number"),
    [
        ("Asia/Shanghai", datetime(2026, 12, 31, 16, 30, tzinfo=UTC), "SI-2027-000001"),
        ("America/New_York", datetime(2027, 1, 1, 2, tzinfo=UTC), "SI-2026-000001"),
    ],
)
def test_the_year_is_that_of_the_company(
    unit: UnitOfWork, moment: datetime, number: str, gapless: bool
) -> None:
    year = int(number[3:7])
    with entered(unit):
        assert draw_number("SI", at=moment, gapless=gapless) == number
        (second,) = draw_numbers_for("SI", [date(year, 1, 1)], gapless=gapless)

    assert second == f"SI-{year}-000002"


def test_needs_an_acting_company(at: datetime) -> None:
    with pytest.raises(ScopeMissing):
        draw_number("SO", at=at)


def test_gapless_gives_back_what_was_rolled_back(
    log_db: None, unit: UnitOfWork, at: datetime
) -> None:
    with entered(unit):
        with transaction.atomic():
            draw_number("SI", at=at, gapless=True)
            transaction.set_rollback(True)
        number = draw_number("SI", at=at, gapless=True)

    assert number == "SI-2026-000001"


def test_of_those_who_want_the_first_number_of_a_year_nobody_is_refused(
    log_db: None, unit: UnitOfWork, at: datetime
) -> None:
    seen: list[str] = []

    def draw() -> None:
        with entered(unit), transaction.atomic():
            seen.append(draw_number("FY", at=at))
        connection.close()

    with entered(unit), transaction.atomic():
        seen.append(draw_number("FY", at=at))
        others = [Thread(target=draw) for _ in range(3)]
        for other in others:
            other.start()
        wait_until_blocked(len(others))
    for other in others:
        other.join(10)

    assert sorted(seen) == [f"FY-2026-{number:06d}" for number in range(1, 5)]


def wait_until_blocked(count: int) -> None:
    with connection.cursor() as cursor:
        for _ in range(500):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0] >= count:
                return
            time.sleep(0.02)
    raise AssertionError(count)


def test_ordinary_numbers_do_not_wait_for_an_open_transaction(
    log_db: None, unit: UnitOfWork, company_id: UUID, at: datetime
) -> None:
    seen: list[str] = []
    with entered(unit):
        draw_number("SM", at=at)
        with transaction.atomic():
            draw_number("SM", at=at)
            elsewhere(lambda: seen.append(_draw_without_waiting(unit, at)))

    assert seen == ["SM-2026-000003"]


def _draw_without_waiting(unit: UnitOfWork, at: datetime) -> str:
    with entered(unit), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
        return draw_number("SM", at=at)
