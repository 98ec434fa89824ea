"""Forecasts of long ago are thrown away; what was wanted stays."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from sanye.kernel.actors import Actor
from sanye.scm.demand.domain.states import VersionStatus
from sanye.scm.demand.models import (
    ForecastLine,
    ForecastOverride,
    ForecastSeries,
    ForecastVersion,
)
from sanye.stem.commands import command
from sanye.stem.rows.forgetting import forget_some

KEPT = timedelta(days=2 * 366)


@command(logged=False)
def forget_forecasts(*, by: Actor, at: datetime) -> int:
    """Throw away some rows of versions that ceased to hold and were made more than two years ago;
    until it returns 0. A version that a person changed stays by name, with the changes."""
    old = ForecastVersion.objects.filter(
        status=VersionStatus.SUPERSEDED, made_at__lt=at - KEPT
    ).order_by("made_at")
    changed = Exists(ForecastOverride.objects.filter(version=OuterRef("pk")))
    parts: list[QuerySet[ForecastLine | ForecastSeries | ForecastVersion]] = [
        ForecastLine.objects.filter(version__in=old.values("pk")).order_by("version", "id"),
        ForecastSeries.objects.filter(version__in=old.values("pk")).order_by("version", "id"),
        old.exclude(changed),
    ]
    return next(filter(None, map(forget_some, parts)), 0)
