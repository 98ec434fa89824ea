"""When deliveries arrive, and how long carriers really take."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, Count, F, Q, QuerySet, Sum
from django.db.models.functions import Cast

from sanye.kernel.actors import Actor
from sanye.scm.transport.domain.arrivals import Experience, Transit, transit
from sanye.scm.transport.domain.states import StopStatus
from sanye.scm.transport.models import ShipmentStop
from sanye.stem.commands import query

REMEMBERED = timedelta(days=365)


@query
def list_arrivals(
    *,
    delivery_id: UUID | None = None,
    customer_id: UUID | None = None,
    status: str | None = None,
    overdue_at: datetime | None = None,
    by: Actor,
) -> QuerySet[ShipmentStop]:
    """Deliveries on shipments with their expected arrival; a customer sees own deliveries.

    `overdue_at`: under way and expected before this instant.
    """
    wanted = {"delivery_id": delivery_id, "customer_id": customer_id, "status": status}
    rows: QuerySet[ShipmentStop] = ShipmentStop.objects.exclude(status=StopStatus.REMOVED).filter(
        **{key: value for key, value in wanted.items() if value is not None}
    )
    if overdue_at is not None:
        rows = rows.filter(status=StopStatus.UNDERWAY, expected_at__lt=overdue_at)
    return rows.select_related("shipment", "shipment__carrier", "customer")


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneTime:
    """How many working days a carrier took to a region: deliveries counted, their mean, spread."""

    carrier_id: UUID
    carrier_code: str
    country: str
    region: str
    delivery_count: int
    mean_days: Decimal
    spread_days: Decimal


@query
def list_transit_times(
    *, carrier_id: UUID | None = None, until: datetime, by: Actor
) -> list[LaneTime]:
    """What carriers took in the 365 days before, by carrier, country and region."""
    rows = _experience(until, None if carrier_id is None else [carrier_id])
    return [
        LaneTime(
            carrier_id=row["shipment__carrier_id"],
            carrier_code=row["shipment__carrier__code"],
            country=row["country"],
            region=row["region"],
            delivery_count=row["count"],
            mean_days=round(Decimal(row["days"]) / row["count"], 2),
            spread_days=_spread(row["count"], row["days"], row["squares"]),
        )
        for row in rows
    ]


def _spread(count: int, days: int, squares: int) -> Decimal:
    """The sample's standard deviation; zero for a single delivery."""
    if count < 2:
        return Decimal(0)
    scatter = max(squares - Decimal(days) ** 2 / count, Decimal(0))
    return round((scatter / (count - 1)).sqrt(), 2)


class Experiences:
    """What carriers took, of a lane; where there is none, of the country, then nothing."""

    def __init__(self, until: datetime, carrier_ids: Collection[UUID]) -> None:
        self._lanes: dict[tuple[UUID, str, str], Experience] = {}
        self._countries: dict[tuple[UUID, str], Experience] = {}
        for row in _experience(until, carrier_ids):
            carrier_id, country = row["shipment__carrier_id"], row["country"]
            found = Experience(count=row["count"], days=row["days"], squares=row["squares"])
            self._lanes[carrier_id, country, row["region"].casefold()] = found
            known = self._countries.get((carrier_id, country), Experience())
            self._countries[carrier_id, country] = Experience(
                count=known.count + found.count,
                days=known.days + found.days,
                squares=known.squares + found.squares,
            )

    def transit(
        self, carrier_id: UUID | None, country: str, region: str, agreed_days: int
    ) -> Transit:
        """What to expect of the carrier to there."""
        if carrier_id is None:
            return transit(agreed_days, Experience())
        lane = self._lanes.get((carrier_id, country, region.casefold()))
        known = lane or self._countries.get((carrier_id, country), Experience())
        return transit(agreed_days, known)


def _experience(until: datetime, carrier_ids: Collection[UUID] | None) -> Iterable[dict[str, Any]]:
    rows = ShipmentStop.objects.filter(
        status=StopStatus.DELIVERED,
        transit_days__isnull=False,
        delivered_at__gt=until - REMEMBERED,
        delivered_at__lte=until,
        shipment__carrier__isnull=False,
    )
    if carrier_ids is not None:
        rows = rows.filter(Q(shipment__carrier_id__in=carrier_ids))
    found: Iterable[dict[str, Any]] = (
        rows.values("shipment__carrier_id", "shipment__carrier__code", "country", "region")
        .annotate(
            count=Count("id"),
            days=Sum("transit_days"),
            squares=Sum(Cast("transit_days", BigIntegerField()) * F("transit_days")),
        )
        .order_by("shipment__carrier__code", "country", "region")
    )
    return found
