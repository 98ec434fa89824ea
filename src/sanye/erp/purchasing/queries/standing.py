"""What planning thinks of a supplier, if it is on."""

from uuid import UUID

from sanye.contracts.scm.ports import StandingRequest, SupplierStanding, standing_of_suppliers
from sanye.kernel.actors import Actor
from sanye.stem.commands import query


@query
def find_supplier_standing(*, supplier_id: UUID, by: Actor) -> SupplierStanding | None:
    """His colour and what it means for new orders; None for one never judged, or without scm.

    Not told to suppliers, who have their own scorecard.
    """
    if by.party_ids is not None or not standing_of_suppliers.is_answered:
        return None
    answer = standing_of_suppliers(StandingRequest(supplier_ids=(supplier_id,), by=by))
    return next(iter(answer.standings), None)
