"""What planning thinks of a supplier, if it is on."""

from collections.abc import Collection
from uuid import UUID

from sanye.contracts.scm.ports import StandingRequest, SupplierStanding, standing_of_suppliers
from sanye.kernel.actors import Actor
from sanye.stem.commands import query


@query
def find_supplier_standing(*, supplier_id: UUID, by: Actor) -> SupplierStanding | None:
    """His colour and what it means for new orders; None for one never judged, or without scm.

    Not told to suppliers, who have their own scorecard.
    """
    return standings_of([supplier_id], by).get(supplier_id)


def standings_of(supplier_ids: Collection[UUID], by: Actor) -> dict[UUID, SupplierStanding]:
    """The same of those of the suppliers who were judged."""
    if by.party_ids is not None or not standing_of_suppliers.is_answered:
        return {}
    answer = standing_of_suppliers(StandingRequest(supplier_ids=tuple(supplier_ids), by=by))
    return {standing.supplier_id: standing for standing in answer.standings}
