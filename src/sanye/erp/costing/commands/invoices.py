"""What a supplier invoice says of the value of goods that came before."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sanye.contracts.erp.finance import AccountRole
from sanye.erp.costing.commands.policies import Policy
from sanye.erp.costing.commands.receipts import clearing_of
from sanye.erp.costing.commands.valuing import Needs, Valuing
from sanye.erp.costing.commands.writing import Cause, Draft, Place, balance_of, keep
from sanye.erp.costing.domain.averaging import take_difference
from sanye.erp.costing.domain.clearing import invoice_clears, known_quantity
from sanye.erp.costing.models import ReceivedNotInvoiced
from sanye.kernel.money import round_money

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicedGoods:
    """Goods of one order line on an invoice: stock units, amounts in functional currency.

    `amount` is what the ledger takes for the line; `exchange_amount` the part of its difference
    to the receipt that comes from another exchange rate is worked out from `matched_amount`,
    the line at the order's price, where the invoice is in a foreign currency (else None).
    """

    purchase_order_line_id: UUID
    item_id: UUID
    quantity: Decimal
    amount: Decimal
    matched_amount: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceToValue:
    """A supplier's invoice, or credit, for goods."""

    goods: Sequence[InvoicedGoods]
    cause: Cause

    def ask(self, needs: Needs) -> None:
        """What was received on its order lines."""
        needs.invoiced |= {(line.purchase_order_line_id, line.item_id) for line in self.goods}

    def value(self, valuing: Valuing) -> None:
        """Clear it; a price difference goes to stock still there, else to variance."""
        draft = valuing.start(self.cause)
        for line in self.goods:
            _value_line(draft, line, valuing.policy_of(line.item_id))


def _value_line(draft: Draft, line: InvoicedGoods, policy: Policy) -> None:
    row = draft.balances.clearings.get(line.purchase_order_line_id, item_id=line.item_id)
    clearing = clearing_of(row)
    cleared = invoice_clears(clearing, line.quantity, line.amount, draft.currency)
    row.invoiced_quantity += line.quantity
    row.cleared_value += cleared
    difference = line.amount - cleared
    exchange = ZERO
    if line.matched_amount is not None and difference:
        exchange = line.matched_amount - cleared
    place = Place(
        item_id=line.item_id,
        site_id=row.site_id,
        source_line_id=line.purchase_order_line_id,
    )
    basis = known_quantity(clearing, line.quantity) or clearing.received_quantity
    into_stock = _into_stock(draft, row, basis, difference - exchange, policy)
    draft.add(AccountRole.GOODS_RECEIVED_NOT_INVOICED, -difference, place)
    draft.add(AccountRole.STOCK, into_stock, place)
    draft.add(AccountRole.PURCHASE_PRICE_VARIANCE, difference - exchange - into_stock, place)
    draft.add(AccountRole.EXCHANGE_DIFFERENCE, exchange, place)


def _into_stock(
    draft: Draft,
    row: ReceivedNotInvoiced,
    basis: Decimal,
    difference: Decimal,
    policy: Policy,
) -> Decimal:
    """The share of a price difference on `basis` units that stock takes; at standard cost none."""
    if difference == 0 or row.site_id is None or policy.is_standard:
        return ZERO
    value = draft.balances.values.get(row.item_id, row.site_id)
    change = take_difference(balance_of(value), basis, difference, draft.currency)
    keep(value, change)
    return change.amount


def in_functional(amount: Decimal, exchange_rate: Decimal, currency: str) -> Decimal:
    """As the ledger converts the same line."""
    return round_money(amount * exchange_rate, currency)
