"""What each fact adds to an item's day: pieces shipped, or money spent after they were sold."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sanye.contracts.crm.service import ServiceCostReported
from sanye.contracts.erp.finance import AccountRole, StockValued
from sanye.contracts.erp.history import SalesOrderImported
from sanye.contracts.erp.inventory import WARRANTY_REASON, MovementKind, StockMoved
from sanye.contracts.erp.returns import (
    CustomerReturnImported,
    CustomerReturnSettled,
    ReturnOutcome,
)

ZERO = Decimal(0)
FACTS = (
    StockMoved,
    SalesOrderImported,
    ServiceCostReported,
    CustomerReturnSettled,
    CustomerReturnImported,
    StockValued,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Quantity in the item's stock unit, amounts in functional currency; all may be negative."""

    item_id: UUID
    day: date
    shipped: Decimal = ZERO
    service: Decimal = ZERO
    returned: Decimal = ZERO
    repair: Decimal = ZERO


def repairs_of(facts: Iterable[Any]) -> dict[UUID, UUID]:
    """Production orders that repair returned goods, with the item each repairs."""
    return {
        fact.production_order_id: line.item_id
        for fact in facts
        if isinstance(fact, CustomerReturnSettled) and fact.production_order_id is not None
        for line in fact.lines
        if line.outcome is ReturnOutcome.REPAIR
    }


def changes_of(fact: Any, repairs: Mapping[UUID, UUID]) -> Iterator[Change]:
    """The changes that one fact makes; `repairs` are the repair orders known so far."""
    match fact:
        case StockMoved():
            yield from _shipped(fact)
        case SalesOrderImported():
            yield from _sold_before(fact)
        case ServiceCostReported() if fact.item_id is not None:
            yield Change(item_id=fact.item_id, day=fact.posting_date, service=fact.amount)
        case CustomerReturnSettled() | CustomerReturnImported():
            for line in fact.lines:
                if line.cost_amount:
                    yield Change(
                        item_id=line.item_id, day=fact.posting_date, returned=line.cost_amount
                    )
        case StockValued() if fact.source_id in repairs:
            yield from _repaired(fact, repairs[fact.source_id])


def _shipped(fact: StockMoved) -> Iterator[Change]:
    """Pieces sold; what is sent at no charge for what came back is no further sale."""
    if fact.kind is not MovementKind.SHIPMENT or fact.reason_code == WARRANTY_REASON:
        return
    for line in fact.lines:
        yield Change(item_id=line.item_id, day=fact.posting_date, shipped=-line.quantity)


def _sold_before(fact: SalesOrderImported) -> Iterator[Change]:
    for line in fact.lines:
        if line.delivered_quantity and line.shipped_date is not None:
            yield Change(
                item_id=line.item_id, day=line.shipped_date, shipped=line.delivered_quantity
            )


def _repaired(fact: StockValued, item_id: UUID) -> Iterator[Change]:
    """Work and parts that a repair took in; the repaired goods themselves are no cost."""
    if fact.kind not in {"OPERATION", MovementKind.PRODUCTION_ISSUE}:
        return
    amount = sum(
        (
            line.amount
            for line in fact.lines
            if line.account_role == AccountRole.WORK_IN_PROCESS
            and (fact.kind == "OPERATION" or line.item_id != item_id)
        ),
        ZERO,
    )
    if amount:
        yield Change(item_id=item_id, day=fact.posting_date, repair=amount)
