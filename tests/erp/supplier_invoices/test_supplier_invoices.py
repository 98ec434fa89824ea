from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from sanye.erp.open_items.models import OpenItem
from sanye.erp.purchasing import commands as purchasing
from sanye.erp.purchasing.models import GoodsReceiptLine
from sanye.erp.supplier_invoices import commands, errors, queries
from sanye.erp.supplier_invoices.commands import InvoiceLine
from sanye.erp.supplier_invoices.models import SupplierInvoice, SupplierInvoiceLine
from sanye.kernel.ids import new_id
from sanye.kernel.states import StepNotAllowed
from sanye.stem.masterdata.errors import MasterUnknown
from sanye.stem.masterdata.models import PartyCompany
from tests.factories import masterdata
from tests.factories.erp_purchasing import facts_of, line_of, make_user

TODAY = date(2026, 3, 2)


def against(order, quantity=100, price=5, **fields):
    return InvoiceLine(
        purchase_order_line_id=line_of(order).id,
        quantity=Decimal(quantity),
        unit_price=Decimal(price),
        **fields,
    )


def enter(market, *lines, reference="INV-1", **fields):
    return commands.enter_supplier_invoice(
        **{
            "supplier_id": market.supplier.id,
            "supplier_reference": reference,
            "document_date": TODAY,
            "lines": list(lines),
            "by": market.by,
            "at": market.at,
            **fields,
        }
    )


def credit(market, *lines, reference="CR-1", **fields):
    return commands.enter_supplier_credit(
        supplier_id=market.supplier.id,
        supplier_reference=reference,
        document_date=TODAY,
        lines=list(lines),
        by=market.by,
        at=market.at,
        **fields,
    )


def post(market, invoice, **fields):
    return commands.post_supplier_invoice(
        invoice_id=invoice.id, by=market.by, at=market.at, **fields
    )


@pytest.fixture
def received(market):
    order = market.sent()
    market.receive(order, 100)
    return order


def test_posts_what_matches(market, received):
    invoice = enter(market, against(received), stated_gross_amount=Decimal("565.00"))
    assert (invoice.status, invoice.reason_codes) == ("MATCHED", [])
    assert (invoice.net_amount, invoice.tax_amount, invoice.gross_amount) == (500, 65, 565)

    posted = post(market, invoice)

    assert (posted.status, posted.number) == ("POSTED", "PI-2026-000001")
    assert line_of(received).invoiced_quantity == 100
    item = OpenItem.unscoped.get(document_id=invoice.id)
    assert (item.side, item.amount, item.document_number) == ("PAYABLE", 565, posted.number)
    (fact,) = facts_of(market.by.company_id, "SupplierInvoicePosted")
    assert (fact.number, fact.supplier_reference, fact.exchange_rate) == (
        "PI-2026-000001",
        "INV-1",
        1,
    )
    assert (fact.lines[0].matched_amount, fact.lines[0].net_amount) == (500, 500)
    assert fact.taxes[0].tax_amount == 65
    line = SupplierInvoiceLine.unscoped.get(invoice=invoice)
    assert line.received_value == 500


def test_numbers_have_no_gaps(market, received):
    first = enter(market, against(received, 50))
    second = enter(market, against(received, 51), reference="INV-2")
    third = enter(market, against(received, 50), reference="INV-3")

    post(market, first)
    with pytest.raises(errors.StillBlocked):
        post(market, second)
    assert post(market, third).number == "PI-2026-000002"


def test_blocks_what_differs_and_lists_it(market, received):
    invoice = enter(market, against(received, price=6), stated_gross_amount=Decimal(1))

    assert (invoice.status, invoice.reason_codes) == ("BLOCKED", ["PRICE_ABOVE", "TOTAL_DIFFERS"])
    (fact,) = facts_of(market.by.company_id, "SupplierInvoiceBlocked")
    assert (fact.number, fact.reason_codes) == ("INV-1", ("PRICE_ABOVE", "TOTAL_DIFFERS"))
    worklist = queries.list_supplier_invoices(
        status="BLOCKED", reason_code="PRICE_ABOVE", by=market.by
    )
    assert list(worklist) == [invoice]
    with pytest.raises(StepNotAllowed):
        post(market, invoice)
    assert not OpenItem.unscoped.exists()


