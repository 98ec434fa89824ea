"""What a case is about: from an order, a delivery, a serial number or lot, or from scratch."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sanye.crm.service.domain.states import DocumentKind
from sanye.crm.service.errors import (
    CustomerMissing,
    DocumentOfAnother,
    DocumentUnknown,
    NotACustomer,
    SerialOfAnother,
    SerialOfSeveralItems,
)
from sanye.crm.service.models import InstalledUnit, ServiceDocument
from sanye.crm.service.queries import (
    UnitFilter,
    find_documents,
    list_units,
    warranties_of,
)
from sanye.kernel.actors import Actor
from sanye.stem.masterdata.queries import get_item, get_party, get_party_company

MOST_UNITS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is known of the goods and whose they are; all of it may be empty but one."""

    customer_id: UUID | None = None
    item_id: UUID | None = None
    sales_order_id: UUID | None = None
    delivery_id: UUID | None = None
    serial_number: str = ""
    lot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The same, completed by what was shipped."""

    customer_id: UUID
    item_id: UUID | None
    sales_order_id: UUID | None
    delivery_id: UUID | None
    serial_number: str
    lot: str
    is_in_warranty: bool


def find_subject(about: About, *, on_date: date, by: Actor) -> Subject:
    """Whose and what it is. A serial number we never shipped is taken as it is.

    Raises CustomerMissing, NotACustomer, MasterUnknown, DocumentUnknown, DocumentOfAnother,
    SerialOfAnother, SerialOfSeveralItems.
    """
    about = replace(about, serial_number=about.serial_number.strip(), lot=about.lot.strip())
    documents = _documents(about)
    pieces = _pieces(about, by=by)
    customer_id = _customer(about, documents, pieces, by=by)
    _refuse_others(documents, pieces, customer_id)
    if about.item_id is not None:
        get_item(item_id=about.item_id, by=by)
    units = _units(about, customer_id, by=by)
    return _completed(about, customer_id, units, on_date=on_date, by=by)


def _documents(about: About) -> list[tuple[ServiceDocument, str]]:
    asked = {
        "sales_order_id": (about.sales_order_id, DocumentKind.ORDER),
        "delivery_id": (about.delivery_id, DocumentKind.DELIVERY),
    }
    known = find_documents([row_id for row_id, _ in asked.values() if row_id is not None])
    found = []
    for field, (row_id, kind) in asked.items():
        if row_id is None:
            continue
        document = known.get(row_id)
        if document is None or document.kind != kind:
            raise DocumentUnknown(document=row_id, field=field)
        found.append((document, field))
    return found


def _pieces(about: About, *, by: Actor) -> list[InstalledUnit]:
    """Shipments of the serial number, the latest first."""
    if not about.serial_number:
        return []
    wanted = UnitFilter(serial_number=about.serial_number, item_id=about.item_id)
    return list(list_units(filters=wanted, by=by).order_by("-shipped_date", "-id")[:MOST_UNITS])


def _customer(
    about: About,
    documents: Sequence[tuple[ServiceDocument, str]],
    pieces: Sequence[InstalledUnit],
    *,
    by: Actor,
) -> UUID:
    told = [document.customer_id for document, _ in documents]
    told += [piece.customer_id for piece in pieces[:1] if piece.customer_id]
    customer_id = about.customer_id or next(iter(told), None)
    if customer_id is None:
        raise CustomerMissing(field="customer_id")
    party = get_party(party_id=customer_id, by=by)
    if "CUSTOMER" not in party.roles:
        raise NotACustomer(party=party.code, field="customer_id")
    get_party_company(party_id=customer_id, by=by)
    return customer_id


def _refuse_others(
    documents: Sequence[tuple[ServiceDocument, str]],
    pieces: Sequence[InstalledUnit],
    customer_id: UUID,
) -> None:
    for document, field in documents:
        if document.customer_id != customer_id:
            raise DocumentOfAnother(document=document.id, field=field)
    own = [piece for piece in pieces if piece.customer_id == customer_id]
    if pieces and not own:
        raise SerialOfAnother(serial_number=pieces[0].serial_number, field="serial_number")
    if len({piece.item_id for piece in own}) > 1:
        raise SerialOfSeveralItems(serial_number=pieces[0].serial_number, field="item_id")


def _units(about: About, customer_id: UUID, *, by: Actor) -> list[InstalledUnit]:
    """The customer's goods that fit; none when nothing but the customer or an item is given."""
    wanted = UnitFilter(
        customer_id=customer_id,
        item_id=about.item_id,
        serial_number=about.serial_number,
        lot=about.lot,
        delivery_id=about.delivery_id,
        sales_order_id=about.sales_order_id,
    )
    if wanted.given().keys() <= {"customer_id", "item_id"}:
        return []
    return list(list_units(filters=wanted, by=by).order_by("-shipped_date", "-id")[:MOST_UNITS])


def _completed(
    about: About, customer_id: UUID, units: Sequence[InstalledUnit], *, on_date: date, by: Actor
) -> Subject:
    """What all fitting goods have in common fills what was not said; of a piece, its latest."""
    latest = units[:1] if about.serial_number else units
    items: set[UUID | None] = {unit.item_id for unit in latest}
    orders = {unit.sales_order_id for unit in latest}
    deliveries = {unit.delivery_id for unit in latest}
    item_id = about.item_id or _only(items)
    fitting = [unit for unit in latest if unit.item_id == item_id]
    warranties = warranties_of(fitting, on_date=on_date, by=by)
    return Subject(
        customer_id=customer_id,
        item_id=item_id,
        sales_order_id=about.sales_order_id or _only(orders),
        delivery_id=about.delivery_id or _only(deliveries),
        serial_number=about.serial_number,
        lot=about.lot or (latest[0].lot if about.serial_number and latest else ""),
        is_in_warranty=any(warranty.is_in_warranty for warranty in warranties),
    )


def _only(values: set[UUID | None]) -> UUID | None:
    return next(iter(values)) if len(values) == 1 else None
