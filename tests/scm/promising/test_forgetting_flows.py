"""What old holds took goes once it counts no more."""

from datetime import timedelta
from decimal import Decimal

import pytest

from sanye.kernel.ids import new_id
from sanye.scm.promising.jobs import forget_old_flows
from sanye.scm.promising.models import Hold, HoldFlow
from sanye.stem.jobs.models import Job
from sanye.stem.jobs.progress import Progress
from sanye.stem.rows import forgetting
from tests.factories import masterdata as make


@pytest.fixture
def keep(by, at):
    site, item, customer = make.make_site(by), make.make_item("BIKE"), make.make_customer(by)

    def hold(**values):
        row = Hold.unscoped.create(
            company_id=by.company_id,
            request_id=new_id(),
            customer=customer,
            expires_at=at,
            held_at=at,
            **values,
        )
        HoldFlow.unscoped.create(
            company_id=by.company_id,
            hold=row,
            item=item,
            site=site,
            flow_date=at.date(),
            quantity=Decimal(-1),
        )
        return row

    return hold


def test_flows_of_what_is_freed_or_planned_are_kept_for_a_quarter(keep, by, monkeypatch):
    monkeypatch.setattr(forgetting, "MOST_AT_ONCE", 1)
    held = keep()
    keep(status="FREED", freed_because="EXPIRED")
    waiting = keep(status="COMMITTED", sales_order_id=new_id())
    keep(status="COMMITTED", sales_order_id=new_id(), is_planned=True)
    stored_at = Hold.unscoped.latest("created_at").created_at

    def forget(days):
        job = Job.unscoped.create(company_id=by.company_id, name="forget", enqueued_at=stored_at)
        moment = stored_at + timedelta(days=days, minutes=1)
        return forget_old_flows.run(progress=Progress(job.id), by=by, at=moment)

    assert [forget(91), forget(92), forget(92)] == ["0 flows", "2 flows", "0 flows"]
    assert set(HoldFlow.unscoped.values_list("hold_id", flat=True)) == {held.id, waiting.id}
    assert Hold.unscoped.count() == 4
