"""Action messages: raised by a run, kept over runs, applied or dismissed by people."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sanye.engines.mrp import (
    Action,
    Message,
    NodeKey,
    Plan,
)
from sanye.kernel.actors import Actor
from sanye.kernel.money import round_money
from sanye.kernel.quantity import round_quantity_up
from sanye.kernel.states import check_step
from sanye.scm.planning.commands.locking import lock_plan, note_change
from sanye.scm.planning.commands.orders import cancel_planned_order
from sanye.scm.planning.domain.states import MESSAGE_STEPS, MessageStatus
from sanye.scm.planning.errors import ActionMessageUnknown, NothingToApply, ReasonMissing
from sanye.scm.planning.models import ActionMessage, KnownSupply, PlannedOrder
from sanye.scm.planning.publishing import (
    CHANGE_KINDS,
    publish_change_requested,
    publish_closed,
    publish_raised,
)
from sanye.scm.planning.queries.behind import BY_NUMBER, Behind, Line
from sanye.scm.planning.queries.input import PlanningInput
from sanye.scm.planning.queries.places import item_of
from sanye.scm.planning.queries.stakes import Stakes
from sanye.stem.commands import command
from sanye.stem.rows.bulk import insert_rows, update_rows

PLANNED_ORDER, TRANSFER_ORDER = "planned_order", "transfer_order"
MOST_REASONS = 100
"""Customers' lines that a message names, those due first."""
_OWNER_ROLES = {"purchase_order": "BUYER", "production_order": "PLANNER", "": "PLANNER"}

Key = tuple[UUID, UUID, str, UUID | None, str]


@dataclass(frozen=True, slots=True)
class _Order:
    """The order that a message is about."""

    type: str
    id: UUID
    line_id: UUID
    number: str
    unit: str
    is_released: bool
    start_date: date | None = None


def advise(given: PlanningInput, plan: Plan, behind: Behind, *, by: Actor, at: datetime) -> int:
    """Bring the messages of the planned places in line with a plan; the count of those open.

    What is advised already stays, with its decision. New advice is raised; advice about orders
    that nobody outside knows of is applied at once. What is no longer advised is overtaken.
    """
    known = {_key(row): row for row in _live_messages(given)}
    advised = dict(_advised(given, plan, behind, by=by, at=at))
    gone = [row for key, row in known.items() if key not in advised and not _is_kept(row, given)]
    kept, fresh = [], []
    for key, (new, order) in advised.items():
        row = known.get(key)
        if row is not None and (row.status == MessageStatus.OPEN or _says_the_same(row, new)):
            kept.append((row, new))
            continue
        fresh.append((new, order))
        if row is not None:
            gone.append(row)
    _overtake(gone, at)
    _bring_up_to_date([(row, new) for row, new in kept if row.status == MessageStatus.OPEN])
    _raise([new for new, _ in fresh])
    bound = _lines_bound_to_others(advised.values())
    _apply_at_once(
        [
            new
            for new, order in fresh
            if order is not None
            and new.order_line_id not in bound
            and _applies_itself(new, order, given)
        ],
        at,
    )
    rows = [row for row, _ in kept] + [new for new, _ in fresh]
    return sum(row.status == MessageStatus.OPEN for row in rows)


@command
def apply_action_message(*, action_message_id: UUID, by: Actor, at: datetime) -> ActionMessage:
    """Ask the order's owner for the change; a firmed planned order is changed here.

    Raises ActionMessageUnknown, StepNotAllowed, NothingToApply.
    """
    lock_plan(by)
    message = _locked(action_message_id)
    _apply(message, by=by, at=at)
    return message


