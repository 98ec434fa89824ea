"""Changing the forecast by hand: with a reason, under one's name, and judged afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from sanye.kernel.actors import Actor
from sanye.scm.demand.commands.locking import lock_forecasts
from sanye.scm.demand.domain.states import VersionStatus
from sanye.scm.demand.errors import (
    GivenTwice,
    NothingGiven,
    OverrideUnknown,
    PeriodNotForecast,
    QuantityNegative,
    ReasonMissing,
    VersionClosed,
    VersionUnknown,
)
from sanye.scm.demand.models import ForecastLine, ForecastOverride, ForecastVersion
from sanye.scm.demand.publishing import publish_used
from sanye.stem.commands import command
from sanye.stem.rows.bulk import update_rows

OVERRIDE = "OVERRIDE"
Key = tuple[UUID, UUID, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What a person expects of an item at a site in the period that begins on a day."""

    item_id: UUID
    site_id: UUID
    period_date: date
    quantity: Decimal


@command
def override_forecast(
    *,
    version_id: UUID,
    edits: Sequence[Edit],
    reason: str,
    is_locked: bool = False,
    by: Actor,
    at: datetime,
) -> list[ForecastOverride]:
    """Put people's numbers in the place of the method's; locked ones hold for later versions too.

    An edit takes the place of an earlier one of the same period. Raises NothingGiven,
    ReasonMissing, VersionUnknown, VersionClosed, QuantityNegative, GivenTwice, PeriodNotForecast.
    """
    if not edits:
        raise NothingGiven(field="edits")
    if not reason.strip():
        raise ReasonMissing(field="reason")
    lock_forecasts(by)
    version = _open_version(version_id)
    lines = _lines(version, edits)
    _end(_in_force(version, edits), at)
    rows = []
    for edit, line in zip(edits, lines, strict=True):
        line.override_quantity = line.quantity = edit.quantity
        rows.append(
            ForecastOverride(
                company_id=by.company_id,
                version=version,
                item_id=edit.item_id,
                site_id=edit.site_id,
                bucket=version.bucket,
                period_date=edit.period_date,
                quantity=edit.quantity,
                statistical_quantity=line.statistical_quantity,
                reason=reason.strip()[:400],
                is_locked=is_locked,
                made_by_id=by.user_id,
                made_at=at,
            )
        )
    ForecastOverride.objects.bulk_create(rows)
    update_rows(lines, ["override_quantity", "quantity"])
    _tell(version, {(edit.item_id, edit.site_id) for edit in edits})
    return rows


@command
def withdraw_override(*, override_id: UUID, by: Actor, at: datetime) -> ForecastOverride:
    """Let the method's number hold again. Raises OverrideUnknown."""
    lock_forecasts(by)
    rows = ForecastOverride.objects.filter(id=override_id, ended_at=None)
    row: ForecastOverride | None = rows.first()
    if row is None:
        raise OverrideUnknown(id=override_id)
    row.ended_at = at
    row.save()
    versions = ForecastVersion.objects.exclude(status=VersionStatus.SUPERSEDED)
    lines = ForecastLine.objects.filter(
        version__in=versions.filter(bucket=row.bucket),
        item_id=row.item_id,
        site_id=row.site_id,
        period_date=row.period_date,
        override_quantity__isnull=False,
    )
    for line in lines.select_related("version"):
        line.override_quantity, line.quantity = None, line.statistical_quantity
        line.save()
        _tell(line.version, {(row.item_id, row.site_id)})
    return row


def keep_to_overrides(version: ForecastVersion) -> None:
    """Let the version say what overrides in force say, its own and locked ones: others may have
    been made or ended since it was worked out."""
    rows = ForecastOverride.objects.filter(
        Q(version=version) | Q(is_locked=True), bucket=version.bucket, ended_at=None
    )
    in_force = {(row.item_id, row.site_id, row.period_date): row.quantity for row in rows}
    lines = ForecastLine.objects.filter(version=version).filter(
        Q(override_quantity__isnull=False) | Q(item__in={item_id for item_id, _, _ in in_force})
    )
    changed = []
    for line in lines:
        said = in_force.get((line.item_id, line.site_id, line.period_date))
        if line.override_quantity != said:
            line.override_quantity = said
            line.quantity = line.statistical_quantity if said is None else said
            changed.append(line)
    update_rows(changed, ["override_quantity", "quantity"])


def _open_version(version_id: UUID) -> ForecastVersion:
    version: ForecastVersion | None = ForecastVersion.objects.filter(id=version_id).first()
    if version is None:
        raise VersionUnknown(id=version_id)
    if version.status == VersionStatus.SUPERSEDED:
        raise VersionClosed(version=version.code)
    return version


def _lines(version: ForecastVersion, edits: Sequence[Edit]) -> list[ForecastLine]:
    """The version's line of each edit."""
    items = [edit.item_id for edit in edits]
    known = {
        (line.item_id, line.site_id, line.period_date): line
        for line in ForecastLine.objects.filter(version=version, item_id__in=items)
    }
    seen: dict[Key, int] = {}
    found = []
    for row, edit in enumerate(edits, start=1):
        key = (edit.item_id, edit.site_id, edit.period_date)
        if edit.quantity < 0:
            raise QuantityNegative(quantity=edit.quantity, field="quantity", row=row)
        if seen.setdefault(key, row) != row:
            raise GivenTwice(first=seen[key], field="period_date", row=row)
        if key not in known:
            raise PeriodNotForecast(
                version=version.code, date=edit.period_date, field="period_date", row=row
            )
        found.append(known[key])
    return found


def _in_force(version: ForecastVersion, edits: Sequence[Edit]) -> list[ForecastOverride]:
    """What earlier edits of the same periods said."""
    keys = {(edit.item_id, edit.site_id, edit.period_date) for edit in edits}
    rows = ForecastOverride.objects.filter(
        item_id__in=[edit.item_id for edit in edits], bucket=version.bucket, ended_at=None
    )
    return [row for row in rows if (row.item_id, row.site_id, row.period_date) in keys]


def _end(rows: Sequence[ForecastOverride], at: datetime) -> None:
    ForecastOverride.objects.filter(id__in=[row.id for row in rows]).update(ended_at=at)


def _tell(version: ForecastVersion, places: set[tuple[UUID, UUID]]) -> None:
    """Planning reads the published version of places that use it."""
    if version.status == VersionStatus.PUBLISHED:
        publish_used(OVERRIDE, places)
