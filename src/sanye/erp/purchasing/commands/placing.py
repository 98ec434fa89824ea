"""Orders by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sanye.erp.purchasing.commands.held import Held, keep, today_at
from sanye.erp.purchasing.commands.terms import (
    ItemTerms,
    check_site,
    check_standing,
    check_supplier,
    find_terms,
    new_line,
)
from sanye.erp.purchasing.domain.quantities import LotRule, is_sold_in, order_quantity
from sanye.erp.purchasing.domain.states import OrderOrigin
from sanye.erp.purchasing.errors import (
    AboveMaximum,
    CurrencyDiffers,
    DateTooEarly,
    LinesMissing,
    NotSoldInThatQuantity,
    PriceMissing,
    PriceNegative,
    QuantityNotPositive,
    QuantityTooFine,
)
from sanye.erp.purchasing.models import (
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseScheduleLine,
)
from sanye.erp.purchasing.publishing import publish_created
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.kernel.ids import new_id
from sanye.kernel.quantity import round_quantity
from sanye.stem.commands import command
from sanye.stem.identity.fixed import fixed_of
from sanye.stem.masterdata import queries as masters
from sanye.stem.masterdata.errors import MasterArchived, MasterUnknown


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """What to order: without a unit the supplier's, without a price the supplier's."""

    item_id: UUID
    quantity: Decimal
    requested_date: date
    unit: str = ""
    unit_price: Decimal | None = None
    text: str = ""


@command
def place_purchase_order(
    *,
    supplier_id: UUID,
    site_id: UUID,
    lines: Sequence[NewLine],
    currency: str | None = None,
    note: str = "",
    by: Actor,
    at: datetime,
) -> PurchaseOrder:
    """Make a draft of an order.

    A line without a price takes the supplier's for its quantity and today; a quantity that the
    supplier does not sell is refused. Refusals name the line as `row`.
    """
    if not lines:
        raise LinesMissing(field="lines")
    supplier_terms = check_supplier(supplier_id, by)
    check_standing(supplier_id, by)
    site = check_site(site_id, by)
    held = open_order(
        supplier_id=supplier_id,
        site=site,
        currency=currency or supplier_terms.currency,
        origin=OrderOrigin.HAND,
        note=note,
        by=by,
        at=at,
    )
    terms = find_line_terms(held.order, lines, by)
    for row, line in enumerate(lines, start=1):
        try:
            _add(held, line, terms[line.item_id, line.unit])
        except Refusal as refusal:
            refusal.row = row
            raise
    keep(held, by=by, at=at)
    publish_created(held.order, held.lines, held.schedule)
    return held.order


def open_order(
    *,
    supplier_id: UUID,
    site: Any,
    currency: str,
    origin: OrderOrigin,
    window_start_date: date | None = None,
    note: str = "",
    by: Actor,
    at: datetime,
) -> Held:
    """A new order without lines, not stored yet. Raises RateMissing."""
    order_date = today_at(site, at)
    functional = fixed_of(by).functional_currency
    try:
        rate = masters.get_exchange_rate(
            from_currency=currency, to_currency=functional, on=order_date, by=by
        )
    except Refusal as refusal:
        refusal.field = "currency"
        raise
    order = PurchaseOrder(
        id=new_id(),
        company_id=by.company_id,
        supplier_id=supplier_id,
        site=site,
        origin=origin,
        currency=currency,
        exchange_rate=rate.rate,
        rate_date=rate.rate_date,
        order_date=order_date,
        window_start_date=window_start_date,
        note=note,
        buyer_id=by.user_id,
    )
    return Held(order)


def check_quantity(quantity: Decimal, *, unit: str, decimals: int) -> None:
    """Raises QuantityNotPositive, QuantityTooFine."""
    if not quantity.is_finite() or quantity <= 0:
        raise QuantityNotPositive(quantity=quantity, field="quantity")
    if round_quantity(quantity, decimals) != quantity:
        raise QuantityTooFine(quantity=quantity, unit=unit, decimals=decimals, field="quantity")


def check_lots(rule: LotRule, quantity: Decimal, *, item: str, unit: str) -> None:
    """Raises NotSoldInThatQuantity, AboveMaximum."""
    if rule.maximum is not None and quantity > rule.maximum:
        raise AboveMaximum(maximum=rule.maximum, unit=unit, item=item, field="quantity")
    if not is_sold_in(quantity, rule):
        raise NotSoldInThatQuantity(
            item=item,
            minimum=rule.minimum,
            multiple=rule.multiple or "-",
            unit=unit,
            quantity=quantity,
            suggested=order_quantity(quantity, rule),
            field="quantity",
        )


def find_line_terms(
    order: PurchaseOrder, lines: Sequence[NewLine], by: Actor
) -> dict[tuple[UUID, str], ItemTerms]:
    """The terms of all lines by item and unit asked, in a few reads; a refusal names its row."""
    found: dict[tuple[UUID, str], ItemTerms] = {}
    for units in _layers(lines):
        try:
            terms = _find(order, units, by)
        except Refusal as refusal:
            _name_the_row(order, lines, by)
            raise refusal from None
        found.update({(item_id, units[item_id]): row for item_id, row in terms.items()})
    return found


def add_line(
    held: Held, wanted: NewLine, terms: ItemTerms
) -> tuple[PurchaseOrderLine, PurchaseScheduleLine]:
    """An order line with its one schedule line; whatever the supplier's lots are.

    Raises QuantityNotPositive, QuantityTooFine, MasterArchived, PriceMissing, CurrencyDiffers.
    """
    order = held.order
    if terms.item.archived_at is not None:
        raise MasterArchived(entity="Item", key=terms.item.code, field="item_id")
    check_quantity(wanted.quantity, unit=terms.unit, decimals=terms.decimals)
    price, source = _price(order, wanted, terms)
    line = held.add_line(
        new_line(order.id, terms, unit_price=price, price_source=source, text=wanted.text)
    )
    schedule_line = PurchaseScheduleLine(
        id=new_id(), line=line, quantity=wanted.quantity, requested_date=wanted.requested_date
    )
    return line, held.add_schedule_line(schedule_line)


def _layers(lines: Sequence[NewLine]) -> list[dict[UUID, str]]:
    """Item to unit, in as many layers as one item is asked for in different units."""
    layers: list[dict[UUID, str]] = []
    for line in lines:
        for layer in layers:
            if layer.setdefault(line.item_id, line.unit) == line.unit:
                break
        else:
            layers.append({line.item_id: line.unit})
    return layers


def _name_the_row(order: PurchaseOrder, lines: Sequence[NewLine], by: Actor) -> None:
    for row, line in enumerate(lines, start=1):
        try:
            _find(order, {line.item_id: line.unit}, by)
        except Refusal as refusal:
            refusal.row = row
            raise


def _find(order: PurchaseOrder, units: dict[UUID, str], by: Actor) -> dict[UUID, ItemTerms]:
    try:
        return find_terms(
            supplier_id=order.supplier_id,
            site_id=order.site_id,
            units=units,
            on=order.order_date,
            by=by,
        )
    except MasterUnknown as unknown:
        unknown.field = "item_id"
        raise
    except Refusal as refusal:
        refusal.field = refusal.field or "unit"
        raise


def _add(held: Held, wanted: NewLine, terms: ItemTerms) -> None:
    order = held.order
    line, _ = add_line(held, wanted, terms)
    check_lots(terms.rule, wanted.quantity, item=terms.item.code, unit=line.unit)
    if wanted.requested_date < order.order_date:
        raise DateTooEarly(
            date=wanted.requested_date, earliest=order.order_date, field="requested_date"
        )


def _price(order: PurchaseOrder, wanted: NewLine, terms: ItemTerms) -> tuple[Decimal, str]:
    if wanted.unit_price is not None:
        if not wanted.unit_price.is_finite() or wanted.unit_price < 0:
            raise PriceNegative(price=wanted.unit_price, field="unit_price")
        return wanted.unit_price, "HAND"
    price = terms.unit_price(wanted.quantity, order.order_date)
    if price is None or terms.offer is None:
        raise PriceMissing(
            item=terms.item.code, quantity=wanted.quantity, unit=terms.unit, field="unit_price"
        )
    if terms.offer.term.currency != order.currency:
        raise CurrencyDiffers(
            item=terms.item.code,
            term_currency=terms.offer.term.currency,
            currency=order.currency,
            field="currency",
        )
    return price, "TERM"
