"""Order lines: what was wanted and promised, and what of it was shipped when."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sanye.contracts.erp import events as erp
from sanye.insight.metrics.commands.facts import Rows, Told, ids_of
from sanye.insight.metrics.models import LineFact
from sanye.kernel.actors import Actor

ZERO = Decimal(0)
LINED = (
    erp.SalesOrderPlaced,
    erp.SalesOrderPromiseAwaited,
    erp.SalesOrderConfirmed,
    erp.SalesOrderAmended,
)
"""Orders that tell all their lines as they are now."""

LineRows = Rows[LineFact]


def keep_lines(facts: Sequence[Told], zone: ZoneInfo, by: Actor) -> None:
    """Lines as orders tell them, and what deliveries ship of them."""
    ids: set[UUID] = set()
    for told in facts:
        if type(told.fact) in _KEPT:
            ids.update(line.schedule_line_id for line in told.fact.lines)
    rows = Rows(LineFact, "schedule_line_id", ids, by)
    for told in facts:
        keep = _KEPT.get(type(told.fact))
        if keep is not None:
            keep(told.fact, rows, zone)
    rows.write()
    cancelled = ids_of(facts, erp.SalesOrderCancelled)
    if cancelled:
        LineFact.objects.filter(order_id__in=cancelled, shipped_date=None).update(
            quantity=0, open_quantity=0
        )


def _of_order(fact: Any, line: Any, rows: LineRows) -> LineFact:
    """The line with what every order says of it."""
    row = rows.change(line.schedule_line_id)
    row.order_id, row.number = fact.sales_order_id, fact.number
    row.customer_id, row.item_id, row.site_id = fact.customer_id, line.item_id, line.site_id
    row.requested_date = line.requested_date
    row.first_promised_date, row.promised_date = line.first_promised_date, line.promised_date
    return row


def _keep_told(fact: erp.SalesOrderPlaced, rows: LineRows, _: ZoneInfo) -> None:
    for line in fact.lines:
        row = _of_order(fact, line, rows)
        row.quantity, row.open_quantity = line.quantity, line.open_quantity


def _keep_imported(fact: erp.SalesOrderImported, rows: LineRows, _: ZoneInfo) -> None:
    for line in fact.lines:
        row = _of_order(fact, line, rows)
        row.quantity = ZERO if fact.is_cancelled else line.quantity
        row.open_quantity = max(row.quantity - line.delivered_quantity, ZERO)
        row.shipped_date = line.shipped_date


def _keep_shipped(fact: erp.DeliveryShipped, rows: LineRows, zone: ZoneInfo) -> None:
    for part in fact.lines:
        if rows.find(part.schedule_line_id) is not None:
            row = rows.change(part.schedule_line_id)
            row.open_quantity = part.open_quantity
            row.shipped_date = fact.shipped_at.astimezone(zone).date()


_KEPT: dict[type, Callable[[Any, LineRows, ZoneInfo], None]] = {
    **dict.fromkeys(LINED, _keep_told),
    erp.SalesOrderImported: _keep_imported,
    erp.DeliveryShipped: _keep_shipped,
}
