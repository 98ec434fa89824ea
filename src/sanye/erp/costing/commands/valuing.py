"""Facts being valued together: each finds what those before it left, and nothing is written yet."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from django.db.models import QuerySet, Sum

from sanye.contracts.erp.finance import AccountRole
from sanye.contracts.erp.inventory import MovementKind
from sanye.erp.costing.commands.keeping import Balances
from sanye.erp.costing.commands.policies import Policy, policies_of
from sanye.erp.costing.commands.writing import Cause, Draft
from sanye.erp.costing.models import ValuationLine
from sanye.erp.ledger.queries import get_functional_currency
from sanye.kernel.actors import Actor
from sanye.stem.masterdata.queries import get_work_centers

ZERO = Decimal(0)

Worth = tuple[Decimal, Decimal]
"""Quantity and value."""
Side = tuple[UUID | None, str, Decimal, Decimal]
"""What it is about, role, quantity, amount."""


@dataclass(slots=True)
class Needs:
    """What facts are valued with: read and locked once for all of them.

    `places` are items at sites, `invoiced` order lines with their items; `senders` are documents
    that may have goods under way, `return_lines` lines whose goods may have come back.
    """

    places: set[tuple[UUID, UUID]] = field(default_factory=set)
    order_lines: set[UUID] = field(default_factory=set)
    invoiced: set[tuple[UUID, UUID]] = field(default_factory=set)
    orders: set[UUID] = field(default_factory=set)
    work_centers: set[UUID] = field(default_factory=set)
    senders: set[UUID] = field(default_factory=set)
    return_lines: set[UUID] = field(default_factory=set)


class FactToValue(Protocol):
    """What costing is told of by one event."""

    def ask(self, needs: Needs) -> None:
        """Add what it is valued with."""

    def value(self, valuing: "Valuing") -> None:
        """Change the balances, and draft what that is worth."""


class Valuing:
    """Balances in memory, and the valuations drafted so far."""

    def __init__(self, facts: Iterable[FactToValue], *, by: Actor) -> None:
        needs = Needs()
        for fact in facts:
            fact.ask(needs)
        items = {item for item, _ in needs.places} | {item for _, item in needs.invoiced}
        self._policies = policies_of(items, by=by)
        self.work_centers = get_work_centers(work_center_ids=needs.work_centers, by=by)
        self.currency = get_functional_currency(by=by)
        self.balances = Balances(by.company_id)
        self.drafts: list[Draft] = []
        _lock(self.balances, needs)
        self._sent = _read_sent(needs.senders)
        self._returned = _read_returned(needs.return_lines)

    def start(self, cause: Cause) -> Draft:
        """The next valuation, still empty."""
        draft = Draft(cause=cause, currency=self.currency, balances=self.balances)
        self.drafts.append(draft)
        return draft

    def policy_of(self, item_id: UUID) -> Policy:
        """How the item is valued; by average, unless the company says otherwise."""
        return self._policies.get(item_id, Policy())

    def under_way(self, source_id: UUID) -> dict[UUID | None, Worth]:
        """What a document sent out of each item and did not receive yet."""
        drafted = [
            (line.item_id, line.role, line.quantity, line.amount)
            for draft in self.drafts
            if draft.cause.source_id == source_id
            for line in draft.lines
        ]
        return _gone([*self._sent.get(source_id, ()), *drafted], AccountRole.STOCK_IN_TRANSIT)

    def returned(self) -> dict[UUID | None, Worth]:
        """What came back on each return line; less than nothing has gone, so both are negative."""
        drafted = [
            (line.source_line_id, line.role, line.quantity, line.amount)
            for draft in self.drafts
            if draft.cause.kind == MovementKind.CUSTOMER_RETURN
            for line in draft.lines
        ]
        return _gone([*self._returned, *drafted], AccountRole.COST_OF_GOODS_SOLD)


def _lock(balances: Balances, needs: Needs) -> None:
    """Everything that may change; goods that are invoiced lie where they were received."""
    balances.values.lock(needs.places)
    invoiced_lines = {line for line, _ in needs.invoiced}
    balances.clearings.lock((line,) for line in needs.order_lines | invoiced_lines)
    received = [(balances.clearings.find(line), item) for line, item in needs.invoiced]
    balances.values.lock((item, row.site_id) for row, item in received if row and row.site_id)
    balances.orders.lock((order,) for order in needs.orders)


def _read_sent(source_ids: Iterable[UUID]) -> dict[UUID, list[Side]]:
    lines = ValuationLine.objects.filter(valuation__source_id__in=source_ids)
    found: dict[UUID, list[Side]] = {}
    for source_id, *side in _sums(lines, "valuation__source_id", "item_id"):
        found.setdefault(source_id, []).append(tuple(side))
    return found


def _read_returned(line_ids: Iterable[UUID]) -> list[Side]:
    lines = ValuationLine.objects.filter(
        source_line_id__in=line_ids, valuation__kind=MovementKind.CUSTOMER_RETURN
    )
    return list(_sums(lines, "source_line_id"))


def _sums(lines: QuerySet[ValuationLine], *columns: str) -> Iterable[tuple[Any, ...]]:
    sums = lines.order_by().values_list(*columns, "role")
    return sums.annotate(quantity_sum=Sum("quantity"), amount_sum=Sum("amount"))


def _gone(sides: Iterable[Side], role: AccountRole) -> dict[UUID | None, Worth]:
    """The quantity that left stock of each thing, and the value that `role` took for it."""
    found: dict[UUID | None, Worth] = {}
    for thing, of_role, quantity, amount in sides:
        gone, value = found.get(thing, (ZERO, ZERO))
        if of_role == AccountRole.STOCK:
            gone -= quantity
        elif of_role == role:
            value += amount
        found[thing] = (gone, value)
    return found
