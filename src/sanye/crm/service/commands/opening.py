"""Cases begin."""

from datetime import datetime
from uuid import UUID

from sanye.crm.service.commands.rows import (
    check_users,
    chosen,
    note,
    write_message,
)
from sanye.crm.service.commands.rules import set_up_if_empty
from sanye.crm.service.commands.subjects import About, Subject, find_subject
from sanye.crm.service.commands.timing import set_targets
from sanye.crm.service.domain.codes import FIRST_LINE, QUEUE_OF_KIND, CodeKind
from sanye.crm.service.domain.states import (
    CaseKind,
    CaseStatus,
    Change,
    Channel,
    MessageKind,
    Priority,
)
from sanye.crm.service.errors import ContactOfAnother, OwnerNotInQueue, TextEmpty
from sanye.crm.service.models import Case, ServiceQueue
from sanye.crm.service.publishing import publish_opened
from sanye.crm.service.queries import find_codes, get_policy, get_queue, list_queues
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.masterdata.models import PartyContact
from sanye.stem.masterdata.queries import find_party_company, get_business_date, get_site
from sanye.stem.numbering.commands import draw_number

SERIES = "CS"


@command
def open_case(
    *,
    about: About,
    title: str,
    kind: str = CaseKind.QUESTION,
    channel: str = Channel.API,
    text: str = "",
    contact_id: UUID | None = None,
    failure_code: str = "",
    priority: str = Priority.NORMAL,
    queue_code: str = "",
    owner_id: UUID | None = None,
    site_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> Case:
    """Note that a customer needs something; its clock starts now.

    Customer, item and documents are completed from what was shipped. Raises TextEmpty,
    ChoiceUnknown, CodeUnknown, QueueUnknown, OwnerNotInQueue, UserNotHere, ContactOfAnother,
    MasterUnknown, and what `find_subject` refuses.
    """
    if not title.strip():
        raise TextEmpty(field="title")
    chosen(CaseKind, kind, field="kind")
    chosen(Channel, channel, field="channel")
    chosen(Priority, priority, field="priority")
    set_up_if_empty(by=by)
    find_codes(kind=CodeKind.FAILURE, codes=[failure_code], by=by)
    subject = find_subject(about, on_date=get_business_date(at=at, by=by), by=by)
    _check_contact(contact_id, subject.customer_id)
    queue = _queue(queue_code, kind, by=by)
    check_owner(owner_id, queue, by=by)
    case = Case(
        id=new_id(),
        company_id=by.company_id,
        number=draw_number(SERIES, at=at),
        kind=kind,
        channel=channel,
        status=CaseStatus.OPEN if owner_id else CaseStatus.NEW,
        priority=priority,
        title=title.strip()[:200],
        queue=queue,
        owner_id=owner_id,
        contact_id=contact_id,
        site_id=_site(site_id, queue, subject.customer_id, by=by),
        failure_code=failure_code,
        opened_at=at,
    )
    put_subject(case, subject)
    set_targets(case, by=by)
    case.save(force_insert=True)
    note([case], Change.OPENED, detail=queue.code, by=by, at=at)
    if text.strip():
        write_message(
            case, MessageKind.IN, text, channel=channel, contact_id=contact_id, by=by, at=at
        )
    publish_opened(case, queue.code)
    return case


def put_subject(case: Case, subject: Subject) -> None:
    """Let a case be about something."""
    case.customer_id = subject.customer_id
    case.item_id = subject.item_id
    case.sales_order_id = subject.sales_order_id
    case.delivery_id = subject.delivery_id
    case.serial_number = subject.serial_number
    case.lot = subject.lot
    case.is_in_warranty = subject.is_in_warranty


def check_owner(owner_id: UUID | None, queue: ServiceQueue, *, by: Actor) -> None:
    """Whoever gets the case works here and in that queue. Raises UserNotHere, OwnerNotInQueue."""
    if owner_id is None:
        return
    check_users([owner_id], by=by, field="owner_id")
    if queue.member_ids and owner_id not in queue.member_ids:
        raise OwnerNotInQueue(queue=queue.code, field="owner_id")


def _queue(code: str, kind: str, *, by: Actor) -> ServiceQueue:
    """The queue asked for, else the kind's, else the first line, else the first there is."""
    if code:
        return get_queue(code=code, by=by)
    usual = [QUEUE_OF_KIND.get(kind, FIRST_LINE), FIRST_LINE]
    queues = {queue.code: queue for queue in list_queues(by=by).order_by("-code")}
    found = [queues[name] for name in usual if name in queues] or list(queues.values())[-1:]
    return found[0] if found else get_queue(code=FIRST_LINE, by=by)


def _site(
    site_id: UUID | None, queue: ServiceQueue, customer_id: UUID, *, by: Actor
) -> UUID | None:
    """Whose calendar the clock follows: asked for, the queue's, the customer's, the company's."""
    if site_id is not None:
        return UUID(str(get_site(site_id=site_id, by=by).id))
    terms = find_party_company(party_id=customer_id, by=by)
    usual = queue.site_id or (terms and terms.site_id) or get_policy(by=by).site_id
    return usual or None


def _check_contact(contact_id: UUID | None, customer_id: UUID) -> None:
    if contact_id is None:
        return
    if not PartyContact.objects.filter(id=contact_id, party_id=customer_id).exists():
        raise ContactOfAnother(field="contact_id")
