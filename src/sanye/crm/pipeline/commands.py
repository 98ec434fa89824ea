"""Opportunities: opened, moved from stage to stage, won or lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.crm.pipeline.domain.stages import OPEN_STAGES, PROBABILITY, STEPS, LostReason, Stage
from sanye.crm.pipeline.errors import (
    OpportunityClosed,
    OpportunityUnknown,
    ProbabilityOutOfRange,
    QuantityNotPositive,
    ReasonMissing,
)
from sanye.crm.pipeline.models import Opportunity, OpportunityLine
from sanye.crm.pipeline.publishing import (
    publish_lost,
    publish_moved,
    publish_opened,
    publish_won,
)
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.states import check_step
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import get_items, get_party_company
from sanye.stem.numbering.commands import draw_number


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedLine:
    """What the customer may buy; without a unit the item's own."""

    item_id: UUID
    quantity: Decimal
    unit: str = ""
    unit_price: Decimal | None = None


@command
def open_opportunity(
    *,
    customer_id: UUID,
    title: str,
    expected_close_date: date,
    lines: Sequence[ExpectedLine] = (),
    stage: Stage = Stage.LEAD,
    probability_ratio: Decimal | None = None,
    owner_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> Opportunity:
    """Note a chance to sell. Raises CustomerUnknown, ItemUnknown, QuantityNotPositive,
    ProbabilityOutOfRange."""
    customer = get_party_company(party_id=customer_id, by=by)
    opportunity = Opportunity(
        id=new_id(),
        company_id=by.company_id,
        title=title,
        customer_id=customer_id,
        owner_id=owner_id or by.user_id,
        stage=stage,
        probability_ratio=_probability(probability_ratio, stage),
        expected_close_date=expected_close_date,
        currency=customer.currency,
    )
    rows = _lines(opportunity, lines, by)
    opportunity.number = draw_number("OP", at=at)
    opportunity.save(force_insert=True)
    OpportunityLine.objects.bulk_create(rows)
    publish_opened(opportunity)
    return opportunity


@command
def move_opportunity(
    *,
    opportunity_id: UUID,
    stage: Stage | None = None,
    probability_ratio: Decimal | None = None,
    expected_close_date: date | None = None,
    lines: Sequence[ExpectedLine] | None = None,
    by: Actor,
    at: datetime,
) -> Opportunity:
    """Change stage, probability, date or lines of an open opportunity; what is None stays.

    Raises OpportunityUnknown, OpportunityClosed, StepNotAllowed, ProbabilityOutOfRange.
    """
    opportunity = _locked_open(opportunity_id)
    from_stage = Stage(opportunity.stage)
    to_stage = stage or from_stage
    if to_stage not in OPEN_STAGES:
        raise OpportunityClosed(number=opportunity.number, stage=to_stage)
    if to_stage is not from_stage:
        check_step(STEPS, from_stage, to_stage, subject=opportunity.number)
        opportunity.stage = to_stage
        opportunity.probability_ratio = PROBABILITY[to_stage]
    if probability_ratio is not None:
        opportunity.probability_ratio = _probability(probability_ratio, to_stage)
    opportunity.expected_close_date = expected_close_date or opportunity.expected_close_date
    opportunity.save()
    if lines is not None:
        opportunity.lines.all().delete()
        OpportunityLine.objects.bulk_create(_lines(opportunity, lines, by))
    publish_moved(opportunity, from_stage)
    return opportunity


@command
def win_opportunity(*, opportunity_id: UUID, by: Actor, at: datetime) -> Opportunity:
    """The customer buys. Raises OpportunityUnknown, OpportunityClosed."""
    opportunity = _locked_open(opportunity_id)
    _close(opportunity, Stage.WON, at)
    opportunity.save()
    publish_won(opportunity)
    return opportunity


@command
def lose_opportunity(
    *, opportunity_id: UUID, reason: LostReason, note: str = "", by: Actor, at: datetime
) -> Opportunity:
    """The customer does not buy. Raises OpportunityUnknown, OpportunityClosed, ReasonMissing."""
    if not reason:
        raise ReasonMissing(field="reason", reasons=", ".join(LostReason))
    opportunity = _locked_open(opportunity_id)
    _close(opportunity, Stage.LOST, at)
    opportunity.lost_reason, opportunity.lost_note = reason, note
    opportunity.save()
    publish_lost(opportunity)
    return opportunity


def _locked_open(opportunity_id: UUID) -> Opportunity:
    found = Opportunity.objects.select_for_update().filter(id=opportunity_id).first()
    if found is None:
        raise OpportunityUnknown(id=opportunity_id)
    opportunity: Opportunity = found
    if opportunity.stage not in OPEN_STAGES:
        raise OpportunityClosed(number=opportunity.number, stage=opportunity.stage)
    return opportunity


def _close(opportunity: Opportunity, stage: Stage, at: datetime) -> None:
    opportunity.stage = stage
    opportunity.probability_ratio = PROBABILITY[stage]
    opportunity.closed_at = at


def _probability(given: Decimal | None, stage: Stage) -> Decimal:
    if given is None:
        return PROBABILITY[stage]
    if not 0 <= given <= 1:
        raise ProbabilityOutOfRange(value=given, field="probability_ratio")
    return given


def _lines(
    opportunity: Opportunity, lines: Sequence[ExpectedLine], by: Actor
) -> list[OpportunityLine]:
    items = get_items(item_ids={line.item_id for line in lines}, by=by)
    rows = []
    for number, line in enumerate(lines, start=1):
        if line.quantity <= 0:
            raise QuantityNotPositive(value=line.quantity, field="quantity", row=number)
        rows.append(
            OpportunityLine(
                company_id=by.company_id,
                opportunity=opportunity,
                line_number=number,
                item_id=line.item_id,
                quantity=line.quantity,
                unit=line.unit or items[line.item_id].unit,
                unit_price=line.unit_price,
            )
        )
    return rows
