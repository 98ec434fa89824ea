"""The journey of one order, read from the log."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, F, JSONField, When
from django.db.models.expressions import RawSQL

from sanye.insight.journey.domain.money import shown_to
from sanye.insight.journey.domain.waiting import Waiting, waiting_for
from sanye.insight.journey.errors import OrderUnknown
from sanye.insight.journey.models import Document
from sanye.kernel.actors import Actor
from sanye.kernel.events import from_data
from sanye.stem.commands import query
from sanye.stem.events.models import EventRow
from sanye.stem.identity.fixed import fixed_of

NUMBERS = ("number", "source_number", "case_number")
RELEASED = "sanye.scm.planned_orders.released.v1"
_OWN_ORDERS = """
    jsonb_build_object('release_id', data -> 'release_id', 'orders', ARRAY(
        SELECT orders || jsonb_build_object('sales_order_ids', jsonb_build_array(%s::text))
        FROM jsonb_array_elements(data -> 'orders') AS orders
        WHERE (orders ->> 'planned_order_id')::uuid = ANY(%s)))"""
UP_TYPES = ("crm.quotation", "crm.opportunity", "crm.lead")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One event of the journey; `lane` is the leaf it happened in."""

    position: int
    recorded_at: datetime
    lane: str
    type: str
    document_type: str
    document_id: UUID
    number: str
    actor: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """All steps in the log's order, and what the order waits for now."""

    number: str
    sales_order_id: UUID
    steps: tuple[Step, ...]
    waiting: tuple[Waiting, ...]


@query
def get_journey(*, number: str, after: int = 0, by: Actor) -> Journey:
    """The journey of the sales order of that number; `after` leaves out earlier positions.

    It leads through all sites, parties and people: whoever is bound to some of them sees none.
    Raises OrderUnknown.
    """
    order, keys = _reached(number, by)
    return _told(order, keys, after, by)


@query
def get_news_of_journey(*, number: str, after: int, by: Actor) -> Journey | None:
    """The journey with the steps behind the position `after`, or None where there are none yet.

    Raises OrderUnknown.
    """
    order, keys = _reached(number, by)
    events = EventRow.objects.filter(company_id=by.company_id, key__in=keys)
    if not events.filter(position__gt=after).exists():
        return None
    return _told(order, keys, after, by)


def _reached(number: str, by: Actor) -> tuple[Document, list[UUID]]:
    """The order, and the keys of all that belongs to its journey."""
    if by.site_ids is not None or by.party_ids is not None or by.own_only:
        raise OrderUnknown(number=number)
    order = Document.objects.filter(number=number, type="erp.sales_order").first()
    if order is None:
        raise OrderUnknown(number=number)
    return order, _keys_of(by.company_id, order.document_id)


def _told(order: Document, keys: list[UUID], after: int, by: Actor) -> Journey:
    events = _events_of(order.document_id, keys, by)
    facts = [(_type_of(row), row.key, from_data(row.type, row.part)) for row in events]
    return Journey(
        number=order.number,
        sales_order_id=order.document_id,
        steps=tuple(_step(row, by) for row in events if row.position > after),
        waiting=tuple(waiting_for(facts, fixed_of(by).zone)),
    )


def _events_of(sales_order_id: UUID, keys: list[UUID], by: Actor) -> list[Any]:
    """In the log's order, their data as `part`. A release tells of thousands of planned orders and
    whom they serve: of it comes what serves this one."""
    rows = EventRow.objects.filter(company_id=by.company_id, key__in=keys)
    own = RawSQL(_OWN_ORDERS, [str(sales_order_id), keys])  # noqa: S611 - values as parameters
    part = Case(When(type=RELEASED, then=own), default=F("data"), output_field=JSONField())
    return list(rows.defer("data").annotate(part=part).order_by("position"))


def _keys_of(company_id: UUID, sales_order_id: UUID) -> list[UUID]:
    """The order, all that follows from it, and quotation, opportunity and lead before it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE down(id) AS ("
            " SELECT %(start)s::uuid UNION SELECT l.child_id FROM down"
            "  JOIN insight_document_link l ON l.company_id = %(company)s AND l.parent_id = down.id"
            "), up(id) AS ("
            " SELECT %(start)s::uuid UNION SELECT l.parent_id FROM up"
            "  JOIN insight_document_link l ON l.company_id = %(company)s AND l.child_id = up.id"
            "  JOIN insight_document d ON d.company_id = %(company)s"
            "   AND d.document_id = l.parent_id AND d.type = ANY(%(up)s)"
            ") SELECT id FROM down UNION SELECT id FROM up",
            {"start": sales_order_id, "company": company_id, "up": list(UP_TYPES)},
        )
        return [key for (key,) in cursor.fetchall()]


def _type_of(row: Any) -> str:
    return str(row.type).removeprefix("sanye.").rsplit(".", 2)[0]


def _step(row: Any, by: Actor) -> Step:
    return Step(
        position=row.position,
        recorded_at=row.recorded_at,
        lane=row.type.split(".")[1],
        type=row.type,
        document_type=_type_of(row),
        document_id=row.key,
        number=next((str(row.part[name]) for name in NUMBERS if row.part.get(name)), ""),
        actor=row.actor_name,
        data=shown_to(by, _type_of(row), row.part),
    )
