"""Finished orders of the past: a list is checked, what is new of it is written with COPY."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from sanye.erp.past import errors
from sanye.erp.past.queries import MOST, Checks, PastItem, find_here
from sanye.erp.sales_orders.commands.closed import (
    ClosedSalesLine,
    ClosedSalesOrder,
    ClosedSalesPart,
)
from sanye.erp.sales_orders.models import SalesOrder, SalesOrderLine, SalesScheduleLine
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.identity.models import User
from sanye.stem.masterdata.models import PartyAddress, PaymentTerm

ZERO = Decimal(0)
ONE = Decimal(1)
MOST_AMENDMENTS = 1000


@dataclass(slots=True)
class TakenPart:
    """A schedule line to be: its identity and place beside what was given."""

    id: UUID
    position: int
    site_id: UUID
    given: ClosedSalesPart
    delivered: Decimal
    cancelled: Decimal


@dataclass(slots=True)
class TakenLine:
    """An order line to be; amounts are of what was delivered, of a cancelled order as asked."""

    id: UUID
    number: int
    item: PastItem
    given: ClosedSalesLine
    parts: list[TakenPart]
    net_amount: Decimal
    tax_amount: Decimal


@dataclass(slots=True)
class TakenOrder:
    """An order to be. `invoice_number` is filled in by the module that makes the invoice."""

    row: int
    id: UUID
    given: ClosedSalesOrder
    currency: str
    exchange_rate: Decimal
    lines: list[TakenLine]
    net_amount: Decimal
    tax_amount: Decimal
    invoiced_date: date | None
    due_date: date | None
    number: str = ""
    invoice_number: str = ""
    invoice_lines: list[tuple[UUID, TakenLine, TakenPart]] = field(default_factory=list)

    @property
    def gross_amount(self) -> Decimal:
        return self.net_amount + self.tax_amount


def check_closed_orders(
    orders: Sequence[ClosedSalesOrder], checks: Checks, *, by: Actor
) -> list[TakenOrder]:
    """The orders that are new; what is wrong with any goes to `checks`."""
    checks.numbers(orders, "SO")
    ids, numbers = find_here(SalesOrder, orders, by=by)
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
            if (line := _line(n, given, order, currency, checks)) is not None
        ]
        found = _order(row, order, currency, rate, lines, checks)
        if len(checks.refused) == before:
            taken.append(found)
    _check_ids(taken, checks, by=by)
    return taken


def _check_ids(orders: Sequence[TakenOrder], checks: Checks, *, by: Actor) -> None:
    lines = [(order.row, line) for order in orders for line in order.lines]
    named = [(row, f"lines.{line.number}.id", line.given.id) for row, line in lines]
    checks.fresh(SalesOrderLine, "id", named, by=by)
    given = [(order.row, order.given) for order in orders]
    owners = [(row, "owner_id", order.owner_id) for row, order in given]
    checks.exist(User.objects.all(), owners, "User")
    places = [(row, "ship_to_address_id", order.ship_to_address_id) for row, order in given]
    checks.exist(PartyAddress.objects.all(), places, "PartyAddress")
    terms = [(row, "payment_term_id", order.payment_term_id) for row, order in given]
    checks.exist(PaymentTerm.objects.all(), terms, "PaymentTerm")
    named = [
        (row, f"lines.{line.number}.parts.{part.position}.id", part.given.id)
        for row, line in lines
        for part in line.parts
    ]
    checks.fresh(SalesScheduleLine, "id", named, by=by)


def _check_head(order: ClosedSalesOrder, checks: Checks) -> tuple[str, Decimal]:
    checks.party(order.customer_id, "customer_id")
    checks.site(order.site_id, "site_id")
    checks.number(order.invoice_number, "SI", "invoice_number")
    if not order.lines:
        checks.refuse(errors.LinesMissing(), "lines")
    checks.texts(
        number=(order.number, 40),
        invoice_number=(order.invoice_number, 40),
        customer_reference=(order.customer_reference, 100),
        cancel_reason=(order.cancel_reason, 200),
        bank_account_code=(order.bank_account_code, 40),
    )
    if not 0 <= order.amendment_count <= MOST_AMENDMENTS:
        most = errors.MoreThanThere(quantity=order.amendment_count, most=MOST_AMENDMENTS)
        checks.refuse(most, "amendment_count")
    if order.paid_exchange_rate is not None:
        checks.rate(order.currency, order.paid_exchange_rate, "paid_exchange_rate")
    return checks.rate(order.currency, order.exchange_rate, "exchange_rate")


def _line(
    number: int, given: ClosedSalesLine, order: ClosedSalesOrder, currency: str, checks: Checks
) -> TakenLine | None:
    where = f"lines.{number}"
    item = checks.item(given.item_id, f"{where}.item_id")
    if item is None:
        return None
    if not given.parts:
        checks.refuse(errors.LinesMissing(), f"{where}.parts")
    checks.ratio(given.discount_ratio, f"{where}.discount_ratio")
    checks.ratio(given.tax_ratio, f"{where}.tax_ratio")
    if not (order.is_cancelled or any(part.delivered for part in given.parts)) and given.net_amount:
        checks.refuse(
            errors.AmountWrong(amount=given.net_amount, currency=currency), f"{where}.net_amount"
        )
    checks.texts(f"{where}.", text=(given.text, 400), tax_code=(given.tax_code, 40))
    if not 0 <= given.unit_price < MOST:
        checks.refuse(
            errors.AmountWrong(amount=given.unit_price, currency=currency), f"{where}.unit_price"
        )
    parts = [
        _part(n, part, order, item, f"{where}.parts.{n}", checks)
        for n, part in enumerate(given.parts, start=1)
    ]
    net = given.net_amount
    if net is None:
        counted = sum(
            (p.given.quantity if order.is_cancelled else p.delivered for p in parts), ZERO
        )
        price = (
            given.unit_price * (ONE - given.discount_ratio)
            if given.discount_ratio
            else (given.unit_price)
        )
        net = checks.product(counted, price, currency)
    tax = given.tax_amount
    if tax is None:
        tax = checks.product(net, given.tax_ratio, currency) if given.tax_ratio else ZERO
    checks.money(net, currency, f"{where}.net_amount")
    checks.money(tax, currency, f"{where}.tax_amount")
    if tax and not given.tax_code:
        checks.refuse(errors.TaxCodeMissing(), f"{where}.tax_code")
    return TakenLine(given.id or new_id(), number, item, given, parts, net, tax)


def _part(
    number: int,
    given: ClosedSalesPart,
    order: ClosedSalesOrder,
    item: PastItem,
    where: str,
    checks: Checks,
) -> TakenPart:
    delivered = ZERO if order.is_cancelled else given.delivered
    if order.is_cancelled and given.delivered_quantity:
        checks.refuse(errors.CancelledButDelivered(), f"{where}.delivered_quantity")
    if given.site_id is not None:
        checks.site(given.site_id, f"{where}.site_id")
    checks.texts(f"{where}.", lot=(given.lot, 40))
    checks.positive(given.quantity, item, f"{where}.quantity")
    checks.quantity(delivered, item, f"{where}.delivered_quantity")
    if delivered and given.shipped_date is None:
        checks.refuse(errors.DateMissing(what="shipped_date"), f"{where}.shipped_date")
    if delivered and not item.is_service:
        checks.pieces(item, delivered, given.lot, given.serial_numbers, where)
    if given.promised_date is None and given.first_promised_date is not None:
        checks.refuse(errors.DateMissing(what="promised_date"), f"{where}.promised_date")
    checks.days(
        ("order_date", order.order_date),
        (f"{where}.shipped_date", given.shipped_date),
        (f"{where}.received_date", given.received_date),
    )
    if delivered:
        checks.posted(f"{where}.shipped_date", given.shipped_date)
    cancelled = max(given.quantity - delivered, ZERO)
    site_id = given.site_id or order.site_id
    return TakenPart(given.id or new_id(), number, site_id, given, delivered, cancelled)


def _order(
    row: int,
    given: ClosedSalesOrder,
    currency: str,
    rate: Decimal,
    lines: list[TakenLine],
    checks: Checks,
) -> TakenOrder:
    shipped = [
        part.given.shipped_date
        for line in lines
        for part in line.parts
        if part.delivered and part.given.shipped_date is not None
    ]
    invoiced = due = None
    if shipped:
        invoiced = given.invoiced_date or max(shipped)
        due = given.due_date or invoiced
        checks.days(("lines", max(shipped)), ("invoiced_date", invoiced))
        checks.days(("invoiced_date", invoiced), ("paid_date", given.paid_date))
        checks.posted("invoiced_date", invoiced)
        checks.posted("paid_date", given.paid_date)
        if due < invoiced:
            checks.refuse(errors.DatesOutOfOrder(date=due, earlier=invoiced), "due_date")
    return TakenOrder(
        row=row,
        id=given.id or new_id(),
        given=given,
        currency=currency,
        exchange_rate=rate,
        lines=lines,
        net_amount=sum((line.net_amount for line in lines), ZERO),
        tax_amount=sum((line.tax_amount for line in lines), ZERO),
        invoiced_date=invoiced,
        due_date=due,
        number=given.number,
    )
