"""Finished orders of the past to suppliers: a list is checked before it is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sanye.erp.past import errors
from sanye.erp.past.queries import MOST, Checks, PastItem, find_here
from sanye.erp.purchasing.commands.closed import ClosedPurchaseLine, ClosedPurchaseOrder
from sanye.erp.purchasing.models import PurchaseOrder, PurchaseOrderLine
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.money import round_unit_price
from sanye.stem.identity.models import User

ZERO = Decimal(0)


@dataclass(slots=True)
class TakenLine:
    """An order line to be, with its one schedule line and receipt.

    `net_amount` is the order's, of what was asked for; `unit_cost` what its goods were valued at
    when they came, functional currency per stock unit.
    """

    id: UUID
    number: int
    item: PastItem
    given: ClosedPurchaseLine
    schedule_line_id: UUID
    received: Decimal
    cancelled: Decimal
    net_amount: Decimal
    tax_amount: Decimal
    unit_cost: Decimal
    receipt_line_id: UUID | None = None

    @property
    def kept(self) -> Decimal:
        return self.received - self.given.rejected_quantity


@dataclass(slots=True)
class TakenOrder:
    """An order to be. `invoice_number` is filled in by the module that makes the invoice."""

    row: int
    id: UUID
    given: ClosedPurchaseOrder
    currency: str
    exchange_rate: Decimal
    lines: list[TakenLine]
    is_invoiced: bool
    number: str = ""
    invoice_number: str = ""

    @property
    def net_amount(self) -> Decimal:
        return sum((line.net_amount for line in self.lines), ZERO)

    @property
    def tax_amount(self) -> Decimal:
        return sum((line.tax_amount for line in self.lines), ZERO)


def check_closed_orders(
    orders: Sequence[ClosedPurchaseOrder], checks: Checks, *, by: Actor
) -> list[TakenOrder]:
    """The orders that are new; what is wrong with any goes to `checks`."""
    checks.numbers(orders, "PO")
    ids, numbers = find_here(PurchaseOrder, orders, by=by)
    taken = []
    for row, order in enumerate(orders, start=1):
        if order.id in ids or (order.number and order.number in numbers):
            continue
        checks.row = row
        before = len(checks.refused)
        currency, rate = _check_head(order, checks)
        lines = [
            line
            for n, given in enumerate(order.lines, start=1)
            if (line := _line(n, given, order, currency, rate, checks)) is not None
        ]
        found = _order(row, order, currency, rate, lines, checks)
        if len(checks.refused) == before:
            taken.append(found)
    named = [
        (order.row, f"lines.{line.number}.id", line.given.id)
        for order in taken
        for line in order.lines
    ]
    checks.fresh(PurchaseOrderLine, "id", named, by=by)
    buyers = [(order.row, "buyer_id", order.given.buyer_id) for order in taken]
    checks.exist(User.objects.all(), buyers, "User")
    return taken


def _check_head(order: ClosedPurchaseOrder, checks: Checks) -> tuple[str, Decimal]:
    checks.party(order.supplier_id, "supplier_id")
    checks.site(order.site_id, "site_id")
    checks.number(order.invoice_number, "PI", "invoice_number")
    checks.days(("order_date", order.order_date), ("answered_date", order.answered_date))
    if not order.lines:
        checks.refuse(errors.LinesMissing(), "lines")
    checks.texts(
        number=(order.number, 40),
        invoice_number=(order.invoice_number, 40),
        invoice_reference=(order.invoice_reference, 40),
        bank_account_code=(order.bank_account_code, 40),
    )
    if order.paid_date is not None and order.invoiced_date is None:
        checks.refuse(errors.DateMissing(what="invoiced_date"), "invoiced_date")
    if order.paid_exchange_rate is not None:
        checks.rate(order.currency, order.paid_exchange_rate, "paid_exchange_rate")
    return checks.rate(order.currency, order.exchange_rate, "exchange_rate")


def _line(
    number: int,
    given: ClosedPurchaseLine,
    order: ClosedPurchaseOrder,
    currency: str,
    rate: Decimal,
    checks: Checks,
) -> TakenLine | None:
    where = f"lines.{number}"
    item = checks.item(given.item_id, f"{where}.item_id")
    if item is None:
        return None
    _check_quantities(given, item, where, checks)
    _check_money(given, currency, where, checks)
    checks.posted(f"{where}.received_date", given.received_date)
    checks.posted(f"{where}.rejected_date", given.rejected_date)
    checks.days(
        ("order_date", order.order_date),
        (f"{where}.received_date", given.received_date),
        (f"{where}.rejected_date", given.rejected_date if given.rejected_quantity else None),
    )
    net = checks.product(given.quantity, given.unit_price, currency)
    return TakenLine(
        id=given.id or new_id(),
        number=number,
        item=item,
        given=given,
        schedule_line_id=new_id(),
        received=given.received,
        cancelled=max(given.quantity - given.received + given.rejected_quantity, ZERO),
        net_amount=net,
        tax_amount=checks.product(net, given.tax_ratio, currency) if given.tax_ratio else ZERO,
        unit_cost=round_unit_price(Fraction(given.unit_price) * Fraction(rate)),
    )


def _check_quantities(
    given: ClosedPurchaseLine, item: PastItem, where: str, checks: Checks
) -> None:
    checks.positive(given.quantity, item, f"{where}.quantity")
    checks.quantity(given.received, item, f"{where}.received_quantity")
    checks.quantity(given.rejected_quantity, item, f"{where}.rejected_quantity")
    checks.at_most(given.rejected_quantity, given.received, f"{where}.rejected_quantity")
    if given.received and given.received_date is None:
        checks.refuse(errors.DateMissing(what="received_date"), f"{where}.received_date")
    if given.received and not item.is_service:
        checks.pieces(item, given.received, given.lot, given.serial_numbers, where)
    if given.confirmed_date is None and given.first_confirmed_date is not None:
        checks.refuse(errors.DateMissing(what="confirmed_date"), f"{where}.confirmed_date")


def _check_money(given: ClosedPurchaseLine, currency: str, where: str, checks: Checks) -> None:
    checks.ratio(given.tax_ratio, f"{where}.tax_ratio")
    checks.texts(
        f"{where}.", text=(given.text, 300), tax_code=(given.tax_code, 40), lot=(given.lot, 40)
    )
    for name in ("unit_price", "invoiced_unit_price"):
        price = getattr(given, name)
        if price is not None and not 0 <= price < MOST:
            checks.refuse(errors.AmountWrong(amount=price, currency=currency), f"{where}.{name}")
    if given.tax_amount is not None:
        checks.money(given.tax_amount, currency, f"{where}.tax_amount")
    if (given.tax_amount or given.tax_ratio) and not given.tax_code:
        checks.refuse(errors.TaxCodeMissing(), f"{where}.tax_code")


def _order(
    row: int,
    given: ClosedPurchaseOrder,
    currency: str,
    rate: Decimal,
    lines: list[TakenLine],
    checks: Checks,
) -> TakenOrder:
    came: list[date] = [
        day for line in lines if line.received and (day := line.given.received_date) is not None
    ]
    invoiced = given.invoiced_date
    if invoiced is not None:
        checks.days(("order_date", given.order_date), ("invoiced_date", invoiced))
        checks.posted("invoiced_date", invoiced)
        checks.posted("paid_date", given.paid_date)
        checks.days(("invoiced_date", invoiced), ("paid_date", given.paid_date))
        if came and invoiced < min(came):
            checks.refuse(errors.DatesOutOfOrder(date=invoiced, earlier=min(came)), "invoiced_date")
        if given.due_date is not None and given.due_date < invoiced:
            checks.refuse(errors.DatesOutOfOrder(date=given.due_date, earlier=invoiced), "due_date")
    return TakenOrder(
        row=row,
        id=given.id or new_id(),
        given=given,
        currency=currency,
        exchange_rate=rate,
        lines=lines,
        is_invoiced=invoiced is not None and any(line.kept for line in lines),
        number=given.number,
    )
