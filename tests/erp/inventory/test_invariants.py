"""Whatever moves in whatever order: the balance is the sum of the ledger."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from sanye.contracts.erp.inventory import MovementKind
from sanye.erp.inventory.checks import (
    allocated_is_sum_of_allocations,
    on_hand_is_sum_of_ledger,
    serial_number_in_one_place,
)
from sanye.erp.inventory.commands import MovementLine, allocate, post_movement, release_allocations
from sanye.erp.inventory.domain.allocation import Candidate, spread
from sanye.erp.inventory.models import StockBalance
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.kernel.ids import new_id
from tests.factories.erp_stock import make_stock_site
from tests.factories.masterdata import make_item, make_location

AT = datetime(2026, 3, 2, tzinfo=UTC)
CHECKS = (
    on_hand_is_sum_of_ledger,
    allocated_is_sum_of_allocations,
    serial_number_in_one_place,
)

move = st.tuples(
    st.sampled_from(["PLAIN", "LOT", "SERIAL"]),
    st.integers(0, 1),
    st.sampled_from(["A", "B"]),
    st.sampled_from(["AVAILABLE", "BLOCKED"]),
    st.integers(-5, 8).filter(bool),
)
step = st.one_of(
    st.tuples(st.just("MOVE"), st.lists(move, min_size=1, max_size=4)),
    st.tuples(st.just("ALLOCATE"), st.integers(1, 4)),
    st.tuples(st.just("RELEASE"), st.integers(0, 5)),
)


def _line(items: Any, site: Any, places: Any, what: Any) -> MovementLine:
    kind, place, tag, status, quantity = what
    fields: dict[str, Any] = {
        "LOT": {"lot": tag},
        "SERIAL": {"serial_number": tag, "quantity": Decimal(1 if quantity > 0 else -1)},
    }.get(kind, {})
    return MovementLine(
        **{
            "item_id": items[kind].id,
            "site_id": site.id,
            "location_id": places[place].id,
            "status": status,
            "quantity": Decimal(quantity),
            **fields,
        }
    )


@settings(max_examples=25)
@given(steps=st.lists(step, min_size=1, max_size=12))
def test_balance_is_the_sum_of_the_ledger(by: Actor, steps: Any) -> None:
    site = make_stock_site(by)
    places = [make_location(site), make_location(site)]
    items = {
        "PLAIN": make_item(),
        "LOT": make_item(tracking="LOT"),
        "SERIAL": make_item(tracking="SERIAL"),
    }
    demands: list[UUID] = []
    for kind, what in steps:
        try:
            _do(kind, what, by, site, places, items, demands)
        except Refusal:
            continue

    for check in CHECKS:
        assert check(by.company_id).problems == ()
    assert not StockBalance.unscoped.filter(on_hand__lt=0).exists()


def _do(
    kind: str, what: Any, by: Actor, site: Any, places: Any, items: Any, demands: list[UUID]
) -> None:
    if kind == "MOVE":
        post_movement(
            kind=MovementKind.COUNT,
            posting_date=date(2026, 3, 2),
            lines=[_line(items, site, places, one) for one in what],
            source_type="test",
            source_id=None,
            source_number="",
            by=by,
            at=AT,
        )
    elif kind == "ALLOCATE":
        demands.append(new_id())
        allocate(
            demand_type="test",
            demand_id=demands[-1],
            item_id=items["PLAIN"].id,
            site_id=site.id,
            quantity=Decimal(what),
            by=by,
            at=AT,
        )
    elif demands:
        release_allocations(
            demand_type="test", demand_ids=[demands[what % len(demands)]], by=by, at=AT
        )


@given(
    st.lists(st.tuples(st.integers(0, 9), st.none() | st.dates(), st.text(max_size=2))),
    st.integers(1, 50),
)
def test_spreading_loses_nothing(heaps: Any, quantity: int) -> None:
    candidates = [
        Candidate(number, Decimal(available), expires, lot, "")
        for number, (available, expires, lot) in enumerate(heaps)
    ]

    taken, missing = spread(candidates, Decimal(quantity))

    assert sum((part.quantity for part in taken), missing) == quantity
    assert all(0 < part.quantity <= candidates[part.heap].available for part in taken)
    if missing:
        assert sum(part.quantity for part in taken) == sum(h.available for h in candidates)
    days = [candidates[part.heap].expires_date or date.max for part in taken]
    assert days == sorted(days)


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        ("UPDATE erp_stock_balance SET on_hand = on_hand + 1", on_hand_is_sum_of_ledger),
        ("UPDATE erp_stock_balance SET allocated = 1", allocated_is_sum_of_allocations),
        (
            "UPDATE erp_serial_number SET on_hand = 0, site_id = NULL",
            serial_number_in_one_place,
        ),
    ],
)
def test_verify_finds_damage(by: Actor, damage: str, check: Any) -> None:
    site, item = make_stock_site(by), make_item(tracking="SERIAL")
    post_movement(
        kind=MovementKind.COUNT,
        posting_date=date(2026, 3, 2),
        lines=[
            MovementLine(item_id=item.id, site_id=site.id, serial_number="S1", quantity=Decimal(1))
        ],
        source_type="test",
        source_id=None,
        source_number="",
        by=by,
        at=AT,
    )
    assert check(by.company_id).problems == ()

    with connection.cursor() as cursor:
        cursor.execute(damage)

    outcome = check(by.company_id)
    assert outcome.checked == 1
    assert len(outcome.problems) == 1
