"""Demand that was lost: told by people, or by what happened to an offer or an order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.scm.demand.commands.locking import lock_losses
from sanye.scm.demand.domain.states import LossReason
from sanye.scm.demand.errors import (
    CustomerUnknown,
    ItemUnknown,
    NothingGiven,
    QuantityNotPositive,
    SiteUnknown,
)
from sanye.scm.demand.models import LostDemand
from sanye.scm.demand.publishing import publish_lost
from sanye.stem.commands import command
from sanye.stem.masterdata import queries as masters
from sanye.stem.masterdata.models import Item, Party, Site

SERVICE = "SERVICE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Quantity in `unit` (empty: the item's). `source_id`: the line on which it was lost."""

    item_id: UUID
    site_id: UUID
    quantity: Decimal
    wanted_date: date
    reason: LossReason
    customer_id: UUID | None = None
    unit: str = ""
    note: str = ""
    source_type: str = ""
    source_id: UUID | None = None


@command
def record_lost_demand(*, losses: Sequence[Loss], by: Actor, at: datetime) -> list[LostDemand]:
    """Note what customers wanted and did not get, so that the forecast learns of it.

    Raises NothingGiven, QuantityNotPositive, ItemUnknown, SiteUnknown, CustomerUnknown,
    UnitsNotConvertible.
    """
    if not losses:
        raise NothingGiven(field="losses")
    _check(losses, by)
    units = masters.get_item_units(item_ids=[loss.item_id for loss in losses], by=by)
    rows = []
    for loss in losses:
        own = units[loss.item_id]
        quantity = own.convert(loss.quantity, loss.unit) if loss.unit else loss.quantity
        rows.append(_row(loss, quantity, own.base, by, at))
    LostDemand.objects.bulk_create(rows)
    for row in rows:
        publish_lost(row)
    return rows


@command
def record_losses_of_lines(*, losses: Sequence[Loss], by: Actor, at: datetime) -> None:
    """Note losses that lines tell of themselves: `quantity` is all that was lost on a line so far;
    only what was not noted before is. Nobody stocks a service."""
    if not losses:
        return
    lock_losses(by)
    known = dict(
        LostDemand.objects.filter(source_id__in=[loss.source_id for loss in losses])
        .values_list("source_id")
        .annotate(Sum("quantity"))
    )
    items = {loss.item_id for loss in losses}
    stocked = set(
        Item.objects.filter(id__in=items).exclude(kind=SERVICE).values_list("id", flat=True)
    )
    units = masters.get_item_units(item_ids=list(stocked), by=by)
    rows = []
    for loss in losses:
        if loss.item_id not in stocked:
            continue
        own = units[loss.item_id]
        more = own.convert(loss.quantity, loss.unit) - known.get(loss.source_id, Decimal(0))
        if more > 0:
            rows.append(_row(loss, more, own.base, by, at))
    LostDemand.objects.bulk_create(rows)
    for row in rows:
        publish_lost(row)


def _check(losses: Sequence[Loss], by: Actor) -> None:
    items = set(
        Item.objects.filter(id__in=[x.item_id for x in losses]).values_list("id", flat=True)
    )
    sites = set(
        Site.objects.filter(id__in=[x.site_id for x in losses]).values_list("id", flat=True)
    )
    named = [x.customer_id for x in losses if x.customer_id is not None]
    parties = set(Party.objects.filter(id__in=named).values_list("id", flat=True))
    for row, loss in enumerate(losses, start=1):
        if loss.quantity <= 0:
            raise QuantityNotPositive(quantity=loss.quantity, field="quantity", row=row)
        if loss.item_id not in items:
            raise ItemUnknown(id=loss.item_id, field="item_id", row=row)
        if loss.site_id not in sites:
            raise SiteUnknown(id=loss.site_id, field="site_id", row=row)
        if loss.customer_id is not None and loss.customer_id not in parties:
            raise CustomerUnknown(id=loss.customer_id, field="customer_id", row=row)


def _row(loss: Loss, quantity: Decimal, unit: str, by: Actor, at: datetime) -> LostDemand:
    return LostDemand(
        id=new_id(),
        company_id=by.company_id,
        item_id=loss.item_id,
        site_id=loss.site_id,
        customer_id=loss.customer_id,
        quantity=quantity,
        unit=unit,
        wanted_date=loss.wanted_date,
        reason=loss.reason,
        note=loss.note[:400],
        source_type=loss.source_type,
        source_id=loss.source_id,
        recorded_at=at,
    )
