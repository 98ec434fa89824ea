"""A company sets up its service."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from sanye.crm.service.commands.rows import check_users, checked_text, chosen, in_rows
from sanye.crm.service.domain.codes import (
    STARTING_CODES,
    STARTING_LEVELS,
    STARTING_QUEUES,
    CodeKind,
)
from sanye.crm.service.domain.states import CaseKind, Priority
from sanye.crm.service.errors import (
    CodeMissing,
    FormUnknown,
    MonthsOutOfRange,
    NameMissing,
    TermAmbiguous,
)
from sanye.crm.service.models import (
    CannedAnswer,
    KnowledgeArticle,
    ServiceCode,
    ServiceForm,
    ServiceLevel,
    ServicePolicy,
    ServiceQueue,
    WarrantyTerm,
)
from sanye.crm.service.queries import find_codes, get_policy, get_queue, key_digest
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.masterdata.errors import MasterUnknown
from sanye.stem.masterdata.models import ItemFamily
from sanye.stem.masterdata.queries import get_item, get_site
from sanye.stem.rows.models import CompanyRow

MOST_MONTHS = 600
KEY_BYTES = 24
M = TypeVar("M", bound=CompanyRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCode:
    """One code of a list; put again it takes the new names, archived it is used no more."""

    kind: str
    code: str
    name: str
    name_zh: str = ""
    is_our_fault: bool = False
    is_archived: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLevel:
    """Promised working minutes for a priority, queue and customer group; empty fits all."""

    priority: str = ""
    queue_code: str = ""
    customer_group: str = ""
    response_minutes: int | None = None
    resolution_minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewForm:
    """A form and its key, which is shown this once."""

    form: ServiceForm
    key: str


@command
def set_up_service(*, by: Actor, at: datetime) -> int:
    """Give the company the starting queues, levels and codes that it lacks; returns how many."""
    before = _count_rules()
    _set_up_queues(by.company_id)
    _set_up_codes(by.company_id)
    _set_up_levels(by.company_id)
    return _count_rules() - before


def set_up_if_empty(*, by: Actor) -> None:
    """The first case of a company finds queues, codes and levels; a list it has is left alone."""
    if not ServiceQueue.objects.exists():
        _set_up_queues(by.company_id)
    if not ServiceCode.objects.exists():
        _set_up_codes(by.company_id)
    if not ServiceLevel.objects.exists():
        _set_up_levels(by.company_id)


def _count_rules() -> int:
    lists = (ServiceQueue, ServiceCode, ServiceLevel)
    return sum(rows.objects.count() for rows in lists)


def _set_up_queues(company_id: UUID) -> None:
    ServiceQueue.objects.bulk_create(
        [
            ServiceQueue(company_id=company_id, code=code, name=name, name_zh=name_zh)
            for code, name, name_zh in STARTING_QUEUES
        ],
        ignore_conflicts=True,
    )


def _set_up_codes(company_id: UUID) -> None:
    ServiceCode.objects.bulk_create(
        [
            ServiceCode(
                company_id=company_id,
                kind=one.kind,
                code=one.code,
                name=one.name,
                name_zh=one.name_zh,
                is_our_fault=one.is_our_fault,
            )
            for one in STARTING_CODES
        ],
        ignore_conflicts=True,
    )


def _set_up_levels(company_id: UUID) -> None:
    ServiceLevel.objects.bulk_create(
        [
            ServiceLevel(
                company_id=company_id,
                priority=priority,
                response_minutes=response,
                resolution_minutes=resolution,
            )
            for priority, (response, resolution) in STARTING_LEVELS.items()
        ],
        ignore_conflicts=True,
    )


@command
def set_service_policy(
    *,
    labor_rate: Decimal,
    reopen_days: int = 14,
    silence_days: int = 7,
    risk_ratio: Decimal = Decimal("0.75"),
    site_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> ServicePolicy:
    """What an hour costs (functional currency), how long a case may be reopened and stays open
    unanswered, when a promise is at risk, and whose calendar counts. Raises MasterUnknown."""
    if site_id is not None:
        get_site(site_id=site_id, by=by)
    policy = get_policy(by=by)
    policy.labor_rate, policy.site_id, policy.risk_ratio = labor_rate, site_id, risk_ratio
    policy.reopen_days, policy.silence_days = reopen_days, silence_days
    policy.save()
    return policy


@command
def put_queue(
    *,
    code: str,
    name: str,
    name_zh: str = "",
    owner_role: str = "SERVICE",
    member_ids: Sequence[UUID] = (),
    escalate_to_id: UUID | None = None,
    site_id: UUID | None = None,
    is_archived: bool = False,
    by: Actor,
    at: datetime,
) -> ServiceQueue:
    """Make or change a queue. Raises CodeMissing, NameMissing, UserNotHere, MasterUnknown."""
    _check_named(code, name)
    check_users(member_ids, by=by, field="member_ids")
    if escalate_to_id is not None:
        check_users([escalate_to_id], by=by, field="escalate_to_id")
    if site_id is not None:
        get_site(site_id=site_id, by=by)
    return _put(
        ServiceQueue,
        {"company_id": by.company_id, "code": code},
        name=name,
        name_zh=name_zh,
        owner_role=owner_role,
        member_ids=list(dict.fromkeys(member_ids)),
        escalate_to_id=escalate_to_id,
        site_id=site_id,
        archived_at=at if is_archived else None,
    )


@command
def put_levels(*, levels: Sequence[NewLevel], by: Actor, at: datetime) -> list[ServiceLevel]:
    """Make or change service levels; open cases keep theirs until they are assigned anew.

    A level without minutes promises nothing. Raises ChoiceUnknown, QueueUnknown.
    """
    return in_rows(levels, lambda level: _put_level(level, by=by))


def _put_level(level: NewLevel, *, by: Actor) -> ServiceLevel:
    if level.priority:
        chosen(Priority, level.priority, field="priority")
    queue = get_queue(code=level.queue_code, by=by) if level.queue_code else None
    return _put(
        ServiceLevel,
        {
            "company_id": by.company_id,
            "priority": level.priority,
            "queue_id": queue.id if queue else None,
            "customer_group": level.customer_group,
        },
        response_minutes=level.response_minutes,
        resolution_minutes=level.resolution_minutes,
    )


@command
def put_codes(*, codes: Sequence[NewCode], by: Actor, at: datetime) -> list[ServiceCode]:
    """Make or change codes of the lists. Raises ChoiceUnknown, CodeMissing, NameMissing."""
    return in_rows(codes, lambda code: _put_code(code, by=by, at=at))


def _put_code(code: NewCode, *, by: Actor, at: datetime) -> ServiceCode:
    kind = chosen(CodeKind, code.kind, field="kind")
    _check_named(code.code, code.name)
    return _put(
        ServiceCode,
        {"company_id": by.company_id, "kind": kind, "code": code.code},
        name=code.name,
        name_zh=code.name_zh,
        is_our_fault=code.is_our_fault,
        archived_at=at if code.is_archived else None,
    )


@command
def put_canned_answer(
    *,
    code: str,
    language: str,
    title: str,
    text: str,
    is_archived: bool = False,
    by: Actor,
    at: datetime,
) -> CannedAnswer:
    """Make or change a text to answer with. Raises CodeMissing, NameMissing, TextEmpty."""
    _check_named(code, title)
    return _put(
        CannedAnswer,
        {"company_id": by.company_id, "code": code, "language": language},
        title=title,
        text=checked_text(text),
        archived_at=at if is_archived else None,
    )


@command
def put_article(
    *,
    code: str,
    language: str,
    title: str,
    text: str,
    failure_code: str = "",
    item_id: UUID | None = None,
    is_archived: bool = False,
    by: Actor,
    at: datetime,
) -> KnowledgeArticle:
    """Make or change an article. Raises CodeMissing, NameMissing, TextEmpty, CodeUnknown,
    MasterUnknown."""
    _check_named(code, title)
    find_codes(kind=CodeKind.FAILURE, codes=[failure_code], by=by)
    if item_id is not None:
        get_item(item_id=item_id, by=by)
    return _put(
        KnowledgeArticle,
        {"company_id": by.company_id, "code": code, "language": language},
        title=title,
        text=checked_text(text),
        failure_code=failure_code,
        item_id=item_id,
        archived_at=at if is_archived else None,
    )


@command
def put_warranty_term(
    *,
    months: int,
    valid_from_date: date,
    item_id: UUID | None = None,
    family_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> WarrantyTerm:
    """Months of warranty for what is shipped from a day on; without item and family everybody's.

    Raises MonthsOutOfRange, TermAmbiguous, MasterUnknown.
    """
    if not 0 <= months <= MOST_MONTHS:
        raise MonthsOutOfRange(value=months, field="months")
    if item_id is not None and family_id is not None:
        raise TermAmbiguous(field="family_id")
    if item_id is not None:
        get_item(item_id=item_id, by=by)
    if family_id is not None and not ItemFamily.objects.filter(id=family_id).exists():
        raise MasterUnknown(entity="Item family", key=family_id)
    return _put(
        WarrantyTerm,
        {
            "company_id": by.company_id,
            "item_id": item_id,
            "family_id": family_id,
            "valid_from_date": valid_from_date,
        },
        months=months,
    )


@command
def open_form(
    *,
    code: str,
    kind: str = CaseKind.QUESTION,
    queue_code: str = "",
    most_per_hour: int = 60,
    by: Actor,
    at: datetime,
) -> NewForm:
    """Make a web form, or give a known one a new key. Raises CodeMissing, ChoiceUnknown,
    QueueUnknown."""
    _check_named(code, code)
    key = secrets.token_urlsafe(KEY_BYTES)
    form = _put(
        ServiceForm,
        {"company_id": by.company_id, "code": code},
        key_sha256=key_digest(key),
        kind=chosen(CaseKind, kind, field="kind"),
        queue=get_queue(code=queue_code, by=by) if queue_code else None,
        most_per_hour=most_per_hour,
        closed_at=None,
    )
    return NewForm(form=form, key=key)


@command
def close_form(*, code: str, by: Actor, at: datetime) -> ServiceForm:
    """Its key opens nothing any more. Raises FormUnknown."""
    form: ServiceForm | None = ServiceForm.objects.filter(code=code).first()
    if form is None:
        raise FormUnknown
    form.closed_at = at
    form.save()
    return form


def _put(model: type[M], key: dict[str, Any], **values: Any) -> M:
    row: M
    row, _ = model.objects.update_or_create(
        **key, defaults=values, create_defaults={"id": new_id(), **key, **values}
    )
    return row


def _check_named(code: str, name: str) -> None:
    if not code.strip():
        raise CodeMissing(field="code")
    if not name.strip():
        raise NameMissing(value=code, field="name")
