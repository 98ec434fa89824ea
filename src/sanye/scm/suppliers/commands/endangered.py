"""Which customers' orders wait for what a supplier owes, as the plan serves them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from django.db.models import F

from sanye.kernel.actors import Actor
from sanye.kernel.money import round_money
from sanye.scm.planning import queries as planning

Place = tuple[UUID, UUID]


class Owed(Protocol):
    """Goods that do not come as they should: a line of an order, or a rejected lot of an item."""

    @property
    def key(self) -> tuple[str, UUID]: ...
    @property
    def owed_line_id(self) -> UUID | None: ...
    @property
    def owed_order_number(self) -> str: ...
    @property
    def rejected_place(self) -> Place | None: ...


@dataclass(frozen=True, slots=True)
class Endangered:
    """Sales orders behind a cause; money in functional currency, once per line of theirs.

    `breaks_promise`: the plan says that a promise cannot be kept because of this very order.
    """

    order_ids: tuple[UUID, ...] = ()
    order_numbers: tuple[str, ...] = ()
    customer_ids: tuple[UUID, ...] = ()
    amount: Decimal = Decimal(0)
    breaks_promise: bool = False


NOBODY = Endangered()


class Customers:
    """Reads pegging, demand and promise risks once for all causes."""

    def __init__(self, causes: Collection[Owed], *, as_of: date, by: Actor) -> None:
        self._supplies = {cause.key: self._supplies_of(cause) for cause in causes}
        self._late = self._late_supplies(causes, by)
        for cause in causes:
            if cause.rejected_place is not None:
                self._supplies[cause.key] |= self._late.get(cause.rejected_place, set())
        wanted = {supply for found in self._supplies.values() for supply in found}
        self._behind = planning.sales_lines_behind(sorted(wanted), by)
        line_ids = {line_id for found in self._behind.values() for line_id in found}
        self._lines = {
            row.line_id: row
            for row in planning.list_known_demand(by=by).filter(line_id__in=line_ids)
        }
        self._risks = {
            row.line_id: row.cause_number
            for row in planning.list_promise_risks(by=by).filter(line_id__in=line_ids)
        }
        self._stakes = planning.Stakes(as_of, by)

    @property
    def currency(self) -> str:
        return self._stakes.currency

    def of(self, cause: Owed) -> Endangered:
        """Those who wait for this cause's goods."""
        ids = {i for supply in self._supplies[cause.key] for i in self._behind.get(supply, ())}
        lines = [self._lines[i] for i in sorted(ids) if i in self._lines]
        if not lines:
            return NOBODY
        orders = {line.order_id: line.order_number for line in lines}
        amount = self._stakes.worth_of(lines)
        return Endangered(
            order_ids=tuple(orders),
            order_numbers=tuple(orders.values()),
            customer_ids=tuple(sorted({x.customer_id for x in lines if x.customer_id})),
            amount=round_money(amount, self.currency),
            breaks_promise=any(self._is_broken(line.line_id, cause) for line in lines),
        )

    def _is_broken(self, line_id: UUID, cause: Owed) -> bool:
        if cause.rejected_place is not None:
            return line_id in self._risks
        return self._risks.get(line_id) == cause.owed_order_number

    @staticmethod
    def _supplies_of(cause: Owed) -> set[UUID]:
        return set() if cause.owed_line_id is None else {cause.owed_line_id}

    @staticmethod
    def _late_supplies(causes: Collection[Owed], by: Actor) -> Mapping[Place, set[UUID]]:
        """What serves needs of rejected items too late now: it stands in for the rejected lot."""
        items = {c.rejected_place[0] for c in causes if c.rejected_place is not None}
        found: dict[Place, set[UUID]] = {}
        if not items:
            return found
        pegs = planning.list_pegs(by=by).filter(
            item_id__in=items, supply_id__isnull=False, supply_date__gt=F("need_date")
        )
        for item_id, site_id, supply_id in pegs.values_list("item_id", "site_id", "supply_id"):
            found.setdefault((item_id, site_id), set()).add(supply_id)
        return found
