"""What invoices and returns report back to deliveries."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sanye.erp.delivery.errors import LineUnknown, ReturnedTooMuch
from sanye.erp.delivery.models import Delivery, DeliveryLine
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.rows.bulk import update_rows


@command
def lock_delivery_lines(
    *,
    delivery_line_ids: list[UUID],
    by: Actor,
    at: datetime,
) -> list[DeliveryLine]:
    """Lines locked by id, after their orders; the locks end with the transaction."""
    rows = DeliveryLine.objects.filter(id__in=delivery_line_ids).select_related(
        "delivery", "order_line", "sales_order"
    )
    return list(rows.order_by("id").select_for_update(of=("self",)))


@command
def record_invoiced(
    *, lines: Sequence[DeliveryLine], quantities: Mapping[UUID, Decimal], by: Actor, at: datetime
) -> None:
    """Quantities (stock unit) of delivery lines are on an invoice.

    The lines are held as `lock_delivery_lines` gave them.
    """
    for line in lines:
        line.invoiced_quantity += quantities[line.id]
    update_rows(lines, ["invoiced_quantity"])


@command
def record_returned(*, quantities: Mapping[UUID, Decimal], by: Actor, at: datetime) -> None:
    """Quantities (stock unit) of delivery lines are on a customer return; negative: no longer.

    Raises LineUnknown, and ReturnedTooMuch beyond what was shipped and is on no other return.
    Locks the deliveries before their lines, as who picks or ships them does.
    """
    named = DeliveryLine.objects.filter(id__in=list(quantities)).values("delivery_id")
    deliveries = Delivery.objects.filter(id__in=named).order_by("id")
    list(deliveries.select_for_update(of=("self",)).values_list("id"))
    lines = lock_delivery_lines(delivery_line_ids=list(quantities), by=by, at=at)
    missing = set(quantities) - {line.id for line in lines}
    if missing:
        raise LineUnknown(number="-", id=str(min(missing)), field="delivery_line_id")
    for line in lines:
        left = line.shipped_quantity - line.returned_quantity
        if quantities[line.id] > left:
            raise ReturnedTooMuch(
                line=line.line_number,
                delivery=line.delivery.number,
                quantity=quantities[line.id],
                unit=line.unit,
                left=left,
                field="quantity",
            )
        line.returned_quantity += quantities[line.id]
    update_rows(lines, ["returned_quantity"])
