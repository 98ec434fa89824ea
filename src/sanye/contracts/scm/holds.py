"""Holding material and capacity for a customer, across leaves, without distributed transactions.

`hold_supply` is idempotent by `request_id`. It is durable in its owner's transaction before the
caller's begins; where the caller's is around both, with that. The order's
`confirmed` event turns the hold into a commitment; expiry or `cancelled` frees it.
"""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.kernel.actors import Actor
from sanye.kernel.events import value
from sanye.kernel.ports import Port


@value
class HoldLine:
    """One line asked for: quantity in the item's stock unit; `line_id` names it in the answer."""

    line_id: UUID
    item_id: UUID
    site_id: UUID
    quantity: Decimal
    requested_date: date


@value
class HoldRequest:
    """`replaces_hold_id`: an earlier hold or commitment whose supply may be used and is freed."""

    request_id: UUID
    customer_id: UUID
    priority: int
    lines: tuple[HoldLine, ...]
    expires_at: datetime
    replaces_hold_id: UUID | None
    by: Actor
    at: datetime


@value
class PromisedPart:
    quantity: Decimal
    date: date


@value
class PromiseLine:
    """The promise of one line.

    `promised_date` is the earliest day the full quantity is there (never before the requested
    date), None if no supply within the horizon. `parts` is the split that serves earliest.
    `constraint_code` names what binds: NONE, STOCK, SUPPLY, LEAD_TIME, CAPACITY, NO_SOURCE.
    """

    line_id: UUID
    promised_date: date | None
    quantity_on_requested_date: Decimal
    parts: tuple[PromisedPart, ...]
    constraint_code: str
    constraint_item_id: UUID | None
    explanation_en: str
    explanation_zh: str


@value
class HoldAnswer:
    hold_id: UUID
    expires_at: datetime
    lines: tuple[PromiseLine, ...]


@value
class ReleaseRequest:
    hold_id: UUID
    reason_code: str
    by: Actor
    at: datetime


@value
class ReleaseAnswer:
    freed: bool


hold_supply: Port[HoldRequest, HoldAnswer] = Port(
    "scm.promising.hold_supply", HoldRequest, HoldAnswer
)
release_hold: Port[ReleaseRequest, ReleaseAnswer] = Port(
    "scm.promising.release_hold", ReleaseRequest, ReleaseAnswer
)
