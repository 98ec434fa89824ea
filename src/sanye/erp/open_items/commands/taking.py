"""Taking amounts off open items; they are locked in the order of their ids."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Max, QuerySet

from sanye.erp.open_items import errors
from sanye.erp.open_items.domain.kinds import Reason, Side
from sanye.erp.open_items.domain.settling import (
    SettleItem,
    carried_amount,
)
from sanye.erp.open_items.models import OpenItem, Settlement
from sanye.stem.rows.bulk import insert_rows, update_rows

ZERO = Decimal(0)
SETTLEMENT_PREFIX = "SET"


@dataclass(frozen=True, slots=True)
class Group:
    """One settlement: what its rows have in common."""

    settlement_id: UUID
    number: str
    reason: Reason
    posting_date: date
    text: str = ""


def take(
    wishes: Sequence[SettleItem], items: dict[UUID, OpenItem], group: Group, *, functional: str
) -> list[Settlement]:
    """Take the wished amounts off their items; the rows that were written."""
    rows = []
    for wish in wishes:
        item = items[wish.open_item_id]
        rows.append(
            Settlement(
                company_id=item.company_id,
                open_item=item,
                settlement_id=group.settlement_id,
                number=group.number,
                reason=group.reason,
                posting_date=group.posting_date,
                amount=wish.amount,
                functional_amount=carried_amount(item, wish.amount, functional),
                text=group.text,
            )
        )
    apply(rows, items)
    return rows


def apply(rows: Sequence[Settlement], items: dict[UUID, OpenItem]) -> None:
    """Write settlements and what their items have left."""
    for row in rows:
        item = items[row.open_item_id]
        item.open_amount -= row.amount
        item.open_functional_amount -= row.functional_amount
    insert_rows(rows)
    closed = [item.id for item in items.values() if item.open_amount == 0]
    settled = Settlement.objects.filter(open_item__in=closed).order_by().values("open_item")
    days = dict(settled.annotate(day=Max("posting_date")).values_list("open_item", "day"))
    for item in items.values():
        item.settled_date = days.get(item.id)
    update_rows(list(items.values()), ["open_amount", "open_functional_amount", "settled_date"])


def locked(rows: QuerySet[OpenItem]) -> QuerySet[OpenItem]:
    """The rows, locked in the order of their ids."""
    return rows.select_for_update(of=("self",)).order_by("id")


def lock_open_items(
    *, side: Side, party_id: UUID, currency: str, settle: Sequence[SettleItem] | None
) -> dict[UUID, OpenItem]:
    """The party's open items, or the named ones; always in order of their id."""
    rows = OpenItem.objects.filter(side=side, party_id=party_id, currency=currency)
    if settle is None:
        rows = rows.filter(settled_date__isnull=True)
    else:
        rows = rows.filter(id__in={wish.open_item_id for wish in settle})
    items = {item.id: item for item in locked(rows)}
    for row, wish in enumerate(settle or [], start=1):
        if wish.open_item_id not in items:
            raise errors.OpenItemUnknown(
                open_item_id=wish.open_item_id, currency=currency, field="settle", row=row
            )
    return items


def check_days(items: Iterable[OpenItem], *, posting_date: date) -> None:
    """Nothing is settled before it was there. Raises SettledBeforeOpened."""
    for item in items:
        if item.posting_date > posting_date:
            raise errors.SettledBeforeOpened(
                document=item.document_number,
                opened=item.posting_date,
                posting_date=posting_date,
                field="posting_date",
            )
