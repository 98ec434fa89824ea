"""An order under lock with all its lines, and putting it right after a change."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from sanye.erp.purchasing.domain.quantities import LotRule
from sanye.erp.purchasing.domain.states import (
    ORDER_STEPS,
    UNSENT,
    WITH_SUPPLIER,
    Answer,
    OrderStatus,
    status_with_supplier,
)
from sanye.erp.purchasing.errors import LineUnknown, NotWithSupplier, OrderUnknown
from sanye.erp.purchasing.models import PurchaseOrder, PurchaseOrderLine, PurchaseScheduleLine
from sanye.kernel.actors import Actor
from sanye.kernel.states import check_step
from sanye.kernel.tax import LineInput, RoundingPolicy, TaxTerm, document_totals
from sanye.stem.identity.queries import get_company
from sanye.stem.numbering.commands import draw_number
from sanye.stem.rows.bulk import insert_rows, update_rows

ZERO = Decimal(0)
R = TypeVar("R", PurchaseOrderLine, PurchaseScheduleLine)
_ORDER_COLUMNS = [
    field.attname
    for field in PurchaseOrder._meta.concrete_fields  # noqa: SLF001 - Django's documented model API
    if not (field.primary_key or field.generated or field.has_db_default())
]
_LINE_COLUMNS = [
    "unit_price",
    "net_unit_price",
    "quantity",
    "received_quantity",
    "returned_quantity",
    "cancelled_quantity",
    "invoiced_quantity",
    "net_amount",
    "tax_amount",
]
_SCHEDULE_COLUMNS = [
    "quantity",
    "open_quantity",
    "received_quantity",
    "returned_quantity",
    "cancelled_quantity",
    "requested_date",
    "first_confirmed_date",
    "confirmed_date",
    "expected_date",
    "last_received_date",
    "answer",
    "answer_reason",
    "answered_at",
]


@dataclass
class Held:
    """An order whose row is locked. `fresh` are the ids of rows that are not stored yet, `stored`
    the values of those that are; `unread` the lines whose schedule lines stay as they are."""

    order: PurchaseOrder
    lines: list[PurchaseOrderLine] = field(default_factory=list)
    schedule: list[PurchaseScheduleLine] = field(default_factory=list)
    unread: set[UUID] = field(default_factory=set)
    fresh: set[UUID] = field(default_factory=set)
    stored: dict[UUID, tuple[Any, ...]] = field(default_factory=dict)
    _by_line: dict[UUID, list[PurchaseScheduleLine]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for row in self.schedule:
            self._by_line.setdefault(row.line_id, []).append(row)
        self.note_stored()

    @property
    def is_unsent(self) -> bool:
        return self.order.status in UNSENT

    def line(self, line_id: UUID) -> PurchaseOrderLine:
        """The order line. Raises LineUnknown."""
        for line in self.lines:
            if line.id == line_id:
                return line
        raise LineUnknown(line=line_id, order=self.order.number)

    def schedule_line(self, schedule_line_id: UUID) -> PurchaseScheduleLine:
        """The schedule line. Raises LineUnknown."""
        for row in self.schedule:
            if row.id == schedule_line_id:
                return row
        raise LineUnknown(line=schedule_line_id, order=self.order.number)

    def schedule_of(self, line: PurchaseOrderLine) -> list[PurchaseScheduleLine]:
        """The line's schedule lines, the earliest expected first."""
        rows = self._by_line.get(line.id, [])
        return sorted(rows, key=lambda row: (row.expected_date, row.number))

    def add_line(self, line: PurchaseOrderLine) -> PurchaseOrderLine:
        line.line_number = max((row.line_number for row in self.lines), default=0) + 1
        line.company_id = self.order.company_id
        self.lines.append(line)
        self.fresh.add(line.id)
        return line

    def add_schedule_line(self, row: PurchaseScheduleLine) -> PurchaseScheduleLine:
        siblings = self._by_line.setdefault(row.line_id, [])
        row.number = max((other.number for other in siblings), default=0) + 1
        row.company_id = self.order.company_id
        row.settle()
        self.schedule.append(row)
        siblings.append(row)
        self.fresh.add(row.id)
        return row

    def note_stored(self) -> None:
        """All rows are stored as they are now."""
        self.fresh.clear()
        self.stored = {row.id: _values(row, _LINE_COLUMNS) for row in self.lines}
        self.stored |= {row.id: _values(row, _SCHEDULE_COLUMNS) for row in self.schedule}

    def changed(self, rows: Iterable[R], columns: Sequence[str]) -> list[R]:
        """Those of its rows that differ from what is stored."""
        return [
            row
            for row in rows
            if row.id not in self.fresh and self.stored.get(row.id) != _values(row, columns)
        ]


