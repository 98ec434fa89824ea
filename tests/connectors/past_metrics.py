"""What the company's metrics say of AdventureWorks' years, against sums of its files.

Nothing is allowed for but rounding: values of metrics have six decimals, money cents per document.
"""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from sanye.insight.metrics import queries
from sanye.insight.metrics.queries import Value
from sanye.kernel.actors import Actor
from sanye.kernel.money import round_to
from tests.connectors.tables import D, Row, cents, read, summed

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
ZONE = ZoneInfo("America/Los_Angeles")
CREDIT = timedelta(days=30)
FIRST, LAST = date(2011, 1, 1), date(2014, 12, 31)
"""All days of the history, and some more."""


def day(value: str) -> date:
    return date.fromisoformat(value[:10])


def rounded(value: Decimal) -> Decimal:
    return round_to(value, 6)


class Files:
    """The documents of the files with what they come to."""

    def __init__(self, place: Path) -> None:
        self.sales = read(place, "SalesOrderHeader")
        self.sales_lines = read(place, "SalesOrderDetail")
        self.purchases = [r for r in read(place, "PurchaseOrderHeader") if r["Status"] == "4"]
        ids = {row["PurchaseOrderID"] for row in self.purchases}
        lines = read(place, "PurchaseOrderDetail")
        self.purchase_lines = [row for row in lines if row["PurchaseOrderID"] in ids]
        self.works = read(place, "WorkOrder")
        self.rates = {row["CurrencyRateID"]: row for row in read(place, "CurrencyRate")}
        self.products = {row["ProductID"]: row for row in read(place, "Product")}
        self.stock = summed(
            (r["ProductID"], r["Quantity"]) for r in read(place, "ProductInventory")
        )

    @cached_property
    def last_day(self) -> date:
        """The last day on which anything happened; what fell due by then was paid."""
        days = [row["ShipDate"] for row in self.sales + self.purchases]
        return day(max(days + [row["EndDate"] for row in self.works]))

    def claims(self) -> list[tuple[date, Decimal]]:
        """Day of each sales invoice, which is the shipment's, and what it comes to in dollars."""
        nets = summed((row["SalesOrderID"], cents(row["LineTotal"])) for row in self.sales_lines)
        return [(day(row["ShipDate"]), self._dollars(row, nets)) for row in self.sales]

    def _dollars(self, head: Row, nets: dict[str, Decimal]) -> Decimal:
        gross = nets[head["SalesOrderID"]] + cents(head["TaxAmt"]) + cents(head["Freight"])
        if not head["CurrencyRateID"]:
            return gross
        rate = D(self.rates[head["CurrencyRateID"]]["AverageRate"])
        return cents(str(gross * (1 / rate).quantize(D("0.000000000001"))))


def check_metrics(place: Path, by: Actor) -> None:
    """Every metric that the files can tell something of."""
    files = Files(place)
    _check_orders(files, by)
    _check_days_of_orders(files, by)
    _check_on_time(files, by)
    _check_suppliers(files, by)
    _check_receivables(files, by)


def value(code: str, by: Actor, first: date = FIRST, last: date = LAST) -> Value:
    return queries.get_metric_value(code=code, from_date=first, to_date=last, at=NOW, by=by)


def _check_orders(files: Files, by: Actor) -> None:
    """Orders by month; none was cancelled or corrected."""
    assert queries.find_last_order_day(by=by) == max(day(row["OrderDate"]) for row in files.sales)
    expected = summed((row["OrderDate"][:7], 1) for row in files.sales)
    found: dict[str, Decimal] = {}
    for year in range(FIRST.year, LAST.year + 1):
        trend = queries.get_metric_trend(
            code="DOCUMENTS_CANCELLED",
            from_date=date(year, 1, 1),
            to_date=date(year, 12, 31),
            at=NOW,
            by=by,
        )
        found |= summed((f"{p.day:%Y-%m}", p.count) for p in trend.points if p.count)
    assert found == expected
    for code in ("DOCUMENTS_CANCELLED", "DOCUMENTS_CORRECTED", "DOCUMENTS_REKEYED"):
        assert value(code, by).value == 0


