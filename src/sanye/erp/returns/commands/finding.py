"""Which delivery the goods of an announced line came by."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from sanye.erp.delivery.queries import DeliveryLine, list_delivered_lines
from sanye.erp.inventory.queries import list_serial_shipments
from sanye.erp.returns.errors import (
    ItemMissing,
    NotDelivered,
    QuantityNotPositive,
    ReturnedTooMuch,
)
from sanye.kernel.actors import Actor

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRequest:
    """Goods a customer wants to send back, named by delivery line, serial number, order, or item.

    `quantity` in the item's stock unit; None: everything delivered of it that is not on a return.
    """

    item_id: UUID | None = None
    quantity: Decimal | None = None
    serial_number: str = ""
    lot: str = ""
    delivery_line_id: UUID | None = None
    sales_order_id: UUID | None = None
    reason_code: str = ""
    failure_code: str = ""
    wanted_outcome: str = ""
    is_in_warranty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A part of a request with the delivery line it came by; None: not delivered by us."""

    request: ReturnRequest
    item_id: UUID
    quantity: Decimal
    delivered: DeliveryLine | None = None
    is_sold_by_us: bool = True


class Finder:
    """Spreads requests over the customer's delivery lines, each of which has only so much left.

    Lines that the requests name are read at once; those of serial numbers as they are found.

    `is_lenient`: what was not delivered comes back as goods that we never sold, instead of being
    refused.
    """

    def __init__(
        self, customer_id: UUID, requests: Sequence[ReturnRequest], *, is_lenient: bool, by: Actor
    ) -> None:
        self._customer_id = customer_id
        self._is_lenient = is_lenient
        self._by = by
        self._left: dict[UUID, Decimal] = {}
        self._by_id: dict[UUID, DeliveryLine] = {}
        self._of_order: dict[UUID, list[DeliveryLine]] = defaultdict(list)
        self._read({one.delivery_line_id for one in requests if one.delivery_line_id})
        self._read_orders({one.sales_order_id for one in requests if one.sales_order_id})

    def find(self, request: ReturnRequest, row: int) -> list[Found]:
        """Raises ItemMissing, NotDelivered, QuantityNotPositive, ReturnedTooMuch."""
        if request.quantity is not None and request.quantity <= 0:
            raise QuantityNotPositive(quantity=request.quantity, field="quantity", row=row)
        request = self._with_shipment(request, row)
        lines = self._lines(request)
        if request.delivery_line_id is not None and not lines and not self._is_lenient:
            raise NotDelivered(field="delivery_line_id", row=row)
        parts = self._spread(request, lines)
        missing = (request.quantity or ZERO) - sum((part.quantity for part in parts), ZERO)
        if missing <= 0 and parts:
            return parts
        return [*parts, self._undelivered(request, lines, missing, row)]

    def _with_shipment(self, request: ReturnRequest, row: int) -> ReturnRequest:
        """The delivery line that a serial number last left by, where the request names none."""
        if not request.serial_number:
            return request
        request = replace(request, quantity=Decimal(1))
        if request.delivery_line_id is not None:
            return request
        shipments = list_serial_shipments(
            serial_number=request.serial_number, item_id=request.item_id, by=self._by
        )
        if not shipments:
            return request
        item_ids = {shipment.item_id for shipment in shipments}
        if len(item_ids) > 1:
            raise ItemMissing(field="item_id", row=row)
        latest = shipments[0]
        if latest.source_line_id is not None:
            self._read({latest.source_line_id})
        if latest.source_line_id not in self._by_id:
            if self._is_lenient:
                return replace(request, item_id=latest.item_id)
            raise NotDelivered(field="serial_number", row=row)
        return replace(request, delivery_line_id=latest.source_line_id, item_id=latest.item_id)

    def _lines(self, request: ReturnRequest) -> Sequence[DeliveryLine]:
        found: Sequence[DeliveryLine] = []
        if request.delivery_line_id is not None:
            line = self._by_id.get(request.delivery_line_id)
            found = [] if line is None else [line]
        elif request.sales_order_id is not None:
            found = self._of_order[request.sales_order_id]
        return [line for line in found if request.item_id in {None, line.item_id}]

    def _read(self, delivery_line_ids: set[UUID]) -> None:
        if missing := delivery_line_ids - self._by_id.keys():
            for line in list_delivered_lines(
                customer_id=self._customer_id, delivery_line_ids=missing, by=self._by
            ):
                self._by_id[line.id] = line

    def _read_orders(self, sales_order_ids: set[UUID]) -> None:
        if sales_order_ids:
            for line in list_delivered_lines(
                customer_id=self._customer_id, sales_order_ids=sales_order_ids, by=self._by
            ):
                self._of_order[line.sales_order_id].append(line)

    def _spread(self, request: ReturnRequest, lines: Sequence[DeliveryLine]) -> list[Found]:
        parts: list[Found] = []
        wanted = request.quantity
        for line in lines:
            left = self._left.get(line.id, line.shipped_quantity - line.returned_quantity)
            part = left if wanted is None else min(left, wanted)
            if part <= 0:
                continue
            self._left[line.id] = left - part
            wanted = None if wanted is None else wanted - part
            parts.append(
                Found(request=request, item_id=line.item_id, quantity=part, delivered=line)
            )
        return parts

    def _undelivered(
        self, request: ReturnRequest, lines: Sequence[DeliveryLine], missing: Decimal, row: int
    ) -> Found:
        """What no delivery line covers: shipped before Sanye, or never by us."""
        item_id = request.item_id or (lines[0].item_id if lines else None)
        if item_id is None:
            raise ItemMissing(field="item_id", row=row)
        if lines and not self._is_lenient:
            left = sum((line.shipped_quantity - line.returned_quantity for line in lines), ZERO)
            raise ReturnedTooMuch(
                item=lines[0].item.code,
                quantity=request.quantity if request.quantity is not None else ZERO,
                left=left,
                field="quantity",
                row=row,
            )
        if missing <= 0:
            raise QuantityNotPositive(quantity=missing, field="quantity", row=row)
        return Found(
            request=replace(request, delivery_line_id=None),
            item_id=item_id,
            quantity=missing,
            is_sold_by_us=request.sales_order_id is not None and not lines,
        )
