"""Many at once: nobody receives, orders or pays for more than there is."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from sanye.erp.inventory.queries import get_on_hand
from sanye.erp.ledger.commands import open_books
from sanye.erp.purchasing import commands
from sanye.erp.purchasing.models import PurchaseOrder
from sanye.erp.supplier_invoices import commands as invoices
from sanye.erp.supplier_invoices.models import SupplierInvoice
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.kernel.ids import new_id
from sanye.stem.identity.models import Company
from tests.factories.erp_purchasing import Market, line_of, make_market, schedule_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def market(at: datetime) -> Market:
    company = Company.objects.create(
        id=new_id(), code="RACE", name="Race", country="CN", functional_currency="CNY"
    )
    by = Actor(user_id=None, company_id=company.id, name="t", permissions=frozenset({"*"}))
    open_books(by=by, at=at)
    return make_market(by, at)


def at_once(deed: Callable[[Any], object], each: Iterable[Any]) -> list[str]:
    """What each of them came to: OK or the refusal's code."""

    def run(one: Any) -> str:
        try:
            deed(one)
            return "OK"
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        return sorted(pool.map(run, each))


def test_twelve_lorries_five_fit(market):
    order = market.sent(100)

    answers = at_once(lambda _: market.receive(order, 20), range(12))

    assert answers.count("OK") == 5, answers
    assert get_on_hand(item_id=market.item.id, site_id=market.site.id, by=market.by) == 100
    (row,) = schedule_of(order)
    assert (row.received_quantity, row.open_quantity) == (100, 0)


def test_a_receipt_is_invoiced_once(market):
    order = market.sent(100)
    market.receive(order, 100)
    entered = [
        invoices.enter_supplier_invoice(
            supplier_id=market.supplier.id,
            supplier_reference=f"R-{number}",
            document_date=date(2026, 3, 2),
            lines=[
                invoices.InvoiceLine(
                    purchase_order_line_id=line_of(order).id,
                    quantity=Decimal(40),
                    unit_price=Decimal(5),
                )
            ],
            by=market.by,
            at=market.at,
        )
        for number in range(6)
    ]

    answers = at_once(
        lambda invoice: invoices.post_supplier_invoice(
            invoice_id=invoice.id, by=market.by, at=market.at
        ),
        entered,
    )

    assert answers.count("OK") == 2, answers
    assert line_of(order).invoiced_quantity == 80
    numbers = SupplierInvoice.unscoped.exclude(number="").values_list("number", flat=True)
    assert sorted(numbers) == ["PI-2026-000001", "PI-2026-000002"]


def test_the_same_paper_keyed_in_by_six_people_is_one_invoice(market):
    def enter(_):
        invoices.enter_supplier_invoice(
            supplier_id=market.supplier.id,
            supplier_reference="R-1",
            document_date=date(2026, 3, 2),
            lines=[invoices.InvoiceLine(text="freight", unit_price=Decimal(5))],
            by=market.by,
            at=market.at,
        )

    answers = at_once(enter, range(6))

    assert answers.count("OK") == 1
    assert set(answers) == {"OK", "erp.supplier_invoices.reference_taken"}


def test_a_draft_is_never_sent_without_what_just_joined_it(market):
    (draft,) = commands.order_planned(needs=[market.need(10)], by=market.by, at=market.at)
    needs = [market.need(1) for _ in range(6)]

    def deed(one):
        if one is None:
            commands.send_purchase_order(purchase_order_id=draft.id, by=market.by, at=market.at)
        else:
            commands.order_planned(needs=[one], by=market.by, at=market.at)

    answers = at_once(deed, [*needs[:3], None, *needs[3:]])

    assert set(answers) <= {"OK"}, answers
    orders = PurchaseOrder.unscoped.filter(company_id=market.by.company_id)
    bought = sum(row.quantity for order in orders for row in schedule_of(order))
    assert bought == 16
    assert sorted(order.status for order in orders)[-1] == "SENT"