def _check_days_of_orders(files: Files, by: Actor) -> None:
    """From order to shipment; the files do not say when customers had their goods.

    Days are elapsed time from noon to noon: over a change of the clocks an hour more or less.
    """

    def days(begin: date, end: date) -> Decimal:
        gap = _noon(end) - _noon(begin)
        return D(int(gap.total_seconds())) / (24 * 3600)

    waited = [days(day(row["OrderDate"]), day(row["ShipDate"])) for row in files.sales]
    _is_mean(value("STEP_SUPPLY", by), waited)
    _is_mean(value("STEP_SHIP", by), [D(0)] * len(waited))
    _is_mean(value("STEP_PROMISE", by), [D(0)] * len(waited))
    due = [day(row["ShipDate"]) for row in files.sales]
    paid = [on for on in due if on + CREDIT <= files.last_day]
    _is_mean(value("STEP_PAYMENT", by), [days(on, on + CREDIT) for on in paid])
    for code in ("ORDER_CYCLE_TIME", "STEP_TRANSPORT", "STEP_INVOICE"):
        assert (value(code, by).value, value(code, by).count) == (None, 0)


def _noon(on: date) -> datetime:
    return datetime.combine(on, time(12), ZONE).astimezone(UTC)


def _is_mean(found: Value, expected: list[Decimal]) -> None:
    assert found.count == len(expected)
    assert found.value == rounded(sum(expected, D(0)) / len(expected))


def _check_on_time(files: Files, by: Actor) -> None:
    """A line asked for by its DueDate is in time when it was shipped by then, for each year."""
    heads = {row["SalesOrderID"]: row for row in files.sales}
    for year in range(FIRST.year, LAST.year + 1):
        due = [
            heads[row["SalesOrderID"]]
            for row in files.sales_lines
            if heads[row["SalesOrderID"]]["DueDate"].startswith(str(year))
        ]
        in_time = [D(head["ShipDate"] <= head["DueDate"]) for head in due]
        for code in ("OTIF_ASKED", "OTIF_FIRST_PROMISE", "OTIF_PROMISE"):
            _is_mean(value(code, by, date(year, 1, 1), date(year, 12, 31)), in_time)


def _check_suppliers(files: Files, by: Actor) -> None:
    """In full is all that was ordered, by the line's DueDate, whatever was rejected later."""
    heads = {row["PurchaseOrderID"]: row for row in files.purchases}
    for year in range(FIRST.year, LAST.year + 1):
        in_full = [
            D(
                D(row["ReceivedQty"]) >= D(row["OrderQty"])
                and heads[row["PurchaseOrderID"]]["ShipDate"][:10] <= row["DueDate"][:10]
            )
            for row in files.purchase_lines
            if row["DueDate"].startswith(str(year))
        ]
        if in_full:
            span = date(year, 1, 1), date(year, 12, 31)
            _is_mean(value("SUPPLIER_OTIF_ASKED", by, *span), in_full)
    assert value("SUPPLIER_OTIF_CONFIRMED", by).count == 0  # nobody noted what vendors confirmed


def _check_receivables(files: Files, by: Actor) -> None:
    """Open at the end of a day: invoiced by then, and due later or never paid."""
    claims = files.claims()
    for on in (date(2012, 6, 30), date(2013, 9, 15), files.last_day):
        is_open = sum((a for sent, a in claims if sent <= on < sent + CREDIT), D(0))
        found = value("RECEIVABLES", by, on, on)
        assert (found.value, found.currency) == (is_open, "USD")
    later = files.last_day + 2 * CREDIT
    left = sum((a for sent, a in claims if sent + CREDIT > files.last_day), D(0))
    assert value("RECEIVABLES", by, later, later).value == left
    assert value("RECEIVABLES_OVERDUE", by, later, later).value == left
