"""Facts that say what sold pieces cost, and who asks for it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sanye.contracts.erp.ports import ItemServiceCost, ServiceCostAnswer, ServiceCostRequest
from sanye.erp.ledger.queries import get_functional_currency
from sanye.erp.product_cost import commands, queries
from sanye.erp.product_cost.domain.changes import FACTS
from sanye.kernel.actors import Actor
from sanye.stem.events.cursors import Cursor, Recorded

LIVE = timedelta(hours=1)
"""What was recorded longer ago is a replay or a backlog: the daily job tells of it."""

costs = Cursor("erp.product_cost.costs", kind="PROJECTION", rebuild=commands.empty_product_costs)


@costs.on(*FACTS)
def facts_recorded(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """Add them to the days of their items."""
    commands.record_facts(
        facts=[event.data for event in batch],
        is_live=at - batch[-1].recorded_at <= LIVE,
        by=by,
        at=at,
    )


def answer_service_cost(request: ServiceCostRequest) -> ServiceCostAnswer:
    """Port `service_cost_of_items`: items of which nothing was sold in the window are missing."""
    rows = queries.list_service_costs(item_ids=request.item_ids, by=request.by)
    return ServiceCostAnswer(
        currency=get_functional_currency(by=request.by),
        items=tuple(
            ItemServiceCost(
                item_id=row.item_id,
                unit_service_cost=row.unit_service_cost,
                unit=row.unit,
                shipped_quantity=row.shipped_quantity,
                window_days=row.window_days,
            )
            for row in rows
            if row.unit_service_cost is not None
        ),
    )