def test_another_person_releases_with_a_reason(market, received):
    clerk = replace(market.by, user_id=make_user().id)
    buyer = replace(market.by, user_id=make_user().id)
    invoice = enter(market, against(received, price=6), by=clerk)

    def release(by, reason="agreed by telephone"):
        return commands.release_supplier_invoice(
            invoice_id=invoice.id, reason=reason, by=by, at=market.at
        )

    with pytest.raises(errors.ReasonMissing):
        release(buyer, " ")
    with pytest.raises(errors.ReleaserEnteredIt):
        release(clerk)
    released = release(buyer)
    assert (released.status, released.released_by_id) == ("RELEASED", buyer.user_id)

    posted = post(market, invoice)

    assert posted.status == "POSTED"
    (fact,) = facts_of(market.by.company_id, "SupplierInvoicePosted")
    assert (fact.lines[0].net_amount, fact.lines[0].matched_amount) == (600, 500)


def test_waits_for_its_goods(market, run_cursors):
    order = market.sent()
    market.receive(order, 40)
    invoice = enter(market, against(order))
    assert invoice.reason_codes == ["QUANTITY_ABOVE"]
    with pytest.raises(errors.NotReleasable):
        commands.release_supplier_invoice(
            invoice_id=invoice.id, reason="hurry", by=market.by, at=market.at
        )

    market.receive(order, 60)
    run_cursors("erp.supplier_invoices.matching")

    invoice.refresh_from_db()
    assert (invoice.status, invoice.reason_codes) == ("MATCHED", [])
    post(market, invoice)
    assert line_of(order).invoiced_quantity == 100


def test_goods_that_went_back_meanwhile_are_not_paid(market, received):
    invoice = enter(market, against(received))
    row = GoodsReceiptLine.unscoped.get(line=line_of(received))
    purchasing.return_goods(
        purchase_order_id=received.id,
        lines=[purchasing.GoingBack(receipt_line_id=row.id, quantity=Decimal(10))],
        reason_code="BROKEN",
        by=market.by,
        at=market.at,
    )

    with pytest.raises(errors.StillBlocked):
        post(market, invoice)
    again = commands.match_supplier_invoice(invoice_id=invoice.id, by=market.by, at=market.at)

    assert (again.status, again.reason_codes) == ("BLOCKED", ["QUANTITY_ABOVE"])


def test_credits_what_went_back(market, received):
    post(market, enter(market, against(received)))
    row = GoodsReceiptLine.unscoped.get(line=line_of(received))
    purchasing.return_goods(
        purchase_order_id=received.id,
        lines=[purchasing.GoingBack(receipt_line_id=row.id, quantity=Decimal(30))],
        reason_code="BROKEN",
        by=market.by,
        at=market.at,
    )

    assert credit(market, against(received, 31)).reason_codes == ["CREDIT_ABOVE_RETURNED"]
    posted = post(market, credit(market, against(received, 30), reference="CR-2"))

    assert posted.number == "PC-2026-000001"
    assert line_of(received).invoiced_quantity == 70
    fact = facts_of(market.by.company_id, "SupplierInvoicePosted")[-1]
    assert (fact.gross_amount, fact.lines[0].quantity) == (Decimal("-169.50"), -30)
    assert fact.lines[0].matched_amount == -150
    assert OpenItem.unscoped.get(document_id=posted.id).amount == Decimal("-169.50")


def test_credits_a_price_without_goods(market, received):
    invoice = post(market, enter(market, against(received)))

    posted = post(market, credit(market, against(received, 0, price=20), corrects_id=invoice.id))

    assert (posted.net_amount, posted.gross_amount) == (20, Decimal("22.60"))
    assert line_of(received).invoiced_quantity == 100


def test_the_same_paper_is_entered_once(market, received):
    invoice = enter(market, against(received, 10), reference="INV-7")

    for again in ("INV-7", " inv 7 ", "INV/7"):
        with pytest.raises(errors.ReferenceTaken):
            enter(market, against(received, 10), reference=again)
    commands.cancel_supplier_invoice(
        invoice_id=invoice.id, reason="keyed wrongly", by=market.by, at=market.at
    )
    assert enter(market, against(received, 10), reference="INV-7").status == "MATCHED"


