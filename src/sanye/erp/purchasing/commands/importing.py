"""Open orders from another system, taken over as they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models

from sanye.erp.purchasing.commands.held import Held, keep, today_at
from sanye.erp.purchasing.commands.placing import (
    NewLine,
    add_line,
    find_line_terms,
    open_order,
)
from sanye.erp.purchasing.commands.terms import check_site, check_supplier
from sanye.erp.purchasing.domain.states import Answer, OrderOrigin, OrderStatus
from sanye.erp.purchasing.errors import AlreadyImported, HeadsDiffer, OrderKeyMissing
from sanye.erp.purchasing.models import PurchaseOrder
from sanye.erp.purchasing.publishing import publish_confirmed, publish_created, publish_sent
from sanye.erp.purchasing.queries import get_policy
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal, Refusals
from sanye.stem.commands import command
from sanye.stem.masterdata import queries as masters
from sanye.stem.masterdata.commands import put_external_keys
from sanye.stem.masterdata.commands.masters import Put
from sanye.stem.masterdata.commands.values import read_value
from sanye.stem.rows.fields import (
    code_field,
    currency_field,
    price_field,
    quantity_field,
    unit_field,
)

ENTITY = "PURCHASE_ORDER"
COLUMNS: dict[str, Any] = {
    "order": models.CharField(max_length=40),
    "supplier": code_field(),
    "site": code_field(),
    "currency": currency_field(blank=True),
    "item": code_field(),
    "unit": unit_field(blank=True),
    "quantity": quantity_field(),
    "unit_price": price_field(null=True),
    "requested_date": models.DateField(),
    "confirmed_date": models.DateField(null=True),
}
"""How each column of a file is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLine:
    """One open line of another system's order; rows with the same `order` are one order.

    Supplier, site and item are codes. `quantity` is what is still to come. Without a unit, price
    or currency the supplier's counts. A confirmed date says that he answered. `row` is where it
    stands in a file, if it comes from one.
    """

    order: str
    supplier: str
    site: str
    item: str
    quantity: Decimal
    requested_date: date
    confirmed_date: date | None = None
    unit: str = ""
    unit_price: Decimal | None = None
    currency: str = ""
    row: int | None = None


Numbered = Sequence[tuple[int, OpenLine]]


@command
def import_purchase_orders(
    *, rows: Sequence[OpenLine], system: str = "import", by: Actor, at: datetime
) -> list[PurchaseOrder]:
    """Take over open orders, all of them or none: Refusals names every row that is wrong.

    They count as sent; an order of which all lines have a confirmed date as confirmed. The other
    system's number is kept as external key, and an order that came before is refused.
    """
    numbered: dict[str, list[tuple[int, OpenLine]]] = {}
    for number, row in enumerate(rows, start=1):
        place = number if row.row is None else row.row
        numbered.setdefault(row.order.strip(), []).append((place, row))
    known = masters.find_by_external_keys(system=system, entity=ENTITY, keys=numbered, by=by)
    refused: list[Refusal] = []
    built = {
        key: _take_over(key, lines, known, refused, by=by, at=at) for key, lines in numbered.items()
    }
    if refused:
        raise Refusals(refused)
    orders = {key: _keep(held, by=by, at=at) for key, held in built.items() if held is not None}
    ids = {key: order.id for key, order in orders.items()}
    put_external_keys(system=system, entity=ENTITY, keys=ids, by=by, at=at)
    return list(orders.values())


@command
def put_purchase_orders(*, orders: Sequence[Mapping[str, Any]], by: Actor, at: datetime) -> Put:
    """Take over open orders as a file gives them: an order with its `lines`, all values text.

    Refusals names the `_row` of each that is wrong.
    """
    refused: list[Refusal] = []
    rows = []
    for order in orders:
        for line in order["lines"] or [{"_row": order["_row"]}]:
            row = _read({**order, **line}, refused)
            rows += [] if row is None else [row]
    if refused:
        raise Refusals(refused)
    found = import_purchase_orders(rows=rows, by=by, at=at)
    return Put(rows=found, created=len(found), changed=0, unchanged=0)


