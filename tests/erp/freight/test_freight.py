"""Freight is accrued when goods leave and cleared by the carrier's invoice."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sanye.contracts.scm.transport import FreightAccrued, FreightShare
from sanye.erp.freight.models import FreightAccrual
from sanye.erp.freight.queries import list_freight_accruals
from sanye.erp.ledger.commands import open_books
from sanye.erp.ledger.models import LedgerAccount, Posting, PostingRule
from sanye.erp.supplier_invoices import commands, errors
from sanye.erp.supplier_invoices.commands import InvoiceLine
from sanye.erp.supplier_invoices.models import SupplierInvoice
from sanye.kernel.checks import all_checks
from sanye.kernel.ids import new_id
from sanye.stem.events.models import EventRow
from sanye.stem.masterdata.models import ExchangeRate, Party
from tests.factories import masterdata as make

D = Decimal
TODAY = date(2026, 3, 2)


@pytest.fixture
def carrier(by) -> Party:
    carrier = make.make_party("SF", roles=["CARRIER"])
    make.make_party_company(by, carrier)
    return carrier


@pytest.fixture
def accrue(tell, by, run_cursors, carrier) -> Callable[..., FreightAccrued]:
    """Transport reports freight of one shipment; again for a correction."""
    shipments: dict[str, Any] = {}
    customers = [make.make_customer(by).id, make.make_customer(by).id]

    def run(number: str, first: Any, second: Any = 0) -> FreightAccrued:
        amounts = [D(str(first)), D(str(second))]
        fact = FreightAccrued(
            accrual_id=new_id(),
            shipment_id=shipments.setdefault(number, new_id()),
            number=number,
            carrier_id=carrier.id,
            posting_date=TODAY,
            currency="CNY",
            amount=sum(amounts),
            shares=tuple(
                FreightShare(delivery_id=new_id(), customer_id=customer, amount=amount)
                for customer, amount in zip(customers, amounts, strict=True)
            ),
        )
        tell(fact)
        run_cursors("erp.freight.accruals")
        return fact

    return run


@pytest.fixture
def enter(by, at, carrier) -> Callable[..., SupplierInvoice]:
    def run(*lines: tuple[str, Any], kind: str = "invoice", **options: Any) -> SupplierInvoice:
        make_it = getattr(commands, f"enter_supplier_{kind}")
        return make_it(
            supplier_id=carrier.id,
            supplier_reference=options.pop("reference", new_id().hex[:20]),
            document_date=TODAY,
            lines=[
                InvoiceLine(unit_price=D(str(price)), shipment_number=number)
                for number, price in lines
            ],
            by=by,
            at=at,
            **options,
        )

    return run


@pytest.fixture
def post(by, at, run_cursors) -> Callable[[SupplierInvoice], SupplierInvoice]:
    def run(invoice: SupplierInvoice) -> SupplierInvoice:
        posted = commands.post_supplier_invoice(invoice_id=invoice.id, by=by, at=at)
        run_cursors("erp.ledger.posting")
        return posted

    return run


def left() -> dict[str, Decimal]:
    rows = FreightAccrual.unscoped.all()
    return {row.shipment_number: row.accrued_amount - row.cleared_amount for row in rows}


def broken(company_id) -> list[str]:
    return [
        problem
        for name, check in all_checks.items()
        if name.startswith(("erp.freight.", "erp.ledger.", "erp.supplier_invoices."))
        for problem in check(company_id).problems
    ]


def test_accrues_by_customer_and_corrects(accrue, books, company_id) -> None:
    first = accrue("SH-1", "70.00", "30.00")
    accrue("SH-1", "-7.00", "-3.00")

    assert (books("FREIGHT_EXPENSE"), books("FREIGHT_ACCRUED")) == (D("90.00"), D("-90.00"))
    by_customer = dict(
        Posting.unscoped.filter(role="FREIGHT_EXPENSE", debit__gt=0).values_list(
            "party_id", "debit"
        )
    )
    assert by_customer == {
        share.customer_id: share.amount for share in first.shares if share.amount
    }
    assert left() == {"SH-1": D("90.00")}
    assert broken(company_id) == []


def test_books_opened_before_freight_existed_get_its_accounts(accrue, books, by, at) -> None:
    open_books(by=by, at=at)
    PostingRule.unscoped.filter(role__startswith="FREIGHT").delete()
    LedgerAccount.unscoped.filter(name_zh__contains="运").exclude(rules__isnull=False).delete()
    before = PostingRule.unscoped.count()

    accrue("SH-1", "10.00")

    assert books("FREIGHT_ACCRUED") == D("-10.00")
    assert PostingRule.unscoped.count() == before + 2


def test_the_carriers_invoice_clears_and_the_difference_is_expense(
    accrue, enter, post, books, company_id, by, at
) -> None:
    accrue("SH-1", "100.00")
    accrue("SH-2", "40.00")
    commands.put_match_policy(price_tolerance_ratio=D("0.10"), by=by, at=at)

    invoice = enter(("SH-1", "108.00"), ("SH-2", "39.00"))
    assert (invoice.status, invoice.reason_codes) == ("MATCHED", [])
    post(invoice)

    assert left() == {"SH-1": 0, "SH-2": 0}
    assert books("FREIGHT_ACCRUED") == 0
    assert books("FREIGHT_EXPENSE") == D("147.00")
    assert books("PAYABLE") == D("-147.00")
    line = EventRow.objects.get(type="sanye.erp.supplier_invoice.posted.v1").data["lines"][0]
    assert (D(line["matched_amount"]), D(line["cleared_amount"])) == (100, 100)
    assert broken(company_id) == []


@pytest.mark.parametrize(("price", "code"), [("100.01", "PRICE_ABOVE"), ("99.99", "PRICE_BELOW")])
def test_blocks_what_differs_beyond_the_tolerance(accrue, enter, price, code) -> None:
    accrue("SH-1", "100.00")

    invoice = enter(("SH-1", price))

    assert (invoice.status, invoice.reason_codes) == ("BLOCKED", [code])


def test_a_second_invoice_finds_nothing_accrued(accrue, enter, post) -> None:
    accrue("SH-1", "100.00")
    first, second = enter(("SH-1", "100.00")), enter(("SH-1", "100.00"))
    assert second.status == "MATCHED"

    post(first)
    with pytest.raises(errors.StillBlocked):
        post(second)

    assert left() == {"SH-1": 0}
    second.refresh_from_db()
    assert second.number == ""


def test_a_credit_clears_what_was_corrected_down(accrue, enter, post, books, company_id) -> None:
    accrue("SH-1", "100.00")
    post(enter(("SH-1", "100.00")))
    accrue("SH-1", "-20.00")
    assert left() == {"SH-1": D("-20.00")}

    post(enter(("SH-1", "25.00"), kind="credit"))

    assert left() == {"SH-1": 0}
    assert (books("FREIGHT_ACCRUED"), books("FREIGHT_EXPENSE")) == (0, D("75.00"))
    assert broken(company_id) == []


def test_a_foreign_invoice_clears_at_the_value_in_the_books(
    accrue, enter, post, books, company_id
) -> None:
    ExchangeRate.objects.create(
        from_currency="EUR", to_currency="CNY", rate_date=TODAY, rate=D("7.7")
    )
    accrue("SH-1", "100.00")

    invoice = enter(("SH-1", "12.99"), currency="EUR")
    assert invoice.status == "MATCHED"
    post(invoice)

    assert left() == {"SH-1": 0}
    assert books("FREIGHT_ACCRUED") == 0
    assert books("FREIGHT_EXPENSE") == D("100.02")
    assert broken(company_id) == []


def test_refuses_shipments_of_others_twice_or_beside_an_order(accrue, enter, by, at) -> None:
    accrue("SH-1", "100.00")
    other = make.make_supplier(by)
    line = InvoiceLine(unit_price=D(1), shipment_number="SH-1")

    with pytest.raises(errors.ShipmentUnknown) as unknown:
        enter(("SH-1", 1), ("SH-9", 1))
    with pytest.raises(errors.ShipmentTwice):
        enter(("SH-1", 1), ("SH-1", 1))
    with pytest.raises(errors.ShipmentUnknown):
        commands.enter_supplier_invoice(
            supplier_id=other.id,
            supplier_reference="X",
            document_date=TODAY,
            lines=[line],
            by=by,
            at=at,
        )
    with pytest.raises(errors.OrderAndShipment):
        commands.enter_supplier_invoice(
            supplier_id=other.id,
            supplier_reference="X",
            document_date=TODAY,
            lines=[
                InvoiceLine(
                    unit_price=D(1), shipment_number="SH-1", purchase_order_line_id=new_id()
                )
            ],
            by=by,
            at=at,
        )

    assert unknown.value.row == 2
    assert SupplierInvoice.unscoped.count() == 0
    assert list_freight_accruals(is_open=True, by=by).get().open_amount == 100


def test_shipments_under_one_text_that_conversion_turns_round_are_posted(
    accrue, by, at, carrier, post, books, company_id
) -> None:
    """A cent more in dollars, and yet less in the books: one line may not be both."""
    ExchangeRate.objects.create(
        from_currency="USD", to_currency="CNY", rate_date=TODAY, rate=D("7.15")
    )
    prices = {"SH-1": "10.01", "SH-2": "10.00", "SH-3": "10.00", "SH-4": "10.00"}
    for number in prices:
        accrue(number, "71.53")
    commands.put_match_policy(price_tolerance_ratio=D("0.01"), by=by, at=at)
    invoice = commands.enter_supplier_invoice(
        supplier_id=carrier.id,
        supplier_reference="SF-1",
        document_date=TODAY,
        currency="USD",
        lines=[
            InvoiceLine(unit_price=D(price), shipment_number=number, text="Freight")
            for number, price in prices.items()
        ],
        by=by,
        at=at,
    )

    post(invoice)

    assert books("FREIGHT_ACCRUED") == 0
    assert broken(company_id) == []
