"""What the tests of production orders do and look at."""

from decimal import Decimal
from typing import Any

from sanye.erp.production.checks import (
    completed_is_in_ledger,
    issued_is_in_ledger,
    reported_is_sum_of_reports,
)
from sanye.erp.production.commands import (
    ComponentIssue,
    complete_production_order,
    issue_components,
)
from sanye.erp.production.models import (
    ProductionComponent,
    ProductionOrder,
)
from sanye.kernel.events import from_data
from sanye.stem.events.models import EventRow
from sanye.stem.masterdata.models import Item
from tests.erp.production.conftest import DAY, Shop

CHECKS = (issued_is_in_ledger, completed_is_in_ledger, reported_is_sum_of_reports)


def facts(order: ProductionOrder) -> list[Any]:
    rows = EventRow.objects.filter(key=order.id).order_by("position")
    return [from_data(row.type, row.data) for row in rows]


def names(order: ProductionOrder) -> list[str]:
    return [type(fact).__name__ for fact in facts(order)]


def part(order: ProductionOrder, item: Item) -> ProductionComponent:
    return ProductionComponent.unscoped.get(production_order=order, item=item)


def complete(shop: Shop, order: ProductionOrder, quantity: Any, **fields: Any) -> ProductionOrder:
    return complete_production_order(
        production_order_id=order.id,
        quantity=Decimal(quantity),
        posting_date=DAY,
        by=shop.by,
        at=shop.at,
        **fields,
    )


def issue(shop: Shop, order: ProductionOrder, *lines: ComponentIssue) -> ProductionOrder:
    return issue_components(
        production_order_id=order.id,
        posting_date=DAY,
        lines=lines or None,
        by=shop.by,
        at=shop.at,
    )


def verified(shop: Shop) -> bool:
    return not any(check(shop.by.company_id).problems for check in CHECKS)
