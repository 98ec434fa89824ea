"""What the steps of the history share."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, cached_property
from uuid import UUID

from sanye.connectors.adventureworks.context import CURRENCY, SITE, SYSTEM, Import
from sanye.connectors.adventureworks.tables import Row
from sanye.stem.masterdata.queries import find_by_external_keys, get_item, get_site

CENT = Decimal("0.01")
RATE = Decimal("0.000000000001")
CREDIT = timedelta(days=30)
COMPLETE = "4"
FREIGHT = "AW-FREIGHT"


@cache
def day(value: str) -> date:
    """The day of a timestamp."""
    return date.fromisoformat(value[:10])


def cents(value: str) -> Decimal:
    """An amount of AdventureWorks, which has four decimals, in cents."""
    return Decimal(value).quantize(CENT, rounding=ROUND_HALF_UP)


def tax_ratio_of(tax: str, net: str) -> Decimal:
    """The rate that a tax came to, to six decimals; zero where it is more than a rate can be."""
    if not 0 <= Decimal(tax) < Decimal(net):
        return Decimal(0)
    return (Decimal(tax) / Decimal(net)).quantize(Decimal("0.000001"))


@dataclass
class Past:
    """Our identities of what the documents name, and the last day of the history."""

    run: Import
    site_id: UUID
    freight_id: UUID
    items: dict[str, UUID]
    customers: dict[str, UUID]
    vendors: dict[str, UUID]
    centers: dict[str, UUID]
    rates: dict[str, Row] = field(default_factory=dict)

    @cached_property
    def last_day(self) -> date:
        """The last day on which anything of it happened."""
        tables = self.run.tables
        days = [row["ShipDate"] for row in tables.read("SalesOrderHeader")]
        days += [
            row["ShipDate"]
            for row in tables.read("PurchaseOrderHeader")
            if row["Status"] == COMPLETE
        ]
        days += [row["EndDate"] for row in tables.read("WorkOrder") if row["EndDate"]]
        return day(max(days))

    def paid_on(self, due: date) -> date | None:
        """See METHOD: what fell due while the history lasts was paid that day."""
        return due if due <= self.last_day else None

    def currency(self, rate_id: str) -> tuple[str, Decimal | None]:
        """Currency of an order and what one unit of it is in dollars."""
        if not rate_id:
            return CURRENCY, None
        row = self.rates[rate_id]
        return row["ToCurrencyCode"], (1 / Decimal(row["AverageRate"])).quantize(RATE)

    @cached_property
    def _rates_by_day(self) -> dict[tuple[str, str], Decimal]:
        return {
            (row["ToCurrencyCode"], row["CurrencyRateDate"][:10]): Decimal(row["AverageRate"])
            for row in self.rates.values()
        }

    def rate_on(self, currency: str, on: date, otherwise: Decimal | None) -> Decimal | None:
        """The average rate of a day; after the table's end the order's own."""
        found = self._rates_by_day.get((currency, on.isoformat()))
        return otherwise if found is None else (1 / found).quantize(RATE)


def read_past(run: Import, centers: dict[str, UUID]) -> Past:
    """What the masters' import has made of what the documents name."""

    def known(entity: str) -> dict[str, UUID]:
        return find_by_external_keys(system=SYSTEM, entity=entity, by=run.by)

    return Past(
        run=run,
        site_id=get_site(code=SITE, by=run.by).id,
        freight_id=get_item(code=FREIGHT, by=run.by).id,
        items=known("Product"),
        customers=known("Customer"),
        vendors=known("Vendor"),
        centers=centers,
        rates=run.tables.by("CurrencyRate", "CurrencyRateID"),
    )
