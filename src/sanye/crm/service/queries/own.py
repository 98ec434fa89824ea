"""What a customer sees at the portal."""

from uuid import UUID

from django.db.models import QuerySet

from sanye.crm.service.models import Case, CaseMessage, CaseReturn
from sanye.crm.service.queries.cases import get_case
from sanye.kernel.actors import Actor
from sanye.stem.commands import query


@query
def list_own_cases(*, status: str | None = None, by: Actor) -> QuerySet[Case]:
    """Cases of the caller's parties."""
    rows: QuerySet[Case] = Case.objects.select_related("item", "customer")
    return rows if status is None else rows.filter(status=status)


@query
def get_own_case(*, case_id: UUID, by: Actor) -> Case:
    """One case of the caller's parties. Raises CaseUnknown."""
    return get_case(case_id=case_id, by=by)


@query
def list_own_messages(*, case_id: UUID, by: Actor) -> QuerySet[CaseMessage]:
    """What was said to and by the customer; notes among ourselves are not shown."""
    get_case(case_id=case_id, by=by)
    rows: QuerySet[CaseMessage] = CaseMessage.objects.filter(case_id=case_id)
    return rows.exclude(kind="NOTE")


@query
def list_own_returns(*, case_id: UUID, by: Actor) -> QuerySet[CaseReturn]:
    """Returns of one of the caller's cases. Raises CaseUnknown."""
    get_case(case_id=case_id, by=by)
    rows: QuerySet[CaseReturn] = CaseReturn.objects.filter(case_id=case_id)
    return rows
