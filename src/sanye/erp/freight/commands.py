"""Accruing freight and clearing it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sanye.contracts.scm.transport import FreightAccrued
from sanye.erp.freight.models import FreightAccrual
from sanye.kernel.actors import Actor
from sanye.stem.commands import command
from sanye.stem.rows.bulk import update_rows


@command
def record_accrual(*, fact: FreightAccrued, by: Actor, at: datetime) -> FreightAccrual:
    """Add what transport reported of a shipment; a correction may be negative."""
    rows = FreightAccrual.objects.select_for_update(of=("self",))
    found: FreightAccrual | None = rows.filter(shipment_id=fact.shipment_id).first()
    accrual = found or FreightAccrual(
        company_id=by.company_id,
        shipment_id=fact.shipment_id,
        shipment_number=fact.number,
        carrier_id=fact.carrier_id,
        currency=fact.currency,
        posting_date=fact.posting_date,
        accrued_amount=Decimal(0),
    )
    accrual.accrued_amount += fact.amount
    accrual.save()
    return accrual


@command
def lock_freight(
    *, shipment_ids: Collection[UUID], by: Actor, at: datetime
) -> dict[UUID, FreightAccrual]:
    """Accruals by shipment, locked in the order of their ids until the transaction ends."""
    rows = FreightAccrual.objects.select_for_update(of=("self",))
    return {
        row.shipment_id: row for row in rows.filter(shipment_id__in=shipment_ids).order_by("id")
    }


@command
def clear_freight(*, amounts: Mapping[UUID, Decimal], by: Actor, at: datetime) -> None:
    """An invoice took so much (functional currency) of each shipment's accrual."""
    accruals = lock_freight(shipment_ids=amounts.keys(), by=by, at=at)
    for shipment_id, amount in amounts.items():
        accruals[shipment_id].cleared_amount += amount
    update_rows(list(accruals.values()), ["cleared_amount"])
