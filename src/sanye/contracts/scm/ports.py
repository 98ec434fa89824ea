"""Questions that `scm` answers."""

from datetime import date, datetime
from decimal import Decimal
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
class DepartureRequest:
    """Asked by an owner of deliveries who holds their locks; whoever lets a shipment go asks
    whether they are ready, which waits for those locks."""

    delivery_ids: tuple[UUID, ...]
    by: Actor


@value
class Departure:
    delivery_id: UUID
    shipment_number: str


@value
class DepartureAnswer:
    """Deliveries that stay are missing."""

    departures: tuple[Departure, ...]


departures_of_deliveries: Port[DepartureRequest, DepartureAnswer] = Port(
    "scm.transport.departures_of_deliveries", DepartureRequest, DepartureAnswer
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


@value
class StandingRequest:
    """How suppliers stand, asked before ordering from them."""

    supplier_ids: tuple[UUID, ...]
    by: Actor


@value
class SupplierStanding:
    """`colour` RED, YELLOW, BLUE or GREY; `consequence` of a new order: ALLOW, WARN or BLOCK.

    `on_time_in_full_ratio` is an estimate from so many lines.
    """

    supplier_id: UUID
    colour: str
    consequence: str
    on_time_in_full_ratio: Decimal
    line_count: int


@value
class StandingAnswer:
    """Suppliers who were never judged are missing."""

    standings: tuple[SupplierStanding, ...]


standing_of_suppliers: Port[StandingRequest, StandingAnswer] = Port(
    "scm.suppliers.standing_of_suppliers", StandingRequest, StandingAnswer
)