def _values(
    row: PurchaseOrderLine | PurchaseScheduleLine, columns: Sequence[str]
) -> tuple[Any, ...]:
    return tuple(getattr(row, column) for column in columns)


def hold_order(purchase_order_id: UUID, by: Actor) -> Held:
    """Lock the order and read its lines. Raises OrderUnknown, also for what is hidden."""
    rows = PurchaseOrder.objects.select_for_update(of=("self",))
    order = rows.filter(id=purchase_order_id).first()
    if order is None or (by.party_ids is not None and order.sent_at is None):
        raise OrderUnknown(order=purchase_order_id)
    return held_with_lines(order)


def held_with_lines(order: PurchaseOrder) -> Held:
    """The order, locked by the caller, with its lines."""
    lines = PurchaseOrderLine.objects.filter(purchase_order=order).order_by("line_number")
    schedule = PurchaseScheduleLine.objects.filter(line__purchase_order=order)
    return Held(
        order, list(lines.select_related("item")), list(schedule.order_by("line", "number"))
    )


def held_to_extend(orders: Sequence[PurchaseOrder], term_ids: Collection[UUID]) -> list[Held]:
    """The orders, locked by the caller, with their lines; of those on these terms the schedule
    lines too. A draft of hundreds of lines is asked for a few of them again and again."""
    lines: dict[UUID, list[PurchaseOrderLine]] = defaultdict(list)
    for line in PurchaseOrderLine.objects.filter(purchase_order__in=orders).order_by("line_number"):
        lines[line.purchase_order_id].append(line)
    order_of = {
        line.id: order_id
        for order_id, rows in lines.items()
        for line in rows
        if line.supplier_term_id in term_ids
    }
    schedule: dict[UUID, list[PurchaseScheduleLine]] = defaultdict(list)
    for row in PurchaseScheduleLine.objects.filter(line__in=order_of).order_by("line", "number"):
        schedule[order_of[row.line_id]].append(row)
    return [
        Held(
            order,
            lines[order.id],
            schedule[order.id],
            unread={line.id for line in lines[order.id] if line.id not in order_of},
        )
        for order in orders
    ]


def require_with_supplier(order: PurchaseOrder, action: str) -> None:
    """Raises NotWithSupplier."""
    if order.status not in WITH_SUPPLIER:
        raise NotWithSupplier(order=order.number, status=order.status, action=action)


def step(order: PurchaseOrder, to: OrderStatus) -> None:
    """Move the order to a state; raises StepNotAllowed."""
    from_ = OrderStatus(order.status)
    check_step(ORDER_STEPS, from_, to, subject=f"purchase order {order.number}")
    order.status = to


def lot_rule(line: PurchaseOrderLine) -> LotRule:
    """The supplier's lots, as they were when the line was made."""
    return LotRule(
        minimum=line.minimum_quantity,
        multiple=line.multiple_quantity,
        maximum=line.maximum_quantity,
        decimals=line.unit_decimals,
    )


def today_at(site: Any, at: datetime) -> date:
    """The calendar day at the site."""
    return at.astimezone(ZoneInfo(site.time_zone)).date()


def keep(held: Held, *, by: Actor, at: datetime) -> None:
    """Work out sums, amounts and state of the order from its schedule lines, and store all."""
    keep_all([held], by=by, at=at)


