"""What must always be true of promising, proven on the live rows."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.kernel.actors import system_actor
from sanye.kernel.checks import Outcome, check
from sanye.scm.promising.models import HoldFlow
from sanye.scm.promising.queries.flows import load_flows
from sanye.stem.rows.checking import find_broken

_UNFOUNDED = """
    SELECT hold.id AS hold_id, hold.sales_order_id FROM scm_hold AS hold
     WHERE hold.company_id = %(company)s AND hold.status = 'COMMITTED'
       AND NOT EXISTS (SELECT FROM scm_known_demand AS demand
                        WHERE demand.company_id = hold.company_id
                          AND demand.order_id = hold.sales_order_id)
       AND NOT hold.is_planned AND hold.held_at < now() - interval '1 hour'
"""
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@check("scm.promising.promised_is_covered")
def promised_is_covered(company_id: UUID) -> Outcome:
    """What committed holds take, with all other demand, is covered by supply and planned supply."""
    held = HoldFlow.unscoped.filter(
        company_id=company_id, hold__status="COMMITTED", hold__is_planned=False
    )
    items = set(held.values_list("item_id", flat=True))
    flows = load_flows(items, today=date.min, by=system_actor(company_id), at=_NEVER)
    problems = tuple(
        f"item {key.item} at {key.site}: short by {-_sum(given)}"
        for key, given in sorted(flows.items())
        if _sum(given) < 0
    )
    return Outcome(checked=len(items), problems=problems)


@check("scm.promising.commitments_have_orders")
def commitments_have_orders(company_id: UUID) -> Outcome:
    """A commitment that no plan provides for belongs to an order with open demand."""
    return find_broken("scm_hold", _UNFOUNDED, company_id)


def _sum(flows: list[tuple[date, Decimal]]) -> Decimal:
    return sum((quantity for _, quantity in flows), Decimal(0))
