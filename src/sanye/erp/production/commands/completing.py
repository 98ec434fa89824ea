"""Goods come out of an order."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.contracts.erp.inventory import MovementKind
from sanye.erp.inventory.commands import MovementLine, post_movement
from sanye.erp.inventory.queries import list_available
from sanye.erp.production.commands.issuing import SOURCE, ComponentIssue, book_issue
from sanye.erp.production.commands.locking import (
    lock_working,
    start_if_needed,
    take_step,
    unit_decimals,
)
from sanye.erp.production.commands.reporting import backflush_work
from sanye.erp.production.domain.explosion import needed
from sanye.erp.production.domain.states import OrderStatus
from sanye.erp.production.domain.tolerances import Policy, backflush_quantity, check_completion
from sanye.erp.production.errors import (
    QuantityNotPositive,
    QuantityTooFine,
    SerialNumbersMissing,
    TooManyPieces,
)
from sanye.erp.production.models import ProductionCompletion, ProductionOrder
from sanye.erp.production.publishing import publish_completed
from sanye.erp.production.queries.orders import components_of, get_policy
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import command

MOST_PIECES = 10_000
"""Serial numbers that one completion may make."""


@command
def complete_production_order(
    *,
    production_order_id: UUID,
    quantity: Decimal,
    posting_date: date,
    lot: str = "",
    serial_numbers: Sequence[str] = (),
    location_id: UUID | None = None,
    status: str = "AVAILABLE",
    is_final: bool = False,
    backflush: bool | None = None,
    by: Actor,
    at: datetime,
) -> ProductionOrder:
    """Put finished goods into stock: part of the order or, with tolerance, more than it.

    A lot item without a lot gets the order's number as its lot; serial numbers not given are
    drawn from it. With backflush (default: the site's policy) what the pieces take and nobody
    issued is issued, first expiry first, and operations nobody reported are reported with their
    planned times. The order is completed when nothing is open, or with `is_final`.

    Raises OverCompletion, MaterialShort, SerialNumbersMissing.
    """
    order = lock_working(production_order_id)
    policy = get_policy(site_id=order.site_id, by=by)
    decimals = unit_decimals({order.unit, *(line.unit for line in components_of(order))})
    _check(order, quantity, decimals[order.unit], policy)
    start_if_needed(order, at=at)
    made = order.completed_quantity + order.scrapped_quantity + quantity
    if policy.backflushes if backflush is None else backflush:
        _backflush_components(order, made, decimals, policy, posting_date, by=by, at=at)
        backflush_work(order, order.completed_quantity + quantity, posting_date, at=at)
    completion = _put_into_stock(
        order, quantity, posting_date, lot, serial_numbers, location_id, status, by=by, at=at
    )
    order.completed_quantity += quantity
    if (is_final or made >= order.quantity) and order.status == OrderStatus.STARTED:
        take_step(order, OrderStatus.COMPLETED, "completed_at", at=at)
    order.save(update_fields=["completed_quantity", "status", "completed_at"])
    publish_completed(order, completion)
    return order


def _check(order: ProductionOrder, quantity: Decimal, decimals: int, policy: Policy) -> None:
    if quantity <= 0:
        raise QuantityNotPositive(quantity=quantity, field="quantity")
    if quantity != round(quantity, decimals):
        raise QuantityTooFine(
            quantity=quantity, unit=order.unit, decimals=decimals, field="quantity"
        )
    check_completion(quantity, order.completed_quantity, order.quantity, policy)


def _backflush_components(
    order: ProductionOrder,
    made: Decimal,
    decimals: Mapping[str, int],
    policy: Policy,
    posting_date: date,
    *,
    by: Actor,
    at: datetime,
) -> None:
    components = components_of(order)
    available = list_available(
        item_ids=[line.item_id for line in components], site_id=order.site_id, by=by
    )
    issues: list[ComponentIssue] = []
    for line in components:
        expected = needed(line.ratio, made, is_fixed=line.is_fixed, decimals=decimals[line.unit])
        if expected <= line.issued_quantity:
            continue
        quantity = backflush_quantity(
            line.item.code, expected, line.issued_quantity, available[line.item_id], policy
        )
        available[line.item_id] -= quantity
        if quantity > 0:
            issues.append(ComponentIssue(component_line_id=line.id, quantity=quantity))
    if issues:
        book_issue(order, components, issues, posting_date, by=by, at=at)


def _put_into_stock(
    order: ProductionOrder,
    quantity: Decimal,
    posting_date: date,
    lot: str,
    serial_numbers: Sequence[str],
    location_id: UUID | None,
    status: str,
    *,
    by: Actor,
    at: datetime,
) -> ProductionCompletion:
    completion_id = new_id()
    tracking = order.item.tracking
    if tracking == "LOT" and not lot:
        lot = order.number
    pieces: Sequence[str] = ("",)
    if tracking == "SERIAL":
        pieces = _serial_numbers(order, quantity, serial_numbers)
    movement = post_movement(
        kind=MovementKind.PRODUCTION_COMPLETION,
        posting_date=posting_date,
        lines=[
            MovementLine(
                item_id=order.item_id,
                site_id=order.site_id,
                location_id=location_id,
                lot=lot,
                serial_number=serial_number,
                status=status,
                quantity=Decimal(1) if serial_number else quantity,
                source_line_id=completion_id,
            )
            for serial_number in pieces
        ],
        source_type=SOURCE,
        source_id=order.id,
        source_number=order.number,
        by=by,
        at=at,
    )
    completion: ProductionCompletion = ProductionCompletion.objects.create(
        id=completion_id,
        company_id=order.company_id,
        production_order=order,
        movement=movement,
        quantity=quantity,
        lot=lot,
        posting_date=posting_date,
    )
    return completion


def _serial_numbers(
    order: ProductionOrder, quantity: Decimal, given: Sequence[str]
) -> Sequence[str]:
    if quantity > MOST_PIECES:
        raise TooManyPieces(quantity=quantity, most=MOST_PIECES, field="quantity")
    if not given:
        first = int(order.completed_quantity) + 1
        return [f"{order.number}-{first + offset:04d}" for offset in range(int(quantity))]
    if len(set(given)) != quantity or len(given) != quantity or not all(given):
        raise SerialNumbersMissing(quantity=quantity, given=len(set(given)), field="serial_numbers")
    return given
