"""What a planning run takes and gives: plain records, no behaviour.

Units. Quantities are ``Decimal`` in the item's stock unit with at most six decimals; inside the
engine they are integers in millionths of that unit. Days are ``date``; lead times, offsets and
tolerances are working days of the named calendar, fences are calendar days. Ratios are 0-1.
Ids are text, unique within their kind. The same records in any order give the same plan.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from sanye.kernel.calendars import WorkingCalendar

ZERO = Decimal(0)
ONE = Decimal(1)
_WHOLE = Fraction(1)


class LotPolicy(StrEnum):
    LOT_FOR_LOT = "LOT_FOR_LOT"
    FIXED_ORDER_QUANTITY = "FIXED_ORDER_QUANTITY"
    PERIOD_ORDER_QUANTITY = "PERIOD_ORDER_QUANTITY"
    MIN_MAX = "MIN_MAX"


class SourceKind(StrEnum):
    MAKE = "MAKE"
    BUY = "BUY"
    TRANSFER = "TRANSFER"


class DemandKind(StrEnum):
    ORDER = "ORDER"
    FORECAST = "FORECAST"
    COMPONENT = "COMPONENT"


class ReceiptKind(StrEnum):
    PURCHASE = "PURCHASE"
    PRODUCTION = "PRODUCTION"
    TRANSFER = "TRANSFER"
    FIRM_PLANNED = "FIRM_PLANNED"


class OrderKind(StrEnum):
    MAKE = "MAKE"
    BUY = "BUY"
    TRANSFER = "TRANSFER"
    PHANTOM = "PHANTOM"
    UNSOURCED = "UNSOURCED"


class SupplyKind(StrEnum):
    ON_HAND = "ON_HAND"
    RECEIPT = "RECEIPT"
    PLANNED_ORDER = "PLANNED_ORDER"


class NeedKind(StrEnum):
    DEMAND = "DEMAND"
    REQUIREMENT = "REQUIREMENT"
    SAFETY_STOCK = "SAFETY_STOCK"
    NEGATIVE_STOCK = "NEGATIVE_STOCK"


class Action(StrEnum):
    RELEASE = "RELEASE"
    EXPEDITE = "EXPEDITE"
    DEFER = "DEFER"
    CANCEL = "CANCEL"
    INCREASE = "INCREASE"
    DECREASE = "DECREASE"
    PAST_DUE = "PAST_DUE"
    DATA_ERROR = "DATA_ERROR"


class DataError(StrEnum):
    NO_NODE = "NO_NODE"
    NO_SOURCE = "NO_SOURCE"
    NO_BILL = "NO_BILL"
    ZERO_LEAD_TIME = "ZERO_LEAD_TIME"
    OUT_OF_PROPORTION = "OUT_OF_PROPORTION"


class NodeKey(NamedTuple):
    item: str
    site: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An item at a site with its stock and planning parameters.

    ``unit_decimals``: orders and requirements are whole multiples of 10^-unit_decimals.
    ``lot_quantity``: Q of FIXED_ORDER_QUANTITY. ``period_days``: working days one order covers.
    ``reorder_point``, ``order_up_to``: min and max of MIN_MAX; the min takes the place of safety
    stock. ``minimum/multiple/maximum_quantity`` bound any lot; a source may be stricter.
    ``safety_days``: working days an order arrives before it is needed.
    ``demand_fence_days``: inside, forecasts do not count. ``planning_fence_days``: inside, no
    order is planned; what is short is ordered for the first day after it.
    ``release_fence_days``: orders that start inside are advised for release.
    ``pull_in_days``: an open receipt at most so many days later is pulled in before a new order
    is planned; None: any open receipt is.
    ``is_phantom``: own stock is used first, the rest passes to the components, with no order.
    """

    item: str
    site: str
    calendar: str
    on_hand: Decimal = ZERO
    unit_decimals: int = 6
    lot_policy: LotPolicy = LotPolicy.LOT_FOR_LOT
    lot_quantity: Decimal | None = None
    period_days: int | None = None
    reorder_point: Decimal | None = None
    order_up_to: Decimal | None = None
    minimum_quantity: Decimal | None = None
    multiple_quantity: Decimal | None = None
    maximum_quantity: Decimal | None = None
    safety_stock: Decimal = ZERO
    safety_days: int = 0
    demand_fence_days: int = 0
    planning_fence_days: int = 0
    release_fence_days: int = 0
    tolerance_days: int = 0
    tolerance_quantity: Decimal = ZERO
    pull_in_days: int | None = None
    is_phantom: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One way to get an item at a site.

    ``partner``: the supplier of BUY, the shipping site of TRANSFER, nothing for MAKE. The valid
    sources of the lowest ``priority`` share an order by ``share``. ``calendar``: on which the lead
    time runs; nothing: the node's. Lead time = lead_time_days + lead_time_days_per_unit x quantity,
    rounded up. Lot bounds given here take the place of the node's, but for the larger minimum.
    """

    item: str
    site: str
    kind: SourceKind
    lead_time_days: int
    lead_time_days_per_unit: Decimal = ZERO
    partner: str = ""
    priority: int = 1
    share: Decimal = ONE
    calendar: str = ""
    minimum_quantity: Decimal | None = None
    multiple_quantity: Decimal | None = None
    maximum_quantity: Decimal | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """A version of a bill of material; ``valid_to`` is the first day on which it is not valid.

    The version valid on the day an order starts is used, the lowest ``priority`` first. Its lines
    make ``batch_quantity``. ``yield_ratio``: good quantity / started quantity, over and above the
    operations' own yields.
    """

    id: str
    item: str
    site: str
    batch_quantity: Decimal = ONE
    priority: int = 1
    yield_ratio: Decimal = ONE
    valid_from: date | None = None
    valid_to: date | None = None


class OperationYield(NamedTuple):
    """Of what enters an operation, the ratio that leaves it good."""

    bill: str
    sequence: int
    yield_ratio: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class BillLine:
    """A component. ``scrap_ratio`` s: to put q in place, q / (1 - s) is taken.

    ``is_fixed``: per order, whatever its quantity. ``operation``: where it enters; what earlier
    operations lose need not be equipped with it. ``offset_days``: working days after the start.
    ``site``: where it is taken from; nothing: the bill's site.
    """

    bill: str
    component: str
    quantity: Decimal
    scrap_ratio: Decimal = ZERO
    is_fixed: bool = False
    operation: int | None = None
    offset_days: int = 0
    site: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Something wanted of an item at a site on a day.

    ``receipt_id``: for a COMPONENT of a released order, the order's receipt; when the plan advises
    to move, shrink or cancel that order, the component's need follows the advice.
    """

    id: str
    item: str
    site: str
    quantity: Decimal
    due_date: date
    kind: DemandKind = DemandKind.ORDER
    priority: int = 5
    receipt_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """An open order with what is still to come and when.

    ``start_date`` is needed for FIRM_PLANNED only, whose components the run works out itself.
    ``is_fixed``: people decided; it counts, but the run gives no advice about it.
    """

    id: str
    item: str
    site: str
    quantity: Decimal
    due_date: date
    kind: ReceiptKind
    start_date: date | None = None
    source_kind: SourceKind | None = None
    partner: str = ""
    is_fixed: bool = False


