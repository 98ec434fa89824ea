"""`sanye verify` finds what is broken in transport and is content with what is not."""

from decimal import Decimal

import pytest
from django.db import connection

from sanye.kernel.checks import all_checks
from sanye.scm.transport.models import KnownDelivery, KnownDeliveryLine
from sanye.stem.events.commands import replay_projection
from tests.factories.transport import Road

OURS = "scm.transport."


@pytest.fixture
def broken(by):
    """Which checks find something, after these statements."""

    def run(*statements: str) -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for statement in statements:
                cursor.execute(statement)
        return {
            name.removeprefix(OURS)
            for name, check in all_checks.items()
            if name.startswith(OURS) and check(by.company_id).problems
        }

    return run


@pytest.fixture
def shipment(road: Road):
    made = road.shipment(road.delivery(10), road.delivery(20), term_id=road.term(road.carrier()).id)
    return road.dispatch(made)


def test_counts_what_it_looked_at(road: Road, shipment, by) -> None:
    counted = {
        name.removeprefix(OURS): check(by.company_id).checked
        for name, check in all_checks.items()
        if name.startswith(OURS)
    }

    assert counted == {
        "known_deliveries_are_what_was_told": 2,
        "stops_follow_their_shipment": 2,
        "cost_is_charged": 1,
        "charges_are_shared": 1,
        "accruals_are_told": 1,
        "owners_follow": 2,
    }


def test_is_content_once_the_owners_have_followed(road: Road, shipment, broken) -> None:
    assert broken() == {"owners_follow"}

    for stop in road.stops(shipment):
        road.shipped(stop.delivery_id)

    assert broken() == set()


@pytest.mark.parametrize(
    ("found", "statement"),
    [
        (
            "known_deliveries_are_what_was_told",
            "UPDATE scm_known_delivery SET status = 'CANCELLED'",
        ),
        ("cost_is_charged", "UPDATE scm_shipment SET freight_cost = 1"),
        (
            "charges_are_shared",
            "ALTER TABLE scm_freight_share DISABLE TRIGGER USER;"
            "UPDATE scm_freight_share SET amount = amount + 1",
        ),
        (
            "accruals_are_told",
            "ALTER TABLE scm_freight_charge DISABLE TRIGGER USER;"
            "UPDATE scm_freight_charge SET kind = 'INVOICED'",
        ),
        (
            "stops_follow_their_shipment",
            "ALTER TABLE scm_shipment_stop DISABLE TRIGGER USER;"
            "UPDATE scm_shipment_stop SET status = 'PLANNED'",
        ),
    ],
)
def test_finds_what_was_changed_behind_it(
    road: Road, shipment, broken, found: str, statement: str
) -> None:
    for stop in road.stops(shipment):
        road.shipped(stop.delivery_id)

    assert found in broken(statement)


def test_known_deliveries_can_be_replayed(road: Road, shipment, by, at, run_cursors) -> None:
    before = _known()

    replay_projection(cursor_name="scm.transport.known_deliveries", by=by, at=at)
    assert KnownDelivery.unscoped.count() == 0
    run_cursors.positions.pop("scm.transport.known_deliveries")
    road.settle()

    assert _known() == before
    assert len(before) == 2


def _known() -> list[tuple[str, str, Decimal]]:
    rows = KnownDeliveryLine.unscoped.order_by("delivery__number")
    return list(rows.values_list("delivery__number", "delivery__status", "quantity"))