@command
def dismiss_action_message(
    *, action_message_id: UUID, reason: str, by: Actor, at: datetime
) -> ActionMessage:
    """Decide against the advice; it stays dismissed until the advice changes.

    An order whose cancellation is dismissed is kept, with what it takes. Raises
    ActionMessageUnknown, StepNotAllowed, ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing(field="reason")
    lock_plan(by)
    message = _locked(action_message_id)
    _decide(message, MessageStatus.DISMISSED, at)
    message.reason = reason.strip()
    message.save()
    publish_closed(message)
    if message.kind == Action.CANCEL:
        note_change({(message.item_id, message.site_id)}, by)
    return message


# What the plan says


def _advised(
    given: PlanningInput, plan: Plan, behind: Behind, *, by: Actor, at: datetime
) -> Iterator[tuple[Key, tuple[ActionMessage, _Order | None]]]:
    stakes = Stakes(given.problem.as_of, by)
    for message in plan.messages:
        order = _order_of(message, given)
        if order is None and message.action is not Action.DATA_ERROR:
            continue
        row = _row(message, order, given, by, at)
        if (row.item_id, row.site_id) in given.places:
            lines = behind.lines(message.subject_id)
            _add_reasons(row, lines[:MOST_REASONS])
            row.money_at_stake = _stake(message, lines, stakes)
            row.currency = stakes.currency
            yield _key(row), (row, order)


def _order_of(message: Message, given: PlanningInput) -> _Order | None:
    supply = given.supplies.get(message.subject_id)
    if supply is not None:
        return _Order(
            supply.supply_type,
            supply.order_id,
            supply.line_id,
            supply.order_number,
            supply.unit,
            supply.is_released,
            supply.start_date,
        )
    firm = given.firm_orders.get(message.subject_id)
    if firm is None:
        return None
    return _Order(PLANNED_ORDER, firm.id, firm.id, "", firm.unit, is_released=True)


def _row(
    message: Message, order: _Order | None, given: PlanningInput, by: Actor, at: datetime
) -> ActionMessage:
    place = given.structure.item_sites.get(NodeKey(message.item, message.site))
    row = ActionMessage(
        company_id=by.company_id,
        item_id=item_of(message.item),
        site_id=UUID(message.site),
        kind=message.action.value,
        data_error=message.data_error or "",
        current_date=message.current_date,
        suggested_date=message.advised_date,
        current_quantity=message.current_quantity,
        suggested_quantity=message.advised_quantity,
        owner_id=place.planner_id if place is not None else None,
        owner_role="PLANNER",
        due_date=_due_date(message, given.problem.as_of),
        raised_at=at,
    )
    if order is not None:
        row.order_type, row.order_id, row.order_line_id = order.type, order.id, order.line_id
        row.order_number, row.unit = order.number, order.unit
        row.owner_role = _OWNER_ROLES.get(order.type, "PLANNER")
    return row


def _due_date(message: Message, as_of: date) -> date:
    """Until when to decide: what comes or is wanted first, never before today."""
    if message.action in (Action.EXPEDITE, Action.PAST_DUE, Action.DATA_ERROR):
        return as_of
    return max(message.current_date or as_of, as_of)


def _add_reasons(row: ActionMessage, lines: Sequence[Line]) -> None:
    orders = {line.order_id: line.order_number for line in lines}
    row.sales_order_ids = sorted(orders, key=BY_NUMBER)
    row.sales_order_numbers = [orders[order_id] for order_id in row.sales_order_ids]
    customers = {line.customer_id for line in lines if line.customer_id is not None}
    row.customer_ids = sorted(customers, key=BY_NUMBER)


def _stake(message: Message, lines: Sequence[Line], stakes: Stakes) -> Decimal:
    """The value of the customers' lines behind it; without any, of the goods nobody needs."""
    if lines:
        at_stake = stakes.worth_of(lines)
    else:
        surplus = (message.current_quantity or 0) - (message.advised_quantity or 0)
        at_stake = max(surplus, 0) * stakes.cost(item_of(message.item))
    return round_money(at_stake, stakes.currency)


# What is known already


def _live_messages(given: PlanningInput) -> list[ActionMessage]:
    live = ActionMessage.objects.exclude(status=MessageStatus.OVERTAKEN)
    rows = given.of_items(live).select_for_update()
    return [row for row in rows if (row.item_id, row.site_id) in given.places]


def _key(row: ActionMessage) -> Key:
    return (row.item_id, row.site_id, str(row.kind), row.order_line_id, row.data_error)


def _is_kept(row: ActionMessage, given: PlanningInput) -> bool:
    """A dismissed cancellation holds as long as the order is there."""
    is_dismissed = row.status == MessageStatus.DISMISSED and row.kind == Action.CANCEL
    return is_dismissed and str(row.order_line_id) in given.supplies


def _raise(fresh: Sequence[ActionMessage]) -> None:
    insert_rows(fresh)
    publish_raised(*fresh)


def _bring_up_to_date(pairs: Sequence[tuple[ActionMessage, ActionMessage]]) -> None:
    """Open messages take what new ones say."""
    changed = []
    for row, new in pairs:
        if any(getattr(row, name) != getattr(new, name) for name in _KEPT_UP_TO_DATE):
            changed.append(row)
            for name in _KEPT_UP_TO_DATE:
                setattr(row, name, getattr(new, name))
    update_rows(changed, _KEPT_UP_TO_DATE)


