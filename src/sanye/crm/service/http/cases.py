"""Doors of cases: work on them, what they ask back, what they cost."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query
from pydantic import AwareDatetime

from sanye.crm.service import commands, queries
from sanye.crm.service.http import schemas as s
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.bulk import Rows
from sanye.stem.http.types import Day

router = Router(tags=["cases"])
SORTABLE = ("resolution_due_at", "response_due_at", "opened_at", "number")


class FilterIn(Schema):
    """What cases must be; clocks as they stand at the moment of asking."""

    queue_code: str | None = None
    status: str | None = None
    kind: str | None = None
    priority: str | None = None
    owner_id: UUID | None = None
    customer_id: UUID | None = None
    item_id: UUID | None = None
    sales_order_id: UUID | None = None
    delivery_id: UUID | None = None
    serial_number: str | None = None
    lot: str | None = None
    failure_code: str | None = None

    def columns(self) -> queries.CaseFilter:
        """The same for a query."""
        values = self.model_dump()
        return queries.CaseFilter(queue__code=values.pop("queue_code"), **values)


class ClockIn(Schema):
    """How their clocks must stand; `due_before` is the promised solution of open cases."""

    is_open: bool | None = None
    breached: bool | None = None
    at_risk: bool | None = None
    due_before: AwareDatetime | None = None


class FailureOut(Schema):
    item_id: UUID | None
    item_code: str | None
    failure_code: str
    month: date
    count: int
    in_warranty_count: int


class QueueCountOut(Schema):
    queue_code: str
    name: str
    name_zh: str
    new: int
    open: int
    waiting: int
    unassigned: int
    at_risk: int
    breached: int


def _shown(request: HttpRequest, case_id: UUID) -> object:
    return queries.get_case(case_id=case_id, by=actor_of(request))


@router.get("", response=Page[s.CaseRowOut])
def list_cases(
    request: HttpRequest,
    filters: Annotated[FilterIn, Query()],
    clocks: Annotated[ClockIn, Query()],
    search: str = "",
) -> HttpResponse:
    """Cases the caller may see; search in number and title."""
    rows = queries.list_cases(
        at=now(),
        filters=filters.columns(),
        **clocks.model_dump(),
        search=search,
        by=actor_of(request),
    )
    return page_of(request, rows, s.CaseRowOut, sortable=SORTABLE)


@router.post("", response={201: s.CaseOut})
def open_case(request: HttpRequest, body: s.CaseIn) -> object:
    """A customer needs something."""
    case = commands.open_case(about=body.about(), **body.given(), by=actor_of(request), at=now())
    return _shown(request, case.id)


@router.get("/my-work", response=Page[s.CaseRowOut])
def list_my_work(request: HttpRequest) -> HttpResponse:
    """What the caller has to do, the first due first."""
    rows = queries.list_my_work(by=actor_of(request))
    return page_of(
        request, rows, s.CaseRowOut, order="resolution_due_at", sortable=["opened_at", "number"]
    )


@router.get("/counts", response=list[QueueCountOut])
def count_cases(request: HttpRequest) -> object:
    """Open cases per queue, now."""
    return queries.count_cases(at=now(), by=actor_of(request))


@router.get("/failures", response=list[FailureOut])
def count_failures(
    request: HttpRequest,
    from_date: Annotated[Day, Query()],
    until_date: Annotated[Day, Query()],
    item_id: UUID | None = None,
    failure_code: str | None = None,
) -> object:
    """How often items failed, by failure code and month; the most frequent first."""
    return queries.count_failures(
        from_date=from_date,
        until_date=until_date,
        item_id=item_id,
        failure_code=failure_code,
        by=actor_of(request),
    )


@router.get("/cost-sums", response=list[s.CostSumOut])
def list_cost_sums(
    request: HttpRequest,
    group: Literal["case", "customer", "item"],
    customer_id: UUID | None = None,
    item_id: UUID | None = None,
    from_date: Annotated[Day | None, Query()] = None,
    until_date: Annotated[Day | None, Query()] = None,
) -> object:
    """What service cost per case, customer or item, dearest first."""
    return queries.list_cost_sums(
        group=group,
        customer_id=customer_id,
        item_id=item_id,
        from_date=from_date,
        until_date=until_date,
        by=actor_of(request),
    )


@router.get("/returns", response=Page[s.CaseReturnOut])
def list_all_returns(request: HttpRequest, customer_id: UUID | None = None) -> HttpResponse:
    """Return orders that came from cases."""
    rows = queries.list_case_returns(customer_id=customer_id, by=actor_of(request))
    return page_of(request, rows, s.CaseReturnOut, sortable=["number"])


@router.post("/imports", response={201: list[UUID]})
def import_closed_cases(request: HttpRequest, rows: Rows[s.ClosedCaseIn]) -> object:
    """Take over cases closed before Sanye, all or none."""
    given = [commands.ClosedCase(**row.model_dump()) for row in rows]
    cases = commands.import_closed_cases(cases=given, by=actor_of(request), at=now())
    return [case.id for case in cases]


@router.get("/{uuid:case_id}", response=s.CaseOut)
def get_case(request: HttpRequest, case_id: UUID) -> object:
    """One case."""
    return _shown(request, case_id)


@router.get("/{uuid:case_id}/timeline", response=list[s.TimelineOut])
def list_timeline(request: HttpRequest, case_id: UUID) -> object:
    """All that happened and was said, oldest first."""
    return queries.list_timeline(case_id=case_id, by=actor_of(request))


@router.post("/{uuid:case_id}/assign", response=s.CaseOut)
def assign_case(request: HttpRequest, case_id: UUID, body: s.AssignIn) -> object:
    """To somebody, another queue, another priority."""
    commands.assign_case(case_id=case_id, **body.dict(), by=actor_of(request), at=now())
    return _shown(request, case_id)


@router.post("/{uuid:case_id}/diagnose", response=s.CaseOut)
def diagnose_case(request: HttpRequest, case_id: UUID, body: s.DiagnoseIn) -> object:
    """What it is about and what is wrong."""
    commands.diagnose_case(
        case_id=case_id,
        about=body.about.about() if body.about else None,
        failure_code=body.failure_code,
        cause_code=body.cause_code,
        by=actor_of(request),
        at=now(),
    )
    return _shown(request, case_id)


@router.post("/{uuid:case_id}/notes", response={201: s.MessageOut})
def note_on_case(request: HttpRequest, case_id: UUID, body: s.TextIn) -> object:
    """Among ourselves."""
    return commands.note_on_case(case_id=case_id, text=body.text, by=actor_of(request), at=now())


@router.post("/{uuid:case_id}/answers", response={201: s.MessageOut})
def answer_customer(request: HttpRequest, case_id: UUID, body: s.AnswerIn) -> object:
    """To the customer; the first keeps the promise to respond."""
    return commands.answer_customer(case_id=case_id, **body.dict(), by=actor_of(request), at=now())


@router.post("/{uuid:case_id}/wait", response=s.CaseOut)
def wait_for_customer(request: HttpRequest, case_id: UUID, body: s.WaitIn) -> object:
    """It is the customer's turn: the clock stands."""
    commands.wait_for_customer(case_id=case_id, **body.dict(), by=actor_of(request), at=now())
    return _shown(request, case_id)


