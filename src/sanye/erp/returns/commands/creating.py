"""Announcing a return: from deliveries, orders, serial numbers, or from scratch."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sanye.contracts.erp.returns import ReturnOutcome
from sanye.erp.delivery.commands import record_returned
from sanye.erp.returns.commands.finding import Finder, Found, ReturnRequest
from sanye.erp.returns.commands.rows import check_fineness
from sanye.erp.returns.errors import (
    LinesMissing,
    NotReturned,
    OutcomeUnknown,
    SerialNumberOnReturn,
    SiteMissing,
)
from sanye.erp.returns.models import CustomerReturn, CustomerReturnLine
from sanye.erp.returns.publishing import publish_created
from sanye.kernel.actors import Actor
from sanye.kernel.ids import new_id
from sanye.stem.commands import command
from sanye.stem.masterdata.models import Item
from sanye.stem.masterdata.queries import (
    get_items,
    get_party_company,
    get_site,
    list_sites,
)
from sanye.stem.numbering.commands import draw_number
from sanye.stem.rows.bulk import insert_rows

ZERO = Decimal(0)


@command
def create_return(
    *,
    customer_id: UUID,
    lines: Sequence[ReturnRequest],
    site_id: UUID | None = None,
    case_id: UUID | None = None,
    case_number: str = "",
    request_id: UUID | None = None,
    note: str = "",
    is_lenient: bool = False,
    by: Actor,
    at: datetime,
) -> CustomerReturn:
    """Announce goods that will come back, of one or several orders, or never sold by us.

    What is announced of a delivery line can be on no other return. A request is answered once:
    asked again, its return is given. `is_lenient` takes what was not delivered as goods that we
    never sold, and a piece that stands on a return without its number. Raises LinesMissing,
    ItemMissing, NotDelivered, ReturnedTooMuch, NotReturned, SerialNumberOnReturn, SiteMissing,
    OutcomeUnknown, QuantityNotPositive, QuantityTooFine.
    """
    if request_id is not None:
        known: CustomerReturn | None = CustomerReturn.objects.filter(request_id=request_id).first()
        if known is not None:
            return known
    if not lines:
        raise LinesMissing(field="lines")
    _check_outcomes(lines)
    party = get_party_company(party_id=customer_id, by=by)
    finder = Finder(customer_id, lines, is_lenient=is_lenient, by=by)
    found: Sequence[Found] = [
        part for row, line in enumerate(lines, start=1) for part in finder.find(line, row)
    ]
    items = get_items(item_ids={part.item_id for part in found}, by=by)
    _check_items(found, items, by=by)
    found, note = _once(found, note, is_lenient=is_lenient)
    row = CustomerReturn(
        id=new_id(),
        company_id=by.company_id,
        number=draw_number("RT", at=at),
        customer_id=customer_id,
        site_id=_site(site_id, found, party.site_id, is_lenient=is_lenient, by=by),
        case_id=case_id,
        case_number=case_number,
        request_id=request_id,
        note=note[:400],
    )
    _claim(found, by=by, at=at)
    row.save(force_insert=True)
    rows = [_line(row, part, items[part.item_id], number) for number, part in _numbered(found)]
    insert_rows(rows)
    publish_created(row, rows)
    return row


def _numbered(found: Sequence[Found]) -> list[tuple[int, Found]]:
    return list(enumerate(found, start=1))


def _check_outcomes(lines: Sequence[ReturnRequest]) -> None:
    for row, line in enumerate(lines, start=1):
        if line.wanted_outcome not in {"", *ReturnOutcome}:
            raise OutcomeUnknown(
                outcome=line.wanted_outcome,
                allowed=", ".join(ReturnOutcome),
                field="wanted_outcome",
                row=row,
            )


def _check_items(found: Sequence[Found], items: dict[UUID, Item], *, by: Actor) -> None:
    for row, part in enumerate(found, start=1):
        if items[part.item_id].kind == "SERVICE":
            raise NotReturned(item=items[part.item_id].code, field="item_id", row=row)
    check_fineness([(items[part.item_id], part.quantity) for part in found], by=by)


def _once(found: Sequence[Found], note: str, *, is_lenient: bool) -> tuple[Sequence[Found], str]:
    """A piece stands on one open return. `is_lenient`: one that stands on another is announced
    without its number, which the note tells with that return's."""
    refused = _on_returns(found)
    if not refused:
        return found, note
    if not is_lenient:
        raise refused[min(refused)]
    parts = [
        replace(part, request=replace(part.request, serial_number="")) if row in refused else part
        for row, part in enumerate(found, start=1)
    ]
    told = [refusal.text(language) for refusal in refused.values() for language in ("en", "zh")]
    return parts, " ".join([note, *told]).strip()


def _on_returns(found: Sequence[Found]) -> dict[int, SerialNumberOnReturn]:
    """Refusals, by row, of pieces that stand on an open return, or on this one twice."""
    numbers = {part.request.serial_number for part in found} - {""}
    if not numbers:
        return {}
    lines = CustomerReturnLine.objects.filter(serial_number__in=numbers, is_open=True)
    taken = {
        (line.item_id, line.serial_number): line.customer_return.number
        for line in lines.select_related("customer_return")
    }
    refused = {}
    for row, part in enumerate(found, start=1):
        piece = (part.item_id, part.request.serial_number)
        if piece in taken:
            refused[row] = SerialNumberOnReturn(
                serial_number=piece[1], number=taken[piece], field="serial_number", row=row
            )
        elif piece[1]:
            taken[piece] = "-"
    return refused


def _site(
    site_id: UUID | None,
    found: Sequence[Found],
    customers: UUID | None,
    *,
    is_lenient: bool,
    by: Actor,
) -> UUID:
    """The site named, else the one that delivered, else the customer's."""
    delivered = [part.delivered.delivery.site_id for part in found if part.delivered]
    chosen = site_id or (delivered[0] if delivered else None) or customers
    if chosen is None and is_lenient:
        chosen = list_sites(by=by).order_by("code").values_list("id", flat=True).first()
    if chosen is None:
        raise SiteMissing(field="site_id")
    site: UUID = get_site(site_id=chosen, by=by).id
    return site


def _claim(found: Sequence[Found], *, by: Actor, at: datetime) -> None:
    """What is announced of delivery lines is theirs to give only once."""
    claimed: dict[UUID, Decimal] = {}
    for part in found:
        if part.delivered is not None:
            line_id = part.delivered.id
            claimed[line_id] = claimed.get(line_id, ZERO) + part.quantity
    if claimed:
        record_returned(quantities=claimed, by=by, at=at)


def _line(row: CustomerReturn, part: Found, item: Item, number: int) -> CustomerReturnLine:
    asked, delivered = part.request, part.delivered
    return CustomerReturnLine(
        id=new_id(),
        company_id=row.company_id,
        customer_return=row,
        line_number=number,
        item_id=part.item_id,
        quantity=part.quantity,
        received_quantity=ZERO,
        settled_quantity=ZERO,
        unit=item.unit,
        lot=asked.lot,
        serial_number=asked.serial_number,
        sales_order_id=delivered.sales_order_id if delivered else asked.sales_order_id,
        order_line_id=delivered.order_line_id if delivered else None,
        delivery_line_id=delivered.id if delivered else None,
        is_sold_by_us=part.is_sold_by_us,
        reason_code=asked.reason_code,
        failure_code=asked.failure_code,
        wanted_outcome=asked.wanted_outcome,
        is_in_warranty=asked.is_in_warranty,
    )
