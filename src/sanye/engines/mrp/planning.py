"""A planning run: level by level, each node netted once, its orders exploded to the next level.

    plan = make_plan(problem)

Pure and deterministic: the same problem gives the same plan, whatever the order of its records.
Time is O(nodes + bill lines + needs log needs + orders x their lines).
"""

from collections import defaultdict
from fractions import Fraction
from operator import attrgetter

from sanye.engines.mrp.advice import FOLLOW_AS_IS, Adviser, followed
from sanye.engines.mrp.netting import Need, Netting, Rule, Supply, Take
from sanye.engines.mrp.ordering import Desk, Draw, Order, draws_of_order, draws_of_receipt
from sanye.engines.mrp.preferring import FORECAST_PRIORITY, firm_first
from sanye.engines.mrp.records import (
    Advice,
    DataError,
    Demand,
    DemandKind,
    LotPolicy,
    NeedKind,
    Node,
    NodeKey,
    Peg,
    Plan,
    PlannedOrder,
    Problem,
    ReceiptKind,
    Requirement,
    SupplyKind,
)
from sanye.engines.mrp.scale import Decimals, to_micro, unit_step
from sanye.engines.mrp.world import World

_FIRST, _LAST = -1, 99
_NOBODY = NodeKey("", "")


def make_plan(problem: Problem) -> Plan:
    """The plan of a problem.

    Raises StructureHasCycle, CalendarMissing, LotRuleIncomplete; ValueError for a quantity that is
    negative or finer than six decimals.
    """
    return _Run(World(problem)).run()


