"""Questions that `scm` answers."""

from datetime import date, datetime
from uuid import UUID

from sanye.contracts.scm.holds import HoldLine, PromiseLine
from sanye.kernel.actors import Actor
from sanye.kernel.events import value
from sanye.kernel.ports import Port


@value
class EstimateRequest:
    """An inquiry: reserves nothing."""

    customer_id: UUID | None
    lines: tuple[HoldLine, ...]
    by: Actor
    at: datetime


@value
class EstimateAnswer:
    lines: tuple[PromiseLine, ...]


estimate_promise: Port[EstimateRequest, EstimateAnswer] = Port(
    "scm.promising.estimate_promise", EstimateRequest, EstimateAnswer
)


@value
class LineResultsRequest:
    """Purchase lines due in the period, both days included."""

    from_date: date
    to_date: date
    is_confirmed: bool
    by: Actor


@value
class LineResult:
    """A purchase line whose result is known, by the day asked for or (`is_confirmed`) confirmed."""

    line_id: UUID
    order_id: UUID
    order_number: str
    supplier_id: UUID
    due_date: date
    is_on_time_in_full: bool


@value
class LineResults:
    lines: tuple[LineResult, ...]


line_results: Port[LineResultsRequest, LineResults] = Port(
    "scm.suppliers.line_results", LineResultsRequest, LineResults
)
