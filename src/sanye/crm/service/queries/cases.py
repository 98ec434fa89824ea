"""Cases: lists, one with its timeline, what is mine to do."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from sanye.crm.service.domain.states import ALIVE, RUNNING, MessageKind
from sanye.crm.service.errors import CaseUnknown
from sanye.crm.service.models import Case, CaseMessage, CaseStep
from sanye.kernel.actors import Actor
from sanye.stem.commands import query


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """A step or a message: `what` is the change or IN, OUT, NOTE; only messages have words."""

    happened_at: datetime
    what: str
    detail: str
    text: str
    user_id: UUID | None
    row_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Columns that cases must have; None asks for nothing."""

    queue__code: str | None = None
    owner_id: UUID | None = None
    status: str | None = None
    kind: str | None = None
    priority: str | None = None
    customer_id: UUID | None = None
    item_id: UUID | None = None
    sales_order_id: UUID | None = None
    delivery_id: UUID | None = None
    serial_number: str | None = None
    lot: str | None = None
    failure_code: str | None = None


def is_breached(at: datetime) -> Q:
    """A promise was not kept: the clock passed it, or stands behind it."""
    responded = Coalesce(F("responded_at"), Value(at))
    stopped = Coalesce(F("clock_stopped_at"), Value(at))
    return Q(response_due_at__lt=responded) | Q(resolution_due_at__lt=stopped)


def is_at_risk(at: datetime) -> Q:
    """The clock runs, nothing is breached, and most of a promised time has passed."""
    response = Q(responded_at__isnull=True, response_risk_at__lte=at)
    not_late = Q(response_due_at__isnull=True) | Q(responded_at__isnull=False)
    not_late |= Q(response_due_at__gte=at)
    in_time = Q(resolution_due_at__isnull=True) | Q(resolution_due_at__gte=at)
    near = response | Q(resolution_risk_at__lte=at)
    return Q(status__in=RUNNING) & near & not_late & in_time


@query
def get_case(*, case_id: UUID, by: Actor) -> Case:
    """One case with its queue and masters. Raises CaseUnknown."""
    found: Case | None = _joined().filter(id=case_id).first()
    if found is None:
        raise CaseUnknown(id=case_id)
    return found


@query
def list_cases(
    *,
    at: datetime,
    filters: CaseFilter | None = None,
    is_open: bool | None = None,
    breached: bool | None = None,
    at_risk: bool | None = None,
    due_before: datetime | None = None,
    search: str = "",
    by: Actor,
) -> QuerySet[Case]:
    """Cases by columns, by how their clock stands at `at`, by search in number and title."""
    exact = asdict(filters) if filters is not None else {}
    rows = _joined().filter(**{name: value for name, value in exact.items() if value is not None})
    conditions = ((is_open, Q(status__in=ALIVE)), (breached, is_breached(at)))
    for wanted, condition in (*conditions, (at_risk, is_at_risk(at))):
        if wanted is not None:
            matching = Case.objects.filter(condition).values("id")
            rows = rows.filter(id__in=matching) if wanted else rows.exclude(id__in=matching)
    if due_before is not None:
        rows = rows.filter(status__in=ALIVE, resolution_due_at__lt=due_before)
    if search:
        rows = rows.filter(Q(number__istartswith=search) | Q(title__icontains=search))
    return rows


@query
def list_my_work(*, by: Actor) -> QuerySet[Case]:
    """What the caller has to do: own open cases, and new ones of his queues that nobody has."""
    own = Q(owner_id=by.user_id, status__in=RUNNING)
    free = Q(owner__isnull=True, status__in=RUNNING, queue__member_ids__contains=[by.user_id])
    return _joined().filter(own | free)


@query
def list_open_cases_of_customer(*, customer_id: UUID, by: Actor) -> QuerySet[Case]:
    """What a customer waits for, or is waited for."""
    return _joined().filter(customer_id=customer_id, status__in=ALIVE)


@query
def list_timeline(*, case_id: UUID, by: Actor) -> list[TimelineEntry]:
    """All that happened to a case and was said about it, oldest first. Raises CaseUnknown."""
    get_case(case_id=case_id, by=by)
    messages = CaseMessage.objects.filter(case_id=case_id)
    if by.party_ids is not None:
        messages = messages.exclude(kind=MessageKind.NOTE)
    entries = [_entry_of_step(step) for step in CaseStep.objects.filter(case_id=case_id)]
    entries += [_entry_of_message(message) for message in messages]
    return sorted(entries, key=lambda entry: (entry.happened_at, entry.row_id))


def _joined() -> QuerySet[Case]:
    rows: QuerySet[Case] = Case.objects.select_related("queue", "customer", "item", "merged_into")
    return rows


def _entry_of_step(step: CaseStep) -> TimelineEntry:
    return TimelineEntry(
        happened_at=step.happened_at,
        what=step.change,
        detail=step.detail,
        text="",
        user_id=step.user_id,
        row_id=step.id,
    )


def _entry_of_message(message: CaseMessage) -> TimelineEntry:
    return TimelineEntry(
        happened_at=message.written_at,
        what=message.kind,
        detail="ERASED" if message.erased_at else message.channel,
        text=message.text,
        user_id=message.user_id,
        row_id=message.id,
    )
