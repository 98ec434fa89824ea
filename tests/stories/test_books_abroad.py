"""A company whose money has no decimals, or three, and whose year begins in April: bought, made,
sold, paid at other rates, and its year closed with claims still open."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sanye.erp.delivery import commands as delivery
from sanye.erp.inventory import commands as inventory
from sanye.erp.invoicing import commands as invoicing
from sanye.erp.ledger import commands as ledger
from sanye.erp.ledger import queries as books
from sanye.erp.ledger.errors import PeriodClosed
from sanye.erp.ledger.models import FiscalPeriod, Posting
from sanye.erp.payables import commands as payables
from sanye.erp.production import commands as production
from sanye.erp.purchasing import commands as purchasing
from sanye.erp.purchasing.models import PurchaseOrderLine
from sanye.erp.receivables import commands as receivables
from sanye.erp.sales_orders import commands as sales
from sanye.erp.sales_orders.models import SalesScheduleLine
from sanye.erp.supplier_invoices import commands as supplier_invoices
from sanye.kernel.money import round_money
from sanye.stem.identity import commands as identity
from sanye.stem.masterdata import commands as masters
from sanye.stem.masterdata.queries import get_business_date
from tests.stories.conftest import Aurora

RATES = {"JPY": ("21.37", "20.114", "22.903"), "KWD": ("0.04271", "0.0431", "0.04188")}
"""What a yuan is worth on the first day, a day later, and in the new year."""


@pytest.fixture(params=sorted(RATES))
def currency(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The demo company keeps its books in this, from April to March."""
    create: Any = identity.create_company
    code: str = request.param
    own = {"functional_currency": code, "fiscal_year_starts_month": 4}
    monkeypatch.setattr(identity, "create_company", lambda **given: create(**{**given, **own}))
    return code


class Year:
    """The company on its way through the last month of a year."""

    def __init__(self, aurora: Aurora, at: datetime, currency: str) -> None:
        self.aurora, self.at, self.currency = aurora, at, currency
        self.put_rate(0)

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.aurora.by, "at": self.at}

    @property
    def today(self) -> date:
        return get_business_date(at=self.at, by=self.aurora.by)

    def put_rate(self, number: int) -> None:
        rate = {"from_currency": "CNY", "to_currency": self.currency, "rate_date": self.today}
        masters.put_exchange_rates(
            rates=[{**rate, "rate": RATES[self.currency][number]}], **self.who
        )

    def pass_days(self, days: int, rate: int) -> None:
        self.aurora.run_cursors(at=self.at)
        self.at += timedelta(days=days)
        self.put_rate(rate)

    def buy(self) -> Any:
        """A hundred kilos at 16.335 yuan; the invoice asks 17 a day later."""
        order = purchasing.place_purchase_order(
            supplier_id=self.aurora.party("S-STEEL"),
            site_id=self.aurora.plant,
            lines=[
                purchasing.NewLine(
                    item_id=self.aurora.item("STEEL"),
                    quantity=Decimal(100),
                    requested_date=self.today,
                    unit_price=Decimal("16.335"),
                )
            ],
            **self.who,
        )
        purchasing.send_purchase_order(purchase_order_id=order.id, **self.who)
        line = PurchaseOrderLine.unscoped.get(purchase_order=order)
        arrival = purchasing.Arrival(purchase_order_line_id=line.id, quantity=Decimal(100))
        purchasing.receive_goods(purchase_order_id=order.id, lines=[arrival], **self.who)
        self.pass_days(1, rate=1)
        invoice = supplier_invoices.enter_supplier_invoice(
            supplier_id=order.supplier_id,
            supplier_reference="R-1",
            document_date=self.today,
            lines=[
                supplier_invoices.InvoiceLine(
                    purchase_order_line_id=line.id,
                    quantity=Decimal(100),
                    unit_price=Decimal(17),
                )
            ],
            **self.who,
        )
        supplier_invoices.release_supplier_invoice(
            invoice_id=invoice.id, reason="agreed", **self.who
        )
        return supplier_invoices.post_supplier_invoice(invoice_id=invoice.id, **self.who)

    def make(self) -> None:
        order = production.create_production_order(
            item_id=self.aurora.item("BODY-K"),
            site_id=self.aurora.plant,
            quantity=Decimal(7),
            due_date=self.today + timedelta(days=5),
            **self.who,
        )
        this = {"production_order_id": order.id, **self.who}
        production.release_production_order(**this)
        production.complete_production_order(
            quantity=Decimal(3), posting_date=self.today, backflush=True, **this
        )
        production.complete_production_order(
            quantity=Decimal(4), posting_date=self.today, backflush=True, **this
        )
        production.close_production_order(posting_date=self.today, **this)

    def sell(self) -> Any:
        kettles = inventory.MovementLine(
            item_id=self.aurora.item("EK-100"),
            site_id=self.aurora.plant,
            quantity=Decimal(20),
            lot="K-1",
            unit_cost=Decimal("61.37"),
        )
        inventory.post_opening_stock(lines=[kettles], posting_date=self.today, **self.who)
        order = sales.place_sales_order(
            customer_id=self.aurora.party("C-HUAYU"),
            lines=[
                sales.NewLine(
                    item_id=self.aurora.item("EK-100"),
                    quantity=Decimal(7),
                    requested_date=self.today + timedelta(days=20),
                    unit_price=Decimal("119.33"),
                )
            ],
            **self.who,
        )
        sales.confirm_sales_order(order_id=order.id, **self.who)
        rows = SalesScheduleLine.unscoped.filter(line__order=order)
        goods = delivery.create_delivery(quantities={row.id: None for row in rows}, **self.who)
        delivery.pick_delivery(delivery_id=goods.id, **self.who)
        delivery.ship_delivery(delivery_id=goods.id, carrier="SF", **self.who)
        (invoice,) = invoicing.issue_invoices(delivery_ids=[goods.id], **self.who)
        return invoice

    def close_year(self) -> None:
        rows = FiscalPeriod.unscoped.filter(fiscal_year__code="2025-26").order_by("starts_date")
        for period in rows:
            ledger.close_period(code=period.code, **self.who)


