"""Questions that `erp` answers."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sanye.kernel.actors import Actor
from sanye.kernel.events import value
from sanye.kernel.ports import Port


@value
class CreditRequest:
    customer_id: UUID
    by: Actor


@value
class CreditAnswer:
    """Functional currency: open receivables + shipped not invoiced + open orders, and the limit."""

    currency: str
    limit_amount: Decimal | None
    receivable_amount: Decimal
    undelivered_amount: Decimal
    overdue_amount: Decimal


credit_position: Port[CreditRequest, CreditAnswer] = Port(
    "erp.receivables.credit_position", CreditRequest, CreditAnswer
)


@value
class ReadinessRequest:
    delivery_ids: tuple[UUID, ...]
    by: Actor
    at: datetime


@value
class Unready:
    """A delivery that may not leave now: the refusal's code and words."""

    delivery_id: UUID
    code: str
    text_en: str
    text_zh: str


@value
class ReadinessAnswer:
    """Empty when all of them may leave; what has left already may."""

    unready: tuple[Unready, ...]


delivery_readiness: Port[ReadinessRequest, ReadinessAnswer] = Port(
    "erp.delivery.readiness", ReadinessRequest, ReadinessAnswer
)


@value
class CapacityRequest:
    """A site's work centers (or those named), from the first day to the last, both included."""

    site_id: UUID
    first_date: date
    last_date: date
    work_center_ids: tuple[UUID, ...] | None = None
    by: Actor


@value
class WorkCenterDay:
    """Minutes of work that a work center can do on a day, and why.

    `basis`: CALENDAR (no roster published), UNMANNED, MACHINE (all needed people are there) or
    PEOPLE (not always). `machine_minutes` is what its calendar and machines alone allow. The counts
    are of people rostered there who can start on that day.
    """

    work_center_id: UUID
    work_date: date
    minutes: Decimal
    machine_minutes: Decimal
    basis: str
    rostered_count: int
    on_leave_count: int
    unskilled_count: int


@value
class CapacityAnswer:
    days: tuple[WorkCenterDay, ...]


work_center_capacity: Port[CapacityRequest, CapacityAnswer] = Port(
    "erp.people.work_center_capacity", CapacityRequest, CapacityAnswer
)


@value
class StockFiguresRequest:
    """Both days included."""

    from_date: date
    to_date: date
    by: Actor


@value
class StockDay:
    """Value of stock at cost at the end of a day, and what was sold on it, at cost."""

    day: date
    stock_amount: Decimal
    cost_of_goods_sold_amount: Decimal


@value
class StockFigures:
    """Every day of the period, in functional currency."""

    currency: str
    days: tuple[StockDay, ...]


stock_figures: Port[StockFiguresRequest, StockFigures] = Port(
    "erp.costing.stock_figures", StockFiguresRequest, StockFigures
)


@value
class StockHeapsRequest:
    as_of: date
    by: Actor


@value
class StockHeap:
    """What stock of an item at a site was worth at the end of a day; quantity in its unit."""

    item_id: UUID
    site_id: UUID
    quantity: Decimal
    amount: Decimal


@value
class StockHeaps:
    heaps: tuple[StockHeap, ...]


stock_heaps: Port[StockHeapsRequest, StockHeaps] = Port(
    "erp.costing.stock_heaps", StockHeapsRequest, StockHeaps
)


@value
class OpenTotalsRequest:
    """`side` is RECEIVABLE or PAYABLE; both days included."""

    side: str
    from_date: date
    to_date: date
    by: Actor


@value
class OpenDay:
    """What was open at the end of a day, and what of it had been due before the day."""

    day: date
    open_amount: Decimal
    overdue_amount: Decimal


@value
class OpenTotals:
    """Every day of the period, in functional currency."""

    currency: str
    days: tuple[OpenDay, ...]


open_totals: Port[OpenTotalsRequest, OpenTotals] = Port(
    "erp.open_items.open_totals", OpenTotalsRequest, OpenTotals
)


@value
class OpenDocumentsRequest:
    side: str
    as_of: date
    by: Actor


@value
class OpenDocument:
    """A document that was open at the end of a day: what of it, in functional currency."""

    document_id: UUID
    number: str
    party_id: UUID
    due_date: date
    amount: Decimal


@value
class OpenDocuments:
    documents: tuple[OpenDocument, ...]


open_documents: Port[OpenDocumentsRequest, OpenDocuments] = Port(
    "erp.open_items.open_documents", OpenDocumentsRequest, OpenDocuments
)


@value
class ServiceCostRequest:
    item_ids: tuple[UUID, ...]
    by: Actor


@value
class ItemServiceCost:
    """What a sold piece of an item costs afterwards, per stock unit, over a trailing window."""

    item_id: UUID
    unit_service_cost: Decimal
    unit: str
    shipped_quantity: Decimal
    window_days: int


@value
class ServiceCostAnswer:
    """In functional currency; items of which nothing was sold in the window are missing."""

    currency: str
    items: tuple[ItemServiceCost, ...]


service_cost_of_items: Port[ServiceCostRequest, ServiceCostAnswer] = Port(
    "erp.costing.service_cost_of_items", ServiceCostRequest, ServiceCostAnswer
)
