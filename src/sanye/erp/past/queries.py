"""Masters of a list of finished documents, and the checks that gather what is wrong with it."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from sanye.erp.ledger.queries import get_functional_currency, get_posting_date
from sanye.erp.past import errors
from sanye.kernel.actors import Actor
from sanye.kernel.errors import Refusal
from sanye.kernel.money import currency_decimals, round_money, round_product
from sanye.kernel.quantity import QUANTITY_DECIMALS
from sanye.stem.masterdata.errors import MasterUnknown
from sanye.stem.masterdata.models import Item, Party, Site, WorkCenter
from sanye.stem.masterdata.queries import get_business_date, list_units

ZERO = Decimal(0)
MOST = Decimal(10) ** 13
_OURS = r"{prefix}-\d{{4}}-\d{{6,}}"


@dataclass(frozen=True, slots=True)
class PastItem:
    """What the past must know of an item; `decimals` are those of its stock unit."""

    id: UUID
    code: str
    unit: str
    decimals: int
    tracking: str
    is_service: bool


@dataclass(frozen=True, slots=True)
class PastCenter:
    """A work center with its rate per hour."""

    id: UUID
    name: str
    kind: str
    cost_rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Masters:
    """What a list names, by id. `today` is the last day that has been, `open_from` the first after
    all closed periods; `currency` is the books'."""

    items: Mapping[UUID, PastItem]
    sites: Mapping[UUID, Site]
    party_ids: Collection[UUID]
    centers: Mapping[UUID, PastCenter]
    currency: str
    today: date
    open_from: date


def load_masters(
    *,
    item_ids: Collection[UUID] = (),
    site_ids: Collection[UUID] = (),
    party_ids: Collection[UUID] = (),
    center_ids: Collection[UUID] = (),
    by: Actor,
    at: datetime,
) -> Masters:
    """Read once what a list of documents names; what does not exist is not there."""
    units = list_units(by=by)
    columns = ("id", "code", "unit", "tracking", "kind")
    items = Item.objects.filter(id__in=set(item_ids)).values_list(*columns)
    centers = WorkCenter.objects.filter(id__in=set(center_ids))
    return Masters(
        items={
            id_: PastItem(
                id_,
                code,
                unit,
                units[unit].decimals if unit in units else QUANTITY_DECIMALS,
                tracking,
                kind == "SERVICE",
            )
            for id_, code, unit, tracking, kind in items
        },
        sites={site.id: site for site in Site.objects.filter(id__in=set(site_ids))},
        party_ids=set(Party.objects.filter(id__in=set(party_ids)).values_list("id", flat=True)),
        centers={
            row.id: PastCenter(row.id, row.name, row.kind, Decimal(row.cost_rate))
            for row in centers
        },
        currency=get_functional_currency(by=by),
        today=get_business_date(at=at, by=by),
        open_from=get_posting_date(document_date=date.min, by=by),
    )


def find_here(table: Any, documents: Iterable[Any], *, by: Actor) -> tuple[set[UUID], set[str]]:
    """Ids and numbers of the documents that are in the company's table already."""
    given = list(documents)
    ids = {document.id for document in given if document.id is not None}
    numbers = {document.number for document in given if document.number}
    rows = table.unscoped.filter(company_id=by.company_id)
    found = list(rows.filter(Q(id__in=ids) | Q(number__in=numbers)).values_list("id", "number"))
    return {id_ for id_, _ in found}, {number for _, number in found}


def instant(day: date, minute: int = 720) -> datetime:
    """A moment of a past day, of which nobody knows more than the day."""
    return datetime.combine(day, time(), UTC) + timedelta(minutes=minute)


