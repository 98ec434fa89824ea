"""Two customers' goods share a truck: from picking to the carrier's invoice."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from sanye.contracts.erp.finance import AccountRole
from sanye.erp.delivery import commands as delivery
from sanye.erp.delivery.models import Delivery
from sanye.erp.ledger.queries import list_postings
from sanye.erp.sales_orders.commands import release_credit
from sanye.erp.supplier_invoices import commands as invoices
from sanye.insight.journey.queries import get_journey
from sanye.kernel.actors import Actor
from sanye.project.verification import verify
from sanye.scm.transport import commands as transport
from sanye.scm.transport import queries
from sanye.scm.transport.commands import NewRate, NewTerm
from sanye.scm.transport.domain.states import RateBasis, ShortReason, TrackCode
from sanye.scm.transport.errors import DeliveryNotReady
from sanye.stem.events.commands import open_cursors_for_company
from sanye.stem.identity.domain.roles import ROLES
from sanye.stem.masterdata.models import Party, PartyCompany
from tests.conftest import Cursors
from tests.factories import masterdata as make
from tests.factories.sales import Trader, make_confirmed, make_trader, put_stock, schedule_of

D = Decimal


def person(by: Actor, role: str, **scope) -> Actor:
    return Actor(
        user_id=None,
        company_id=by.company_id,
        name=role.lower(),
        permissions=ROLES[role].permissions,
        **scope,
    )


@pytest.fixture
def trader(by: Actor, at: datetime, run_cursors: Cursors) -> Trader:
    open_cursors_for_company(by.company_id)
    trader = make_trader(by, at)
    trader.bike.weight, trader.bike.weight_unit = D(12), "KGM"
    trader.bike.volume, trader.bike.volume_unit = D("0.2"), "MTQ"
    trader.bike.save()
    make.make_address(trader.customer, region="上海", is_default=True)
    put_stock(trader, trader.bike, 20)
    run_cursors()
    return trader


@pytest.fixture
def carrier(by: Actor, at: datetime) -> Party:
    carrier = make.make_party("SF", roles=["CARRIER"])
    make.make_party_company(by, carrier)
    transport.put_carrier_term(
        term=NewTerm(
            carrier_id=carrier.id,
            code="ROAD",
            basis=RateBasis.WEIGHT,
            currency="CNY",
            fuel_surcharge_ratio=D("0.10"),
            rates=[NewRate(country="CN", unit_amount=D("2.5"), transit_days=2)],
        ),
        by=by,
        at=at,
    )
    return carrier


def balance(by: Actor, role: AccountRole) -> Decimal:
    rows = list_postings(role=role, by=by)
    return sum((row.debit - row.credit for row in rows), D(0))


def problems(by: Actor) -> list[str]:
    return [
        f"{item.check}: {problem}"
        for item in verify(by.company_id, "AURORA")
        if not item.check.startswith("stem.events.")
        for problem in item.problems
    ]


def picked(trader: Trader, order) -> Delivery:
    wanted = {part.id: None for part in schedule_of(order)}
    made = delivery.create_delivery(quantities=wanted, by=trader.by, at=trader.at)
    return delivery.pick_delivery(delivery_id=made.id, by=trader.by, at=trader.at)


def test_two_customers_share_a_truck(
    trader: Trader, carrier: Party, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    other = make.make_customer(by, site=trader.site)
    make.make_address(other, region="四川", is_default=True)
    first_order = make_confirmed(trader, trader.line(quantity=2))
    second_order = make_confirmed(trader, trader.line(quantity=4), customer=other)
    first, second = picked(trader, first_order), picked(trader, second_order)
    run_cursors()
    shipper = person(by, "LOGISTICS")

    # Both deliveries stand ready; the shipper puts them on one truck and takes the only offer.
    ready = queries.list_deliveries_to_ship(status="PICKED", by=shipper)
    assert {row.number for row in ready} == {first.number, second.number}
    shipment = transport.create_shipment(delivery_ids=[first.id, second.id], by=shipper, at=at)
    (offer,) = queries.list_offers(shipment_id=shipment.id, at=at, by=shipper)
    assert (offer.amount, offer.fuel_amount) == (D("198.00"), D("18.00"))  # 72 kg × 2.5 × 1.1
    transport.choose_carrier(shipment_id=shipment.id, term_id=offer.term_id, by=shipper, at=at)

    # It leaves: erp ships both deliveries, and the books owe the carrier.
    transport.dispatch_shipment(shipment_id=shipment.id, tracking_number="SF-77", by=shipper, at=at)
    run_cursors()
    for row in (first, second):
        row.refresh_from_db()
        assert (row.status, row.carrier, row.tracking_number) == ("SHIPPED", "SF", "SF-77")
    assert balance(by, AccountRole.FREIGHT_ACCRUED) == D("-198.00")
    assert balance(by, AccountRole.FREIGHT_EXPENSE) == D("198.00")
    waiting = get_journey(number=second_order.number, by=by).waiting
    assert [item.until for item in waiting if item.what == "ARRIVAL"] == [date(2026, 3, 4)]
    assert problems(by) == []

    # The carrier is late, and the customer sees the new day of its own delivery alone.
    agent = person(by, "CARRIER_PORTAL", party_ids=frozenset({carrier.id}))
    transport.record_tracking(
        tracking_number="SF-77",
        code=TrackCode.DELAYED,
        happened_at=at + timedelta(days=1),
        delay_days=2,
        by=agent,
        at=at + timedelta(days=1),
    )
    run_cursors()
    customer = person(by, "CUSTOMER_PORTAL", party_ids=frozenset({other.id}))
    (seen,) = queries.list_arrivals(by=customer)
    assert (seen.delivery_number, seen.first_expected_at, seen.expected_at) == (
        second.number,
        datetime(2026, 3, 4, 9, tzinfo=UTC),
        datetime(2026, 3, 6, 9, tzinfo=UTC),
    )

    # Both arrive; one bike is refused. The deliveries are proven where they are owned.
    there = at + timedelta(days=4)
    line = delivery_line(second)
    for row, shortages in (
        (first, []),
        (
            second,
            [
                transport.Shortage(
                    delivery_line_id=line, quantity=D(1), reason_code=ShortReason.REFUSED
                )
            ],
        ),
    ):
        transport.record_proof(
            shipment_id=shipment.id,
            delivery_id=row.id,
            signed_by="dock 3",
            shortages=shortages,
            by=agent,
            at=there,
        )
    run_cursors(at=there)
    for row in (first, second):
        row.refresh_from_db()
        assert (row.status, row.received_at) == ("PROVEN", there)
    shipment.refresh_from_db()
    assert shipment.status == "DELIVERED"
    assert problems(by) == []

    # The carrier asks a little more: released, posted, and the accrual is gone.
    books = person(by, "ACCOUNTANT")
    invoice = invoices.enter_supplier_invoice(
        supplier_id=carrier.id,
        supplier_reference="SF-2026-03",
        document_date=date(2026, 3, 2),
        lines=[invoices.InvoiceLine(unit_price=D("204.00"), shipment_number=shipment.number)],
        by=books,
        at=there,
    )
    assert invoice.reason_codes == ["PRICE_ABOVE"]
    invoices.release_supplier_invoice(
        invoice_id=invoice.id, reason="toll", by=person(by, "MANAGER"), at=there
    )
    invoices.post_supplier_invoice(invoice_id=invoice.id, by=books, at=there)
    run_cursors(at=there)
    assert balance(by, AccountRole.FREIGHT_ACCRUED) == 0
    assert balance(by, AccountRole.FREIGHT_EXPENSE) == D("204.00")
    cost = {row.customer_id: row.amount for row in queries.list_customer_freight(by=by)}
    assert cost == {trader.customer.id: D("68.00"), other.id: D("136.00")}
    assert problems(by) == []

    # Each order's journey knows the truck, and nothing of the other order.
    journey = get_journey(number=first_order.number, by=by)
    assert shipment.id in {step.document_id for step in journey.steps}
    assert second_order.id not in {step.document_id for step in journey.steps}
    assert "ARRIVAL" not in {item.what for item in journey.waiting}


def delivery_line(row: Delivery):
    return row.lines.model.unscoped.get(delivery=row).id


def test_credit_that_is_used_up_keeps_the_truck(
    trader: Trader, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    order = make_confirmed(trader, trader.line(quantity=2))
    goods = picked(trader, order)
    run_cursors()
    shipment = transport.create_shipment(delivery_ids=[goods.id], by=by, at=at)
    PartyCompany.unscoped.filter(party=trader.customer).update(credit_limit=D(1))

    with pytest.raises(DeliveryNotReady) as caught:
        transport.dispatch_shipment(shipment_id=shipment.id, by=by, at=at)
    assert caught.value.data["reason_code"] == "erp.sales_orders.credit_exceeded"

    release_credit(order_id=order.id, reason="boss said so", by=by, at=at)
    transport.dispatch_shipment(shipment_id=shipment.id, by=by, at=at)
    run_cursors()
    goods.refresh_from_db()
    assert goods.status == "SHIPPED"
    assert problems(by) == []


def test_shipped_and_proven_by_hand_is_not_contradicted(
    trader: Trader, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    goods = picked(trader, make_confirmed(trader, trader.line(quantity=2)))
    run_cursors()
    delivery.ship_delivery(delivery_id=goods.id, carrier="own", by=by, at=at)
    run_cursors()
    shipment = transport.create_shipment(delivery_ids=[goods.id], by=by, at=at)
    transport.dispatch_shipment(shipment_id=shipment.id, by=by, at=at)
    delivery.prove_delivery(delivery_id=goods.id, received_by="dock", by=by, at=at)

    run_cursors()

    goods.refresh_from_db()
    assert (goods.status, goods.carrier, goods.received_by) == ("PROVEN", "own", "dock")
    shipment.refresh_from_db()
    assert shipment.status == "DELIVERED"
    assert problems(by) == []


def test_nothing_picked_or_known_does_not_leave(
    trader: Trader, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    order = make_confirmed(trader, trader.line(quantity=2))
    wanted = {part.id: None for part in schedule_of(order)}
    goods = delivery.create_delivery(quantities=wanted, by=by, at=at)
    run_cursors()
    shipment = transport.create_shipment(delivery_ids=[goods.id], by=by, at=at)

    with pytest.raises(DeliveryNotReady) as caught:
        transport.dispatch_shipment(shipment_id=shipment.id, by=by, at=at)

    assert caught.value.data["reason_code"] == "kernel.step_not_allowed"