@dataclass(frozen=True, slots=True)
class Advice:
    """Move by so many days and keep this ratio of the quantity; ratio 0 is a cancellation."""

    shift: int = 0
    ratio: Fraction = _WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Everything a run knows. ``as_of`` is its today; needs after ``horizon_end`` are left out.

    ``beyond``: nodes that have their plan already; what is taken of them is left out. What their
    orders take of the problem's nodes: ``requirements``, as that plan says, and demands of released
    ones, which follow ``advice``, by receipt.
    """

    as_of: date
    horizon_end: date
    calendars: Mapping[str, WorkingCalendar]
    nodes: Sequence[Node] = ()
    sources: Sequence[Source] = ()
    bills: Sequence[Bill] = ()
    bill_lines: Sequence[BillLine] = ()
    operation_yields: Sequence[OperationYield] = ()
    demands: Sequence[Demand] = ()
    receipts: Sequence[Receipt] = ()
    beyond: Set[NodeKey] = frozenset()
    requirements: Sequence["Requirement"] = ()
    advice: Mapping[str, Advice] = field(default_factory=dict)


class PlannedOrder(NamedTuple):
    """A suggestion. ``quantity`` is good and arrives; ``start_quantity`` is begun (by yield).

    ``need_date``: when it is wanted. ``wanted_start_date``: the start that would be in time. When
    that has passed, ``start_date`` is today and ``due_date`` lies after the need.
    """

    id: str
    item: str
    site: str
    kind: OrderKind
    partner: str
    bill: str
    quantity: Decimal
    start_quantity: Decimal
    wanted_start_date: date
    start_date: date
    due_date: date
    need_date: date


class Requirement(NamedTuple):
    """A dependent need: what a planned order (or firm planned order) takes of a component.

    ``priority``: that of the first whom the order serves. ``maker``: the order's node; of its
    takes of this component on this day it is number ``sequence``, from 0.
    """

    id: str
    order_id: str
    item: str
    site: str
    quantity: Decimal
    need_date: date
    priority: int
    maker: NodeKey
    sequence: int


class Peg(NamedTuple):
    """So much of a supply serves so much of a need. A link of single-level pegging."""

    item: str
    site: str
    supply_kind: SupplyKind
    supply_id: str
    supply_date: date
    need_kind: NeedKind
    need_id: str
    need_date: date
    quantity: Decimal


class Message(NamedTuple):
    """Advice about one order (``subject_id``: receipt, planned order, demand or nothing).

    ``current_…`` is as it stands, ``advised_…`` as it should be.
    """

    action: Action
    item: str
    site: str
    subject_id: str
    current_quantity: Decimal | None
    current_date: date | None
    advised_quantity: Decimal | None
    advised_date: date | None
    data_error: DataError | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The outcome, in planning order: low-level code, item, site, day."""

    as_of: date
    orders: list[PlannedOrder] = field(default_factory=list)
    requirements: list[Requirement] = field(default_factory=list)
    pegs: list[Peg] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    low_level_codes: dict[NodeKey, int] = field(default_factory=dict)
