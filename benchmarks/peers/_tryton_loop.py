"""The whole loop in Tryton: an order, what must be bought and made for it, the delivery, the money.

A product of two sub-assemblies of two bought parts each: three productions, a purchase of four
lines with its receipt, invoice and payment, a shipment with its invoice and payment.
"""

import datetime as dt
from decimal import Decimal

from proteus import Model, Wizard
from trytond.modules.account.tests.tools import create_fiscalyear, get_accounts
from trytond.modules.account_invoice.tests.tools import (
    create_payment_term,
    set_fiscalyear_invoice_sequences,
)

TODAY = dt.date.today()
WANTED_DAYS = 30


class Company:
    """What the loop needs of books, partners and products; all named apart from the others'."""

    def __init__(self, put_product, put_bill) -> None:
        year = set_fiscalyear_invoice_sequences(create_fiscalyear(today=(TODAY, TODAY)))
        year.click("create_period")
        self.term = create_payment_term()
        self.term.save()
        self.payment = _payment_method()
        Party = Model.get("party.party")
        self.customer, self.supplier = Party(name="Loop customer"), Party(name="Loop supplier")
        for party in (self.customer, self.supplier):
            party.customer_payment_term = party.supplier_payment_term = self.term
            party.save()
        parts = [put_product(f"L-P{n}", self.supplier) for n in range(4)]
        halves = [put_product(f"L-S{n}", None) for n in range(2)]
        self.product = put_product("L-F", None, is_sold=True)
        self.product.template.lead_time = dt.timedelta(days=WANTED_DAYS)
        self.product.template.save()
        for n, half in enumerate(halves):
            put_bill(half, parts[2 * n : 2 * n + 2])
        put_bill(self.product, halves)


def play(company: Company) -> int:
    """One loop; the number of documents it took."""
    sale = Model.get("sale.sale")(party=company.customer)
    sale.invoice_method = "fulfillment"
    line = sale.lines.new()
    line.product, line.quantity = company.product, 2
    for step in ("quote", "confirm"):
        sale.click(step)
    if sale.state == "confirmed":
        sale.click("process")
    Wizard("stock.supply").execute("create_")
    bought = _buy(company)
    made = _make()
    (shipment,) = sale.shipments
    for step in ("assign_try", "pick", "pack", "do"):
        shipment.click(step)
    sale.reload()
    _settle(company, sale.invoices)
    sale.reload()
    assert (sale.shipment_state, sale.invoice_state) == ("sent", "paid"), sale.state
    return 1 + bought + made + 3


def _buy(company: Company) -> int:
    requests = Model.get("purchase.request").find([("state", "=", "draft")])
    assert len(requests) == 4, f"{len(requests)} requests"
    Wizard("purchase.request.create_purchase", requests)
    (purchase,) = Model.get("purchase.purchase").find([("state", "=", "draft")])
    purchase.invoice_method = "fulfillment"
    for step in ("quote", "confirm"):
        purchase.click(step)
    if purchase.state == "confirmed":
        purchase.click("process")
    receipt = Model.get("stock.shipment.in")(supplier=company.supplier)
    for move in purchase.moves:
        receipt.incoming_moves.append(Model.get("stock.move")(id=move.id))
    receipt.save()
    for step in ("receive", "do"):
        receipt.click(step)
    purchase.reload()
    _settle(company, purchase.invoices)
    return len(requests) + 4


def _make() -> int:
    """What was requested, sub-assemblies before what they go into."""
    found = Model.get("production").find([("state", "=", "request")])
    assert len(found) == 3, f"{len(found)} productions"
    for production in sorted(found, key=lambda one: one.product.name == "L-F"):
        for step in ("draft", "wait", "assign_try", "run", "do"):
            production.click(step)
        assert production.state == "done", production.state
    return len(found)


def _settle(company: Company, invoices) -> None:
    """Posted and paid."""
    (invoice,) = invoices
    invoice.invoice_date = TODAY
    invoice.click("post")
    pay = invoice.click("pay")
    pay.form.payment_method = company.payment
    pay.execute("choice")
    invoice.reload()
    assert invoice.state == "paid", invoice.state


def _payment_method():
    (journal,) = Model.get("account.journal").find([("type", "=", "cash")], limit=1)
    cash = get_accounts()["cash"]
    method = Model.get("account.invoice.payment.method")(name="Cash")
    method.journal, method.credit_account, method.debit_account = journal, cash, cash
    method.save()
    return method


def put_prices(row) -> None:
    """A supplier's price, so that purchases know theirs."""
    price = row.prices.new()
    price.quantity, price.unit_price = 0, Decimal(4)
