"""News from the road, and what it changes in what customers expect."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from sanye.kernel.actors import Actor
from sanye.scm.transport.commands.dispatching import expect
from sanye.scm.transport.commands.held import Held, hold_shipment, refuse_future
from sanye.scm.transport.domain.arrivals import delayed, received_from, still_expected
from sanye.scm.transport.domain.states import ShipmentStatus, StopStatus, TrackCode
from sanye.scm.transport.errors import (
    DelayInvalid,
    EstimateInvalid,
    NotUnderway,
    TrackingUnknown,
)
from sanye.scm.transport.models import Shipment, ShipmentStop, TrackEvent
from sanye.scm.transport.publishing import publish_tracked
from sanye.scm.transport.queries.arrivals import Experiences
from sanye.scm.transport.queries.offers import agreed_days
from sanye.scm.transport.queries.places import Calendars
from sanye.stem.commands import command
from sanye.stem.rows.bulk import update_rows

MOST_DAYS = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class _News:
    code: TrackCode
    happened_at: datetime
    expected_at: datetime | None
    delay_days: int | None


@command
def record_tracking(
    *,
    code: TrackCode,
    happened_at: datetime,
    shipment_id: UUID | None = None,
    tracking_number: str = "",
    delivery_id: UUID | None = None,
    expected_at: datetime | None = None,
    delay_days: int | None = None,
    place: str = "",
    note: str = "",
    reference: str = "",
    by: Actor,
    at: datetime,
) -> TrackEvent:
    """News of a shipment, by id or by the carrier's tracking number, or of one delivery on it.

    What is expected follows: the carrier's own estimate counts; DEPARTED counts the transit days
    from when it really left; DELAYED adds the days told, else the carrier's usual spread (a day at
    least); what is still under way when it was expected comes on the next receiving day. News older
    than the last changes nothing expected. The same news told again is the first one.
    Raises ShipmentUnknown, TrackingUnknown, StopUnknown, NotUnderway, InFuture, TooEarly,
    DelayInvalid, EstimateInvalid.
    """
    held = hold_shipment(shipment_id or _find(tracking_number, by))
    stop = None if delivery_id is None else held.stop_of(delivery_id)
    known = TrackEvent.unscoped.filter(
        shipment=held.shipment, stop=stop, code=code, happened_at=happened_at
    ).first()
    if known is not None:
        found: TrackEvent = known
        return found
    news = _News(
        code=TrackCode(code),
        happened_at=happened_at,
        expected_at=expected_at,
        delay_days=delay_days,
    )
    _check(held, stop, news, at)
    event: TrackEvent = TrackEvent.objects.create(
        company_id=held.shipment.company_id,
        shipment=held.shipment,
        stop=stop,
        code=news.code,
        happened_at=happened_at,
        expected_at=expected_at,
        delay_days=delay_days,
        place=place[:100],
        note=note[:400],
        reference=reference[:40],
    )
    concerned = [one for one in held.underway if stop is None or one.id == stop.id]
    _take_up(held, news, concerned, by=by)
    publish_tracked(held.shipment, event, concerned)
    return event


def _find(tracking_number: str, by: Actor) -> UUID:
    """The shipment under way with the number, of the acting carrier if it is one."""
    rows = Shipment.objects.filter(
        tracking_number=tracking_number, status=ShipmentStatus.DISPATCHED
    ).order_by("-id")
    found = rows.values_list("id", flat=True).first() if tracking_number else None
    if found is None:
        raise TrackingUnknown(tracking_number=tracking_number, field="tracking_number")
    return UUID(str(found))


def _check(held: Held, stop: ShipmentStop | None, news: _News, at: datetime) -> None:
    held.refuse_unless_underway()
    if stop is not None and stop.status != StopStatus.UNDERWAY:
        raise NotUnderway(number=stop.delivery_number, status=stop.status, field="delivery_id")
    if news.code is TrackCode.DEPARTED:
        refuse_future(news.happened_at, at, "happened_at")
    else:
        held.check_time(news.happened_at, at, "happened_at")
    if news.delay_days is not None and (
        news.code is not TrackCode.DELAYED
        or news.expected_at is not None
        or not 1 <= news.delay_days <= MOST_DAYS
    ):
        raise DelayInvalid(field="delay_days")
    if news.expected_at is not None:
        horizon = timedelta(days=MOST_DAYS)
        if not news.happened_at - horizon < news.expected_at < news.happened_at + horizon:
            raise EstimateInvalid(time=news.expected_at, field="expected_at")


def _take_up(held: Held, news: _News, stops: list[ShipmentStop], *, by: Actor) -> None:
    shipment = held.shipment
    if shipment.last_code_at is not None and news.happened_at < shipment.last_code_at:
        return
    shipment.last_code, shipment.last_code_at = news.code, news.happened_at
    shipment.save()
    receiving = Calendars(shipment.site.time_zone, by).receiving(stops)
    if news.expected_at is not None:
        for stop in stops:
            stop.expected_at = received_from(news.expected_at, receiving[stop.id])
    elif news.code is TrackCode.DEPARTED:
        expect(held, news.happened_at, by=by)
    elif news.code is TrackCode.DELAYED:
        days = news.delay_days or _usual_delay(held, stops, news.happened_at)
        for stop in stops:
            stop.expected_at = delayed(stop.expected_at, news.happened_at, days, receiving[stop.id])
    else:
        for stop in stops:
            stop.expected_at = still_expected(
                stop.expected_at, news.happened_at, receiving[stop.id]
            )
    update_rows(stops, ["expected_at"])


def _usual_delay(held: Held, stops: list[ShipmentStop], until: datetime) -> int:
    """The carrier's spread on the way to the stops, whole days, one at least."""
    shipment = held.shipment
    if shipment.carrier_id is None:
        return 1
    experiences = Experiences(until, [shipment.carrier_id])
    agreed = {} if shipment.term is None else agreed_days(shipment.term, held.stops)
    spreads = [
        experiences.transit(
            shipment.carrier_id, stop.country, stop.region, agreed.get(stop.id, 0)
        ).spread_days
        for stop in stops
    ]
    return max([1, *(ceil(spread) for spread in spreads)])
