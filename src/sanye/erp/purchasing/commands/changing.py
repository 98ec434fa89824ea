"""Changes by buyer and planner: at once while we have the order, as a proposal afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sanye.erp.purchasing.commands.held import (
    Held,
    hold_order,
    keep,
    lot_rule,
    require_with_supplier,
    today_at,
)
from sanye.erp.purchasing.commands.placing import check_lots, check_quantity
from sanye.erp.purchasing.commands.sending import back_to_draft
from sanye.erp.purchasing.commands.terms import find_terms, put_price
from sanye.erp.purchasing.domain.quantities import ZERO, order_quantity
from sanye.erp.purchasing.domain.states import (
    WITH_SUPPLIER,
    ChangeKind,
    OrderStatus,
    ProposalStatus,
)
from sanye.erp.purchasing.errors import (
    DateTooEarly,
    LinesMissing,
    NothingOpen,
    NothingProposed,
    OrderFinished,
    ProposalUnknown,
    ReasonMissing,
)
from sanye.erp.purchasing.models import (
    GoodsReceiptLine,
    PurchaseChangeProposal,
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseScheduleLine,
)
from sanye.erp.purchasing.publishing import publish_changed, publish_proposed
from sanye.erp.purchasing.queries import get_policy
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.kernel.quantity import Factor, convert, round_quantity_up
from sanye.stem.commands import command

FINISHED = frozenset({OrderStatus.CLOSED, OrderStatus.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """A date, or a quantity still to come (in the order line's unit), or a cancellation."""

    schedule_line_id: UUID
    new_date: date | None = None
    new_quantity: Decimal | None = None
    cancel: bool = False

    @property
    def kind(self) -> ChangeKind:
        given = [self.new_date is not None, self.new_quantity is not None, self.cancel]
        if given.count(True) != 1:
            raise NothingProposed
        kinds = (ChangeKind.RESCHEDULE, ChangeKind.CHANGE_QUANTITY, ChangeKind.CANCEL)
        return kinds[given.index(True)]


@command
def change_purchase_order(
    *,
    purchase_order_id: UUID,
    changes: Sequence[LineChange],
    reason: str,
    by: Actor,
    at: datetime,
) -> PurchaseOrder:
    """Change an order that is not sent; of a sent one, propose the changes to the supplier."""
    if not reason.strip():
        raise ReasonMissing(field="reason")
    if not changes:
        raise LinesMissing(field="changes")
    held = hold_order(purchase_order_id, by)
    _refuse_finished(held.order)
    for number, change in enumerate(changes, start=1):
        try:
            _check(held, change, by, at)
        except Refusal as refusal:
            refusal.row = number
            raise
    _change(held, changes, reason, None, by=by, at=at)
    return held.order


@command
def cancel_purchase_order(
    *, purchase_order_id: UUID, reason: str, by: Actor, at: datetime
) -> PurchaseOrder:
    """Cancel all that is open: at once, or as proposals to the supplier of a sent order."""
    if not reason.strip():
        raise ReasonMissing(field="reason")
    held = hold_order(purchase_order_id, by)
    _refuse_finished(held.order)
    _change(held, _cancel_all(held), reason, None, by=by, at=at)
    return held.order


@command
def close_purchase_order_short(
    *,
    purchase_order_id: UUID,
    schedule_line_ids: Sequence[UUID] | None = None,
    reason: str,
    by: Actor,
    at: datetime,
) -> PurchaseOrder:
    """Take nothing more of these schedule lines (default: of the whole order); our decision."""
    if not reason.strip():
        raise ReasonMissing(field="reason")
    held = hold_order(purchase_order_id, by)
    require_with_supplier(held.order, "closed short")
    rows = held.schedule
    if schedule_line_ids is not None:
        rows = [held.schedule_line(line_id) for line_id in schedule_line_ids]
    close_rows(rows)
    _supersede([row.id for row in rows])
    held.order.cancel_reason = reason
    keep(held, by=by, at=at)
    publish_changed(held.order, held.lines, held.schedule, reason=reason, cause="SHORT")
    return held.order


@command
def request_supply_change(
    *,
    purchase_order_id: UUID,
    schedule_line_id: UUID | None,
    kind: str,
    new_date: date | None,
    new_stock_quantity: Decimal | None,
    reason: str,
    action_message_id: UUID | None,
    by: Actor,
    at: datetime,
) -> PurchaseOrder:
    """What a planner asks of an order. What is finished meanwhile is passed over in peace.

    The quantity counts the stock unit; of an unsent order it is raised to what the supplier
    sells. Without a schedule line a cancellation is of the whole order.
    """
    held = hold_order(purchase_order_id, by)
    if kind == ChangeKind.CHANGE_QUANTITY and new_stock_quantity == 0:
        kind = ChangeKind.CANCEL
    if schedule_line_id is None:
        if kind != ChangeKind.CANCEL:
            raise NothingProposed(field="order_line_id")
        changes = _cancel_all(held)
    else:
        row = held.schedule_line(schedule_line_id)
        changes = [_asked(held, row, kind, new_date, new_stock_quantity)]
    live = [
        change
        for change in changes
        if held.schedule_line(change.schedule_line_id).open_quantity > 0
    ]
    if live:
        _change(held, live, reason, action_message_id, by=by, at=at)
    return held.order


def apply_change(
    row: PurchaseScheduleLine,
    *,
    new_date: date | None,
    new_open: Decimal | None,
    is_sent: bool,
) -> None:
    """Another date, another open quantity, or neither: a cancellation.

    A sent line remembers as cancelled what it loses; an unsent one never asked for it.
    """
    if new_date is not None:
        row.requested_date = new_date
        if is_sent:
            row.confirmed_date = new_date
            row.first_confirmed_date = row.first_confirmed_date or new_date
    elif new_open is None:
        row.cancelled_quantity += row.open_quantity
    elif is_sent and new_open < row.open_quantity:
        row.cancelled_quantity += row.open_quantity - new_open
    else:
        row.quantity += new_open - row.open_quantity
    row.settle()


def close_rows(rows: Sequence[PurchaseScheduleLine]) -> None:
    """Expect nothing more of them."""
    for row in rows:
        row.cancelled_quantity += row.open_quantity
        row.settle()


def take_off_proposals(
    rows: Sequence[PurchaseScheduleLine], received: Sequence[GoodsReceiptLine]
) -> None:
    """What came is no longer to come of what we proposed; of what is complete nothing is asked."""
    _supersede([row.id for row in rows if row.open_quantity <= 0])
    came = {line.schedule_line_id: line.quantity for line in received}
    for proposal in PurchaseChangeProposal.objects.filter(
        schedule_line__in=came, status=ProposalStatus.OPEN, proposed_quantity__isnull=False
    ):
        left = proposal.proposed_quantity - came[proposal.schedule_line_id]
        if left > 0:
            proposal.proposed_quantity = left
        else:
            proposal.kind, proposal.proposed_quantity = ChangeKind.CANCEL, None
        proposal.save(update_fields=["kind", "proposed_quantity"])


def hold_proposal(proposal_id: UUID, by: Actor) -> tuple[PurchaseChangeProposal, Held]:
    """The proposal and its order, under the order's lock. Raises ProposalUnknown."""
    found: PurchaseChangeProposal | None = PurchaseChangeProposal.objects.filter(
        id=proposal_id
    ).first()
    if found is None:
        raise ProposalUnknown(proposal=proposal_id)
    held = hold_order(found.purchase_order_id, by)
    found.refresh_from_db()
    return found, held


def _change(
    held: Held,
    changes: Sequence[LineChange],
    reason: str,
    action_message_id: UUID | None,
    *,
    by: Actor,
    at: datetime,
) -> None:
    if held.order.status in WITH_SUPPLIER:
        for change in changes:
            _propose(held, change, reason, action_message_id, by=by, at=at)
        return
    order = held.order
    if order.status != OrderStatus.DRAFT:
        back_to_draft(order)
    for change in changes:
        row = held.schedule_line(change.schedule_line_id)
        apply_change(row, new_date=change.new_date, new_open=change.new_quantity, is_sent=False)
        _reprice(held, held.line(row.line_id), by)
    order.cancel_reason = reason if any(change.cancel for change in changes) else ""
    keep(held, by=by, at=at)
    publish_changed(order, held.lines, held.schedule, reason=reason, cause="DRAFT")


def _propose(
    held: Held,
    change: LineChange,
    reason: str,
    action_message_id: UUID | None,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """One open proposal per schedule line: the same again changes nothing, another replaces it."""
    row = held.schedule_line(change.schedule_line_id)
    wanted = (change.kind, change.new_date, change.new_quantity)
    for old in PurchaseChangeProposal.objects.filter(schedule_line=row, status=ProposalStatus.OPEN):
        if (old.kind, old.proposed_date, old.proposed_quantity) == wanted:
            return
    _supersede([row.id])
    order = held.order
    days = get_policy(supplier_id=order.supplier_id, by=by).answer_days
    proposal = PurchaseChangeProposal.objects.create(
        company_id=by.company_id,
        purchase_order=order,
        schedule_line=row,
        kind=change.kind,
        proposed_date=change.new_date,
        proposed_quantity=change.new_quantity,
        reason=reason,
        action_message_id=action_message_id,
        answer_by_date=today_at(order.site, at) + timedelta(days=days),
    )
    publish_proposed(order, held.line(row.line_id), proposal)


def _supersede(schedule_line_ids: Sequence[UUID]) -> None:
    PurchaseChangeProposal.objects.filter(
        schedule_line_id__in=schedule_line_ids, status=ProposalStatus.OPEN
    ).update(status=ProposalStatus.SUPERSEDED)


def _check(held: Held, change: LineChange, by: Actor, at: datetime) -> None:
    row = held.schedule_line(change.schedule_line_id)
    line = held.line(row.line_id)
    kind = change.kind
    if row.open_quantity <= 0:
        raise NothingOpen(line=line.line_number, order=held.order.number)
    today = today_at(held.order.site, at)
    if change.new_date is not None and change.new_date < today:
        raise DateTooEarly(date=change.new_date, earliest=today, field="new_date")
    if kind == ChangeKind.CHANGE_QUANTITY and change.new_quantity is not None:
        check_quantity(change.new_quantity, unit=line.unit, decimals=line.unit_decimals)
        total = _line_total(held, line) - row.open_quantity + change.new_quantity
        if held.is_unsent:
            check_lots(lot_rule(line), total, item=line.item.code, unit=line.unit)


def _line_total(held: Held, line: PurchaseOrderLine) -> Decimal:
    rows = held.schedule_of(line)
    return sum((row.quantity - row.cancelled_quantity for row in rows), ZERO)


def _asked(
    held: Held,
    row: PurchaseScheduleLine,
    kind: str,
    new_date: date | None,
    new_stock_quantity: Decimal | None,
) -> LineChange:
    quantity = None
    if kind == ChangeKind.CHANGE_QUANTITY and new_stock_quantity is not None:
        quantity = _in_order_unit(held, held.line(row.line_id), row, new_stock_quantity)
    return LineChange(
        schedule_line_id=row.id,
        new_date=new_date if kind == ChangeKind.RESCHEDULE else None,
        new_quantity=quantity,
        cancel=kind == ChangeKind.CANCEL,
    )


def _in_order_unit(
    held: Held, line: PurchaseOrderLine, row: PurchaseScheduleLine, stock_quantity: Decimal
) -> Decimal:
    factor = Factor(line.factor_numerator, line.factor_denominator)
    quantity = round_quantity_up(convert(stock_quantity, factor.inverse()), line.unit_decimals)
    if not held.is_unsent:
        return quantity
    total: Decimal = _line_total(held, line) - row.open_quantity + quantity
    return quantity + order_quantity(total, lot_rule(line)) - total


def _reprice(held: Held, line: PurchaseOrderLine, by: Actor) -> None:
    """The supplier's price for what the line now has; a price given by hand stays."""
    total = _line_total(held, line)
    if line.price_source != "TERM" or total <= 0:
        return
    terms = find_terms(
        supplier_id=held.order.supplier_id,
        site_id=held.order.site_id,
        units={line.item_id: line.unit},
        on=held.order.order_date,
        by=by,
    )[line.item_id]
    price = terms.unit_price(total, held.order.order_date)
    if price is not None:
        put_price(line, price)


def _cancel_all(held: Held) -> list[LineChange]:
    return [
        LineChange(schedule_line_id=row.id, cancel=True)
        for row in held.schedule
        if row.open_quantity > 0
    ]


def _refuse_finished(order: PurchaseOrder) -> None:
    if order.status in FINISHED:
        raise OrderFinished(order=order.number, status=order.status)
