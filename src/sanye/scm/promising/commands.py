"""Keeping supply for customers: one asker of a company after the other, so nobody gets it twice."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from sanye.contracts.scm.events import HoldCommitted, HoldFreed
from sanye.contracts.scm.holds import HoldAnswer, HoldRequest, ReleaseAnswer, ReleaseRequest
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.kernel.states import check_step
from sanye.scm.planning import queries as planning
from sanye.scm.promising import queries
from sanye.scm.promising.domain.states import HOLD_STEPS, FreedBecause, HoldStatus
from sanye.scm.promising.errors import HoldUnknown, RequestTaken
from sanye.scm.promising.models import Hold, HoldFlow, HoldLine, HoldPart
from sanye.scm.promising.publishing import publish_placed
from sanye.stem.commands import command
from sanye.stem.events.log import publish
from sanye.stem.rows.advisory import lock_name
from sanye.stem.rows.bulk import insert_new_rows, insert_rows, insert_values, update_rows
from sanye.stem.rows.forgetting import first_id_of, forget_some

FLOWS_KEPT = timedelta(days=92)
_Fact = HoldCommitted | HoldFreed


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
        _free([replaced], FreedBecause.REPLACED)
    publish_placed(hold, request.lines, promised.lines)
    return HoldAnswer(hold_id=hold.id, expires_at=hold.expires_at, lines=promised.lines)


@command
def release_hold(*, request: ReleaseRequest, by: Actor, at: datetime) -> ReleaseAnswer:
    """Free a hold; one that is freed already stays so. Raises HoldUnknown."""
    hold = _locked(request.hold_id)
    is_freed = hold.status != HoldStatus.FREED
    if is_freed:
        _free([hold], FreedBecause(request.reason_code))
    return ReleaseAnswer(freed=is_freed)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTold:
    """A fact about an order: its hold, where it names one, and the request it came from."""

    sales_order_id: UUID
    hold_id: UUID | None = None
    correlation_id: UUID | None = None


@command
def commit_holds(*, confirmed: Sequence[OrderTold], by: Actor, at: datetime) -> None:
    """Orders are confirmed, one after the other: each's hold becomes a commitment, earlier ones of
    the order are freed. Raises HoldUnknown.

    A hold that was freed in the meantime stays freed; the order's demand counts by itself.
    """
    with_hold = [told for told in confirmed if told.hold_id is not None]
    named = {told.hold_id for told in with_hold}
    orders = {told.sales_order_id for told in with_hold}
    living = Q(sales_order_id__in=orders) & ~Q(status=HoldStatus.FREED)
    rows = Hold.objects.filter(Q(id__in=named) | living).order_by("id")
    holds: dict[UUID | None, Hold] = {hold.id: hold for hold in rows.select_for_update()}
    of_order: dict[UUID | None, list[Hold]] = defaultdict(list)
    for hold in holds.values():
        of_order[hold.sales_order_id].append(hold)
    changes = _Changes()
    for told in with_hold:
        if told.hold_id not in holds:
            raise HoldUnknown(id=told.hold_id)
        hold = holds[told.hold_id]
        earlier = [one for one in of_order[told.sales_order_id] if one is not hold]
        for one in earlier:
            changes.free(one, FreedBecause.REPLACED, told.correlation_id)
        changes.commit(hold, told)
        of_order[told.sales_order_id] = [*earlier, hold]
    changes.write()


@command
def free_holds_of_orders(
    *, ended: Sequence[OrderTold], because: FreedBecause, by: Actor, at: datetime
) -> None:
    """The orders are cancelled, or all of them is shipped."""
    requests = {told.sales_order_id: told.correlation_id for told in ended}
    rows = Hold.objects.filter(sales_order_id__in=requests).exclude(status=HoldStatus.FREED)
    changes = _Changes()
    for hold in rows.order_by("id").select_for_update():
        changes.free(hold, because, requests[hold.sales_order_id])
    changes.write()


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
    _free(holds, FreedBecause.EXPIRED)
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
    lock_name(f"scm.promising {by.company_id}")


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


def _free(holds: Iterable[Hold], because: FreedBecause) -> None:
    changes = _Changes()
    for hold in holds:
        changes.free(hold, because)
    changes.write()


@dataclass(slots=True)
class _Changes:
    """Steps of locked holds, in their order: written and told together."""

    _holds: dict[UUID, Hold] = field(default_factory=dict)
    _facts: list[_Fact] = field(default_factory=list)
    _requests: list[UUID | None] = field(default_factory=list)

    def free(self, hold: Hold, because: FreedBecause, request: UUID | None = None) -> None:
        """One that is freed already stays so."""
        if hold.status == HoldStatus.FREED:
            return
        hold.freed_because = because
        self._step(hold, HoldStatus.FREED)
        self._tell(HoldFreed(hold_id=hold.id, reason_code=because), request)

    def commit(self, hold: Hold, told: OrderTold) -> None:
        """One that is held; another stays as it is."""
        if hold.status != HoldStatus.HELD:
            return
        hold.sales_order_id = told.sales_order_id
        self._step(hold, HoldStatus.COMMITTED)
        fact = HoldCommitted(hold_id=hold.id, sales_order_id=told.sales_order_id)
        self._tell(fact, told.correlation_id)

    def write(self) -> None:
        update_rows([*self._holds.values()], ["status", "sales_order_id", "freed_because"])
        publish(*self._facts, correlation_ids=self._requests)

    def _step(self, hold: Hold, to: HoldStatus) -> None:
        check_step(HOLD_STEPS, HoldStatus(hold.status), to, subject=f"hold {hold.id}")
        hold.status = to
        self._holds[hold.id] = hold

    def _tell(self, fact: _Fact, request: UUID | None) -> None:
        self._facts.append(fact)
        self._requests.append(request)


def _locked(hold_id: UUID) -> Hold:
    found: Hold | None = Hold.objects.select_for_update().filter(id=hold_id).first()
    if found is None:
        raise HoldUnknown(id=hold_id)
    return found
