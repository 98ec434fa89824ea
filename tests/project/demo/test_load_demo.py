from datetime import UTC, datetime

import pytest
from django.db import connection

from sanye.kernel.actors import system_actor
from sanye.project.demo.company import load_demo
from sanye.project.demo.masters import PEOPLE
from sanye.stem.events.models import CursorRow
from sanye.stem.identity.models import Company, Membership
from sanye.stem.masterdata.queries import find_bill, get_item, get_site

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.mark.usefixtures("db")
def test_the_demo_company_has_people_masters_stock_and_cursors() -> None:
    logins = load_demo(at=NOW, size="SMALL")

    company = Company.objects.get()
    assert {row["role"] for row in logins} >= {role for _, role in PEOPLE}
    assert len({row["password"] for row in logins}) == len(logins)
    assert Membership.objects.filter(company=company).count() == len(logins)
    by = system_actor(company.id)
    kettle, site = get_item(code="EK-100", by=by), get_site(code="PLANT", by=by)
    bill = find_bill(item_id=kettle.id, site_id=site.id, on=NOW.date(), by=by)
    assert bill is not None
    assert CursorRow.objects.filter(company_id=company.id).count() > 5
    with connection.cursor() as sql:
        sql.execute("SELECT count(*) FROM stem_event WHERE type = 'sanye.erp.stock.moved.v1'")
        assert sql.fetchone()[0] == 1


@pytest.mark.usefixtures("db")
def test_a_demo_that_fails_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sanye.project.demo.masters.OPENING_STOCK", {"NONE": 1})

    with pytest.raises(Exception, match="NONE"):
        load_demo(at=NOW, size="SMALL")

    assert not Company.objects.exists()
