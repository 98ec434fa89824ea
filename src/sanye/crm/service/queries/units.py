"""What stands at customers, and whether we still answer for it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Min, QuerySet
from django.db.models.functions import Coalesce

from sanye.crm.service.domain.warranty import (
    Term,
    WarrantyReason,
    add_months,
    families_up,
    months_for,
    reason_for,
)
from sanye.crm.service.errors import NothingToCheck
from sanye.crm.service.models import InstalledUnit, ServiceDocument, WarrantyTerm
from sanye.kernel.actors import Actor
from sanye.stem.commands import query
from sanye.stem.masterdata.models import Item, ItemFamily
from sanye.stem.masterdata.queries import get_business_date

Serial = tuple[UUID | None, UUID, str]
MOST_CHECKED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFilter:
    """Columns that units must have; None asks for nothing."""

    customer_id: UUID | None = None
    item_id: UUID | None = None
    serial_number: str | None = None
    lot: str | None = None
    delivery_id: UUID | None = None
    sales_order_id: UUID | None = None

    def given(self) -> dict[str, object]:
        """What is asked for, by column."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in values.items() if value not in (None, "")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Warranty:
    """`until_date` is the first day without warranty; dates are None where nothing was shipped."""

    is_in_warranty: bool
    reason: WarrantyReason
    on_date: date
    starts_date: date | None
    until_date: date | None
    months: int | None
    unit: InstalledUnit | None


@query
def list_units(
    *, filters: UnitFilter | None = None, is_with_customer: bool | None = None, by: Actor
) -> QuerySet[InstalledUnit]:
    """Goods that were shipped; a customer sees his own."""
    rows: QuerySet[InstalledUnit] = InstalledUnit.objects.filter(
        customer__isnull=False, quantity__gt=0, **(filters.given() if filters else {})
    ).select_related("item", "customer")
    if is_with_customer is not None:
        left = rows.filter(returned_quantity__lt=F("quantity"))
        rows = left if is_with_customer else rows.filter(returned_quantity__gte=F("quantity"))
    return rows


@query
def check_warranty(
    *, of: UnitFilter, at: datetime, on_date: date | None = None, by: Actor
) -> Warranty:
    """Whether we answer for goods on a day (default: the day of `at`).

    Asked by serial number, or by item with lot, delivery or order.

    Of several shipments the one counts that serves the customer best. Raises NothingToCheck.
    """
    by_item = of.item_id is not None and (of.lot or of.delivery_id or of.sales_order_id)
    if not of.serial_number and not by_item:
        raise NothingToCheck(field="serial_number")
    day = on_date or get_business_date(at=at, by=by)
    units = list_units(filters=of, by=by).order_by("-shipped_date", "-id")[:MOST_CHECKED]
    return best_warranty(warranties_of(list(units), on_date=day, by=by), day)


def best_warranty(found: Sequence[Warranty], on_date: date) -> Warranty:
    """The warranty that serves the customer best; of equal ones the first."""
    if found:
        order = list(WarrantyReason)
        return min(found, key=lambda one: order.index(one.reason))
    return Warranty(
        is_in_warranty=False,
        reason=WarrantyReason.NOT_SHIPPED_BY_US,
        on_date=on_date,
        starts_date=None,
        until_date=None,
        months=None,
        unit=None,
    )


def warranties_of(units: Sequence[InstalledUnit], *, on_date: date, by: Actor) -> list[Warranty]:
    """The warranty of each unit on a day, in four reads for any number of them.

    It starts with the proof of delivery, else the shipment; a piece that went out again after a
    repair keeps its first start at the same customer.
    """
    if not units:
        return []
    columns = ("item_id", "family_id", "months", "valid_from_date")
    rows = WarrantyTerm.unscoped.filter(company_id=by.company_id).values(*columns)
    terms = [Term(**row) for row in rows]
    families = _families({unit.item_id for unit in units})
    firsts = _first_starts(units, by.company_id)
    return [
        _warranty(
            unit,
            terms,
            families[unit.item_id],
            firsts.get(_serial(unit)) or unit.received_date or unit.shipped_date,
            on_date,
        )
        for unit in units
    ]


def find_documents(document_ids: Collection[UUID]) -> dict[UUID, ServiceDocument]:
    """Orders and deliveries that service was told of, by id."""
    return {row.id: row for row in ServiceDocument.objects.filter(id__in=document_ids)}


def _warranty(
    unit: InstalledUnit,
    terms: Sequence[Term],
    family_ids: Sequence[UUID],
    starts_date: date,
    on_date: date,
) -> Warranty:
    months = months_for(
        terms, item_id=unit.item_id, family_ids=family_ids, shipped_date=unit.shipped_date
    )
    until_date = None if months is None else add_months(starts_date, months)
    reason = reason_for(
        starts_date=starts_date,
        until_date=until_date,
        is_taken_back=unit.returned_quantity >= unit.quantity,
        on_date=on_date,
    )
    return Warranty(
        is_in_warranty=reason is WarrantyReason.IN_WARRANTY,
        reason=reason,
        on_date=on_date,
        starts_date=starts_date,
        until_date=until_date,
        months=months,
        unit=unit,
    )


def _serial(unit: InstalledUnit) -> Serial:
    return (unit.customer_id, unit.item_id, unit.serial_number)


def _first_starts(units: Sequence[InstalledUnit], company_id: UUID) -> dict[Serial, date]:
    serials = {unit.serial_number for unit in units if unit.serial_number}
    if not serials:
        return {}
    rows = (
        InstalledUnit.unscoped.filter(
            company_id=company_id, serial_number__in=serials, quantity__gt=0
        )
        .values_list("customer_id", "item_id", "serial_number")
        .annotate(starts=Min(Coalesce("received_date", "shipped_date")))
    )
    return {(customer, item, serial): starts for customer, item, serial, starts in rows}


def _families(item_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    parents = dict(ItemFamily.objects.values_list("id", "parent_id"))
    rows = Item.objects.filter(id__in=item_ids).values_list("id", "family_id")
    return {item_id: families_up(family_id, parents) for item_id, family_id in rows}
