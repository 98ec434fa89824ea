"""The lines of a supplier's paper, read against orders and shipments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from sanye.erp.freight.queries import FreightAccrual, find_freight_accruals
from sanye.erp.supplier_invoices.errors import (
    AmountNegative,
    OrderAndShipment,
    OrderLineTwice,
    OrderLineUnknown,
    QuantityNotPositive,
    ShipmentTwice,
    ShipmentUnknown,
    TextMissing,
    UnitDiffers,
)
from sanye.erp.supplier_invoices.models import SupplierInvoiceLine
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.kernel.ids import new_id
from sanye.kernel.money import round_unit_price
from sanye.stem.masterdata import queries as masters

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLine:
    """A line of the paper. Against an order line: quantity and price per that line's unit, with
    the tax that the order expects unless another is named. Without one: a text and an amount.
    A credit for price alone has quantity 0 and its amount as `unit_price`. A carrier's line
    names the shipment (its number) whose freight it asks for.
    """

    unit_price: Decimal
    quantity: Decimal = Decimal(1)
    purchase_order_line_id: UUID | None = None
    unit: str = ""
    text: str = ""
    tax_code: str | None = None
    shipment_number: str = ""


@dataclass(slots=True)
class _Known:
    """What lines may name, and what earlier lines of the paper named."""

    supplier_id: UUID
    is_credit: bool
    ordered: Mapping[UUID, Any]
    accruals: Mapping[str, FreightAccrual]
    seen: set[UUID]


def read_lines(
    lines: Sequence[InvoiceLine],
    ordered: Mapping[UUID, Any],
    *,
    supplier_id: UUID,
    is_credit: bool,
    by: Actor,
) -> list[SupplierInvoiceLine]:
    """The lines as rows without amounts. Refusals name the line as `row`."""
    numbers = {line.shipment_number for line in lines if line.shipment_number}
    accruals = (
        find_freight_accruals(shipment_numbers=numbers, carrier_id=supplier_id, by=by)
        if numbers
        else {}
    )
    known = _Known(supplier_id, is_credit, ordered, accruals, set())
    rows: list[SupplierInvoiceLine] = []
    for number, line in enumerate(lines, start=1):
        try:
            _check_amounts(line, is_credit=is_credit)
            row = _row(line, known, by)
        except Refusal as refusal:
            refusal.row = number
            raise
        row.line_number = number
        rows.append(row)
    return rows


def _check_amounts(line: InvoiceLine, *, is_credit: bool) -> None:
    if not line.unit_price.is_finite() or line.unit_price < 0:
        raise AmountNegative(field="unit_price")
    is_price_credit = is_credit and line.quantity == 0
    if not line.quantity.is_finite() or (line.quantity <= 0 and not is_price_credit):
        raise QuantityNotPositive(quantity=line.quantity, field="quantity")


def _row(line: InvoiceLine, known: _Known, by: Actor) -> SupplierInvoiceLine:
    row = SupplierInvoiceLine(
        id=new_id(),
        company_id=by.company_id,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        text=line.text,
    )
    if line.shipment_number and line.purchase_order_line_id is not None:
        raise OrderAndShipment(field="shipment_number")
    if line.purchase_order_line_id is None:
        if line.shipment_number:
            _from_shipment(row, line, known)
        elif not line.text.strip():
            raise TextMissing(field="text")
        _put_tax(row, None if line.tax_code is None else _tax(line.tax_code, by))
    else:
        order_line = known.ordered.get(line.purchase_order_line_id)
        if order_line is None or order_line.purchase_order.supplier_id != known.supplier_id:
            raise OrderLineUnknown(line=line.purchase_order_line_id, field="purchase_order_line_id")
        if order_line.id in known.seen:
            raise OrderLineTwice(line=order_line.line_number, field="purchase_order_line_id")
        known.seen.add(order_line.id)
        _from_order(row, line, order_line, by)
    return row


def _from_shipment(row: SupplierInvoiceLine, line: InvoiceLine, known: _Known) -> None:
    accrual = known.accruals.get(line.shipment_number)
    if accrual is None:
        raise ShipmentUnknown(shipment=line.shipment_number, field="shipment_number")
    if accrual.shipment_id in known.seen:
        raise ShipmentTwice(shipment=line.shipment_number, field="shipment_number")
    known.seen.add(accrual.shipment_id)
    row.shipment_id = accrual.shipment_id
    row.shipment_number = accrual.shipment_number
    row.text = line.text.strip() or accrual.shipment_number


def _from_order(row: SupplierInvoiceLine, line: InvoiceLine, order_line: Any, by: Actor) -> None:
    if line.unit not in {"", order_line.unit}:
        raise UnitDiffers(expected=order_line.unit, unit=line.unit, field="unit")
    row.purchase_order_line_id = order_line.id
    row.item_id = order_line.item_id
    row.unit = order_line.unit
    row.text = line.text or order_line.text
    if line.tax_code is not None:
        _put_tax(row, _tax(line.tax_code, by))
        return
    row.tax_code = order_line.tax_code
    row.tax_ratio = order_line.tax_ratio
    row.tax_is_included = order_line.tax_is_included
    row.tax_is_reverse_charge = order_line.tax_is_reverse_charge
    _put_net_price(row)


def _tax(code: str, by: Actor) -> Any:
    try:
        return masters.get_tax(code=code, by=by) if code else None
    except Refusal as refusal:
        refusal.field = "tax_code"
        raise


def _put_tax(row: SupplierInvoiceLine, tax: Any) -> None:
    if tax is not None:
        row.tax_code = tax.code
        row.tax_ratio = tax.rate_ratio
        row.tax_is_included = tax.is_included
        row.tax_is_reverse_charge = tax.is_reverse_charge
    _put_net_price(row)


def _put_net_price(row: SupplierInvoiceLine) -> None:
    included = row.tax_ratio if row.tax_is_included else ZERO
    row.net_unit_price = round_unit_price(Fraction(row.unit_price) / (1 + Fraction(included)))
