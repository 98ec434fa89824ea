"""A shipment with its stops, locked for change."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from sanye.kernel.states import check_step
from sanye.scm.transport.domain.states import (
    SHIPMENT_STEPS,
    ShipmentStatus,
    StopStatus,
)
from sanye.scm.transport.errors import (
    InFuture,
    MeasureInvalid,
    NotUnderway,
    ShipmentUnknown,
    StopUnknown,
    TooEarly,
)
from sanye.scm.transport.models import Shipment, ShipmentStop


@dataclass(slots=True)
class Held:
    """A shipment under lock, and its stops in their order without those removed."""

    shipment: Shipment
    stops: list[ShipmentStop]

    @property
    def underway(self) -> list[ShipmentStop]:
        """Stops that the goods have not reached."""
        return [stop for stop in self.stops if stop.status == StopStatus.UNDERWAY]

    def stop_of(self, delivery_id: UUID) -> ShipmentStop:
        """The stop of a delivery. Raises StopUnknown."""
        for stop in self.stops:
            if stop.delivery_id == delivery_id:
                return stop
        raise StopUnknown(id=str(delivery_id), number=self.shipment.number, field="delivery_id")

    def step(self, to: ShipmentStatus) -> None:
        """Move the shipment to a state. Raises StepNotAllowed."""
        from_ = ShipmentStatus(self.shipment.status)
        check_step(SHIPMENT_STEPS, from_, to, subject=self.shipment.number)
        self.shipment.status = to

    def refuse_unless_underway(self) -> None:
        """Raises NotUnderway."""
        if self.shipment.status != ShipmentStatus.DISPATCHED:
            raise NotUnderway(number=self.shipment.number, status=self.shipment.status)

    def refuse_unless_planned(self) -> None:
        """Raises StepNotAllowed: what has left or is cancelled is not planned any more."""
        from_ = ShipmentStatus(self.shipment.status)
        check_step(SHIPMENT_STEPS, from_, ShipmentStatus.DISPATCHED, subject=self.shipment.number)

    def check_time(self, moment: datetime, at: datetime, field: str) -> None:
        """What happened under way lies after the dispatch and not in the future."""
        refuse_future(moment, at, field)
        left_at = self.shipment.dispatched_at
        if left_at is not None and moment < left_at:
            raise TooEarly(time=moment, dispatched_at=left_at, field=field)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.shipment.site.time_zone)


def hold_shipment(shipment_id: UUID) -> Held:
    """Lock a shipment, then its stops. Raises ShipmentUnknown."""
    rows = Shipment.objects.select_for_update(of=("self",))
    shipment = rows.select_related("site", "carrier", "term").filter(id=shipment_id).first()
    if shipment is None:
        raise ShipmentUnknown(id=str(shipment_id))
    stops = (
        ShipmentStop.unscoped.filter(shipment=shipment)
        .exclude(status=StopStatus.REMOVED)
        .select_for_update()
    )
    return Held(shipment, sorted(stops, key=lambda stop: (stop.position, stop.id)))


def refuse_future(moment: datetime, at: datetime, field: str) -> None:
    """Raises InFuture."""
    if moment > at:
        raise InFuture(time=moment, field=field)


def check_measure(value: Decimal | None, field: str) -> None:
    """Raises MeasureInvalid unless it is zero or more and fits its column."""
    if value is not None and not (value.is_finite() and 0 <= value < Decimal(10) ** 12):
        raise MeasureInvalid(field=field)
