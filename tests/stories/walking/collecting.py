"""Money: invoices, credit notes, payments in and out, write-offs, the books and their periods."""

from decimal import Decimal
from typing import Any

from sanye.erp.costing import commands as costing
from sanye.erp.delivery.models import Delivery
from sanye.erp.invoicing import commands as invoicing
from sanye.erp.invoicing.models import SalesInvoice, SalesInvoiceLine
from sanye.erp.ledger import commands as ledger
from sanye.erp.ledger.models import FiscalPeriod, JournalEntry
from sanye.erp.open_items.models import OpenItem, Payment
from sanye.erp.payables import commands as payables
from sanye.erp.receivables import commands as receivables
from tests.stories.walking.walk import Walk, step
from tests.stories.walking.world import BOUGHT, CUSTOMERS, MADE


@step(18)
def issue_invoices(walk: Walk) -> None:
    left = Delivery.unscoped.filter(status__in=["SHIPPED", "PROVEN"], lines__invoiced_quantity=0)
    first = walk.pick(left.distinct())
    same = list(left.filter(customer_id=first.customer_id).distinct().order_by("id"))
    day = walk.lately() if walk.chance(0.3) else None
    invoicing.issue_invoices(
        delivery_ids=[one.id for one in walk.some(same)], posting_date=day, **walk.who
    )


@step(6)
def issue_credit_note(walk: Walk) -> None:
    invoice = walk.pick_late(SalesInvoice.unscoped.filter(kind="INVOICE"))
    lines = None
    if walk.chance(0.7):
        rows = list(SalesInvoiceLine.unscoped.filter(invoice=invoice).order_by("id"))
        lines = [_credited(walk, row) for row in walk.some(rows)]
    day = walk.lately() if walk.chance(0.3) else None
    invoicing.issue_credit_note(
        invoice_id=invoice.id, lines=lines, reason="dented", posting_date=day, **walk.who
    )


def _credited(walk: Walk, row: SalesInvoiceLine) -> invoicing.CreditLine:
    if walk.chance(0.5):
        return invoicing.CreditLine(invoice_line_id=row.id, quantity=walk.share(row.quantity))
    amount = (row.net_amount / walk.random.choice([3, 7, 1])).quantize(Decimal("0.01"))
    return invoicing.CreditLine(invoice_line_id=row.id, net_amount=amount)


@step(1)
def issue_free_credit_note(walk: Walk) -> None:
    invoicing.issue_free_credit_note(
        customer_id=walk.aurora.party(walk.random.choice(CUSTOMERS)),
        lines=[
            invoicing.FreeCreditLine(
                item_id=walk.aurora.item(walk.random.choice(["EK-100", "TEA"])),
                quantity=Decimal(1),
                price_ratio=Decimal("0.5"),
            )
        ],
        reason="a friend",
        **walk.who,
    )


def _party_and_items(walk: Walk, side: str) -> tuple[OpenItem, list[OpenItem]]:
    rows = OpenItem.unscoped.filter(side=side).exclude(open_amount=0)
    first = walk.pick(rows)
    same = rows.filter(party_id=first.party_id, currency=first.currency).order_by("id")
    return first, walk.some(list(same))


def _settle(walk: Walk, items: list[OpenItem]) -> list[receivables.SettleItem]:
    settled = []
    for item in items:
        amount = item.open_amount
        if walk.chance(0.3):
            amount = (amount * walk.random.choice([Decimal("0.4"), Decimal("1.2")])).quantize(
                Decimal("0.01")
            )
        off = Decimal(0)
        if walk.chance(0.1):
            off = (amount * Decimal("0.02")).quantize(Decimal("0.01"))
        settled.append(
            receivables.SettleItem(open_item_id=item.id, amount=amount - off, discount_amount=off)
        )
    return settled


def _payment(walk: Walk, side: str) -> dict[str, Any]:
    first, items = _party_and_items(walk, side)
    total = sum((item.open_amount for item in items), Decimal(0))
    amount = total if walk.chance(0.5) else total * walk.random.choice([1, 3]) / 2
    settle = None
    if walk.chance(0.6):
        settle = _settle(walk, items)
        if walk.chance(0.8):
            amount = sum((one.amount for one in settle), Decimal(0))
    if amount <= 0:  # credits alone, with something paid ahead
        amount = walk.quantity(200)
    party = "customer_id" if side == "RECEIVABLE" else "supplier_id"
    fields: dict[str, Any] = {
        party: first.party_id,
        "currency": first.currency,
        "amount": amount.quantize(Decimal("0.01")),
        "posting_date": walk.lately(),
        "settle": settle,
        **walk.who,
    }
    if first.currency == "EUR" and walk.chance(0.4):
        fields["bank_account_code"] = "EUR-1"
    if first.currency != "CNY" and walk.chance(0.3):
        fields["exchange_rate"] = Decimal("7.5")
    return fields


