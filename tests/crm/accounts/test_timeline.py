"""One timeline per customer, from the facts of all leaves."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from sanye.contracts.crm import events as crm
from sanye.contracts.erp import events as erp
from sanye.contracts.scm import events as scm
from sanye.crm.accounts import checks, queries
from sanye.crm.accounts.commands import open_account
from sanye.crm.accounts.domain.timeline import RULES, entries_of
from sanye.crm.accounts.handlers import timeline
from sanye.crm.accounts.models import CustomerEvent
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.identity.models import User
from tests.conftest import Cursors
from tests.crm.test_http import client_of, get
from tests.factories import masterdata as make
from tests.factories.facts import fact, tell

JAN = datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.fixture
def customer_id(by: Actor) -> UUID:
    return make.make_customer(by).id


def kinds(customer_id: UUID, by: Actor) -> list[str]:
    rows = queries.list_customer_events(customer_id=customer_id, by=by)
    return [row.kind for row in rows.order_by("happened_at", "id")]


def test_tells_what_all_leaves_did_in_the_order_it_happened(
    customer_id: UUID, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    stop = fact(scm.ShipmentStop, customer_id=customer_id, delivery_number="DN-1")
    facts = [
        fact(crm.QuotationSent, customer_id=customer_id, number="QU-1", currency="CNY"),
        fact(
            erp.SalesOrderConfirmed,
            customer_id=customer_id,
            number="SO-1",
            currency="CNY",
            net_amount=Decimal("1200.5000"),
            lines=(
                fact(erp.OrderScheduleLine, quantity=Decimal(1), promised_date=date(2026, 3, 12)),
            ),
        ),
        fact(scm.ShipmentDispatched, number="SH-1", stops=(stop, stop), dispatched_at=JAN),
        fact(erp.DeliveryProven, customer_id=customer_id, number="DN-1", received_at=JAN),
        fact(crm.SatisfactionAnswered, customer_id=customer_id, score=4, answered_at=at),
    ]
    tell(facts=facts, by=by, at=at)

    run_cursors("crm.accounts.timeline")

    assert kinds(customer_id, by) == [
        "SHIPMENT_DISPATCHED",
        "DELIVERY_PROVEN",
        "QUOTATION_SENT",
        "SALES_ORDER_CONFIRMED",
        "SATISFACTION_ANSWERED",
    ]
    line = CustomerEvent.unscoped.get(kind="SALES_ORDER_CONFIRMED")
    assert line.document_number == "SO-1"
    assert line.text_en == "Order SO-1 confirmed: CNY 1,200.50, promised until 2026-03-12."
    assert line.text_zh == "订单 SO-1 已确认：CNY 1,200.50，承诺 2026-03-12 前交付。"


def test_names_the_customer_of_a_reversed_payment_and_a_cancelled_shipment(
    customer_id: UUID, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    payment, shipment = new_id(), new_id()
    stop = fact(scm.ShipmentStop, customer_id=customer_id)
    tell(facts=[fact(erp.PaymentReceived, payment_id=payment, party_id=customer_id)], by=by, at=at)
    run_cursors("crm.accounts.timeline")
    tell(
        facts=[
            fact(erp.PaymentReversed, payment_id=payment, side="RECEIVABLE"),
            fact(scm.ShipmentCreated, shipment_id=shipment, stops=(stop,)),
            fact(scm.ShipmentCancelled, shipment_id=shipment),
            fact(scm.ShipmentCancelled),
        ],
        by=by,
        at=at,
    )

    run_cursors("crm.accounts.timeline")

    assert sorted(kinds(customer_id, by)) == [
        "PAYMENT_RECEIVED",
        "PAYMENT_REVERSED",
        "SHIPMENT_CANCELLED",
        "SHIPMENT_CREATED",
    ]


def test_a_lead_brings_its_past_along(
    customer_id: UUID, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    lead = new_id()
    tell(facts=[fact(crm.LeadCaptured, lead_id=lead, number="LD-1")], by=by, at=at)
    run_cursors("crm.accounts.timeline")
    before = kinds(customer_id, by)

    tell(facts=[fact(crm.LeadConverted, lead_id=lead, customer_id=customer_id)], by=by, at=at)
    tell(facts=[fact(crm.InteractionRecorded, lead_id=lead, happened_at=JAN)], by=by, at=at)
    run_cursors("crm.accounts.timeline")

    assert before == []
    assert sorted(kinds(customer_id, by)) == [
        "INTERACTION_RECORDED",
        "LEAD_CAPTURED",
        "LEAD_CONVERTED",
    ]


def test_past_orders_stand_on_their_own_days(
    customer_id: UUID, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    line = fact(erp.ImportedSalesLine, shipped_date=date(2024, 5, 6))
    order = fact(
        erp.SalesOrderImported,
        customer_id=customer_id,
        order_date=date(2024, 5, 1),
        invoiced_date=date(2024, 5, 7),
        paid_date=date(2024, 6, 7),
        lines=(line, line),
    )
    tell(facts=[order], by=by, at=at)

    run_cursors("crm.accounts.timeline")

    rows = queries.list_customer_events(customer_id=customer_id, by=by).order_by("happened_at")
    assert [(row.kind, row.happened_at.date()) for row in rows] == [
        ("SALES_ORDER_CONFIRMED", date(2024, 5, 1)),
        ("DELIVERY_SHIPPED", date(2024, 5, 6)),
        ("SALES_INVOICE_ISSUED", date(2024, 5, 7)),
        ("PAYMENT_RECEIVED", date(2024, 6, 7)),
    ]


def test_every_rule_makes_sentences_in_both_languages() -> None:
    stop = fact(scm.ShipmentStop)
    change = fact(scm.PromiseChange)
    more = {"stops": (stop,), "changes": (change,)}
    for cls in RULES:
        names = cls.__dataclass_fields__
        given = {name: value for name, value in more.items() if name in names}
        made = fact(cls, **given, **({"side": "RECEIVABLE"} if "side" in names else {}))
        if cls is crm.InteractionRecorded:
            made = fact(cls, kind="CALL", direction="IN")
        if cls is erp.OpenItemsSettled:
            made = fact(cls, side="RECEIVABLE", reason="WRITE_OFF")
        entries = entries_of(made)
        assert entries, cls
        assert all("{" not in one.text_en + one.text_zh for one in entries), cls
        assert all(any("一" <= letter <= "鿿" for letter in one.text_zh) for one in entries), cls


def test_says_nothing_of_money_to_suppliers_and_netting() -> None:
    assert entries_of(fact(erp.PaymentReversed, side="PAYABLE")) == []
    assert entries_of(fact(erp.OpenItemsSettled, side="RECEIVABLE", reason="NETTING")) == []


def test_is_the_same_when_replayed_and_verified(
    customer_id: UUID, company_id: UUID, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    tell(facts=[fact(erp.SalesOrderPlaced, customer_id=customer_id, number="SO-1")], by=by, at=at)
    run_cursors("crm.accounts.timeline")
    first = list(CustomerEvent.unscoped.values_list("event_id", "kind", "happened_at", "text_zh"))

    assert timeline.rebuild is not None
    timeline.rebuild(by=by, at=at)
    missing = checks.every_fact_is_on_the_timeline(company_id).problems
    run_cursors.positions.clear()
    run_cursors("crm.accounts.timeline", at=at + timedelta(days=9))

    again = list(CustomerEvent.unscoped.values_list("event_id", "kind", "happened_at", "text_zh"))
    assert len(missing) == 1
    assert again == first
    assert checks.every_fact_is_on_the_timeline(company_id).problems == ()
    assert checks.every_line_has_its_fact(company_id).checked == 1
    assert checks.every_line_has_its_fact(company_id).problems == ()


def test_the_door_pages_and_filters_and_hides_others_customers(
    customer_id: UUID, by: Actor, other_by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    account = open_account(party_id=customer_id, by=by, at=at)
    facts = [
        fact(erp.SalesOrderPlaced, customer_id=customer_id, number=f"SO-{n}") for n in range(3)
    ]
    tell(facts=[*facts, fact(crm.CaseOpened, customer_id=customer_id)], by=by, at=at)
    tell(facts=[fact(erp.SalesOrderPlaced, number="SO-9")], by=other_by, at=at)
    run_cursors("crm.accounts.timeline")
    seller = client_of(by, "SALES")
    path = f"/accounts/{account.id}/timeline"

    first = get(seller, f"{path}?kind=SALES_ORDER_PLACED&limit=2")
    rest = get(seller, f"{path}?kind=SALES_ORDER_PLACED&limit=2&cursor={first['next_cursor']}")
    none = get(seller, f"{path}?to_at=2020-01-01T00:00:00Z")

    numbers = [row["document_number"] for row in first["items"] + rest["items"]]
    assert sorted(numbers) == ["SO-0", "SO-1", "SO-2"]
    assert none["items"] == []
    stranger = replace(by, user_id=User.objects.create_user("zoe").id, own_only=True)
    assert not queries.list_customer_events(customer_id=customer_id, by=stranger)
