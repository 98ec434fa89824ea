"""Changes that planning asks for: done at once while nothing is released, else proposed."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.erp.production.commands.changing import (
    cancel_production_order,
    change_production_quantity,
    reschedule_production_order,
)
from sanye.erp.production.commands.locking import lock_order
from sanye.erp.production.domain.states import (
    CHANGEABLE,
    PROPOSAL_STEPS,
    ChangeKind,
    OrderStatus,
    ProposalStatus,
)
from sanye.erp.production.errors import ProposalUnknown
from sanye.erp.production.models import ProductionOrder, ProductionProposal
from sanye.erp.production.publishing import publish_change_proposed
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.states import check_step
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import get_business_date


@command
def request_change(
    *,
    production_order_id: UUID,
    kind: str,
    new_date: date | None,
    new_quantity: Decimal | None,
    reason: str,
    action_message_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> ProductionProposal | None:
    """Change an unreleased order at once; of a released one propose it and return the proposal.

    `new_quantity` is what should still come, as planning sees the order; what is done already
    comes on top. An order that has ended needs no change: nothing happens. A later request of the
    same kind overtakes an open one.
    """
    order = lock_order(production_order_id)
    if order.status not in CHANGEABLE:
        return None
    if new_quantity is not None:
        new_quantity += order.completed_quantity + order.scrapped_quantity
    change = ChangeKind(kind)
    if order.status == OrderStatus.CREATED:
        _apply(order, change, new_date, new_quantity, reason, by=by, at=at)
        return None
    order.proposals.filter(status=ProposalStatus.OPEN, kind=change).update(
        status=ProposalStatus.OVERTAKEN, decided_at=at
    )
    proposal: ProductionProposal = ProductionProposal.objects.create(
        id=new_id(),
        company_id=by.company_id,
        production_order=order,
        action_message_id=action_message_id,
        kind=change,
        proposed_date=new_date,
        proposed_quantity=new_quantity,
        reason=reason,
        decide_by_date=max(order.start_date, get_business_date(at=at, by=by)),
    )
    publish_change_proposed(proposal)
    return proposal


@command
def accept_proposal(
    *, proposal_id: UUID, reason: str = "", by: Actor, at: datetime
) -> ProductionProposal:
    """Do what was proposed. Raises what the change itself raises, ComponentsIssued for one."""
    proposal, order = _lock(proposal_id)
    _decide(proposal, ProposalStatus.ACCEPTED, reason, by=by, at=at)
    _apply(
        order,
        ChangeKind(proposal.kind),
        proposal.proposed_date,
        proposal.proposed_quantity,
        proposal.reason,
        by=by,
        at=at,
    )
    return proposal


@command
def reject_proposal(
    *, proposal_id: UUID, reason: str, by: Actor, at: datetime
) -> ProductionProposal:
    """Leave the order as it is, with the reason."""
    proposal, _ = _lock(proposal_id)
    _decide(proposal, ProposalStatus.REJECTED, reason, by=by, at=at)
    return proposal


def _lock(proposal_id: UUID) -> tuple[ProductionProposal, ProductionOrder]:
    """The order is locked before its proposal, as everywhere."""
    found = ProductionProposal.objects.filter(id=proposal_id).values_list("production_order_id")
    row = found.first()
    if row is None:
        raise ProposalUnknown(id=proposal_id)
    order = lock_order(row[0])
    proposal: ProductionProposal = ProductionProposal.objects.get(id=proposal_id)
    return proposal, order


def _decide(
    proposal: ProductionProposal, status: ProposalStatus, reason: str, *, by: Actor, at: datetime
) -> None:
    check_step(
        PROPOSAL_STEPS, ProposalStatus(proposal.status), status, subject=f"proposal {proposal.id}"
    )
    proposal.status = status
    proposal.decided_at = at
    proposal.decided_by_id = by.user_id
    proposal.decision_reason = reason
    proposal.save(update_fields=["status", "decided_at", "decided_by", "decision_reason"])


def _apply(
    order: ProductionOrder,
    kind: ChangeKind,
    new_date: date | None,
    new_quantity: Decimal | None,
    reason: str,
    *,
    by: Actor,
    at: datetime,
) -> None:
    if kind == ChangeKind.CANCEL:
        cancel_production_order(production_order_id=order.id, reason=reason, by=by, at=at)
    elif kind == ChangeKind.RESCHEDULE and new_date is not None:
        reschedule_production_order(
            production_order_id=order.id, due_date=new_date, reason=reason, by=by, at=at
        )
    elif kind == ChangeKind.CHANGE_QUANTITY and new_quantity is not None:
        change_production_quantity(
            production_order_id=order.id, quantity=new_quantity, reason=reason, by=by, at=at
        )
