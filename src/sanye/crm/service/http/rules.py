"""Doors of what a company sets about its service."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from sanye.crm.service import commands, queries
from sanye.stem.http import Page, Router, Schema, actor_of, now, page_of
from sanye.stem.http.bulk import Rows
from sanye.stem.http.types import Code, Day, NotNegative, Ratio

router = Router(tags=["service"])
Name = Field(max_length=100)
Minutes = Field(None, ge=1, le=1_000_000)


class PolicyBody(Schema):
    """`labor_rate` per hour in functional currency."""

    labor_rate: NotNegative
    reopen_days: int = Field(14, ge=0, le=365)
    silence_days: int = Field(7, ge=0, le=365)
    risk_ratio: Ratio = Decimal("0.75")
    site_id: UUID | None = None


class QueueIn(Schema):
    name: str = Name
    name_zh: str = Field("", max_length=100)
    owner_role: Code = "SERVICE"
    member_ids: list[UUID] = Field([], max_length=1000)
    escalate_to_id: UUID | None = None
    site_id: UUID | None = None
    is_archived: bool = False


class QueueOut(Schema):
    id: UUID
    code: str
    name: str
    name_zh: str
    owner_role: str
    member_ids: list[UUID]
    escalate_to_id: UUID | None
    site_id: UUID | None
    archived_at: datetime | None


class LevelIn(Schema):
    priority: Code = ""
    queue_code: Code = ""
    customer_group: Code = ""
    response_minutes: int | None = Minutes
    resolution_minutes: int | None = Minutes


class LevelOut(Schema):
    id: UUID
    priority: str
    queue_code: str | None = Field(None, alias="queue.code")
    customer_group: str
    response_minutes: int | None
    resolution_minutes: int | None


class CodeIn(Schema):
    kind: Code
    code: Code
    name: str = Name
    name_zh: str = Field("", max_length=100)
    is_our_fault: bool = False
    is_archived: bool = False


class CodeOut(Schema):
    id: UUID
    kind: str
    code: str
    name: str
    name_zh: str
    is_our_fault: bool


class AnswerTextIn(Schema):
    title: str = Field(max_length=200)
    text: str = Field(max_length=50_000)
    is_archived: bool = False


class AnswerOut(Schema):
    id: UUID
    code: str
    language: str
    title: str
    text: str


class ArticleIn(AnswerTextIn):
    failure_code: Code = ""
    item_id: UUID | None = None


class ArticleOut(AnswerOut):
    failure_code: str
    item_id: UUID | None


class TermIn(Schema):
    months: int = Field(ge=0, le=600)
    valid_from_date: Day
    item_id: UUID | None = None
    family_id: UUID | None = None


class TermOut(Schema):
    id: UUID
    months: int
    valid_from_date: date
    item_id: UUID | None
    family_id: UUID | None


class FormRulesIn(Schema):
    kind: Code = "QUESTION"
    queue_code: Code = ""
    most_per_hour: int = Field(60, ge=1, le=100_000)


class FormOut(Schema):
    id: UUID
    code: str
    kind: str
    queue_code: str | None = Field(None, alias="queue.code")
    most_per_hour: int
    closed_at: datetime | None


class NewFormOut(Schema):
    """The key is shown only here."""

    code: str
    key: str


@router.post("/set-up", response=int)
def set_up_service(request: HttpRequest) -> object:
    """Starting queues, levels and codes that are missing; answers how many were made."""
    return commands.set_up_service(by=actor_of(request), at=now())


@router.get("/policy", response=PolicyBody)
def get_policy(request: HttpRequest) -> object:
    """The company's service policy."""
    return queries.get_policy(by=actor_of(request))


@router.put("/policy", response=PolicyBody)
def set_service_policy(request: HttpRequest, body: PolicyBody) -> object:
    """Set it."""
    return commands.set_service_policy(**body.dict(), by=actor_of(request), at=now())


@router.get("/queues", response=Page[QueueOut])
def list_queues(
    request: HttpRequest,
    archived: bool = False,  # noqa: FBT001, FBT002
) -> HttpResponse:
    """Where cases wait."""
    rows = queries.list_queues(archived=archived, by=actor_of(request))
    return page_of(request, rows, QueueOut, order="code")


