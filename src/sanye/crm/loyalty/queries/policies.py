"""What health is made of: as the company says, else the usual."""

from collections.abc import Mapping

from sanye.crm.loyalty.domain.health import USUAL, Basis, Levels, Reason, Weight
from sanye.crm.loyalty.models import HealthPolicy, HealthWeight
from sanye.kernel.actors import Actor
from sanye.stem.commands import query


@query
def get_health_weights(*, by: Actor) -> Mapping[Reason, Weight]:
    """What each reason takes: as the company says, else the usual."""
    said = {
        Reason(row.reason): Weight(
            basis=Basis(row.basis),
            points_each=row.points_each,
            points_most=row.points_most,
            share_at_most=row.share_at_most,
            window_days=row.window_days,
        )
        for row in HealthWeight.objects.all()
    }
    return {**USUAL, **said}


@query
def get_health_levels(*, by: Actor) -> Levels:
    """Below which scores levels begin: as the company says, else the usual."""
    row: HealthPolicy | None = HealthPolicy.objects.first()
    if row is None:
        return Levels()
    return Levels(watch_below=row.watch_below, at_risk_below=row.at_risk_below, margin=row.margin)