@step(12)
def receive_payment(walk: Walk) -> None:
    receivables.receive_payment(**_payment(walk, "RECEIVABLE"))


@step(9)
def make_payment(walk: Walk) -> None:
    payables.make_payment(**_payment(walk, "PAYABLE"))


@step(1)
def reverse_payment(walk: Walk) -> None:
    one = walk.pick_late(Payment.unscoped)
    this = {"payment_id": one.id, "posting_date": walk.lately(), "reason": "bounced", **walk.who}
    if one.side == "RECEIVABLE":
        receivables.reverse_receipt(**this)
    else:
        payables.reverse_payment(**this)


@step(2)
def net_items(walk: Walk) -> None:
    side = walk.random.choice(["RECEIVABLE", "PAYABLE"])
    owed_back = OpenItem.unscoped.filter(side=side, open_amount__lt=0)
    credit = walk.pick(owed_back)
    debits = OpenItem.unscoped.filter(
        side=side, party_id=credit.party_id, currency=credit.currency, open_amount__gt=0
    )
    debit = walk.pick(debits)
    amount = min(-credit.open_amount, debit.open_amount)
    settle = [
        receivables.SettleItem(open_item_id=credit.id, amount=-amount),
        receivables.SettleItem(open_item_id=debit.id, amount=amount),
    ]
    this = {
        "currency": credit.currency,
        "settle": settle,
        "posting_date": walk.lately(),
        **walk.who,
    }
    if side == "RECEIVABLE":
        receivables.net_receivables(customer_id=credit.party_id, **this)
    else:
        payables.net_payables(supplier_id=credit.party_id, **this)


@step(1)
def write_off(walk: Walk) -> None:
    item = walk.pick(OpenItem.unscoped.exclude(open_amount=0))
    amount = (item.open_amount / walk.random.choice([1, 4, 9])).quantize(Decimal("0.01"))
    this = {
        "open_item_id": item.id,
        "amount": amount,
        "posting_date": walk.lately(),
        "reason": "hopeless",
        **walk.who,
    }
    if item.side == "RECEIVABLE":
        receivables.write_off_receivable(**this)
    else:
        payables.write_off_payable(**this)


@step(1)
def post_manual_entry(walk: Walk) -> None:
    amount = walk.quantity(900)
    ledger.post_manual_entry(
        posting_date=walk.lately(),
        lines=[
            ledger.ManualLine(account_code="6601", debit=amount),
            ledger.ManualLine(account_code="2241", credit=amount),
        ],
        text="costs",
        **walk.who,
    )


@step(1)
def reverse_entry(walk: Walk) -> None:
    entry = walk.pick(JournalEntry.unscoped.filter(kind="MANUAL"))
    ledger.reverse_entry(entry_id=entry.id, posting_date=walk.lately(), text="wrong", **walk.who)


@step(2)
def close_period(walk: Walk) -> None:
    first_of_month = walk.today.replace(day=1)
    open_ones = FiscalPeriod.unscoped.filter(status="OPEN", starts_date__lte=walk.today)
    before = open_ones.filter(ends_date__lt=first_of_month).order_by("starts_date").first()
    period = before if before and walk.chance(0.8) else walk.pick(open_ones)
    ledger.close_period(code=period.code, **walk.who)


@step(6)
def reopen_period(walk: Walk) -> None:
    closed = FiscalPeriod.unscoped.filter(status="CLOSED").order_by("-starts_date")
    period = walk.pick(list(closed[:1]))
    ledger.reopen_period(code=period.code, reason="forgot something", **walk.who)


@step(1)
def revalue_stock(walk: Walk) -> None:
    code = walk.random.choice([*BOUGHT, *MADE])
    costing.revalue_stock(
        item_id=walk.aurora.item(code),
        site_id=walk.aurora.plant,
        unit_cost=Decimal(walk.random.choice(["5", "12.3456", "80"])) if walk.chance(0.7) else None,
        posting_date=walk.lately(),
        reason="market",
        **walk.who,
    )
