"""What demand does when others report a fact."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid5

from sanye.contracts.crm.selling import (
    OpportunityLost,
    OpportunityMoved,
    OpportunityOpened,
    OpportunityWon,
    QuotationDeclined,
)
from sanye.contracts.erp.history import SalesOrderImported
from sanye.contracts.erp.inventory import StockMoved
from sanye.contracts.erp.returns import (
    CustomerReturnImported,
    CustomerReturnSettled,
    ReturnOutcome,
)
from sanye.contracts.erp.sales import (
    DeliveryShipped,
    OrderScheduleLine,
    SalesOrderAmended,
    SalesOrderCancelled,
    SalesOrderConfirmed,
)
from sanye.contracts.scm.demand import DemandLost
from sanye.kernel.actors import Actor
from sanye.scm.demand import commands
from sanye.scm.demand.commands import Loss, Opportunity, Wanted, WantedLine
from sanye.scm.demand.domain.states import EntryKind, LossReason, OpportunityStatus, loss_of
from sanye.stem.events.cursors import Cursor, Recorded
from sanye.stem.identity.fixed import fixed_of

USABLE = "AVAILABLE"
DELIVERY_REASON = "DELIVERY_DATE"
RETURN = "customer_return"
GOES_OUT_AGAIN = (ReturnOutcome.REPLACE, ReturnOutcome.REPAIR)

history = Cursor("scm.demand.history", kind="PROJECTION", rebuild=commands.forget_history)
pipeline = Cursor("scm.demand.pipeline", kind="PROJECTION", rebuild=commands.forget_pipeline)
losses = Cursor("scm.demand.losses", kind="REACTION")


@history.on(SalesOrderConfirmed, SalesOrderAmended)
def orders_changed(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    zone = fixed_of(by).zone
    told = [_ordered(r.data, r.recorded_at.astimezone(zone).date()) for r in batch]
    commands.put_demand(documents=told, by=by, at=at)


@history.on(SalesOrderCancelled)
def orders_cancelled(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    commands.end_demand(source_ids=[r.key for r in batch], by=by, at=at)


@history.on(SalesOrderImported)
def orders_imported(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    commands.put_demand(documents=[_imported(r.data) for r in batch], by=by, at=at)


@history.on(DeliveryShipped)
def orders_shipped(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    zone = fixed_of(by).zone
    shipped = [
        (line.schedule_line_id, line.open_quantity, r.data.shipped_at.astimezone(zone).date())
        for r in batch
        for line in r.data.lines
    ]
    commands.note_served(lines=shipped, by=by, at=at)


@history.on(CustomerReturnSettled)
def returns_settled(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    commands.put_returns(documents=[_settled(r.data, r.event_id) for r in batch], by=by, at=at)


@history.on(CustomerReturnImported)
def returns_imported(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    commands.put_returns(documents=[_returned(r.data) for r in batch], by=by, at=at)


@history.on(DemandLost)
def demand_lost(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    commands.put_demand(documents=[_lost(r.data) for r in batch], by=by, at=at)


@history.on(StockMoved)
def stock_moved(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    changes = [
        (line.item_id, line.site_id, r.data.posting_date, line.quantity)
        for r in batch
        for line in r.data.lines
        if line.status == USABLE and line.owner_id is None
    ]
    commands.add_stock_days(changes=changes, by=by, at=at)


@pipeline.on(OpportunityOpened, OpportunityMoved)
def opportunities_changed(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    told = [
        Opportunity(
            opportunity_id=r.key,
            number=r.data.number,
            customer_id=r.data.customer_id,
            probability_ratio=r.data.probability_ratio,
            expected_close_date=r.data.expected_close_date,
            lines=[(line.item_id, line.quantity, line.unit) for line in r.data.lines],
        )
        for r in batch
    ]
    commands.put_opportunities(opportunities=told, by=by, at=at)


@pipeline.on(OpportunityWon)
def opportunities_won(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    commands.end_opportunities(
        opportunity_ids=[r.key for r in batch], status=OpportunityStatus.WON, by=by, at=at
    )


@pipeline.on(OpportunityLost)
def opportunities_lost(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    commands.end_opportunities(
        opportunity_ids=[r.key for r in batch], status=OpportunityStatus.LOST, by=by, at=at
    )


@losses.on(QuotationDeclined)
def quotation_declined(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    """An offer declined because of its dates is demand that we could not serve."""
    for recorded in batch:
        if recorded.data.reason_code == DELIVERY_REASON and recorded.data.site_id is not None:
            lost = list(_declined(recorded.data))
            commands.record_losses_of_lines(losses=lost, by=by, at=at)


@losses.on(SalesOrderCancelled, SalesOrderAmended)
def order_cut(batch: Sequence[Recorded], *, by: Actor, at: datetime) -> None:
    zone = fixed_of(by).zone
    for recorded in batch:
        today = recorded.recorded_at.astimezone(zone).date()
        lost = [
            _cut(line, reason, recorded.data.customer_id)
            for line in recorded.data.lines or ()
            if (reason := _why(line, is_overdue=line.requested_date < today)) is not None
        ]
        commands.record_losses_of_lines(losses=lost, by=by, at=at)


def _ordered(fact: SalesOrderConfirmed | SalesOrderAmended, on: date) -> Wanted:
    """What is given up of a line lets nobody wait any more: from that day on it is served."""
    return Wanted(
        kind=EntryKind.ORDER,
        source_type="sales_order",
        source_id=fact.sales_order_id,
        number=fact.number,
        customer_id=fact.customer_id,
        lines=[
            WantedLine(
                line_id=line.schedule_line_id,
                order_line_id=line.order_line_id,
                item_id=line.item_id,
                site_id=line.site_id,
                quantity=line.quantity,
                unit=line.unit,
                demand_date=line.requested_date,
                served_date=on if line.open_quantity == 0 else None,
            )
            for line in fact.lines
        ],
    )


def _imported(fact: SalesOrderImported) -> Wanted:
    return Wanted(
        kind=EntryKind.LOST if fact.is_cancelled else EntryKind.ORDER,
        source_type="sales_order",
        source_id=fact.sales_order_id,
        number=fact.number,
        customer_id=fact.customer_id,
        reason_code=LossReason.CANCELLED if fact.is_cancelled else "",
        lines=[
            WantedLine(
                line_id=line.schedule_line_id,
                order_line_id=line.order_line_id,
                item_id=line.item_id,
                site_id=line.site_id,
                quantity=line.quantity,
                unit=line.unit,
                demand_date=line.requested_date,
                served_date=line.shipped_date or line.received_date or line.requested_date,
            )
            for line in fact.lines
        ],
    )


def _settled(fact: CustomerReturnSettled, event_id: UUID) -> Wanted:
    """What was decided now of each line; a line is settled in parts, each an entry of its own.

    What is replaced or repaired goes out again on an order at no charge: it is taken off on the
    day of that order, so that both together are nothing. All else is taken off the period for
    which it was wanted.
    """
    return Wanted(
        kind=EntryKind.RETURN,
        source_type=RETURN,
        source_id=fact.customer_return_id,
        number=fact.number,
        customer_id=fact.customer_id,
        lines=[
            WantedLine(
                line_id=uuid5(event_id, str(place)),
                order_line_id=None if line.outcome in GOES_OUT_AGAIN else line.order_line_id,
                item_id=line.item_id,
                site_id=line.site_id,
                quantity=line.quantity,
                unit=line.unit,
                demand_date=fact.posting_date,
            )
            for place, line in enumerate(fact.lines)
        ],
    )


def _returned(fact: CustomerReturnImported) -> Wanted:
    """Of the past only what the customer did not get again: there is no order at no charge."""
    return Wanted(
        kind=EntryKind.RETURN,
        source_type=RETURN,
        source_id=fact.customer_return_id,
        number=fact.number,
        customer_id=fact.customer_id,
        lines=[
            WantedLine(
                line_id=line.line_id,
                order_line_id=line.order_line_id,
                item_id=line.item_id,
                site_id=line.site_id,
                quantity=line.received_quantity,
                unit=line.unit,
                demand_date=fact.posting_date,
            )
            for line in fact.lines
            if line.outcome not in GOES_OUT_AGAIN
        ],
    )


def _lost(fact: DemandLost) -> Wanted:
    return Wanted(
        kind=EntryKind.LOST,
        source_type=fact.source_type or "lost_demand",
        source_id=fact.lost_demand_id,
        number="",
        customer_id=fact.customer_id,
        reason_code=fact.reason_code,
        lines=[
            WantedLine(
                line_id=fact.lost_demand_id,
                item_id=fact.item_id,
                site_id=fact.site_id,
                quantity=fact.quantity,
                unit=fact.unit,
                demand_date=fact.wanted_date,
            )
        ],
    )


def _declined(fact: QuotationDeclined) -> Iterator[Loss]:
    for line in fact.lines or ():
        if fact.site_id is not None:
            yield Loss(
                item_id=line.item_id,
                site_id=fact.site_id,
                quantity=line.quantity,
                unit=line.unit,
                wanted_date=line.requested_date,
                reason=LossReason.DECLINED,
                customer_id=fact.customer_id,
                source_type="quotation",
                source_id=line.quotation_line_id,
            )


def _why(line: OrderScheduleLine, *, is_overdue: bool) -> LossReason | None:
    """Why a cut line is lost demand; None: the customer no longer wanted it.

    What is given up of a line that is overdue and was shipped in part is a back-order closed short,
    whatever the words.
    """
    if not line.cancelled_quantity:
        return None
    if line.open_quantity == 0 and line.quantity > 0 and is_overdue:
        return LossReason.SHORT_SHIPPED
    return loss_of(line.cancel_reason or "")


def _cut(line: OrderScheduleLine, reason: LossReason, customer_id: UUID) -> Loss:
    return Loss(
        item_id=line.item_id,
        site_id=line.site_id,
        quantity=line.cancelled_quantity or Decimal(0),
        unit=line.unit,
        wanted_date=line.requested_date,
        reason=reason,
        customer_id=customer_id,
        source_type="sales_order",
        source_id=line.schedule_line_id,
    )
