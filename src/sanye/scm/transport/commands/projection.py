"""Keeping deliveries as their owner tells of them; always the newest state, set-wise."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from sanye.contracts.erp.sales import DeliveryLine
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.scm.transport.domain.states import KnownStatus
from sanye.scm.transport.models import KnownDelivery, KnownDeliveryLine
from sanye.stem.commands import command
from sanye.stem.rows.bulk import insert_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryState:
    """A delivery that is new to us."""

    delivery_id: UUID
    number: str
    customer_id: UUID
    ship_to_address_id: UUID | None
    planned_ship_date: date
    lines: Sequence[DeliveryLine]


@command(logged=False)
def put_deliveries(*, deliveries: Sequence[DeliveryState], by: Actor, at: datetime) -> None:
    """Take up new deliveries; one that is known starts again."""
    newest = {state.delivery_id: state for state in deliveries}
    KnownDelivery.objects.filter(delivery_id__in=newest).delete()
    rows = [
        KnownDelivery(
            id=new_id(),
            company_id=by.company_id,
            delivery_id=state.delivery_id,
            number=state.number,
            status=KnownStatus.CREATED,
            customer_id=state.customer_id,
            site_id=state.lines[0].site_id,
            ship_to_address_id=state.ship_to_address_id,
            planned_ship_date=state.planned_ship_date,
        )
        for state in newest.values()
    ]
    insert_rows(rows)
    _put_lines([(row.id, newest[row.delivery_id].lines) for row in rows], by)


@command(logged=False)
def mark_deliveries(
    *,
    status: KnownStatus,
    lines: Mapping[UUID, Sequence[DeliveryLine] | None],
    by: Actor,
    at: datetime,
) -> None:
    """Deliveries (by id) are picked, shipped, proven or cancelled; with lines as they are now, or
    None where they stay."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE scm_known_delivery SET status = %s"
            " WHERE company_id = %s AND delivery_id = ANY(%s) RETURNING id, delivery_id",
            [status, by.company_id, list(lines)],
        )
        known = cursor.fetchall()
    told = [(row_id, given) for row_id, key in known if (given := lines[key]) is not None]
    KnownDeliveryLine.objects.filter(delivery_id__in=[row_id for row_id, _ in told]).delete()
    _put_lines(told, by)


@command(logged=False)
def forget_deliveries(*, by: Actor, at: datetime) -> None:
    """Empty the projection of the acting company; replay fills it again."""
    KnownDelivery.objects.all().delete()


def _put_lines(lines: Iterable[tuple[UUID, Sequence[DeliveryLine]]], by: Actor) -> None:
    """Of each delivery, by the id of its row."""
    insert_rows(
        [
            KnownDeliveryLine(
                id=new_id(),
                company_id=by.company_id,
                delivery_id=row_id,
                delivery_line_id=line.delivery_line_id,
                item_id=line.item_id,
                quantity=line.quantity,
                unit=line.unit,
            )
            for row_id, given in lines
            for line in given
        ]
    )