def test_a_year_in_other_money_is_bought_made_sold_and_closed(
    currency: str, aurora: Aurora, at: datetime, problems: Callable[[], list[str]]
) -> None:
    year = Year(aurora, at, currency)
    bill = year.buy()
    year.make()
    invoice = year.sell()
    half = round_money(invoice.gross_amount / 2, "CNY")
    receivables.receive_payment(
        customer_id=invoice.customer_id,
        currency="CNY",
        amount=half,
        posting_date=year.today,
        **year.who,
    )
    aurora.run_cursors(at=year.at)
    assert problems() == []

    # The year ends with the rest of the claim and all of the bill open.
    year.pass_days(35, rate=2)
    year.close_year()
    last_day = date(2026, 3, 31)
    with pytest.raises(PeriodClosed):
        payables.make_payment(
            supplier_id=bill.supplier_id,
            currency="CNY",
            amount=bill.gross_amount,
            posting_date=last_day,
            **year.who,
        )
    old = books.get_income_statement(
        from_date=date(2025, 4, 1), to_date=last_day, by=aurora.by
    ).result_amount
    assert old

    # They are paid in the new year; what the rate moved since is of the new year.
    payables.make_payment(
        supplier_id=bill.supplier_id,
        currency="CNY",
        amount=bill.gross_amount,
        posting_date=year.today,
        **year.who,
    )
    receivables.receive_payment(
        customer_id=invoice.customer_id,
        currency="CNY",
        amount=invoice.gross_amount - half,
        posting_date=year.today,
        **year.who,
    )
    aurora.run_cursors(at=year.at)

    sheet = books.get_balance_sheet(as_of=year.today, by=aurora.by)
    assert sheet.earlier_result_amount == old
    assert sheet.result_amount == _moved(bill, invoice, half, currency)
    sides = {"debit", "credit"}
    for posting in Posting.unscoped.values(*sides):
        assert all(round_money(posting[side], currency) == posting[side] for side in sides)
    assert problems() == []


def _moved(bill: Any, invoice: Any, half: Decimal, currency: str) -> Decimal:
    """What is gained on the claim and lost on the bill, each worth what it was in the books."""
    before, after = (Decimal(RATES[currency][n]) for n in (1, 2))

    def worth(amount: Decimal, rate: Decimal) -> Decimal:
        return round_money(amount * rate, currency)

    whole, left = invoice.gross_amount, invoice.gross_amount - half
    carried = worth(whole, before) - worth(worth(whole, before) * half / whole, Decimal(1))
    gained = worth(left, after) - carried
    return gained - (worth(bill.gross_amount, after) - worth(bill.gross_amount, before))
