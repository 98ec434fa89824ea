"""Keeping supply for customers: one asker of a company after the other, so nobody gets it twice."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q

from sanye.contracts.scm.holds import HoldAnswer, HoldRequest, ReleaseAnswer, ReleaseRequest
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.states import check_step
from sanye.scm.planning import queries as planning
from sanye.scm.promising import queries
from sanye.scm.promising.domain.states import HOLD_STEPS, FreedBecause, HoldStatus
from sanye.scm.promising.errors import HoldUnknown, RequestTaken
from sanye.scm.promising.models import Hold, HoldFlow, HoldLine, HoldPart
from sanye.scm.promising.publishing import publish_committed, publish_freed, publish_placed
from sanye.stem.commands import command
from sanye.stem.rows.bulk import insert_new_rows, insert_rows, insert_values
from sanye.stem.rows.forgetting import first_id_of, forget_some

FLOWS_KEPT = timedelta(days=92)


@command
def hold_supply(*, request: HoldRequest, by: Actor, at: datetime) -> HoldAnswer:
    """Promise the lines and keep what they take until `expires_at`; again with the same id: the
    same answer.

    Raises NothingAsked, QuantityNotPositive, ItemUnknown, SiteUnknown, HoldUnknown, RequestTaken.
    """
    asked = queries.look_below(request.lines, by=by, at=at)
    _lock(by)
    replaced = _replaced(request.replaces_hold_id)
    promised = queries.work_out(
        asked,
        by=by,
        at=at,
        replaced=None if replaced is None else (replaced.id, replaced.sales_order_id),
    )
    hold = Hold(
        company_id=by.company_id,
        request_id=request.request_id,
        customer_id=request.customer_id,
        priority=request.priority,
        expires_at=request.expires_at,
        replaces=replaced,
        held_at=at,
    )
    if not insert_new_rows([hold]):
        return _same_answer(request)
    _keep(hold, request, promised, by)
    if replaced is not None and replaced.status == HoldStatus.HELD:
        _free(replaced, FreedBecause.REPLACED)
    publish_placed(hold, request.lines, promised.lines)
    return HoldAnswer(hold_id=hold.id, expires_at=hold.expires_at, lines=promised.lines)


@command
def release_hold(*, request: ReleaseRequest, by: Actor, at: datetime) -> ReleaseAnswer:
    """Free a hold; one that is freed already stays so. Raises HoldUnknown."""
    hold = _locked(request.hold_id)
    if hold.status == HoldStatus.FREED:
        return ReleaseAnswer(freed=False)
    _free(hold, FreedBecause(request.reason_code))
    return ReleaseAnswer(freed=True)


@command
def commit_hold(
    *,
    hold_id: UUID,
    sales_order_id: UUID,
    by: Actor,
    at: datetime,
) -> None:
    """The order is confirmed: its hold becomes a commitment, earlier ones of the order are freed.

    A hold that was freed in the meantime stays freed; the order's demand counts by itself.
    """
    earlier = Hold.objects.select_for_update().filter(sales_order_id=sales_order_id)
    for hold in earlier.exclude(id=hold_id).exclude(status=HoldStatus.FREED).order_by("id"):
        _free(hold, FreedBecause.REPLACED)
    hold = _locked(hold_id)
    if hold.status != HoldStatus.HELD:
        return
    _step(hold, HoldStatus.COMMITTED)
    hold.sales_order_id = sales_order_id
    hold.save()
    publish_committed(hold)


@command
def free_holds_of_order(
    *,
    sales_order_id: UUID,
    because: FreedBecause,
    by: Actor,
    at: datetime,
) -> None:
    """The order is cancelled, or all of it is shipped."""
    rows = Hold.objects.select_for_update().filter(sales_order_id=sales_order_id)
    for hold in rows.exclude(status=HoldStatus.FREED).order_by("id"):
        _free(hold, because)


@command(logged=False)
def note_planned(*, by: Actor, at: datetime) -> None:
    """From now on the plan provides for these orders, no longer their holds."""
    waiting = Hold.objects.filter(status=HoldStatus.COMMITTED, is_planned=False)
    orders = set(waiting.values_list("sales_order_id", flat=True))
    seen = dict[UUID, bool]()
    for row in planning.list_known_demand(by=by).filter(order_id__in=orders):
        seen[row.order_id] = seen.get(row.order_id, True) and row.is_planned
    planned = [order_id for order_id, is_planned in seen.items() if is_planned]
    locked = waiting.filter(sales_order_id__in=planned).order_by("id").select_for_update()
    Hold.objects.filter(id__in=locked.values("id")).update(is_planned=True)


@command
def free_expired_holds(*, by: Actor, at: datetime) -> int:
    """Free what nobody confirmed in time; the count."""
    rows = Hold.objects.select_for_update(skip_locked=True).filter(
        status=HoldStatus.HELD, expires_at__lte=at - queries.GRACE
    )
    holds = list(rows.order_by("id"))
    for hold in holds:
        _free(hold, FreedBecause.EXPIRED)
    return len(holds)


@command(logged=False)
def forget_flows(*, by: Actor, at: datetime) -> int:
    """Throw away some flows of more than a quarter ago whose hold counts no more, as it is freed or
    planned; until it returns 0. The holds and their answers stay."""
    old = HoldFlow.objects.filter(id__lt=first_id_of(at - FLOWS_KEPT))
    counts_no_more = Q(hold__status=HoldStatus.FREED) | Q(hold__is_planned=True)
    return forget_some(old.filter(counts_no_more).order_by("id"))


def _lock(by: Actor) -> None:
    """One asker of a company at a time, until his transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"scm.promising {by.company_id}"],
        )


