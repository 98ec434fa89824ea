"""`/satisfaction`: requests, answers, mails, policy; and the page that customers see."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from sanye.crm.satisfaction import commands, queries
from sanye.crm.satisfaction.domain.asking import MailState
from sanye.crm.satisfaction.http.page import pages
from sanye.crm.satisfaction.http.schemas import (
    AnswerIn,
    AskIn,
    ImportIn,
    MailOut,
    PolicyBody,
    RequestOut,
)
from sanye.stem.http import Page, Router, actor_of, now, page_of
from sanye.stem.http.bulk import Rows

__all__ = ["pages", "router"]

router = Router(tags=["satisfaction"])


@router.get("/requests", response=Page[RequestOut])
def list_satisfaction_requests(
    request: HttpRequest,
    *,
    customer_id: UUID | None = None,
    sales_order_id: UUID | None = None,
    item_id: UUID | None = None,
    is_answered: bool | None = None,
    score_up_to: int | None = None,
) -> HttpResponse:
    """Requests with their answers and links, newest first."""
    rows = queries.list_satisfaction_requests(
        customer_id=customer_id,
        sales_order_id=sales_order_id,
        item_id=item_id,
        is_answered=is_answered,
        score_up_to=score_up_to,
        by=actor_of(request),
    )
    return page_of(request, rows, RequestOut, order="-asked_at", sortable=["answered_at", "score"])


@router.post("/requests", response={201: RequestOut})
def ask_for_satisfaction(request: HttpRequest, body: AskIn) -> object:
    """Ask a customer by hand; the answer has the link to copy."""
    return commands.ask_for_satisfaction(**body.dict(), by=actor_of(request), at=now())


@router.get("/requests/{uuid:request_id}", response=RequestOut)
def get_satisfaction_request(request: HttpRequest, request_id: UUID) -> object:
    """One request."""
    return queries.get_satisfaction_request(request_id=request_id, by=actor_of(request))


@router.post("/requests/{uuid:request_id}/answer", response=RequestOut)
def answer_request(request: HttpRequest, request_id: UUID, body: AnswerIn) -> object:
    """Write down what the customer answered, as on the telephone."""
    return commands.answer_request(
        request_id=request_id, **body.dict(), by=actor_of(request), at=now()
    )


@router.post("/imports", response={201: list[RequestOut]})
def import_answers(request: HttpRequest, body: Rows[ImportIn]) -> object:
    """Take over answers from before, all or none."""
    answers = [commands.ImportedAnswer(**row.dict()) for row in body]
    return commands.import_answers(answers=answers, by=actor_of(request), at=now())


@router.get("/policy", response=PolicyBody)
def get_satisfaction_policy(request: HttpRequest) -> object:
    """Whom the company asks, and how often."""
    return queries.get_satisfaction_policy(by=actor_of(request))


@router.put("/policy", response=PolicyBody)
def put_satisfaction_policy(request: HttpRequest, body: PolicyBody) -> object:
    """Say whom to ask, and how often."""
    return commands.put_satisfaction_policy(**body.dict(), by=actor_of(request), at=now())


@router.get("/mails", response=Page[MailOut])
def list_outgoing_mail(request: HttpRequest, state: MailState | None = None) -> HttpResponse:
    """Mails waiting, sent, failed; without a mail server they wait."""
    rows = queries.list_outgoing_mail(state=state, by=actor_of(request))
    return page_of(request, rows, MailOut, order="-written_at")


@router.post("/mails/{uuid:mail_id}/retry", response=MailOut)
def retry_mail(request: HttpRequest, mail_id: UUID) -> object:
    """Send a failed mail once more."""
    return commands.retry_mail(mail_id=mail_id, by=actor_of(request), at=now())