def test_a_cost_without_an_order_needs_leave(market):
    freight = InvoiceLine(text="freight", unit_price=Decimal(80))

    assert enter(market, freight).reason_codes == ["NO_ORDER"]
    commands.put_match_policy(free_line_amount=Decimal(80), by=market.by, at=market.at)
    invoice = enter(market, freight, reference="INV-2")
    assert post(market, invoice).gross_amount == 80
    (fact,) = facts_of(market.by.company_id, "SupplierInvoicePosted")
    assert (fact.lines[0].purchase_order_line_id, fact.lines[0].text) == (None, "freight")


def test_the_suppliers_policy_comes_before_the_companys(market, received):
    commands.put_match_policy(by=market.by, at=market.at)
    commands.put_match_policy(
        supplier_id=market.supplier.id,
        price_tolerance_ratio=Decimal("0.2"),
        by=market.by,
        at=market.at,
    )

    assert enter(market, against(received, price=6)).status == "MATCHED"


def test_is_due_by_the_terms(market, received):
    term = masterdata.make_payment_term(net_days=45)
    PartyCompany.unscoped.filter(party=market.supplier).update(payable_term=term)

    assert enter(market, against(received)).due_date == TODAY + timedelta(days=45)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"quantity": Decimal(0)}, errors.QuantityNotPositive),
        ({"quantity": Decimal(-1)}, errors.QuantityNotPositive),
        ({"unit_price": Decimal(-1)}, errors.AmountNegative),
        ({"unit_price": Decimal("NaN")}, errors.AmountNegative),
        ({"unit": "KGM"}, errors.UnitDiffers),
        ({"purchase_order_line_id": new_id()}, errors.OrderLineUnknown),
        ({"tax_code": "NONE-SUCH"}, MasterUnknown),
    ],
)
def test_refuses_a_bad_line_and_writes_nothing(market, received, change, refusal):
    with pytest.raises(refusal) as refused:
        enter(market, replace(against(received), **change))

    assert refused.value.row == 1
    assert not SupplierInvoice.unscoped.exists()


def test_refuses_other_misuse(market, received):
    other = masterdata.make_supplier(market.by)

    with pytest.raises(errors.OrderLineUnknown):
        enter(market, against(received), supplier_id=other.id)
    with pytest.raises(errors.OrderLineTwice):
        enter(market, against(received, 1), against(received, 2))
    with pytest.raises(errors.CurrencyDiffers):
        enter(market, against(received), currency="EUR")
    with pytest.raises(errors.TextMissing):
        enter(market, InvoiceLine(unit_price=Decimal(1)))
    with pytest.raises(errors.LinesMissing):
        enter(market)
    with pytest.raises(errors.ReferenceMissing):
        enter(market, against(received), reference=" ")
    with pytest.raises(errors.DateInFuture):
        enter(market, against(received), document_date=TODAY + timedelta(days=1))
    with pytest.raises(errors.AmountNegative):
        enter(market, against(received), stated_gross_amount=Decimal(-5))
    with pytest.raises(errors.PolicyInvalid):
        commands.put_match_policy(price_tolerance_ratio=Decimal(2), by=market.by, at=market.at)
    with pytest.raises(errors.InvoiceUnknown):
        credit(market, against(received, 1), corrects_id=new_id())
    assert not SupplierInvoice.unscoped.exists()


def test_another_supplier_sees_nothing_of_it(market, received):
    invoice = enter(market, against(received))
    foreign = replace(market.by, party_ids=frozenset({masterdata.make_supplier(market.by).id}))

    with pytest.raises(errors.InvoiceUnknown):
        queries.get_supplier_invoice(invoice_id=invoice.id, by=foreign)
    with pytest.raises(errors.InvoiceUnknown):
        commands.post_supplier_invoice(invoice_id=invoice.id, by=foreign, at=market.at)


def test_another_company_sees_nothing_of_it(market, received):
    from sanye.stem.identity.models import Company

    invoice = enter(market, against(received))
    company = Company.objects.create(
        code="BOREAS", name="Boreas", country="CN", functional_currency="CNY"
    )
    foreign = replace(market.by, company_id=company.id)

    with pytest.raises(errors.InvoiceUnknown):
        queries.get_supplier_invoice(invoice_id=invoice.id, by=foreign)