class _Run:
    def __init__(self, world: World) -> None:
        self._world = world
        self._plan = Plan(as_of=world.problem.as_of, low_level_codes=world.levels)
        self._needs: dict[NodeKey, list[Need]] = defaultdict(list)
        self._receipts: dict[NodeKey, list[Supply]] = defaultdict(list)
        self._linked: dict[str, list[Demand]] = defaultdict(list)
        self._drawn: dict[tuple[NodeKey, int], int] = {}
        self._decimals = Decimals()

    def run(self) -> Plan:
        self._read_receipts()
        self._read_demands()
        self._read_requirements()
        for key in sorted(sorted(self._world.nodes), key=self._world.levels.__getitem__):
            self._plan_node(key, self._world.nodes[key])
        return self._plan

    # Reading the problem

    def _read_receipts(self) -> None:
        for receipt in self._world.problem.receipts:
            quantity = _not_negative(receipt.id, to_micro(receipt.quantity))
            day = max(self._world.day_of(receipt.due_date), 0)
            supply = Supply(SupplyKind.RECEIPT, receipt.id, day, quantity, quantity, receipt)
            if quantity:
                self._receipts[NodeKey(receipt.item, receipt.site)].append(supply)

    def _read_demands(self) -> None:
        problem, levels = self._world.problem, self._world.levels
        makers = {r.id: NodeKey(r.item, r.site) for r in problem.receipts if r.quantity}
        for demand in sorted(problem.demands, key=attrgetter("id")):
            key = self._world.keys[demand.item, demand.site]
            if not self._counts(demand, self._world.nodes[key]):
                continue
            receipt_id = demand.receipt_id or ""
            maker = makers.get(receipt_id)
            if maker is not None and levels[maker] < levels[key]:
                self._linked[receipt_id].append(demand)
            else:
                self._add_demand(demand, problem.advice.get(receipt_id, FOLLOW_AS_IS))

    def _read_requirements(self) -> None:
        """What orders beyond the problem take."""
        for taken in self._world.problem.requirements:
            need = Need(
                self._world.day_of(taken.need_date),
                taken.priority,
                taken.maker,
                taken.sequence,
                taken.id,
                to_micro(taken.quantity),
                NeedKind.REQUIREMENT,
            )
            self._needs[NodeKey(taken.item, taken.site)].append(need)

    def _counts(self, demand: Demand, node: Node) -> bool:
        if demand.due_date > self._world.problem.horizon_end:
            return False
        is_forecast = demand.kind is DemandKind.FORECAST
        return not is_forecast or self._world.day_of(demand.due_date) >= node.demand_fence_days

    def _add_demand(self, demand: Demand, advice: Advice) -> None:
        key = self._world.keys[demand.item, demand.site]
        quantity = _not_negative(demand.id, to_micro(demand.quantity))
        day = max(self._world.day_of(demand.due_date), 0)
        if advice is not FOLLOW_AS_IS:
            step = unit_step(self._world.nodes[key].unit_decimals)
            day, quantity = followed(advice, day, quantity, step)
        is_forecast = demand.kind is DemandKind.FORECAST
        priority = FORECAST_PRIORITY if is_forecast else demand.priority
        if quantity:
            need = Need(day, priority, _NOBODY, 0, demand.id, quantity, NeedKind.DEMAND)
            self._needs[key].append(need)

    def _add_buffer(
        self, key: NodeKey, day: int, priority: int, quantity: int, kind: NeedKind
    ) -> None:
        """After demands of the same day and priority."""
        if quantity:
            self._needs[key].append(Need(day, priority, _NOBODY, 1, "", quantity, kind))

    # One node

    def _plan_node(self, key: NodeKey, node: Node) -> None:
        desk = Desk(self._world, key, node)
        standing = self._add_standing(key, node, desk)
        receipts = self._receipts.pop(key, [])
        receipts.sort(key=_receipt_order)
        needs = sorted(self._needs.pop(key, []))
        if key in self._world.added and needs:
            desk.errors.add(DataError.NO_NODE)
        supplies = self._on_hand(node) + receipts
        netting = Netting(needs, supplies, self._rule(node, standing), desk.place)
        self._write_pegs(key, firm_first(netting.run()))
        adviser = Adviser(self._world, key, node)
        advice = adviser.on_receipts(receipts)
        adviser.on_orders(desk.orders, receipts)
        adviser.on_errors(desk.errors)
        self._plan.messages.extend(adviser.messages)
        self._drawn.clear()
        self._explode_receipts(key, receipts, advice)
        for order in desk.orders:
            self._write_order(order)
            self._explode(key, order.id, draws_of_order(self._world, order), order.supply.priority)

    def _add_standing(self, key: NodeKey, node: Node, desk: Desk) -> int | None:
        """Safety stock (or the min of MIN_MAX) is wanted by the first day an order can be there."""
        if node.on_hand < 0:
            missing = to_micro(-node.on_hand)
            self._add_buffer(key, 0, _FIRST, missing, NeedKind.NEGATIVE_STOCK)
        refill = None
        wanted = to_micro(node.safety_stock)
        if node.lot_policy is LotPolicy.MIN_MAX:
            wanted = to_micro(node.reorder_point or 0)
            refill = to_micro(node.order_up_to or 0) - wanted
        if wanted:
            day = max(desk.earliest_day(), node.planning_fence_days)
            self._add_buffer(key, day, _LAST, wanted, NeedKind.SAFETY_STOCK)
        return refill

    def _rule(self, node: Node, refill: int | None) -> Rule:
        fixed = 0
        if node.lot_policy is LotPolicy.FIXED_ORDER_QUANTITY:
            fixed = to_micro(node.lot_quantity or 0)
        period = 1
        if node.lot_policy is LotPolicy.PERIOD_ORDER_QUANTITY:
            period = node.period_days or 1
        calendar = self._world.days[node.calendar]

        def period_end(day: int) -> int:
            """The day before the next period's first working day."""
            return day if period == 1 else calendar.add(day, period) - 1

        return Rule(node.planning_fence_days, node.pull_in_days, period_end, fixed, refill)

    def _on_hand(self, node: Node) -> list[Supply]:
        quantity = to_micro(node.on_hand)
        if quantity <= 0:
            return []
        return [Supply(SupplyKind.ON_HAND, "", 0, quantity, quantity)]

    # Explosion

    def _explode_receipts(
        self, key: NodeKey, receipts: list[Supply], advice: dict[str, Advice]
    ) -> None:
        for supply in receipts:
            receipt = supply.receipt
            if receipt is None:
                continue
            followed_advice = advice.get(receipt.id, FOLLOW_AS_IS)
            for demand in self._linked.pop(receipt.id, ()):
                self._add_demand(demand, followed_advice)
            if receipt.kind is ReceiptKind.FIRM_PLANNED and followed_advice.ratio > Fraction(0):
                shift, ratio = followed_advice.shift, followed_advice.ratio
                found = draws_of_receipt(self._world, receipt, shift, ratio)
                self._explode(key, receipt.id, found, supply.priority)

    def _explode(self, maker: NodeKey, order_id: str, draws: list[Draw], priority: int) -> None:
        kind = NeedKind.REQUIREMENT
        for number, (component, day, taken) in enumerate(draws, start=1):
            drawn = (component, day)
            sequence = self._drawn.get(drawn, 0)
            self._drawn[drawn] = sequence + 1
            need_id = f"{order_id}/{number}"
            item, site = component
            self._plan.requirements.append(
                Requirement(
                    need_id,
                    order_id,
                    item,
                    site,
                    self._decimals[taken],
                    self._world.dates[day],
                    priority,
                    maker,
                    sequence,
                )
            )
            need = Need(day, priority, maker, sequence, need_id, taken, kind)
            self._needs[component].append(need)

    # Writing the plan

    def _write_pegs(self, key: NodeKey, takes: list[Take]) -> None:
        item, site = key
        dates, decimals = self._world.dates, self._decimals
        self._plan.pegs.extend(
            [
                Peg(
                    item,
                    site,
                    supply.kind,
                    supply.id,
                    dates[supply.day],
                    need.kind,
                    need.id,
                    dates[need.day],
                    decimals[quantity],
                )
                for supply, need, quantity in takes
            ]
        )

    def _write_order(self, order: Order) -> None:
        item, site = order.key
        dates, decimals = self._world.dates, self._decimals
        self._plan.orders.append(
            PlannedOrder(
                order.id,
                item,
                site,
                order.kind,
                order.source.partner if order.source is not None else "",
                order.version.record.id if order.version is not None else "",
                decimals[order.quantity],
                decimals[order.start_quantity],
                dates[order.wanted_start],
                dates[order.start],
                dates[order.due],
                dates[order.need],
            )
        )


def _receipt_order(supply: Supply) -> tuple[int, bool, str]:
    is_firm = supply.receipt is not None and supply.receipt.kind is ReceiptKind.FIRM_PLANNED
    return supply.day, is_firm, supply.id


def _not_negative(record_id: str, quantity: int) -> int:
    if quantity < 0:
        message = f"{record_id}: a quantity is not negative."
        raise ValueError(message)
    return quantity
