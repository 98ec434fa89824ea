"""The value of stock movements."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sanye.contracts.erp.finance import AccountRole
from sanye.contracts.erp.inventory import MovementKind, StockLine
from sanye.erp.costing.commands.policies import Policy
from sanye.erp.costing.commands.production import (
    complete,
    in_process_role,
    order_of,
    take_in,
    worth_of_completion,
)
from sanye.erp.costing.commands.receipts import clear_receipt
from sanye.erp.costing.commands.valuing import Needs, Valuing, Worth
from sanye.erp.costing.commands.writing import Cause, Draft, Place, balance_of, keep
from sanye.erp.costing.domain.averaging import Balance, at_standard, issue, receive, revalue
from sanye.erp.costing.domain.roles import COUNTER_ROLES
from sanye.erp.costing.models import ItemValue
from sanye.kernel.money import round_money

ZERO = Decimal(0)
CLEARED_KINDS = frozenset({MovementKind.PURCHASE_RECEIPT, MovementKind.SUPPLIER_RETURN})
PROCESS_KINDS = frozenset({MovementKind.PRODUCTION_ISSUE, MovementKind.PRODUCTION_COMPLETION})
MOVING_KINDS = frozenset({MovementKind.TRANSFER, MovementKind.STATUS_CHANGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """All lines of a movement that are valued alike, added up; quantity signed, not zero."""

    item_id: UUID
    site_id: UUID
    quantity: Decimal
    unit_cost: Decimal | None
    source_line_id: UUID | None

    @property
    def place(self) -> Place:
        return Place(item_id=self.item_id, site_id=self.site_id, source_line_id=self.source_line_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementToValue:
    """A movement of stock; stock of others is not among its parts, for it has no value here."""

    kind: MovementKind
    parts: Sequence[Part]
    cause: Cause

    def ask(self, needs: Needs) -> None:
        """Its items, and what it fulfils."""
        needs.places |= {(part.item_id, part.site_id) for part in self.parts}
        if self.kind in CLEARED_KINDS:
            needs.order_lines |= {part.source_line_id or part.item_id for part in self.parts}
        if self.kind in PROCESS_KINDS:
            needs.orders.add(self.cause.source_id)
        if self.kind in MOVING_KINDS and any(part.quantity > 0 for part in self.parts):
            needs.senders.add(self.cause.source_id)

    def value(self, valuing: Valuing) -> None:
        """Value it against the account of its kind."""
        if self.kind in MOVING_KINDS:
            _move(valuing, self)
            return
        draft = valuing.start(self.cause)
        for part in self.parts:
            _value_part(draft, self.kind, part, valuing.policy_of(part.item_id))


def parts_of(kind: MovementKind, lines: Sequence[StockLine]) -> list[Part]:
    """Our own stock's lines; in a transfer only what each site gained or lost counts."""
    is_moving = kind in MOVING_KINDS
    sums: dict[Part, Decimal] = {}
    for line in lines:
        if line.owner_id is not None:
            continue
        key = Part(
            item_id=line.item_id,
            site_id=line.site_id,
            quantity=Decimal(1 if is_moving or line.quantity > 0 else -1),
            unit_cost=None if is_moving else line.unit_cost,
            source_line_id=None if is_moving else line.source_line_id,
        )
        sums[key] = sums.get(key, ZERO) + line.quantity
    return [replace(key, quantity=quantity) for key, quantity in sums.items() if quantity]


def _value_part(draft: Draft, kind: MovementKind, part: Part, policy: Policy) -> None:
    row = draft.balances.values.get(part.item_id, part.site_id)
    _follow_standard(draft, row, policy)
    worth = _given_worth(draft, kind, part, row, policy)
    moved = _change_stock(draft, part, row, policy, worth)
    if kind in CLEARED_KINDS:
        cleared = moved if worth is None else worth
        draft.add(AccountRole.GOODS_RECEIVED_NOT_INVOICED, -cleared, part.place)
        draft.add(AccountRole.PURCHASE_PRICE_VARIANCE, cleared - moved, part.place)
    elif kind in PROCESS_KINDS:
        order = order_of(draft)
        draft.add(in_process_role(order), -moved, part.place)
        if kind == MovementKind.PRODUCTION_ISSUE:
            take_in(order, material=-moved)
        else:
            complete(order, part.quantity, moved)
    else:
        draft.add(draft.cause.role or COUNTER_ROLES[kind], -moved, part.place)


