"""`/customer-health`: what health is made of. `/customer-segments`: who belongs together."""

from django.http import HttpRequest, HttpResponse
from ninja import Status

from sanye.crm.loyalty import commands, queries
from sanye.crm.loyalty.domain.health import Reason
from sanye.crm.loyalty.http.schemas import (
    LevelsBody,
    SegmentIn,
    SegmentOut,
    WeightIn,
    WeightOut,
)
from sanye.stem.http import Page, Router, actor_of, now, page_of

health = Router(tags=["customers"])
segments = Router(tags=["customers"])


@health.get("/levels", response=LevelsBody)
def get_levels(request: HttpRequest) -> object:
    """Below which scores customers are watched or at risk."""
    return queries.get_health_levels(by=actor_of(request))


@health.put("/levels", response=LevelsBody)
def put_levels(request: HttpRequest, body: LevelsBody) -> object:
    """Say below which scores customers are watched or at risk."""
    return commands.put_health_levels(**body.dict(), by=actor_of(request), at=now())


@health.get("/weights", response=list[WeightOut])
def list_weights(request: HttpRequest) -> object:
    """What each reason takes off the score."""
    weights = queries.get_health_weights(by=actor_of(request))
    return [
        {name: getattr(weight, name) for name in WeightIn.model_fields} | {"reason": reason}
        for reason, weight in weights.items()
    ]


@health.put("/weights/{reason}", response=WeightOut)
def put_weight(request: HttpRequest, reason: Reason, body: WeightIn) -> object:
    """Say what a reason takes off; 0 points switch it off."""
    return commands.put_health_weight(reason=reason, **body.dict(), by=actor_of(request), at=now())


@segments.get("", response=Page[SegmentOut])
def list_segments(request: HttpRequest) -> HttpResponse:
    """Saved segments; `/customers/behaviour?segment=CODE` lists the customers of one."""
    rows = queries.list_segments(by=actor_of(request))
    return page_of(request, rows, SegmentOut, order="code")


@segments.post("", response={201: SegmentOut})
def save_segment(request: HttpRequest, body: SegmentIn) -> object:
    """Save a segment, or change the one with this code."""
    return commands.save_segment(**body.dict(), by=actor_of(request), at=now())


@segments.get("/{code}", response=SegmentOut)
def get_segment(request: HttpRequest, code: str) -> object:
    """One segment."""
    return queries.get_segment(code=code, by=actor_of(request))


@segments.delete("/{code}", response={204: None})
def drop_segment(request: HttpRequest, code: str) -> object:
    """Forget a segment."""
    commands.drop_segment(code=code, by=actor_of(request), at=now())
    return Status(204, None)
