"""Changes of released orders that a person decides."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from sanye.erp.production import commands, queries
from sanye.erp.production.http.schemas import DecisionIn, ProposalOut, ReasonIn
from sanye.stem.http import Page, Router, actor_of, now, page_of

router = Router(tags=["production-proposals"])


@router.get("", response=Page[ProposalOut])
def list_proposals(
    request: HttpRequest, status: str | None = None, production_order_id: UUID | None = None
) -> HttpResponse:
    """What planning asks for."""
    rows = queries.list_proposals(
        status=status, production_order_id=production_order_id, by=actor_of(request)
    )
    return page_of(request, rows, ProposalOut, sortable=["decide_by_date"])


@router.get("/{uuid:proposal_id}", response=ProposalOut)
def get_proposal(request: HttpRequest, proposal_id: UUID) -> object:
    """One proposal."""
    return queries.get_proposal(proposal_id=proposal_id, by=actor_of(request))


@router.post("/{uuid:proposal_id}/accept", response=ProposalOut)
def accept_proposal(request: HttpRequest, proposal_id: UUID, body: DecisionIn) -> object:
    """Do what is proposed."""
    return commands.accept_proposal(
        proposal_id=proposal_id, reason=body.reason, by=actor_of(request), at=now()
    )


@router.post("/{uuid:proposal_id}/reject", response=ProposalOut)
def reject_proposal(request: HttpRequest, proposal_id: UUID, body: ReasonIn) -> object:
    """Leave the order as it is."""
    return commands.reject_proposal(
        proposal_id=proposal_id, reason=body.reason, by=actor_of(request), at=now()
    )
