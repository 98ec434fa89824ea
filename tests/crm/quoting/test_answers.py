"""A quotation answered at the portal, and the order that follows to the same cents."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from sanye.contracts.crm.events import QuotationAccepted
from sanye.crm.quoting import commands
from sanye.crm.quoting.commands import LineAsked
from sanye.crm.quoting.domain.states import LineKind
from sanye.crm.quoting.errors import LinesMissing
from sanye.crm.quoting.models import Quotation, QuotationVersion
from sanye.erp.sales_orders.commands import place_from_quotation
from sanye.erp.sales_orders.models import SalesOrder
from sanye.kernel.actors import Actor
from sanye.kernel.events import from_data
from sanye.stem.events.models import EventRow
from sanye.stem.masterdata import commands as masters
from sanye.stem.masterdata.errors import (
    CustomerBlocked,
    ItemNotSold,
    PaymentTermUnknown,
    TaxUnknown,
)
from sanye.stem.masterdata.models import PaymentTerm, Promotion, PromotionItem, Tax
from tests.conftest import Cursors
from tests.factories.crm import Market, make_market

DUE = date(2026, 4, 1)


@pytest.fixture
def market(by: Actor) -> Market:
    return make_market(by, price="333.335")


def sent(
    market: Market, by: Actor, at: datetime, *lines: dict[str, Any], **given: Any
) -> Quotation:
    quotation = commands.draft_quotation(
        customer_id=market.customer.id,
        lines=[
            LineAsked(
                item_id=market.item.id, requested_date=DUE, **{"quantity": Decimal(7), **line}
            )
            for line in lines or ({},)
        ],
        **given,
        by=by,
        at=at,
    )
    return commands.send_quotation(quotation_id=quotation.id, by=by, at=at)


def test_a_customer_accepts_at_the_portal_with_options(
    market: Market, by: Actor, at: datetime
) -> None:
    quotation = sent(market, by, at, {}, {"kind": LineKind.OPTIONAL, "quantity": Decimal(1)})
    customer = replace(by, party_ids=frozenset({market.customer.id}))

    commands.accept_quotation(quotation_id=quotation.id, chosen_lines=[2], by=customer, at=at)

    version = QuotationVersion.unscoped.get()
    assert (version.status, version.net_amount) == ("ACCEPTED", Decimal("2666.69"))


@pytest.mark.parametrize(
    ("master", "refusal", "field"),
    [("TAX", TaxUnknown, "tax_codes"), ("PAYMENT_TERM", PaymentTermUnknown, "payment_term_code")],
)
def test_a_tax_or_payment_terms_archived_since_are_refused_at_once(
    market: Market,
    by: Actor,
    at: datetime,
    run_cursors: Cursors,
    master: str,
    refusal: Any,
    field: str,
) -> None:
    """The order would be refused where nobody asked for it, and wait with an operator."""
    quotation = sent(market, by, at, {}, {"kind": LineKind.OPTIONAL, "quantity": Decimal(1)})
    row = Tax.unscoped.get() if master == "TAX" else PaymentTerm.objects.get()
    archived = {"entity": master, "row_id": row.id, "by": by, "at": at}
    accepted = {"quotation_id": quotation.id, "chosen_lines": [2], "by": by, "at": at}

    masters.archive_master(**archived)
    with pytest.raises(refusal) as caught:
        commands.accept_quotation(**accepted)
    masters.archive_master(**archived, is_archived=False)
    commands.accept_quotation(**accepted)
    run_cursors("erp.sales_orders.quotations")

    assert caught.value.field == field
    assert SalesOrder.unscoped.get().tax_amount == Decimal("346.67")


def test_the_order_has_the_quotations_cents(market: Market, by: Actor, at: datetime) -> None:
    promotion = Promotion.unscoped.create(
        company_id=by.company_id, code="SPRING", name="Spring", discount_ratio="0.123457"
    )
    PromotionItem.objects.create(promotion=promotion, item=market.item)
    discounted = {"discount_ratio": Decimal("0.012346"), "quantity": Decimal(90000)}
    quotation = sent(market, by, at, discounted, order_discount_ratio=Decimal("0.01"))
    commands.accept_quotation(quotation_id=quotation.id, by=by, at=at)
    row = EventRow.objects.get(type="sanye.crm.quotation.accepted.v1")
    accepted: QuotationAccepted = from_data(row.type, row.data)

    order = place_from_quotation(quotation=accepted, by=by, at=at)

    version = QuotationVersion.unscoped.get()
    assert (order.net_amount, order.tax_amount, order.gross_amount) == (
        version.net_amount,
        version.tax_amount,
        version.gross_amount,
    )


def test_an_answer_that_takes_nothing_is_none(market: Market, by: Actor, at: datetime) -> None:
    """The order that follows would have no line."""
    quotation = sent(market, by, at, {"kind": LineKind.OPTIONAL}, {"kind": LineKind.ALTERNATIVE})
    this = {"quotation_id": quotation.id, "by": by, "at": at}

    with pytest.raises(LinesMissing) as caught:
        commands.accept_quotation(**this)
    assert caught.value.field == "chosen_lines"

    commands.accept_quotation(**this, chosen_lines=[2])
    assert QuotationVersion.unscoped.get().status == "ACCEPTED"


def test_who_was_blocked_or_what_was_archived_since_is_refused_at_once(
    market: Market, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    """The order would be refused where nobody asked for it, and wait with an operator."""
    quotation = sent(market, by, at)
    this = {"quotation_id": quotation.id, "by": by, "at": at}
    customer = {"party": market.customer.code}

    masters.put_party_companies(terms=[{**customer, "blocked_at": at}], by=by, at=at)
    with pytest.raises(CustomerBlocked):
        commands.accept_quotation(**this)
    masters.put_party_companies(terms=[{**customer, "blocked_at": None}], by=by, at=at)
    masters.archive_master(entity="ITEM", row_id=market.item.id, by=by, at=at)
    with pytest.raises(ItemNotSold):
        commands.accept_quotation(**this)
    assert QuotationVersion.unscoped.get().status == "SENT"

    masters.archive_master(entity="ITEM", row_id=market.item.id, is_archived=False, by=by, at=at)
    commands.accept_quotation(**this)
    run_cursors("erp.sales_orders.quotations")
    assert SalesOrder.unscoped.get().quotation_id == quotation.id


def test_a_refusal_names_the_line_by_its_number_in_the_quotation(
    market: Market, by: Actor, at: datetime
) -> None:
    quotation = sent(market, by, at, {"kind": LineKind.OPTIONAL}, {})
    masters.archive_master(entity="ITEM", row_id=market.item.id, by=by, at=at)

    with pytest.raises(ItemNotSold) as caught:
        commands.accept_quotation(quotation_id=quotation.id, by=by, at=at)

    assert (caught.value.field, caught.value.row) == ("item_id", 2)


def test_who_is_blocked_right_after_accepting_gets_an_order_that_waits_for_a_person(
    market: Market, by: Actor, at: datetime, run_cursors: Cursors
) -> None:
    quotation = sent(market, by, at)
    commands.accept_quotation(quotation_id=quotation.id, by=by, at=at)
    blocked = {"party": market.customer.code, "blocked_at": at}
    masters.put_party_companies(terms=[blocked], by=by, at=at)

    run_cursors("erp.sales_orders.quotations", "erp.sales_orders.confirmation")

    order = SalesOrder.unscoped.get()
    assert order.quotation_id == quotation.id
    assert (order.status, order.await_reason) == ("CREDIT_BLOCKED", "CUSTOMER_BLOCKED")


@pytest.mark.parametrize("entity", ["ITEM", "PARTY", "PAYMENT_TERM", "SITE", "TAX"])
def test_what_is_archived_right_after_accepting_stands_in_the_order_all_the_same(
    market: Market, by: Actor, at: datetime, run_cursors: Cursors, entity: str
) -> None:
    quotation = sent(market, by, at)
    commands.accept_quotation(quotation_id=quotation.id, by=by, at=at)
    version = QuotationVersion.unscoped.get()
    rows = {
        "ITEM": market.item,
        "PARTY": market.customer,
        "PAYMENT_TERM": PaymentTerm.objects.get(),
        "SITE": market.site,
        "TAX": Tax.unscoped.get(),
    }
    masters.archive_master(entity=entity, row_id=rows[entity].pk, by=by, at=at)

    run_cursors("erp.sales_orders.quotations", "erp.sales_orders.confirmation")

    order = SalesOrder.unscoped.get()
    assert (order.status, order.gross_amount) == ("AWAITING_PROMISE", version.gross_amount)
    assert (order.site_id, order.payment_term) == (market.site.id, rows["PAYMENT_TERM"])
