"""What a case asked back and what became of it."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet

from sanye.crm.service.models import CaseReturn, ReturnRequest, ReturnRequestLine
from sanye.crm.service.queries.cases import get_case
from sanye.kernel.actors import Actor
from sanye.stem.commands import query


@query
def list_return_requests(*, case_id: UUID, by: Actor) -> QuerySet[ReturnRequest]:
    """What a case asked back, with its lines. Raises CaseUnknown."""
    get_case(case_id=case_id, by=by)
    lines = ReturnRequestLine.objects.order_by("id").select_related("item")
    rows: QuerySet[ReturnRequest] = ReturnRequest.objects.filter(case_id=case_id)
    return rows.prefetch_related(Prefetch("lines", queryset=lines))


@query
def list_case_returns(
    *, case_id: UUID | None = None, customer_id: UUID | None = None, by: Actor
) -> QuerySet[CaseReturn]:
    """Return orders that belong to a case, with what they came to. Raises CaseUnknown."""
    rows: QuerySet[CaseReturn] = CaseReturn.objects.filter(case_id__isnull=False)
    if case_id is not None:
        get_case(case_id=case_id, by=by)
        rows = rows.filter(case_id=case_id)
    return rows if customer_id is None else rows.filter(customer_id=customer_id)
