"""What never changes of a company is read once and cannot be changed."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sanye.kernel.actors import Actor
from sanye.stem.identity.fixed import fixed_of
from sanye.stem.identity.models import Company


@pytest.mark.parametrize("time_zone", ["Asia/Shanghai"])
def test_it_is_read_once(by: Actor):
    first = fixed_of(by)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        second = fixed_of(by)

    assert second is first
    assert (first.functional_currency, first.zone) == ("CNY", ZoneInfo("Asia/Shanghai"))
    assert not asked.captured_queries


@pytest.mark.parametrize("time_zone", ["Asia/Shanghai"])
def test_a_day_begins_where_the_company_is(by: Actor):
    assert fixed_of(by).day_at(datetime(2026, 3, 2, 15, 59, tzinfo=UTC)) == date(2026, 3, 2)
    assert fixed_of(by).day_at(datetime(2026, 3, 2, 16, 0, tzinfo=UTC)) == date(2026, 3, 3)


def test_each_company_has_its_own(by: Actor, other_by: Actor):
    assert fixed_of(by).functional_currency == "CNY"
    assert fixed_of(other_by).functional_currency == "EUR"


@pytest.mark.parametrize("change", [{"functional_currency": "EUR"}, {"time_zone": "Asia/Tokyo"}])
def test_the_table_refuses_to_change_it(by: Actor, change: dict[str, str]):
    with pytest.raises(DatabaseError, match="Cannot update rows"), transaction.atomic():
        Company.objects.filter(id=by.company_id).update(**change)

    Company.objects.filter(id=by.company_id).update(name="Other", **_same(by))
    assert Company.objects.get(id=by.company_id).name == "Other"


def _same(by: Actor) -> dict[str, str]:
    company = Company.objects.get(id=by.company_id)
    return {
        "functional_currency": company.functional_currency,
        "time_zone": company.time_zone,
    }