@router.post("/{uuid:case_id}/resume", response=s.CaseOut)
def resume_case(request: HttpRequest, case_id: UUID) -> object:
    """It is our turn again."""
    commands.resume_case(case_id=case_id, by=actor_of(request), at=now())
    return _shown(request, case_id)


@router.post("/{uuid:case_id}/escalate", response=s.CaseOut)
def escalate_case(request: HttpRequest, case_id: UUID, body: s.TextIn) -> object:
    """To the queue's superior, saying why."""
    commands.escalate_case(case_id=case_id, text=body.text, by=actor_of(request), at=now())
    return _shown(request, case_id)


@router.post("/{uuid:case_id}/resolve", response=s.CaseOut)
def resolve_case(request: HttpRequest, case_id: UUID, body: s.ResolveIn) -> object:
    """What was done, and why it was needed."""
    commands.resolve_case(case_id=case_id, **body.dict(), by=actor_of(request), at=now())
    return _shown(request, case_id)


@router.post("/{uuid:case_id}/reopen", response=s.CaseOut)
def reopen_case(request: HttpRequest, case_id: UUID, body: s.TextIn) -> object:
    """It was not solved after all."""
    commands.reopen_case(case_id=case_id, text=body.text, by=actor_of(request), at=now())
    return _shown(request, case_id)


