"""Reads of freight that is not invoiced."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import F, QuerySet

from sanye.erp.freight.models import FreightAccrual
from sanye.kernel.actors import Actor
from sanye.stem.commands import query

__all__ = [
    "FreightAccrual",
    "find_freight_accruals",
    "get_open_freight",
    "list_freight_accruals",
]


@query
def list_freight_accruals(
    *, carrier_id: UUID | None = None, is_open: bool | None = None, by: Actor
) -> QuerySet[FreightAccrual]:
    """Freight per shipment; open: what invoices have not cleared in full."""
    rows: QuerySet[FreightAccrual] = FreightAccrual.objects.select_related("carrier").annotate(
        open_amount=F("accrued_amount") - F("cleared_amount")
    )
    if carrier_id is not None:
        rows = rows.filter(carrier_id=carrier_id)
    if is_open is not None:
        settled = rows.filter(accrued_amount=F("cleared_amount"))
        rows = rows.exclude(id__in=settled.values("id")) if is_open else settled
    return rows


@query
def find_freight_accruals(
    *, shipment_numbers: Collection[str], carrier_id: UUID, by: Actor
) -> dict[str, FreightAccrual]:
    """Those of the shipments that the carrier carried, by number."""
    rows = FreightAccrual.objects.filter(
        shipment_number__in=shipment_numbers, carrier_id=carrier_id
    )
    return {row.shipment_number: row for row in rows}


@query
def get_open_freight(*, shipment_ids: Collection[UUID], by: Actor) -> dict[UUID, FreightAccrual]:
    """Accruals by shipment, settled ones too."""
    rows = FreightAccrual.objects.filter(shipment_id__in=shipment_ids)
    return {row.shipment_id: row for row in rows}