def _same_answer(request: HoldRequest) -> HoldAnswer:
    known = Hold.objects.get(request_id=request.request_id)
    held = {(line.line_id, line.item_id, line.quantity) for line in known.lines.all()}
    if held != {(line.line_id, line.item_id, line.quantity) for line in request.lines}:
        raise RequestTaken(id=request.request_id)
    return queries.answer_of(known)


def _replaced(hold_id: UUID | None) -> Hold | None:
    return None if hold_id is None else _locked(hold_id)


def _keep(hold: Hold, request: HoldRequest, promised: queries.Promised, by: Actor) -> None:
    lines = [
        HoldLine(
            company_id=by.company_id,
            hold=hold,
            line_id=line.line_id,
            item_id=line.item_id,
            site_id=line.site_id,
            quantity=line.quantity,
            requested_date=line.requested_date,
            promised_date=answer.promised_date,
            quantity_on_requested_date=answer.quantity_on_requested_date,
            constraint_code=answer.constraint_code,
            constraint_item_id=answer.constraint_item_id,
            explanation_en=answer.explanation_en,
            explanation_zh=answer.explanation_zh,
        )
        for line, answer in zip(request.lines, promised.lines, strict=True)
    ]
    insert_rows(lines)
    insert_values(
        HoldPart,
        ["id", "company_id", "line_id", "part_date", "quantity"],
        [
            (new_id(), by.company_id, line.id, part.date, part.quantity)
            for line, answer in zip(lines, promised.lines, strict=True)
            for part in answer.parts
        ],
    )
    insert_values(
        HoldFlow,
        ["id", "company_id", "hold_id", "item_id", "site_id", "flow_date", "quantity"],
        [(new_id(), by.company_id, hold.id, *flow) for flow in promised.flows],
    )


def _free(hold: Hold, because: FreedBecause) -> None:
    _step(hold, HoldStatus.FREED)
    hold.freed_because = because
    hold.save()
    publish_freed(hold)


def _step(hold: Hold, to: HoldStatus) -> None:
    check_step(HOLD_STEPS, HoldStatus(hold.status), to, subject=f"hold {hold.id}")
    hold.status = to


def _locked(hold_id: UUID) -> Hold:
    found: Hold | None = Hold.objects.select_for_update().filter(id=hold_id).first()
    if found is None:
        raise HoldUnknown(id=hold_id)
    return found
