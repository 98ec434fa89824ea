"""Cases that were closed before Sanye, in bulk."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sanye.crm.service.commands.opening import SERIES
from sanye.crm.service.commands.rows import chosen
from sanye.crm.service.commands.rules import set_up_if_empty
from sanye.crm.service.domain.codes import CodeKind
from sanye.crm.service.domain.states import (
    CaseKind,
    CaseStatus,
    Channel,
    CloseReason,
    Priority,
)
from sanye.crm.service.errors import (
    CodeMissing,
    CodeUnknown,
    EndsBeforeItBegan,
    NumberTaken,
    QueueUnknown,
)
from sanye.crm.service.models import Case
from sanye.crm.service.publishing import publish_imported
from sanye.crm.service.queries import list_codes, list_queues
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal, Refusals
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.identity.fixed import fixed_of
from sanye.stem.masterdata.errors import MasterUnknown
from sanye.stem.masterdata.models import Item, PartyCompany
from sanye.stem.numbering.commands import draw_numbers_for
from sanye.stem.rows.bulk import insert_rows

AT_ONCE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedCase:
    """A finished case with its real instants; without a number it draws one of its opening year.

    Orders, deliveries and pieces are taken as they are named: they may be imported later.
    """

    number: str = ""
    customer_id: UUID
    title: str = ""
    kind: str = CaseKind.FAULT
    channel: str = Channel.FILE
    priority: str = Priority.NORMAL
    queue_code: str = ""
    item_id: UUID | None = None
    sales_order_id: UUID | None = None
    delivery_id: UUID | None = None
    serial_number: str = ""
    lot: str = ""
    failure_code: str = ""
    cause_code: str = ""
    resolution_code: str
    is_our_fault: bool | None = None
    is_in_warranty: bool = False
    is_in_time: bool = True
    opened_at: datetime
    responded_at: datetime | None = None
    resolved_at: datetime


@command
def import_closed_cases(*, cases: Sequence[ClosedCase], by: Actor, at: datetime) -> list[Case]:
    """Take over cases of the time before Sanye: all of them or none; thousands in seconds.

    Raises Refusals with every row that is wrong.
    """
    set_up_if_empty(by=by)
    known = _known(cases, by=by)
    refused = [refusal for row, case in enumerate(cases, 1) for refusal in known.faults(case, row)]
    refused += _numbers_taken(cases)
    if refused:
        raise Refusals(refused)
    numbers = _numbers(cases, by)
    rows = [
        known.row_of(case, number, by.company_id)
        for case, number in zip(cases, numbers, strict=True)
    ]
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        insert_rows(part)
        publish_imported(part, [case.is_in_time for case in cases[start : start + AT_ONCE]])
    return rows


@dataclass(frozen=True)
class _Known:
    """Masters and codes that rows may name."""

    customers: set[UUID]
    items: set[UUID]
    codes: dict[str, dict[str, bool]]
    queues: dict[str, UUID]

    def faults(self, case: ClosedCase, row: int) -> Iterator[Refusal]:
        for choices, value, field in (
            (CaseKind, case.kind, "kind"),
            (Channel, case.channel, "channel"),
            (Priority, case.priority, "priority"),
        ):
            try:
                chosen(choices, value, field=field)
            except Refusal as refusal:
                refusal.row = row
                yield refusal
        yield from self._unknown(case, row)
        if not case.resolution_code:
            yield CodeMissing(field="resolution_code", row=row)
        if not case.opened_at <= (case.responded_at or case.opened_at) <= case.resolved_at:
            yield EndsBeforeItBegan(
                resolved_at=case.resolved_at,
                opened_at=case.opened_at,
                field="resolved_at",
                row=row,
            )

    def _unknown(self, case: ClosedCase, row: int) -> Iterator[Refusal]:
        if case.customer_id not in self.customers:
            yield MasterUnknown(entity="Party", key=case.customer_id, field="customer_id", row=row)
        if case.item_id is not None and case.item_id not in self.items:
            yield MasterUnknown(entity="Item", key=case.item_id, field="item_id", row=row)
        if case.queue_code and case.queue_code not in self.queues:
            yield QueueUnknown(queue=case.queue_code, field="queue_code", row=row)
        for kind in (CodeKind.FAILURE, CodeKind.CAUSE, CodeKind.RESOLUTION):
            field = f"{kind.lower()}_code"
            code = getattr(case, field)
            if code and code not in self.codes[kind]:
                yield CodeUnknown(value=code, kind=str(kind), field=field, row=row)

    def row_of(self, case: ClosedCase, number: str, company_id: UUID) -> Case:
        is_our_fault = case.is_our_fault
        if is_our_fault is None:
            is_our_fault = self.codes[CodeKind.CAUSE].get(case.cause_code, False)
        return Case(
            id=new_id(),
            company_id=company_id,
            number=number,
            kind=case.kind,
            channel=case.channel,
            status=CaseStatus.CLOSED,
            priority=case.priority,
            title=case.title[:200],
            queue_id=self.queues[case.queue_code or min(self.queues)],
            customer_id=case.customer_id,
            item_id=case.item_id,
            sales_order_id=case.sales_order_id,
            delivery_id=case.delivery_id,
            serial_number=case.serial_number,
            lot=case.lot,
            failure_code=case.failure_code,
            cause_code=case.cause_code,
            resolution_code=case.resolution_code,
            is_our_fault=is_our_fault,
            is_in_warranty=case.is_in_warranty,
            opened_at=case.opened_at,
            responded_at=case.responded_at or case.resolved_at,
            clock_stopped_at=case.resolved_at,
            resolved_at=case.resolved_at,
            closed_at=case.resolved_at,
            close_reason=CloseReason.IMPORTED,
            is_imported=True,
        )


def _known(cases: Sequence[ClosedCase], *, by: Actor) -> _Known:
    parties = PartyCompany.objects.filter(
        party_id__in={case.customer_id for case in cases}, party__roles__contains=["CUSTOMER"]
    )
    items = Item.objects.filter(id__in={case.item_id for case in cases if case.item_id})
    codes: dict[str, dict[str, bool]] = {kind: {} for kind in CodeKind}
    for code in list_codes(by=by):
        codes[code.kind][code.code] = code.is_our_fault
    return _Known(
        customers=set(parties.values_list("party_id", flat=True)),
        items=set(items.values_list("id", flat=True)),
        codes=codes,
        queues=dict(list_queues(by=by).values_list("code", "id")),
    )


def _numbers_taken(cases: Sequence[ClosedCase]) -> Iterable[Refusal]:
    given = [case.number for case in cases if case.number]
    taken = set(Case.objects.filter(number__in=given).values_list("number", flat=True))
    for row, case in enumerate(cases, start=1):
        if case.number and case.number in taken:
            yield NumberTaken(number=case.number, field="number", row=row)
        taken.add(case.number)


def _numbers(cases: Sequence[ClosedCase], by: Actor) -> list[str]:
    """Those given, the others drawn in the order of the rows, of the year it was there."""
    company = fixed_of(by)
    days = [company.day_at(case.opened_at) for case in cases if not case.number]
    drawn = iter(draw_numbers_for(SERIES, days))
    return [case.number or next(drawn) for case in cases]
