"""Reads of holds."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from sanye.contracts.scm.holds import HoldAnswer, PromisedPart, PromiseLine
from sanye.kernel.actors import Actor
from sanye.scm.promising.errors import HoldUnknown
from sanye.scm.promising.models import Hold, HoldLine
from sanye.stem.commands import query


@query
def get_hold(*, hold_id: UUID, by: Actor) -> Hold:
    """Raises HoldUnknown."""
    found: Hold | None = Hold.objects.filter(id=hold_id).first()
    if found is None:
        raise HoldUnknown(id=hold_id)
    return found


@query
def list_holds(
    *, status: str | None = None, sales_order_id: UUID | None = None, by: Actor
) -> QuerySet[Hold]:
    """Holds of a status, of an order, or all."""
    rows = Hold.objects.prefetch_related("lines")
    if status is not None:
        rows = rows.filter(status=status)
    return rows if sales_order_id is None else rows.filter(sales_order_id=sales_order_id)


def answer_of(hold: Hold) -> HoldAnswer:
    """The answer as it was given."""
    lines = hold.lines.prefetch_related("parts").order_by("id")
    return HoldAnswer(hold_id=hold.id, expires_at=hold.expires_at, lines=tuple(_lines(lines)))


def _lines(rows: Iterable[HoldLine]) -> Iterable[PromiseLine]:
    for row in rows:
        parts = sorted((part.part_date, part.quantity) for part in row.parts.all())
        yield PromiseLine(
            line_id=row.line_id,
            promised_date=row.promised_date,
            quantity_on_requested_date=row.quantity_on_requested_date,
            parts=tuple(PromisedPart(quantity=quantity, date=on) for on, quantity in parts),
            constraint_code=row.constraint_code,
            constraint_item_id=row.constraint_item_id,
            explanation_en=row.explanation_en,
            explanation_zh=row.explanation_zh,
        )
