"""Facts of inspection and quality alerts."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sanye.kernel.events import event


@event("sanye.erp.inspection.opened.v1", key="inspection_id")
class InspectionOpened:
    """`source_type` is goods_receipt, customer_return, production_order, or stock: goods that
    somebody wants to see, without a source.
    """

    inspection_id: UUID
    number: str
    source_type: str
    source_id: UUID | None
    source_line_id: UUID | None
    supplier_id: UUID | None
    customer_id: UUID | None
    item_id: UUID
    site_id: UUID
    lot: str
    serial_number: str
    quantity: Decimal
    unit: str


@event("sanye.erp.inspection.decided.v1", key="inspection_id")
class InspectionDecided:
    """What of the inspected quantity is good and what is not; both in the item's stock unit.

    `disposition` is what happens to the failed part: USE_AS_IS, REWORK, SCRAP or
    BACK_TO_SUPPLIER; empty where nothing failed. `purchase_order_id` where it was bought. Several
    decisions may follow each other; one that takes back another has the opposite quantities.
    """

    inspection_id: UUID
    number: str
    decision_id: UUID
    source_type: str
    source_id: UUID | None
    source_line_id: UUID | None
    purchase_order_id: UUID | None
    supplier_id: UUID | None
    customer_id: UUID | None
    item_id: UUID
    site_id: UUID
    lot: str
    serial_number: str
    passed_quantity: Decimal
    failed_quantity: Decimal
    unit: str
    defect_code: str
    disposition: str
    decided_date: date
    reverses_decision_id: UUID | None = None


@event("sanye.erp.quality_alert.raised.v1", key="quality_alert_id")
class QualityAlertRaised:
    """A failure code comes up more often than it used to; somebody owns finding out why.

    Counts are of cases and failed inspections within the window and in the one before it;
    `probability_ratio` that chance alone would bring so many.
    """

    quality_alert_id: UUID
    number: str
    item_id: UUID
    failure_code: str
    supplier_id: UUID | None
    window_days: int
    count: int
    count_before: int
    probability_ratio: Decimal
    owner_id: UUID | None
    owner_role: str


@event("sanye.erp.quality_alert.closed.v1", key="quality_alert_id")
class QualityAlertClosed:
    quality_alert_id: UUID
    number: str
    item_id: UUID
    reason_code: str
