from datetime import date
from decimal import Decimal

import pytest

from sanye.contracts.erp.sales import CreditNoteIssued, InvoiceLine, SalesInvoiceIssued, TaxRow
from sanye.erp.ledger import commands
from sanye.erp.receivables.commands import open_receivable
from sanye.kernel.ids import new_id
from sanye.kernel.money import round_money
from tests.factories.masterdata import make_customer, make_item

DAY = date(2026, 3, 2)
D = Decimal


@pytest.fixture
def customer(by):
    return make_customer(by).id


@pytest.fixture
def manual(by, at):
    """`manual(("1010", 100, 0), ("3000", 0, 100))`: a manual entry by account codes."""

    def run(*lines, day=DAY, **more):
        return commands.post_manual_entry(
            posting_date=day,
            lines=[
                commands.ManualLine(account_code=code, debit=D(str(debit)), credit=D(str(credit)))
                for code, debit, credit in lines
            ],
            text="test",
            by=by,
            at=at,
            **more,
        )

    return run


@pytest.fixture
def books_open(by, at):
    return commands.open_books(by=by, at=at)


@pytest.fixture
def sell(by, at, tell, customer):
    """Invoices (negative: credit notes) of one line with 13 % tax, as invoicing issues them."""

    def run(net, *, currency="CNY", rate="1", day=DAY, **terms):
        net, rate = D(str(net)), D(rate)
        tax = round_money(net * D("0.13"), currency)
        document_id, number = new_id(), f"SI-{new_id()}"[:20]
        row = open_receivable(
            document_type="sales_invoice" if net > 0 else "credit_note",
            document_id=document_id,
            document_number=number,
            customer_id=customer,
            currency=currency,
            amount=net + tax,
            exchange_rate=rate,
            rate_date=day,
            posting_date=day,
            due_date=day,
            by=by,
            at=at,
            **terms,
        )
        line = InvoiceLine(
            invoice_line_id=new_id(),
            item_id=make_item().id,
            text="",
            quantity=D(1),
            unit="C62",
            net_amount=abs(net),
            tax_amount=abs(tax),
            tax_code="VAT13",
            sales_order_id=None,
            order_line_id=None,
            delivery_line_id=None,
        )
        common = {
            "number": number,
            "customer_id": customer,
            "currency": currency,
            "exchange_rate": rate,
            "rate_date": day,
            "posting_date": day,
            "net_amount": abs(net),
            "tax_amount": abs(tax),
            "gross_amount": abs(net + tax),
            "lines": (line,),
            "taxes": (
                TaxRow(
                    tax_code="VAT13", ratio=D("0.13"), base_amount=abs(net), tax_amount=abs(tax)
                ),
            ),
        }
        if net > 0:
            tell(SalesInvoiceIssued(invoice_id=document_id, due_date=day, **common))
        else:
            tell(CreditNoteIssued(credit_note_id=document_id, invoice_id=None, reason="", **common))
        return row

    return run