@router.put("/queues/{code}", response=QueueOut)
def put_queue(request: HttpRequest, code: str, body: QueueIn) -> object:
    """Make or change a queue."""
    return commands.put_queue(code=code[:40], **body.dict(), by=actor_of(request), at=now())


@router.get("/levels", response=Page[LevelOut])
def list_levels(request: HttpRequest) -> HttpResponse:
    """Promised working minutes."""
    rows = queries.list_levels(by=actor_of(request))
    return page_of(request, rows, LevelOut, sortable=["priority"])


@router.put("/levels", response=list[LevelOut])
def put_levels(request: HttpRequest, rows: Rows[LevelIn]) -> object:
    """Make or change levels; without minutes nothing is promised."""
    levels = [commands.NewLevel(**row.dict()) for row in rows]
    return commands.put_levels(levels=levels, by=actor_of(request), at=now())


@router.get("/codes", response=Page[CodeOut])
def list_codes(request: HttpRequest, kind: str | None = None) -> HttpResponse:
    """Failures, causes, resolutions, return reasons."""
    rows = queries.list_codes(kind=kind, by=actor_of(request))
    return page_of(request, rows, CodeOut, order="code")


@router.put("/codes", response=list[CodeOut])
def put_codes(request: HttpRequest, rows: Rows[CodeIn]) -> object:
    """Make, rename or archive codes."""
    codes = [commands.NewCode(**row.dict()) for row in rows]
    return commands.put_codes(codes=codes, by=actor_of(request), at=now())


@router.get("/canned-answers", response=Page[AnswerOut])
def list_canned_answers(
    request: HttpRequest, language: str | None = None, search: str = ""
) -> HttpResponse:
    """Texts to answer with."""
    rows = queries.list_canned_answers(language=language, search=search, by=actor_of(request))
    return page_of(request, rows, AnswerOut, order="code")


@router.put("/canned-answers/{code}/{language}", response=AnswerOut)
def put_canned_answer(request: HttpRequest, code: str, language: str, body: AnswerTextIn) -> object:
    """Make or change one."""
    return commands.put_canned_answer(
        code=code[:40], language=language[:8], **body.dict(), by=actor_of(request), at=now()
    )


@router.get("/articles", response=Page[ArticleOut])
def list_articles(
    request: HttpRequest,
    language: str | None = None,
    failure_code: str | None = None,
    item_id: UUID | None = None,
    search: str = "",
) -> HttpResponse:
    """How things are solved; every word of the search is in code, title or text."""
    rows = queries.list_articles(
        language=language,
        failure_code=failure_code,
        item_id=item_id,
        search=search,
        by=actor_of(request),
    )
    return page_of(request, rows, ArticleOut, order="code")


@router.put("/articles/{code}/{language}", response=ArticleOut)
def put_article(request: HttpRequest, code: str, language: str, body: ArticleIn) -> object:
    """Make or change one."""
    return commands.put_article(
        code=code[:40], language=language[:8], **body.dict(), by=actor_of(request), at=now()
    )


@router.get("/warranty-terms", response=Page[TermOut])
def list_warranty_terms(request: HttpRequest) -> HttpResponse:
    """Months of warranty, past ones too."""
    rows = queries.list_warranty_terms(by=actor_of(request))
    return page_of(request, rows, TermOut, sortable=["valid_from_date"])


@router.put("/warranty-terms", response=TermOut)
def put_warranty_term(request: HttpRequest, body: TermIn) -> object:
    """For an item, a family, or everything, from a day on."""
    return commands.put_warranty_term(**body.dict(), by=actor_of(request), at=now())


@router.get("/forms", response=Page[FormOut])
def list_forms(request: HttpRequest) -> HttpResponse:
    """Web forms."""
    return page_of(request, queries.list_forms(by=actor_of(request)), FormOut, order="code")


@router.put("/forms/{code}", response=NewFormOut)
def open_form(request: HttpRequest, code: str, body: FormRulesIn, response: HttpResponse) -> object:
    """Make a form, or give it a new key."""
    made = commands.open_form(code=code[:40], **body.dict(), by=actor_of(request), at=now())
    response["Cache-Control"] = "no-store"
    return {"code": made.form.code, "key": made.key}


@router.delete("/forms/{code}", response=FormOut)
def close_form(request: HttpRequest, code: str) -> object:
    """Its key opens nothing any more."""
    return commands.close_form(code=code, by=actor_of(request), at=now())