_ADVICE = ["current_date", "suggested_date", "current_quantity", "suggested_quantity"]
_REASONS = ["sales_order_ids", "sales_order_numbers", "customer_ids", "money_at_stake", "due_date"]
_KEPT_UP_TO_DATE = [*_ADVICE, *_REASONS]


_DECISION = ["status", "decided_at"]


def _says_the_same(row: ActionMessage, fresh: ActionMessage) -> bool:
    return all(getattr(row, column) == getattr(fresh, column) for column in _ADVICE)


def _overtake(rows: Sequence[ActionMessage], at: datetime) -> None:
    was_open = [row for row in rows if row.status == MessageStatus.OPEN]
    for row in was_open:
        row.decided_at = at
    for row in rows:
        row.status = MessageStatus.OVERTAKEN
    update_rows(rows, _DECISION)
    publish_closed(*was_open)


# Decisions


def _applies_itself(message: ActionMessage, order: _Order, given: PlanningInput) -> bool:
    """Unreleased supply follows the plan, as far as it can.

    An increase waits, for the plan orders the rest anew. An order is called in only if it can still
    start in time; a purchase takes its supplier's time, so that a person has to ask him.
    """
    if order.is_released or order.type == PLANNED_ORDER:
        return False
    if message.kind == Action.EXPEDITE:
        return _can_start(message, order, given.problem.as_of)
    return message.kind in (Action.DEFER, Action.DECREASE, Action.CANCEL)


def _lines_bound_to_others(
    advised: Iterable[tuple[ActionMessage, _Order | None]],
) -> set[UUID | None]:
    """Lines to be deferred of transfer orders with another that is not: all lines of one leave
    together, and the other would be called in again by the next run, and this one deferred, for
    ever."""
    deferred = defaultdict[UUID, set[UUID | None]](set)
    for message, order in advised:
        if order is not None and order.type == TRANSFER_ORDER and message.kind == Action.DEFER:
            deferred[order.id].add(order.line_id)
    if not deferred:
        return set()
    others = {line_id for lines in deferred.values() for line_id in lines}
    rows = KnownSupply.objects.filter(order_id__in=deferred).exclude(line_id__in=others)
    held_back = set(rows.values_list("order_id", flat=True))
    return {line for order_id in held_back for line in deferred[order_id]}


def _can_start(message: ActionMessage, order: _Order, as_of: date) -> bool:
    start, due, wanted = order.start_date, message.current_date, message.suggested_date
    if start is None or due is None or wanted is None:
        return False
    return start + (wanted - due) >= as_of


def _apply(message: ActionMessage, *, by: Actor, at: datetime) -> None:
    if Action(message.kind) not in CHANGE_KINDS or message.order_id is None:
        raise NothingToApply(kind=message.kind)
    _decide(message, MessageStatus.APPLIED, at)
    message.save()
    if message.order_type == PLANNED_ORDER:
        _change_planned_order(message, by=by, at=at)
    else:
        publish_change_requested(message)
    publish_closed(message)


def _apply_at_once(messages: Sequence[ActionMessage], at: datetime) -> None:
    """Advice about orders that others own. Of several days for one the earliest is last."""
    messages = sorted(
        messages, key=lambda message: message.suggested_date or date.min, reverse=True
    )
    for message in messages:
        _decide(message, MessageStatus.APPLIED, at)
    update_rows(messages, _DECISION)
    publish_change_requested(*messages)
    publish_closed(*messages)


def _change_planned_order(message: ActionMessage, *, by: Actor, at: datetime) -> None:
    order = PlannedOrder.objects.select_for_update().get(id=message.order_id)
    if message.kind == Action.CANCEL:
        cancel_planned_order(planned_order_id=order.id, by=by, at=at)
        return
    if message.suggested_date is not None:
        order.start_date += message.suggested_date - order.due_date
        order.due_date = message.suggested_date
    if message.suggested_quantity is not None:
        share = Fraction(message.suggested_quantity) / Fraction(order.quantity)
        order.start_quantity = round_quantity_up(Fraction(order.start_quantity) * share)
        order.quantity = message.suggested_quantity
    order.save()
    note_change({(order.item_id, order.site_id)}, by)


def _decide(message: ActionMessage, to: MessageStatus, at: datetime) -> None:
    from_ = MessageStatus(message.status)
    check_step(MESSAGE_STEPS, from_, to, subject=f"{message.kind} {message.order_number}")
    message.status = to
    message.decided_at = at


def _locked(action_message_id: UUID) -> ActionMessage:
    found: ActionMessage | None = (
        ActionMessage.objects.filter(id=action_message_id).select_for_update().first()
    )
    if found is None:
        raise ActionMessageUnknown(id=action_message_id)
    return found
