"""Goods come out of an order."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from sanye.contracts.erp.inventory import MovementKind
from sanye.erp.inventory.commands import Movement, MovementLine, post_movements
from sanye.erp.inventory.queries import list_available
from sanye.erp.production.commands.issuing import (
    SOURCE,
    ComponentIssue,
    add_issued,
    issue_movements,
)
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
from sanye.stem.rows.bulk import insert_rows

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
    drawn from it, each once. With backflush (default: the site's policy) what the pieces take and
    nobody issued is issued, first expiry first, and operations nobody reported are reported with
    their planned times. The order is completed when nothing is open, or with `is_final`.

    Raises OverCompletion, MaterialShort, SerialNumbersMissing.
    """
    order = lock_working(production_order_id)
    policy = get_policy(site_id=order.site_id, by=by)
    components = components_of(order)
    decimals = unit_decimals({order.unit, *(line.unit for line in components)})
    _check(order, quantity, decimals[order.unit], policy)
    start_if_needed(order, at=at)
    made = order.completed_quantity + order.scrapped_quantity + quantity
    issues: list[ComponentIssue] = []
    if policy.backflushes if backflush is None else backflush:
        issues = _missing(order, made, decimals, policy, by=by)
        backflush_work(order, order.completed_quantity + quantity, posting_date, at=at)
    completion = _completion(order, quantity, posting_date, lot)
    coming = _coming(order, completion, serial_numbers, location_id, status)
    going = issue_movements(order, components, issues, posting_date)
    *_, completion.movement = post_movements(movements=[*going, coming], by=by, at=at)
    insert_rows([completion])
    add_issued(components, {line.component_line_id: line.quantity for line in issues})
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


def _missing(
    order: ProductionOrder,
    made: Decimal,
    decimals: Mapping[str, int],
    policy: Policy,
    *,
    by: Actor,
) -> list[ComponentIssue]:
    """What the pieces take and nobody issued, as far as the policy asks for it and it is there."""
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
    return issues


def _completion(
    order: ProductionOrder, quantity: Decimal, posting_date: date, lot: str
) -> ProductionCompletion:
    """Goods that come out, without their movement."""
    if order.item.tracking == "LOT" and not lot:
        lot = order.number
    return ProductionCompletion(
        id=new_id(),
        company_id=order.company_id,
        production_order=order,
        quantity=quantity,
        lot=lot,
        posting_date=posting_date,
    )


def _coming(
    order: ProductionOrder,
    completion: ProductionCompletion,
    serial_numbers: Sequence[str],
    location_id: UUID | None,
    status: str,
) -> Movement:
    """The movement of a completion: one line, or one for each serial number."""
    pieces: Sequence[str] = ("",)
    if order.item.tracking == "SERIAL":
        pieces = _serial_numbers(order, completion.quantity, serial_numbers)
    return Movement(
        kind=MovementKind.PRODUCTION_COMPLETION,
        posting_date=completion.posting_date,
        source_type=SOURCE,
        source_id=order.id,
        source_number=order.number,
        lines=[
            MovementLine(
                item_id=order.item_id,
                site_id=order.site_id,
                location_id=location_id,
                lot=completion.lot,
                serial_number=serial_number,
                status=status,
                quantity=Decimal(1) if serial_number else completion.quantity,
                source_line_id=completion.id,
            )
            for serial_number in pieces
        ],
    )


def _serial_numbers(
    order: ProductionOrder, quantity: Decimal, given: Sequence[str]
) -> Sequence[str]:
    if quantity > MOST_PIECES:
        raise TooManyPieces(quantity=quantity, most=MOST_PIECES, field="quantity")
    if not given:
        first = int(order.completed_quantity + _taken_back(order)) + 1
        return [f"{order.number}-{first + offset:04d}" for offset in range(int(quantity))]
    if len(set(given)) != quantity or len(given) != quantity or not all(given):
        raise SerialNumbersMissing(quantity=quantity, given=len(set(given)), field="serial_numbers")
    return given


def _taken_back(order: ProductionOrder) -> Decimal:
    """Pieces that were completed and are no longer: their numbers are not given again."""
    reversals = ProductionCompletion.objects.filter(production_order=order, reverses__isnull=False)
    return -(reversals.aggregate(quantity=Sum("quantity"))["quantity"] or Decimal(0))
