"""From an opportunity to what the company may know of it."""

from sanye.contracts.crm import events
from sanye.crm.pipeline.models import Opportunity
from sanye.stem.events.log import publish


def publish_opened(opportunity: Opportunity) -> None:
    """Tell of a new chance to sell."""
    publish(
        events.OpportunityOpened(
            opportunity_id=opportunity.id,
            number=opportunity.number,
            customer_id=opportunity.customer_id,
            stage=opportunity.stage,
            probability_ratio=opportunity.probability_ratio,
            expected_close_date=opportunity.expected_close_date,
            lines=_lines(opportunity),
        )
    )


def publish_moved(opportunity: Opportunity, from_stage: str) -> None:
    """Tell of another stage, probability, date or line."""
    publish(
        events.OpportunityMoved(
            opportunity_id=opportunity.id,
            number=opportunity.number,
            customer_id=opportunity.customer_id,
            from_stage=from_stage,
            to_stage=opportunity.stage,
            probability_ratio=opportunity.probability_ratio,
            expected_close_date=opportunity.expected_close_date,
            lines=_lines(opportunity),
        )
    )


def publish_won(opportunity: Opportunity) -> None:
    """Tell that the customer buys."""
    publish(
        events.OpportunityWon(
            opportunity_id=opportunity.id,
            number=opportunity.number,
            customer_id=opportunity.customer_id,
        )
    )


def publish_lost(opportunity: Opportunity) -> None:
    """Tell that the customer does not buy, and why."""
    publish(
        events.OpportunityLost(
            opportunity_id=opportunity.id,
            number=opportunity.number,
            customer_id=opportunity.customer_id,
            reason_code=opportunity.lost_reason,
        )
    )


def _lines(opportunity: Opportunity) -> tuple[events.OpportunityLine, ...]:
    return tuple(
        events.OpportunityLine(item_id=line.item_id, quantity=line.quantity, unit=line.unit)
        for line in opportunity.lines.order_by("line_number")
    )
