"""`/goods-receipts`, `/purchase-proposals`, `/purchase-requisitions`, `/purchasing-policies`."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from sanye.erp.purchasing import commands, queries
from sanye.erp.purchasing.http import schemas
from sanye.stem.http import Page, Router, actor_of, now, page_of

receipts = Router(tags=["goods receipts"])
proposals = Router(tags=["purchase proposals"])
requisitions = Router(tags=["purchase requisitions"])
policies = Router(tags=["purchasing policies"])


@receipts.get("", response=Page[schemas.ReceiptOut])
def list_receipts(
    request: HttpRequest,
    purchase_order_id: UUID | None = None,
    supplier_id: UUID | None = None,
    kind: str | None = None,
) -> HttpResponse:
    """Receipts (RECEIPT) and returns (RETURN)."""
    rows = queries.list_receipts(
        purchase_order_id=purchase_order_id,
        supplier_id=supplier_id,
        kind=kind,
        by=actor_of(request),
    )
    sortable = ["number", "posting_date"]
    return page_of(request, rows.prefetch_related("lines"), schemas.ReceiptOut, sortable=sortable)


@proposals.get("", response=Page[schemas.ProposalOut])
def list_change_proposals(
    request: HttpRequest, status: str | None = None, purchase_order_id: UUID | None = None
) -> HttpResponse:
    """Changes that wait for a supplier, or did."""
    rows = queries.list_change_proposals(
        status=status, purchase_order_id=purchase_order_id, by=actor_of(request)
    )
    return page_of(request, rows, schemas.ProposalOut, sortable=["answer_by_date"])


@proposals.post("/{uuid:proposal_id}/answer", response=schemas.ProposalOut)
def answer_change_proposal(
    request: HttpRequest, proposal_id: UUID, body: schemas.ProposalAnswerIn
) -> object:
    """The supplier takes the change, or refuses it with a reason."""
    return commands.answer_change_proposal(
        proposal_id=proposal_id, **body.dict(), by=actor_of(request), at=now()
    )


@requisitions.get("", response=Page[schemas.RequisitionOut])
def list_requisitions(request: HttpRequest, status: str | None = None) -> HttpResponse:
    """Planned orders and what became of them; OPEN ones wait for a buyer."""
    rows = queries.list_requisitions(status=status, by=actor_of(request))
    return page_of(request, rows, schemas.RequisitionOut, sortable=["due_date"])


@requisitions.post("/{uuid:requisition_id}/order", response={201: schemas.OrderOut})
def order_requisition(
    request: HttpRequest, requisition_id: UUID, body: schemas.RequisitionOrderIn
) -> object:
    """Buy it from a supplier; without an offer of his, at the price given."""
    order = commands.order_requisition(
        requisition_id=requisition_id, **body.dict(), by=actor_of(request), at=now()
    )
    return queries.get_purchase_order(purchase_order_id=order.id, by=actor_of(request))


@requisitions.post("/{uuid:requisition_id}/drop", response=schemas.RequisitionOut)
def drop_requisition(request: HttpRequest, requisition_id: UUID, body: schemas.ReasonIn) -> object:
    """Decide not to buy it."""
    return commands.drop_requisition(
        requisition_id=requisition_id, reason=body.reason, by=actor_of(request), at=now()
    )


@policies.get("", response=Page[schemas.PolicyOut])
def list_policies(request: HttpRequest) -> HttpResponse:
    """How we buy; the row without a supplier is the company's."""
    rows = queries.list_purchasing_policies(by=actor_of(request))
    return page_of(request, rows, schemas.PolicyOut)


@policies.put("", response=schemas.PolicyOut)
def put_policy(request: HttpRequest, body: schemas.PolicyIn) -> object:
    """Set the policy of a supplier, or of the company."""
    return commands.put_purchasing_policy(**body.dict(), by=actor_of(request), at=now())
