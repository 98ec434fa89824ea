"""What a company decides about health, and the segments it saves."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from sanye.crm.loyalty.commands.due import ask_for_review
from sanye.crm.loyalty.domain.health import Basis, Level, Reason
from sanye.crm.loyalty.errors import BoundsOutOfOrder, ScoresOutOfOrder, WeightOutOfRange
from sanye.crm.loyalty.models import Health, HealthPolicy, HealthWeight, Segment
from sanye.crm.loyalty.queries import get_segment
from sanye.kernel.actors import Actor
from sanye.stem.commands import command

MOST_POINTS = Decimal(100)
LONGEST_WINDOW = 3650


@command
def put_health_levels(
    *, watch_below: Decimal, at_risk_below: Decimal, margin: Decimal, by: Actor, at: datetime
) -> HealthPolicy:
    """Say below which scores customers are watched and at risk. Raises BoundsOutOfOrder,
    WeightOutOfRange."""
    _check("watch_below", watch_below, Decimal(0), MOST_POINTS)
    _check("margin", margin, Decimal(0), MOST_POINTS)
    if not 0 <= at_risk_below < watch_below:
        raise BoundsOutOfOrder(at_risk=at_risk_below, watch=watch_below, field="at_risk_below")
    policy: HealthPolicy
    _look_at_everybody(by, at)
    policy, _ = HealthPolicy.objects.update_or_create(
        company_id=by.company_id,
        defaults={"watch_below": watch_below, "at_risk_below": at_risk_below, "margin": margin},
    )
    return policy


@command
def put_health_weight(
    *,
    reason: Reason,
    basis: Basis,
    points_each: Decimal,
    points_most: Decimal,
    share_at_most: Decimal,
    window_days: int,
    by: Actor,
    at: datetime,
) -> HealthWeight:
    """Say what a reason takes; 0 points switch it off. Raises WeightOutOfRange."""
    _check("points_each", points_each, Decimal(0), MOST_POINTS)
    _check("points_most", points_most, Decimal(0), MOST_POINTS)
    _check("share_at_most", share_at_most, Decimal("0.000001"), Decimal(1))
    _check("window_days", Decimal(window_days), Decimal(1), Decimal(LONGEST_WINDOW))
    weight: HealthWeight
    _look_at_everybody(by, at)
    weight, _ = HealthWeight.objects.update_or_create(
        company_id=by.company_id,
        reason=reason,
        defaults={
            "basis": basis,
            "points_each": points_each,
            "points_most": points_most,
            "share_at_most": share_at_most,
            "window_days": window_days,
        },
    )
    return weight


@command
def save_segment(
    *,
    code: str,
    name: str,
    name_zh: str = "",
    recency: tuple[int, int] = (1, 5),
    frequency: tuple[int, int] = (1, 5),
    value: tuple[int, int] = (1, 5),
    amount_from: Decimal | None = None,
    is_quiet: bool | None = None,
    levels: Collection[Level] = (),
    by: Actor,
    at: datetime,
) -> Segment:
    """Save which customers belong together, or change it. Raises ScoresOutOfOrder."""
    ranges = {"recency": recency, "frequency": frequency, "value": value}
    bounds: dict[str, int] = {}
    for score, (from_, to) in ranges.items():
        if not 1 <= from_ <= to <= 5:
            raise ScoresOutOfOrder(from_=from_, to=to, field=score)
        bounds |= {f"{score}_from": from_, f"{score}_to": to}
    segment: Segment
    segment, _ = Segment.objects.update_or_create(
        company_id=by.company_id,
        code=code,
        defaults={
            "name": name,
            "name_zh": name_zh,
            "amount_from": amount_from,
            "is_quiet": is_quiet,
            "levels": sorted(set(levels)),
            **bounds,
        },
    )
    return segment


@command
def drop_segment(*, code: str, by: Actor, at: datetime) -> None:
    """Forget a segment. Raises SegmentUnknown."""
    get_segment(code=code, by=by).delete()


def _look_at_everybody(by: Actor, at: datetime) -> None:
    """What health is made of changes it for all."""
    ask_for_review(set(Health.objects.values_list("customer_id", flat=True)), by, at)


def _check(name: str, value: Decimal, least: Decimal, most: Decimal) -> None:
    if not least <= value <= most:
        raise WeightOutOfRange(name=name, least=least, most=most, value=value, field=name)