@router.post("/{uuid:case_id}/close", response=s.CaseOut)
def close_case(request: HttpRequest, case_id: UUID, body: s.CloseIn) -> object:
    """Nothing more will be done."""
    commands.close_case(
        case_id=case_id, reason_code=body.reason_code, by=actor_of(request), at=now()
    )
    return _shown(request, case_id)


@router.post("/{uuid:case_id}/merge", response=s.CaseOut)
def merge_case(request: HttpRequest, case_id: UUID, body: s.MergeIn) -> object:
    """Another case of the customer goes on for this one."""
    commands.merge_case(case_id=case_id, into_id=body.into_id, by=actor_of(request), at=now())
    return _shown(request, case_id)


@router.get("/{uuid:case_id}/return-requests", response=Page[s.ReturnRequestOut])
def list_return_requests(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What it asked the customer to send back."""
    rows = queries.list_return_requests(case_id=case_id, by=actor_of(request))
    return page_of(request, rows, s.ReturnRequestOut)


@router.post("/{uuid:case_id}/return-requests", response={201: s.ReturnRequestOut})
def ask_for_return(request: HttpRequest, case_id: UUID, body: s.ReturnIn) -> object:
    """Ask for goods back, from orders, by serial number or lot, or from scratch."""
    return commands.ask_for_return(
        case_id=case_id,
        lines=[line.line() for line in body.lines],
        site_id=body.site_id,
        by=actor_of(request),
        at=now(),
    )


@router.get("/{uuid:case_id}/returns", response=Page[s.CaseReturnOut])
def list_case_returns(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What became of the goods it asked back."""
    rows = queries.list_case_returns(case_id=case_id, by=actor_of(request))
    return page_of(request, rows, s.CaseReturnOut, sortable=["number"])


@router.get("/{uuid:case_id}/costs", response=Page[s.CostOut])
def list_costs(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Reports of what it cost."""
    rows = queries.list_costs(case_id=case_id, by=actor_of(request))
    return page_of(request, rows, s.CostOut, sortable=["posting_date"])


@router.post("/{uuid:case_id}/costs", response={201: s.CostOut})
def report_cost(request: HttpRequest, case_id: UUID, body: s.CostIn) -> object:
    """Work, travel, parts or other."""
    return commands.report_cost(case_id=case_id, **body.dict(), by=actor_of(request), at=now())


@router.get("/{uuid:case_id}/cost", response=s.CostSumOut)
def get_case_cost(request: HttpRequest, case_id: UUID) -> object:
    """What it cost in sum, with the cases merged into it."""
    return queries.get_case_cost(case_id=case_id, by=actor_of(request))


@router.post("/costs/{uuid:cost_id}/reverse", response={201: s.CostOut})
def reverse_cost(request: HttpRequest, cost_id: UUID) -> object:
    """Take a report back."""
    return commands.reverse_cost(cost_id=cost_id, by=actor_of(request), at=now())


@router.post("/erase-words", response=int)
def erase_words(request: HttpRequest, customer_id: UUID) -> object:
    """Forget what a customer wrote, in all of his cases; answers how many messages."""
    return commands.erase_words(customer_id=customer_id, by=actor_of(request), at=now())
