"""Open orders from another system, taken over as they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

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

ENTITY = "PURCHASE_ORDER"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLine:
    """One open line of another system's order; rows with the same `order_key` are one order.

    `quantity` is what is still to come. Without a unit the supplier's counts, without a price
    the supplier's, without a currency the supplier's. A confirmed date says he answered.
    """

    order_key: str
    supplier_code: str
    site_code: str
    item_code: str
    quantity: Decimal
    requested_date: date
    confirmed_date: date | None = None
    unit: str = ""
    unit_price: Decimal | None = None
    currency: str = ""


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
        numbered.setdefault(row.order_key.strip(), []).append((number, row))
    known = masters.find_by_external_keys(system=system, entity=ENTITY, keys=numbered, by=by)
    refused: list[Refusal] = []
    orders: dict[str, PurchaseOrder] = {}
    for key, lines in numbered.items():
        held = _take_over(key, lines, known, refused, by=by, at=at)
        if not refused and held is not None:
            orders[key] = _keep(held, by=by, at=at)
    if refused:
        raise Refusals(refused)
    ids = {key: order.id for key, order in orders.items()}
    put_external_keys(system=system, entity=ENTITY, keys=ids, by=by, at=at)
    return list(orders.values())


def _take_over(
    key: str,
    lines: Sequence[tuple[int, OpenLine]],
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
    codes = {row.item_code for _, row in lines}
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
        raise OrderKeyMissing(field="order_key")
    if key in known:
        raise AlreadyImported(order=key, field="order_key")


def _check_head(first: OpenLine, row: OpenLine) -> None:
    for name in ("supplier_code", "site_code", "currency"):
        if getattr(row, name) != getattr(first, name):
            raise HeadsDiffer(order=row.order_key, field=name)


def _open(row: OpenLine, *, by: Actor, at: datetime) -> Held:
    supplier = _named("supplier_code", lambda: masters.get_party(code=row.supplier_code, by=by))
    terms = _named("supplier_code", lambda: check_supplier(supplier.id, by))
    site = _named("site_code", lambda: masters.get_site(code=row.site_code, by=by))
    held = open_order(
        supplier_id=supplier.id,
        site=check_site(site.id, by),
        currency=row.currency or terms.currency,
        origin=OrderOrigin.IMPORT,
        note=row.order_key,
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
    item = items.get(row.item_code)
    if item is None:
        item = _named("item_code", lambda: masters.get_item(code=row.item_code, by=by))
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