def _read(cells: Mapping[str, Any], refused: list[Refusal]) -> OpenLine | None:
    """A row of text as an open line; a column that cannot be read goes to `refused`."""
    values: dict[str, Any] = {}
    for name, column in COLUMNS.items():
        try:
            values[name] = read_value(column, cells.get(name))
        except Refusal as refusal:
            refusal.row, refusal.field = cells["_row"], name
            refused.append(refusal)
    if len(values) < len(COLUMNS):
        return None
    return OpenLine(**values, row=cells["_row"])


def _take_over(
    key: str,
    lines: Numbered,
    known: Mapping[str, UUID],
    refused: list[Refusal],
    *,
    by: Actor,
    at: datetime,
) -> Held | None:
    """The order with its lines, not stored yet; what is wrong goes to `refused`."""
    first_number, first = lines[0]
    try:
        _check_key(key, known)
        held = _open(first, by=by, at=at)
    except Refusal as refusal:
        refusal.row = first_number
        refused.append(refusal)
        return None
    codes = {row.item for _, row in lines}
    items = masters.find_items_by_code(codes=codes, by=by)
    for number, row in lines:
        try:
            _check_head(first, row)
            _add(held, row, items, by)
        except Refusal as refusal:
            refusal.row = number
            refused.append(refusal)
    return held


def _check_key(key: str, known: Mapping[str, UUID]) -> None:
    if not key:
        raise OrderKeyMissing(field="order")
    if key in known:
        raise AlreadyImported(order=key, field="order")


def _check_head(first: OpenLine, row: OpenLine) -> None:
    for name in ("supplier", "site", "currency"):
        if getattr(row, name) != getattr(first, name):
            raise HeadsDiffer(order=row.order, field=name)


def _open(row: OpenLine, *, by: Actor, at: datetime) -> Held:
    supplier = _named("supplier", lambda: masters.get_party(code=row.supplier, by=by))
    terms = _named("supplier", lambda: check_supplier(supplier.id, by))
    site = _named("site", lambda: masters.get_site(code=row.site, by=by))
    held = open_order(
        supplier_id=supplier.id,
        site=check_site(site.id, by),
        currency=row.currency or terms.currency,
        origin=OrderOrigin.IMPORT,
        note=row.order,
        by=by,
        at=at,
    )
    days = get_policy(supplier_id=supplier.id, by=by).answer_days
    held.order.status = OrderStatus.SENT
    held.order.sent_at = at
    held.order.answer_by_date = today_at(site, at) + timedelta(days=days)
    return held


def _named(field: str, look_up: Any) -> Any:
    try:
        return look_up()
    except Refusal as refusal:
        refusal.field = field
        raise


def _add(held: Held, row: OpenLine, items: Mapping[str, Any], by: Actor) -> None:
    item = items.get(row.item)
    if item is None:
        item = _named("item", lambda: masters.get_item(code=row.item, by=by))
    wanted = NewLine(
        item_id=item.id,
        quantity=row.quantity,
        requested_date=row.requested_date,
        unit=row.unit,
        unit_price=row.unit_price,
    )
    terms = find_line_terms(held.order, [wanted], by)[item.id, row.unit]
    _, schedule_line = add_line(held, wanted, terms)
    if row.confirmed_date is not None:
        schedule_line.confirmed_date = row.confirmed_date
        schedule_line.first_confirmed_date = row.confirmed_date
        schedule_line.answered_at = held.order.sent_at
        as_asked = row.confirmed_date == row.requested_date
        schedule_line.answer = Answer.ACCEPTED if as_asked else Answer.CHANGED


def _keep(held: Held, *, by: Actor, at: datetime) -> PurchaseOrder:
    order = held.order
    keep(held, by=by, at=at)
    publish_created(order, held.lines, held.schedule)
    publish_sent(order)
    if any(row.answer != Answer.NONE for row in held.schedule):
        publish_confirmed(order, held.lines, held.schedule)
    return order