def keep_all(helds: Sequence[Held], *, by: Actor, at: datetime) -> None:
    """The same of many orders, their rows stored together."""
    rounding = RoundingPolicy(get_company(by=by).tax_rounding)
    for held in helds:
        _work_out(held, rounding)
    _store_orders([held.order for held in helds], at)
    _store_rows(helds)


def _work_out(held: Held, rounding: RoundingPolicy) -> None:
    for row in held.schedule:
        row.settle()
    for line in held.lines:
        if line.id not in held.unread:
            _sum_up(line, held.schedule_of(line))
    _price(held, rounding)
    order = held.order
    answers = [Answer(row.answer) for row in held.schedule if row.open_quantity > 0]
    received = sum((line.received_quantity for line in held.lines), ZERO)
    current = OrderStatus(order.status)
    reached = status_with_supplier(answers, received=received, current=current)
    if reached != current:
        step(order, reached)


def _sum_up(line: PurchaseOrderLine, schedule: list[PurchaseScheduleLine]) -> None:
    line.quantity = sum((row.quantity for row in schedule), ZERO)
    line.received_quantity = sum((row.received_quantity for row in schedule), ZERO)
    line.returned_quantity = sum((row.returned_quantity for row in schedule), ZERO)
    line.cancelled_quantity = sum((row.cancelled_quantity for row in schedule), ZERO)


def _price(held: Held, rounding: RoundingPolicy) -> None:
    """Amounts of the lines and the order, for what is not cancelled."""
    inputs = [
        LineInput(
            quantity=line.quantity - line.cancelled_quantity,
            unit_price=line.unit_price,
            taxes=taxes_of(line),
        )
        for line in held.lines
    ]
    totals = document_totals(inputs, held.order.currency, rounding)
    for line, line_totals in zip(held.lines, totals.lines, strict=True):
        line.net_amount = line_totals.net
        line.tax_amount = line_totals.tax
    held.order.net_amount = totals.untaxed
    held.order.tax_amount = totals.tax
    held.order.gross_amount = totals.total


def taxes_of(line: PurchaseOrderLine) -> tuple[TaxTerm, ...]:
    """The line's tax for the reckoning of totals."""
    if not line.tax_code:
        return ()
    term = TaxTerm(
        line.tax_code,
        line.tax_ratio,
        is_included=line.tax_is_included,
        is_reverse_charge=line.tax_is_reverse_charge,
    )
    return (term,)


def _store_orders(orders: Sequence[PurchaseOrder], at: datetime) -> None:
    update_rows([order for order in orders if order.number], _ORDER_COLUMNS)
    for order in orders:
        if not order.number:
            order.number = draw_number("PO", at=at)
            order.save(force_insert=True)


def _store_rows(helds: Sequence[Held]) -> None:
    """Insert fresh rows and write those that differ from what is stored."""
    insert_rows([row for held in helds for row in held.lines if row.id in held.fresh])
    insert_rows([row for held in helds for row in held.schedule if row.id in held.fresh])
    lines = [row for held in helds for row in held.changed(held.lines, _LINE_COLUMNS)]
    schedule = [row for held in helds for row in held.changed(held.schedule, _SCHEDULE_COLUMNS)]
    update_rows(lines, _LINE_COLUMNS)
    update_rows(schedule, _SCHEDULE_COLUMNS)
    for held in helds:
        held.note_stored()


def lock_orders(order_ids: Iterable[UUID] | QuerySet[PurchaseOrderLine, Any]) -> None:
    """Several orders, in the order of their ids."""
    orders = PurchaseOrder.objects.select_for_update(of=("self",))
    list(orders.filter(id__in=order_ids).order_by("id").values_list("id"))


def lock_orders_of(line_ids: Iterable[UUID]) -> dict[UUID, PurchaseOrderLine]:
    """Lock the orders of these lines, in the order of their ids; the lines by id."""
    wanted = list(line_ids)
    lock_orders(PurchaseOrderLine.objects.filter(id__in=wanted).values("purchase_order_id"))
    rows = PurchaseOrderLine.objects.filter(id__in=wanted).order_by("id")
    return {row.id: row for row in rows.select_related("purchase_order", "item")}
