"""Action messages: what the plan advises about orders that exist, and about its own.

The plan counts on its advice being followed; :class:`Advice` carries a receipt's advice down to
its components, so that a cancelled order frees what was bought for it.
"""

from decimal import Decimal
from fractions import Fraction

from sanye.engines.mrp.lots import LotBounds, bounds_of, ceil_to
from sanye.engines.mrp.netting import Supply
from sanye.engines.mrp.ordering import Order
from sanye.engines.mrp.records import (
    Action,
    Advice,
    DataError,
    LotPolicy,
    Message,
    Node,
    NodeKey,
    OrderKind,
    Receipt,
)
from sanye.engines.mrp.scale import ceil_share, from_micro, to_micro
from sanye.engines.mrp.world import World, valid_on

FOLLOW_AS_IS = Advice()


class Adviser:
    """Writes the messages of one node."""

    def __init__(self, world: World, key: NodeKey, node: Node) -> None:
        self._world = world
        self._key = key
        self._node = node
        self.messages: list[Message] = []

    def on_receipts(self, receipts: list[Supply]) -> dict[str, Advice]:
        """Messages about open receipts, and per receipt the advice its components follow."""
        surplus = self._allowed_surplus()
        advice = {}
        for supply in receipts:
            receipt = supply.receipt
            if receipt is None:
                continue
            if self._world.day_of(receipt.due_date) < 0:
                self._say(Action.PAST_DUE, receipt)
            if receipt.is_fixed:
                continue
            kept = min(supply.left, surplus)
            surplus -= kept
            advice[receipt.id] = self._on_receipt(supply, receipt, supply.taken + kept)
        return advice

    def on_orders(self, orders: list[Order], receipts: list[Supply]) -> None:
        """Release inside the fence, past due when the start has passed, increase instead."""
        more: dict[str, tuple[Receipt, int]] = {}
        for order in orders:
            if order.kind in (OrderKind.PHANTOM, OrderKind.UNSOURCED):
                continue
            is_due = order.start <= self._node.release_fence_days
            is_late = order.due > order.need and order.due > self._latest(order.need)
            if is_due:
                self._say_order(Action.RELEASE, order)
            if is_late:
                self._say_order(Action.PAST_DUE, order)
            if is_late or not is_due:
                self._note_increase(order, receipts, more)
        for receipt, quantity in more.values():
            advised = from_micro(to_micro(receipt.quantity) + quantity)
            self._say(Action.INCREASE, receipt, advised_quantity=advised)

    def on_errors(self, errors: set[DataError]) -> None:
        for error in sorted(errors):
            self.messages.append(
                Message(Action.DATA_ERROR, *self._key, "", None, None, None, None, error)
            )

    def _allowed_surplus(self) -> int:
        """MIN_MAX may hold up to the max; what exceeds the min is no surplus before that."""
        if self._node.lot_policy is not LotPolicy.MIN_MAX:
            return 0
        return to_micro(self._node.order_up_to or 0) - to_micro(self._node.reorder_point or 0)

    def _on_receipt(self, supply: Supply, receipt: Receipt, used: int) -> Advice:
        if not used:
            self._say(Action.CANCEL, receipt)
            return Advice(ratio=Fraction(0))
        ratio = self._quantity_advice(supply, receipt, used)
        shift = self._date_advice(supply, receipt)
        return Advice(shift, ratio) if shift or ratio != 1 else FOLLOW_AS_IS

    def _quantity_advice(self, supply: Supply, receipt: Receipt, used: int) -> Fraction:
        fixed = self._node.lot_quantity
        if self._node.lot_policy is LotPolicy.FIXED_ORDER_QUANTITY and fixed:
            used = ceil_to(used, to_micro(fixed))
        advised = self._bounds(receipt).one_lot(used)
        if supply.quantity - advised <= to_micro(self._node.tolerance_quantity):
            return Fraction(1)
        self._say(Action.DECREASE, receipt, advised_quantity=from_micro(advised))
        return Fraction(advised, supply.quantity)

    def _bounds(self, receipt: Receipt) -> LotBounds:
        """Those of who delivers it, though others sell it now or on that day; else of these."""
        own = [s for s in self._world.sources.get(self._key, ()) if s.partner == receipt.partner]
        others = self._world.sources_on(self._key, receipt.due_date)
        found = valid_on(own, receipt.due_date) or own or others
        return bounds_of(self._node, next(iter(found), None))

    def _date_advice(self, supply: Supply, receipt: Receipt) -> int:
        """Days by which to move. Safety stock may call a receipt in, but never puts one off.

        Where supply was dealt out anew, between the day as netted and the day as dealt any is as
        well: a receipt put off for those who take it would next be dealt to others, and called in.
        """
        due = self._world.day_of(receipt.due_date)
        needs = [day for day in (supply.first_need, supply.standing_need) if day is not None]
        if due < 0 or not needs:
            return 0
        netted = min(needs)
        dealt = netted if supply.dealt_need is None else supply.dealt_need
        last, first = (self._target(wanted(netted, dealt)) for wanted in (max, min))
        latest = last if self._node.safety_days else max(netted, dealt, 0)
        advised = last if last >= 0 else self._world.days[self._node.calendar].add(0, 0)
        if due > self._latest(latest) and advised < due:
            self._say(Action.EXPEDITE, receipt, advised_day=advised)
            return advised - due
        if supply.standing_need is None and due < self._earliest(first):
            self._say(Action.DEFER, receipt, advised_day=first)
            return first - due
        return 0

    def _target(self, need: int) -> int:
        """The day on which to be there for a need."""
        calendar = self._world.days[self._node.calendar]
        return calendar.subtract(max(need, 0), self._node.safety_days)

    def _latest(self, day: int) -> int:
        """The last day that is not yet too late for a need on this day."""
        tolerance = self._node.tolerance_days
        return self._world.days[self._node.calendar].add(day, tolerance) if tolerance else day

    def _earliest(self, day: int) -> int:
        tolerance = self._node.tolerance_days
        return self._world.days[self._node.calendar].subtract(day, tolerance) if tolerance else day

    def _note_increase(
        self, order: Order, receipts: list[Supply], more: dict[str, tuple[Receipt, int]]
    ) -> None:
        for supply in receipts:
            receipt = supply.receipt
            if receipt is None or receipt.is_fixed or supply.left:
                continue
            if self._earliest(order.need) <= supply.day <= self._latest(order.need):
                known = more.get(receipt.id, (receipt, 0))
                more[receipt.id] = (receipt, known[1] + order.quantity)
                return

    def _say(
        self,
        action: Action,
        receipt: Receipt,
        *,
        advised_quantity: Decimal | None = None,
        advised_day: int | None = None,
    ) -> None:
        advised_date = None if advised_day is None else self._world.date_of(advised_day)
        self.messages.append(
            Message(
                action,
                *self._key,
                receipt.id,
                receipt.quantity,
                receipt.due_date,
                advised_quantity,
                advised_date,
            )
        )

    def _say_order(self, action: Action, order: Order) -> None:
        wanted = self._world.date_of(order.wanted_start)
        self.messages.append(
            Message(
                action,
                *self._key,
                order.id,
                from_micro(order.quantity),
                wanted,
                None,
                self._world.date_of(order.start),
            )
        )


def followed(advice: Advice | None, day: int, quantity: int, step: int) -> tuple[int, int]:
    """Day and quantity of a component's need when its order follows the advice."""
    if advice is None:
        return day, quantity
    return max(day + advice.shift, 0), ceil_share(quantity, advice.ratio, step)
