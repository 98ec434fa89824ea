"""What a company has set about its service."""

from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from sanye.crm.service.domain.levels import Level, level_for
from sanye.crm.service.errors import CodeUnknown, QueueUnknown
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
from sanye.kernel.actors import Actor
from sanye.kernel.calendars import WorkingCalendar
from sanye.stem.commands import query
from sanye.stem.identity.fixed import fixed_of
from sanye.stem.masterdata.queries import working_calendar

USUAL_RISK = Decimal("0.75")
MOST_WORDS = 10


@query
def get_policy(*, by: Actor) -> ServicePolicy:
    """The company's service policy, or the usual one where none was set."""
    found: ServicePolicy | None = ServicePolicy.objects.first()
    return found or ServicePolicy(company_id=by.company_id, risk_ratio=USUAL_RISK)


@query
def get_queue(*, code: str, by: Actor) -> ServiceQueue:
    """A queue in use by its code. Raises QueueUnknown."""
    rows = ServiceQueue.objects.filter(code=code, archived_at__isnull=True)
    found: ServiceQueue | None = rows.first()
    if found is None:
        raise QueueUnknown(queue=code, field="queue_code")
    return found


@query
def list_queues(*, archived: bool = False, by: Actor) -> QuerySet[ServiceQueue]:
    """Queues in use, or those no longer used."""
    rows: QuerySet[ServiceQueue] = ServiceQueue.objects.filter(archived_at__isnull=not archived)
    return rows


@query
def list_levels(*, by: Actor) -> QuerySet[ServiceLevel]:
    """All service levels."""
    rows: QuerySet[ServiceLevel] = ServiceLevel.objects.select_related("queue")
    return rows


@query
def find_level(*, priority: str, queue_id: UUID, customer_group: str, by: Actor) -> Level | None:
    """The level that holds for such a case."""
    columns = ("priority", "queue_id", "customer_group", "response_minutes", "resolution_minutes")
    levels = [Level(**row) for row in ServiceLevel.objects.values(*columns)]
    return level_for(levels, priority=priority, queue_id=queue_id, customer_group=customer_group)


@query
def list_codes(
    *, kind: str | None = None, archived: bool = False, by: Actor
) -> QuerySet[ServiceCode]:
    """Codes in use of one list or all."""
    rows: QuerySet[ServiceCode] = ServiceCode.objects.filter(archived_at__isnull=not archived)
    return rows if kind is None else rows.filter(kind=kind)


@query
def find_codes(*, kind: str, codes: Collection[str], by: Actor) -> dict[str, ServiceCode]:
    """The rows of these codes in use; empty ones are passed over. Raises CodeUnknown."""
    wanted = {code for code in codes if code}
    if not wanted:
        return {}
    rows = ServiceCode.objects.filter(kind=kind, code__in=wanted, archived_at__isnull=True)
    found = {row.code: row for row in rows}
    for code in sorted(wanted - found.keys()):
        raise CodeUnknown(value=code, kind=str(kind), field=f"{kind.lower()}_code")
    return found


@query
def list_canned_answers(
    *, language: str | None = None, search: str = "", by: Actor
) -> QuerySet[CannedAnswer]:
    """Texts to answer with."""
    rows: QuerySet[CannedAnswer] = CannedAnswer.objects.filter(archived_at__isnull=True)
    if language is not None:
        rows = rows.filter(language=language)
    if search:
        rows = rows.filter(Q(code__istartswith=search) | Q(title__icontains=search))
    return rows


@query
def list_articles(
    *,
    language: str | None = None,
    failure_code: str | None = None,
    item_id: UUID | None = None,
    search: str = "",
    by: Actor,
) -> QuerySet[KnowledgeArticle]:
    """Articles whose code, title or text has every word of the search; general ones of any item."""
    rows: QuerySet[KnowledgeArticle] = KnowledgeArticle.objects.filter(archived_at__isnull=True)
    if language is not None:
        rows = rows.filter(language=language)
    if failure_code is not None:
        rows = rows.filter(failure_code=failure_code)
    if item_id is not None:
        rows = rows.filter(Q(item_id=item_id) | Q(item_id__isnull=True))
    for word in search.split()[:MOST_WORDS]:
        within = Q(title__icontains=word) | Q(text__icontains=word)
        rows = rows.filter(Q(code__istartswith=word) | within)
    return rows


@query
def list_warranty_terms(*, by: Actor) -> QuerySet[WarrantyTerm]:
    """All warranty terms, those of the past too."""
    rows: QuerySet[WarrantyTerm] = WarrantyTerm.objects.select_related("item", "family")
    return rows


@query
def list_forms(*, by: Actor) -> QuerySet[ServiceForm]:
    """Web forms; a key is shown only once, when it is made."""
    rows: QuerySet[ServiceForm] = ServiceForm.objects.select_related("queue")
    return rows


def clock_calendar(*, site_id: UUID | None, by: Actor) -> WorkingCalendar:
    """The calendar a case's clock follows: its site's, else Monday to Friday by the company."""
    if site_id is not None:
        return working_calendar(site_id=site_id, by=by)
    return WorkingCalendar.monday_to_friday(zone=fixed_of(by).zone.key)
