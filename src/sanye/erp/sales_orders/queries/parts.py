"""An order with its parts, read once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sanye.erp.sales_orders.errors import LineUnknown, SalesOrderUnknown
from sanye.erp.sales_orders.models import (
    SalesOrder,
    SalesOrderLine,
    SalesOrderLineTax,
    SalesScheduleLine,
)
from sanye.kernel.tax import TaxTerm
from sanye.stem.masterdata.models import PartyCompany

Taxes = dict[UUID, list[SalesOrderLineTax]]


@dataclass(slots=True)
class OrderParts:
    """An order, its lines by number, and what hangs on each line by the line's id.

    `customer` are the terms that were locked before it, if they were. Taxes are read when needed.
    """

    order: SalesOrder
    lines: list[SalesOrderLine]
    schedule: dict[UUID, list[SalesScheduleLine]]
    customer: PartyCompany | None = None
    _taxes: Taxes | None = None

    @property
    def taxes(self) -> Taxes:
        """Tax rows by line, in order."""
        if self._taxes is None:
            self._taxes = {line.id: [] for line in self.lines}
            rows = SalesOrderLineTax.unscoped.filter(line__order=self.order)
            for tax in rows.order_by("position"):
                self._taxes[tax.line_id].append(tax)
        return self._taxes

    def start_without_taxes(self) -> None:
        """A new order has none to read."""
        self._taxes = {}

    @property
    def is_free(self) -> bool:
        """It gives goods at no charge for what the customer returned."""
        return self.order.customer_return_id is not None

    @property
    def locked_customer(self) -> PartyCompany:
        """The customer's terms under lock; an error of ours if nobody locked them."""
        if self.customer is None:
            raise ValueError("the customer's terms are not locked")
        return self.customer

    def line(self, line_id: UUID, *, row: int | None = None) -> SalesOrderLine:
        """Raises LineUnknown."""
        for line in self.lines:
            if line.id == line_id:
                return line
        raise LineUnknown(number=self.order.number, id=str(line_id), field="line_id", row=row)

    def schedule_lines(self) -> list[tuple[SalesOrderLine, SalesScheduleLine]]:
        """Every schedule line with its line, in the order of the document."""
        return [(line, part) for line in self.lines for part in self.schedule[line.id]]

    def terms(self, line: SalesOrderLine) -> tuple[TaxTerm, ...]:
        """The line's taxes as agreed."""
        return tuple(
            TaxTerm(
                tax.tax_code,
                tax.rate_ratio,
                is_included=tax.is_included,
                is_reverse_charge=tax.is_reverse_charge,
            )
            for tax in self.taxes[line.id]
        )


def get_parts(order_id: UUID, *, lock: bool = False) -> OrderParts:
    """The order with everything; locked for change if asked. Raises SalesOrderUnknown."""
    return get_parts_of([order_id], lock=lock)[0]


def get_parts_of(order_ids: Collection[UUID], *, lock: bool = False) -> list[OrderParts]:
    """Orders by id with everything, locked in the order of their ids if asked."""
    wanted = sorted(set(order_ids))
    rows = SalesOrder.objects.filter(id__in=wanted).order_by("id")
    orders: list[SalesOrder] = list(rows.select_for_update(of=("self",)) if lock else rows)
    if len(orders) < len(wanted):
        missing = set(wanted) - {order.id for order in orders}
        raise SalesOrderUnknown(id=str(min(missing)))
    return _with_parts(orders)


def _with_parts(orders: Sequence[SalesOrder]) -> list[OrderParts]:
    """In one read, for every line has a schedule."""
    found = {order.id: OrderParts(order, [], {}) for order in orders}
    rows = SalesScheduleLine.unscoped.filter(line__order__in=orders).select_related("line")
    lines: dict[UUID, SalesOrderLine] = {}
    for part in rows.order_by("line__line_number", "position"):
        line = part.line = lines.setdefault(part.line_id, part.line)
        parts = found[line.order_id]
        if line.id not in parts.schedule:
            parts.lines.append(line)
        parts.schedule.setdefault(line.id, []).append(part)
    return list(found.values())