def _follow_standard(draft: Draft, row: ItemValue, policy: Policy) -> None:
    """A standard cost that was changed since the last movement revalues the stock first."""
    if not policy.is_standard or row.unit_cost == policy.standard_cost:
        return
    change = revalue(balance_of(row), policy.standard_cost, draft.currency)
    keep(row, change)
    place = Place(item_id=row.item_id, site_id=row.site_id)
    draft.add(AccountRole.STOCK, change.amount, place)
    draft.add(AccountRole.INVENTORY_REVALUATION, -change.amount, place)


def _given_worth(
    draft: Draft, kind: MovementKind, part: Part, row: ItemValue, policy: Policy
) -> Decimal | None:
    """What the movement is worth by its source; None where the stock's own cost decides."""
    cost = _known_cost(part, row, policy)
    if kind in CLEARED_KINDS:
        is_known = part.unit_cost is not None or part.quantity < 0
        return clear_receipt(draft, part.place, part.quantity, part.unit_cost if is_known else cost)
    if part.quantity < 0:
        return None
    if kind == MovementKind.PRODUCTION_COMPLETION and not policy.is_standard:
        found = worth_of_completion(order_of(draft), part.quantity, draft.currency)
        if found is not None:
            return found
    return round_money(Fraction(part.quantity) * cost, draft.currency)


def _known_cost(part: Part, row: ItemValue, policy: Policy) -> Fraction:
    if part.unit_cost is not None:
        return Fraction(part.unit_cost)
    found = balance_of(row).exact_cost
    return found or Fraction(policy.standard_cost)


def _change_stock(
    draft: Draft, part: Part, row: ItemValue, policy: Policy, worth: Decimal | None
) -> Decimal:
    """Change the balance; the signed amount that the stock account takes."""
    before = balance_of(row)
    if policy.is_standard:
        change = at_standard(before, part.quantity, policy.standard_cost, draft.currency)
    elif part.quantity > 0:
        change = receive(before, part.quantity, worth or ZERO, draft.currency)
    else:
        change = issue(_with_cost(before, policy), -part.quantity, draft.currency)
    keep(row, change)
    stock = change.amount + change.adjustment
    draft.add(AccountRole.STOCK, stock, part.place, quantity=part.quantity)
    draft.add(AccountRole.NEGATIVE_STOCK_ADJUSTMENT, -change.adjustment, part.place)
    return change.amount


def _with_cost(balance: Balance, policy: Policy) -> Balance:
    """Stock that never had a cost leaves at the standard cost, if there is one."""
    if balance.unit_cost or balance.quantity > 0:
        return balance
    return replace(balance, unit_cost=policy.standard_cost)


def _move(valuing: Valuing, movement: MovementToValue) -> None:
    """What leaves a site arrives at the other with its value; what is under way waits between."""
    under_way = valuing.under_way(movement.cause.source_id)
    draft = valuing.start(movement.cause)
    left: dict[UUID, Worth] = {}
    for part in sorted(movement.parts, key=lambda part: part.quantity):
        policy = valuing.policy_of(part.item_id)
        row = draft.balances.values.get(part.item_id, part.site_id)
        _follow_standard(draft, row, policy)
        if part.quantity < 0:
            moved = _change_stock(draft, part, row, policy, None)
            quantity, value = left.get(part.item_id, (ZERO, ZERO))
            left[part.item_id] = (quantity - part.quantity, value - moved)
            continue
        quantity, value = left.get(part.item_id, (ZERO, ZERO))
        if not quantity:
            quantity, value = under_way.get(part.item_id, (ZERO, ZERO))
            draft.add(AccountRole.STOCK_IN_TRANSIT, -value, part.place)
        worth = _share(part.quantity, quantity, value, draft.currency)
        if worth is None:
            worth = round_money(
                Fraction(part.quantity) * _known_cost(part, row, policy), draft.currency
            )
        moved = _change_stock(draft, part, row, policy, worth)
        draft.add(AccountRole.INVENTORY_REVALUATION, worth - moved, part.place)
        left[part.item_id] = (quantity - part.quantity, value - worth)
    for item_id, (_, value) in left.items():
        draft.add(AccountRole.STOCK_IN_TRANSIT, value, Place(item_id=item_id))


def _share(quantity: Decimal, whole: Decimal, value: Decimal, currency: str) -> Decimal | None:
    """The value of a part; None where nothing is known to have been sent."""
    if whole <= 0 or quantity > whole:
        return None
    if quantity == whole:
        return value
    return round_money(Fraction(value) * Fraction(quantity) / Fraction(whole), currency)
