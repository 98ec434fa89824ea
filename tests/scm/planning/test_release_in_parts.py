"""How a release is cut into facts of bounded size."""

import itertools
from datetime import timedelta
from decimal import Decimal
from random import Random
from uuid import uuid4

import pytest

from sanye.contracts.scm.events import PlannedOrderKind, ReleasedOrder
from sanye.scm.planning.publishing import IDS_OF_ORDER, in_parts
from tests.factories.scm import day

SITES = [uuid4() for _ in range(3)]


def released(kind="MAKE", *, customers=0, supplier_id=None, start=0, supplying_site_id=None):
    return ReleasedOrder(
        planned_order_id=uuid4(),
        kind=PlannedOrderKind(kind),
        item_id=uuid4(),
        site_id=SITES[0],
        quantity=Decimal(1),
        unit="C62",
        start_date=day(start),
        due_date=day(start) + timedelta(days=2),
        supplier_id=supplier_id,
        supplying_site_id=supplying_site_id,
        sales_order_ids=tuple(uuid4() for _ in range(customers)),
    )


def size(part):
    return sum(IDS_OF_ORDER + len(order.sales_order_ids) for order in part)


@pytest.mark.parametrize("seed", range(5))
def test_every_order_is_in_one_part_and_no_part_could_take_the_next(seed):
    draw = Random(seed)
    orders = [
        released(draw.choice(["MAKE", "BUY"]), customers=draw.choice([0, 1, 5, 90, 300]))
        for _ in range(200)
    ]

    parts = list(in_parts(orders, most_ids=250))

    named = [order.planned_order_id for part in parts for order in part]
    assert sorted(named) == sorted(order.planned_order_id for order in orders)
    assert all(size(part) <= 250 or len(part) == 1 for part in parts)
    for part, following in itertools.pairwise(parts):
        assert size(part) + size(following[:1]) > 250


def test_what_will_share_a_document_stands_together():
    suppliers = [uuid4(), uuid4()]
    ways = [(site, start) for site in SITES[1:] for start in (3, 4)]
    orders = [released("BUY", supplier_id=suppliers[n % 2]) for n in range(10)]
    orders += [
        released("TRANSFER", supplying_site_id=site, start=start) for site, start in ways * 5
    ]
    Random(1).shuffle(orders)

    parts = list(in_parts(orders, most_ids=5 * IDS_OF_ORDER))

    assert [len(part) for part in parts] == [5] * 6
    for part in parts:
        assert len({(o.supplier_id, o.supplying_site_id, o.start_date) for o in part}) == 1


def test_a_small_release_is_one_and_nothing_is_none():
    assert len(list(in_parts([released(), released("BUY")]))) == 1
    assert list(in_parts([])) == []
