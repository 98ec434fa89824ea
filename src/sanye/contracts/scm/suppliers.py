"""Facts of suppliers' behaviour."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sanye.kernel.events import event


@event("sanye.scm.supplier_score.changed.v1", key="supplier_id")
class SupplierScoreChanged:
    """`colour` is RED, YELLOW, BLUE or GREY (too few deliveries to tell); was `from_colour`.

    `on_time_in_full_ratio` is the estimate, drawn to what suppliers of the company usually do
    where lines are few; `probability_below_ratio` that the true one is below the red threshold.
    """

    supplier_id: UUID
    colour: str
    from_colour: str
    on_time_in_full_ratio: Decimal
    probability_below_ratio: Decimal
    line_count: int
    rejected_ppm: Decimal | None
    as_of_date: date


@event("sanye.scm.lead_time.learned.v1", key="supplier_id")
class LeadTimeLearned:
    """What a supplier really needs for an item, in working days of the receiving site.

    `planned_days` is what his terms say, `suggested_days` what is kept with the probability that
    the company's policy asks for. `is_used`: planning counts with the suggested days; told again
    when that ends.
    """

    supplier_id: UUID
    item_id: UUID
    site_id: UUID
    mean_days: Decimal
    deviation_days: Decimal
    receipt_count: int
    planned_days: int
    suggested_days: int
    is_used: bool


@event("sanye.scm.supplier_alert.raised.v1", key="supplier_alert_id")
class SupplierAlertRaised:
    """`severity` is BLUE (to know), YELLOW (likely late) or RED (late, or a promise is broken).

    `kind`: UNCONFIRMED, LIKELY_LATE, OVERDUE, CONFIRMED_LATE, REJECTED_LOT or SCORE. Told again
    under the same id when the severity rises.
    """

    supplier_alert_id: UUID
    supplier_id: UUID
    severity: str
    kind: str
    purchase_order_id: UUID | None
    purchase_order_number: str
    schedule_line_id: UUID | None
    item_id: UUID | None
    late_ratio: Decimal | None
    sales_order_ids: tuple[UUID, ...]
    money_at_stake: Decimal
    currency: str
    owner_role: str


@event("sanye.scm.supplier_alert.closed.v1", key="supplier_alert_id")
class SupplierAlertClosed:
    """`reason_code` says how it ended: ARRIVED, CONFIRMED, CANCELLED, FALSE_ALARM, HANDLED …"""

    supplier_alert_id: UUID
    supplier_id: UUID
    kind: str
    reason_code: str


@event("sanye.scm.supplier_evaluation.requested.v1", key="request_id")
class SupplierEvaluationRequested:
    """Something was ordered, answered, received or inspected: its suppliers wait to be judged."""

    request_id: UUID