@dataclass(slots=True)
class Checks:
    """Gathers the refusals of one list, named `name`; `row` is the document looked at."""

    masters: Masters
    name: str
    refused: list[Refusal] = field(default_factory=list)
    row: int = 0

    def refuse(self, refusal: Refusal, where: str) -> None:
        """Keep it, with its row and field."""
        refusal.row, refusal.field = self.row, f"{self.name}.{where}"
        self.refused.append(refusal)

    def item(self, item_id: UUID, where: str) -> PastItem | None:
        found = self.masters.items.get(item_id)
        if found is None:
            self.refuse(MasterUnknown(entity="Item", key=item_id), where)
        return found

    def site(self, site_id: UUID, where: str) -> None:
        if site_id not in self.masters.sites:
            self.refuse(MasterUnknown(entity="Site", key=site_id), where)

    def party(self, party_id: UUID, where: str) -> None:
        if party_id not in self.masters.party_ids:
            self.refuse(MasterUnknown(entity="Party", key=party_id), where)

    def center(self, center_id: UUID, where: str) -> PastCenter | None:
        found = self.masters.centers.get(center_id)
        if found is None:
            self.refuse(MasterUnknown(entity="WorkCenter", key=center_id), where)
        return found

    def amounts(self, where: str, **amounts: Decimal) -> None:
        """None is below zero, or beyond what is stored."""
        for name, amount in amounts.items():
            if not 0 <= amount < MOST:
                self.refuse(errors.Negative(amount=amount), f"{where}.{name}")

    def quantity(self, quantity: Decimal, item: PastItem, where: str) -> None:
        """Zero or more, as fine as the item's unit."""
        if not 0 <= quantity < MOST or not _is_fine(quantity, item.decimals):
            self.refuse(
                errors.QuantityWrong(quantity=quantity, unit=item.unit, item=item.code), where
            )

    def positive(self, quantity: Decimal, item: PastItem, where: str) -> None:
        """Above zero, as fine as the item's unit."""
        self.quantity(quantity if quantity else Decimal(-1), item, where)

    def at_most(self, quantity: Decimal, most: Decimal, where: str) -> None:
        if quantity > most:
            self.refuse(errors.MoreThanThere(quantity=quantity, most=most), where)

    def money(self, amount: Decimal, currency: str, where: str) -> None:
        """Zero or more, as fine as the currency."""
        if not 0 <= amount < MOST or round_money(amount, currency) != amount:
            self.refuse(errors.AmountWrong(amount=amount, currency=currency), where)

    def product(self, quantity: Decimal, price: Decimal, currency: str) -> Decimal:
        """What it is worth; of what is beyond all that is stored, which is refused, nothing."""
        if abs(quantity) >= MOST or abs(price) >= MOST:
            return ZERO
        return round_product(quantity, price, currency)

    def ratio(self, ratio: Decimal, where: str) -> None:
        if not 0 <= ratio <= 1:
            self.refuse(errors.RatioWrong(ratio=ratio), where)

    def days(self, *days: tuple[str, date | None]) -> None:
        """Each named day is not before the one before it, and none is still to come."""
        last: date | None = None
        for where, day in days:
            if day is None:
                continue
            if day > self.masters.today:
                self.refuse(errors.DateNotPast(date=day), where)
            elif last is not None and day < last:
                self.refuse(errors.DatesOutOfOrder(date=day, earlier=last), where)
            else:
                last = day

    def posted(self, where: str, day: date | None) -> None:
        """Something is posted on the day: its period is not closed."""
        until = self.masters.open_from
        if day is not None and day < until:
            self.refuse(errors.PeriodClosed(date=day, until=until - timedelta(days=1)), where)

    def rate(self, currency: str, rate: Decimal | None, where: str) -> tuple[str, Decimal]:
        """The currency, the books' if none is named, and its rate."""
        own = self.masters.currency
        code = currency or own
        try:
            currency_decimals(code)
        except ValueError:
            self.refuse(errors.CurrencyUnknown(currency=code), "currency")
            return own, Decimal(1)
        if code == own and rate is None:
            return own, Decimal(1)
        if rate is None:
            self.refuse(errors.RateMissing(currency=code), where)
            return code, Decimal(1)
        if rate <= 0 or (code == own and rate != 1):
            self.refuse(errors.RateWrong(rate=rate), where)
        return code, rate

    def pieces(
        self, item: PastItem, quantity: Decimal, lot: str, serials: tuple[str, ...], where: str
    ) -> None:
        """Lot and serial numbers as the item is kept."""
        is_right = {
            "NONE": not lot and not serials,
            "LOT": bool(lot) and not serials,
            "SERIAL": len(set(serials)) == len(serials) == quantity and all(serials),
        }
        if not is_right[item.tracking]:
            self.refuse(errors.TrackingWrong(item=item.code, tracking=item.tracking), where)

    def numbers(self, documents: Iterable[Any], prefix: str) -> None:
        """No number of our own series, no number or id twice."""
        first: dict[object, int] = {}
        for row, document in enumerate(documents, start=1):
            self.row = row
            self.number(document.number, prefix, "number")
            for where in ("number", "id"):
                value = getattr(document, where)
                if value and first.setdefault(value, row) != row:
                    self.refuse(errors.GivenTwice(number=value, first=first[value]), where)

    def fresh(
        self, table: Any, column: str, given: Iterable[tuple[int, str, Any]], *, by: Actor
    ) -> None:
        """Values (row, field, value; empty ones do not count) that stand nowhere yet in a table,
        or among its rows."""
        found = [(row, where, value) for row, where, value in given if value]
        values = {value for _, _, value in found}
        among = table if isinstance(table, QuerySet) else table.unscoped.all()
        rows = among.filter(company_id=by.company_id, **{f"{column}__in": values})
        known = set(rows.values_list(column, flat=True)) if values else set()
        first: dict[Any, int] = {}
        for row, where, value in found:
            self.row = row
            if value in known:
                self.refuse(errors.TakenAlready(number=value), where)
            elif value in first:
                self.refuse(errors.GivenTwice(number=value, first=first[value]), where)
            first.setdefault(value, row)

    def exist(
        self, rows: QuerySet[Any], given: Iterable[tuple[int, str, UUID | None]], entity: str
    ) -> None:
        """Ids (row, field, id; None does not count) that are among the rows."""
        found = [(row, where, id_) for row, where, id_ in given if id_ is not None]
        wanted = {id_ for _, _, id_ in found}
        known = set(rows.filter(id__in=wanted).values_list("id", flat=True)) if wanted else set()
        for row, where, id_ in found:
            if id_ not in known:
                self.row = row
                self.refuse(MasterUnknown(entity=entity, key=id_), where)

    def texts(self, prefix: str = "", **texts: tuple[str, int]) -> None:
        """Each text is at most so long and can be stored."""
        for name, (text, most) in texts.items():
            if len(text) > most or "\0" in text:
                self.refuse(errors.TextWrong(length=len(text), most=most), f"{prefix}{name}")

    def number(self, number: str, prefix: str, where: str) -> None:
        """It is not one that our own series will come to."""
        if number and re.fullmatch(_OURS.format(prefix=prefix), number):
            self.refuse(errors.NumberReserved(number=number), where)


def _is_fine(quantity: Decimal, decimals: int) -> bool:
    return quantity == quantity.to_integral_value() or quantity == round(quantity, decimals)
