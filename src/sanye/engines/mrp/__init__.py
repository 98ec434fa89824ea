"""Material requirements planning, pure: a :class:`Problem` in, a :class:`Plan` out.

    from sanye.engines.mrp import Problem, make_plan
    plan = make_plan(Problem(as_of=..., horizon_end=..., calendars=..., nodes=..., ...))

See README.md beside this file for what is planned and by which rules.
"""

from sanye.engines.mrp.availability import Availability, LateNeed, Lateness, Served
from sanye.engines.mrp.errors import CalendarMissing, LotRuleIncomplete, StructureHasCycle
from sanye.engines.mrp.lead_times import cumulative_lead_times
from sanye.engines.mrp.pegging import Branch, Pegging, Root
from sanye.engines.mrp.planning import make_plan
from sanye.engines.mrp.records import (
    Action,
    Advice,
    Bill,
    BillLine,
    DataError,
    Demand,
    DemandKind,
    LotPolicy,
    Message,
    NeedKind,
    Node,
    NodeKey,
    OperationYield,
    OrderKind,
    Peg,
    Plan,
    PlannedOrder,
    Problem,
    Receipt,
    ReceiptKind,
    Requirement,
    Source,
    SourceKind,
    SupplyKind,
)

__all__ = [
    "Action",
    "Advice",
    "Availability",
    "Bill",
    "BillLine",
    "Branch",
    "CalendarMissing",
    "DataError",
    "Demand",
    "DemandKind",
    "LateNeed",
    "Lateness",
    "LotPolicy",
    "LotRuleIncomplete",
    "Message",
    "NeedKind",
    "Node",
    "NodeKey",
    "OperationYield",
    "OrderKind",
    "Peg",
    "Pegging",
    "Plan",
    "PlannedOrder",
    "Problem",
    "Receipt",
    "ReceiptKind",
    "Requirement",
    "Root",
    "Served",
    "Source",
    "SourceKind",
    "StructureHasCycle",
    "SupplyKind",
    "cumulative_lead_times",
    "make_plan",
]
