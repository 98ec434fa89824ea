"""Facts of service: cases, returns the customer asks for, and what service costs."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.kernel.events import event, value


@value
class CaseSubject:
    """What a case is about, as far as it is known."""

    item_id: UUID | None
    sales_order_id: UUID | None
    delivery_id: UUID | None
    serial_number: str
    lot: str


@event("sanye.crm.case.opened.v1", key="case_id")
class CaseOpened:
    """`kind` is COMPLAINT, FAULT, QUESTION or REQUEST; due instants by the site's calendar."""

    case_id: UUID
    number: str
    customer_id: UUID
    kind: str
    channel: str
    priority: str
    queue_code: str
    failure_code: str
    subject: CaseSubject
    response_due_at: datetime | None
    resolution_due_at: datetime | None


@event("sanye.crm.case.changed.v1", key="case_id")
class CaseChanged:
    """Assigned, prioritised, diagnosed, escalated, waiting or merged: the case as it is now.

    `change` names what happened: ASSIGNED (queue, owner or priority), DIAGNOSED, RESPONDED,
    ESCALATED, WAITING, RESUMED, REOPENED or MERGED. `status` is NEW, OPEN, WAITING, RESOLVED,
    CLOSED or MERGED.
    """

    case_id: UUID
    number: str
    customer_id: UUID
    change: str
    status: str
    priority: str
    failure_code: str
    subject: CaseSubject
    merged_into_id: UUID | None


@event("sanye.crm.case.resolved.v1", key="case_id")
class CaseResolved:
    """`cause_code` why it happened, `resolution_code` what was done about it.

    `is_our_fault`: goods or service were not as promised. `is_in_warranty` by the unit's dates.
    """

    case_id: UUID
    number: str
    customer_id: UUID
    kind: str
    priority: str
    failure_code: str
    cause_code: str
    resolution_code: str
    is_our_fault: bool
    is_in_warranty: bool
    subject: CaseSubject
    opened_at: datetime
    resolved_at: datetime
    is_in_time: bool


@event("sanye.crm.case.closed.v1", key="case_id")
class CaseClosed:
    case_id: UUID
    number: str
    customer_id: UUID
    reason_code: str


@event("sanye.crm.case.imported.v1", key="case_id")
class CaseImported:
    """A closed case from the time before Sanye; fields as in CaseResolved."""

    case_id: UUID
    number: str
    customer_id: UUID
    kind: str
    priority: str
    failure_code: str
    cause_code: str
    resolution_code: str
    is_our_fault: bool
    is_in_warranty: bool
    subject: CaseSubject
    opened_at: datetime
    resolved_at: datetime
    is_in_time: bool


@value
class ReturnAsked:
    """One kind of goods the customer sends back; quantity in the item's stock unit.

    Without `delivery_line_id` the goods were shipped before Sanye (then the order may be known)
    or were never sold by us.
    """

    line_id: UUID
    item_id: UUID
    quantity: Decimal
    unit: str
    serial_number: str
    lot: str
    delivery_line_id: UUID | None
    reason_code: str
    failure_code: str
    wanted_outcome: str
    is_in_warranty: bool
    sales_order_id: UUID | None = None


@event("sanye.crm.return.asked.v1", key="case_id")
class ReturnAskedFor:
    """A case asks for goods back; `erp` answers with a return order that names the request.

    `wanted_outcome` is REFUND, REPLACE, REPAIR, SCRAP or BACK_TO_SUPPLIER.
    """

    request_id: UUID
    case_id: UUID
    case_number: str
    customer_id: UUID
    site_id: UUID | None
    lines: tuple[ReturnAsked, ...]


@event("sanye.crm.service_cost.reported.v1", key="case_id")
class ServiceCostReported:
    """Work, travel or parts spent on a case and not charged, in functional currency.

    `kind` is LABOR, TRAVEL, PART or OTHER. A report that takes back another has the opposite
    amount and names it.
    """

    report_id: UUID
    case_id: UUID
    case_number: str
    customer_id: UUID
    item_id: UUID | None
    kind: str
    minutes: Decimal
    amount: Decimal
    currency: str
    posting_date: date
    is_in_warranty: bool
    reverses_report_id: UUID | None = None
