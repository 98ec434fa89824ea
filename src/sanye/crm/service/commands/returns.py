"""Asking for goods back: from an order, from a serial number or lot, or from scratch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet, Sum

from sanye.contracts.erp.returns import ReturnOutcome
from sanye.crm.service.commands.rows import lock_alive, note
from sanye.crm.service.domain.codes import CodeKind
from sanye.crm.service.domain.states import Change, ReturnStatus
from sanye.crm.service.errors import (
    CodeMissing,
    ItemMissing,
    LinesMissing,
    MoreThanDelivered,
    NothingLeft,
    NotReturnable,
    OnePieceOnly,
    OutcomeUnknown,
    QuantityNotPositive,
    QuantityTooFine,
)
from sanye.crm.service.models import (
    CaseReturn,
    InstalledUnit,
    ReturnRequest,
    ReturnRequestLine,
)
from sanye.crm.service.publishing import publish_return_asked
from sanye.crm.service.queries import (
    UnitFilter,
    find_codes,
    list_units,
    warranties_of,
)
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.kernel.ids import new_id
from sanye.kernel.quantity import round_quantity
from sanye.stem.commands import command
from sanye.stem.masterdata.queries import get_business_date, get_items, get_site
from sanye.stem.masterdata.queries import list_units as list_units_of_measure
from sanye.stem.rows.advisory import lock_name
from sanye.stem.rows.bulk import insert_rows

MOST_UNITS = 1000
ENDED = (ReturnStatus.CLOSED, ReturnStatus.CANCELLED)
Key = tuple[UUID, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnLine:
    """Goods to come back: all of an order or delivery, a piece, so much of a lot, or any item.

    `quantity` in the item's stock unit; None asks for all that is still with the customer. Goods
    we never delivered need item and quantity.
    """

    item_id: UUID | None = None
    quantity: Decimal | None = None
    serial_number: str = ""
    lot: str = ""
    sales_order_id: UUID | None = None
    delivery_id: UUID | None = None
    reason_code: str
    failure_code: str = ""
    wanted_outcome: str = "REFUND"


@command
def ask_for_return(
    *,
    case_id: UUID,
    lines: Sequence[ReturnLine],
    site_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> ReturnRequest:
    """Ask the customer for goods; lines may come from several orders. `erp` makes the return order.

    Raises CaseUnknown, CaseOver, LinesMissing, CodeUnknown, OutcomeUnknown, ItemMissing,
    QuantityNotPositive, QuantityTooFine, OnePieceOnly, NotReturnable, MoreThanDelivered,
    NothingLeft, MasterUnknown.
    """
    case = lock_alive(case_id)
    if not lines:
        raise LinesMissing(field="lines")
    _check_codes(lines, by=by)
    _lock_requests(by)
    if site_id is not None:
        get_site(site_id=site_id, by=by)
    request = ReturnRequest(
        id=new_id(),
        company_id=by.company_id,
        case=case,
        site_id=site_id or case.site_id,
        requested_at=at,
    )
    today = get_business_date(at=at, by=by)
    asking = _Asking(request, case.customer_id, today, by)
    rows = [row for number, line in enumerate(lines, 1) for row in asking.rows_of(line, number)]
    _check_fineness(rows, by=by)
    request.save(force_insert=True)
    insert_rows(rows)
    note([case], Change.RETURN_ASKED, by=by, at=at)
    publish_return_asked(request, case, rows)
    return request


def _lock_requests(by: Actor) -> None:
    """One request of a company at a time, until its transaction ends: of two cases only one asks
    for a piece, also for one that we never sold, of which there is no row to lock."""
    lock_name(f"crm.service.requests {by.company_id}")


def _check_codes(lines: Sequence[ReturnLine], *, by: Actor) -> None:
    for number, line in enumerate(lines, start=1):
        if not line.reason_code:
            raise CodeMissing(field="reason_code", row=number)
        if line.wanted_outcome not in set(ReturnOutcome):
            known = ", ".join(ReturnOutcome)
            raise OutcomeUnknown(
                value=line.wanted_outcome, known=known, field="wanted_outcome", row=number
            )
        if line.serial_number and line.quantity not in (None, 1):
            raise OnePieceOnly(
                serial_number=line.serial_number,
                quantity=line.quantity,
                field="quantity",
                row=number,
            )
        if line.quantity is not None and line.quantity <= 0:
            raise QuantityNotPositive(quantity=line.quantity, field="quantity", row=number)
    find_codes(kind=CodeKind.RETURN, codes=[line.reason_code for line in lines], by=by)
    find_codes(kind=CodeKind.FAILURE, codes=[line.failure_code for line in lines], by=by)


def _check_fineness(rows: Sequence[ReturnRequestLine], *, by: Actor) -> None:
    units = list_units_of_measure(by=by)
    for row in rows:
        unit = units.get(row.unit)
        if unit is not None and round_quantity(row.quantity, unit.decimals) != row.quantity:
            raise QuantityTooFine(
                quantity=row.quantity, unit=row.unit, item=row.item, field="quantity"
            )


class _Asking:
    """Lines of one request; what earlier lines took is not there for later ones."""

    def __init__(self, request: ReturnRequest, customer_id: UUID, today: date, by: Actor) -> None:
        self.request = request
        self.customer_id = customer_id
        self.today = today
        self.by = by
        self.taken: dict[Key, Decimal] = {}

    def rows_of(self, line: ReturnLine, number: int) -> list[ReturnRequestLine]:
        """The rows of one line, oldest shipment first."""
        try:
            units = self._units(line)
            if units:
                return list(self._from_units(line, units))
            return [self._from_scratch(line)]
        except Refusal as refusal:
            refusal.row = number
            raise

    def _units(self, line: ReturnLine) -> list[InstalledUnit]:
        wanted = UnitFilter(
            customer_id=self.customer_id,
            item_id=line.item_id,
            serial_number=line.serial_number,
            lot=line.lot,
            delivery_id=line.delivery_id,
            sales_order_id=line.sales_order_id,
        )
        if wanted.given().keys() <= {"customer_id", "item_id"}:
            return []
        rows = list_units(filters=wanted, by=self.by).order_by("shipped_date", "id")
        return list(rows[:MOST_UNITS])

    def _from_units(
        self, line: ReturnLine, units: Sequence[InstalledUnit]
    ) -> Iterator[ReturnRequestLine]:
        left = self._left(units)
        bound = sum(left.values(), Decimal(0))
        if bound <= 0:
            raise NothingLeft(document=_name(line, units), field="quantity")
        missing = bound if line.quantity is None else line.quantity
        if missing > bound:
            raise MoreThanDelivered(quantity=missing, bound=bound, field="quantity")
        warranties = warranties_of(units, on_date=self.today, by=self.by)
        for unit, warranty in zip(units, warranties, strict=True):
            quantity = min(missing, left[_key(unit)])
            if quantity <= 0:
                continue
            missing -= quantity
            self.taken[_key(unit)] = self.taken.get(_key(unit), Decimal(0)) + quantity
            row = self._row(line, unit.item_id, quantity, unit.unit, unit)
            row.is_in_warranty = warranty.is_in_warranty
            yield row

    def _from_scratch(self, line: ReturnLine) -> ReturnRequestLine:
        """Goods we have not delivered to this customer as far as we know."""
        document = line.sales_order_id or line.delivery_id
        if document is not None:
            raise NothingLeft(document=document, field="sales_order_id")
        if line.item_id is None or (line.quantity is None and not line.serial_number):
            raise ItemMissing(serial_number=line.serial_number or "-", field="item_id")
        item = get_items(item_ids=[line.item_id], by=self.by)[line.item_id]
        if item.kind == "SERVICE":
            raise NotReturnable(item=item.code, field="item_id")
        if line.serial_number:
            self._refuse_twice(line.item_id, line.serial_number)
        quantity = Decimal(1) if line.quantity is None else line.quantity
        return self._row(line, item.id, quantity, item.unit, None)

    def _refuse_twice(self, item_id: UUID, serial_number: str) -> None:
        key = (item_id, serial_number, "")
        asked = self._on_their_way().filter(item_id=item_id, serial_number=serial_number)
        if key in self.taken or asked.exists():
            raise NothingLeft(document=serial_number, field="serial_number")
        self.taken[key] = Decimal(1)

    def _asked_of_others(self, units: Sequence[InstalledUnit]) -> set[Key]:
        """Pieces that were asked back from somebody to whom we never sold them."""
        numbers = {unit.serial_number for unit in units if unit.serial_number}
        rows = self._on_their_way().filter(source_line_id=None, serial_number__in=numbers)
        return {(*row, "") for row in rows.values_list("item_id", "serial_number")}

    def _on_their_way(self) -> QuerySet[ReturnRequestLine]:
        """Lines asked for whose return order is still to be made, or has not ended."""
        company = {"company_id": self.by.company_id}
        ended = CaseReturn.unscoped.filter(request_id__isnull=False, status__in=ENDED, **company)
        rows = ReturnRequestLine.unscoped.filter(**company)
        return rows.exclude(request_id__in=ended.values("request_id"))

    def _row(
        self,
        line: ReturnLine,
        item_id: UUID,
        quantity: Decimal,
        unit: str,
        source: InstalledUnit | None,
    ) -> ReturnRequestLine:
        return ReturnRequestLine(
            id=new_id(),
            company_id=self.request.company_id,
            request=self.request,
            item_id=item_id,
            quantity=quantity,
            unit=unit,
            serial_number=source.serial_number if source else line.serial_number,
            lot=source.lot if source else line.lot,
            source_line_id=source.source_line_id if source else None,
            sales_order_id=source.sales_order_id if source else None,
            is_delivered=source is not None and source.delivery_id is not None,
            reason_code=line.reason_code,
            failure_code=line.failure_code,
            wanted_outcome=line.wanted_outcome,
        )

    def _left(self, units: Sequence[InstalledUnit]) -> dict[Key, Decimal]:
        """What is with the customer and was not asked back already."""
        asked = _asked([unit.source_line_id for unit in units])
        gone = self.taken.keys() | self._asked_of_others(units)
        return {
            _key(unit): max(
                unit.quantity
                - unit.returned_quantity
                - asked.get(_key(unit), Decimal(0))
                - self.taken.get(_key(unit), Decimal(0)),
                Decimal(0),
            )
            if (unit.item_id, unit.serial_number, "") not in gone
            else Decimal(0)
            for unit in units
        }


def _asked(source_line_ids: Sequence[UUID]) -> dict[Key, Decimal]:
    """What requests asked for that is not on its way back into the books: not received yet."""
    arrived = CaseReturn.objects.filter(request_id__isnull=False).exclude(
        status=ReturnStatus.CREATED
    )
    rows = (
        ReturnRequestLine.unscoped.filter(source_line_id__in=source_line_ids)
        .exclude(request_id__in=arrived.values("request_id"))
        .values_list("source_line_id", "serial_number", "lot")
        .annotate(asked=Sum("quantity"))
    )
    return {(line_id, serial, lot): asked for line_id, serial, lot, asked in rows}


def _key(unit: InstalledUnit) -> Key:
    return (unit.source_line_id, unit.serial_number, unit.lot)


def _name(line: ReturnLine, units: Sequence[InstalledUnit]) -> str:
    return line.serial_number or line.lot or str(line.sales_order_id or units[0].delivery_id)
