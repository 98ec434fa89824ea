"""What the quoted goods cost after they are sold, as `erp` knows it."""

from decimal import Decimal
from fractions import Fraction

from sanye.contracts.erp.ports import ServiceCostRequest, service_cost_of_items
from sanye.kernel.actors import Actor
from sanye.kernel.money import round_unit_price
from sanye.stem.masterdata.queries import SaleTerms


def get_service_costs(terms: SaleTerms, *, by: Actor) -> list[Decimal | None]:
    """For each line per its unit in the document's currency; None where nobody knows."""
    if not service_cost_of_items.is_answered:
        return [None] * len(terms.lines)
    item_ids = tuple(sorted({line.item_id for line in terms.lines}))
    answer = service_cost_of_items(ServiceCostRequest(item_ids=item_ids, by=by))
    known = {item.item_id: item.unit_service_cost for item in answer.items}
    return [
        None
        if line.item_id not in known
        else round_unit_price(
            Fraction(known[line.item_id]) * line.factor.exact / Fraction(terms.exchange_rate)
        )
        for line in terms.lines
    ]
