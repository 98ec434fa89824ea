"""Questions that `scm` answers."""

from datetime import datetime
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
