"""Keeping the pipeline as sales tells it, and a picture of it every day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.scm.demand.commands.locking import lock_vintages
from sanye.scm.demand.domain.states import OpportunityStatus
from sanye.scm.demand.models import PipelineLine, PipelineVintage
from sanye.scm.demand.publishing import Place, publish_used
from sanye.scm.demand.queries.pipeline import weighted_pipeline
from sanye.scm.demand.queries.policy import get_demand_policy
from sanye.stem.commands import command
from sanye.stem.masterdata import queries as masters
from sanye.stem.masterdata.models import PartyCompany
from sanye.stem.rows.bulk import insert_rows

PIPELINE = "PIPELINE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunity:
    """A chance to sell, with all its lines: (item, quantity, unit)."""

    opportunity_id: UUID
    number: str
    customer_id: UUID
    probability_ratio: Decimal
    expected_close_date: date
    lines: Sequence[tuple[UUID, Decimal, str]]


@command(logged=False)
def put_opportunities(*, opportunities: Sequence[Opportunity], by: Actor, at: datetime) -> None:
    """Replace the lines of these opportunities; the last word wins. What does not convert into the
    item's unit is left out: it could not be delivered either."""
    newest = {one.opportunity_id: one for one in opportunities}
    known = PipelineLine.objects.filter(opportunity_id__in=newest)
    places = _places_of(known)
    known.delete()
    items = {item_id for one in newest.values() for item_id, _, _ in one.lines}
    units = masters.get_item_units(item_ids=list(items), by=by)
    customers = {one.customer_id for one in newest.values()}
    sites = dict(
        PartyCompany.objects.filter(party_id__in=customers).values_list("party_id", "site_id")
    )
    rows = [
        PipelineLine(
            id=new_id(),
            company_id=by.company_id,
            opportunity_id=one.opportunity_id,
            opportunity_number=one.number,
            customer_id=one.customer_id,
            item_id=item_id,
            site_id=sites.get(one.customer_id),
            quantity=units[item_id].convert(quantity, unit),
            unit=units[item_id].base,
            probability_ratio=one.probability_ratio,
            expected_close_date=one.expected_close_date,
            status=OpportunityStatus.OPEN,
        )
        for one in newest.values()
        for item_id, quantity, unit in one.lines
        if quantity > 0 and units[item_id].can_convert(unit)
    ]
    insert_rows(rows)
    places |= {(row.item_id, row.site_id) for row in rows if row.site_id}
    _tell(places, by)


@command(logged=False)
def end_opportunities(
    *, opportunity_ids: Collection[UUID], status: OpportunityStatus, by: Actor, at: datetime
) -> None:
    """Won, they become orders; lost, nothing. Neither is pipeline any more."""
    lines = PipelineLine.objects.filter(opportunity_id__in=opportunity_ids)
    lines.update(status=status)
    _tell(_places_of(lines), by)


def _places_of(lines: QuerySet[PipelineLine]) -> set[Place]:
    return set(lines.filter(site__isnull=False).values_list("item_id", "site_id"))


def _tell(places: set[Place], by: Actor) -> None:
    """Where planning provides for a share of the pipeline."""
    if places and get_demand_policy(by=by).pipeline_ratio:
        publish_used(PIPELINE, places)


@command(logged=False)
def forget_pipeline(*, by: Actor, at: datetime) -> None:
    """Empty the projection; vintages stay, for they say what was known on a day."""
    PipelineLine.objects.filter(company_id=by.company_id).delete()


@command
def take_pipeline_vintage(*, by: Actor, at: datetime) -> int:
    """Keep the weighted pipeline as it is today; taken again the same day, the later one holds.
    The answer: how many rows."""
    lock_vintages(by)
    today = masters.get_business_date(at=at, by=by)
    PipelineVintage.objects.filter(as_of_date=today).delete()
    rows = [
        PipelineVintage(
            id=new_id(),
            company_id=by.company_id,
            as_of_date=today,
            item_id=week.item_id,
            site_id=week.site_id,
            week_date=week.week_date,
            expected_quantity=week.expected_quantity,
            open_quantity=week.open_quantity,
            unit=week.unit,
            opportunity_count=week.opportunity_count,
        )
        for week in weighted_pipeline(as_of=today)
    ]
    insert_rows(rows)
    return len(rows)
