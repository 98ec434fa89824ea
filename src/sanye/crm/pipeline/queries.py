"""Reads of the pipeline."""

from uuid import UUID

from django.db.models import QuerySet

from sanye.crm.pipeline.errors import OpportunityUnknown
from sanye.crm.pipeline.models import Opportunity
from sanye.kernel.actors import Actor
from sanye.stem.commands import query


@query
def get_opportunity(*, opportunity_id: UUID, by: Actor) -> Opportunity:
    """One opportunity with its lines. Raises OpportunityUnknown."""
    found = Opportunity.objects.prefetch_related("lines").filter(id=opportunity_id).first()
    if found is None:
        raise OpportunityUnknown(id=opportunity_id)
    opportunity: Opportunity = found
    return opportunity


@query
def list_opportunities(
    *, stage: str | None = None, customer_id: UUID | None = None, by: Actor
) -> QuerySet[Opportunity]:
    """Opportunities the actor may see."""
    rows: QuerySet[Opportunity] = Opportunity.objects.prefetch_related("lines")
    if stage is not None:
        rows = rows.filter(stage=stage)
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    return rows
