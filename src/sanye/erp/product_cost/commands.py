"""Keeping what sold pieces cost afterwards."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from sanye.erp.ledger.queries import get_functional_currency
from sanye.erp.product_cost.domain.changes import Change, changes_of, repairs_of
from sanye.erp.product_cost.domain.costs import is_told, unit_cost
from sanye.erp.product_cost.errors import RatioOutOfRange, WindowOutOfRange
from sanye.erp.product_cost.models import (
    ProductCostDay,
    ProductCostPolicy,
    ProductServiceCost,
    RepairOrder,
)
from sanye.erp.product_cost.publishing import publish_changed
from sanye.erp.product_cost.queries import Policy, get_product_cost_policy
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import get_business_date, get_items

ZERO = Decimal(0)
SUMS = ("shipped_quantity", "service_amount", "return_amount", "repair_amount")
_ADD = """
    INSERT INTO erp_product_cost_day AS stored
           (id, company_id, item_id, day, shipped_quantity, service_amount, return_amount,
            repair_amount)
    SELECT id, %s, item_id, day, shipped, service, returned, repair
      FROM unnest(%s::uuid[], %s::uuid[], %s::date[], %s::numeric[], %s::numeric[], %s::numeric[],
                  %s::numeric[])
           AS changes (id, item_id, day, shipped, service, returned, repair)
     ORDER BY item_id, day
        ON CONFLICT (company_id, item_id, day) DO UPDATE
       SET shipped_quantity = stored.shipped_quantity + EXCLUDED.shipped_quantity,
           service_amount = stored.service_amount + EXCLUDED.service_amount,
           return_amount = stored.return_amount + EXCLUDED.return_amount,
           repair_amount = stored.repair_amount + EXCLUDED.repair_amount
"""


@command(logged=False)
def record_facts(*, facts: Sequence[Any], is_live: bool, by: Actor, at: datetime) -> None:
    """Add what facts say to the days of their items; the items' costs follow at once.

    What is replayed or comes late is told by the daily job, so that it is not told again on the
    way.
    """
    repairs = _known_repairs(facts, by.company_id)
    touched = _add([change for fact in facts for change in changes_of(fact, repairs)], by)
    if touched:
        refresh_service_costs(item_ids=touched, is_quiet=not is_live, by=by, at=at)


def _known_repairs(facts: Sequence[Any], company_id: UUID) -> dict[UUID, UUID]:
    fresh = repairs_of(facts)
    RepairOrder.objects.bulk_create(
        [
            RepairOrder(company_id=company_id, production_order_id=order_id, item_id=item_id)
            for order_id, item_id in fresh.items()
        ],
        ignore_conflicts=True,
    )
    sources = {fact.source_id for fact in facts if hasattr(fact, "valuation_id")}
    rows = RepairOrder.objects.filter(production_order_id__in=sources - fresh.keys())
    return {**dict(rows.values_list("production_order_id", "item_id")), **fresh}


def _add(changes: Sequence[Change], by: Actor) -> set[UUID]:
    sums: dict[tuple[UUID, date], list[Decimal]] = {}
    for change in changes:
        row = sums.setdefault((change.item_id, change.day), [ZERO] * 4)
        for n, value in enumerate((change.shipped, change.service, change.returned, change.repair)):
            row[n] += value
    if not sums:
        return set()
    columns = [list(column) for column in zip(*sums.values(), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD,
            [
                by.company_id,
                [new_id() for _ in sums],
                [item_id for item_id, _ in sums],
                [day for _, day in sums],
                *columns,
            ],
        )
    return {item_id for item_id, _ in sums}


@command(logged=False)
def refresh_service_costs(
    *, item_ids: Collection[UUID] | None = None, is_quiet: bool = False, by: Actor, at: datetime
) -> int:
    """Sum up the window that ends today, of some items or all; how many moved enough to be told.

    `is_quiet`: none is told yet.
    """
    policy = get_product_cost_policy(by=by)
    today = get_business_date(at=at, by=by)
    days = ProductCostDay.objects.all()
    known = ProductServiceCost.objects.order_by("item_id").select_for_update(of=("self",))
    if item_ids is not None:
        days, known = days.filter(item_id__in=item_ids), known.filter(item_id__in=item_ids)
    rows = {row.item_id: row for row in known}
    inside = days.filter(day__gt=today - timedelta(days=policy.window_days), day__lte=today)
    sums = {
        found["item_id"]: found
        for found in inside.values("item_id").annotate(
            **{f"sum_{name}": Sum(name) for name in SUMS}
        )
    }
    for row in _missing(sums.keys() - rows.keys(), by=by):
        rows[row.item_id] = row
    for row in rows.values():
        _follow(row, sums.get(row.item_id, {}), policy, today)
    told = [] if is_quiet else [row for row in rows.values() if _is_told(row, policy)]
    for row in told:
        row.told_unit_cost = row.unit_service_cost
    ProductServiceCost.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["company", "item"],
        update_fields=[
            *SUMS,
            "window_days",
            "as_of_date",
            "currency",
            "unit_service_cost",
            "told_unit_cost",
        ],
    )
    publish_changed(told)
    return len(told)


def _missing(item_ids: Collection[UUID], *, by: Actor) -> list[ProductServiceCost]:
    items = get_items(item_ids=item_ids, by=by)
    currency = get_functional_currency(by=by)
    return [
        ProductServiceCost(
            id=new_id(),
            company_id=by.company_id,
            item_id=item.id,
            unit=item.unit,
            currency=currency,
        )
        for item in items.values()
    ]


def _follow(row: ProductServiceCost, sums: dict[str, Decimal], policy: Policy, today: date) -> None:
    """Bring the row to today, in memory."""
    for name in SUMS:
        setattr(row, name, sums.get(f"sum_{name}", ZERO))
    row.window_days, row.as_of_date = policy.window_days, today
    amount = row.service_amount + row.return_amount + row.repair_amount
    row.unit_service_cost = unit_cost(amount, row.shipped_quantity)


def _is_told(row: ProductServiceCost, policy: Policy) -> bool:
    return is_told(row.told_unit_cost, row.unit_service_cost, policy.change_ratio)


@command
def set_product_cost_policy(
    *, window_days: int, change_ratio: Decimal, by: Actor, at: datetime
) -> Policy:
    """Set window and threshold. Raises WindowOutOfRange, RatioOutOfRange."""
    if not 7 <= window_days <= 3650:
        raise WindowOutOfRange(days=window_days, field="window_days")
    if not 0 <= change_ratio <= 1:
        raise RatioOutOfRange(ratio=change_ratio, field="change_ratio")
    ProductCostPolicy.objects.update_or_create(
        company_id=by.company_id,
        defaults={"window_days": window_days, "change_ratio": change_ratio},
    )
    return get_product_cost_policy(by=by)


@command
def empty_product_costs(*, by: Actor, at: datetime) -> None:
    """Forget the days, to replay the log; what was told stays, so that it is not told again."""
    ProductCostDay.objects.all().delete()
    RepairOrder.objects.all().delete()
